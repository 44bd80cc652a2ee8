"""A course is found by the beginnings of words in its title or code, and no more of them are sent than fit a list."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.formats.native import open_catalog
from pathways.resources import sample_catalog
from pathways.ui.courses import find
from pathways.ui.names import Names


class Shelf:
    """A catalogue as the page holds it."""

    def __init__(self) -> None:
        self.catalog = open_catalog(sample_catalog())
        self.names = Names(self.catalog)


@pytest.fixture(scope="module")
def shelf() -> Any:
    return Shelf()


@pytest.mark.parametrize(
    ("text", "among", "names"),
    [
        ("cis151", (), ["river-bend-CIS151"]),
        ("CIS 151", (), ["river-bend-CIS151"]),
        ("151 cis", (), ["river-bend-CIS151"]),
        ("dash", ("river-bend",), ["river-bend-CIS220"]),
        ("ashboards", (), []),
        ("prog ii", ("river-bend",), ["river-bend-CIS151"]),
        ("bayesienne", (), ["valmont-MOD310"]),
        ("zymurgy", (), []),
    ],
)
def test_every_word_begins_a_word(shelf: Any, text: str, among: tuple[str, ...], names: list[str]) -> None:
    catalog = shelf.catalog
    if "valmont-MOD310" in names:
        names = [name for name, one in catalog.courses.items() if "bayésienne" in one.title.casefold()]
    assert list(find(shelf, text, among).names) == names


def test_the_search_agrees_with_looking_at_each_course(shelf: Any) -> None:
    for word in ("data", "st", "1", "intro", "of"):
        slow = {
            name
            for name, one in shelf.catalog.courses.items()
            if any(
                part.startswith(word) for part in f"{one.code} {one.title} {name}".casefold().replace("-", " ").split()
            )
        }
        assert slow <= set(find(shelf, word).names)


def test_of_many_the_first_are_shown_and_all_are_counted(shelf: Any) -> None:
    found = find(shelf, "", (), "lakeside", 10)
    assert len(found.names) == 10
    there = [one for one in shelf.catalog.courses.values() if one.organization != "lakeside"]
    assert found.all == len(there)
    assert not any(
        shelf.catalog.courses[name].organization == "lakeside" for name in find(shelf, "", (), "lakeside").names
    )
