"""What do descriptions add where no rule is known?  Santa Monica College to the whole catalogue of UC San Diego.

Nothing is learned from these data: they are only asked about.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from pathways.matching.engine import Engine
from pathways.matching.listing import Listing
from pathways.matching.precedents import precedents
from pathways.matching.shipped import shipped_model
from tests.benchmarks.matching_encoder import beside, encoder, vector_rank
from tests.benchmarks.matching_peers import Peers, Ranker
from tests.benchmarks.matching_score import figure, interval, rank_of
from tests.training.wisconsin import FOLDER, rows

THERE: Final = "UC San Diego"
LOWER: Final = 100
"""Numbers below belong to the lower division."""


def tables() -> Iterator[str]:
    """Yield R@1, R@10 and MRR by title alone, and with the descriptions of both sides."""
    asked, courses = _asked(), _courses()
    lower = tuple(one for one in courses if one.number is not None and one.number < LOWER)
    yield ""
    yield "| pool | method | n | R@1 | R@10 | MRR | MRR of suggestions is better by |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for name, pool in ((f"whole catalogue, {len(courses):,}", courses), (f"lower division, {len(lower):,}", lower)):
        plain = tuple(replace(one, description="") for one in pool)
        ours = _by_us(asked, pool)
        for of, query, there in (("titles", asked, plain), ("and descriptions", _whole(asked), _all(pool))):
            peers = Peers({THERE: there}, precedents((), {}))
            for baseline, ranker in (("TF-IDF", peers.tfidf), ("BM25", peers.bm25)):
                yield _row(name, f"{baseline}, {of}", asked, _by_text(query, peers, ranker), ours)
        yield _row(name, "**suggestions**, cold, titles", asked, _by_us(asked, plain), ours)
        yield _row(name, "**suggestions**, cold, and descriptions", asked, ours)
        yield from _encoded(name, asked, plain, pool)


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


def _encoded(pool: str, asked: Asked, plain: tuple[Listing, ...], whole: tuple[Listing, ...]) -> Iterator[str]:
    """Yield what an encoder finds alone and what suggestions find with it, where there is one."""
    found = encoder()
    if found is None:
        return
    for of, there in (("titles", plain), ("and descriptions", whole)):
        engine = beside(_engine(there), found, {})
        ours = _ranks(engine, asked)
        alone = np.array([vector_rank(found, engine.pool(THERE), query, right) for query, right in asked])
        yield _row(pool, f"{found.name}, {of}", asked, alone, ours)
        yield _row(pool, f"**suggestions**, cold, {of}, with the encoder", asked, ours)


def _engine(courses: tuple[Listing, ...]) -> Engine:
    return Engine(precedents((), {}), {THERE: courses}, shipped_model())


def _by_us(asked: Asked, courses: tuple[Listing, ...]) -> np.ndarray:
    return _ranks(_engine(courses), asked)


def _ranks(engine: Engine, asked: Asked) -> np.ndarray:
    found = []
    for query, right in asked:
        answers = [one.answer.value for one in engine.judge(query, THERE)[1] if one.answer.kind == "course"]
        found.append(next((place for place, one in enumerate(answers, start=1) if one in right), float("inf")))
    return np.array(found)


def _whole(asked: Asked) -> Asked:
    return tuple((one, right) for (_, right), one in zip(asked, _all(one for one, _ in asked), strict=True))


def _all(courses: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return courses whose title says what title and description say."""
    return tuple(replace(one, title=f"{one.title} {one.description}") for one in courses)


def _by_text(asked: Asked, peers: Peers, ranker: Ranker) -> np.ndarray:
    places = peers.places(THERE)
    return np.array(
        [rank_of(ranker(query, THERE), [places[one] for one in right if one in places]) for query, right in asked]
    )


def _row(pool: str, name: str, asked: Asked, ranks: np.ndarray, ours: np.ndarray | None = None) -> str:
    pairs = [(query.id, THERE) for query, _ in asked]
    hits = (interval((ranks <= most).astype(float), pairs) for most in (1, 10))
    figures = [*map(figure, hits), figure(interval(1 / ranks, pairs))]
    better = "" if ours is None else figure(interval(1 / ours - 1 / ranks, pairs), signed="+")
    return f"| {pool} | {name} | {len(asked)} | {' | '.join(figures)} | {better} |"
