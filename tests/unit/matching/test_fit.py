"""Do the weights that training finds make the published answers likeliest?  Against a law that is known."""

from __future__ import annotations

import numpy as np

from pathways.matching.lexicon import translated
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, Precedent
from pathways.matching.ranker import shares
from tests.benchmarks.matching_score import calibration_error, interval, rank_of
from tests.training.calibration import Said, calibration
from tests.training.fit import Choice, choices_weights, kind_weights
from tests.training.lexicon import lexicon_of


def choices(law: np.ndarray, other: np.ndarray, count: int) -> list[Choice]:
    dice = np.random.default_rng(5)
    found = []
    for at in range(count):
        rows, share = dice.normal(size=(6, len(law))), at % 2
        right = np.zeros(6, dtype=bool)
        right[dice.choice(6, p=shares(rows @ (other if share else law)))] = True
        found.append(Choice(rows, right, share))
    return found


def test_a_known_law_of_choice_is_found_again_at_both_ends() -> None:
    law, other = np.array([2.0, -1.0, 0.0]), np.array([0.5, 1.0, -1.0])
    given = choices(law, other, 5_000)
    found = choices_weights(given, 0.0, {})
    assert np.allclose(found, [law, other], atol=0.15)
    held = choices_weights(given, 0.0, {1: (0.5, 0.5), 2: (0.0, None)})
    assert np.allclose(held[:, 1], 0.5)
    assert (held[:, 2] >= 0).all()
    assert held[0, 0] > 1


def test_any_of_several_right_answers_will_do() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    found = choices_weights([Choice(rows, np.array([True, True, False]))] * 5, 1e-3, {})[0]
    assert found[0] > 1
    assert found[1] > 1


def test_kinds_are_judged_against_the_first() -> None:
    dice = np.random.default_rng(6)
    law = np.array([[0.0, 0.0], [1.5, -0.5], [-1.0, 1.0]])
    rows = np.column_stack([dice.normal(size=8_000), np.ones(8_000)])
    share = np.arange(8_000) % 2
    kinds = [dice.choice(3, p=shares(law @ row * (1 - at))) for row, at in zip(rows, share, strict=True)]
    found = kind_weights(rows, np.eye(3, dtype=bool)[kinds], share.astype(float), 0.0, {})
    assert np.allclose(found[0], law, atol=0.2)
    assert np.allclose(found[1], 0, atol=0.2)
    bound = kind_weights(rows, np.eye(3, dtype=bool)[kinds], share.astype(float), 0.0, {0: (None, 0.0)})
    assert bound[0, 1, 0] == 0


def test_what_is_said_too_boldly_is_mapped_to_what_holds() -> None:
    dice = np.random.default_rng(7)
    bold = dice.uniform(0.02, 0.98, 4_000)
    true = dice.random(4_000) < 1 / (1 + ((1 - bold) / bold) ** 0.5)
    said = [Said(np.array([p]), np.array([r]), at % 2, 1.0) for at, (p, r) in enumerate(zip(bold, true, strict=True))]
    cold, _, many = calibration(said)
    for found in (cold, many):
        assert np.allclose(found, [0.0, 0.5, 0.5], atol=0.15)


def test_words_that_rules_put_in_each_others_place_are_learned() -> None:
    pairs = [("Speech", "Public Speaking"), ("Speech 1", "Speaking 1"), ("Speech Lab", "Speaking Lab"), ("Art", "Art")]
    listings, rules = {}, []
    for receiver in ("u", "v", "w"):
        for at, (mine, theirs) in enumerate(pairs):
            names = (f"c|{at}", f"{receiver}|{at}")
            listings[names[0]] = Listing(names[0], "c", "A 1", mine)
            listings[names[1]] = Listing(names[1], receiver, "B 1", theirs)
            rules.append(Precedent(f"{receiver}{at}", names[0], "c", receiver, Answer("course", names[1])))
    found = lexicon_of(rules, listings)
    assert found == {"speech": {"speaking": 1.0}}
    assert translated(("speech",), ("speaking",), found) == 1.0
    assert lexicon_of(rules[:4], listings) == {}


def test_scores_are_what_their_names_say() -> None:
    assert rank_of(np.array([0.1, 0.7, 0.7, 0.9]), [0, 1]) == 2.5
    assert rank_of(np.array([0.1]), []) == float("inf")
    said, true = np.array([0.2] * 50 + [0.9] * 50), np.array([0.0] * 40 + [1.0] * 10 + [1.0] * 45 + [0.0] * 5)
    assert calibration_error(said, true, bins=2) < 1e-9
    assert abs(calibration_error(said, 1 - true, bins=2) - 0.7) < 1e-9
    mean, low, high = interval(np.array([1.0, 0.0, 1.0, 1.0]), [("a", "b"), ("a", "b"), ("c", "d"), ("c", "d")])
    assert (mean, low, high) == (0.75, 0.5, 1.0)
