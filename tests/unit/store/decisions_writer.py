"""Decides without end and says what was acknowledged, or decides one pair once.  Run by test_decisions_kill.py."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from pathways.errors import StoreError
from pathways.model.decision import Withdrawal
from pathways.store.decisions import open_decisions
from tests.unit.matching.deciding import NOW, decision


def main(path: str, who: str, begin: str) -> None:
    store = open_decisions(Path(path), wait=30)
    for number in count(int(begin)):
        made = decision(f"x{number}", by=who)
        try:
            store.decide(made)
            say("decided", number, made.id)
        except StoreError as error:
            say("conflict", number, error.code)
        if number % 5 == 0 and who == "killed":
            store.withdraw(Withdrawal(decision=made.id, because="wrong", by=who, at=NOW))
            say("withdrawn", number, made.id)
        if who != "killed" and number == int(begin) + 14:
            return


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
