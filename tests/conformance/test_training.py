"""Does training give the same bytes again, without what is held back?  On a slice of the Wisconsin rules."""

from __future__ import annotations

from functools import cache

from pathways.matching.features import COURSE
from pathways.matching.precedents import precedents
from pathways.matching.ranker import text_of
from pathways.matching.shipped import shipped_model
from tests.support import needs_shared
from tests.training.later import LATER, with_siblings
from tests.training.matching import PER_RECEIVER, VERSION, learned, trained
from tests.training.questions import ALL, FOLDS, SOME, fold_of, of_described, of_siblings, questions, with_senders
from tests.training.wisconsin import Data, data, segment

pytestmark = needs_shared

RECEIVERS = (
    "Blackhawk Tech. College",
    "Mid-State Tech. College",
    "UW Branch Campus",
    "Wis. Indianhead Tech. College",
)
FEW = {ALL: 4, 0: 2, 1: 2}


@cache
def part() -> Data:
    """Return the rules among a few colleges, and of the held ones."""
    held = data()
    rules = tuple(one for one in held.rules if one.receiver in RECEIVERS)[::6]
    given = {key: found for key, found in held.given.items() if key[2] in RECEIVERS}
    return Data(held.listings, {name: held.courses[name] for name in RECEIVERS}, rules, given)


def test_training_twice_gives_the_same_bytes() -> None:
    assert text_of(trained(part(), FEW, FEW)) == text_of(trained(part(), FEW, FEW))


def test_questions_are_of_what_is_seen_and_know_as_much_as_they_say() -> None:
    asked = questions(part(), FEW)
    assert {segment(one.key[0], one.key[2]) for one in asked} == {"seen"}
    assert all(not one.candidates.evidence.rules and not one.share for one in asked if one.level == 0)
    of_one = [one.candidates.evidence.rules for one in asked if one.level == 1]
    of_all = [one.candidates.evidence.rules for one in asked if one.level == ALL]
    assert 0 < max(of_one) < min(of_all)
    assert len(set(fold_of(part()).values())) == FOLDS
    known, senders = with_senders(precedents(part().rules, part().listings), 2)
    for name, rules in known.by_receiver.items():
        assert {one.sender for one in rules} == senders[name]
        assert len(senders[name]) == 2


def test_questions_about_siblings_know_only_what_they_say() -> None:
    asked = of_siblings(part(), FEW)
    assert {segment(one.key[0], one.key[2]) for one in asked} == {"seen"}
    assert all(not one.candidates.evidence.rules for one in asked if one.level == 0)
    known = [one.candidates.evidence.siblings for one in asked]
    assert any(sum(found.kinds.values()) > 0 for found in known)
    assert all(rule.source != one.key[1] for one in asked for rule in one.candidates.evidence.siblings.rules)
    assert not any(one.candidates.evidence.siblings.kinds for one in questions(part(), FEW))


def test_questions_about_descriptions_have_them() -> None:
    held = data()
    for one in of_described(held, {ALL: 1}):
        assert held.listings[one.key[1]].description
        assert one.candidates.texts.described


def test_what_is_learned_later_leaves_the_rest_as_it_was() -> None:
    held, asked = part(), questions(part(), FEW)
    settled = learned(held, asked)
    for plain, more in zip(settled, with_siblings(held, settled, of_siblings(held, FEW)), strict=True):
        for name, weight, other in zip(COURSE, plain.course, more.course, strict=True):
            assert (weight == 0) if name in LATER else (weight == other)


def test_what_is_shipped_says_what_it_is() -> None:
    assert shipped_model().version == VERSION
    assert "MIT" in shipped_model().trained_on
    assert set(PER_RECEIVER) == {ALL, *SOME}
