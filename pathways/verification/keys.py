"""Whose key is it?  From the name of a key to the key itself and to those who answer for it.

did:key and did:jwk hold the key in their name; did:web and https name a document, which a port hands over as a dated
snapshot or not at all.  The port that knows nothing makes every such answer UNKNOWN, never wrong.

Source: did:key, did:jwk and did:web method specifications; W3C Controlled Identifiers 1.0; Open Badges 3.0, "Key
provenance".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from pathways.model.verification_documents import CheckCode
from pathways.verification.addresses import askable, key_set_of, of_did_web
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.publickey import PublicKey, from_jwk, from_multikey
from pathways.verification.strict import Json, read_json

OTHER_METHODS: Final = frozenset(
    {"webvh", "tdw", "webs", "ebsi", "ion", "ethr", "pkh", "peer", "plc", "cheqd", "indy", "sov", "iota", "keri", "dht"}
)
"""Ways to look up a key that are in use elsewhere and not built here: what they sign is neither genuine nor forged."""
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+\Z")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stood at an address, and when it was taken: enough to verify again years later."""

    url: str
    body: bytes
    retrieved: dt.datetime

    @property
    def sha256(self) -> str:
        """Return the hash of what stood there."""
        return hashlib.sha256(self.body).hexdigest()


class Resolver(Protocol):
    """The port through which documents of others come; whoever implements it guards the network."""

    def snapshot(self, url: str) -> Snapshot | None:
        """Return what stands at the address, or None where that is not known."""
        ...


