"""Does one thing after the other to a backpack until it is killed, and says so.  Run by test_backpack_kill.py."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from pathways.store.backpack import open_backpack
from tests.unit.store.held import answer, badge, put


def main(path: str, begin: str) -> None:
    backpack = open_backpack(Path(path))
    for number in count(int(begin)):
        name = put(backpack, badge(number))
        say("add", number, name)
        backpack.note(name, f"note {number}")
        say("note", number, name)
        backpack.recheck(answer(badge(number)))
        say("recheck", number, name)
        backpack.group("all", [one.sha256 for one in backpack.listed().items])
        say("group", number, name)
        if number % 3 == 0:
            backpack.remove(name)
            say("remove", number, name)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
