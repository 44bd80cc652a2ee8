"""Is a suggestion a suggestion?  Likely answers with their evidence; silent where the receiver has spoken."""

from __future__ import annotations

import random

import pytest

from pathways.catalog.collection import Catalog, collect
from pathways.errors import UnknownIdError
from pathways.matching.suggest import Suggester
from pathways.model.credential import Credential
from pathways.model.equivalence import Target
from pathways.model.record import Attainment
from pathways.model.suggestion_documents import SuggestionsDocument
from tests.unit.matching.catalogs import AS_OF, COLLEGES, course, rule, state, to


def decided(*extra: object) -> Catalog:
    """Return the state in which three other colleges had their calculus accepted."""
    return state([*(rule(f"{name}-math-150", "u", to("u-math-221")) for name in COLLEGES[1:]), *extra])  # type: ignore[list-item]


def ask(catalog: Catalog, what: str = "c1-math-150", k: int = 5) -> SuggestionsDocument:
    return Suggester(catalog).suggest(what, at="u", as_of=AS_OF, k=k)


def test_what_others_had_accepted_comes_first_and_says_by_which_rules() -> None:
    found = ask(decided())
    first = found.suggestions[0]
    assert (first.kind, first.course) == ("course", "u-math-221")
    prior = [one for one in first.evidence if one.kind == "prior_decisions" and one.speaks == "for"]
    assert prior[0].count == 3
    assert prior[0].rules == tuple(f"{name}-math-150>u:course:u-math-221" for name in COLLEGES[1:])
    assert prior[0].sources == ("S",)
    assert (found.rules_known, found.cold, found.status) == (3, False, "suggested")


def test_where_the_receiver_has_spoken_nothing_is_suggested() -> None:
    no = rule("c1-math-150", "u", Target(kind="denied"))
    found = ask(decided(no))
    assert (found.status, found.published, found.suggestions) == ("published", (no.id,), ())
    proposed = rule("c1-math-150", "u", Target(kind="denied"), status="proposed")
    assert ask(decided(proposed)).status == "suggested"


def test_every_answer_has_a_probability_and_they_add_up() -> None:
    found = ask(decided(), k=100)
    assert {one.kind for one in found.suggestions} >= {"course", "general_elective", "no_equivalent"}
    whole = sum(one.probability for one in found.suggestions) + found.rest
    assert abs(float(whole) - 1) < 0.01
    assert found.rest > 0
    assert list(found.suggestions) == sorted(found.suggestions, key=lambda one: -one.probability)
    short = ask(decided(), k=1)
    assert abs(float(short.suggestions[0].probability + short.rest) - 1) < 0.001


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    catalog = decided()
    things = [
        one
        for name in ("organizations", "level-frameworks", "courses", "equivalences")
        for one in catalog.section(name).values()
    ]
    random.Random(3).shuffle(things)  # noqa: S311
    assert ask(collect(things)).to_json() == ask(catalog).to_json()


def test_differences_are_named_as_a_refusal_would_name_them() -> None:
    there = course(
        "u", "MATH 321", "Vector Analysis", level=3, hours=150, outcomes=[{"competency": name} for name in "xyz"]
    )
    here = course("c1", "MATH 230", "Vector Analysis", level=2, hours=90, outcomes=[{"competency": "x"}])
    found = ask(state((), [there, here]), here.id)
    first = next(one for one in found.suggestions if one.course == there.id)
    assert [(one.difference, one.code) for one in first.differences] == [
        ("level", "LEVEL_TOO_LOW"),
        ("workload", "HOURS_TOO_FEW"),
        ("outcomes", "COVERAGE_TOO_LOW"),
    ]
    assert {one.kind for one in first.evidence if one.speaks == "against"} == {"level", "workload", "outcomes"}


def test_a_line_of_a_record_is_read_by_course_by_code_or_by_its_title() -> None:
    catalog = decided()
    by_code = Attainment(id="l1", organization="c1", code="math 150")
    by_title = Attainment(id="l2", title="Drawing, introductory")
    suggester = Suggester(catalog)
    assert suggester.suggest(by_code, at="u", as_of=AS_OF).suggestions == ask(catalog).suggestions
    found = suggester.suggest(by_title, at="u", as_of=AS_OF)
    assert (found.asked, found.title) == ("l2", "Drawing, introductory")
    assert next(one.course for one in found.suggestions if one.kind == "course") == "u-art-100"


