"""What is said to compete really does: no assignment of what is named serves all, and nothing else could help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from pathways.model.documents import CompetitionEntry
from tests.dice import Dice
from tests.semantics.bulletin import Answer, as_course, ask, course, line, rule

HOME = tuple(f"u{n}" for n in range(1, 7))
AWAY = ("s1", "s2")
Case = tuple[Answer, dict[str, tuple[int, set[str]]], dict[str, set[str]]]


@st.composite
def answers(draw: st.DrawFn) -> Case:
    """An audit of pools that count courses; each pool's need and courses, and what each line may be recognised as."""
    dice = Dice(draw)
    pools: dict[str, tuple[int, set[str]]] = {}
    for n in range(2 + dice.upto(3)):
        admitted = {dice.pick(HOME) for _ in range(1 + dice.upto(2))}
        pools[f"root/p{n}"] = (min(1 + dice.upto(1), len(admitted)), admitted)
    given_as = {name: {dice.pick(HOME), dice.pick(HOME)} for name in AWAY}
    rules = [
        rule(f"{name}-{target}", {"course": name}, as_course(target), priority=number)
        for name, targets in given_as.items()
        for number, target in enumerate(sorted(targets))
    ]
    taken = sorted({dice.pick(HOME + AWAY) for _ in range(1 + dice.upto(4))})
    known = {f"n{n}": given_as.get(name, {name}) for n, name in enumerate(taken)}
    asked: list[dict[str, Any]] = [
        {"id": path.partition("/")[2], "courses": need, "from": {"course": sorted(admitted)}}
        for path, (need, admitted) in pools.items()
    ]
    offered = [course(name) for name in HOME + AWAY]
    lines = [line(n, name) for n, name in enumerate(taken)]
    rules_over = {"caps": [{"sources": ["resident"], "items": 1}]} if dice.chance(4) else {}
    return ask({"all": asked}, [*offered, *rules], lines, rules=rules_over), pools, known


def most_served(places: Sequence[set[str]], ways: Sequence[set[str]], used: frozenset[str] = frozenset()) -> int:
    """Return how many places can be served when every line stands in one, as one course, and no course counts twice."""
    if not ways:
        return 0
    best = most_served(places, ways[1:], used)
    for name in ways[0] - used:
        for index, place in enumerate(places):
            if name in place:
                rest = [*places[:index], *places[index + 1 :]]
                best = max(best, 1 + most_served(rest, ways[1:], used | {name}))
    return best


@given(answers())
def test_what_competes_can_not_all_be_served(
    case: Case,
) -> None:
    answer, pools, known = case
    document = answer.document
    event(f"{len(document.competition)} competitions")
    for entry in document.competition:
        assert len(entry.paths) >= 2
        assert entry.attainments
        need = sum(pools[path][0] for path in entry.paths)
        assert len(entry.attainments) < need
        places = [pools[path][1] for path in entry.paths for _ in range(pools[path][0])]
        left = need - most_served(places, [known[name] for name in entry.attainments])
        assert left == need - len(entry.attainments)
        assert f"{left} place" in entry.words or f"{left} stay" in entry.words
        wanted = set().union(*places)
        for told in document.lines:
            if known[told.attainment] & wanted and told.attainment not in entry.attainments:
                assert told.codes, "what could help and is not named is kept away for a stated reason"
            if told.attainment in entry.attainments:
                assert set(told.applied_to) <= set(entry.paths)


@given(answers())
def test_an_open_place_that_wants_what_another_has_is_named(
    case: Case,
) -> None:
    answer, pools, known = case
    if answer.now.problem.rules:
        return
    document = answer.document
    has = {line.attainment: line.applied_to for line in document.lines}
    for path, (need, admitted) in pools.items():
        if sum(path in places for places in has.values()) >= need:
            continue
        for name, (place, *_) in ((name, places) for name, places in has.items() if places):
            if known[name] & admitted and place != path:
                assert _together(document.competition, path, place), (path, place, name)


def _together(found: Sequence[CompetitionEntry], *paths: str) -> bool:
    return any(set(paths) <= set(entry.paths) for entry in found)
