"""A verification is repeated from one file, byte for byte; what was changed in that file is noticed and named."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.errors import FormatError
from pathways.formats.evidence import MANIFEST, open_bundle, pack, replay
from pathways.formats.snapshots import load_snapshots
from pathways.formats.stored import read_stored, write_stored
from pathways.model.base import Source
from pathways.model.check_codes import Step
from pathways.model.evidence import EvidenceManifest
from pathways.model.issuers import Issuer, IssuerRegistry
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.examine import examine, examine_with_evidence
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.terms import Holder, Terms
from tests.unit.verification.sdjwts import AUDIENCE, METADATA, NAME, NONCE, bound, claims, known, made
from tests.unit.verification.signing import ISSUER, KEY_SET, NOW, at, good_token, jwk, snapshot

MOST = 1_000_000
TOKEN = bound(made(claims(), NAME)).encode()


def terms(**changes: Any) -> Terms:
    return replace(Terms(now=NOW, resolver=known(), audience=AUDIENCE, nonce=NONCE), **changes)


@cache
def packed() -> bytes:
    return pack(TOKEN, terms())


def registry() -> IssuerRegistry:
    known_issuer = Issuer(id="college", title="Invented College", identifiers=(ISSUER,), source=Source(title="ours"))
    return IssuerRegistry(title="Ours", issuers=(known_issuer,))


def test_the_answer_is_repeated_byte_for_byte_without_what_was_asked_then() -> None:
    bundle = open_bundle(packed())
    assert bundle.credential == TOKEN
    assert [one.url for one in bundle.snapshots] == [METADATA]
    assert bundle.changed == ()
    assert replay(bundle).to_json() == examine(TOKEN, terms()).to_json() == bundle.document.to_json()
    assert pack(TOKEN, terms()) == packed()


def test_everything_that_was_known_goes_along() -> None:
    other = open_carrier(good_token().encode())
    assert isinstance(other, Carried)
    whole = terms(
        profile="interoperable",
        holder=Holder(("did:key:z6Mk",), ("ada@example.org",)),
        registry=registry(),
        others=(other, Carried(other.carrier, other.form, "", {"type": "Assertion"})),
        status_age=dt.timedelta(days=2),
        limits=replace(LIMITS, json_depth=30),
        now=NOW.astimezone(dt.timezone(dt.timedelta(hours=5))),
    )
    bundle = open_bundle(pack(TOKEN, whole))
    assert bundle.terms.registry == registry()
    assert (bundle.terms.holder, bundle.terms.status_age, bundle.terms.now) == (whole.holder, whole.status_age, NOW)
    assert bundle.terms.limits.json_depth == 30
    assert [one.text for one in bundle.terms.others] == [other.text, '{"type": "Assertion"}']
    assert replay(bundle) == bundle.document


class Telling:
    """A port that has no answer and says why, once."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def snapshot(self, url: str) -> Snapshot | None:
        self.asked.append(url)
        return None

    def told(self, url: str) -> str:
        return f"{url} answered 404"


def test_why_nothing_was_known_stands_in_the_answer_and_in_the_bundle() -> None:
    port = Telling()
    done = examine_with_evidence(TOKEN, terms(resolver=port))
    evidence = {one.name: one.value for one in at(done.document, Step.KEY).evidence}
    assert evidence["because"] == f"{METADATA} answered 404"
    before = len(port.asked)
    bundle = open_bundle(pack(TOKEN, terms(resolver=port), done))
    assert len(port.asked) == before
    assert [(one.url, one.why) for one in bundle.manifest.unanswered] == [(METADATA, f"{METADATA} answered 404")]
    assert replay(bundle) == done.document


class Confused:
    """A port that hands over what stands elsewhere."""

    def snapshot(self, url: str) -> Snapshot | None:
        return Snapshot(f"{url}/other", b"{}", NOW)


def test_what_stands_at_another_address_is_no_answer() -> None:
    bundle = open_bundle(pack(TOKEN, terms(resolver=Confused())))
    assert at(bundle.document, Step.KEY).code == "KEY_NOT_RESOLVED"
    assert bundle.document.resolved == ()
    assert replay(bundle) == bundle.document


