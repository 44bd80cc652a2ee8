"""Begins to erase a learner and is killed at a given moment.  Run by test_openings.py."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pathways.store import openings
from pathways.store.database import Database
from pathways.store.opening_keys import write_keys
from tests.unit.store.test_openings import ANA, DAY, Dice, award, opened


def dies(*_: object, **__: object) -> None:
    sys.stdout.write("dying\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def after(function: Callable[..., Any]) -> Callable[..., None]:
    def run(*given: Any, **named: Any) -> None:
        function(*given, **named)
        dies()

    return run


def main(folder: str, moment: str) -> None:
    store = opened(Path(folder))
    if moment == "before the key":
        vars(openings)["write_keys"] = dies
    if moment == "after the key":
        vars(openings)["write_keys"] = after(write_keys)
    if moment == "before the cleaning":
        Database.clean = dies  # type: ignore[method-assign]
    if moment == "within the cleaning":
        Database._emptied = dies  # type: ignore[method-assign]
    if moment == "while keeping":
        vars(openings)["_put"] = dies
        store.keep(ANA, [award(ANA, 99)], random=Dice(99))
    store.erase(ANA, on=DAY)


if __name__ == "__main__":
    main(*sys.argv[1:])
