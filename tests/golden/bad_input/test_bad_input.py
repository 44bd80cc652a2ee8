"""Every mistake is told in one clear finding with its place, and none ends in a traceback (see cases.yaml)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pathways.errors import Finding, PathwaysError
from pathways.formats.native import load_catalog, load_record

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
COMMON = """
organizations:
  - {id: o, title: O, kind: college, credit_system: us, level_framework: levels, grade_scale: letters, invented: true}
credit-systems:
  - {id: us, title: US, source: {title: S}}
level-frameworks:
  - {id: levels, title: Levels, min: 1, max: 8, source: {title: S}}
grade-scales:
  - id: letters
    title: Letters
    steps: [{grade: A, rank: 4}, {grade: B, rank: 3}, {grade: C, rank: 2}, {grade: D, rank: 1}, {grade: F, rank: 0}]
"""


def findings_of(case: dict[str, Any], folder: Path) -> tuple[Finding, ...]:
    path = folder / case["file"]
    path.write_bytes(bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode())
    for name, text in case.get("more", {}).items():
        (folder / name).write_text(text, "utf-8")
    try:
        if case["file"].startswith("record"):
            load_record(path)
            return ()
        (folder / "zz-common.yaml").write_text(COMMON, "utf-8")
        return load_catalog(folder).findings
    except PathwaysError as error:
        return error.findings


def line_of(finding: Finding, folder: Path) -> str:
    where = finding.where
    message = finding.message.replace(f"{folder.as_posix()}/", "")
    return f"{finding.severity} {finding.code} {where.line or '-'} {where.path or '-'}: {message}"


def same(said: str, expected: str) -> bool:
    """Return whether a line is as expected; one that ends in … is compared up to there (words of a library follow)."""
    return said.startswith(expected[:-1]) if expected.endswith("…") else said == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_says_exactly(case: dict[str, Any], tmp_path: Path) -> None:
    findings = findings_of(case, tmp_path)
    said = [line_of(finding, tmp_path) for finding in findings]
    assert len(said) == len(case["says"]), said
    assert all(same(*pair) for pair in zip(said, case["says"], strict=True)), said
    files = {case["file"], *case.get("more", {})}
    assert all(finding.where.file and Path(finding.where.file).name in files for finding in findings)
    assert all(finding.why for finding in findings)


def test_the_common_part_is_clean(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text(COMMON, "utf-8")
    assert load_catalog(tmp_path).findings == ()


def test_every_case_says_something_and_none_says_how_we_are_built() -> None:
    assert len(CASES) >= 45
    assert len({case["name"] for case in CASES}) == len(CASES)
    jargon = re.compile(r"\b(pydantic|Input should|Value error|Traceback|tuple|dict|http)\b")
    for case in CASES:
        assert case["says"], case["name"]
        assert not [line for line in case["says"] if jargon.search(line)], case["name"]
