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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from pathways.model.check_codes import CheckCode
from pathways.verification.addresses import askable, key_set_of, of_did_web
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.publickey import PublicKey, from_jwk, from_multikey
from pathways.verification.strict import Json, read_json
from pathways.verification.times import moment

OTHER_METHODS: Final = frozenset(
    {"webvh", "tdw", "webs", "ebsi", "ion", "ethr", "pkh", "peer", "plc", "cheqd", "indy", "sov", "iota", "keri", "dht"}
)
"""Ways to look up a key that are in use elsewhere and not built here: what they sign is neither genuine nor forged."""
Relation = Literal["assertionMethod", "authentication"]
"""For what somebody lets a key be used: to make statements, or to show that it is they."""
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
    """A resolver that knows what it was given, and nothing else; the default is given nothing.

    ``told`` is why nothing is known of other addresses, as somebody who asked there was told.
    """

    def __init__(self, known: Iterable[Snapshot] = (), told: Mapping[str, str] | None = None) -> None:
        self._known = {snapshot.url: snapshot for snapshot in known}
        self._told = dict(told or {})

    def snapshot(self, url: str) -> Snapshot | None:
        """Return the snapshot of the address, or None."""
        return self._known.get(url)

    def told(self, url: str) -> str:
        """Return why nothing is known of an address; empty where that is not known either."""
        return self._told.get(url, "")


