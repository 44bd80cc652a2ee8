"""Is the model what its weights say?  Signs, shares, chances; weights that go smoothly from nothing known to all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import Catalog
from pathways.matching.engine import Engine, judged
from pathways.matching.evidence import Witness
from pathways.matching.features import AGAINST, COURSE, ELECTIVE, FOR, KIND, course_rows
from pathways.matching.lexicon import translated, widened
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, precedents
from pathways.matching.ranker import UNLISTED, mapped, model_of, shares, text_of
from pathways.matching.reading import listings, offered, read_precedents
from pathways.matching.shipped import shipped_model
from tests.unit.matching.catalogs import AS_OF, COLLEGES, TITLES, rule, state, to

CALCULUS = Answer("course", "u-math-221")


def engine(catalog: Catalog) -> Engine:
    known = listings(catalog)
    return Engine(precedents(read_precedents(catalog, AS_OF), known), offered(catalog, known, AS_OF), shipped_model())


def decided() -> Engine:
    return engine(state([rule(f"{name}-math-150", "u", to("u-math-221")) for name in COLLEGES[1:]]))


def test_the_shipped_weights_belong_to_features_and_survive_writing() -> None:
    model = shipped_model()
    assert text_of(model_of(text_of(model))) == text_of(model)
    for weights in (model.known, model.unknown):
        assert (len(weights.course), len(weights.elective)) == (len(COURSE), len(ELECTIVE))
        assert weights.kind.shape == (3, len(KIND))
        assert not weights.kind[0].any()
        assert len(weights.unlisted) == len(UNLISTED)
        for name in ("described", "text", "outcomes", "aligned", "translated", "sibling", "sibling_subject"):
            assert weights.course[COURSE.index(name)] > 0
    assert model.known.course[COURSE.index("nearest")] > 0
    assert {*COURSE, *ELECTIVE} >= FOR | AGAINST
    assert shares(np.array([-np.inf, 0.0])).tolist() == [0.0, 1.0]


def test_what_speaks_for_a_course_never_weighs_against_it() -> None:
    for weights in (shipped_model().known, shipped_model().unknown):
        for names, row in ((COURSE, weights.course), (ELECTIVE, weights.elective)):
            for name, weight in zip(names, row, strict=True):
                assert weight >= 0 or name not in FOR, name
                assert weight <= 0 or name not in AGAINST, name
        assert (weights.said[1:] >= 0).all()


def test_the_weights_go_smoothly_from_nothing_known_to_all() -> None:
    asked = decided()
    evidence = asked.candidates(Listing("x", "c1", "ART 7", "Ceramics"), "u").evidence
    model = asked.model
    assert (model.weights(replace(evidence, rules=0)).said == model.cold).all()
    assert np.allclose(model.weights(replace(evidence, rules=10**12)).course, model.known.course)
    half = model.weights(replace(evidence, rules=int(model.half)))
    assert np.allclose(half.course, (model.known.course + model.unknown.course) / 2)
    assert not model.knows(evidence)
    assert model.knows(replace(evidence, rules=model.enough))
    assert len(asked.pool("u").listings) == len(TITLES)


def test_one_more_chain_never_lowers_a_course() -> None:
    asked = decided()
    query = asked.held.listings["c1-math-150"]
    found = asked.candidates(query, "u")
    some = asked.held.by_receiver["u"][0]
    before = 0.0
    for count in range(8):
        chains = {f"z{at}": (some, some) for at in range(count)}
        witness = Witness(nearest=0.6, chains=chains)
        evidence = replace(found.evidence, witnesses={CALCULUS: witness})
        rows = course_rows(query, found.courses, found.texts, evidence)
        again = replace(found, evidence=evidence, course_rows=rows)
        said = {one.answer: one.probability for one in judged(query, again, asked.model.known)}
        assert said[CALCULUS] >= before
        before = said[CALCULUS]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.tuples(st.floats(-2, 2), st.floats(0, 2), st.floats(0, 2)))
def test_chances_stay_chances_and_in_their_order(given_: list[float], said: tuple[float, float, float]) -> None:
    chances = np.array(given_) / max(1.0, sum(given_))
    found = mapped(chances, np.array(said))
    assert (found >= 0).all()
    assert found.sum() <= 1 + 1e-9
    order = np.argsort(-chances, kind="stable")
    assert (np.diff(found[order]) <= 1e-9).all()


def test_words_that_stand_for_others_are_found_and_told() -> None:
    lexicon = {"speech": {"speaking": 0.5, "oral": 0.2}}
    assert translated(("speech", "1"), ("public", "speaking"), lexicon) == 0.25
    assert translated(("speech",), ("speech", "speaking"), lexicon) == 0.0
    assert widened(("speech",), lexicon) == ("speech", "speaking", "oral")
