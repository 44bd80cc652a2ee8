"""Shipped data is found in a wheel, in a checkout, and its absence is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.resources import app_script, data_root, sample_badges, sample_catalog, sample_known, sample_record
from tests.support import PACKAGE, REPO


def test_a_checkout_reads_its_own_files() -> None:
    assert data_root(PACKAGE) == REPO / "data"
    assert sample_catalog(PACKAGE) == REPO / "data" / "sample" / "catalog"
    assert app_script(PACKAGE) == REPO / "app.py"
    assert sample_record(package=PACKAGE).is_file()
    assert (sample_badges(PACKAGE) / "sql-for-work.json").is_file()
    assert (sample_known(PACKAGE) / "snapshots.json").is_file()


def test_what_was_packed_wins(tmp_path: Path) -> None:
    package = tmp_path / "pathways"
    for place in (package / "_bundled", tmp_path):
        (place / "data").mkdir(parents=True)
    assert data_root(package) == package / "_bundled" / "data"


def test_nothing_there_is_said_with_both_places(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="carries no data") as caught:
        data_root(tmp_path / "pathways")
    assert caught.value.code == "F001"
    assert str(tmp_path / "pathways" / "_bundled" / "data") in caught.value.hint
    assert str(tmp_path / "data") in caught.value.hint
