"""The queue says how sure the best suggestion is, a decision teaches the next one, a preview shows what it changes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pathways.catalog.collection import SECTIONS, collect
from pathways.errors import QuestionError, UnknownIdError
from pathways.matching.decided import with_decisions
from pathways.matching.matcher import Matcher
from pathways.matching.pairs import pair_of
from pathways.matching.reading import changed_rules
from pathways.matching.suggest import Suggester
from pathways.model.decision import Decision
from tests.unit.matching.catalogs import AS_OF, COLLEGES, rule, state, to
from tests.unit.matching.deciding import DAY, SENT, brings, decision, offered

KNOWN = [rule(f"{name}-math-150", "u", to("u-math-221")) for name in COLLEGES[:3]]
UNDEFINED = {"organization": "a", "code": "N 1", "title": "Own", "credit": {"amount": 2, "system": "credits"}}


def test_the_queue_is_as_sure_as_the_best_suggestion() -> None:
    found = Matcher(state(KNOWN))
    queue = found.queue([brings("ana", "c4-math-150")], at=["u"], as_of=AS_OF)
    best = found.suggest("c4-math-150", at="u", as_of=AS_OF, k=1).suggestions[0]
    assert best.course == "u-math-221"
    assert [group.certainty for group in queue.groups] == [best.probability]


def test_of_a_course_that_nobody_defined_the_title_of_the_line_speaks() -> None:
    """Its title is that of the receiver's own courses; by its code alone nothing would be like it."""
    people = [brings("ana", same=UNDEFINED), brings("bo", other={**UNDEFINED, "code": "N 2", "title": "Zymurgy"})]
    sure = {group.key: group.certainty for group in Matcher(offered()).queue(people, at=["b"], as_of=DAY).groups}
    assert sure["code a N 1 -> b"] != sure["code a N 2 -> b"]


def test_nothing_is_suggested_where_no_course_can_be_named() -> None:
    people = [brings("ana", "a1", worked={"title": "Nine years at sea"})]
    found = Matcher(offered()).queue(people, at=["b"], as_of=DAY)
    assert [group.key for group in found.groups] == ["course a1 -> b"]
    assert len(found.alone) == 1
    with pytest.raises(UnknownIdError, match="nowhere"):
        Matcher(offered()).queue(people, at=["nowhere"], as_of=DAY)


def test_a_decision_answers_for_its_course_and_speaks_for_the_others() -> None:
    found = Matcher(state())
    made = decision("c1-math-150", at="u", given={"kind": "course", "courses": ["u-math-221"]})
    answered = found.suggest("c1-math-150", at="u", as_of=AS_OF, decisions=[made])
    assert (answered.status, answered.published) == ("published", (made.id,))
    other = found.suggest("c2-math-150", at="u", as_of=AS_OF, decisions=[made])
    spoken = {name for one in other.suggestions for entry in one.evidence for name in entry.rules}
    assert made.id in spoken
    assert found.suggest("c2-math-150", at="u", as_of=AS_OF).rules_known == 0


def test_a_preview_shows_the_lines_that_would_clear() -> None:
    people = [brings("ana", "a1", "a2"), brings("bo", "a1")]
    found = Matcher(offered()).preview(people, decision("a1"), as_of=DAY)
    assert [(line.learner, line.attainment, line.after.decision) for line in found.turned] == [
        ("ana", "ana-a1", "accepted"),
        ("bo", "bo-a1", "accepted"),
    ]


def test_a_preview_stands_in_the_place_of_what_stood() -> None:
    people = [brings("ana", "a1")]
    stands = decision("a1", "refuse")
    found = Matcher(offered()).preview(people, decision("a1", supersedes=stands.id), as_of=DAY, decisions=[stands])
    assert [(line.before.decision, line.after.decision) for line in found.turned] == [("refused", "accepted")]
    assert found.turned[0].after.credit == Fraction(SENT["a1"])


