"""What is this document?  Named by what it claims to be, whether or not that is true and whether or not we verify it.

Source: Open Badges 1.1, 2.0 and 3.0; CLR 1.0 and 2.0; VC Data Model 1.1 and 2.0; Blockcerts 2 and 3; SD-JWT VC;
European Learning Model 3; JAdES (ETSI TS 119 182-1); LER-RS of HR Open Standards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.carrier import Carried
from pathways.verification.checks import printable
from pathways.verification.strict import Json

VERIFIED_KINDS: Final = frozenset(
    {
        Kind.OPEN_BADGE_2,
        Kind.OPEN_BADGE_3,
        Kind.ENDORSEMENT,
        Kind.CLR_2,
        Kind.CREDENTIAL,
        Kind.PRESENTATION,
        Kind.BLOCKCERTS_2,
        Kind.BLOCKCERTS_3,
        Kind.SD_JWT_VC,
        Kind.STATUS_LIST,
    }
)
"""The kinds that can be verified as they stand; every other is named and said to be unsupported."""

TITLES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.OPEN_BADGE_1: "Open Badge",
        Kind.OPEN_BADGE_2: "Open Badge",
        Kind.OPEN_BADGE_3: "Open Badge",
        Kind.ENDORSEMENT: "endorsement of an Open Badge",
        Kind.CLR_1: "Comprehensive Learner Record",
        Kind.CLR_2: "Comprehensive Learner Record",
        Kind.CREDENTIAL: "verifiable credential",
        Kind.PRESENTATION: "verifiable presentation",
        Kind.BLOCKCERTS_2: "Blockcerts certificate",
        Kind.BLOCKCERTS_3: "Blockcerts certificate",
        Kind.SD_JWT_VC: "SD-JWT verifiable credential",
        Kind.STATUS_LIST: "status list",
        Kind.BADGE_DEFINITION: "definition of a badge",
        Kind.ISSUER_PROFILE: "profile of an issuer",
        Kind.KEY: "key",
        Kind.PROOF: "proof without its document",
        Kind.CONTEXT: "JSON-LD context",
        Kind.SCHEMA: "JSON Schema",
        Kind.EUROPEAN_DIGITAL_CREDENTIAL: "European Digital Credential",
        Kind.JADES: "JAdES signature",
        Kind.LER_RS: "LER-RS record",
        Kind.OTHER: "something else",
    }
)

_V1 = "https://www.w3.org/2018/credentials/v1"
_V2 = "https://www.w3.org/ns/credentials/v2"
_BADGE_3 = ("purl.imsglobal.org/spec/ob/v3p0", "imsglobal.github.io/openbadges-specification")
_CLR_2 = ("purl.imsglobal.org/spec/clr/v2p0", "dc.imsglobal.org/draft/clr/v2p0")
_STATUS_LISTS = frozenset(
    {"BitstringStatusListCredential", "StatusList2021Credential", "1EdTechRevocationList", "RevocationList"}
)
_PARTS_OF_2: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "Assertion": Kind.OPEN_BADGE_2,
        "BadgeClass": Kind.BADGE_DEFINITION,
        "Criteria": Kind.BADGE_DEFINITION,
        "Issuer": Kind.ISSUER_PROFILE,
        "Profile": Kind.ISSUER_PROFILE,
        "CryptographicKey": Kind.KEY,
        "Endorsement": Kind.ENDORSEMENT,
    }
)
_JADES_HEADER = frozenset({"sigT", "sigD", "sigPId", "srCms", "x5t#o", "x5t#S256", "x5c", "etsiU", "adoTst"})


@dataclass(frozen=True, slots=True)
class Classified:
    """What a document claims to be: kind, version of the kind, the words of its types."""

    kind: Kind
    version: str | None = None
    types: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return it in words."""
        version = f" {self.version}" if self.version else ""
        types = f" ({', '.join(self.types)})" if self.types else ""
        return printable(f"{TITLES[self.kind]}{version}{types}")


def classify(carried: Carried) -> Classified:
    """Return what was carried; a token by what it holds.

    >>> from pathways.verification.carrier import open_carrier
    >>> classify(open_carrier(b'{"type": ["VerifiableCredential", "OpenBadgeCredential"]}')).title
    'Open Badge 3.0 (VerifiableCredential, OpenBadgeCredential)'
    """
    match carried.form:
        case CarrierForm.SD_JWT:
            return Classified(Kind.SD_JWT_VC, types=_short([carried.value.get("vct")]))
        case CarrierForm.JWT:
            return _token(carried.header or {}, carried.value)
        case CarrierForm.URL:
            return Classified(Kind.OPEN_BADGE_2)
        case _:
            return classify_json(carried.value)


def classify_json(value: Json) -> Classified:
    """Return what a JSON object claims to be, by its types and contexts."""
    types = _texts(value.get("type", value.get("@type")))
    contexts = _texts(value.get("@context"))
    kind, version = _of_foreign(value, types, contexts) or _of_credential(value, types, contexts) or _of_rest(value)
    return Classified(kind, version, _short(types))


def credential_of_token(payload: Json) -> Json:
    """Return the credential in the claims of a token: its ``vc``, else the claims themselves."""
    inner = payload.get("vc")
    return inner if isinstance(inner, dict) else payload


