"""Which titles of a whole catalogue are nearest to this one?  Inverted indexes in flat arrays, milliseconds a query.

Words score as in BM25, pieces of words as a cosine.  A title names a word once, so a posting is only the number of its
title (4 bytes), and what depends on the title is one factor at the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pathways.matching.text import BUCKETS, pieces, words

Scores = NDArray[np.float32]

SATURATION: Final = 1.2
LENGTH: Final = 0.75
"""k1 and b of BM25 (Robertson & Zaragoza 2009)."""

STRIDE: Final = 16
"""In a long list every so many-th score is looked at first, to leave out most of the others at once."""


@dataclass(frozen=True, slots=True)
class Postings:
    """For each term, the rows that have it: ``rows[start[term]:start[term + 1]]``, and how rare it is."""

    start: NDArray[np.int64]
    rows: NDArray[np.int32]
    rarity: NDArray[np.float32]
    count: int

    def sums(self, terms: Sequence[int], worth: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return for each row the sum of ``worth`` over the terms that it has."""
        if not terms or not self.count:
            return np.zeros(self.count)
        spans = [self.rows[self.start[term] : self.start[term + 1]] for term in terms]
        weights = np.repeat(worth.astype(np.float64), [len(span) for span in spans])
        found: NDArray[np.float64] = np.bincount(np.concatenate(spans), weights, self.count).astype(np.float64)
        return found

    @property
    def size(self) -> int:
        """Return the bytes that it holds."""
        return self.start.nbytes + self.rows.nbytes + self.rarity.nbytes