def test_a_bundle_keeps_what_stood_there_then_whatever_stands_there_now() -> None:
    token = good_token({"kid": f"{KEY_SET}#k"}, iss=ISSUER, issuer=ISSUER)
    then = Snapshots([snapshot(KEY_SET, {"keys": [{**jwk("EdDSA"), "kid": f"{KEY_SET}#k"}]})])
    bundle = open_bundle(pack(token.encode(), terms(resolver=then)))
    assert at(bundle.document, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert replay(bundle) == bundle.document
    now = Snapshots([snapshot(KEY_SET, {"keys": []})])
    assert examine(token.encode(), terms(resolver=now)) != bundle.document


def test_any_archiver_opens_it_and_the_manifest_says_what_is_there() -> None:
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names) == ["credential", MANIFEST, "snapshots/0000", "verification.json"]
        manifest = EvidenceManifest.model_validate_json(archive.read(MANIFEST))
    assert [one.file for one in manifest.files] == ["credential", "snapshots/0000", "verification.json"]
    assert {one.url for one in manifest.contexts} >= {"https://www.w3.org/ns/credentials/v2"}


def test_every_changed_byte_is_noticed_and_the_file_is_named() -> None:
    data = packed()
    named = set()
    for place in range(0, len(data), 7):
        changed = data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :]
        with pytest.raises(FormatError) as caught:
            open_bundle(changed)
        assert caught.value.code in ("F014", "F009"), place
        named |= {name for name in read_stored(data, most=MOST) if repr(name) in str(caught.value)}
    assert named == {"credential", MANIFEST, "snapshots/0000", "verification.json"}
    for length in range(0, len(data), 101):
        with pytest.raises(FormatError):
            open_bundle(data[:length])
    with pytest.raises(FormatError):
        open_bundle(data + b"\0")


def rewritten(**changes: bytes | None) -> bytes:
    """Return the bundle with files replaced, and packed anew as if nothing had happened."""
    files = {**read_stored(packed(), most=MOST), **{name.replace("__", "."): data for name, data in changes.items()}}
    return write_stored({name: data for name, data in files.items() if data is not None})


def manifest(**changes: Any) -> bytes:
    found = json.loads(read_stored(packed(), most=MOST)[MANIFEST])
    return json.dumps({**found, **changes}).encode()


FILES, TERMS = json.loads(manifest())["files"], json.loads(manifest())["terms"]
REWRITTEN: list[tuple[str, bytes, str]] = [
    ("credential", rewritten(credential=TOKEN[:-1]), "'credential'"),
    ("document", rewritten(verification__json=b"{}"), "'verification.json'"),
    ("no manifest", rewritten(manifest__json=None), "manifest.json"),
    ("manifest of something else", rewritten(manifest__json=b'{"schema": "pathways/record/1"}'), "manifest.json"),
    ("manifest that is no JSON", rewritten(manifest__json=b"{"), "manifest.json"),
    ("manifest without a bottom", rewritten(manifest__json=b'{"a":' * 200_000), "manifest.json"),
    ("one file more", rewritten(extra=b"x"), "extra"),
    ("one file less", rewritten(credential=None), "credential"),
    ("a file that is listed twice", rewritten(manifest__json=manifest(files=[*FILES, FILES[0]])), "twice"),
    ("a file without a part", rewritten(manifest__json=manifest(snapshots=[])), "snapshots/0000"),
    ("another day", rewritten(manifest__json=manifest(terms={**TERMS, "now": "2020-01-01T00:00:00Z"})), "verification"),
    ("one for the other", rewritten(manifest__json=manifest(credential="verification.json")), "credential"),
]


