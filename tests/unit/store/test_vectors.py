"""Are vectors kept between runs as they were made, and never trusted when damaged?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pathways.errors import FormatError
from pathways.store.vectors import KeptVectors
from tests.unit.matching.meanings import Meanings
from tests.unit.matching.test_encoded import THERE

TITLES = [one.title for one in THERE]


def kept(folder: Path) -> tuple[Path, np.ndarray]:
    rows = KeptVectors(Meanings(), folder).encode(TITLES)
    (path,) = folder.iterdir()
    return path, rows


def test_what_was_made_once_is_read_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    _, rows = kept(folder)
    again = Meanings()
    assert (KeptVectors(again, folder).encode(TITLES) == rows).all()
    assert again.read == []
    for other in (
        KeptVectors(Meanings("another"), folder).encode(TITLES),
        KeptVectors(Meanings(), folder).encode(TITLES[:2]),
    ):
        assert other.shape[1] == rows.shape[1]
    assert KeptVectors(Meanings(), folder).encode(TITLES[:1]).shape == (1, rows.shape[1])
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda path, _: path.write_bytes(path.read_bytes()[:-5]),
        lambda path, _: path.write_bytes(b""),
        lambda path, _: np.save(path, np.array([{"a": "pickle"}]), allow_pickle=True),
        lambda path, rows: np.save(path, rows[:1]),
        lambda path, rows: np.save(path, rows * 2),
        lambda path, rows: np.save(path, rows * np.nan),
        lambda path, rows: np.save(path, rows.astype(np.float64)),
    ],
)
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: Callable[[Path, np.ndarray], None]) -> None:
    path, rows = kept(tmp_path)
    whole_file = path.read_bytes()
    damage(path, rows)
    again = Meanings()
    assert (KeptVectors(again, tmp_path).encode(TITLES) == rows).all()
    assert again.read == TITLES
    assert path.read_bytes() == whole_file
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(FormatError, match="F010"):
        KeptVectors(Meanings(), file / "vectors").encode(TITLES)
