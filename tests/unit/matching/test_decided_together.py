"""Several things that are decided about together: one pair, one rule, cleared for whoever brings them all."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pathways.advising import Desk
from pathways.catalog.collection import SECTIONS
from pathways.catalog.lint import lint
from pathways.formats.native import open_catalog
from pathways.formats.transfer_value import transfer_values
from pathways.formats.writing import write_catalog
from pathways.matching.decided import fragment_of, settled, standing, with_decisions
from pathways.matching.pairs import pair_of
from pathways.matching.queue import Wanted, queue
from pathways.matching.replay import Under, replay
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.equivalence import AllSources
from pathways.model.record import LearnerRecord
from pathways.store.decisions import open_decisions
from tests.unit.matching.deciding import DAY, SENT, brings, decision, offered

WITH = [{"course": "a2"}, {"course": "a3"}]


def together(first: str = "a1", others: Any = WITH, verdict: str = "accept", **changes: Any) -> Decision:
    """Return a decision about a set of courses at b."""
    made = decision(first, verdict, **changes).model_dump(by_alias=True)
    return Decision.model_validate({**made, "pair": {**made["pair"], "together": others}})


def lines(record: LearnerRecord, *made: Decision) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return how the lines of a record stand at b, by course."""
    found = Desk(with_decisions(offered(), made)).recognize(record, "b", as_of=DAY).lines
    return {line.attainment.rpartition("-")[2]: (line.decision, line.codes) for line in found}


OPEN = ("undecided", ("NOT_EVALUATED",))


@given(st.permutations(sorted(SENT)))
def test_a_set_in_any_order_is_one_pair_and_one_decision(order: list[str]) -> None:
    first, *others = order
    made = together(first, [{"course": name} for name in others])
    assert made.pair.key == "course a1 with course a2 with course a3 with course a4 -> b"
    assert made.id == together("a1", [{"course": name} for name in ("a2", "a3", "a4")]).id
    assert Decision.model_validate_json(made.model_dump_json(by_alias=True)) == made
    assert pair_of(made.pair.key, offered()) == made.pair


def test_whoever_brings_the_whole_set_is_cleared_and_its_credit_is_given_once() -> None:
    made = together()
    assert set(lines(brings("ana", "a1", "a2", "a3"), made).values()) == {("accepted", ())}
    record = brings("ana", "a1", "a2", "a3")
    found = Desk(with_decisions(offered(), [made])).recognize(record, "b", as_of=DAY)
    assert [float(line.credit_recognized) for line in found.lines] == [3, 0, 0]
    assert {line.by for line in found.lines} == {made.id}
    assert {option.source for line in found.lines for option in line.options} == {"Book"}
    assert lines(brings("bo", "a4"), made) == {"a4": OPEN}


def test_whoever_brings_a_part_is_told_what_is_missing_beside_it() -> None:
    part = Desk(with_decisions(offered(), [together()])).recognize(brings("ana", "a1", "a2"), "b", as_of=DAY).lines
    assert {(line.decision, line.codes) for line in part} == {("refused", ("NO_EQUIVALENCE",))}
    assert {line.cure for line in part} == {"complete a3 too"}


@pytest.mark.parametrize("codes", [("C# 101", "C++ 101"), ("数学1", "物理1"), ("CS 101", "CS-101")])
def test_codes_that_look_alike_without_their_signs_are_two_things(codes: tuple[str, str]) -> None:
    first, second = ({"organization": "a", "code": code} for code in codes)
    both = decision(first).model_dump(by_alias=True)
    made = Decision.model_validate({**both, "pair": {**both["pair"], "together": [second]}})
    assert lines(brings("ana", one={**second, "title": "x"}), made)["one"][0] == "refused"
    assert {found for found, _ in lines(brings("ana", one=first, two=second), made).values()} == {"accepted"}


def test_a_part_may_be_decided_about_by_itself_beside_the_set() -> None:
    alone = decision("a1", given={"kind": "general_elective", "credit": {"how": "fixed", "amount": 1}})
    made = together()
    assert [each.id for each in standing([alone, made])] == [alone.id, made.id]
    assert lines(brings("ana", "a1"), alone, made) == {"a1": ("accepted", ())}
    assert set(lines(brings("ana", "a1", "a2", "a3"), alone, made).values()) == {("accepted", ())}


def test_a_refused_set_refuses_the_set_and_is_silent_about_its_parts() -> None:
    no = together(verdict="refuse", code="COVERAGE_TOO_LOW", examined=["b1"])
    whole = lines(brings("ana", "a1", "a2", "a3"), no)
    assert set(whole.values()) == {("refused", ("COVERAGE_TOO_LOW",))}
    assert lines(brings("ana", "a1", "a2"), no) == {"a1": OPEN, "a2": OPEN}