@pytest.mark.parametrize(("data", "named"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_bundle_that_was_put_together_anew_does_not_fit(data: bytes, named: str) -> None:
    with pytest.raises(FormatError, match="F014") as caught:
        open_bundle(data)
    assert named in str(caught.value)


def test_an_answer_that_was_rewritten_with_its_hash_is_not_repeated() -> None:
    document = json.loads(read_stored(packed(), most=MOST)["verification.json"])
    document["checks"][0]["code"], document["checks"][0]["outcome"] = "CARRIER_DAMAGED", "FAIL"
    data = json.dumps(document, indent=2, ensure_ascii=False).encode()
    digest = hashlib.sha256(data).hexdigest()
    files = [one if one["file"] != "verification.json" else {**one, "sha256": digest} for one in FILES]
    bundle = open_bundle(rewritten(verification__json=data, manifest__json=manifest(files=files)))
    assert replay(bundle) != bundle.document


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\..\\b", "a//b", "./a"])
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(FormatError, match="F009"):
        read_stored(write_stored({name: b"x", "ok": b"y"}), most=MOST)


def test_what_could_swell_or_hide_is_not_read() -> None:
    for compression in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            archive.writestr(MANIFEST, b"0" * 1_000_000)
        with pytest.raises(FormatError, match="F014"):
            open_bundle(buffer.getvalue())
    with pytest.raises(FormatError, match="F005"):
        open_bundle(packed(), limits=Limits(evidence=100))
    for data in (b"", b"PK\3\4", b"%PDF-1.7", TOKEN):
        with pytest.raises(FormatError, match="F014"):
            open_bundle(data)


def test_a_bundle_cannot_widen_the_bounds_of_whoever_opens_it() -> None:
    wide = {**TERMS["limits"], "canonical_work": 10**12, "rsa_least": 512, "invented": 1}
    given = {**TERMS, "limits": wide}
    bundle = open_bundle(rewritten(manifest__json=manifest(terms=given)))
    assert (bundle.terms.limits.canonical_work, bundle.terms.limits.rsa_least) == (
        LIMITS.canonical_work,
        LIMITS.rsa_least,
    )
    assert bundle.changed == ("canonical_work", "invented", "rsa_least")


def test_a_vocabulary_that_is_kept_otherwise_now_is_named() -> None:
    contexts = json.loads(manifest())["contexts"]
    contexts[0]["sha256"] = "0" * 64
    bundle = open_bundle(rewritten(manifest__json=manifest(contexts=contexts)))
    assert bundle.changed == (contexts[0]["url"],)


def folder(place: Path, *entries: dict[str, Any], **files: bytes) -> Path:
    place.mkdir(exist_ok=True)
    listed = {"schema": "pathways/snapshots/1", "snapshots": list(entries)}
    (place / "snapshots.json").write_text(json.dumps(listed), encoding="utf-8")
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


ENTRY = {"url": METADATA, "file": "keys", "retrieved": "2026-11-01T00:00:00Z"}


def test_documents_of_others_are_given_in_a_folder_or_in_a_bundle(tmp_path: Path) -> None:
    body = known().snapshot(METADATA)
    assert body is not None
    given = load_snapshots(folder(tmp_path / "given", ENTRY, keys=body.body))
    found = examine(TOKEN, terms(resolver=given))
    assert at(found, Step.KEY).code == "KEY_OF_ISSUER"
    assert found.resolved[0].retrieved == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    file = tmp_path / "bundle.zip"
    file.write_bytes(packed())
    assert load_snapshots(file).snapshot(METADATA) == open_bundle(packed()).snapshots[0]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([{**ENTRY, "file": "../secret"}], "F009"),
        ([{**ENTRY, "file": "/etc/passwd"}], "F009"),
        ([{**ENTRY, "file": "link"}], "F009"),
        ([{**ENTRY, "file": "absent"}], "F001"),
        ([{**ENTRY, "file": "."}], "F009"),
        ([{**ENTRY, "retrieved": "2026-11-01"}], "F003"),
        ([{**ENTRY, "retrieved": "2026-11-01T00:00:00"}], "F003"),
        ([{**ENTRY, "more": 1}], "F003"),
        ([ENTRY, ENTRY], "F003"),
        ([{**ENTRY, "file": "large"}], "F005"),
    ],
)
def test_a_folder_that_does_not_hold_what_it_lists_is_refused(
    tmp_path: Path, entries: list[dict[str, Any]], code: str
) -> None:
    (tmp_path / "secret").write_bytes(b"{}")
    place = folder(tmp_path / "given", *entries, keys=b"{}", large=b"x" * 2_000)
    (place / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(FormatError, match=code):
        load_snapshots(place, limits=Limits(fetched=1_000))


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="F001"):
        load_snapshots(tmp_path)
