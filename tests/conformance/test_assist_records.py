"""Do real records come out as the agreements say?  Three records read by hand against three agreements."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.batch.job import Job
from pathways.batch.run import Means, Run, Target
from pathways.catalog.collection import SECTIONS, Catalog, collect
from pathways.formats.assist import read_assist
from pathways.formats.native import open_catalog
from pathways.formats.record_pieces import open_pieces
from pathways.formats.records import load_record
from pathways.formats.writing import write_catalog
from pathways.formats.yamlio import parse_yaml
from pathways.matching.decided import with_decisions
from pathways.model.batch_documents import Asked
from pathways.model.decision import Decision
from pathways.model.documents import AuditDocument, RequirementEntry
from tests.real_desk import RealDesk
from tests.support import REPO, SHARED, needs_shared

pytestmark = needs_shared

GOLDEN = REPO / "tests" / "golden" / "assist"
AGREEMENTS = SHARED / "data" / "transfer" / "assist_smc_ucsd_agreements.jsonl.gz"
EXPECTED: dict[str, dict[str, Any]] = parse_yaml((GOLDEN / "expected.yaml").read_text("utf-8")).value
AS_OF = dt.date(2025, 9, 25)


@cache
def desk() -> Desk:
    return Desk(collect(read_assist(AGREEMENTS).things))


@cache
def audited(name: str) -> AuditDocument:
    record = load_record(GOLDEN / "records" / f"{name}.yaml")
    return desk().audit(record, EXPECTED[name]["goal"], as_of=AS_OF)


def statuses(entry: RequirementEntry) -> dict[str, str]:
    found = {entry.path: str(entry.status)}
    for child in entry.children:
        found.update(statuses(child))
    return found


def test_every_record_has_its_expectation() -> None:
    assert {path.stem for path in (GOLDEN / "records").glob("*.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_met_is_met(name: str) -> None:
    found = statuses(audited(name).requirements)
    assert {path: found[path] for path in EXPECTED[name]["met"]} == dict.fromkeys(EXPECTED[name]["met"], "satisfied")


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_missing_is_missing_and_costs_what_it_costs(name: str) -> None:
    document = audited(name)
    assert sorted(entry.path for entry in document.missing) == sorted(EXPECTED[name]["missing"])
    assert str(document.credit.shortfall) == EXPECTED[name]["shortfall"]
    assert document.proof.optimal


@pytest.mark.parametrize("name", EXPECTED)
def test_lines_are_decided_as_the_agreement_says(name: str) -> None:
    lines = {line.attainment: line for line in audited(name).lines}
    for attainment, said in EXPECTED[name]["lines"].items():
        assert lines[attainment].decision == said["decision"]
        assert ("code" not in said) or said["code"] in lines[attainment].codes


@pytest.mark.slow
def test_every_preparation_can_be_audited_and_ranked() -> None:
    record = load_record(GOLDEN / "records" / "computer-science.yaml")
    ranking = desk().compare(record, as_of=AS_OF, top=200)
    goals = {credential.key for credential in desk().catalog.credentials.values() if credential.requirement is not None}
    ranked = {entry.credential for entry in ranking.goals}
    # all of this one can only be met after transfer, so it asks for nothing that could be ranked
    assert goals - ranked == {"ucsd:communication-b-a@2024-2025"}
    assert ranked < goals
    undecided = {entry.title for entry in ranking.goals if entry.status == "undecided"}
    # the lists without a number stay undecided: neither met nor failed
    assert {"Linguistics Language Program", "Literature/Writing B.A.", "Ethnic Studies B.A."} <= undecided
    assert "CSE: Computer Science B.S." not in undecided


def test_what_was_published_and_is_decided_again_at_a_desk_gives_the_same_audits() -> None:
    at_ucsd = RealDesk(desk().catalog, "ucsd", day=AS_OF)
    people = {name: load_record(GOLDEN / "records" / f"{name}.yaml") for name in EXPECTED}
    waits = at_ucsd.queue(people.values())
    asked = [group.pair.learning.course or "" for group in waits.groups]
    assert set(asked) <= set(at_ucsd.published)
    assert "smcc:ECON-1" in asked
    assert all(group.suggestion is not None for group in waits.groups)
    made = [at_ucsd.decision(course) for course in asked]
    assert {each.verdict for each in made} == {"accept"}
    left = at_ucsd.queue(people.values(), made, ask=False)
    assert (left.groups, left.waiting) == ((), ())
    without, decided = Desk(at_ucsd.before), Desk(with_decisions(at_ucsd.before, made))
    worse = 0
    for name, record in people.items():
        goal, whole = EXPECTED[name]["goal"], audited(name)
        again = decided.audit(record, goal, as_of=AS_OF)
        assert (again.credit, statuses(again.requirements)) == (whole.credit, statuses(whole.requirements))
        worse += without.audit(record, goal, as_of=AS_OF).credit.shortfall > whole.credit.shortfall
    assert worse == 2


def test_a_batch_says_of_each_record_what_its_audit_says_by_published_rules_and_by_decisions(tmp_path: Path) -> None:
    goal = EXPECTED["computer-science"]["goal"]
    people = {path.stem: load_record(path) for path in sorted((GOLDEN / "records").glob("*.yaml"))}
    at_ucsd = RealDesk(desk().catalog, "ucsd", day=AS_OF)
    made = tuple(at_ucsd.decision(group.pair.learning.course or "") for group in at_ucsd.queue(people.values()).groups)
    published = _batch(tmp_path / "published", desk().catalog, goal)
    assert published == _batch(tmp_path / "two", desk().catalog, goal, Means(processes=2, together=1))
    decided = _batch(tmp_path / "decided", at_ucsd.before, goal, decisions=made)
    for said in ("status", "credit_missing", "items_missing", "credit_applied", "lines_accepted", "missing"):
        assert [row[said] for row in decided.values()] == [row[said] for row in published.values()]
    for learner, row in published.items():
        (record,) = (each for each in people.values() if each.learner.id == learner)
        audit = desk().audit(record, goal, as_of=AS_OF)
        assert (row["status"], row["credit_missing"]) == (str(audit.status), str(audit.credit.shortfall))
        assert int(row["lines_accepted"]) == sum(line.decision == "accepted" for line in audit.lines)
    (own,) = (row for row in published.values() if row["credit_missing"] == EXPECTED["computer-science"]["shortfall"])
    assert own["learner"] == people["computer-science"].learner.id


def _batch(
    folder: Path, wares: Catalog, goal: str, means: Means | None = None, decisions: tuple[Decision, ...] = ()
) -> dict[str, dict[str, str]]:
    """Return the rows of a batch over the three records, by learner."""
    place = write_catalog([thing for name in SECTIONS for thing in wares.section(name).values()], folder / "catalog")
    opened = open_catalog(place)
    job = Job(str(place), opened.digest, Asked(goal=goal, at="", as_of=AS_OF), decisions)
    target = Target(folder / "rows.csv")
    Run(
        job, Desk(with_decisions(opened, decisions)), open_pieces(GOLDEN / "records"), target, means or Means()
    ).document()
    return {row["learner"]: row for row in csv.DictReader(target.out.read_text("utf-8").splitlines())}