def because(resolver: Resolver, url: str) -> dict[str, str]:
    """Return as evidence why a resolver knows nothing of an address that it was asked for, where it says so.

    >>> because(Snapshots(), "https://example.edu/"), because(Snapshots((), {"https://a.org": "404"}), "https://a.org")
    ({}, {'because': '404'})
    """
    told = getattr(resolver, "told", None)
    words = told(url) if callable(told) else ""
    return {"because": words} if words else {}


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key with the name it was asked by and its ``owner``: the DID, or the address of the document, that holds it.

    ``ends`` and ``revoked`` are when the document says that it goes, or went, out of use.
    """

    key: PublicKey
    name: str
    owner: str
    ends: dt.datetime | None = None
    revoked: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _Listed:
    """A key in a document: its name there, itself or why it cannot be used, and when it goes out of use."""

    name: str | None
    key: PublicKey | Refusal
    ends: dt.datetime | None = None
    revoked: dt.datetime | None = None


def find_key(
    name: str, resolver: Resolver, *, limits: Limits = LIMITS, relation: Relation = "assertionMethod"
) -> FoundKey | Refusal:
    """Return the key of a name such as ``did:key:z6Mk...#z6Mk...``, or why there is none.

    A key is never taken from the fragment of an https address: it has to stand in the document.
    """
    if len(name) > limits.key_name or not _SCHEME.match(name):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=name)
    owner, mark, fragment = name.partition("#")
    if owner.startswith(("did:key:", "did:jwk:")):
        return _self_contained(name, owner, fragment if mark else None, limits)
    document = document_at(owner, resolver, limits)
    if isinstance(document, Refusal):
        return document
    wanted = {name, fragment} if fragment else {name, owner, None}
    return _only([one for one in _listed(document, owner, relation) if one.name in wanted], name, owner)


def _only(keys: list[_Listed], name: str, owner: str) -> FoundKey | Refusal:
    """Return the one key that was found; several that differ are as good as none."""
    if not keys:
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=name)
    first = keys[0].key
    if isinstance(first, Refusal):
        return first
    if any(isinstance(one.key, Refusal) or not one.key.same_as(first) for one in keys):
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=name, found="several")
    return _dated(first, name, owner, keys)


def _dated(key: PublicKey, name: str, owner: str, listed: Iterable[_Listed]) -> FoundKey:
    """Return the key with the first moment at which any of its listings says that it goes out of use."""
    same = [one for one in listed if isinstance(one.key, PublicKey) and one.key.same_as(key)]
    ends = min((one.ends for one in same if one.ends is not None), default=None)
    revoked = min((one.revoked for one in same if one.revoked is not None), default=None)
    return FoundKey(key, name, owner, ends, revoked)


def answers_for(issuer: str, found: FoundKey, resolver: Resolver, *, limits: Limits = LIMITS) -> Refusal | None:
    """Return None where the issuer itself lists the key, else why that is not so or not known.

    What a key's own document says of its controller is not asked: anybody can write that.
    """
    listing = listed_by(issuer, found, resolver, limits=limits)
    return listing if isinstance(listing, Refusal) else None


def listed_by(
    issuer: str, found: FoundKey, resolver: Resolver, *, limits: Limits = LIMITS, relation: Relation = "assertionMethod"
) -> FoundKey | Refusal:
    """Return the key as the issuer itself lists it, with when it goes out of use there, or why it does not."""
    if found.owner == issuer:
        return found
    listed = _keys_of(issuer, resolver, limits, relation)
    if isinstance(listed, Refusal):
        return listed
    if any(isinstance(one.key, PublicKey) and one.key.same_as(found.key) for one in listed):
        return _dated(found.key, found.name, issuer, (*listed, _Listed(None, found.key, found.ends, found.revoked)))
    return refusal(CheckCode.KEY_NOT_OF_ISSUER, key=found.name, issuer=issuer)


def keys_of(issuer: str, resolver: Resolver, *, limits: Limits = LIMITS) -> tuple[PublicKey, ...] | Refusal:
    """Return the keys by which an issuer says it signs: of its DID, or of the key set of its https authority."""
    listed = _keys_of(issuer, resolver, limits, "assertionMethod")
    if isinstance(listed, Refusal):
        return listed
    return tuple(one.key for one in listed if isinstance(one.key, PublicKey))


def _keys_of(issuer: str, resolver: Resolver, limits: Limits, relation: Relation) -> tuple[_Listed, ...] | Refusal:
    if issuer.startswith(("did:key:", "did:jwk:")):
        found = find_key(issuer, resolver, limits=limits)
        return found if isinstance(found, Refusal) else (_Listed(None, found.key),)
    address = issuer if issuer.startswith("did:") else key_set_of(issuer)
    if address is None:
        return refusal(CheckCode.KEY_ADDRESS_REFUSED, address=issuer)
    document = document_at(address, resolver, limits)
    if isinstance(document, Refusal):
        return document
    if document.get("iss", issuer) != issuer:
        return refusal(CheckCode.KEY_NOT_OF_ISSUER, iss=document["iss"], issuer=issuer)
    return tuple(_listed(document, address, relation))


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


def document_at(owner: str, resolver: Resolver, limits: Limits) -> Json | Refusal:
    """Return the document of a did:web or an https address through the port, or why there is none."""
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
        return refusal(CheckCode.KEY_NOT_RESOLVED, address=url, **because(resolver, url))
    if len(snapshot.body) > limits.key_document:
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, size=len(snapshot.body))
    document = read_json(snapshot.body, limits=limits)
    if isinstance(document, Refusal):
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, because=document.code)
    if "kty" not in document and "keys" not in document and document.get("id", owner) != owner:
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=url, id=document["id"])
    return document


def keys_in(document: Json, owner: str) -> Iterator[tuple[str | None, PublicKey | Refusal]]:
    """Yield name and key of everything in the document that may sign: a key, a key set, or a controller document."""
    for one in _listed(document, owner, "assertionMethod"):
        yield one.name, one.key


def _listed(document: Json, owner: str, relation: Relation) -> Iterator[_Listed]:
    keys = (document,) if "kty" in document else _items(document, "keys")
    for jwk in keys:
        kid, key = jwk.get("kid"), from_jwk(jwk)
        yield _Listed(None, key)
        if isinstance(kid, str):
            yield _Listed(kid, key)
    related = _related(document, owner, relation)
    for method in (*_items(document, "verificationMethod"), *_items(document, relation)):
        name = _absolute(method.get("id"), owner)
        if name in related and method.get("controller", owner) == owner:
            yield _of_method(name, method)


def _related(document: Json, owner: str, relation: Relation) -> set[str]:
    """Return the names of the methods that the owner uses so."""
    found = document.get(relation, [])
    values = found if isinstance(found, list) else [found]
    names = (_absolute(value.get("id") if isinstance(value, dict) else value, owner) for value in values)
    return {name for name in names if name is not None}


def _of_method(name: str | None, method: Json) -> _Listed:
    """Return the key of a method with its dates; one whose dates cannot be read is not used."""
    dates = []
    for member in ("expires", "revoked"):
        date = moment(method.get(member))
        if date is None and method.get(member) is not None:
            return _Listed(name, refusal(CheckCode.KEY_DOCUMENT_MALFORMED, **{member: method[member]}))
        dates.append(date)
    return _Listed(name, _key_of_method(method), *dates)


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
