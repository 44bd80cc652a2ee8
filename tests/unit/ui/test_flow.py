"""The flow of credit: every credit goes somewhere, what is lost is said with its reason, nothing collides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.formats.native import load_record, open_catalog
from pathways.language.words import Say
from pathways.model.documents import AuditDocument, LineEntry
from pathways.resources import data_root, sample_catalog
from pathways.ui.decisions import requirement_titles
from pathways.ui.names import Names
from pathways.ui.picture import FILLS, Picture
from pathways.ui.pictures.flow import MOST, Stream, flow_picture, streams

SAY = Say("en")
DAY = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def story() -> tuple[AuditDocument, dict[str, str]]:
    desk = Desk(open_catalog(sample_catalog()))
    record = load_record(data_root() / "sample" / "records" / "career-changer.yaml")
    audit = desk.audit(record, "lakeside-diploma-data-analytics", as_of=DAY)
    return audit, Names(desk.catalog).lines(record)


def drawn(found: Sequence[Stream], names: dict[str, str] | None = None) -> tuple[Picture, dict[str, Any]]:
    shown = flow_picture(found, names or {}, "credits", SAY, applied=True)
    assert shown is not None
    return shown, shown.spec["data"][0]


def test_story_a_every_credit_goes_somewhere(story: tuple[AuditDocument, dict[str, str]]) -> None:
    audit, names = story
    found = streams(audit.lines, requirement_titles(audit.requirements), SAY, applied=True)
    sums = {fate: sum(s.credit for s in found if s.fate == fate) for fate in ("done", "unneeded", "lost")}
    assert sums == {"done": 21, "unneeded": 3, "lost": 6}
    shown, _ = drawn(found, names)
    assert shown.title == (
        "21 of 30 credits are used; 3 are accepted and left over; 6 are lost: "
        "the grade is below the minimum (3) and it was completed too long ago (3)"
    )
    assert ("STAT120 Introduction to Statistics", "3", "the grade is below the minimum", "", "✗ refused") in shown.rows
    assert len(shown.rows) == 10  # eleven lines, two of them recognised as one


def test_story_a_colours_and_signs_belong_to_their_streams(story: tuple[AuditDocument, dict[str, str]]) -> None:
    audit, names = story
    found = streams(audit.lines, requirement_titles(audit.requirements), SAY, applied=True)
    _, spec = drawn(found, names)
    node = spec["node"]
    fills = {label.replace("<br>", " "): color for label, color in zip(node["label"], node["color"], strict=True)}
    assert fills["✗ the grade is below the minimum"] == FILLS["lost"]
    assert fills["– accepted, left over"] == FILLS["unneeded"]
    assert fills["✓ One free elective"] == FILLS["done"]
    incoming = dict.fromkeys(range(len(node["label"])), 0.0)
    for target, value in zip(spec["link"]["target"], spec["link"]["value"], strict=True):
        incoming[target] += value
    last = [number for number, x in enumerate(node["x"]) if x > 0.9]
    assert sum(incoming[number] for number in last) == 24
    assert all(name in node["label"] for name in ("COMM101", "STAT120", "DAT1100"))


def many(count: int) -> list[Stream]:
    return [
        Stream((f"L{n}",), f"AB{n} Course", f"Requirement {n}", Fraction(1 + n % 4), "done" if n % 5 else "lost", "why")
        for n in range(count)
    ]


def test_a_column_holds_twelve_things_at_most_and_no_two_lie_on_each_other() -> None:
    found = many(60)
    shown, spec = drawn(found)
    node = spec["node"]
    for x in sorted(set(node["x"])):
        places = sorted(y for y, at in zip(node["y"], node["x"], strict=True) if at == x)
        assert len(places) <= MOST
        height = shown.spec["layout"]["height"]
        assert all((b - a) * height > 14 for a, b in pairwise(places))
    firsts = sum(
        value
        for source, value in zip(spec["link"]["source"], spec["link"]["value"], strict=True)
        if node["x"][source] < 0.1
    )
    assert firsts == sum(stream.credit for stream in found)
    assert len(shown.rows) == 60


def test_a_record_without_credit_has_no_picture() -> None:
    line = LineEntry(
        attainment="L1", title="x", decision="refused", credit_recognized=Fraction(0), reason={"statement": "no"}
    )
    assert flow_picture(streams([line], {}, SAY, applied=True), {}, "credits", SAY, applied=True) is None
