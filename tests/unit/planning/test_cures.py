"""What would make a line count?  Small catalogues in which the cheapest cure can be worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pathways.catalog.collection import Catalog, collect
from pathways.errors import QuestionError
from pathways.matching.decided import with_decisions
from pathways.model.base import Money
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale
from pathways.model.decision import Decision
from pathways.model.equivalence import Equivalence
from pathways.model.letter_documents import CureEntry, LetterDocument
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord
from pathways.planning.letter import Case, letter
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook

DAY = dt.date(2026, 9, 1)
SOURCE = {"title": "Calendar", "clause": "p. 7", "url": "https://uni.example/calendar"}
EUR = "EUR"


def catalog(*things: Any, policy: dict[str, Any] | None = None) -> Catalog:
    """Return a catalogue of a college, a university and what is given."""
    rules = {"id": "uni-policy", "organization": "uni", "source": SOURCE, **(policy or {})}
    return collect(
        [
            Organization(id="uni", title="The University", kind="university", grade_scale="percent"),
            Organization(id="college", title="The College", kind="college", grade_scale="percent"),
            GradeScale(id="percent", title="Percent", min=0, max=100, passing=50),
            Course(id="c1", organization="college", code="C 1", title="Sums", credit=3, hours=90),
            Course(id="c2", organization="college", code="C 2", title="More sums", credit=3, hours=60),
            Course(id="u1", organization="uni", code="U 1", title="Algebra", credit=3, hours=100),
            Term(id="fall", title="Fall", begin=dt.date(2026, 9, 7), end=dt.date(2026, 12, 18)),
            RecognitionPolicy.model_validate(rules),
            *things,
        ]
    )


def rule(**more: Any) -> Equivalence:
    """Return a rule from c1 to u1."""
    said = {"id": "r1", "receiving": "uni", "from": {"course": "c1"}, "to": {"kind": "course", "courses": ["u1"]}}
    return Equivalence.model_validate({**said, "source": SOURCE, **more})


def offered(thing: str, price: str | None, **more: Any) -> Offering:
    """Return something on offer in fall."""
    said = {"id": f"{thing}-{more.get('kind', 'section')}", "organization": "college", "terms": ["fall"], **more}
    kind = {"credential": thing} if more.pop("small", False) else {"course": thing}
    said.pop("small", None)
    if price is not None:
        said["price"] = {"amount": price, "currency": EUR}
    return Offering.model_validate({**said, **kind})


def small() -> Credential:
    """Return a small credential of which nobody states anything."""
    return Credential.model_validate(
        {"id": "m1", "edition": "1", "organization": "college", "title": "Small", "kind": "micro_credential"}
    )


def record(*lines: dict[str, Any]) -> LearnerRecord:
    """Return a record of these lines."""
    return LearnerRecord.model_validate({"learner": {"id": "ana", "name": "Ana"}, "attainments": lines})


def line(**more: Any) -> dict[str, Any]:
    """Return a sound line of c1, unless it is said otherwise."""
    return {"id": "a", "course": "c1", "grade": "80", "completed": "2025-05-01", "assessed": True, **more}


def told(wares: Catalog, who: LearnerRecord, **more: Any) -> LetterDocument:
    """Return the letter of the university."""
    return letter(Case(wares, RuleBook(wares), who, "uni", DAY, **more))


def only(document: LetterDocument, name: str = "a") -> tuple[CureEntry, ...]:
    """Return the cures of one line."""
    return next(each.cures for each in document.lines if each.attainment == name)


def test_the_cheapest_of_three_ways_comes_first_and_what_has_no_price_last() -> None:
    grades = {"min_grades": [{"minimum": {"grade": "60", "scale": "percent"}, "applies_to": {"source": ["transfer"]}}]}
    exam = offered("u1", "80", kind="challenge_exam", organization="uni")
    wares = catalog(rule(), offered("c1", "200"), exam, policy=grades)
    cures = only(told(wares, record(line(grade="58"))))
    assert [(cure.kind, cure.price and cure.price.amount) for cure in cures] == [
        ("exam", Fraction(80)),
        ("again", Fraction(200)),
    ]
    assert cures[1].steps[0].at_least == "60"
    assert cures[1].hours == 90
    assert (cures[1].steps[0].begins, cures[1].ends) == (dt.date(2026, 9, 7), dt.date(2026, 12, 18))
    cheaper = catalog(rule(), offered("c1", "79"), exam, policy=grades)
    assert only(told(cheaper, record(line(grade="58"))))[0].kind == "again"
    unpriced = catalog(rule(), offered("c1", None), exam, policy=grades)
    assert [cure.kind for cure in only(told(unpriced, record(line(grade="58"))))] == ["exam", "again"]


def test_a_retake_names_the_grade_that_the_policy_on_repeats_asks_for() -> None:
    """The older line has 80 and is too old: of equal lines the best counts, so less than 80 would change nothing."""
    old = line(completed="2010-05-01")
    wares = catalog(rule(), offered("c1", "200"), policy={"max_ages": [{"years": 5}]})
    (cure,) = only(told(wares, record(old)))
    assert (cure.kind, cure.steps[0].at_least) == ("again", "80")
    latest = catalog(rule(), offered("c1", "200"), policy={"max_ages": [{"years": 5}], "repeats": "latest"})
    assert only(told(latest, record(old)))[0].steps[0].at_least == "80"
    first = catalog(rule(), offered("c1", "200"), policy={"max_ages": [{"years": 5}], "repeats": "first"})
    assert [cure.kind for cure in only(told(first, record(old)))] == []


@pytest.mark.parametrize(
    ("lacks", "policy", "fact", "least"),
    [
        ({"grade": None}, {"min_grades": [{"minimum": {"grade": "65", "scale": "percent"}}]}, "grade", "65"),
        ({"completed": None}, {"max_ages": [{"years": 5}]}, "completed", "2021-09-01"),
        (
            {"course": None, "credential": "m1", "assessed": None, "grade": None},
            {"require_assessed": True},
            "assessed",
            None,
        ),
    ],
)
def test_a_paper_has_to_show_no_more_than_is_needed(
    lacks: dict[str, Any], policy: dict[str, Any], fact: str, least: str | None
) -> None:
    either = rule(**{"from": {"any": [{"course": "c1"}, {"credential": "m1"}]}})
    document = told(catalog(either, small(), policy=policy), record({**line(), **lacks}))
    assert document.lines[0].verdict == "open"
    cure = only(document)[0]
    assert [(step.kind, step.fact, step.at_least) for step in cure.steps] == [("document", fact, least)]


def test_a_day_earlier_than_the_paper_has_to_show_is_not_enough() -> None:
    wares = catalog(rule(), policy={"max_ages": [{"years": 5}]})

    def decided(day: str) -> str:
        found = recognize(
            wares, RuleBook(wares), record(line(completed=day)), receiving="uni", credential=None, as_of=DAY
        )
        return found.lines[0].decision

    assert [decided(day) for day in ("2021-08-31", "2021-09-01")] == ["refused", "accepted"]


def test_hours_are_the_least_that_the_rule_asks_for() -> None:
    asked = rule(**{"from": {"credential": "m1", "min_hours": 45}})
    cure, *_ = only(told(catalog(asked, small()), record(line(course=None, credential="m1"))))
    assert [(step.fact, step.at_least) for step in cure.steps] == [("hours", "45")]


def test_what_a_rule_asks_for_beside_the_line_is_found_with_its_price() -> None:
    both = rule(**{"from": {"all": [{"course": "c1"}, {"course": "c2"}]}})
    (cure,) = only(told(catalog(both, offered("c2", "150")), record(line())))
    assert (cure.kind, cure.price and cure.price.amount, cure.credit) == ("beside", Fraction(150), Fraction(3))
    assert [step.thing for step in cure.steps] == ["c2"]
    (cure,) = only(told(catalog(both), record(line())))
    assert (cure.price, cure.steps[0].offering, cure.steps[0].place) == (None, None, "The College")


def test_two_things_are_tried_together_where_no_single_one_helps() -> None:
    third = Course(id="c3", organization="college", code="C 3", title="Most sums", credit=3)
    three = rule(**{"from": {"all": [{"course": "c1"}, {"course": "c2"}, {"course": "c3"}]}})
    wares = catalog(three, third, offered("c2", "150"), offered("c3", "50"))
    (cure,) = only(told(wares, record(line())))
    assert sorted(step.thing or "" for step in cure.steps) == ["c2", "c3"]
    assert cure.price == Money(amount=200, currency=EUR)


def test_the_course_itself_is_told_only_in_the_place_of_a_refused_line() -> None:
    no = rule(to={"kind": "denied", "courses": ["u1"]}, note="Too little proof.", difference="outcomes")
    document = told(catalog(no, offered("u1", "400", organization="uni")), record(line()))
    assert [(cure.kind, cure.counts_as) for cure in only(document)] == [("instead", ("U 1 Algebra",))]
    (reason,) = document.lines[0].reasons
    assert (reason.basis, reason.difference, reason.url) == ("substantial", "outcomes", SOURCE["url"])
    assert not only(told(catalog(no), record(line())))


@pytest.mark.parametrize(
    ("kind", "basis", "difference"),
    [
        ("none_here", "substantial", "profile"),
        ("denied", "unnamed", None),
        ("only_at_receiver", "unnamed", None),
    ],
)
def test_a_difference_is_named_only_where_the_rule_is_one_or_says_it(kind: str, basis: str, difference: str) -> None:
    (reason,) = told(catalog(rule(to={"kind": kind})), record(line())).lines[0].reasons
    assert (reason.basis, reason.difference) == (basis, difference)


def test_what_is_too_old_is_procedural() -> None:
    document = told(catalog(rule(), policy={"max_ages": [{"years": 5}]}), record(line(completed="2010-05-01")))
    (reason,) = document.lines[0].reasons
    assert (reason.code, reason.basis, reason.difference) == ("TOO_OLD", "procedural", None)


def test_less_credit_than_the_line_brings_is_in_part() -> None:
    fixed = rule(to={"kind": "course", "courses": ["u1"], "credit": {"how": "fixed", "amount": 2}})
    same = {"credit_system": "points"}
    wares = catalog(fixed, CreditSystem.model_validate({"id": "points", "title": "Points", "source": SOURCE}))
    homes = {name: home.model_copy(update=same) for name, home in wares.organizations.items()}
    found = told(replace(wares, organizations=homes), record(line())).lines[0]
    assert (found.verdict, found.credit, found.brought) == ("partial", Fraction(2), Fraction(3))


def decision(verdict: str, **more: Any) -> Decision:
    """Return a decision about c1 at the university."""
    return Decision.model_validate(
        {
            "pair": {"learning": {"course": "c1"}, "receiving": "uni"},
            "verdict": verdict,
            "source": {"title": "Syllabus"},
            "by": "Ana Reyes",
            "at": "2026-08-20T10:00:00Z",
            **more,
        }
    )


@pytest.mark.parametrize("kept", [True, False])
def test_who_decided_is_told_from_the_store_and_from_what_was_exported(kept: bool) -> None:
    made = decision("refuse", code="HOURS_TOO_FEW", words="It has 20 hours, U 1 has 100.")
    wares = with_decisions(catalog(), [made])
    document = told(wares, record(line()), decisions={made.id: made} if kept else {})
    (reason,) = document.lines[0].reasons
    assert (reason.by, reason.on, reason.rule) == ("Ana Reyes", dt.date(2026, 8, 20), made.id)
    assert reason.difference == "workload"
    assert "20 hours" in reason.statement


def test_a_partial_decision_gives_its_reason() -> None:
    given = {"kind": "course", "courses": ["u1"], "credit": {"how": "fixed", "amount": 2}}
    made = decision("partial", given=given, code="COVERAGE_TOO_LOW", words="Two of three chapters.")
    document = told(with_decisions(catalog(), [made]), record(line()), decisions={made.id: made})
    (found,) = document.lines
    assert (found.verdict, found.credit, found.by) == ("partial", Fraction(2), "Ana Reyes")
    assert [(each.difference, each.statement) for each in found.reasons] == [("outcomes", "Two of three chapters.")]


def test_a_letter_is_about_one_line_or_all_in_their_order() -> None:
    who = record(line(id="b", course="c2"), line(id="a"))
    assert [each.attainment for each in told(catalog(rule()), who).lines] == ["b", "a"]
    assert [each.attainment for each in told(catalog(rule()), who, line="a").lines] == ["a"]
    with pytest.raises(QuestionError, match="no line 'x'"):
        told(catalog(rule()), who, line="x")


def test_what_is_not_completed_does_not_count_yet() -> None:
    document = told(catalog(rule()), record(line(completed=None, grade=None, status="in_progress")))
    (found,) = document.lines
    assert (found.verdict, found.credit, [each.title for each in found.counts_as]) == (
        "coming",
        Fraction(0),
        ["U 1 Algebra"],
    )


def test_a_line_that_is_there_twice_has_nothing_to_cure() -> None:
    who = record(line(id="a"), line(id="b", grade="70"))
    found = {each.attainment: each for each in told(catalog(rule(), offered("c1", "200")), who).lines}
    assert (found["a"].verdict, found["b"].verdict, found["b"].cures) == ("accepted", "refused", ())
