"""Keys sign, are written so that they come back, and show nothing of their secret half."""

from __future__ import annotations

import os
import pickle
from datetime import timedelta

import pytest

from pathways.errors import BadgeError, PathwaysError, QuestionError
from pathways.issuing.issuer import (
    IssuerProfile,
    as_registered,
    controller_document,
    issuer_id,
    key_entry,
    key_name,
    key_set,
    known_by_itself,
    published,
    rotated,
)
from pathways.issuing.keys import log_key, make_key, read_key, to_jwk, to_multikey, write_key
from pathways.model.base import Source
from pathways.verification.checks import Refusal
from pathways.verification.keys import answers_for, find_key
from pathways.verification.publickey import KeyType, from_jwk, from_multikey
from pathways.verification.signature import fits
from tests.unit.issuing.making import NOW, URL, edwards_pem, keys_of, profile, secret

PHRASE = "correct horse"
KINDS = (KeyType.ED25519, KeyType.P256, KeyType.RSA)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_key_signs_fits_its_public_half_and_no_other(kind: KeyType) -> None:
    key = secret(kind)
    signature = key.sign(b"message")
    assert fits(key.public, b"message", signature)
    assert not fits(key.public, b"messagE", signature)
    assert not fits(make_key(kind).public, b"message", signature)


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_half_comes_back_from_both_of_its_forms(kind: KeyType) -> None:
    public = secret(kind).public
    read = from_jwk(to_jwk(public))
    assert not isinstance(read, Refusal)
    assert read.same_as(public)
    text = to_multikey(public)
    assert (text is None) == (kind is KeyType.RSA)
    if text is not None:
        found = from_multikey(text)
        assert not isinstance(found, Refusal)
        assert found.same_as(public)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("passphrase", [None, PHRASE])
def test_a_key_file_holds_its_key(kind: KeyType, passphrase: str | None) -> None:
    data = write_key(secret(kind), passphrase=passphrase, salt=os.urandom(28) if passphrase else b"")
    assert read_key(data, passphrase=passphrase) == secret(kind)
    assert (b"PRIVATE KEY" in data) == (passphrase is None)


def test_a_sealed_key_opens_with_its_passphrase_only_and_only_as_it_was_written() -> None:
    data = write_key(secret(), passphrase=PHRASE, salt=bytes(28))
    changed = data.replace(b'"r": 8', b'"r": 9')
    flipped = data.replace(b'"sealed": "', b'"sealed": "AAAA')
    for wrong, passphrase in (
        (data, None),
        (data, "wrong"),
        (data, ""),
        (changed, PHRASE),
        (flipped, PHRASE),
    ):
        with pytest.raises(BadgeError) as error:
            read_key(wrong, passphrase=passphrase)
        assert error.value.code == "B002"
        assert PHRASE not in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"{", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"x" * 20_000]
)
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadgeError, match="B002"):
        read_key(data, passphrase=PHRASE)


def test_a_short_rsa_key_and_another_curve_sign_nothing() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    short = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 - what is to be refused
    for handle in (short, ec.generate_private_key(ec.SECP256K1())):
        form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        with pytest.raises(BadgeError, match="B002"):
            read_key(handle.private_bytes(serialization.Encoding.PEM, form, plain))


def test_no_text_of_a_key_shows_its_secret() -> None:
    key = secret()
    seed = bytes([1]) * 32
    for text in (repr(key), str(key), f"{key}"):
        assert seed.hex() not in text
        assert repr(seed) not in text
        assert "_handle" not in text
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_asking_for_a_key_that_is_not_made_here_makes_no_sense() -> None:
    with pytest.raises(QuestionError, match="P-384"):
        make_key(KeyType.P384)
    for passphrase, salt in (("", bytes(28)), ("p", b"short")):
        with pytest.raises(QuestionError):
            write_key(secret(), passphrase=passphrase, salt=salt)


def test_a_log_is_signed_with_an_edwards_key_of_its_own_name() -> None:
    assert log_key(secret(), "riverbend.example.edu/badges/log").verifier.public == secret().public.point
    with pytest.raises(QuestionError):
        log_key(secret(KeyType.P256), "x")