class Snapshots:
    """A resolver that knows what it was given, and nothing else; the default is given nothing."""

    def __init__(self, known: Iterable[Snapshot] = ()) -> None:
        self._known = {snapshot.url: snapshot for snapshot in known}

    def snapshot(self, url: str) -> Snapshot | None:
        """Return the snapshot of the address, or None."""
        return self._known.get(url)


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key with the name it was asked by and its ``owner``: the DID, or the address of the document, that holds it."""

    key: PublicKey
    name: str
    owner: str


def find_key(name: str, resolver: Resolver, *, limits: Limits = LIMITS) -> FoundKey | Refusal:
    """Return the key of a name such as ``did:key:z6Mk...#z6Mk...``, or why there is none.

    A key is never taken from the fragment of an https address: it has to stand in the document.
    """
    if len(name) > limits.key_name or not _SCHEME.match(name):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=name)
    owner, mark, fragment = name.partition("#")
    if owner.startswith(("did:key:", "did:jwk:")):
        return _self_contained(name, owner, fragment if mark else None, limits)
    document = _document(owner, resolver, limits)
    if isinstance(document, Refusal):
        return document
    wanted = {name, fragment} if fragment else {name, owner, None}
    return _only([key for identifier, key in _listed(document, owner) if identifier in wanted], name, owner)


def _only(keys: list[PublicKey | Refusal], name: str, owner: str) -> FoundKey | Refusal:
    """Return the one key that was found; several that differ are as good as none."""
    if not keys:
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=name)
    first = keys[0]
    if isinstance(first, Refusal):
        return first
    if any(isinstance(key, Refusal) or not key.same_as(first) for key in keys):
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=name, found="several")
    return FoundKey(first, name, owner)


def answers_for(issuer: str, found: FoundKey, resolver: Resolver, *, limits: Limits = LIMITS) -> Refusal | None:
    """Return None where the issuer itself lists the key, else why that is not so or not known.

    What a key's own document says of its controller is not asked: anybody can write that.
    """
    if found.owner == issuer:
        return None
    listed = keys_of(issuer, resolver, limits=limits)
    if isinstance(listed, Refusal):
        return listed
    if any(key.same_as(found.key) for key in listed):
        return None
    return refusal(CheckCode.KEY_NOT_OF_ISSUER, key=found.name, issuer=issuer)


def keys_of(issuer: str, resolver: Resolver, *, limits: Limits = LIMITS) -> tuple[PublicKey, ...] | Refusal:
    """Return the keys by which an issuer says it signs: of its DID, or of the key set of its https authority."""
    if issuer.startswith(("did:key:", "did:jwk:")):
        found = find_key(issuer, resolver, limits=limits)
        return found if isinstance(found, Refusal) else (found.key,)
    address = issuer if issuer.startswith("did:") else key_set_of(issuer)
    if address is None:
        return refusal(CheckCode.KEY_ADDRESS_REFUSED, address=issuer)
    document = _document(address, resolver, limits)
    if isinstance(document, Refusal):
        return document
    if document.get("iss", issuer) != issuer:
        return refusal(CheckCode.KEY_NOT_OF_ISSUER, iss=document["iss"], issuer=issuer)
    return tuple(key for _, key in _listed(document, address) if isinstance(key, PublicKey))


def _self_contained(name: str, did: str, fragment: str | None, limits: Limits) -> FoundKey | Refusal:
    method, _, value = did.removeprefix("did:").partition(":")
    key: PublicKey | Refusal
    if method == "key":
        key = from_multikey(value)
    else:
        data = from_base64url(value)
        jwk = refusal(CheckCode.KEY_MALFORMED, key=name) if data is None else read_json(data, limits=limits)
        key = jwk if isinstance(jwk, Refusal) else from_jwk(jwk, limits=limits)
    if isinstance(key, Refusal):
        return key
    if fragment not in (None, value if method == "key" else "0"):
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=name)
    return FoundKey(key, name, did)


def _document(owner: str, resolver: Resolver, limits: Limits) -> Json | Refusal:
    """Return the document of a did:web or an https address through the port."""
    url = of_did_web(owner) if owner.startswith("did:web:") else owner
    if isinstance(url, Refusal):
        return url
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        method = ":".join(url.split(":")[:2]) if scheme == "did" else scheme
        known = method.removeprefix("did:") in OTHER_METHODS and scheme == "did"
        return refusal(CheckCode.KEY_METHOD_UNSUPPORTED if known else CheckCode.KEY_METHOD_UNKNOWN, method=method)
    refused = askable(url)
    if refused is not None:
        return refused
    snapshot = resolver.snapshot(url)
    if snapshot is None or snapshot.url != url:
        return refusal(CheckCode.KEY_NOT_RESOLVED, address=url)
    if len(snapshot.body) > limits.key_document:
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, size=len(snapshot.body))
    document = read_json(snapshot.body, limits=limits)
    if isinstance(document, Refusal):
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, because=document.code)
    if "kty" not in document and "keys" not in document and document.get("id", owner) != owner:
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, id=document["id"])
    return document


def _listed(document: Json, owner: str) -> Iterator[tuple[str | None, PublicKey | Refusal]]:
    """Yield name and key of everything in the document that may sign: a key, a key set, or a controller document."""
    keys = (document,) if "kty" in document else _items(document, "keys")
    for jwk in keys:
        kid, key = jwk.get("kid"), from_jwk(jwk)
        yield None, key
        if isinstance(kid, str):
            yield kid, key
    asserting = _asserting(document, owner)
    for method in (*_items(document, "verificationMethod"), *_items(document, "assertionMethod")):
        name = _absolute(method.get("id"), owner)
        if name in asserting and method.get("controller", owner) == owner:
            yield name, _key_of_method(method)


def _asserting(document: Json, owner: str) -> set[str]:
    """Return the names of the methods by which the owner makes statements."""
    found = document.get("assertionMethod", [])
    values = found if isinstance(found, list) else [found]
    names = (_absolute(value.get("id") if isinstance(value, dict) else value, owner) for value in values)
    return {name for name in names if name is not None}


def _absolute(name: Any, owner: str) -> str | None:
    if not isinstance(name, str):
        return None
    return owner + name if name.startswith("#") else name


def _items(document: Json, name: str) -> tuple[Json, ...]:
    found = document.get(name, [])
    values = found if isinstance(found, list) else [found]
    return tuple(value for value in values[:100] if isinstance(value, dict))


def _key_of_method(method: Json) -> PublicKey | Refusal:
    if any("private" in name.lower() or "secret" in name.lower() for name in method):
        return refusal(CheckCode.KEY_PRIVATE, key=method.get("id", ""))
    jwk, multibase = method.get("publicKeyJwk"), method.get("publicKeyMultibase")
    if isinstance(jwk, dict):
        return from_jwk(jwk)
    if isinstance(multibase, str):
        return from_multikey(multibase)
    return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, type=method.get("type", ""))
