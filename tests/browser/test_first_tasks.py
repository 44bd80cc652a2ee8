"""The first task of each who comes, in both languages, wide and narrow, by what a person would read and click."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import pytest

from tests.browser.site import NARROW, WIDE, Window

pytestmark = [pytest.mark.browser]

Staying = Callable[[tuple[int, int], str], Window]
CASES = [("en", WIDE), ("fr", NARROW), ("en", NARROW), ("fr", WIDE)]

WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {
            "gap": "How far am I?",
            "has": "Amara Osei has 21 of 60 credits toward Diploma in Data Analytics, Lakeside College.",
            "missing": "Still missing: 39 credits, in 13 courses.",
            "next": "What should I take next?",
            "first": "Have STA1001 Statistics for Decisions assessed",
            "transfer": "Check a transcript",
            "accepts": "Lakeside College accepts 24 of 30 credits that can be judged.",
            "program": "Look at a program",
            "ladder": "The ladder takes 126 credits: 6 more than going straight to",
        },
        "fr": {
            "gap": "Où en suis-je ?",
            "has": "Amara Osei a 21 sur 60 crédits pour « Diploma in Data Analytics, Lakeside College ».",
            "missing": "Il manque encore : 39 crédits, soit 13 cours.",
            "next": "Que suivre ensuite ?",
            "first": "STA1001 Statistics for Decisions",
            "transfer": "Examiner un relevé de notes",
            "accepts": "Lakeside College accepte 24 sur 30 crédits qui peuvent être jugés.",
            "program": "Regarder un programme",
            "ladder": "La suite prend 126 crédits : 6 de plus que le chemin direct vers",
        },
    }
)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1][0]}")
def visitor(request: pytest.FixtureRequest, staying: Staying) -> Iterator[tuple[Window, Mapping[str, str]]]:
    language, size = request.param
    seen = staying(size, f"{language}-CA")
    yield seen.turn_to(), WORDS[language]
    assert not seen.complaints


def test_a_learner_sees_the_gap_and_the_next_step(visitor: tuple[Window, Mapping[str, str]]) -> None:
    seen, words = visitor
    said = seen.follow(words["gap"]).text()
    assert words["has"] in said
    assert words["missing"] in said
    assert words["first"] in seen.follow(words["next"]).text()


def test_an_advisor_checks_a_transcript(visitor: tuple[Window, Mapping[str, str]]) -> None:
    seen, words = visitor
    assert words["accepts"] in seen.follow(words["transfer"]).text()


def test_an_institution_sees_where_credit_dies(visitor: tuple[Window, Mapping[str, str]]) -> None:
    seen, words = visitor
    assert words["ladder"] in seen.follow(words["program"]).text()
