"""Hostile and broken input: one clear error with its code, exit 3, soon, in little memory, and nothing half-written.

The clock and the memory are hard limits of each process (``asking.WALL``, ``asking.SPACE``); what each case takes is
printed by ``python -m tests.benchmarks.hostile``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.asking import Answer, Desk, open_desk
from tests.hostile.cases import CASES
from tests.hostile.foreign import HEADER, MAP, ROW
from tests.hostile.making import IMPORT_TABLE, Case

MEGABYTES = 300
CODE = re.compile(r"^([A-Z]\d{3}) ", re.MULTILINE)
AS_PEOPLE_DO = (
    "catalog: a billion laughs",
    "catalog: two that need each other",
    "folder: a file that is closed",
    "record: a line of 100 MB",
    "table: 400 MB packed into commas",
    "writing: a disk that is full at once",
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk() as found:
        yield found


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, which is emptied again: some cases fill it with 100 MB."""
    folder = tmp_path / "here"
    folder.mkdir()
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def lying(here: Path) -> dict[str, int]:
    """Return what lies in the folder, hidden files too, with sizes."""
    return {path.relative_to(here).as_posix(): path.lstat().st_size for path in sorted(here.rglob("*"))}


def judge(case: Case, answer: Answer, before: dict[str, int], here: Path) -> None:
    told = tuple(CODE.findall(answer.err))
    assert (answer.exit, told) == (case.exit, case.codes), answer.err[:2_000]
    assert case.says in answer.out + answer.err
    assert "Traceback" not in answer.err
    assert answer.megabytes < MEGABYTES
    if case.exit:
        assert answer.out == ""
        assert lying(here) == before
    else:
        assert answer.err == ""
        assert {name.partition("/")[0] for name in lying(here)} - {name.partition("/")[0] for name in before} <= {"out"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_refused_with_one_clear_error(case: Case, desk: Desk, here: Path) -> None:
    case.prepare(here)
    before = lying(here)
    answer = desk.ask(case.ask, here, room=case.room, denied=case.denied)
    judge(case, answer, before, here)


@pytest.mark.parametrize("name", AS_PEOPLE_DO)
def test_the_same_as_people_ask(name: str, desk: Desk, here: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    case.prepare(here)
    before = lying(here)
    answer = desk.ask(case.ask, here, room=case.room, denied=case.denied, from_nothing=True)
    judge(case, answer, before, here)


def test_there_are_many_and_each_has_its_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 200
    assert all(case.codes for case in CASES if case.exit)
    assert not any(case.codes for case in CASES if not case.exit)


@pytest.fixture
def small_disk(here: Path) -> Iterator[Path]:
    """A disk of 24 kB, mounted in the folder."""
    place = here / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=24k", "tmpfs", str(place)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(["mount", *options], check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_fills_up_while_a_catalogue_is_written(small_disk: Path, here: Path, desk: Desk) -> None:
    rows = "".join(ROW.replace("MATH 1", f"MATH {n}").replace("r1", f"r{n}") for n in range(500))
    (here / "given.csv").write_text(HEADER + rows, "utf-8")
    (here / "map.yaml").write_text(MAP, "utf-8")
    words = (*IMPORT_TABLE[:-1], str(small_disk / "out"))
    answer = desk.ask(words, here)
    assert (answer.exit, CODE.findall(answer.err), answer.out) == (3, ["F010"], "")
    assert "No space left on device" in answer.err
    assert list(small_disk.iterdir()) == []


def test_what_was_written_before_stays_when_the_disk_is_full(here: Path, desk: Desk) -> None:
    (here / "given.csv").write_text(HEADER + ROW, "utf-8")
    (here / "map.yaml").write_text(MAP, "utf-8")
    assert desk.ask(IMPORT_TABLE, here).exit == 0
    before = lying(here)
    answer = desk.ask(IMPORT_TABLE, here, room=200)
    assert (answer.exit, CODE.findall(answer.err)) == (3, ["F010"])
    assert lying(here) == before
