"""Who signs, and with which keys, since when?  What an institution publishes about itself, so that others can see it.

An issuer is a ``did:key`` (nothing to publish, no other key ever), a ``did:web`` or an https address; the last two list
their keys in documents of their own.  A key that is replaced stays listed with the moment it ended, so that what it
signed before is still its issuer's; one that was lost is no longer listed among those that sign.

Source: W3C DID Core 1.0; Controlled Identifiers 1.0 (``expires``, ``revoked``); did:web; Open Badges 3.0, Profile.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, model_validator

from pathways.errors import QuestionError, finding
from pathways.issuing.keys import ALGORITHM_OF, to_jwk, to_multikey
from pathways.model.base import Noun, Reference, Source
from pathways.model.issuers import Identifier, Issuer, KeyWindow
from pathways.verification.addresses import askable, host_of, key_set_of, of_did_web
from pathways.verification.checks import Refusal
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.publickey import KeyType, PublicKey, from_jwk

IssuerMethod = Literal["key", "web", "https"]

_DID: Final = "https://www.w3.org/ns/did/v1"
_MULTIKEY: Final = "https://w3id.org/security/multikey/v1"
_JWS: Final = "https://w3id.org/security/suites/jws-2020/v1"


class IssuerProfile(Noun):
    """Who issues, as it stands in every badge: ``id`` is a DID or an https address, ``url`` where its folder is."""

    id: Identifier
    url: Identifier
    name: Annotated[str, Field(min_length=1, max_length=300)]
    description: str | None = None
    email: str | None = None
    image: Identifier | None = None
    organization: Reference | None = Field(default=None, description="which organization of the catalogue it is")

    @model_validator(mode="after")
    def _addressed(self) -> IssuerProfile:
        if askable(self.url) is not None or self.url.endswith("/") or "#" in self.url or "?" in self.url:
            raise ValueError(f"{self.url!r} is not an https address of a folder, written without a slash at its end")
        return self

    @property
    def method(self) -> IssuerMethod:
        """Return in which of the three ways its keys are found."""
        return "key" if self.id.startswith("did:key:") else "web" if self.id.startswith("did:") else "https"


def profile_of(**said: str | None) -> IssuerProfile:
    """Return the profile that says so.  Raises QuestionError U003 where it cannot be published."""
    try:
        return IssuerProfile.model_validate(said)
    except ValidationError as error:
        _nonsense("; ".join(each["msg"] for each in error.errors()))


class KeyEntry(Noun):
    """The public side of a key: its name as proofs write it, the key, when it was in use; ``lost`` from ``ends``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    jwk: dict[str, str]
    begins: AwareDatetime
    ends: AwareDatetime | None = None
    lost: bool = False
    why: str | None = None

    @property
    def public(self) -> PublicKey:
        """Return the key itself.  Raises QuestionError U003 where it is none."""
        found = from_jwk(dict(self.jwk))
        if isinstance(found, Refusal):
            _nonsense(f"the key {self.name!r} cannot be read: {found.code.value}")
        return found

    @property
    def type(self) -> KeyType:
        """Return the type of the key."""
        return self.public.type

    def in_use(self, moment: dt.datetime) -> bool:
        """Return whether it may sign at a moment."""
        return self.begins <= moment and (self.ends is None or moment < self.ends)


def issuer_id(method: IssuerMethod, url: str, key: PublicKey) -> str:
    """Return how an issuer is named: by its first key, or by the address of its folder.

    Raises QuestionError U003 where a key has no such name (RSA has no did:key here).

    >>> issuer_id("web", "https://uni.example.edu/badges", PublicKey(KeyType.ED25519, bytes(32)))
    'did:web:uni.example.edu:badges'
    """
    if method == "key":
        multikey = to_multikey(key)
        if multikey is None:
            _nonsense(f"a key of type {key.type.value} cannot name an issuer; use --method web or https")
        return f"did:key:{multikey}"
    if method == "web":
        return "did:web:" + url.removeprefix("https://").replace("/", ":")
    return f"{url}/issuer.json"


def key_name(profile: IssuerProfile, key: PublicKey, number: int) -> str:
    """Return how proofs name the key: ``did:key`` by itself, others by a number that is never used again."""
    if profile.method == "key":
        return f"{profile.id}#{to_multikey(key)}"
    return f"{profile.id}#key-{number}"


def key_entry(name: str, key: PublicKey, begins: dt.datetime) -> KeyEntry:
    """Return the public side of a new key."""
    return KeyEntry(name=name, jwk=to_jwk(key), begins=begins)


