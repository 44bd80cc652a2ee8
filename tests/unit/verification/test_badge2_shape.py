"""What an Open Badge 2.0 and its parts must have, one thing missing or wrong at a time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.verification.assertions import (
    BADGE,
    HERE,
    PROFILE,
    Json,
    asked,
    assertion,
    badge,
    changed,
    documents,
    profile,
)
from tests.unit.verification.signing import codes

SHAPES: list[tuple[str, str, Any, str]] = [
    ("assertion", "@context", "https://w3id.org/openbadges/other", "CONTEXT_WRONG"),
    ("assertion", "type", ["Other"], "TYPE_WRONG"),
    ("assertion", "id", None, "MEMBER_MISSING"),
    ("assertion", "id", "no address", "MEMBER_WRONG"),
    ("assertion", "recipient", None, "MEMBER_MISSING"),
    ("assertion", "recipient", [{}], "MEMBER_WRONG"),
    ("assertion", "recipient/identity", None, "MEMBER_MISSING"),
    ("assertion", "recipient/type", None, "MEMBER_MISSING"),
    ("assertion", "recipient/hashed", "true", "MEMBER_WRONG"),
    ("assertion", "issuedOn", None, "MEMBER_MISSING"),
    ("assertion", "issuedOn", "2026-01-01", "MEMBER_WRONG"),
    ("assertion", "issuedOn", 1_767_225_600, "MEMBER_WRONG"),
    ("assertion", "expires", "tomorrow", "MEMBER_WRONG"),
    ("assertion", "verification", None, "MEMBER_MISSING"),
    ("assertion", "badge", None, "MEMBER_MISSING"),
    ("assertion", "evidence", [7], "MEMBER_WRONG"),
    ("badge", "type", "Badge", "TYPE_WRONG"),
    ("badge", "name", " ", "MEMBER_WRONG"),
    ("badge", "criteria", None, "MEMBER_MISSING"),
    ("badge", "image", None, "MEMBER_MISSING"),
    ("profile", "type", "Criteria", "TYPE_WRONG"),
    ("profile", "email", None, "MEMBER_MISSING"),
    ("profile", "url", "college", "MEMBER_WRONG"),
]


@pytest.mark.badge_row(27)
@pytest.mark.parametrize(("part", "path", "value", "code"), SHAPES, ids=[f"{row[0]} {row[1]}" for row in SHAPES])
def test_what_a_badge_must_have(part: str, path: str, value: Any, code: str) -> None:
    whole = {"assertion": assertion(), "badge": badge(), "profile": profile()}
    whole[part] = changed({**whole[part], "expires": "2030-01-01T00:00:00Z", "evidence": []}, path, value)
    whole[part] = {name: inner for name, inner in whole[part].items() if inner != []}
    known: dict[str, Json | None] = {HERE: whole["assertion"], BADGE: whole["badge"], PROFILE: whole["profile"]}
    assert codes(asked(whole["assertion"], known))["structure"] == code


def test_gaps_that_bear_on_nothing_pass_under_the_open_profile() -> None:
    known = documents(badge=badge(image=None, description=None), profile=profile(email=None, url=None))
    assert codes(asked(assertion(), known))["structure"] == "MEMBER_MISSING"
    assert codes(asked(assertion(), known, profile="interoperable"))["structure"] == "STRUCTURE_HOLDS"
