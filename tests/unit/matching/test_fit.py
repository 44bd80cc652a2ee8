"""Do the weights that training finds make the published answers likeliest?  Against a law that is known."""

from __future__ import annotations

import numpy as np

from pathways.matching.ranker import shares
from tests.benchmarks.matching_score import calibration_error, interval, rank_of
from tests.training.fit import Choice, choices_weights, kind_weights


def test_a_known_law_of_choice_is_found_again() -> None:
    dice = np.random.default_rng(5)
    law = np.array([2.0, -1.0, 0.0])
    choices = []
    for _ in range(3_000):
        rows = dice.normal(size=(6, 3))
        right = np.zeros(6, dtype=bool)
        right[dice.choice(6, p=shares(rows @ law))] = True
        choices.append(Choice(rows, right))
    assert np.allclose(choices_weights(choices, 0.0, {}), law, atol=0.12)
    held = choices_weights(choices, 0.0, {1: 0.5})
    assert abs(held[1] - 0.5) < 1e-9
    assert held[0] > 1


def test_any_of_several_right_answers_will_do() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    found = choices_weights([Choice(rows, np.array([True, True, False]))] * 5, 1e-3, {})
    assert found[0] > 1
    assert found[1] > 1


def test_kinds_are_judged_against_the_first() -> None:
    dice = np.random.default_rng(6)
    law = np.array([[0.0, 0.0], [1.5, -0.5], [-1.0, 1.0]])
    rows = np.column_stack([dice.normal(size=4_000), np.ones(4_000)])
    kinds = [dice.choice(3, p=shares(law @ row)) for row in rows]
    found = kind_weights(rows, np.eye(3, dtype=bool)[kinds], 0.0)
    assert np.allclose(found, law, atol=0.2)


def test_scores_are_what_their_names_say() -> None:
    assert rank_of(np.array([0.1, 0.7, 0.7, 0.9]), [0, 1]) == 2.5
    assert rank_of(np.array([0.1]), []) == float("inf")
    said, true = np.array([0.2] * 50 + [0.9] * 50), np.array([0.0] * 40 + [1.0] * 10 + [1.0] * 45 + [0.0] * 5)
    assert calibration_error(said, true, bins=2) < 1e-9
    assert abs(calibration_error(said, 1 - true, bins=2) - 0.7) < 1e-9
    mean, low, high = interval(np.array([1.0, 0.0, 1.0, 1.0]), [("a", "b"), ("a", "b"), ("c", "d"), ("c", "d")])
    assert (mean, low, high) == (0.75, 0.5, 1.0)
