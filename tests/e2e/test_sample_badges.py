"""The sample badges come out as they are meant to, on any day and in nobody else's hands, and can be made anew."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.carrier import Carried, open_carrier
from tests.e2e.asking import here
from tests.sample_badges import BADGES, KNOWN, MAIL, SAMPLE, files

FOLDER = SAMPLE / BADGES
DAYS = ("2026-09-01", "2026-11-22", "2031-01-01")
MEANT: dict[str, tuple[str, str | None, dict[Step, CheckCode]]] = {
    "sql-for-work.json": ("proven", "lakeside-mc-sql", {}),
    "dashboards.png": ("proven", "lakeside-mc-dashboards", {}),
    "record.json": ("proven", "river-bend-badge-emerging-leader", {}),
    "revoked.json": ("refused", "river-bend-badge-team-player", {Step.STATUS: CheckCode.STATUS_REVOKED}),
    "expired.json": ("refused", "brightwater-badge-forklift", {Step.TIME: CheckCode.EXPIRED}),
    "changed.json": (
        "refused",
        "learnwell-badge-charts",
        {Step.PROOF_EMBEDDED: CheckCode.SIGNATURE_WRONG},
    ),
    "not-listed.json": ("claim", None, {Step.RECOGNIZED_ISSUER: CheckCode.ISSUER_NOT_LISTED}),
}


def asked(*names: str, holder: str = MAIL, day: str = DAYS[0]) -> tuple[int, dict[str, Any]]:
    paths = [FOLDER / name for name in names]
    known = ("--issuers", SAMPLE / "issuers.yaml", "--known", SAMPLE / KNOWN)
    done = here("verify", *paths, *known, "--holder", holder, "--as-of", day, "--json")
    document: dict[str, Any] = json.loads(done.stdout)
    return done.exit_code, document


def test_every_sample_badge_is_meant() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MEANT)


@pytest.mark.parametrize("name", MEANT)
@pytest.mark.parametrize("day", DAYS)
def test_each_comes_out_as_it_is_meant_to_on_any_day(name: str, day: str) -> None:
    standing, credential, open_steps = MEANT[name]
    code, document = asked(name, day=day)
    (one,) = document["badges"]
    match = one["match"] or {}
    assert (one["standing"], match.get("credential")) == (standing, credential)
    (checks,) = [each["checks"] for each in document["verifications"]]
    wrong = {each["step"]: each["code"] for each in checks if each["outcome"] in ("FAIL", "UNKNOWN")}
    assert wrong == {step.value: code.value for step, code in open_steps.items()}, "wrong in exactly one thing"
    assert code == (0 if standing == "proven" else 1)


@pytest.mark.parametrize("name", MEANT)
def test_in_the_hands_of_somebody_else_none_is_proven(name: str) -> None:
    code, document = asked(name, holder="somebody.else@example.org")
    # the id inside the token says nothing to anybody, so whose it is stays open
    standing = "claim" if name == "dashboards.png" else "refused"
    assert (code, {one["standing"] for one in document["badges"]}) == (1, {standing})


def test_the_same_seed_makes_the_same_bytes_and_another_seed_other_keys() -> None:
    first, again, other = files("a"), files("a"), files("b")
    assert first == again
    assert all(first[name] != other[name] for name in first if not name.endswith("snapshots.json"))


def test_what_is_shipped_is_what_the_script_makes_under_keys_that_nobody_has() -> None:
    made = files("any words")
    shipped = {
        path.relative_to(SAMPLE).as_posix(): path.read_bytes()
        for folder in (BADGES, KNOWN)
        for path in (SAMPLE / folder).iterdir()
    }
    assert shipped.keys() == made.keys()
    for name, body in shipped.items():
        assert bare(body) == bare(made[name]), f"{name}: run python -m tests.sample_badges"
        assert b"PRIVATE" not in body


def bare(body: bytes) -> str:
    """Return what a file says without keys and signatures."""
    if body.startswith(b"\x89PNG"):
        found = open_carrier(body)
        assert isinstance(found, Carried)
        text = json.dumps([found.value, len(body)])
    else:
        text = json.dumps(json.loads(body))
    return re.sub(r"z6Mk\w{44}|\"z[1-9A-HJ-NP-Za-km-z]{80,90}\"", "...", text)


def test_the_mail_address_stands_in_none_of_them() -> None:
    for path in FOLDER.iterdir():
        body = path.read_bytes()
        assert MAIL.encode() not in body
        found = open_carrier(body)
        assert isinstance(found, Carried)
        assert MAIL not in json.dumps(found.value)
