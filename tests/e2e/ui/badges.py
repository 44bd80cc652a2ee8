"""Sample badges for pages: in a backpack that was named at the start, as their owner keeps them."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from pathways.resources import sample_badges, sample_issuers, sample_known
from pathways.ui.examining import Conditions, Taken, take

MAIL = "amara.osei@example.org"
PROVEN = ("sql-for-work.json", "dashboards.png", "record.json")


def sample(*names: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, (sample_badges() / name).read_bytes()) for name in names)


def filled(path: Path, *names: str) -> Taken:
    """Put sample badges into a backpack; all of them where none is named."""
    every = names or tuple(sorted(file.name for file in sample_badges().iterdir()))
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    done = take(path, sample(*every), Conditions(now, (MAIL,), (), sample_issuers(), sample_known()))
    assert isinstance(done, Taken), done
    return done


def named(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Start the page with a backpack that is kept."""
    monkeypatch.setattr(sys, "argv", ["app.py", f"--backpack={path}"])
