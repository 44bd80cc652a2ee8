"""What does a sentence encoder add?  Measured where PATHWAYS_ENCODER names the folder of one, else left out.

PATHWAYS_VECTORS may name a folder that keeps what it makes of the catalogues.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pathways.errors import PathwaysError
from pathways.formats.encoders import load_encoder
from pathways.matching.encoded import with_encoder
from pathways.matching.encoding import Encoding, whole
from pathways.matching.engine import Engine, Pool
from pathways.matching.listing import Listing
from pathways.matching.shipped import shipped_encoded
from pathways.store.vectors import KeptVectors
from tests.benchmarks.matching_score import rank_of
from tests.training.wisconsin import Data

LEFT_OUT: Final = "Rows with a sentence encoder are left out: the extra embeddings and PATHWAYS_ENCODER are needed."


@cache
def encoder() -> Encoding | None:
    """Return the encoder that the environment names; None where there is none."""
    folder, vectors = os.environ.get("PATHWAYS_ENCODER"), os.environ.get("PATHWAYS_VECTORS")
    if folder is None or find_spec("sentence_transformers") is None:
        return None
    try:
        found = load_encoder(Path(folder))
    except PathwaysError:
        return None
    return Encoding(KeptVectors(found, Path(vectors)) if vectors else found)


def prepared(held: Data) -> Encoding | None:
    """Return the encoder, with the titles and descriptions of all courses read."""
    found = encoder()
    if found is not None:
        found.prepare(list(dict.fromkeys(one.title for one in held.listings.values())))
        found.prepare(list(dict.fromkeys(whole(one) for one in held.listings.values() if one.description)))
    return found


def beside(engine: Engine, found: Encoding, pools: dict[str, Pool]) -> Engine:
    """Return the engine with an encoder and its weights; ``pools`` are those that it has read."""
    model = with_encoder(engine.model, found.name, shipped_encoded())
    return replace(engine, model=model, pools=pools, encoder=found)


def vector_rank(found: Encoding, pool: Pool, query: Listing, right: Iterable[str]) -> float:
    """Return the rank of the best of some courses by the encoder alone."""
    if pool.encoded is None:
        return float("inf")
    return rank_of(found.scores(query, pool.encoded), [pool.place[one] for one in right if one in pool.place])
