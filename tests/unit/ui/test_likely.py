"""Probabilities, answers and the form's words are said plainly, and wholly in French too."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, get_args

import pytest

from pathways.errors import QuestionError
from pathways.formats.native import open_catalog
from pathways.language.words import say_in
from pathways.matching.matcher import Matcher
from pathways.model.decision import Learning, Pair
from pathways.model.desk_documents import DecisionEntry, DecisionsDocument
from pathways.model.suggestion_documents import Difference, EvidenceKind
from pathways.papers.decision_letter import DIFFERENCES
from pathways.resources import sample_catalog
from pathways.ui.deciding import standing_in
from pathways.ui.likely import about, answer_words, chance, decided_words, pair_words
from pathways.ui.names import Names
from pathways.ui.pictures.likely import KINDS, evidence_picture, likely_picture
from pathways.ui.verdict import Context, Typed, codes_for, decision_of, missing

DAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
EN, FR = say_in("en"), say_in("fr")
PAIR = Pair(learning=Learning(course="river-bend-CIS151"), receiving="lakeside")
WHOLE: dict[str, Any] = {"verdict": "accept", "given": "any", "source": "Syllabus", "by": "Ana Reyes"}
ASKED = (
    ("river-bend-CIS151", "cascade-valley"),
    ("river-bend-CIS151", "lakeside"),
    ("river-bend-MAT110", "prairie-state"),
    ("northgate-ECON105", "prairie-state"),
    ("thornbury-CMP501", "prairie-state"),
    ("lakeside-COM1000", "prairie-state"),
    ("meridian-CS110", "prairie-state"),
)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (Fraction(1), "very likely, 100\u00a0%"),
        (Fraction(9996, 10_000), "very likely, more than 99\u00a0%"),
        (Fraction(67, 100), "likely, 67\u00a0%"),
        (Fraction(1, 2), "about even, 50\u00a0%"),
        (Fraction(2, 10), "rather unlikely, 20\u00a0%"),
        (Fraction(4, 1000), "very unlikely, less than 1\u00a0%"),
        (Fraction(0), "very unlikely, 0\u00a0%"),
    ],
)
def test_a_probability_is_a_word_and_a_number(probability: Fraction, words: str) -> None:
    assert chance(EN, probability) == words


def test_what_is_not_certain_is_never_said_to_be() -> None:
    assert "100" not in about(FR, Fraction(9_999, 10_000))
    assert about(FR, Fraction(1, 10_000)).startswith("moins de")


def test_every_sentence_about_the_sample_can_be_said_in_french() -> None:
    catalog = open_catalog(sample_catalog())
    matcher, unknown, seen = Matcher(catalog), [], 0
    for course, at in ASKED:
        if course not in catalog.courses:
            continue
        for entry in matcher.suggest(course, at=at, as_of=DAY, k=20).suggestions:
            texts = [*(one.text for one in entry.evidence), *(one.text for one in entry.differences)]
            seen += len(texts)
            unknown += [text for text in texts if not FR._speech.knows(text)]
    assert not unknown
    assert seen > 100


def test_every_kind_of_evidence_and_every_difference_has_its_words() -> None:
    assert set(KINDS) == set(get_args(EvidenceKind))
    assert set(DIFFERENCES) >= set(get_args(Difference))


def test_the_pictures_say_the_same_as_their_tables() -> None:
    catalog = open_catalog(sample_catalog())
    document, names = Matcher(catalog).suggest("river-bend-CIS151", at="cascade-valley", as_of=DAY), Names(catalog)
    shown = likely_picture(document, names, EN)
    assert len(shown.rows) == len(document.suggestions) + 1, "everything else has a bar of its own"
    bars = shown.spec["data"][0]
    assert sum(bars["x"]) == pytest.approx(1, abs=1e-3), "each is rounded to four places"
    best = answer_words(EN, names, document.suggestions[0])
    assert shown.title.startswith(f"Most likely: {best}, ")
    sides = evidence_picture(document.suggestions, names, EN)
    against = [sum(one.speaks == "against" for one in entry.evidence) for entry in document.suggestions]
    assert [-n for n in sides.spec["data"][1]["x"]] == against
    assert sides.rows[0][0] == best


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"verdict": ""}, "Say whether it is accepted"),
        ({"given": "course"}, "Say as which course it counts."),
        ({"given": "subject", "subject": " "}, "Say in which subject it is an elective."),
        ({"verdict": "refuse"}, "Choose the reason."),
        ({"source": ""}, "Say on what it rests"),
        ({"by": "  "}, "Say who decides."),
        ({"credit": "-3"}, "Credit: -3 is no number."),
        ({"min_hours": "many"}, "Hours: many is no number."),
        ({"begin": dt.date(2026, 1, 2), "last": dt.date(2026, 1, 1)}, "It would end before it begins."),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], says: str) -> None:
    assert not missing(EN, Typed(**WHOLE))
    (told,) = missing(EN, Typed(**{**WHOLE, **changes}))
    assert told.startswith(says)


def test_what_was_typed_becomes_the_decision() -> None:
    typed = Typed(
        **{**WHOLE, "verdict": "partial", "given": "subject", "subject": "CIS", "credit": "2,5"},
        code="HOURS_TOO_FEW", min_grade="B", conditions="See the portfolio\n\n", last=dt.date(2027, 12, 31),
    )  # fmt: skip
    made = decision_of(typed, Context(PAIR, "CIS151", "decision-1", ("rule-1",)), NOW)
    assert (made.given and made.given.subject, made.given and made.given.credit.amount) == ("CIS", Fraction(5, 2))
    assert made.conditions.min_grade is not None
    assert made.conditions.words == ("See the portfolio",)
    assert made.valid.last_day == dt.date(2027, 12, 31)
    assert (made.supersedes, made.instead_of, made.by, made.at) == ("decision-1", ("rule-1",), "Ana Reyes", NOW)


def test_what_does_not_belong_to_the_verdict_is_left_out() -> None:
    typed = Typed(**{**WHOLE, "verdict": "refuse", "credit": "3", "min_grade": "B"}, code="DENIED", instead=False)
    made = decision_of(typed, Context(PAIR, rules=("rule-1",)), NOW)
    assert made.given is None
    assert made.conditions.min_grade is None
    assert made.instead_of == ()


def test_every_reason_that_is_offered_makes_a_decision() -> None:
    for verdict in ("partial", "refuse", "ask"):
        for code in codes_for(verdict):
            assert decision_of(Typed(**{**WHOLE, "verdict": verdict}, code=code.value), Context(PAIR), NOW).code is code


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(QuestionError, match="reason code"):
        decision_of(Typed(**WHOLE, code="DENIED"), Context(PAIR), NOW)


def test_of_thousands_of_decisions_those_that_stand_are_found_at_once() -> None:
    """As many rows as ids that stand: looking each up in a row of ids would take minutes."""
    made = decision_of(Typed(**WHOLE), Context(PAIR), NOW)
    entry = DecisionEntry(number=1, event="decide", id=made.id, decision=made, previous="", digest="0" * 64)
    entries = tuple(entry.model_copy(update={"id": f"decision-{n}"}) for n in range(20_000))
    document = DecisionsDocument.model_construct(entries=entries, standing=tuple(one.id for one in entries[1::2]))
    assert len(standing_in(document)) == 10_000


def test_a_pair_and_a_decision_have_names_that_people_use() -> None:
    names = Names(open_catalog(sample_catalog()))
    assert pair_words(EN, names, PAIR) == "CIS151 Programming II, River Bend Community College at Lakeside College"
    made = decision_of(Typed(**{**WHOLE, "given": "course", "courses": ("lakeside-COM1000",)}), Context(PAIR), NOW)
    assert decided_words(EN, names, made) == "✓ accepted as COM1000 Communicating at Work"
    assert decided_words(FR, names, made) == "✓ accepté comme COM1000 Communicating at Work"
