"""A record of transactions is read whole, or refused with what is wrong and where."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pathways.errors import FormatError
from pathways.formats.anchors import load_anchors
from tests.support import REPO

RIGHT = {
    "chain": "bitcoin:mainnet",
    "transaction": "ab" * 32,
    "root": "01" * 32,
    "sender": "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "time": "2026-02-01T12:00:00Z",
    "source": "own node",
}


def written(folder: Path, document: Any, name: str = "anchors.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_a_record_is_read(tmp_path: Path) -> None:
    found = load_anchors(written(tmp_path, {"schema": "pathways/anchors/1", "anchors": [RIGHT, RIGHT]}))
    one = found.of("bitcoin:mainnet", "ab" * 32)
    assert one is not None
    assert (one.sender, one.time.isoformat()) == (RIGHT["sender"], "2026-02-01T12:00:00+00:00")
    assert load_anchors(written(tmp_path, {})).anchors == ()


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    page = (REPO / "docs/formats/anchors.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    found = load_anchors(written(tmp_path, example[1], "anchors.yaml"))
    assert [one.chain for one in found.anchors] == ["bitcoin:mainnet"]


WRONG: list[tuple[Any, str, str]] = [
    ([], "F003", "expected a mapping"),
    ({"anchors": [{**RIGHT, "root": "0x" + "01" * 32}]}, "F003", "root"),
    ({"anchors": [{**RIGHT, "time": "2026-02-01T12:00:00"}]}, "F003", "time"),
    ({"anchors": [{**RIGHT, "chain": "Bitcoin"}]}, "F003", "chain"),
    ({"anchors": [{**RIGHT, "height": 7}]}, "F003", "height"),
    ({"anchors": [RIGHT, {**RIGHT, "root": "02" * 32}]}, "F003", "twice"),
    ({"schema": "pathways/issuers/1"}, "F003", "schema"),
]


@pytest.mark.parametrize(("document", "code", "words"), WRONG, ids=[row[2] for row in WRONG])
def test_what_is_wrong_is_told(tmp_path: Path, document: Any, code: str, words: str) -> None:
    with pytest.raises(FormatError, match=words) as caught:
        load_anchors(written(tmp_path, document))
    assert caught.value.code == code


def test_other_files_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        load_anchors(written(tmp_path, "a,b", "anchors.csv"))
    assert caught.value.code == "F008"
