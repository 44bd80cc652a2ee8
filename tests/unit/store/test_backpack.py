"""A backpack keeps every badge as it was handed in and every answer about it, and forgets what is removed."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from pathlib import Path

import pytest

from pathways.errors import QuestionError, StoreError, UnknownIdError
from pathways.model.badge_documents import Standing
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.store.backpack import Backpack, last_answer, open_backpack
from tests.unit.store.held import LATER, NOW, answer, badge, filled, put


def proven(data: bytes) -> VerificationDocument:
    """Return an answer in which every check passed."""
    found = answer(data)
    passed = {"outcome": Outcome.PASS, "code": CheckCode.PROOF_HOLDS}
    checks = tuple(one.model_copy(update=passed) for one in found.checks)
    return found.model_copy(update={"checks": checks})


def test_bytes_are_kept_as_they_were_handed_in(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    for data in (badge(1), b"\x00\xff not a badge", b"", b"%PDF-1.7\r\n" * 1000):
        name = put(backpack, data)
        assert name == hashlib.sha256(data).hexdigest()
        assert backpack.get(name[:12]).data == data
    entry = backpack.listed().items[0]
    assert (entry.says.name, entry.size, entry.added, entry.hidden) == ("Course 1", len(badge(1)), NOW, False)


def test_the_same_bytes_again_add_an_answer_and_no_badge(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    data = badge(1)
    added = backpack.add(data, answer(data, LATER), at=LATER, labels=["work"])
    assert not added.new
    (entry,) = backpack.listed().items
    assert (entry.examined, entry.checked, entry.added, entry.labels) == (2, LATER, NOW, ("work",))
    dates = [VerificationDocument.model_validate_json(text).as_of for text in backpack.get(added.sha256).verifications]
    assert dates == [NOW, LATER]


def test_a_badge_is_examined_again_and_the_older_answer_stays(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    data = badge(1, validUntil="2026-12-01T00:00:00Z", exp=1796083200)
    name = put(backpack, data)
    backpack.recheck(answer(data, LATER))
    held = backpack.get(name)
    outcomes = [VerificationDocument.model_validate_json(text) for text in held.verifications]
    times = [next(one for one in each.checks if one.step is Step.TIME).outcome for each in outcomes]
    assert times == [Outcome.PASS, Outcome.FAIL]
    assert last_answer(backpack.path, held) == outcomes[-1]
    assert backpack.listed().items[0].standing is Standing.REFUSED
    with pytest.raises(UnknownIdError):
        backpack.recheck(answer(b"other"))


def test_what_the_learner_makes_of_it(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    one, two, three = (item.sha256 for item in backpack.listed().items)
    backpack.label(one, ["work", "  two   words "])
    backpack.note(two, "line one\nline two")
    backpack.hide(three)
    assert backpack.group("Best", [two, one, two]).items == (two, one)
    assert backpack.group("Rest", [three[:8]]).items == (three,)
    found = backpack.listed()
    assert [item.labels for item in found.items] == [("work", "two words"), (), ()]
    assert [item.note for item in found.items] == ["", "line one\nline two", ""]
    assert [item.hidden for item in found.items] == [False, False, True]
    assert [(group.name, group.items) for group in found.collections] == [("Best", (two, one)), ("Rest", (three,))]
    backpack.show(three)
    backpack.group("Rest", [])
    backpack.group("Best", [one, two])
    found = backpack.listed()
    assert not found.items[2].hidden
    assert [(group.name, group.items) for group in found.collections] == [("Best", (one, two))]


def test_a_newer_issue_and_a_repetition_are_told(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    old, new = badge(1), badge(1, validFrom="2026-06-01T00:00:00Z", nbf=1780272000)
    again = badge(1, name="Said once more", validFrom="2026-06-01T00:00:00Z", nbf=1780272000)
    for data in (old, new, again):
        backpack.add(data, proven(data), at=NOW)
    names = [hashlib.sha256(data).hexdigest() for data in (old, new, again)]
    found = [(item.standing, item.same_as) for item in backpack.listed().items]
    stands = next(place for place, (standing, _) in enumerate(found) if standing is Standing.PROVEN)
    assert stands != 0
    assert found[0] == (Standing.REPLACED, names[stands])
    assert found[3 - stands] == (Standing.DUPLICATE, names[stands])


def test_an_unproven_newer_issue_displaces_nothing_that_is_proven(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    old, new = badge(1), badge(1, validFrom="2026-06-01T00:00:00Z", nbf=1780272000)
    backpack.add(old, proven(old), at=NOW)
    put(backpack, new)
    first, second = backpack.listed().items
    assert (first.standing, first.same_as) == (Standing.PROVEN, None)
    assert (second.standing, second.same_as) == (Standing.DUPLICATE, first.sha256)


def test_what_is_removed_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    name = backpack.listed().items[1].sha256
    backpack.group("Best", [name])
    backpack.note(name, "a note that nobody may find")
    assert backpack.remove(name[:6]) == name
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for trace in (badge(2)[-60:], name.encode(), b"nobody may find", b"Course 2", b"urn:uuid:2"):
        assert trace not in left
    assert badge(3) in left
    assert backpack.listed().collections == ()
    with pytest.raises(UnknownIdError):
        backpack.get(name)


def test_questions_without_sense(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    name = backpack.listed().items[0].sha256
    with pytest.raises(QuestionError):
        backpack.add(b"other", answer(badge(1)), at=NOW)
    for labels in (["a\x07b"], [""], ["x" * 201]):
        with pytest.raises(QuestionError):
            backpack.label(name, labels)
    with pytest.raises(QuestionError):
        backpack.note(name, "x" * 10_001)
    with pytest.raises(QuestionError):
        backpack.group(" ", [name])
    for wrong in ("", name[:3], "f" * 64, "%"):
        with pytest.raises(UnknownIdError):
            backpack.hide(wrong)
    assert backpack.listed() == filled(tmp_path / "other.db", 1).listed()


def test_each_learner_has_a_file(tmp_path: Path) -> None:
    maria, sam = filled(tmp_path / "maria.db"), open_backpack(tmp_path / "sam.db")
    assert sam.listed().items == ()
    put(sam, badge(9))
    assert {item.says.name for item in maria.listed().items} == {"Course 1", "Course 2", "Course 3"}


def test_a_flipped_byte_is_named_or_changes_nothing(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    name = backpack.listed().items[1].sha256
    backpack.note(name, "mine")
    backpack.group("Best", [name])
    whole, expected = backpack.path.read_bytes(), backpack.contents()
    dice = random.Random(7)  # noqa: S311 - a test's dice
    used = [place for place, byte in enumerate(whole) if byte]
    held = range(whole.index(badge(2)), whole.index(badge(2)) + 40)
    named = 0
    for place in [*held, *dice.sample(used, 60)]:
        backpack.path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << dice.randrange(8))]) + whole[place + 1 :])
        named += _named_or(backpack, expected)
    assert named >= 80


def _named_or(backpack: Backpack, expected: object) -> bool:
    try:
        found = open_backpack(backpack.path).contents()
    except StoreError as error:
        told = str(error)
        return backpack.path.name in told
    assert found == expected
    return False


def test_an_answer_of_another_version_is_refused_by_name(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    held = backpack.get(backpack.listed().items[0].sha256)
    odd = held.verifications[0].replace('"checks":', '"cheques":')
    with pytest.raises(StoreError) as error:
        last_answer(backpack.path, type(held)(held.sha256, held.data, held.added, (odd,)))
    assert error.value.code == "S003"


def test_a_moment_is_kept_in_utc(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    at = NOW.astimezone(dt.timezone(dt.timedelta(hours=5)))
    backpack.add(badge(1), answer(badge(1)), at=at)
    assert backpack.contents().items[0].added == NOW.isoformat()
