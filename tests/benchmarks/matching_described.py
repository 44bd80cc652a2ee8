"""What do descriptions add where no rule is known?  Santa Monica College to the whole catalogue of UC San Diego.

Nothing is learned from these data: they are only asked about.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from pathways.matching.engine import Engine
from pathways.matching.listing import Listing
from pathways.matching.precedents import precedents
from pathways.matching.shipped import shipped_model
from tests.benchmarks.matching_peers import Peers
from tests.benchmarks.matching_score import figure, interval, rank_of
from tests.training.wisconsin import FOLDER, rows

THERE: Final = "UC San Diego"
LOWER: Final = 100
"""Numbers below belong to the lower division."""


def tables() -> Iterator[str]:
    """Yield R@1 and R@10 by title alone, and with the descriptions of both sides."""
    asked, courses = _asked(), _courses()
    lower = tuple(one for one in courses if one.number is not None and one.number < LOWER)
    yield ""
    yield "| pool | method | n | R@1 | R@10 |"
    yield "|---|---|---:|---:|---:|"
    for name, pool in ((f"whole catalogue, {len(courses):,}", courses), (f"lower division, {len(lower):,}", lower)):
        plain = tuple(replace(one, description="") for one in pool)
        yield _row(name, "TF-IDF, titles", asked, _by_text(asked, plain))
        yield _row(name, "**suggestions**, cold, titles", asked, _by_us(asked, plain))
        yield _row(name, "**suggestions**, cold, and descriptions", asked, _by_us(asked, pool))


Asked = tuple[tuple[Listing, frozenset[str]], ...]


def _asked() -> Asked:
    described = {row["code"]: row["description"] for row in rows("smc_catalog.csv.gz")}
    return tuple(
        (
            Listing(row["course"], row["sender"], row["course"], row["title"], described.get(row["course"], "")),
            frozenset(row["targets"].split("|")),
        )
        for row in rows("pairs_smc_ucsd.csv.gz")
        if row["sender_has_description"] == row["target_has_description"] == "1"
    )


def _courses() -> tuple[Listing, ...]:
    with gzip.open(FOLDER / "ucsd_catalog.jsonl.gz", "rt", encoding="utf-8") as stream:
        found = [json.loads(line) for line in stream]
    return tuple(Listing(one["code"], THERE, one["code"], one["title"], one["description"] or "") for one in found)


def _by_us(asked: Asked, courses: tuple[Listing, ...]) -> np.ndarray:
    engine = Engine(precedents((), {}), {THERE: courses}, shipped_model())
    found = []
    for query, right in asked:
        answers = [one.answer.value for one in engine.judge(query, THERE)[1] if one.answer.kind == "course"]
        found.append(next((place for place, one in enumerate(answers, start=1) if one in right), float("inf")))
    return np.array(found)


def _by_text(asked: Asked, courses: tuple[Listing, ...]) -> np.ndarray:
    peers = Peers({THERE: courses}, precedents((), {}))
    places = peers.places(THERE)
    return np.array(
        [rank_of(peers.tfidf(query, THERE), [places[one] for one in right if one in places]) for query, right in asked]
    )


def _row(pool: str, name: str, asked: Asked, ranks: np.ndarray) -> str:
    pairs = [(query.id, THERE) for query, _ in asked]
    hits = (interval((ranks <= most).astype(float), pairs) for most in (1, 10))
    return f"| {pool} | {name} | {len(asked)} | {' | '.join(figure(one) for one in hits)} |"
