"""What do descriptions, rules about siblings, and an encoder add to weights that are settled?  Learned where they are.

Few decisions come with descriptions, and none that is asked of unknown institutions with rules about siblings: what
is learned of them changes nothing where they lack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from pathways.matching.encoded import BESIDE, ENCODED
from pathways.matching.features import AGAINST, COURSE, ELECTIVE, FOR, KIND, Rows, kind_row
from pathways.matching.ranker import KINDS, Weights
from tests.training.fit import Bounds, Choice, choices_weights, kind_weights
from tests.training.questions import Question
from tests.training.wisconsin import Data

Pair = tuple[Weights, Weights]
"""The weights for a receiver of which nothing is known and of which all is."""

DESCRIBED: Final = (
    "described",
    "described_gap",
    "text",
    "text_gap",
    "undescribed",
    "word_described",
    "piece_described",
)
SIBLINGS: Final = tuple(dict.fromkeys(name for name in (*COURSE, *ELECTIVE, *KIND) if name.startswith("sibling")))
LATER: Final = frozenset((*DESCRIBED, *SIBLINGS, *ENCODED))
RIDGE: Final = 1e-2


def with_descriptions(model: Pair, asked: Sequence[Question]) -> Pair:
    """Return the weights with those of descriptions; a title weighs less beside them, never against."""
    courses = [one for one in asked if one.right_kinds[0]]
    if not courses:
        return model
    word, piece = (min(float(side.course[COURSE.index(name)]) for side in model) for name in ("word", "piece"))
    limits = {"word_described": (-word, None), "piece_described": (-piece, None)}
    found = choices_weights(
        [_course_choice(one, model, DESCRIBED) for one in courses], RIDGE, _bounds(DESCRIBED, limits)
    )
    return _with(model, "course", COURSE, DESCRIBED, found)


def with_siblings(held: Data, model: Pair, asked: Sequence[Question]) -> Pair:
    """Return the weights with those of siblings."""
    names = [tuple(name for name in SIBLINGS if name in of) for of in (COURSE, ELECTIVE, KIND)]
    courses = [_course_choice(one, model, names[0]) for one in asked if one.right_kinds[0]]
    model = _with(model, "course", COURSE, names[0], choices_weights(courses, RIDGE, _bounds(names[0])))
    electives = [_elective_choice(one, model, names[1]) for one in asked if one.right_kinds[1]]
    model = _with(model, "elective", ELECTIVE, names[1], choices_weights(electives, RIDGE, _bounds(names[1])))
    return _with(model, "kind", KIND, names[2], _kinds(held, model, asked, names[2]))


def with_encoder(model: Pair, asked: Sequence[Question]) -> Pair:
    """Return the weights with those of the likeness that an encoder finds; words of titles weigh less beside it, never
    against."""
    names = (*ENCODED, *BESIDE)
    courses = [_course_choice(one, model, names) for one in asked if one.right_kinds[0]]
    limits = {name: _room(name, model) for name in BESIDE}
    settled = np.array([side.course[_columns(COURSE, names)] for side in model])
    return _with(model, "course", COURSE, names, settled + choices_weights(courses, RIDGE, _bounds(names, limits)))


def _room(name: str, model: Pair) -> tuple[float | None, float | None]:
    """Return how much less a feature may weigh; one of titles with a description keeps its sign there too."""
    there = f"{name}_described"
    given = [float(side.course[COURSE.index(name)]) for side in model]
    if there in COURSE:
        given = [
            one + min(0.0, float(side.course[COURSE.index(there)])) for one, side in zip(given, model, strict=True)
        ]
    return (min(0.0, -min(given)), 0.0) if name in FOR else (0.0, max(0.0, -max(given)))


def _kinds(held: Data, model: Pair, asked: Sequence[Question], names: Sequence[str]) -> Rows:
    rows, settled = [], []
    for one in asked:
        weights = model[0].toward(model[1], one.share)
        found = one.candidates
        utilities = found.course_rows @ weights.course
        row = kind_row(held.listings[one.key[1]], found.course_rows, utilities, found.texts, found.evidence)
        rows.append(row[_columns(KIND, names)])
        settled.append(weights.kind @ row)
    right, share = np.array([one.right_kinds for one in asked]), np.array([one.share for one in asked])
    limits: dict[int, tuple[float | None, float | None]] = {}
    for at, kind in enumerate(KINDS[1:]):
        for column, name in enumerate(names):
            of = name.rpartition("_")[2]
            if of == kind:
                limits[at * len(names) + column] = (0.0, None)
            elif of == KINDS[0]:
                limits[at * len(names) + column] = (None, 0.0)
    return kind_weights(np.array(rows), right, share, RIDGE, limits, np.array(settled))


def _course_choice(one: Question, model: Pair, names: Sequence[str]) -> Choice:
    weights = model[0].toward(model[1], one.share)
    return _choice(
        one.candidates.course_rows, COURSE, names, weights.course, weights.unlisted[0], one.right_courses, one
    )


def _elective_choice(one: Question, model: Pair, names: Sequence[str]) -> Choice:
    weights = model[0].toward(model[1], one.share)
    rows = one.candidates.elective_rows
    return _choice(rows, ELECTIVE, names, weights.elective, weights.unlisted[1], one.right_electives, one)


def _choice(
    rows: Rows,
    of: Sequence[str],
    names: Sequence[str],
    weights: Rows,
    unlisted: float,
    right: np.ndarray,
    one: Question,
) -> Choice:
    free = rows[:, _columns(of, names)]
    return Choice(np.vstack([free, np.zeros(free.shape[1])]), right, one.share, np.append(rows @ weights, unlisted))


def _columns(of: Sequence[str], names: Iterable[str]) -> list[int]:
    return [of.index(name) for name in names]


def _bounds(names: Sequence[str], limits: Mapping[str, tuple[float | None, float | None]] | None = None) -> Bounds:
    found: dict[int, tuple[float | None, float | None]] = {}
    for at, name in enumerate(names):
        if limits and name in limits:
            found[at] = limits[name]
        elif name in FOR:
            found[at] = (0.0, None)
        elif name in AGAINST:
            found[at] = (None, 0.0)
    return found


def _with(model: Pair, part: str, of: Sequence[str], names: Sequence[str], found: Rows) -> Pair:
    """Return the weights with these names as found."""
    sides = []
    for weights, given in zip(model, found, strict=True):
        whole = getattr(weights, part).copy()
        whole[..., _columns(of, names)] = given
        sides.append(replace(weights, **{part: whole}))
    return sides[0], sides[1]
