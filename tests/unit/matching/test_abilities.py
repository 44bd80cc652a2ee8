"""Outcomes are compared one by one: the same or exactly aligned, at the level asked for, with who says so."""

from __future__ import annotations

import datetime as dt

from pathways.catalog.collection import Catalog, collect
from pathways.matching.abilities import Abilities, compared, outcome_evidence
from pathways.matching.suggest import Suggester
from pathways.model.competency import CompetencyLevel, Framework
from pathways.model.course import Course
from pathways.model.organization import Organization
from pathways.model.suggestion_documents import EvidenceEntry
from tests.unit.matching.deciding import BOOK


def catalog() -> Catalog:
    """Return two frameworks; ``a1`` is exactly aligned with ``b1`` (by whoever says so), and that with ``c1``."""
    link = {"kind": "exact", "target": "b1", "source": {"title": "Crosswalk"}}
    loose = {"kind": "broader", "target": "b2"}
    ours = [
        {"id": "a1", "title": "Query data", "alignments": [link]},
        {"id": "a2", "title": "Sort", "alignments": [loose]},
    ]
    back = {"kind": "exact", "target": "c1"}
    theirs = [{"id": "b1", "title": "Ask databases", "alignments": [back]}, {"id": "b2", "title": "Order data"}]
    frames = [("f", ours), ("g", theirs), ("h", [{"id": "c1", "title": "Use SQL"}])]
    return collect(
        [Framework.model_validate({"id": n, "title": n, "competencies": c, "source": BOOK}) for n, c in frames]
    )


def said(mine: dict[str, int | None], theirs: dict[str, int | None]) -> list[EvidenceEntry]:
    """Return the evidence about outcomes at these levels."""
    read = Abilities(catalog()).read
    sides = ([CompetencyLevel(competency=n, level=at) for n, at in side.items()] for side in (mine, theirs))
    return list(outcome_evidence(catalog(), *map(read, sides)))


def test_the_same_outcome_counts_at_its_level() -> None:
    assert [(one.speaks, one.text) for one in said({"a1": 2}, {"a1": 2})] == [
        ("for", "1 of the 1 outcomes there are outcomes here")
    ]
    for level, told in ((1, "level 1"), (None, "no stated level")):
        first, low = said({"a1": level}, {"a1": 2})
        assert (first.speaks, first.text) == ("against", "0 of the 1 outcomes there are outcomes here")
        assert low.text == f"Query data is shown at {told} here, level 2 is asked for there"
    assert said({"a1": None}, {"a1": None})[0].speaks == "for"


def test_an_exact_alignment_counts_in_either_direction_and_names_its_source() -> None:
    for mine, theirs, here, there in (
        ("a1", "b1", "Query data", "Ask databases"),
        ("b1", "a1", "Ask databases", "Query data"),
    ):
        count, link = said({mine: 2}, {theirs: 1})
        assert (count.speaks, link.speaks, link.sources) == ("for", "for", ("Crosswalk",))
        assert link.text == f"{here} here is exactly aligned with {there} there"
    assert said({"b1": 1}, {"c1": 1})[1].sources == ("Book",)
    assert said({"a1": 1}, {"c1": 1})[1].sources == ()


def test_looser_alignments_show_nothing_and_what_is_missing_is_named() -> None:
    count, missing = said({"a2": 3}, {"b2": 1, "c1": None})
    assert (count.text, missing.text) == (
        "0 of the 2 outcomes there are outcomes here",
        "not shown here: Order data, Use SQL",
    )
    many = said({"a2": 1}, {"b2": 1, "c1": 1, "a1": 1, "x": 1, "y": 1})
    assert many[-1].text == "not shown here: Order data, Use SQL, Query data and 2 more"


def test_of_several_that_show_an_outcome_the_highest_level_speaks() -> None:
    read = Abilities(catalog()).read
    mine = read([CompetencyLevel(competency=name, level=at) for name, at in (("a1", 1), ("c1", 3), ("b1", 2))])
    (one,) = compared(mine, read([CompetencyLevel(competency="b1", level=2)]))
    assert (one.met, one.by and one.by.name) == (True, "c1")


def test_a_suggestion_says_which_outcomes_are_aligned_and_by_whom() -> None:
    at = Organization(id="u", title="U", kind="university"), Organization(id="c", title="C", kind="college")
    there = {"id": "t", "organization": "u", "code": "DB 1", "title": "Databases"}
    here = {"id": "s", "organization": "c", "code": "SQL 1", "title": "Databases"}
    wanted, shown = ([{"competency": "b1", "level": 2}, {"competency": "b2"}], [{"competency": "a1", "level": 3}])
    courses = [Course.model_validate({**one, "outcomes": two}) for one, two in ((there, wanted), (here, shown))]
    found = Suggester(collect([*catalog().frameworks.values(), *at, *courses])).suggest(
        "s", at="u", as_of=dt.date(2026, 9, 1)
    )
    first = next(one for one in found.suggestions if one.course == "t")
    told = [(one.speaks, one.text, one.sources) for one in first.evidence if one.kind == "outcomes"]
    assert told == [
        ("for", "1 of the 2 outcomes there are outcomes here", ()),
        ("for", "Query data here is exactly aligned with Ask databases there", ("Crosswalk",)),
        ("against", "not shown here: Order data", ()),
    ]
    assert [one.difference for one in first.differences] == []
