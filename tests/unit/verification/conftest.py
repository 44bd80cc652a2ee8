"""No request leaves, and nothing runs away: what takes a second is measured by the benchmark, not here."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

LONGEST = 10.0
"""Seconds of the processor that nothing comes near; the aim is one: `python -m tests.benchmarks badges` measures it."""


def _refuse(*_arguments: Any, **_names: Any) -> Any:
    raise AssertionError("a request was about to leave")


@pytest.fixture
def no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)


@pytest.fixture
def bounded() -> Iterator[None]:
    begin = time.process_time()
    yield
    assert time.process_time() - begin < LONGEST
