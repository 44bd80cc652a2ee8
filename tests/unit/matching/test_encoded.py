"""What does an encoder change?  Candidates, features and evidence; weights for the one that they were learned for."""

from __future__ import annotations

import numpy as np
import pytest

from pathways.errors import QuestionError
from pathways.matching.encoded import BESIDE, ENCODED, encoded_of, text_of, with_encoder
from pathways.matching.encoding import LONGEST, Encoding, whole
from pathways.matching.engine import Candidates, Engine
from pathways.matching.features import AGAINST, COURSE, FOR
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, precedents
from pathways.matching.ranker import text_of as model_text
from pathways.matching.shipped import shipped_encoded, shipped_model
from pathways.matching.suggest import Suggester
from tests.training.later import with_encoder as learned_with
from tests.training.questions import Question, empty
from tests.unit.matching.catalogs import AS_OF, course, state
from tests.unit.matching.meanings import Meanings

POTTERY = Listing("a-1", "a", "ART 7", "Pottery")
THERE = (
    Listing("b-1", "b", "CER 10", "Ceramics"),
    Listing("b-2", "b", "CER 20", "Ceramics of Old Kilns"),
    Listing("b-3", "b", "MAT 10", "Calculus"),
)


def engine(encoder: Encoding | None = None, there: tuple[Listing, ...] = THERE) -> Engine:
    return Engine(precedents((), {}), {"b": there}, shipped_model(), encoder=encoder)


def encoded(found: Candidates, name: str = "encoded") -> dict[str, float]:
    at = COURSE.index(name)
    return {one.id: float(row[at]) for one, row in zip(found.courses, found.course_rows, strict=True)}


def test_a_course_that_shares_no_word_comes_into_question_with_an_encoder_only() -> None:
    assert engine().candidates(POTTERY, "b").courses == ()
    found = engine(Encoding(Meanings())).candidates(POTTERY, "b")
    assert [one.id for one in found.courses] == ["b-1", "b-2"]
    assert found.encoder == "all-MiniLM-L6-v2"


def test_its_likeness_and_the_distance_to_the_best_are_features_and_nothing_without_one() -> None:
    asked = Listing("a-2", "a", "MAT 1", "Calculus, Pottery")
    found = engine(Encoding(Meanings())).candidates(asked, "b")
    alike = encoded(found)
    assert alike["b-3"] == pytest.approx(0.7071, abs=1e-4)
    gaps = encoded(found, "encoded_gap")
    assert gaps == pytest.approx({name: max(alike.values()) - score for name, score in alike.items()})
    plain = engine().candidates(asked, "b")
    assert plain.encoder == ""
    assert not plain.course_rows[:, [COURSE.index(name) for name in ENCODED]].any()


def test_descriptions_are_compared_where_both_sides_have_one_and_titles_alone_elsewhere() -> None:
    there = (
        Listing("b-1", "b", "X 1", "Ceramics", "Clay."),
        Listing("b-2", "b", "X 2", "Ceramics", "Derivatives, limits."),
        Listing("b-3", "b", "X 3", "Ceramics"),
    )
    asked = Listing("a-1", "a", "ART 7", "Pottery", "Clay.")
    alike = encoded(engine(Encoding(Meanings()), there).candidates(asked, "b"))
    assert (alike["b-1"], alike["b-3"]) == (1.0, 1.0)
    assert alike["b-2"] == pytest.approx((1 + 5**-0.5) / 2, abs=1e-4)
    untold = encoded(engine(Encoding(Meanings()), there).candidates(POTTERY, "b"))
    assert set(untold.values()) == {1.0}


def test_the_courses_of_a_receiver_are_read_once() -> None:
    meanings = Meanings()
    asked = engine(Encoding(meanings))
    for _ in range(3):
        asked.judge(POTTERY, "b")
    assert sorted(meanings.read) == sorted([*(one.title for one in THERE), "Pottery"])
    assert engine(Encoding(meanings), ()).candidates(POTTERY, "b").courses == ()


