"""A commitment tells nothing without its opening, and with it exactly one thing."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import BadgeError
from pathways.verification.entries import (
    LONGEST,
    SALT,
    Entry,
    EntryKind,
    Opening,
    canonical,
    commitment,
    read_opening,
    revocation,
    write_opening,
)

AWARD = Entry(EntryKind.AWARD, "uni.example", "ana", "mc-network", date(2026, 5, 1), "ab" * 32)
OPENING = Opening(AWARD, bytes(range(SALT)))

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
ENTRIES = st.builds(Entry, st.sampled_from(EntryKind), WORDS, WORDS, WORDS, st.dates(), WORDS)
OPENINGS = st.builds(Opening, ENTRIES, st.binary(min_size=SALT, max_size=SALT))


@given(OPENINGS)
def test_an_opening_is_read_as_it_was_written(opening: Opening) -> None:
    found = read_opening(write_opening(opening).encode())
    assert found == opening
    assert commitment(found) == commitment(opening)


@given(OPENINGS, OPENINGS)
def test_two_openings_have_one_commitment_only_if_they_are_one(one: Opening, other: Opening) -> None:
    assert (commitment(one) == commitment(other)) is (one == other)


def test_every_field_and_the_salt_are_bound() -> None:
    changed = [
        replace(AWARD, kind=EntryKind.RECOGNITION),
        replace(AWARD, by="other.example"),
        replace(AWARD, learner="ben"),
        replace(AWARD, about="mc-other"),
        replace(AWARD, on=AWARD.on + timedelta(days=1)),
        replace(AWARD, digest=""),
    ]
    assert len(changed) == len(fields(Entry))
    found = {commitment(Opening(entry, OPENING.salt)) for entry in changed}
    assert len(found | {commitment(OPENING), commitment(Opening(AWARD, bytes(SALT)))}) == len(changed) + 2


def test_what_is_in_one_field_is_not_mistaken_for_another() -> None:
    one, other = replace(AWARD, by="a", learner="bc"), replace(AWARD, by="ab", learner="c")
    assert canonical(one) != canonical(other)


def test_the_canonical_bytes_stay_as_they_are() -> None:
    # A change here would make every opening that learners keep meaningless.
    entry = replace(AWARD, learner='é"\\\n\x7f\u2028', digest="")
    assert (
        canonical(entry)
        == (
            '{"about":"mc-network","by":"uni.example","digest":"","format":"pathways-log-entry/1",'
            '"kind":"award","learner":"é\\"\\\\\\n\x7f\u2028","on":"2026-05-01"}'
        ).encode()
    )
    assert commitment(OPENING).hex() == "96d229696e40169c2ecf14d54ab1a63e0bee8ae899e1d3ee3cbcacb4071246b6"


def test_a_revocation_names_the_commitment_and_has_a_salt_of_its_own() -> None:
    entry = revocation(OPENING, by="uni.example", on=date(2026, 6, 1))
    assert (entry.kind, entry.learner, entry.about) == (EntryKind.REVOCATION, "ana", commitment(OPENING).hex())
    assert commitment(Opening(entry, bytes(SALT))) != commitment(Opening(entry, OPENING.salt))


def test_an_opening_does_not_show_itself_in_passing() -> None:
    assert "ana" not in repr(OPENING)


def written(**changes: Any) -> bytes:
    plain = {**json.loads(write_opening(OPENING)), **changes}
    return json.dumps({name: value for name, value in plain.items() if value is not None}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 9_000,
        b" " * (LONGEST + 1),
        written(salt=None),
        written(salt="00"),
        written(salt="ZZ" * 32),
        written(salt="AB" * 32),
        written(salt=" " + "00" * 32),
        written(on="2026-13-01"),
        written(on="20260501"),
        written(on=20260501),
        written(kind="gift"),
        written(format="pathways-log-entry/2"),
        written(more="more"),
        written(learner=None),
        written(learner=["ana"]),
        written(learner="\ud800"),
        b'{"learner": "ben", ' + write_opening(OPENING).encode()[1:],
    ],
)
def test_what_is_no_opening_is_refused(data: bytes) -> None:
    with pytest.raises(BadgeError) as error:
        read_opening(data)
    assert error.value.code == "B003"


@pytest.mark.parametrize("opening", [Opening(AWARD, b"short"), Opening(replace(AWARD, by="\ud800"), bytes(SALT))])
def test_what_cannot_be_written_is_not_logged(opening: Opening) -> None:
    with pytest.raises(BadgeError) as error:
        commitment(opening)
    assert error.value.code == "B003"
