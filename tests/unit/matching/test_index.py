"""Is the fast index the formula?  Against sums written out; and nothing depends on how equal scores fall."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.matching.index import LENGTH, SATURATION, best, piece_index, word_index
from pathways.matching.text import abbreviates, aligned, pieces, words

TEXTS = st.lists(
    st.lists(st.sampled_from(["calculus", "algebra", "history", "art", "music", "of", "drawing"]), unique=True),
    min_size=1,
)
QUERIES = st.lists(st.sampled_from(["calculus", "algebra", "history", "opera", "drawing"]), unique=True, min_size=1)


def rarity(count: int, having: int) -> float:
    return math.log1p((count - having + 0.5) / (having + 0.5))


@given(TEXTS, QUERIES)
def test_word_scores_are_bm25_as_a_share_of_the_best_possible(texts: list[list[str]], query: list[str]) -> None:
    mean = sum(map(len, texts)) / len(texts)
    factor = [
        (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH + LENGTH * len(text) / max(mean, 1e-9))) for text in texts
    ]
    weight = {word: rarity(len(texts), sum(word in text for text in texts)) for word in query}
    own = (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH + LENGTH * len(query) / max(mean, 1e-9)))
    expected = [
        factor[row] * sum(weight[word] for word in query if word in text) / (own * sum(weight.values()))
        for row, text in enumerate(texts)
    ]
    assert np.allclose(word_index(texts).scores(query), expected, atol=1e-5)


@given(TEXTS, QUERIES)
def test_piece_scores_are_the_cosine_of_weighted_pieces(texts: list[list[str]], query: list[str]) -> None:
    held = [{piece for word in text for piece in pieces(word)} for text in texts]
    weight = {piece: rarity(len(texts), sum(piece in one for one in held)) for piece in set().union(*held)}
    asked = {piece for word in query for piece in pieces(word)}
    for piece in asked:
        weight.setdefault(piece, rarity(len(texts), 0))

    def length(some: set[int]) -> float:
        return max(1e-9, math.sqrt(sum(weight[piece] ** 2 for piece in some)))

    expected = [sum(weight[piece] ** 2 for piece in asked & one) / (length(asked) * length(one)) for one in held]
    assert np.allclose(piece_index(texts).scores(query), expected, atol=1e-5)


@given(st.lists(st.integers(0, 4), min_size=1), st.integers(1, 8))
def test_the_best_are_the_highest_and_of_equal_ones_the_first(scores: list[int], count: int) -> None:
    expected = sorted((row for row, score in enumerate(scores) if score), key=lambda row: (-scores[row], row))[:count]
    assert best(np.array(scores, np.float32), count).tolist() == expected


def test_the_best_of_a_long_list_are_the_same() -> None:
    dice = np.random.default_rng(3)
    for count, kinds in ((1, 50), (3, 2), (5, 10_000)):
        scores = dice.integers(0, kinds, 4_000).astype(np.float32)
        expected = sorted((row for row in range(4_000) if scores[row]), key=lambda row: (-scores[row], row))[:count]
        assert best(scores, count).tolist() == expected
    assert best(np.zeros(4_000, np.float32), 3).tolist() == []


def test_nothing_to_search_finds_nothing() -> None:
    assert word_index([]).scores(["calculus"]).tolist() == []
    assert piece_index([]).scores(["calculus"]).tolist() == []
    assert word_index([["art"]]).scores([]).tolist() == [0.0]


def test_published_abbreviations_meet_what_they_abbreviate() -> None:
    assert words("Intro to Psych") == words("Introduction to Psychology") == words("INTRO. PSYC")
    assert words("Éthique & Société III") == ("ethique", "societe", "3")
    assert aligned(words("Hist Vis Arts II:Renais-Mod"), words("History of Visual Arts 2: Renaissance-Modern")) == 1.0
    assert abbreviates("mktg", "marketing")
    assert not abbreviates("gktm", "marketing")
