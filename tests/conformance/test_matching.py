"""Do suggestions beat the nearest neighbour where no weight has seen the receiver?  On the Wisconsin rules."""

from __future__ import annotations

from functools import cache

from pathways.matching.engine import Engine
from pathways.matching.precedents import NOTHING, Answer, precedents
from pathways.matching.shipped import shipped_model
from tests.benchmarks.matching_peers import Peers
from tests.benchmarks.matching_score import rank_of
from tests.support import needs_shared
from tests.training.wisconsin import HELD_RECEIVERS, HELD_SENDERS, Key, data, seen, segment

pytestmark = needs_shared

RECEIVER = "Waukesha County Tech. College"


@cache
def engine() -> Engine:
    held = data()
    return Engine(precedents(held.rules, held.listings), held.courses, shipped_model())


@cache
def asked() -> tuple[Key, ...]:
    direct = [
        key for key, given in data().given.items() if key[2] == RECEIVER and any(a.kind == "course" for a in given)
    ]
    return tuple(sorted(direct)[::8])


def test_nothing_of_what_is_held_back_is_seen_in_training() -> None:
    rules = seen(data().rules)
    assert {one.receiver for one in rules}.isdisjoint(HELD_RECEIVERS)
    assert {one.sender for one in rules}.isdisjoint(HELD_SENDERS)
    assert {segment(one.sender, one.receiver) for one in data().rules} == {
        "seen",
        "held receiver",
        "held sender",
        "both held",
    }
    assert len(data().rules) == 72_140 - 512 - 266


def test_suggestions_beat_the_nearest_neighbour_and_the_text() -> None:
    held, peers = data(), Peers(data().courses, engine().held)
    ours, near, text = 0, 0, 0
    for key in asked():
        query, right = held.listings[key[1]], held.given[key]
        courses = [one.answer for one in engine().judge(query, RECEIVER)[1] if one.answer.kind == "course"]
        places = [peers.places(RECEIVER)[one.value] for one in right if one.kind == "course"]
        ours += courses[0] in right
        near += rank_of(peers.neighbours(query, RECEIVER), places) <= 1
        text += rank_of(peers.tfidf(query, RECEIVER), places) <= 1
    assert len(asked()) > 70
    assert ours >= near
    assert ours > text


def test_probabilities_add_up_to_one_at_most_and_no_rule_of_the_pair_is_used() -> None:
    for key in asked()[::10]:
        query = data().listings[key[1]]
        found, answers = engine().judge(query, RECEIVER)
        assert 0.3 < sum(one.probability for one in answers) < 1 + 1e-9
        assert {NOTHING, Answer("elective")} <= {one.answer for one in answers}
        for witness in found.evidence.witnesses.values():
            used = [rule for _, rule in witness.neighbours.values()]
            linked = (*witness.chains.values(), *witness.shared.values(), *witness.alike_there.values())
            used += [rule for links in linked for rule in links]
            assert not [rule for rule in used if (rule.sender, rule.receiver) == (key[0], RECEIVER)]
