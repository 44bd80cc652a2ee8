"""Issues and revokes in children that are killed before their n-th call of the system, and looks what is left.

Run by test_issuing_kill.py as a process of its own: only where there is one thread may a process be divided.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from pathways.store import issue
from pathways.store.issuing import Cupboard, open_cupboard
from pathways.verification.receipt import check_receipt
from tests.unit.issuing.making import audited
from tests.unit.store.issuing_making import changed, cupboard, issued, name

CALLS = {"fsync", "write", "replace", "execute", "commit", "ftruncate", "open", "unlink", "link"}
"""Calls of C functions before which a child may be killed: those that touch a disk."""


def main(folder: str, step: str) -> None:
    """Kill children ever later until one lives; print how many were killed."""
    audited()
    setattr(issue, "examined", lambda *_: None)  # noqa: B010 - it touches no disk, and tracing it takes long
    kept = cupboard(Path(folder) / "seal")
    acknowledged = Path(folder) / "acknowledged"
    acknowledged.touch()
    number = killed = 0
    while True:
        number += 1
        status = in_child(lambda number=number: work(kept, number, acknowledged), 1 + killed * int(step))  # type: ignore[misc]
        look(kept, acknowledged)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "the child failed by itself"
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        killed += 1
    print(killed, len(acknowledged.read_text().split()))


def in_child(act: Callable[[], None], limit: int) -> int:
    """Run something in a child that is killed before its ``limit``-th call, and return how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        calls = 0

        def count(_frame: FrameType, event: str, called: Any) -> None:
            nonlocal calls
            if event == "c_call" and called.__name__ in CALLS:
                calls += 1
                if calls >= limit:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        act()
        code = 0
    finally:
        sys.setprofile(None)
        os._exit(code)


def work(kept: Cupboard, number: int, acknowledged: Path) -> None:
    """Issue one credential and take it back, saying so after each."""
    issued(kept, number, form="jwt")
    say(acknowledged, f"issued:{number}")
    changed(kept, number)
    say(acknowledged, f"revoked:{number}")


def say(acknowledged: Path, word: str) -> None:
    handle = os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    os.write(handle, f"{word}\n".encode())
    os.close(handle)


def look(kept: Cupboard, acknowledged: Path) -> None:
    """Check that all that was acknowledged is there, and that nothing is torn."""
    kept = open_cupboard(kept.folder)
    with kept.log() as opened:
        rows = {row.id: row for row in kept.issued()}
        revoked = {row.id for row in kept.changes() if row.log_index is not None}
        for word in acknowledged.read_text().split():
            state, _, number = word.partition(":")
            row = rows[name(int(number))]
            assert row.state in (("issued", "revoked") if state == "issued" else ("revoked",)), (word, row)
            assert row.log_index is not None
            assert state == "issued" or row.id in revoked
        leaves = [row.leaf for row in kept.issued() if row.log_index is not None]
        for row in kept.issued():
            assert (row.state == "abandoned") == (row.log_index is None)
        assert len(leaves) + len(kept.changes()) == opened.log.size, "every entry of the log is accounted for"
    _check_receipts(kept)


def _check_receipts(kept: Cupboard) -> None:
    from pathways.issuing.keys import log_key
    from tests.unit.issuing.making import secret

    key = log_key(secret(number=9), kept.origin).verifier
    with kept.log() as opened:
        for index, leaf in [(row.log_index, row.leaf) for row in kept.issued()] + [
            (row.log_index, row.leaf) for row in kept.changes()
        ]:
            if index is not None:
                assert check_receipt(opened.log.receipt(index), bytes.fromhex(leaf), key).holds


if __name__ == "__main__":
    main(*sys.argv[1:])