def test_an_issuer_is_named_by_its_key_or_its_address() -> None:
    public = secret().public
    assert issuer_id("key", URL, public) == f"did:key:{to_multikey(public)}"
    assert issuer_id("web", URL, public) == "did:web:riverbend.example.edu:badges"
    assert issuer_id("https", URL, public) == f"{URL}/issuer.json"
    with pytest.raises(QuestionError, match="RSA"):
        issuer_id("key", URL, secret(KeyType.RSA).public)


@pytest.mark.parametrize(
    "url",
    [
        "http://uni.example.edu/b",
        "https://127.0.0.1/b",
        "https://uni.example.edu/b/",
        "uni",
        "https://uni.example.edu/b?x",
    ],
)
def test_an_address_that_nobody_could_ask_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https address of a folder"):
        IssuerProfile(id="did:key:z6Mk", url=url, name="Uni")


@pytest.mark.parametrize("method", ["web", "https"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_published_lets_a_stranger_find_the_key_and_its_owner(method: str, kind: KeyType) -> None:
    owner = profile(method, kind)  # type: ignore[arg-type]
    keys = keys_of(owner, kind)
    resolver = known_by_itself(published(owner, keys), NOW)
    found = find_key(keys[0].name, resolver)
    assert not isinstance(found, Refusal), found
    assert found.key.same_as(secret(kind).public)
    assert answers_for(owner.id, found, resolver) is None


def test_a_replaced_key_stays_listed_and_a_lost_one_does_not() -> None:
    owner = profile()
    first = keys_of(owner)
    second = key_entry(key_name(owner, secret(number=1).public, 2), secret(number=1).public, NOW)
    keys = rotated(first, second, why="yearly")
    assert (keys[0].ends, keys[0].lost, keys[1].ends) == (NOW, False, None)
    assert not keys[0].in_use(NOW)
    assert keys[0].in_use(NOW - timedelta(seconds=1))
    assert [key["kid"] for key in key_set(keys)["keys"]] == [first[0].name, second.name]
    resolver = known_by_itself(published(owner, keys), NOW)
    assert not isinstance(find_key(first[0].name, resolver), Refusal)

    lost = rotated(first, second, lost=[first[0].name], why="stolen")
    document = controller_document(owner, lost)
    assert document["assertionMethod"] == [second.name]
    assert document["verificationMethod"][0]["revoked"] == "2026-11-22T12:00:00Z"
    found = find_key(first[0].name, known_by_itself(published(owner, lost), NOW))
    assert isinstance(found, Refusal)
    assert found.code.value == "KEY_NOT_IN_DOCUMENT"


def test_a_key_of_another_type_does_not_end_the_first() -> None:
    owner = profile()
    second = key_entry(key_name(owner, secret(KeyType.P256).public, 2), secret(KeyType.P256).public, NOW)
    keys = rotated(keys_of(owner), second)
    assert [key.ends for key in keys] == [None, None]
    with pytest.raises(PathwaysError, match="already"):
        rotated(keys, second)


def test_the_entry_for_registries_names_each_key_with_its_time() -> None:
    owner = profile()
    second = key_entry(key_name(owner, secret(number=1).public, 2), secret(number=1).public, NOW)
    stolen = rotated(keys_of(owner), second, lost=[keys_of(owner)[0].name])
    windows = as_registered(owner, stolen, source=Source(title="its own page")).keys
    assert [one.compromised for one in windows] == [True, False]
    entry = as_registered(owner, rotated(keys_of(owner), second), source=Source(title="its own page"))
    assert [window.key for window in entry.keys] == ["did:web:riverbend.example.edu:badges#key-1", second.name]
    assert entry.keys[0].holds(NOW - timedelta(days=1))
    assert not entry.keys[0].holds(NOW)


def test_nothing_that_is_published_holds_a_secret() -> None:
    for kind in KINDS:
        owner = profile("https", kind)
        for body in published(owner, keys_of(owner, kind)).values():
            assert b'"d"' not in body
            assert b"PRIVATE" not in body
    assert edwards_pem() not in b"".join(published(profile(), keys_of(profile())).values())
