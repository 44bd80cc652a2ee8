"""What would simpler ways have answered?  Baselines, rebuilt in the same run from the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from math import log
from typing import Any, Final

import numpy as np

from pathways.matching.evidence import Evidence, gather
from pathways.matching.index import Scores, word_index
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, Precedents
from pathways.matching.text import tokens

Ranker = Callable[[Listing, str], Scores]
"""Scores of every course of a receiver, in the order of the receiver's courses."""

RAPIDFUZZ: Final = find_spec("rapidfuzz") is not None
TOKEN_SET: Final = (
    "token-set ratio (RapidFuzz)" if RAPIDFUZZ else "token-set ratio (our own; RapidFuzz is not installed)"
)
FUSION: Final = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke & Buettcher 2009)."""

BREAK: Final = 1e-3
"""How little text weighs where it only breaks ties."""


def raw(title: str) -> tuple[str, ...]:
    """Return the words of a title as they stand, each once."""
    return tuple(dict.fromkeys(tokens(title)))


class Peers:
    """The baselines over the courses of all receivers."""

    def __init__(self, courses: Mapping[str, Sequence[Listing]], held: Precedents) -> None:
        self.courses = courses
        self.held = held
        self.tfidf_index = cache(self._tfidf_index)
        self.token_set, self.tfidf, self.bm25 = cache(self._token_set), cache(self._tfidf), cache(self._bm25)
        self.bm25_index = cache(lambda receiver: word_index(raw(one.title) for one in courses[receiver]))
        self.token_sets = cache(lambda receiver: [frozenset(raw(one.title)) for one in courses[receiver]])
        self.evidence = cache(lambda query, receiver: gather(held, query, receiver, siblings=False))
        self.plain = cache(lambda receiver: [" ".join(tokens(one.title)) for one in courses[receiver]])
        self.places = cache(lambda receiver: {one.id: at for at, one in enumerate(courses[receiver])})

    def rankers(self) -> dict[str, Ranker]:
        """Return the baselines by name."""
        return {
            TOKEN_SET: self.token_set,
            "TF-IDF, words 1-2 and characters 3-5": self.tfidf,
            "BM25": self.bm25,
            "reciprocal rank fusion of these three": self.fused,
            "kNN over the receiver's rules": self.neighbours,
            "two-hop chains, then TF-IDF": self.chains,
        }

    def _token_set(self, query: Listing, receiver: str) -> Scores:
        """Return the token-set ratio: the likeness of what two titles share with each of them."""
        if RAPIDFUZZ:
            return _rapidfuzz(query.title, self.plain(receiver))
        mine = frozenset(raw(query.title))
        return np.array([_token_set(mine, theirs) for theirs in self.token_sets(receiver)], np.float32)

    def fused(self, query: Listing, receiver: str) -> Scores:
        """Return the sum of 1 / (60 + rank) over the three ways to compare titles."""
        given = (ranker(query, receiver) for ranker in (self.token_set, self.tfidf, self.bm25))
        ranks = [np.argsort(np.argsort(-scores, kind="stable"), kind="stable") for scores in given]
        return np.asarray(sum(1 / (FUSION + 1 + found) for found in ranks), np.float32)

    def _bm25(self, query: Listing, receiver: str) -> Scores:
        """Return BM25 (k1 1.2, b 0.75) over the words as they stand."""
        return self.bm25_index(receiver).scores(raw(query.title))

    def _tfidf(self, query: Listing, receiver: str) -> Scores:
        """Return the cosine of TF-IDF over words, pairs of words, and 3 to 5 characters inside words."""
        vocabulary, matrix, rarity = self.tfidf_index(receiver)
        vector = np.zeros(len(vocabulary), np.float32)
        for term, often in _terms(query.title).items():
            if term in vocabulary:
                vector[vocabulary[term]] = often * rarity[vocabulary[term]]
        return np.asarray(matrix @ vector, np.float32)

    def _tfidf_index(self, receiver: str) -> tuple[dict[str, int], Any, Scores]:
        from scipy.sparse import csr_matrix

        vocabulary: dict[str, int] = {}
        terms = [_terms(one.title) for one in self.courses[receiver]]
        rows = [np.array([vocabulary.setdefault(term, len(vocabulary)) for term in row], int) for row in terms]
        counts = np.bincount(np.concatenate(rows), minlength=len(vocabulary))
        rarity = (np.log((1 + len(rows)) / (1 + counts)) + 1).astype(np.float32)
        values = [rarity[row] * np.array([*given.values()]) for row, given in zip(rows, terms, strict=True)]
        values = [row / max(1e-9, float(np.sqrt((row**2).sum()))) for row in values]
        ends = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
        shape = (len(rows), len(vocabulary))
        return (
            vocabulary,
            csr_matrix((np.concatenate(values), np.concatenate(rows), ends), shape),
            rarity,
        )

    def neighbours(self, query: Listing, receiver: str) -> Scores:
        """Return the likeness of the nearest title from another sender that was given this course; ties by TF-IDF."""
        evidence = self.evidence(query, receiver)
        return self._placed(query, receiver, evidence, lambda answer: evidence.witnesses[answer].nearest)

    def chains(self, query: Listing, receiver: str) -> Scores:
        """Return the votes of two-hop chains; ties and the rest by TF-IDF."""
        evidence = self.evidence(query, receiver)
        return self._placed(query, receiver, evidence, lambda answer: float(len(evidence.witnesses[answer].chains)))

    def _placed(self, query: Listing, receiver: str, evidence: Evidence, worth: Callable[[Answer], float]) -> Scores:
        scores = BREAK * self.tfidf(query, receiver)
        for answer in evidence.witnesses:
            place = self.places(receiver).get(answer.value)
            if answer.kind == "course" and place is not None:
                scores[place] += worth(answer)
        return scores


def _rapidfuzz(title: str, others: Sequence[str]) -> Scores:
    process, fuzz = import_module("rapidfuzz.process"), import_module("rapidfuzz.fuzz")
    found = process.cdist([" ".join(tokens(title))], others, scorer=fuzz.token_set_ratio, dtype=np.float32)
    return np.asarray(found[0], np.float32)


def _token_set(mine: frozenset[str], theirs: frozenset[str]) -> float:
    if mine.isdisjoint(theirs):
        return 0.0
    both = len(" ".join(mine & theirs))
    left, right = (
        both + len(" ".join(mine - theirs)) + bool(mine - theirs),
        both + len(" ".join(theirs - mine)) + bool(theirs - mine),
    )
    return max(2 * both / (both + left), 2 * both / (both + right), 2 * both / (left + right))


def _terms(title: str) -> dict[str, float]:
    """Return the terms of a text, each with the logarithm of how often it comes."""
    given = tokens(title)
    pairs = [f"{left} {right}" for left, right in pairwise(given)]
    marked = [f" {word} " for word in given]
    cut = [f"#{word[at : at + size]}" for word in marked for size in (3, 4, 5) for at in range(len(word) - size + 1)]
    return {term: 1 + log(count) for term, count in Counter([*given, *pairs, *cut]).items()}
