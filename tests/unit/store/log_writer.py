"""Appends to a log and seals it until it is killed, and says what it has acknowledged.  Run by test_log_kill.py."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from pathways.store.log import open_log
from tests.unit.verification.signers import key


def leaf(number: int) -> bytes:
    return number.to_bytes(32, "big")


def main(path: str, origin: str) -> None:
    with open_log(Path(path), origin) as log:
        for batch in count():
            first = log.size
            log.append(leaf(first + step) for step in range(1 + batch % 7))
            if batch % 3 == 0:
                log.seal(key())
            sys.stdout.write(f"{log.size}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
