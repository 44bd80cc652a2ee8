"""Which requirements compete for the same learning, worked out by hand (§7)."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.completion.gap import gap_document
from pathways.model.documents import CompetitionEntry
from tests.semantics.bulletin import agreement, as_course, ask, course, line, rule

U = [course(f"u{n}") for n in range(1, 7)]


def pool(name: str, *courses: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "courses": number, "from": {"course": list(courses)}, **more}


def credit(name: str, number: int, *courses: str) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "credits": number, "from": {"course": list(courses)}}


def competing(asked: list[dict[str, Any]], *lines: str, **more: Any) -> tuple[CompetitionEntry, ...]:
    offered = [*U, *more.pop("offered", ())]
    brought = [line(number, name) for number, name in enumerate(lines, 1)]
    return ask({"all": asked}, offered, brought, **more).document.competition


def words(asked: list[dict[str, Any]], *lines: str, **more: Any) -> list[str]:
    return [entry.words for entry in competing(asked, *lines, **more)]


def test_two_requirements_for_one_course() -> None:
    (entry,) = competing([pool("a", "u1", "u2"), pool("b", "u1", "u3")], "u1")
    assert entry.paths == ("root/a", "root/b")
    assert entry.titles == ("A", "B")
    assert entry.attainments == ("n1",)
    assert entry.words == (
        "2 requirements compete for 1 course: A and B want n1 U1; whichever way it is assigned, 1 stays open"
    )


def test_a_chain_of_five_for_four() -> None:
    chain = [pool(name, f"u{n}", f"u{n + 1}") for n, name in enumerate("bcd", 1)]
    asked = [pool("a", "u1"), *chain, pool("e", "u4")]
    assert words(asked, "u1", "u2", "u3", "u4") == [
        "5 requirements compete for 4 courses: A, B, C, D and E want n1 U1, n2 U2, n3 U3 and n4 U4; "
        "whichever way they are assigned, 1 stays open"
    ]


def test_only_what_hangs_together_is_named() -> None:
    """u4 serves D alone: that D could be served otherwise helps nobody."""
    asked = [pool("a", "u1"), pool("b", "u1"), pool("d", "u4"), pool("e", "u5"), pool("f", "u5")]
    found = competing(asked, "u1", "u4", "u5")
    assert [(entry.paths, entry.attainments) for entry in found] == [
        (("root/a", "root/b"), ("n1",)),
        (("root/e", "root/f"), ("n3",)),
    ]


def test_places_are_counted_where_a_requirement_has_several() -> None:
    assert words([pool("a", "u1", "u2", "u3", number=3), pool("b", "u1")], "u1", "u2") == [
        "2 requirements with 4 places compete for 2 courses: A and B want n1 U1 and n2 U2; "
        "whichever way they are assigned, 2 places stay open"
    ]


def test_where_credit_is_counted_no_number_is_promised() -> None:
    assert words([credit("a", 6, "u1", "u2", "u3"), pool("b", "u1")], "u1", "u2") == [
        "2 requirements compete for 2 courses: A and B want n1 U1 and n2 U2; "
        "whichever way they are assigned, not all of them are met"
    ]


def test_a_choice_among_courses_is_one_requirement() -> None:
    """Either of two would do; u2 is needed where nothing else stands."""
    either = {"id": "a", "title": "A", "any": [{"course": "u1"}, {"course": "u2"}]}
    assert [entry.paths for entry in competing([either, pool("b", "u2")], "u2")] == [("root/a", "root/b")]
    assert competing([either, pool("b", "u2")], "u1", "u2") == ()


def test_learning_that_one_agreement_or_another_uses_is_competed_for() -> None:
    rules = [rule(f"e{n}", {"course": "s1"}, as_course(f"u{n}"), priority=n) for n in (1, 2)]
    asked = [pool("a", "u1"), pool("b", "u2")]
    assert words(asked, "s1", offered=[course("s1"), *rules]) == [
        "2 requirements compete for 1 course: A and B want n1 S1; whichever way it is assigned, 1 stays open"
    ]


def test_what_one_agreement_lets_serve_twice_is_not() -> None:
    rules = [rule(f"e{n}", {"course": "s1"}, as_course(f"u{n}"), agreement="G") for n in (1, 2)]
    asked = [pool("a", "u1"), pool("b", "u2"), pool("c", "u3")]
    assert words(asked, "s1", offered=[course("s1"), *rules, agreement(sources_used="each_rule")]) == []


def test_two_lines_that_count_together_are_one_piece_of_learning() -> None:
    pair = rule("e1", {"all": [{"course": "s1"}, {"course": "s2"}]}, as_course("u1"))
    offered = [course("s1"), course("s2"), pair]
    (entry,) = competing([pool("a", "u1"), pool("b", "u1")], "s1", "s2", offered=offered)
    assert entry.attainments == ("n1", "n2")
    assert "compete for 1 course: A and B want n1 S1 with n2 S2; whichever way it is assigned, not all" in entry.words


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ([pool("a", "u1"), pool("b", "u2")], ("u1",)),
        ([pool("a", "u1"), pool("b", "u1")], ()),
        ([pool("a", "u1", "u2"), pool("b", "u1")], ("u1", "u2")),
        ([pool("a", "u1", "u2", number=2)], ("u1",)),
    ],
    ids=["nothing in common", "nothing there", "all are met", "one alone"],
)
def test_otherwise_nothing_is_said(asked: list[dict[str, Any]], lines: tuple[str, ...]) -> None:
    assert competing(asked, *lines) == ()


def test_what_may_be_shared_is_not_competed_for() -> None:
    asked = [pool("a", "u1"), pool("b", "u1")]
    assert words(asked, "u1", sharing=[{"between": ["root/a", "root/b"]}]) == []


def test_a_waived_requirement_competes_for_nothing() -> None:
    waiver = {"id": "w", "kind": "waiver", "path": "root/a", "credential": "P", "reason": "served", "approved_by": "D",
              "date": "2026-08-01"}  # fmt: skip
    asked = [pool("a", "u1"), pool("b", "u1"), pool("c", "u2")]
    assert words(asked, "u1", adjustments=[waiver]) == []


def test_audit_and_gap_say_it_in_their_reasons() -> None:
    answer = ask({"all": [pool("a", "u1", "u2"), pool("b", "u1", "u3")]}, U, [line(1, "u1")])
    for document in (answer.document, gap_document(answer.examination, "P")):
        (told,) = [r for r in document.reason["because"] if r["statement"] == "Requirements that compete"]
        assert [below["statement"] for below in told["because"]] == [entry.words for entry in document.competition]
        assert told["because"][0]["evidence"] == ["n1"]


def test_a_long_list_is_shortened_in_words_only() -> None:
    asked = [{**pool(f"a{n}", "u1"), "title": f"A{n}"} for n in range(9)]
    (entry,) = competing(asked, "u1")
    assert len(entry.titles) == 9
    assert "A0, A1, A2, A3, A4, A5 and 3 more want n1 U1; whichever way it is assigned, 8 stay open" in entry.words