def rotated(
    keys: Sequence[KeyEntry], fresh: KeyEntry, *, lost: Iterable[str] = (), why: str | None = None
) -> tuple[KeyEntry, ...]:
    """Return the keys after a new one took the place of those of its type: theirs end where its time begins.

    ``lost`` are the names of keys that somebody else may hold.  Raises QuestionError U003 where a name is used twice.
    """
    if any(key.name == fresh.name for key in keys):
        _nonsense(f"{fresh.name!r} is the name of a key already")
    gone = set(lost)
    found = []
    for key in keys:
        change: dict[str, Any] = {"lost": True} if key.name in gone else {}
        if key.ends is None and (key.type is fresh.type or key.name in gone):
            change |= {"ends": fresh.begins, "why": why}
        found.append(key.model_copy(update=change))
    return (*found, fresh)


def profile_json(profile: IssuerProfile) -> dict[str, Any]:
    """Return the issuer as a badge holds it."""
    said = {"name": profile.name, "url": profile.url, "description": profile.description, "email": profile.email}
    image = {"id": profile.image, "type": "Image"} if profile.image else None
    kept = {name: value for name, value in (said | {"image": image}).items() if value is not None}
    return {"id": profile.id, "type": ["Profile"], **kept}


def key_set(keys: Iterable[KeyEntry]) -> dict[str, Any]:
    """Return the keys that sign as a JSON Web Key Set (RFC 7517); a lost one is not in it."""
    return {"keys": [_listed(key) for key in keys if not key.lost]}


def _listed(key: KeyEntry) -> dict[str, Any]:
    return {**key.jwk, "kid": key.name, "use": "sig", "alg": ALGORITHM_OF[key.type]}


def controller_document(profile: IssuerProfile, keys: Sequence[KeyEntry]) -> dict[str, Any]:
    """Return the document at the address of a did:web or https issuer: its keys, and which of them make statements."""
    methods = [_method(profile, key) for key in keys]
    listed = [key.name for key in keys if not key.lost]
    contexts = [_DID, _MULTIKEY, *([_JWS] if any(key.type is KeyType.RSA for key in keys) else [])]
    return {"@context": contexts, "id": profile.id, "verificationMethod": methods, "assertionMethod": listed}


def _method(profile: IssuerProfile, key: KeyEntry) -> dict[str, Any]:
    multikey = to_multikey(key.public)
    held = {"publicKeyMultibase": multikey} if multikey else {"publicKeyJwk": dict(key.jwk)}
    kind = "Multikey" if multikey else "JsonWebKey2020"
    ended = {} if key.ends is None else {"revoked" if key.lost else "expires": instant(key.ends)}
    return {"id": key.name, "type": kind, "controller": profile.id, **held, **ended}


def instant(moment: dt.datetime) -> str:
    """Return a moment as badges write it: in UTC, to the second.

    >>> instant(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC))
    '2026-05-01T12:00:00Z'
    """
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def published(profile: IssuerProfile, keys: Sequence[KeyEntry]) -> Mapping[str, bytes]:
    """Return what has to stand where on the web, by its address: key documents and the profile."""
    found: dict[str, Any] = {f"{profile.url}/jwks.json": key_set(keys)}
    document = controller_document(profile, keys)
    if profile.method == "web":
        found[_address(profile)] = document
    if profile.method == "https":
        profiled = {name: value for name, value in profile_json(profile).items() if name != "id"}
        found[profile.id] = {**document, **profiled}
        found[str(key_set_of(profile.id))] = key_set(keys)
    else:
        found[f"{profile.url}/issuer.json"] = profile_json(profile)
    return MappingProxyType({address: as_json(value) for address, value in found.items()})


def _address(profile: IssuerProfile) -> str:
    found = of_did_web(profile.id)
    if isinstance(found, Refusal):
        _nonsense(f"{profile.id!r} has no address")
    return found


def as_json(value: Mapping[str, Any]) -> bytes:
    """Return a document as the bytes that are published: indented, the same for the same document."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def known_by_itself(documents: Mapping[str, bytes], now: dt.datetime) -> Snapshots:
    """Return a resolver that knows what the issuer publishes, for looking at a badge before it is handed out."""
    return Snapshots(Snapshot(address, body, now) for address, body in documents.items())


def as_registered(profile: IssuerProfile, keys: Sequence[KeyEntry], *, source: Source) -> Issuer:
    """Return the issuer as an entry for the registry of those who accept its badges, each key with its time."""
    windows = tuple(
        KeyWindow(key=one.name, begins=one.begins, ends=one.ends, compromised=one.lost, why=one.why) for one in keys
    )
    host = str(host_of(profile.url)).replace(".", "-")
    return Issuer(
        id=profile.organization or host,
        title=profile.name,
        identifiers=(profile.id,),
        organization=profile.organization,
        keys=windows,
        source=source,
    )


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
