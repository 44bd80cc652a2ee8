"""Is nothing of 72,140 real rules lost?  Counts straight from the table, and the codes that are answered twice.

A batch of made-up learners with real courses comes out as the table itself says, by whatever means.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import random
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from pathways.advising import Desk
from pathways.batch.job import Job
from pathways.batch.run import Means, Run, Target
from pathways.catalog.collection import SECTIONS, Catalog, collect
from pathways.catalog.lint import lint
from pathways.formats.native import open_catalog
from pathways.formats.record_pieces import open_pieces
from pathways.formats.table import NO_DEGREE_CREDIT, TableImport, read_table
from pathways.formats.writing import write_catalog
from pathways.model.base import Noun
from pathways.model.batch_documents import Asked
from pathways.model.equivalence import Equivalence, SourceItem
from tests.support import SHARED, needs_shared

pytestmark = needs_shared

TABLE = SHARED / "data" / "transfer" / "wisconsin_tis_rules.csv.gz"
MAP = Path(__file__).parent / "maps" / "wisconsin.yaml"


@cache
def imported() -> TableImport:
    return read_table(TABLE, MAP)


@cache
def catalog() -> Catalog:
    return collect(imported().things)


@cache
def raw() -> tuple[dict[str, str], ...]:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def rules() -> tuple[Equivalence, ...]:
    return tuple(catalog().equivalences.values())


def test_every_row_is_a_rule_of_its_kind() -> None:
    assert len(raw()) == len(rules()) == 72_140
    said = Counter(row["kind"] for row in raw())
    assert said == {
        "direct": 31_672,
        "elective": 34_920,
        "no_degree_credit": 2_883,
        "does_not_transfer": 1_887,
        "confer": 512,
        "area": 266,
    }
    kinds = Counter(rule.target.kind for rule in rules())
    assert kinds["course"] == said["direct"]
    assert kinds["area"] == said["area"]
    assert kinds["subject_elective"] + kinds["general_elective"] == said["elective"] + said["confer"]
    assert kinds["denied"] == said["no_degree_credit"] + said["does_not_transfer"]
    assert sum(NO_DEGREE_CREDIT in rule.attributes for rule in rules()) == said["no_degree_credit"]


def test_rows_say_the_same_as_their_rules() -> None:
    for row in raw()[::97]:
        rule = catalog().equivalences[row["rule_id"]]
        assert isinstance(rule.sources, SourceItem)
        sent = catalog().courses[str(rule.sources.course)]
        assert (sent.code, sent.title) == (" ".join(row["course_1"].split()), " ".join(row["title_1"].split()))
        assert catalog().organizations[sent.organization].title == row["from"]
        if row["kind"] == "direct":
            (received,) = rule.target.courses
            assert catalog().courses[received].code == " ".join(row["course_2"].split())
        low, _, high = row["credits"].partition("-")
        if row["kind"] in ("direct", "elective", "area") and float(low):
            assert float(rule.target.credit.amount or 0) == float(low)
            assert (rule.target.credit.how == "range") == bool(high and float(high) != float(low))
        general = [part.strip() for part in row["gen_ed"].split(",") if part.strip()]
        assert [attribute for attribute in rule.attributes if attribute != NO_DEGREE_CREDIT] == general


def test_codes_with_several_answers_are_marked_and_counted() -> None:
    keys: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in raw():
        keys[row["from"], row["to"], row["course_1"]].append(row)
    mixed = sum({"direct", "elective"} <= {row["kind"] for row in rows} for rows in keys.values())
    several = sum(len({row["course_2"] for row in rows if row["kind"] == "direct"}) > 1 for rows in keys.values())
    targets = {key for key, rows in keys.items() if len({row["course_2"] for row in rows}) > 1}
    report = imported().report
    assert mixed == report.count("code answered with a course and an elective") == 138
    assert several == report.count("code answered with two courses or more") == 1_067
    assert len(targets) == report.count("code with several targets") == 1_374
    for key in targets:
        assert all(catalog().equivalences[row["rule_id"]].award_unclear for row in keys[key])
    alone = [rows[0] for rows in keys.values() if len(rows) == 1]
    assert not any(catalog().equivalences[row["rule_id"]].award_unclear for row in alone)


def test_what_asks_for_a_person_blocks_and_nothing_else_does() -> None:
    for row in raw():
        footnotes = {part.strip() for part in row["special"].split(",")}
        blocked = row["kind"] == "confer" or bool(footnotes & {"2", "3", "11"})
        assert bool(catalog().equivalences[row["rule_id"]].conditions) == blocked


def test_nothing_dangles() -> None:
    found = lint(catalog())
    assert [finding.render() for finding in found if finding.severity == "error"] == []
    assert {finding.code for finding in found} == {"E002", "E003"}


LEARNERS, LINES = 60, 6
UNIVERSITY = "UW-La Crosse"


def drawn() -> dict[str, list[str]]:
    """Return made-up learners, each with the rules of some courses (of which the university has one answer each)."""
    answers: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in raw():
        if row["to"] == UNIVERSITY:
            answers[row["from"], row["course_1"]].append(row)
    alone = [rows[0]["rule_id"] for rows in answers.values() if len(rows) == 1]
    chance = random.Random(11)  # noqa: S311 -- the same every time, and no secret
    return {f"learner-{number:02}": chance.sample(alone, LINES) for number in range(LEARNERS)}


def judged(row: dict[str, str]) -> str:
    """Return what the table says of a course: straight from its row."""
    if row["kind"] in ("no_degree_credit", "does_not_transfer"):
        return "refused"
    footnotes = {part.strip() for part in row["special"].split(",")}
    low, _, high = row["credits"].partition("-")
    open_amount = bool(high) and float(high) != float(low)
    return "undecided" if row["kind"] == "confer" or footnotes & {"2", "3", "11"} or open_amount else "accepted"


def part_of(rules: set[str]) -> list[Noun]:
    """Return the catalogue with these rules alone, and the courses that they name."""
    kept = {name: rule for name, rule in catalog().equivalences.items() if name in rules}
    courses = {name for rule in kept.values() for name in rule.target.courses}
    courses |= {str(rule.sources.course) for rule in kept.values() if isinstance(rule.sources, SourceItem)}
    found: list[Noun] = [*kept.values(), *(catalog().courses[name] for name in sorted(courses))]
    rest = [name for name in SECTIONS if name not in ("equivalences", "courses")]
    return [*found, *(thing for name in rest for thing in catalog().section(name).values())]


def test_a_batch_comes_out_as_the_table_says_by_whatever_means(tmp_path: Path) -> None:
    learners = drawn()
    by_rule = {row["rule_id"]: row for row in raw()}
    place = write_catalog(part_of({name for names in learners.values() for name in names}), tmp_path / "catalog")
    lines = ["learner,course,completed"]
    for learner, names in learners.items():
        for name in names:
            source = catalog().equivalences[name].sources
            assert isinstance(source, SourceItem)
            lines.append(f'{learner},"{source.course}",2019-05-20')
    (tmp_path / "learners.csv").write_text("\n".join(lines), "utf-8")
    opened = open_catalog(place)
    at = catalog().equivalences[next(iter(learners.values()))[0]].agreement
    asked = Asked(at=catalog().agreements[str(at)].receiving, as_of=dt.date(2019, 9, 1))
    job = Job(str(place), opened.digest, asked)
    written = []
    for name, means in (("one", Means()), ("two", Means(processes=2, together=10))):
        target = Target(tmp_path / f"{name}.csv")
        document = Run(job, Desk(opened), open_pieces(tmp_path / "learners.csv"), target, means).document()
        written.append((target.out.read_bytes(), target.summary.read_bytes()))
        said = Counter(judged(by_rule[rule]) for rules in learners.values() for rule in rules)
        assert {name: getattr(document.lines, name) for name in said} == dict(said)
        assert set(said) == {"accepted", "refused", "undecided"}
    assert written[0] == written[1]
    for row in csv.DictReader(written[0][0].decode().splitlines()):
        said = Counter(judged(by_rule[rule]) for rule in learners[row["learner"]])
        assert [int(row[f"lines_{name}"]) for name in ("accepted", "refused", "undecided")] == [
            said[name] for name in ("accepted", "refused", "undecided")
        ]
