"""What tests of issuing share: a college with keys, a record whose stack is complete, and one whose is not."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from pathways.advising import Desk
from pathways.formats.native import load_record, open_catalog
from pathways.issuing.credential import Draft, Terms, award
from pathways.issuing.issuer import IssuerMethod, IssuerProfile, KeyEntry, issuer_id, key_entry, key_name
from pathways.issuing.keys import SecretKey, make_key, read_key
from pathways.issuing.recipient import Recipient, by_mail
from pathways.issuing.status import list_address, status_entry
from pathways.model.documents import AuditDocument
from pathways.resources import sample_catalog
from pathways.verification.publickey import KeyType
from tests.support import REPO

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
URL = "https://riverbend.example.edu/badges"
RECORDS = REPO / "data" / "sample" / "records"
STUDENT = RECORDS / "first-generation-student.yaml"
DONE = "river-bend-certificate-data-support"
ID = "urn:uuid:00000000-0000-4000-8000-000000000001"
PSEUDONYM = "urn:uuid:00000000-0000-4000-8000-000000000002"
MAIL = "ana@example.com"
SALT = "7h3s4lt1sn0tsh0rt"


@cache
def desk() -> Desk:
    return Desk(open_catalog(sample_catalog()))


@cache
def audited(record: Path = STUDENT, goal: str = DONE) -> AuditDocument:
    return desk().audit(load_record(record), goal, as_of=NOW.date())


@cache
def secret(kind: KeyType = KeyType.ED25519, number: int = 0) -> SecretKey:
    """Return a key that is made once; the ``number`` tells several of a type apart."""
    if kind is KeyType.ED25519:
        return read_key(edwards_pem(number))
    return make_key(kind)


def edwards_pem(number: int = 0) -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def profile(method: IssuerMethod = "web", kind: KeyType = KeyType.ED25519) -> IssuerProfile:
    name = issuer_id(method, URL, secret(kind).public)
    return IssuerProfile(id=name, url=URL, name="River Bend College")


def keys_of(owner: IssuerProfile, kind: KeyType = KeyType.ED25519) -> tuple[KeyEntry, ...]:
    public = secret(kind).public
    return (key_entry(key_name(owner, public, 1), public, NOW - dt.timedelta(days=30)),)


def terms(owner: IssuerProfile, *, place: int = 23, ends: dt.datetime | None = None) -> Terms:
    entry = status_entry(list_address(owner, "revocation", 1), "revocation", place)
    return Terms(ID, NOW, ends, entry)


def recipient() -> Recipient:
    return by_mail(MAIL, salt=SALT, pseudonym=PSEUDONYM)


def draft(owner: IssuerProfile, *, ends: dt.datetime | None = None) -> Draft:
    made = award(audited(), desk().catalog, profile=owner, recipient=recipient(), terms=terms(owner, ends=ends))
    assert isinstance(made, Draft), made
    return made
