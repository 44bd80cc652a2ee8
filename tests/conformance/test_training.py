"""Does training give the same bytes again, without what is held back?  On a slice of the Wisconsin rules."""

from __future__ import annotations

from functools import cache

from pathways.matching.precedents import precedents
from pathways.matching.ranker import text_of
from pathways.matching.shipped import shipped_model
from tests.support import needs_shared
from tests.training.matching import PER_RECEIVER, VERSION, trained
from tests.training.questions import ALL, FOLDS, SOME, fold_of, questions, with_senders
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
    assert text_of(trained(part(), FEW)) == text_of(trained(part(), FEW))


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


def test_what_is_shipped_says_what_it_is() -> None:
    assert shipped_model().version == VERSION
    assert "MIT" in shipped_model().trained_on
    assert set(PER_RECEIVER) == {ALL, *SOME}
