"""The W3C test suite of RDFC-1.0: all 44 tests pass, 12 of them with their map of labels.

43 evaluate (two by poisoned graphs that cost some thousand steps), one must be refused as too much work.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal
from pathways.verification.proofs.rdfc import Canonical, Digest, canonicalize
from tests.support import SHARED, needs_shared
from tests.unit.verification.nquads import quads_of

pytestmark = needs_shared
SUITE = SHARED / "data" / "badges" / "rdfc10"


@cache
def manifest() -> dict[str, dict[str, str]]:
    if not SUITE.is_dir():
        return {}
    with (SUITE / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["test"]: row for row in csv.DictReader(file)}


def text(name: str) -> str:
    return (SUITE / name).read_bytes().decode("utf-8")


def found(test: str) -> Canonical | Refusal:
    digest: Digest = "sha384" if manifest()[test]["hashAlgorithm"] == "SHA384" else "sha256"
    return canonicalize(quads_of(text(f"{test}-in.nq")), digest=digest)


def named(kind: str) -> list[str]:
    return [test for test, row in manifest().items() if row["rdfc10"] == kind]


def test_the_suite_is_whole() -> None:
    assert (len(named("TRUE")), len(named("RDFC10NegativeEvalTest")), len(manifest())) == (43, 1, 44)


@pytest.mark.parametrize("test", named("TRUE"))
def test_canonical_lines(test: str) -> None:
    result = found(test)
    assert isinstance(result, Canonical)
    assert result.text == text(f"{test}-rdfc10.nq")


@pytest.mark.parametrize("test", [test for test, row in manifest().items() if row["rdfc10map"] == "TRUE"])
def test_labels_of_blank_nodes(test: str) -> None:
    result = found(test)
    assert isinstance(result, Canonical)
    labels: Any = {node.removeprefix("_:"): label.removeprefix("_:") for node, label in result.labels.items()}
    assert labels == json.loads(text(f"{test}-rdfc10map.json"))


@pytest.mark.badge_row(8)
@pytest.mark.parametrize("test", named("RDFC10NegativeEvalTest"))
def test_what_costs_too_much_is_refused(test: str) -> None:
    result = found(test)
    assert isinstance(result, Refusal)
    assert result.code is CheckCode.WORK_TOO_MUCH