def test_a_badge_is_read_by_what_its_credential_states() -> None:
    badge = Credential.model_validate(
        {
            "id": "drawing-badge",
            "organization": "c1",
            "kind": "badge",
            "title": "Drawing",
            "hours": 20,
            "competencies": [{"competency": "line"}],
            "source": {"title": "S"},
        }
    )
    there = course("u", "ART 110", "Drawing", hours=90, outcomes=[{"competency": "line"}])
    catalog = collect([*state((), [there]).section("organizations").values(), there, badge])
    line = Attainment(id="l", credential="drawing-badge")
    first = Suggester(catalog).suggest(line, at="u", as_of=AS_OF).suggestions
    found = next(one for one in first if one.course == there.id)
    assert [(one.kind, one.speaks) for one in found.evidence if one.kind in ("outcomes", "workload")] == [
        ("outcomes", "for"),
        ("workload", "against"),
    ]
    assert [one.difference for one in found.differences] == ["workload"]


def test_courses_that_are_no_longer_on_offer_are_not_suggested() -> None:
    old = course("u", "MATH 220", "Calc & Analytic Geom I", valid={"until": "2020-01-01"})
    found = ask(state((), [old]), k=100)
    assert old.id not in {one.course for one in found.suggestions}


def test_questions_that_make_no_sense_are_refused() -> None:
    suggester = Suggester(decided())
    for what, at, k, code in (
        ("nowhere", "u", 5, "U001"),
        ("c1-math-150", "nowhere", 5, "U001"),
        ("c1-math-150", "u", 0, "U003"),
        ("u-math-221", "u", 5, "U003"),
    ):
        with pytest.raises(UnknownIdError) as caught:
            suggester.suggest(what, at=at, as_of=AS_OF, k=k)
        assert caught.value.code == code


def test_an_institution_without_courses_still_gets_an_answer() -> None:
    found = Suggester(decided()).suggest("u-math-221", at="c1", as_of=AS_OF)
    assert found.suggestions
    bare = collect(decided().section("organizations").values())
    asked = Attainment(id="l", title="Calculus")
    kinds = {one.kind for one in Suggester(bare).suggest(asked, at="u", as_of=AS_OF).suggestions}
    assert kinds == {"general_elective", "no_equivalent"}


def test_what_siblings_were_given_is_evidence_with_its_rules() -> None:
    linear = course("c1", "MATH 151", "Calculus II")
    given = rule(linear.id, "u", to("u-math-222"))
    found = {one.course: one.evidence for one in ask(state([given], [linear]), k=9).suggestions if one.course}
    told = [one for one in found["u-math-221"] if one.rules == (given.id,)]
    assert [(one.speaks, one.count) for one in told] == [("for", 1)]
    assert told[0].text == "1 of 1 rules about other MATH courses of its institution give a course in MATH"
    taken = [one.text for one in found["u-math-222"] if one.speaks == "against" and one.rules == (given.id,)]
    assert taken == ["another course of its institution counts as it already: MATH 151"]


def test_descriptions_that_agree_are_found_and_told() -> None:
    there = course("u", "GEN 310", "Seminar B", description="Enzymes, proteins and the metabolism of cells.")
    other = course("u", "GEN 311", "Seminar C", description="Portraits and landscapes in oil.")
    silent = course("u", "GEN 312", "Seminar A")
    here = course("c1", "BIO 9", "Seminar A", description="How cells use enzymes; proteins; metabolism.")
    found = ask(state((), [there, other, silent, here]), here.id, k=9)
    told = {one.course: [each.text for each in one.evidence if each.kind == "text"] for one in found.suggestions}
    place = {one.course: at for at, one in enumerate(found.suggestions)}
    assert place[there.id] < place[other.id]
    assert "both descriptions say cell, enzyme, metabolism, protein" in told[there.id]
    assert "the descriptions share no word beside the titles" in told[other.id]
    assert "no description there: titles alone were compared" in told[silent.id]


def test_a_word_that_any_title_says_makes_no_decision_speak() -> None:
    here, there = course("c2", "ART 5", "Introduction to Statistics"), course("c1", "X 1", "Introduction to Databases")
    given = rule(here.id, "u", to("u-math-222"))
    found = ask(state([given], [here, there]), there.id, k=9)
    assert not [each for one in found.suggestions for each in one.evidence if given.id in each.rules]
    twin = course("c1", "X 2", "Statistics, an Introduction")
    found = ask(state([given], [here, twin]), twin.id, k=9)
    assert [each for one in found.suggestions for each in one.evidence if given.id in each.rules]
