"""Who is in which group: one reader for the page and the command line, and no column that names people."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.formats.groups import columns_of, load_groups
from pathways.formats.tree import Limits


def table(folder: Path, text: str) -> Path:
    file = folder / "groups.csv"
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_columns_are_those_that_may_hold_the_group(tmp_path: Path, end: str) -> None:
    file = table(tmp_path, end.join(["Learner; region ;school", "a;north;x", "b;north;y", ""]))
    assert columns_of(file) == ("region", "school")
    assert load_groups(file, column="region") == (("a", "north"), ("b", "north"))


def test_a_header_that_cannot_be_read_is_told_as_any_other(tmp_path: Path) -> None:
    for text, code in (("", "F006"), ('learner,"region\nana,north\n', "F006"), ("learner," + "x" * 200_000, "F006")):
        with pytest.raises(FormatError) as caught:
            columns_of(table(tmp_path, text))
        assert caught.value.code == code
    with pytest.raises(FormatError) as caught:
        columns_of(table(tmp_path, "learner," + "x" * 50), limits=Limits(line_bytes=20))
    assert caught.value.code == "F005"


@pytest.mark.parametrize("column", ["learner", " Learner "])
def test_the_column_of_the_learner_is_no_group(tmp_path: Path, column: str) -> None:
    with pytest.raises(FormatError, match="names the learners") as caught:
        load_groups(table(tmp_path, "learner,region\nana,north\n"), column=column)
    assert caught.value.code == "F006"


def test_groups_of_one_learner_each_look_like_names(tmp_path: Path) -> None:
    rows = [f"l{n},name {n}" for n in range(5)]
    with pytest.raises(FormatError, match="look like names or ids") as caught:
        load_groups(table(tmp_path, "\n".join(["learner,group", *rows, "z,all", "y,all"])))
    assert caught.value.code == "F006"
    assert len(load_groups(table(tmp_path, "\n".join(["learner,group", *rows[:4]])))) == 4
    shared = [f"{name}{group},{group}" for group in "abcde" for name in "xy"]
    assert len(load_groups(table(tmp_path, "\n".join(["learner,group", *rows, *shared])))) == 15
