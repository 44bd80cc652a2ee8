"""Who comes from elsewhere does not see the backpack of whoever keeps the page, however the question came here."""

from __future__ import annotations

import pytest

from pathways.ui.at_home import is_home


@pytest.mark.parametrize(
    ("address", "headers", "home"),
    [
        (None, {"host": "127.0.0.1:8501"}, True),
        (None, {"host": "localhost:8501"}, True),
        (None, {"host": "[::1]:8501"}, True),
        (None, {}, True),
        ("192.168.1.7", {"host": "127.0.0.1:8501"}, False),
        (None, {"host": "badges.example"}, False),
        (None, {"host": "127.0.0.1.badges.example"}, False),
        (None, {"host": "[nonsense"}, False),
        (None, {"host": "localhost", "x-forwarded-for": "203.0.113.9"}, False),
        (None, {"host": "localhost", "forwarded": "for=203.0.113.9"}, False),
        (None, {"host": "localhost", "via": "1.1 gate"}, False),
    ],
)
def test_who_sits_here(address: str | None, headers: dict[str, str], home: bool) -> None:
    assert is_home(address, headers) is home
