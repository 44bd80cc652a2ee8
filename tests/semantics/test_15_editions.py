"""§15: what changed between two editions, who is audited under which, and who gains or loses by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.errors import QuestionError, UnknownIdError
from pathways.formats.native import load_record
from pathways.model.record import LearnerRecord
from tests.golden.cases import SAMPLE, sample_desk
from tests.unit.recognition.small import AS_OF as DAY
from tests.unit.recognition.small import record, world

AS_OF = dt.date(2026, 9, 1)
OLD, NEW = "aubrac-title-data-coordinator@2021", "aubrac-title-data-coordinator@2026"


def candidate() -> LearnerRecord:
    return load_record(SAMPLE / "records" / "prior-learning-candidate.yaml")


def test_15_1_the_four_blocks_of_story_c_and_what_they_count_as() -> None:
    found = sample_desk().editions(OLD, NEW, as_of=AS_OF)
    assert [(c.what, c.path_after) for c in found.requirements] == [("changed", f"root/b{n}") for n in (1, 2, 3, 4)]
    assert found.requirements[3].before == "the credential X 2021, block 4: Archiving"
    assert found.requirements[3].after == "the credential X 2026, block 4: Protecting data"
    assert [(c.part, c.kind, c.counts_as) for c in found.correspondences] == [
        ("aubrac-x1-b1", "total", ("root/b1",)),
        ("aubrac-x1-b2", "total", ("root/b2",)),
        ("aubrac-x1-b3", "partial", ("root/b3",)),
        ("aubrac-x1-b4", "none", ()),
    ]
    assert all(c.source and "table of correspondences 2026" in c.source for c in found.correspondences)


def test_15_2_who_is_audited_under_which() -> None:
    found = sample_desk().editions(OLD, NEW, as_of=AS_OF)
    assert [(a.credential, a.entered_from, a.entered_to) for a in found.audited_under] == [
        (OLD, dt.date(2021, 6, 1), dt.date(2026, 5, 31)),
        (NEW, dt.date(2026, 6, 1), None),
    ]
    facts = {fact.subject: (fact.before, fact.after) for fact in found.facts}
    assert facts["last day"] == ("2026-05-31", None)
    assert facts["entry"] == ("closed", "open")
    assert "hours" not in facts


def test_15_3_the_candidate_gains_a_quarter_and_the_certification_starts_to_count() -> None:
    entry: Any
    (entry,) = sample_desk().editions(OLD, NEW, as_of=AS_OF, records=[candidate()]).records
    assert (entry.bound_to, entry.verdict) == (OLD, "gains")
    assert (entry.before.progress * 4, entry.after.progress * 4) == (2, 3)
    assert (entry.before.shortfall, entry.after.shortfall, entry.after.unit) == (2, 1, "blocks")
    assert [(line.attainment, line.what, line.places_after) for line in entry.lines] == [("R1", "starts", ("root/b4",))]


def test_15_3_the_other_way_round_the_candidate_loses() -> None:
    found = sample_desk().editions(NEW, OLD, as_of=AS_OF, records=[candidate()])
    assert (found.gains, found.loses) == ((), ("jules-marty",))
    assert [line.what for line in found.records[0].lines] == ["stops"]


WORLD = """
credentials:
  - {id: x, edition: '1', organization: b, kind: diploma, title: X, valid: {until: 2026-01-01}, source: {title: One},
     rules: {total_credits: 9},
     requirement: {all: [{course: b1, id: first}, {id: choice, any: [{course: b2}, {course: b3}]}]}}
  - {id: x, edition: '2', organization: b, kind: diploma, title: X, valid: {from: 2026-01-01}, source: {title: Two},
     rules: {total_credits: 6, residency: [{credits: 3, source: {title: Rule}}]},
     requirement: {all: [{id: choice, any: [{course: b1}, {course: b2}]}, {credits: 3, from: {subject: [MAT]}, id: p}]}}
"""


def small() -> Any:
    return Desk(world(WORLD)).editions("x@1", "x@2", as_of=DAY)


def test_15_1_nodes_that_move_come_and_go_are_told_by_path() -> None:
    told = [(c.what, c.path_before, c.path_after) for c in small().requirements]
    assert told == [
        ("moved", "root/first", "root/choice/1"),
        ("added", None, "root/p"),
        ("removed", "root/choice/2", None),
    ]
    assert small().requirements[1].after == "at least 3 credits of learning in MAT"


def test_15_1_rules_over_the_whole_are_told_with_their_source() -> None:
    rules = {rule.subject: (rule.before, rule.after, rule.source) for rule in small().rules}
    assert rules["total credit"] == ("at least 9 credits in total", "at least 6 credits in total", "Two")
    assert rules["residency"] == (None, "at least 3 credits in residence", "Rule")
    assert len(rules) == 2


def test_15_3_who_stands_the_same_is_neither_a_winner_nor_a_loser() -> None:
    nothing = record("[]")
    found = Desk(world(WORLD)).editions("x@1", "x@2", as_of=DAY, records=[nothing])
    assert (found.gains, found.loses, found.records[0].verdict) == ((), (), "same")
    assert found.records[0].lines == ()


def test_15_two_credentials_may_be_compared_too() -> None:
    certificate, diploma = "ridgeway-certificate-data-analytics", "ridgeway-diploma-data-analytics"
    found = sample_desk().editions(certificate, diploma, as_of=AS_OF, records=[candidate()])
    assert not found.same_credential
    assert found.audited_under == ()
    assert found.records[0].bound_to is None
    gone = [change for change in found.requirements if change.what == "removed"]
    assert [change.path_before for change in gone] == ["root/skills/mc8", "root/general"]
    assert {c.part: c.kind for c in found.correspondences}["ridgeway-mc8"] == "unsaid"


def test_15_an_edition_is_not_compared_with_itself() -> None:
    with pytest.raises(QuestionError) as caught:
        sample_desk().editions(NEW, NEW, as_of=AS_OF)
    assert caught.value.code == "U003"
    with pytest.raises(UnknownIdError) as unknown:
        sample_desk().editions(OLD, "aubrac-title-data-coordinator@2099", as_of=AS_OF)
    assert unknown.value.code == "U002"
