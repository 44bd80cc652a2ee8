"""Pictures for institutions state the finding, and their tables hold every figure."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from pathways.catalog.collection import Catalog, collect
from pathways.language.words import say_in
from pathways.model.base import Noun
from pathways.model.competency import Framework, Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.design_documents import CarryEntry, CarryLine, DeadEnd, NodeChange
from pathways.model.documents import CheckDocument, FindingEntry, RequirementEntry
from pathways.ui.pages.check import contents, finding_text, fits, rows
from pathways.ui.pages.editions import change_row
from pathways.ui.pictures.asks import asks_of, fixed_and_free
from pathways.ui.pictures.carry import carry_picture, carry_streams
from pathways.ui.pictures.coverage import coverage_of, coverage_picture
from pathways.ui.rules import Rules

SAY = say_in("en")


def node(path: str, kind: str, amount: int, *children: RequirementEntry) -> RequirementEntry:
    return RequirementEntry(
        path=path, kind=kind, title=path, status="unsatisfied", shortfall=Fraction(amount), children=children
    )


def test_what_stands_below_a_choice_is_not_fixed() -> None:
    choice = node("root/2", "any", 3, node("root/2/1", "course", 3), node("root/2/2", "course", 3))
    tree = node("root", "all", 12, node("root/1", "course", 3), choice, node("root/3", "credits", 6))
    assert fixed_and_free(tree) == (Fraction(3), Fraction(9))
    assert {ask.path for ask in asks_of(tree) if ask.chosen} == {"root/2", "root/2/1", "root/2/2", "root/3"}


def carry() -> CarryEntry:
    lines = (
        line("a", brought=6, recognized=6, carried=6, path="root/core/1"),
        line("b", brought=3, recognized=3, carried=1, path="root/core/2"),
        line("c", brought=3, recognized=0, carried=0),
    )
    dies = (dead("b", 2, "no room"), dead("c", 3, "no rule"))
    return CarryEntry(
        smaller="s",
        larger="l",
        title="Large",
        kind="diploma",
        organization="o",
        way="parts",
        how=("parts_count",),
        unit="x",
        brought=Fraction(12),
        carried=Fraction(7),
        share=Fraction(7, 12),
        system="x",
        required=Fraction(20),
        recognized=Fraction(9),
        applied=Fraction(7),
        remaining=Fraction(13),
        items_missing=4,
        lowers=Fraction(7),
        status="unsatisfied",
        lines=lines,
        dies=dies,
        reason={"statement": "because"},
    )


def line(name: str, *, brought: int, recognized: int, carried: int, path: str = "") -> CarryLine:
    amounts = {"brought": brought, "recognized": recognized, "applied": carried, "carried": carried}
    return CarryLine.model_validate(
        {"id": name, "title": name.upper(), **amounts, "applied_to": [path] if path else []}
    )


def dead(name: str, amount: int, words: str) -> DeadEnd:
    return DeadEnd(id=name, title=name.upper(), amount=Fraction(amount), unit="x", died_in="l", code=None, words=words)


def test_every_credit_that_is_brought_goes_somewhere() -> None:
    found = carry_streams(carry(), {"root/core": "Core"}, SAY)
    assert sum(stream.credit for stream in found) == 12
    assert [(stream.lines, int(stream.credit), stream.fate) for stream in found] == [
        (("a",), 6, "done"),
        (("b",), 1, "done"),
        (("b",), 2, "unneeded"),
        (("c",), 3, "lost"),
    ]
    assert found[0].middle == "Core"


def test_the_title_says_what_carries_and_what_ends() -> None:
    shown = carry_picture(carry(), "Small", {"root/core": "Core"}, SAY)
    assert shown.title.replace("\u00a0", " ") == (
        "58.3 % carries over: 7 of 12 credits of Small count in Large; 5 credits end there: B and C"
    )
    assert shown.rows[-1] == ("C", "3", "✗ ends: not recognised", "no rule")
    values = shown.spec["data"][0]["link"]["value"]
    assert sum(values) == pytest.approx(12)


def small() -> tuple[Catalog, Credential]:
    source = {"title": "made up"}
    abilities = [{"id": name, "title": name.title()} for name in ("read", "write", "count")]
    course = {"organization": "o", "credit": 3}
    things: list[Noun] = [
        Framework.model_validate({"id": "f", "title": "F", "competencies": abilities, "source": source}),
        Occupation.model_validate(
            {
                "id": "job",
                "title": "Job",
                "competencies": [{"competency": "read", "level": 3}, {"competency": "write"}, {"competency": "count"}],
                "source": source,
            }
        ),
        Course.model_validate(
            {**course, "id": "A1", "code": "A1", "title": "A", "outcomes": [{"competency": "read", "level": 2}]}
        ),
        Course.model_validate(
            {**course, "id": "B1", "code": "B1", "title": "B", "outcomes": [{"competency": "write"}]}
        ),
        Course.model_validate(
            {**course, "id": "C1", "code": "C1", "title": "C", "outcomes": [{"competency": "count"}]}
        ),
    ]
    program = Credential.model_validate(
        {
            "id": "p",
            "organization": "o",
            "kind": "certificate",
            "title": "Program",
            "occupation": "job",
            "requirement": {"all": [{"course": "A1"}, {"course": "B1"}, {"credits": 3}]},
            "rules": {"total_credits": 9, "residency": [{"share": "1/3", "source": {"title": "Rule 7"}}]},
        }
    )
    return collect([*things, program]), program


def test_an_ability_that_only_a_choice_teaches_is_taught_by_nobody() -> None:
    catalog, program = small()
    found = coverage_of(catalog, program)
    assert [part.id for part in found.parts] == ["A1", "B1"]
    assert found.untaught == ("read", "count")
    shown = coverage_picture(found, "Program", SAY)
    assert shown.title == "1 of 3 abilities that Program is for are taught; nobody teaches Read and Count"
    assert {row[0]: row[3] for row in shown.rows} == {
        "Read": "✗ only at a lower level",
        "Count": "✗ taught by no named part",
        "Write": "! in one place only",
    }


def test_rules_are_told_with_their_source_or_without() -> None:
    catalog, program = small()
    told = Rules(catalog, program, SAY).told(dt.date(2026, 9, 1))
    assert [tuple(part.replace("\u00a0", " ") for part in rule) for rule in told] == [
        ("Total", "At least 9 credits in all.", ""),
        ("Residency", "At least 33.3 % of the credit must be earned at o: 3 credits.", "Rule 7"),
    ]


def test_what_moved_is_told_by_its_groups() -> None:
    change = NodeChange(
        what="moved",
        title="A1",
        path_before="root/core/a",
        path_after="root/electives/a",
        before="x",
        after="x",
        words="",
    )
    row = change_row(SAY, change, {"root/core": "Core"}, {"root/electives": "Electives"})
    assert list(row.values()) == ["→ moved", "A1", "in Core", "in Electives"]


FINDING = FindingEntry(
    code="C002",
    severity="error",
    message="*names* nothing",
    file="a.yaml",
    line=7,
    path="credentials[0]",
    why="W",
    hint="H",
)


def test_a_finding_is_told_whole_and_as_plain_text() -> None:
    text = finding_text(SAY, FINDING)
    assert "✗ error" in text
    assert "\\*names\\* nothing" in text
    assert "a.yaml, line 7, path credentials\\[0\\]" in text
    assert text.endswith("W  \nH")
    assert list(rows(SAY, [FINDING])[0].values()) == [
        "✗ error", "C002", "a.yaml", "7", "credentials[0]", "*names* nothing", "W", "H",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "file", "words", "kept"),
    [
        ((), "", "", True),
        (("warning",), "", "", False),
        (("error", "hint"), "a.yaml", "NAMES c002", True),
        ((), "b.yaml", "", False),
        ((), "", "names other", False),
    ],
)
def test_filters_keep_what_fits_all_of_them(kinds: tuple[str, ...], file: str, words: str, kept: bool) -> None:
    assert fits(FINDING, kinds, file, words) is kept


def test_what_a_catalogue_holds_is_counted_in_the_readers_language() -> None:
    check = CheckDocument(
        schema_name="pathways/check/1",
        as_of=dt.date(2026, 9, 1),
        catalog="",
        counts={"courses": 1, "offerings": 2, "terms": 0},
        errors=0,
        warnings=0,
        hints=0,
        findings=(),
    )
    assert contents(SAY, check) == ["1 course", "2 offerings"]
    assert contents(say_in("fr"), check)[1] == "2 cours offerts"