def postings(pairs: Iterable[Sequence[int] | NDArray[np.int32]], terms: int) -> Postings:
    """Return the postings of rows, each given as its terms (each once)."""
    given = [np.asarray(row, dtype=np.int32) for row in pairs]
    lengths = np.array([len(row) for row in given], dtype=np.int64)
    flat = np.concatenate(given) if given else np.zeros(0, np.int32)
    order = np.argsort(flat, kind="stable")
    rows = np.repeat(np.arange(len(given), dtype=np.int32), lengths)[order]
    counts = np.bincount(flat, minlength=terms)
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    rarity = np.log1p((len(given) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    return Postings(start, rows, rarity, len(given))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Texts by their words; a score is the share of the BM25 score that the query would give itself (0 to about 1)."""

    vocabulary: Mapping[str, int]
    held: Postings
    factor: NDArray[np.float32]
    mean: float

    def scores(self, query: Sequence[str]) -> Scores:
        """Return the score of every row for the words of a query."""
        known = [self.vocabulary[word] for word in query if word in self.vocabulary]
        rarest = float(np.log1p((self.held.count + 0.5) / 0.5))
        whole = float(self.held.rarity[known].sum()) + rarest * (len(query) - len(known))
        best = whole * float(_factor(np.array([len(query)]), self.mean)[0])
        if not best:
            return np.zeros(self.held.count, np.float32)
        return (self.held.sums(known, self.held.rarity[known]) * self.factor / best).astype(np.float32)


def _factor(lengths: NDArray[np.int64], mean: float) -> NDArray[np.float32]:
    relative = 1 - LENGTH + LENGTH * lengths / max(mean, 1e-9)
    found: NDArray[np.float32] = ((SATURATION + 1) / (1 + SATURATION * relative)).astype(np.float32)
    return found


def word_index(texts: Iterable[Sequence[str]]) -> WordIndex:
    """Return the index of texts, each given as its words (each once)."""
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(word, len(vocabulary)) for word in text] for text in texts]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    mean = float(lengths.mean()) if rows else 1.0
    return WordIndex(vocabulary, postings(rows, len(vocabulary)), _factor(lengths, mean), mean)


@dataclass(frozen=True, slots=True)
class DescriptionIndex:
    """Titles with their descriptions; rows without a description score nothing.

    Words of the title weigh twice in the cosine, others once.
    """

    whole: WordIndex
    titles: Postings
    norm: NDArray[np.float32]

    def scores(self, title: Sequence[str], text: Sequence[str]) -> tuple[Scores, Scores]:
        """Return for every row the word score and the cosine, for the words of a title and of title and description."""
        found = self.whole.scores(text)
        vocabulary, rarity = self.whole.vocabulary, self.whole.held.rarity
        known = [vocabulary[word] for word in text if word in vocabulary]
        twice = {vocabulary[word] for word in title if word in vocabulary}
        worth = rarity[known] ** 2 * np.array([2 if term in twice else 1 for term in known], np.float32)
        own = float(np.sqrt((worth * worth / np.maximum(rarity[known] ** 2, np.float32(1e-9))).sum()))
        if not own:
            return found, np.zeros_like(found)
        both = self.whole.held.sums(known, worth) + self.titles.sums(known, worth)
        return found, (both / (self.norm * own)).astype(np.float32)

    def rarest(self, given: Iterable[str]) -> list[str]:
        """Return the words that some row has, the rarest first."""
        known = [word for word in given if word in self.whole.vocabulary]
        return sorted(known, key=lambda word: (-float(self.whole.held.rarity[self.whole.vocabulary[word]]), word))

    @property
    def size(self) -> int:
        """Return the bytes of the arrays."""
        return self.whole.held.size + self.whole.factor.nbytes + self.titles.size + self.norm.nbytes


def description_index(texts: Iterable[tuple[str, str]]) -> DescriptionIndex:
    """Return the index of titles, each with its description ("" where there is none).

    >>> index = description_index([("Calculus", "limits"), ("Drawing", "line and limits of form"), ("Limits", "")])
    >>> index.scores(words("Calculus"), words("Calculus: limits"))[1].astype(float).round(2).tolist()
    [1.0, 0.04, 0.0]
    """
    given = [(words(title), words(f"{title} {text}")) if text else ((), ()) for title, text in texts]
    whole = word_index(text for _, text in given)
    titles = postings(([whole.vocabulary[word] for word in title] for title, _ in given), len(whole.vocabulary))
    once, again = (_squares(whole, (pair[side] for pair in given)) for side in (1, 0))
    return DescriptionIndex(whole, titles, np.sqrt(np.maximum(once + 3 * again, np.float32(1e-18))))


def _squares(index: WordIndex, texts: Iterable[Sequence[str]]) -> NDArray[np.float32]:
    """Return the sum of the squared rarities of the words of each text."""
    squared = index.held.rarity**2
    return np.array([squared[[index.vocabulary[word] for word in text]].sum() for text in texts], np.float32)


@dataclass(frozen=True, slots=True)
class PieceIndex:
    """Texts by the hashed pieces of their words; a score is the cosine of the weighted pieces (0 to 1)."""

    held: Postings
    norm: NDArray[np.float32]

    def scores(self, query: Sequence[str]) -> Scores:
        """Return the cosine of every row with the words of a query."""
        terms = list(dict.fromkeys(piece for word in query for piece in pieces(word)))
        squared = self.held.rarity[terms] ** 2
        own = float(np.sqrt(squared.sum()))
        if not own:
            return np.zeros(self.held.count, np.float32)
        return (self.held.sums(terms, squared) / (self.norm * own)).astype(np.float32)


def piece_index(texts: Iterable[Sequence[str]]) -> PieceIndex:
    """Return the index of texts, each given as its words."""
    known: dict[Hashable, tuple[int, ...]] = {}
    rows = [_pieces_of(text, known) for text in texts]
    held = postings(rows, BUCKETS)
    norm = np.array([np.sqrt((held.rarity[row] ** 2).sum()) for row in rows], dtype=np.float32)
    return PieceIndex(held, np.maximum(norm, np.float32(1e-9)))


def _pieces_of(text: Sequence[str], known: dict[Hashable, tuple[int, ...]]) -> NDArray[np.int32]:
    found: dict[int, None] = {}
    for word in text:
        if word not in known:
            known[word] = pieces(word)
        found.update(dict.fromkeys(known[word]))
    return np.fromiter(found, dtype=np.int32, count=len(found))


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Titles by words and by pieces of words."""

    by_word: WordIndex
    by_piece: PieceIndex

    def scores(self, query: Sequence[str]) -> tuple[Scores, Scores]:
        """Return for every row the word score and the cosine."""
        return self.by_word.scores(query), self.by_piece.scores(query)

    @property
    def size(self) -> int:
        """Return the bytes of the arrays."""
        own = self.by_word.factor.nbytes + self.by_piece.norm.nbytes
        return self.by_word.held.size + self.by_piece.held.size + own


def text_index(titles: Iterable[str]) -> TextIndex:
    """Return the index of titles.

    >>> index = text_index(["Calculus I", "Introduction to Management"])
    >>> best(sum(index.scores(words("Intro Mgmt"))), 1).tolist()
    [1]
    """
    texts = [words(title) for title in titles]
    return TextIndex(word_index(texts), piece_index(texts))


def best(scores: NDArray[np.floating[Any]], count: int) -> NDArray[np.int64]:
    """Return the rows of the ``count`` highest scores above zero, highest first, of equal ones the first row first."""
    least = scores.dtype.type(0)
    if len(scores) > STRIDE * STRIDE * count:
        least = max(least, _edge(scores[::STRIDE], count))  # the best of a part are never better than those of all
    found = np.flatnonzero((scores >= least) & (scores > 0))
    if len(found) > count:
        found = found[scores[found] >= _edge(scores[found], count)]
    return found[np.argsort(-scores[found], kind="stable")][:count]


def _edge(scores: NDArray[np.floating[Any]], count: int) -> np.floating[Any]:
    """Return the lowest of the ``count`` highest scores."""
    edge: np.floating[Any] = np.partition(scores, len(scores) - count)[len(scores) - count]
    return edge