def test_conditions_bind_each_of_the_set() -> None:
    made = together(conditions={"min_hours": 40})
    assert {words for words, _ in lines(brings("ana", "a1", "a2", "a3"), made).values()} == {"undecided"}
    beside = together(others=WITH[:1], conditions={"beside": WITH[1:]})
    assert set(lines(brings("ana", "a1", "a2", "a3"), beside).values()) == {("accepted", ())}


@pytest.mark.parametrize(
    "wrong",
    [
        {"others": [{"course": "a1"}]},
        {"others": [{"course": "a2"}, {"course": "a2"}]},
        {"others": [{"course": "a2", "credential": "x"}]},
        {"others": 3},
        {"others": WITH, "conditions": {"beside": [{"course": "a2"}]}},
    ],
)
def test_a_set_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        together("a1", **wrong)


def test_codes_of_a_set_are_settled_to_courses() -> None:
    by_code = [{"organization": "a", "code": "a2"}, {"course": "a1"}]
    pair = Pair.model_validate({"learning": {"course": "a3"}, "together": by_code, "receiving": "b"})
    assert settled(offered(), pair).key == "course a1 with course a2 with course a3 -> b"
    same = Pair.model_validate({"learning": {"course": "a2"}, "together": by_code[:1], "receiving": "b"})
    assert settled(offered(), same) == Pair(learning=Learning(course="a2"), receiving="b")


def test_a_set_travels_as_a_rule_of_all_its_parts_and_as_one_transfer_value(tmp_path: Any) -> None:
    made = together(others=[{"course": "a2"}, {"organization": "a", "code": "ZZ 9"}], title="Three small ones")
    catalog = with_decisions(offered(), [made])
    assert [each.render() for each in lint(catalog) if each.severity == "error"] == []
    world = [each for section in SECTIONS for each in offered().section(section).values()]
    write_catalog([*world, *fragment_of(offered(), [made]).things], tmp_path / "out")
    again = open_catalog(tmp_path / "out").equivalences[made.id]
    assert again == catalog.equivalences[made.id]
    assert isinstance(again.sources, AllSources)
    assert [part.course for part in again.sources.parts] == ["a-ZZ-9", "a1", "a2"]  # type: ignore[union-attr]
    (profile,) = [
        node for node in transfer_values([made], offered()).document["@graph"] if "ceterms:transferValue" in node
    ]
    assert len(profile["ceterms:transferValueFrom"]) == 3
    assert "All that the value comes from, brought together" in str(profile["ceterms:requires"])


def test_a_set_is_kept_superseded_withdrawn_and_replayed(tmp_path: Any) -> None:
    store, first = open_decisions(tmp_path / "desk.db"), together()
    store.decide(first)
    second = together("a3", [{"course": "a1"}, {"course": "a2"}], "refuse", supersedes=first.id)
    store.decide(second)
    store.decide(decision("a1"))
    assert {each.pair.key for each in store.standing()} == {second.pair.key, "course a1 -> b"}
    people = [brings("ana", "a1", "a2", "a3"), brings("bo", "a1"), brings("cy", "a4")]
    turned = replay(people, ("b",), Under(offered(), DAY), Under(offered(), DAY, (first,))).turned
    assert {(each.learner, each.after.decision) for each in turned} == {("ana", "accepted"), ("bo", "refused")}


@pytest.mark.parametrize("order", list(permutations(["a1", "a2"])))
def test_lines_of_a_set_about_which_somebody_asked_wait_apart(order: tuple[str, str]) -> None:
    ask = together(order[0], [{"course": order[1]}], "ask")
    found = queue(offered(), [brings("ana", "a1", "a2", "a3")], Wanted(("b",), DAY, (ask,)))
    assert [group.key for group in found.groups] == ["course a3 -> b"]
    assert [(group.key, group.standing) for group in found.waiting] == [
        ("course a2 -> b", ask.id),
        ("course a1 -> b", ask.id),
    ]


def test_a_group_is_asked_while_somebody_in_it_brings_only_a_part() -> None:
    ask = together("a1", [{"course": "a2"}], "ask")
    people = [brings("ana", "a1", "a2"), brings("bo", "a1")]
    found = queue(offered(), people, Wanted(("b",), DAY, (ask,)))
    assert [(group.key, group.learners) for group in found.groups] == [("course a1 -> b", 2)]
    assert [group.key for group in found.waiting] == ["course a2 -> b"]