def _token(header: Json, payload: Json) -> Classified:
    kind = _texts(header.get("typ"))
    if any(name.endswith("sd-jwt") for name in kind):
        return Classified(Kind.SD_JWT_VC, types=_short([payload.get("vct")]))
    inner = payload.get("vp", credential_of_token(payload))
    found = classify_json(inner) if isinstance(inner, dict) else Classified(Kind.OTHER)
    if found.kind is Kind.OTHER and header.keys() & _JADES_HEADER:
        return Classified(Kind.JADES)
    return found


def _of_foreign(value: Json, types: set[str], contexts: set[str]) -> tuple[Kind, str | None] | None:
    """Return the kinds that look like others but are verified in ways of their own."""
    if "payload" in value and ("signatures" in value or "protected" in value):
        return Kind.JADES, None
    if types & {"EuropeanDigitalCredential"} or _any(contexts, "data.europa.eu/snb/model", "europass.eu/edci"):
        return Kind.EUROPEAN_DIGITAL_CREDENTIAL, None
    if _any(contexts, "hropenstandards.org") or any(
        name.replace("-", "").upper().startswith("LERRS") for name in types
    ):
        return Kind.LER_RS, None
    if "BlockcertsIssuerProfile" in types:
        return Kind.ISSUER_PROFILE, None
    if _any(contexts, "w3id.org/blockcerts/v2", "w3id.org/blockcerts/schema/2") and "Assertion" in types:
        return Kind.BLOCKCERTS_2, "2.0"
    if "BlockcertsCredential" in types or _any(contexts, "w3id.org/blockcerts/v3"):
        return Kind.BLOCKCERTS_3, "3"
    if types & {"DataIntegrityProof", "Ed25519Signature2020", "MerkleProof2019"}:
        return Kind.PROOF, None
    return None


def _of_credential(value: Json, types: set[str], contexts: set[str]) -> tuple[Kind, str | None] | None:
    model = "2.0" if _V2 in contexts else "1.1" if _V1 in contexts else None
    if types & _STATUS_LISTS:
        return Kind.STATUS_LIST, None
    if "VerifiablePresentation" in types or ("verifiableCredential" in value and "credentialSubject" not in value):
        return Kind.PRESENTATION, model
    if "ClrCredential" in types or _any(contexts, *_CLR_2):
        return Kind.CLR_2, "2.0"
    if "EndorsementCredential" in types:
        return Kind.ENDORSEMENT, "3.0"
    if types & {"OpenBadgeCredential", "AchievementCredential"} or _any(contexts, *_BADGE_3):
        return Kind.OPEN_BADGE_3, "3.0"
    if model or "VerifiableCredential" in types:
        return Kind.CREDENTIAL, model
    if "Clr" in types or _any(contexts, "purl.imsglobal.org/spec/clr/v1p0"):
        return Kind.CLR_1, "1.0"
    return None


def _of_rest(value: Json) -> tuple[Kind, str | None]:
    types = _texts(value.get("type", value.get("@type")))
    contexts = _texts(value.get("@context"))
    if _any(contexts, "w3id.org/openbadges/v1"):
        return Kind.OPEN_BADGE_1, "1.1"
    for name in sorted(types & _PARTS_OF_2.keys()):
        return _PARTS_OF_2[name], "2.0"
    if _any(contexts, "w3id.org/openbadges/") and "recipient" in value:
        return Kind.OPEN_BADGE_2, "2.0"
    if "badge" in value and {"recipient", "identity"} & value.keys():
        return Kind.OPEN_BADGE_1, "1.0" if "uid" in value else "0.5"
    if {"uid", "verify"} <= value.keys() or {"uid", "issuedOn"} <= value.keys():
        return Kind.OPEN_BADGE_1, "1.0"
    return _of_support(value, contexts), None


def _of_support(value: Json, contexts: set[str]) -> Kind:
    if "kty" in value or "publicKeyMultibase" in value or "publicKeyPem" in value or _list_of_keys(value):
        return Kind.KEY
    if "$schema" in value and ("properties" in value or "definitions" in value or "$ref" in value):
        return Kind.SCHEMA
    if _any(contexts, "w3id.org/openbadges/") and "criteria" in value:
        return Kind.BADGE_DEFINITION
    if set(value) == {"@context"}:
        return Kind.CONTEXT
    return Kind.OTHER


def _list_of_keys(value: Json) -> bool:
    keys = value.get("keys")
    return isinstance(keys, list) and all(isinstance(key, dict) and "kty" in key for key in keys)


def _texts(value: Any) -> set[str]:
    """Return the texts of a value that may be one or a list."""
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return {item for item in values if isinstance(item, str)}


def _short(types: Iterable[Any]) -> tuple[str, ...]:
    known = sorted({name for name in types if isinstance(name, str)}, key=lambda name: (_RANK.get(name, 1), name))
    return tuple(printable(name) for name in known[:4])


_RANK: Final = MappingProxyType({"VerifiableCredential": 0, "VerifiablePresentation": 0})


def _any(contexts: set[str], *parts: str) -> bool:
    return any(part in context for context in contexts for part in parts)
