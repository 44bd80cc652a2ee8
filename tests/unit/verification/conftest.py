"""No request leaves, and nothing takes a second."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

LONGEST = 1.0


def _refuse(*_arguments: Any, **_names: Any) -> Any:
    raise AssertionError("a request was about to leave")


@pytest.fixture
def no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)


@pytest.fixture
def within_a_second() -> Iterator[None]:
    begin = time.process_time()
    yield
    assert time.process_time() - begin < LONGEST
