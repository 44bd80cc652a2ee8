"""How much longer do others take for the same badge?  Two Python packages and ours, in turn, on the same bytes."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pathways.verification.examine import examine
from tests.benchmarks.badge_kinds import EACH, Seal, badge
from tests.differential.foreign import TAKEN, Web, by_openbadgeslib, by_openvc

ROUNDS: Final = 5


def tables() -> Iterator[str]:
    """Yield the time of each for the same badges, and its ratio to ours; a badge that one refuses is left out."""
    yield f"\n| the same {EACH} badges in turn, median of {ROUNDS} rounds, ms each | ours | openbadgeslib | openvc |"
    yield "|---|---|---|---|"
    seal = Seal()
    proven = [json.dumps(seal.proven(badge(seal, number))).encode() for number in range(EACH)]
    tokens = [seal.token(badge(seal, number)).encode() for number in range(EACH)]
    yield _row("Open Badge 3.0, eddsa-rdfc-2022, did:web", proven, seal)
    yield _row("token, EdDSA, did:web", tokens, seal)


def _row(name: str, badges: list[bytes], seal: Seal) -> str:
    terms = seal.terms()
    asked: Mapping[str, Callable[[bytes], object]] = {
        "ours": lambda data: examine(data, terms),
        "openbadgeslib": lambda data: _taken(by_openbadgeslib, data, seal.web),
        "openvc": lambda data: _taken(by_openvc, data, seal.web),
    }
    spent: dict[str, list[float]] = {each: [] for each in asked}
    out: dict[str, str] = {}
    for _ in range(ROUNDS):
        for each, ask in asked.items():
            if each in out:
                continue
            try:
                begin = time.process_time()
                for data in badges:
                    ask(data)
                spent[each].append((time.process_time() - begin) / len(badges))
            except _RefusedError as error:
                out[each] = str(error)
    ours = statistics.median(spent["ours"])
    told = [f"{ours * 1e3:.2f}"]
    for each in ("openbadgeslib", "openvc"):
        if each in out:
            told.append(f"does not take it ({out[each][:60]})")
        else:
            found = statistics.median(spent[each])
            told.append(f"{found * 1e3:.1f} ({found / ours:.1f} times ours)")
    return f"| {name} | {' | '.join(told)} |"


class _RefusedError(Exception):
    """Somebody does not take a badge that is right."""


def _taken(ask: Callable[[bytes, Web], str], data: bytes, web: Web) -> None:
    found = ask(data, web)
    if found != TAKEN:
        raise _RefusedError(found)
