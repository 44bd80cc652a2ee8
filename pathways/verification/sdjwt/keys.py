"""By which key did the issuer of a selectively disclosed token sign?  Its DID, or its metadata at a well-known address.

Certificates (``x5c``) are named and not followed: whom a certificate speaks for is asked of lists that are not built
here.

Source: draft-ietf-oauth-sd-jwt-vc sections 3.5 (issuer key) and 5 (JWT VC issuer metadata).
"""

from __future__ import annotations

from pathways.model.check_codes import CheckCode
from pathways.verification.addresses import askable, host_of
from pathways.verification.checks import Refusal, refusal
from pathways.verification.keys import FoundKey, Resolver, document_at, find_key, keys_in, listed_by
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.signature import ALGORITHMS
from pathways.verification.strict import Json


def metadata_of(issuer: str) -> str | None:
    """Return where an issuer at an https address keeps its metadata, or None for any other.

    >>> metadata_of("https://example.edu/tenant/7")
    'https://example.edu/.well-known/jwt-vc-issuer/tenant/7'
    """
    host = host_of(issuer)
    if host is None or askable(issuer) is not None or "?" in issuer or "#" in issuer:
        return None
    path = issuer[len("https://") :].partition("/")[2].rstrip("/")
    return f"https://{host}/.well-known/jwt-vc-issuer" + (f"/{path}" if path else "")


def keys_of_issuer(
    header: Json, issuer: str, resolver: Resolver, *, limits: Limits = LIMITS
) -> tuple[FoundKey, ...] | Refusal:
    """Return the keys by which the token may be signed: the one that it names, else all of the issuer's that fit.

    Where a DID names another key than the issuer's own, that stands in the refusal.
    """
    if "x5c" in header:
        return refusal(CheckCode.KEY_METHOD_UNSUPPORTED, method="x5c")
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=kid)
    if issuer.startswith("did:"):
        return _of_did(kid, issuer, resolver, limits)
    return _of_metadata(header, kid, issuer, resolver, limits)


def _of_did(kid: str | None, issuer: str, resolver: Resolver, limits: Limits) -> tuple[FoundKey, ...] | Refusal:
    name = issuer if kid is None else issuer + kid if kid.startswith("#") else kid
    found = find_key(name, resolver, limits=limits)
    if isinstance(found, Refusal):
        return found
    listed = listed_by(issuer, found, resolver, limits=limits)
    return listed if isinstance(listed, Refusal) else (listed,)


def _of_metadata(
    header: Json, kid: str | None, issuer: str, resolver: Resolver, limits: Limits
) -> tuple[FoundKey, ...] | Refusal:
    address = metadata_of(issuer)
    if address is None:
        return refusal(CheckCode.KEY_ADDRESS_REFUSED, address=issuer)
    metadata = document_at(address, resolver, limits)
    if isinstance(metadata, Refusal):
        return metadata
    if metadata.get("issuer") != issuer:
        return refusal(CheckCode.KEY_NOT_OF_ISSUER, metadata=metadata.get("issuer", ""), issuer=issuer)
    keys = _key_set(metadata, address, resolver, limits)
    if isinstance(keys, Refusal):
        return keys
    wanted = ALGORITHMS[header["alg"]]
    name = None if kid is None else kid if ":" in kid else f"{issuer}#{kid}"
    found = [
        FoundKey(key, name or f"{address}#{place}", issuer)
        for place, (called, key) in enumerate(keys_in(keys, address))
        if called == kid and not isinstance(key, Refusal) and (kid is not None or key.type is wanted)
    ]
    if not found:
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, key=kid or "", address=address)
    return tuple(found[: limits.issuer_keys])


def _key_set(metadata: Json, address: str, resolver: Resolver, limits: Limits) -> Json | Refusal:
    """Return the key set that the metadata holds or names; it does one of both."""
    held, named = metadata.get("jwks"), metadata.get("jwks_uri")
    if (held is None) == (named is None):
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=address, error="jwks or jwks_uri, one of both")
    if isinstance(named, str):
        return document_at(named, resolver, limits)
    if not isinstance(held, dict):
        return refusal(CheckCode.KEY_DOCUMENT_MALFORMED, address=address, error="jwks is no object")
    return held