@pytest.mark.parametrize("key", ["course a1 -> b", "code a N 9 -> b", "occupation beekeeper -> b"])
def test_words_name_the_pair_that_they_were_made_of(key: str) -> None:
    assert pair_of(key, offered()).key == key


def test_a_code_that_the_catalogue_knows_is_its_course() -> None:
    assert pair_of("code a A1 -> b", offered()).key == "course a1 -> b"


@pytest.mark.parametrize("words", ["", "a1", "a1 -> b", "course  -> b", "code a -> b"])
def test_other_words_name_none(words: str) -> None:
    with pytest.raises(QuestionError, match="U003"):
        pair_of(words, offered())


def test_what_is_indexed_is_not_indexed_again_after_a_decision() -> None:
    found = Matcher(state(KNOWN))
    made = decision("c4-math-150", "refuse", at="c1")
    found.suggest("c4-math-150", at="u", as_of=AS_OF)
    decided = found.suggest("c4-math-150", at="u", as_of=AS_OF, decisions=[made])
    assert found.suggester([made]).engine(AS_OF).pool("u") is found.suggester().engine(AS_OF).pool("u")
    fresh = Suggester(with_decisions(found.catalog, [made]))
    assert decided == fresh.suggest("c4-math-150", at="u", as_of=AS_OF)


def test_a_course_that_a_decision_adds_is_known_where_it_belongs() -> None:
    """The other courses of its organization are indexed anew with it, those of everybody else are not."""
    found = Matcher(state(KNOWN))
    for place in ("u", "c1"):
        found.suggester().engine(AS_OF).pool(place)
    made = decision({"organization": "c1", "code": "ZYM 1"}, "refuse", at="u", title="Zymurgy")
    engine = found.suggester([made]).engine(AS_OF)
    assert "Zymurgy" in {one.title for one in engine.pool("c1").listings}
    assert "Zymurgy" not in {one.title for one in found.suggester().engine(AS_OF).pool("c1").listings}
    assert engine.pool("u") is found.suggester().engine(AS_OF).pool("u")


LATER = [
    [decision("c4-math-150", "refuse", at="c1"), decision("c2-math-150", "refuse", at="u")],
    [decision({"organization": "c1", "code": "ZYM 1"}, "refuse", at="u", title="Zymurgy")],
    [decision("c1-math-150", "refuse", at="u", instead_of=sorted(state(KNOWN).equivalences)[:3])],
]


@pytest.mark.parametrize("made", LATER)
def test_rules_that_only_some_decisions_change_are_as_if_read_anew(made: list[Decision]) -> None:
    base = Suggester(state(KNOWN))
    base.engine(AS_OF)
    decided = with_decisions(base.catalog, made)
    carried, fresh = (Suggester(decided, before=early).engine(AS_OF).held for early in (base, None))
    assert changed_rules(base.catalog, decided)
    assert dict(carried.listings) == dict(fresh.listings)
    for name in ("by_source", "by_answer", "by_receiver"):
        assert getattr(carried, name) == getattr(fresh, name), name
    ordered = [
        {name: [(place, [*given.items()]) for place, given in places.items()] for name, places in held.subjects.items()}
        for held in (carried, fresh)
    ]
    assert ordered[0] == ordered[1]
    for name in ("u", "c1"):
        one, other = (vars(held.book(name)) for held in (carried, fresh))
        assert {key: one[key] for key in one if key != "index"} == {key: other[key] for key in other if key != "index"}
    assert decided.digest == collect([thing for name in SECTIONS for thing in decided.section(name).values()]).digest
    assert decided.digest != base.catalog.digest


def test_a_catalogue_in_which_a_course_is_another_is_read_anew() -> None:
    catalog = state(KNOWN)
    name, course = next(iter(catalog.courses.items()))
    other = replace(catalog, courses={**catalog.courses, name: course.model_copy(update={"title": "Another"})})
    assert changed_rules(catalog, other) is None
    assert changed_rules(catalog, catalog) == frozenset()