def test_the_weights_hold_for_their_encoder_only() -> None:
    model, own = shipped_model(), shipped_encoded()
    beside = with_encoder(model, own.encoder, own)
    assert beside.version == f"{model.version} with {own.encoder} ({own.version})"
    at = [COURSE.index(name) for name in (*ENCODED, *BESIDE)]
    for weights, given, before in (
        (beside.known, own.known, model.known),
        (beside.unknown, own.unknown, model.unknown),
    ):
        assert (weights.course - before.course)[at].tolist() == pytest.approx(list(given.values()))
        assert (np.delete(weights.course, at) == np.delete(before.course, at)).all()
        assert not before.course[at[: len(ENCODED)]].any()
    with pytest.raises(QuestionError, match="no weights were learned for the encoder 'other'") as error:
        with_encoder(model, "other", own)
    assert (error.value.code, own.encoder in error.value.hint) == ("U003", True)


def test_the_shipped_weights_are_whole_and_have_their_signs() -> None:
    own = shipped_encoded()
    assert encoded_of(text_of(own)) == own
    beside = with_encoder(shipped_model(), own.encoder, own)
    for given, weights in ((own.known, beside.known), (own.unknown, beside.unknown)):
        assert tuple(given) == (*ENCODED, *BESIDE)
        assert given["encoded"] > 0 > given["encoded_gap"]
        course = dict(zip(COURSE, weights.course, strict=True))
        for name in (*ENCODED, *BESIDE):
            lowest = course[name] + min(0, course.get(f"{name}_described", 0))
            assert lowest >= -1e-9 or name not in FOR, name
            assert course[name] <= 1e-9 or name not in AGAINST, name
    assert not any(f'"{name}"' in model_text(shipped_model()) for name in ENCODED)


def test_a_suggestion_tells_what_the_encoder_found_and_which_weights_spoke() -> None:
    there = course("u", "CER 10", "Ceramics")
    asked = course("c1", "ART 7", "Pottery")
    more = course("c1", "MATH 9", "Calculus I and II of Steam Engines for Night Clubs")
    catalog = state((), [there, asked, more])
    suggester = Suggester(catalog, encoder=Encoding(Meanings()))
    found = suggester.suggest(asked.id, at="u", as_of=AS_OF)
    first = next(one for one in found.suggestions if one.kind == "course")
    assert (first.course, found.model) == (
        there.id,
        with_encoder(shipped_model(), "all-MiniLM-L6-v2", shipped_encoded()).version,
    )
    told = {(one.kind, one.speaks, one.text) for one in first.evidence}
    assert ("text", "for", "the sentence encoder all-MiniLM-L6-v2 finds the texts alike (1.00)") in told
    steam = suggester.suggest(more.id, at="u", as_of=AS_OF, k=9).suggestions
    said = [
        line.text for one in steam if one.course == "u-math-221" for line in one.evidence if line.speaks == "against"
    ]
    assert any("finds the texts little alike (0." in text for text in said)
    assert Suggester(catalog).suggest(asked.id, at="u", as_of=AS_OF).model == shipped_model().version


def test_indexes_are_shared_with_the_same_encoder_only() -> None:
    catalog, encoder = state(), Encoding(Meanings())
    first = Suggester(catalog, encoder=encoder)
    pools = first.engine(AS_OF).pools
    assert Suggester(catalog, before=first, encoder=encoder).engine(AS_OF).pools is pools
    assert Suggester(catalog, before=first).engine(AS_OF).pools is not pools
    with pytest.raises(QuestionError, match="U003"):
        Suggester(catalog, encoder=Encoding(Meanings("other"))).engine(AS_OF)


def test_what_an_encoder_weighs_is_learned_beside_weights_that_stay() -> None:
    asked = engine(Encoding(Meanings()))
    found = asked.candidates(POTTERY, "b")
    question = Question(("a", POTTERY.id, "b"), found, frozenset({Answer("course", "b-1")}), 0)
    nothing = empty({})
    unknown, known = learned_with((nothing.unknown, nothing.known), [question] * 20)
    at = [COURSE.index(name) for name in ENCODED]
    assert unknown.course[at[0]] > 0 > unknown.course[at[1]]
    assert not np.delete(unknown.course, at).any()
    assert not known.course.any()


def test_texts_are_read_once_and_long_ones_in_part() -> None:
    meanings = Meanings()
    encoding = Encoding(meanings)
    encoding.prepare([POTTERY.title])
    encoding.scores(POTTERY, encoding.index(THERE))
    assert meanings.read == [POTTERY.title, *(one.title for one in THERE)]
    assert encoding.rows(["Clay", "Clay"]).shape[0] == 2
    assert meanings.read[-1:] == ["Clay"]
    assert encoding.rows([]).size == 0
    assert len(whole(Listing("x", "x", "X 1", "Long", "very " * 1_000))) == LONGEST
