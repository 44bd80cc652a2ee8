"""A passport carries what proves it: each line is answered from the badge itself, and every changed byte is noticed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from pathways.catalog.collection import Catalog
from pathways.errors import FormatError, QuestionError
from pathways.formats.passport_bundle import (
    MANIFEST,
    RECORD,
    Enclosed,
    is_passport,
    passport_bundle,
    read_passport,
)
from pathways.formats.stored import read_stored, write_stored
from pathways.model.badge_documents import BadgesDocument, LineProof
from pathways.model.base import Source
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.model.passport_documents import PassportManifest
from pathways.model.record import Attainment, Learner, LearnerRecord, Verification
from pathways.verification.attainment import attained, with_badges
from pathways.verification.examine import examine
from pathways.verification.passport import lines_of
from pathways.verification.terms import Holder, Terms
from tests.unit.store.held import badge
from tests.unit.verification.signing import NOW, did_key

ME = Holder(("did:example:maria",))
NOBODY = Holder()
MOST = 10_000_000


def registry() -> IssuerRegistry:
    awards = tuple(IssuedAward(achievement=f"urn:uuid:a{number}") for number in range(1, 4))
    one = Issuer(
        id="college", title="College", identifiers=(did_key(),), awards=awards, source=Source(title="invented")
    )
    return IssuerRegistry(title="Ours", issuers=(one,))


def examined(*given: bytes, holder: Holder = ME) -> BadgesDocument:
    terms = Terms(now=NOW, holder=holder, registry=registry())
    documents = [examine(data, terms) for data in given]
    return attained(documents, Catalog(), as_of=NOW.date(), registry=registry())


@cache
def enclosed(number: int = 1) -> Enclosed:
    data = badge(number)
    return Enclosed(data, examine(data, Terms(now=NOW, holder=ME, registry=registry())))


def record(*more: Attainment, badges: tuple[Enclosed, ...] = ()) -> LearnerRecord:
    own = LearnerRecord(learner=Learner(id="maria"), attainments=more)
    return with_badges(own, examined(*(one.data for one in badges)))


def proofs(found: LearnerRecord, *given: bytes, holder: Holder = ME) -> dict[str, str]:
    return {one.id: one.proof.value for one in lines_of(found, examined(*given, holder=holder))}


def one_line(**changes: Any) -> LearnerRecord:
    """Return a record with the line of the first badge, changed."""
    (line,) = record(badges=(enclosed(),)).attainments
    return LearnerRecord(learner=Learner(id="maria"), attainments=(line.model_copy(update=changes),))


def only(found: LearnerRecord, holder: Holder = ME) -> Any:
    (line,) = lines_of(found, examined(enclosed().data, holder=holder))
    return line


def test_each_line_says_what_it_rests_on() -> None:
    said = Attainment(id="own", title="Gardening")
    vouched = Attainment(id="checked", title="Welding", verification=Verification.VERIFIED)
    failed = Attainment(id="failed", title="Baking", verification=Verification.FAILED)
    found = record(said, vouched, failed, badges=(enclosed(1), enclosed(2)))
    first, second = (f"badge-{enclosed(number).sha256[:12]}" for number in (1, 2))
    assert proofs(found, enclosed(1).data) == {
        "own": "claimed",
        "checked": "vouched",
        "failed": "refused",
        first: "genuine",  # nothing in this catalogue is what it says
        second: "missing",
    }


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"title": "Course 1 with distinction"}, ("title",)),
        ({"completed": dt.date(2020, 1, 1)}, ("completed",)),
        ({"valid": None, "title": "x", "completed": None}, ("title", "completed")),
    ],
)
def test_a_line_that_says_otherwise_than_its_badge_is_not_proven(changes: dict[str, Any], named: tuple[str]) -> None:
    line = only(one_line(**changes))
    assert line.proof is LineProof.CHANGED
    assert line.differs == named


def test_what_the_badge_does_not_say_is_named_as_the_records_word() -> None:
    line = only(one_line(grade="A+", hours=40, note="best of all"))
    assert line.proof is LineProof.GENUINE
    assert line.beyond == ("grade", "hours", "note")
    assert only(one_line()).beyond == ()


def test_whose_badge_it_is_counts() -> None:
    other = Holder(("did:example:somebody-else",), ("else@example.org",))
    assert only(one_line(), holder=other).proof is LineProof.REFUSED
    line = only(one_line(), holder=NOBODY)
    assert line.proof is LineProof.GENUINE
    assert [one.step.value for one in line.open_checks] == ["recipient"]


def test_a_badge_with_a_changed_letter_proves_nothing() -> None:
    changed = enclosed().data[:-9] + bytes([enclosed().data[-9] ^ 1]) + enclosed().data[-8:]
    found = one_line(badge=hashlib.sha256(changed).hexdigest())
    (line,) = lines_of(found, examined(changed))
    assert line.proof is LineProof.REFUSED


def test_what_nobody_signed_is_a_claim_however_few_checks_are_open() -> None:
    body = b'{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}'
    line = one_line(badge=hashlib.sha256(body).hexdigest(), title="badge without a name", completed=None)
    (told,) = lines_of(line, examined(body, holder=NOBODY))
    assert told.proof not in (LineProof.PROVEN, LineProof.GENUINE)


def whole() -> bytes:
    found = record(Attainment(id="own", title="Gardening"), badges=(enclosed(1), enclosed(2)))
    return passport_bundle(found, [enclosed(2), enclosed(1), enclosed(3)])


def test_what_was_written_is_read_and_no_badge_goes_along_on_which_no_line_rests() -> None:
    found = read_passport(whole())
    assert found.record.attainments[0].id == "own"
    assert {one.sha256 for one in found.badges} == {enclosed(1).sha256, enclosed(2).sha256}
    assert is_passport(whole())
    assert not is_passport(b"PK\x03\x04nothing")


def test_equal_passports_are_equal_bytes() -> None:
    again = passport_bundle(read_passport(whole()).record, reversed(read_passport(whole()).badges))
    assert again == whole()


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    data = whole()
    for place in range(0, len(data), 97):
        with pytest.raises(FormatError) as error:
            read_passport(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        assert error.value.code in {"F009", "F014"}


def files_changed(**changes: bytes | None) -> bytes:
    """Return the archive with other files, its list of hashes made right again."""
    files = {**read_stored(whole(), most=MOST), **{k.replace("__", "/"): v for k, v in changes.items()}}
    kept = {name: data for name, data in files.items() if data is not None}
    old = PassportManifest.model_validate_json(files[MANIFEST] or b"")
    packed = tuple(
        {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(kept.items())
        if name != MANIFEST
    )
    new = PassportManifest.model_validate({**old.model_dump(by_alias=True), "files": packed})
    return write_stored({**kept, MANIFEST: new.model_dump_json(by_alias=True).encode()})


def test_damage_is_named() -> None:
    name = enclosed(1).sha256
    cases = {
        "has no part": files_changed(more=b"x"),
        "is not the one that is meant": files_changed(**{f"badges__{name}": enclosed(3).data}),
        "is about another badge": files_changed(
            **{f"verifications__{name}.json": enclosed(3).document.to_json().encode()}
        ),
        "is no answer": files_changed(**{f"verifications__{name}.json": b"{}"}),
        "is no record": files_changed(**{RECORD: b"[]"}),
        "no line rests on": files_changed(
            **{RECORD: b'{"schema": "pathways/record/1", "learner": {"id": "maria"}, "attainments": []}'}
        ),
        "it is no passport": write_stored({"a": b""}),
        "does not fit": write_stored({**read_stored(whole(), most=MOST), "more": b""}),
    }
    for words, data in cases.items():
        with pytest.raises(FormatError, match=words) as error:
            read_passport(data)
        assert error.value.code == "F014"


def test_an_answer_about_another_badge_is_not_enclosed() -> None:
    wrong = replace(enclosed(1), document=enclosed(2).document)
    with pytest.raises(QuestionError, match="another one"):
        passport_bundle(record(badges=(enclosed(1),)), [wrong])
