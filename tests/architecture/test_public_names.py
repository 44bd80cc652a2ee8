"""The front door has the names that were decided, no more and no fewer."""

from __future__ import annotations

import pathways
from tests.support import REPO

DECIDED = REPO / "tests" / "architecture" / "public_names.txt"


def test_the_front_door_is_as_decided() -> None:
    decided = DECIDED.read_text(encoding="utf-8").split()
    assert sorted(getattr(pathways, "__all__", ())) == decided


def test_every_public_name_is_there_and_documented() -> None:
    for name in getattr(pathways, "__all__", ()):
        assert getattr(pathways, name).__doc__, name
