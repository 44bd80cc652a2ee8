"""What do rules say, and whose?  Independent witnesses, the own institution left out, negatives that compete."""

from __future__ import annotations

from pathways.catalog.collection import Catalog
from pathways.matching.evidence import Evidence, gather
from pathways.matching.precedents import NOTHING, Answer, precedents
from pathways.matching.reading import listings, read_precedents
from pathways.model.equivalence import Condition, Target
from tests.unit.matching.catalogs import AS_OF, course, rule, state, to

CALCULUS = Answer("course", "u-math-221")


def ask(catalog: Catalog, name: str = "c1-math-150", receiver: str = "u") -> Evidence:
    known = listings(catalog)
    return gather(precedents(read_precedents(catalog, AS_OF), known), known[name], receiver)


def test_each_institution_is_one_witness_and_the_own_one_is_none() -> None:
    again = course("c2", "MATH 151", "Calc & Analytic Geom I")
    given = [rule(f"{name}-math-150", "u", to("u-math-221")) for name in ("c1", "c2", "c3")]
    catalog = state([*given, rule(again.id, "u", to("u-math-221"))], [again])
    found = ask(catalog)
    assert set(found.witnesses) == {CALCULUS}
    assert sorted(found.witnesses[CALCULUS].neighbours) == ["c2", "c3"]
    assert sorted(found.witnesses[CALCULUS].same_code) == ["c2", "c3"]
    assert found.rules == 3
    assert found.popularity(CALCULUS) == 2


def test_chains_are_two_rules_long_and_counted_by_the_institution_in_the_middle() -> None:
    twin = course("c2", "MATH 160", "Calculus")
    catalog = state(
        [
            rule("c1-math-150", "c2", to("c2-math-150")),
            rule("c1-math-150", "c2", to(twin.id)),
            rule("c2-math-150", "u", to("u-math-221")),
            rule(twin.id, "u", to("u-math-221")),
            rule("c1-math-150", "c3", to("c3-math-150")),
            rule("c3-math-150", "c4", to("c4-math-150")),
            rule("c4-math-150", "u", to("u-math-222")),
        ],
        [twin],
    )
    found = ask(catalog)
    assert list(found.witnesses[CALCULUS].chains) == ["c2"]
    assert not found.witnesses[Answer("course", "u-math-222")].chains


def test_rules_are_never_read_backwards() -> None:
    catalog = state([rule("c2-math-150", "c1", to("c1-math-150")), rule("c2-math-150", "u", to("u-math-221"))])
    assert not ask(catalog).witnesses[CALCULUS].chains


def test_a_no_and_an_elective_compete_with_the_course() -> None:
    catalog = state(
        [
            rule("c2-math-150", "u", to("u-math-221")),
            rule("c3-math-150", "u", Target(kind="denied")),
            rule("c4-math-150", "u", Target(kind="subject_elective", subject="Math")),
        ]
    )
    found = ask(catalog)
    assert set(found.witnesses) == {CALCULUS, NOTHING, Answer("elective", "MATH")}
    assert found.kinds == {"course": 1 / 3, "elective": 1 / 3, "none": 1 / 3}


def test_what_a_third_institution_takes_for_the_same_is_evidence_of_both_rules() -> None:
    catalog = state(
        [
            rule("c1-math-150", "c3", to("c3-math-150")),
            rule("c2-math-150", "c3", to("c3-math-150")),
            rule("c2-math-150", "u", to("u-math-221")),
        ]
    )
    ((key, links),) = ask(catalog).witnesses[CALCULUS].shared.items()
    assert key == ("c3", "c2")
    assert [one.source for one in links] == ["c1-math-150", "c2-math-150", "c2-math-150"]


def test_subjects_are_learned_here_and_elsewhere_apart() -> None:
    other = course("c2", "MATH 99", "Statistics")
    catalog = state([rule(other.id, "u", to("u-bus-200")), rule("c2-math-150", "c3", to("c3-math-150"))], [other])
    found = ask(catalog)
    assert found.subjects == {Answer("course", "BUS"): 1 / 2}
    assert found.elsewhere == {Answer("course", "MATH"): 1 / 2}


def test_rules_that_are_not_agreed_or_ask_for_a_person_teach_nothing() -> None:
    asks = (Condition(text="See the department."),)
    catalog = state(
        [
            rule("c2-math-150", "u", to("u-math-221"), status="withdrawn"),
            rule("c3-math-150", "u", Target(kind="general_elective"), conditions=asks),
            rule("c4-math-150", "u", Target(kind="not_evaluated")),
        ]
    )
    assert ask(catalog).rules == 0


def test_what_siblings_were_given_is_told_apart_and_the_own_rule_is_not_among_it() -> None:
    linear, ceramics = course("c1", "MATH 151", "Linear Algebra"), course("c1", "ART 20", "Ceramics")
    catalog = state(
        [
            rule("c1-math-150", "u", to("u-math-221")),
            rule(linear.id, "u", to("u-math-222")),
            rule(ceramics.id, "u", Target(kind="denied")),
        ],
        [linear, ceramics],
    )
    found = ask(catalog)
    assert [one.source for one in found.siblings.rules] == [linear.id]
    assert dict(found.siblings.subjects) == {Answer("course", "MATH"): 0.5}
    assert dict(found.siblings.kinds) == {"course": 1, "none": 1}
    assert found.siblings.gives(Answer("course", "u-math-222"))
    assert found.siblings.gives(NOTHING)
    assert not found.siblings.gives(CALCULUS)
    assert dict(found.siblings.steps) == {"MATH": (221.0, 0.0)}
    assert found.rules == 0
    assert CALCULUS not in found.witnesses


def test_who_does_not_ask_of_siblings_hears_nothing_of_them() -> None:
    catalog = state([rule("c1-math-151", "u", to("u-math-222"))], [course("c1", "MATH 151", "Calculus II")])
    known = listings(catalog)
    book = precedents(read_precedents(catalog, AS_OF), known)
    found = gather(book, known["c1-math-150"], "u", siblings=False)
    assert not found.witnesses
    assert not found.siblings.rules
    assert not found.siblings.kinds
