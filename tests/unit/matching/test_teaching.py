"""What was decided speaks in the next suggestion: it is cited with who decided, and moves the probability its way."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from pathways.catalog.collection import Catalog
from pathways.matching.decided import standing, with_decisions
from pathways.matching.suggest import Suggester
from pathways.model.decision import Decision, Withdrawal
from pathways.model.suggestion_documents import EvidenceEntry, SuggestionEntry, SuggestionsDocument
from tests.unit.matching.catalogs import AS_OF, rule, state, to

NOW = dt.datetime(2026, 8, 22, 12, tzinfo=dt.UTC)
CALCULUS = {"kind": "course", "courses": ["u-math-221"]}
ELECTIVE = {"kind": "subject_elective", "subject": "MATH"}
WHO = "Syllabus 2026 (decided by Ana Reyes on 2026-08-22)"


def decision(name: str, verdict: str, at: str = "u", **more: Any) -> Decision:
    """Return a decision of Ana about a course."""
    fields = {"pair": {"learning": {"course": name}, "receiving": at}, "verdict": verdict, "by": "Ana Reyes", "at": NOW}
    return Decision.model_validate({**fields, "source": {"title": "Syllabus 2026"}, **more})


def others(*names: str) -> Catalog:
    """Return the state in which these colleges had their calculus accepted by a published rule."""
    return state([rule(f"{name}-math-150", "u", to("u-math-221")) for name in names])


def asked(catalog: Catalog, *made: Decision) -> SuggestionsDocument:
    return Suggester(with_decisions(catalog, made)).suggest("c1-math-150", at="u", as_of=AS_OF, k=100)


def answer(found: SuggestionsDocument, kind: str = "course") -> SuggestionEntry:
    """Return the entry of Calculus I, or of another kind of answer."""
    course = "u-math-221" if kind == "course" else None
    return next(one for one in found.suggestions if (one.kind, one.course) == (kind, course))


def cites(entry: SuggestionEntry, made: Decision) -> list[EvidenceEntry]:
    """Return the evidence that names a decision and who made it."""
    return [one for one in entry.evidence if made.id in one.rules and WHO in one.sources]


def likely(catalog: Catalog, *made: Decision, kind: str = "course") -> Fraction:
    return answer(asked(catalog, *made), kind).probability


@pytest.mark.parametrize(("verdict", "given", "code", "kind"), [
    ("accept", CALCULUS, None, "course"),
    ("partial", ELECTIVE, "HOURS_TOO_FEW", "subject_elective"),
    ("refuse", None, "LEVEL_TOO_LOW", "no_equivalent"),
    ("refuse", None, "NO_EQUIVALENCE", "no_equivalent"),
    ("refuse", None, "ONLY_AT_RECEIVER", "no_equivalent"),
])  # fmt: skip
def test_a_decision_about_a_course_like_it_is_cited_and_moves_the_next_suggestion(
    verdict: str, given: dict[str, Any] | None, code: str | None, kind: str
) -> None:
    made = decision("c2-math-150", verdict, given=given, code=code)
    before, after = asked(state()), asked(state(), made)
    assert answer(after, kind).probability > answer(before, kind).probability
    assert [one.speaks for one in cites(answer(after, kind), made)] == ["for"]
    rival = "course" if kind != "course" else "subject_elective"
    assert answer(after, rival).probability < answer(before, rival).probability
    assert [one.speaks for one in cites(answer(after, rival), made)] == ["against"]


def test_a_refusal_counts_against_what_rules_speak_for() -> None:
    catalog = others("c3", "c4")
    refused = decision("c2-math-150", "refuse", code="LEVEL_TOO_LOW", examined=["u-math-221"])
    assert likely(catalog, refused) < likely(catalog)
    assert likely(catalog, refused, kind="no_equivalent") > likely(catalog, kind="no_equivalent")
    again = decision("c3-math-150", "refuse", code="LEVEL_TOO_LOW")
    assert likely(others("c4"), refused, again) < likely(others("c4"), refused)


def test_a_decision_elsewhere_about_the_same_course_is_evidence_here() -> None:
    catalog = others("c2")
    taken = decision("c1-math-150", "accept", at="c2", given={"kind": "course", "courses": ["c2-math-150"]})
    first = answer(asked(catalog, taken))
    assert first.probability > likely(catalog)
    chain, own = cites(first, taken)
    assert "chain" in chain.text
    assert own.text == "1 other institution takes this very course for a course of theirs"
    refused = decision("c1-math-150", "refuse", at="c2", code="NO_EQUIVALENCE")
    (against,) = cites(answer(asked(catalog, refused)), refused)
    assert (against.speaks, against.text) == ("against", "1 other institution takes this very course for nothing")


def test_a_question_teaches_nothing_and_what_was_withdrawn_teaches_no_more() -> None:
    question = decision("c2-math-150", "ask", code="NOT_EVALUATED")
    assert asked(others("c3"), question).suggestions == asked(others("c3")).suggestions
    made = decision("c2-math-150", "refuse", code="LEVEL_TOO_LOW")
    gone = Withdrawal(decision=made.id, because="the wrong course", by="Bo", at=NOW)
    assert asked(others("c3"), *standing([made, gone])).suggestions == asked(others("c3")).suggestions


def test_the_pair_itself_is_answered_then_and_not_for_one_program_alone() -> None:
    made = decision("c1-math-150", "accept", given=CALCULUS)
    found = asked(others("c2"), made)
    assert (found.status, found.published, found.suggestions) == ("published", (made.id,), ())
    program = made.model_copy(update={"pair": made.pair.model_copy(update={"credentials": ("p",)})})
    assert asked(others("c2"), program).status == "suggested"
    old = decision("c1-math-150", "refuse", code="LEVEL_TOO_LOW", valid={"last_day": "2020-12-31"})
    assert asked(others("c2"), old).status == "suggested"
