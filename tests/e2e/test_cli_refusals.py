"""What cannot be answered is said in plain words, with an exit code for its kind, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.asking import ANA, DIPLOMA, RECORDS, here, refused, refused_here, told
from tests.support import REPO, plain_environment, python, run

AUDIT = ("audit", ANA, "--goal")


# -- 2: a question that makes no sense --


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ((*AUDIT, "lakeside-diploma-data-analytic"), f"Did you mean '{DIPLOMA}'?"),
        ((*AUDIT, "aubrac-title-data-coordinator@1999"), "Editions: aubrac-title-data-coordinator@2021"),
        ((*AUDIT, DIPLOMA, "--at", "northgate"), "U003 'lakeside-diploma-data-analytics' is awarded by 'lakeside'"),
        (
            ("recognize", ANA, "--at", "lakesid"),
            "U001 this catalog has no organization 'lakesid'\n  Did you mean 'lakeside'?",
        ),
        (("gap", ANA, "--goal", "data-analist"), "Did you mean 'data-analyst'?"),
        (("show", "lakeside-DAT12"), "U001 this catalog has nothing called 'lakeside-DAT12'"),
        (("compare", ANA, "--kind", "diplom"), "Did you mean 'diploma'?"),
        (("compare", ANA, "--kind", "xyz"), "Kinds: degree, award, "),
    ],
    ids=str,
)
def test_a_question_without_sense(question: tuple[str | Path, ...], words: str) -> None:
    assert words in refused_here(2, *question)


def test_the_same_as_a_process() -> None:
    assert refused(2, *AUDIT, "lakeside-diploma-data-analytic") == (
        "U001 this catalog has no credential 'lakeside-diploma-data-analytic'\n"
        "  Did you mean 'lakeside-diploma-data-analytics'?\n"
    )
    assert "Missing option '--goal'" in refused(2, "audit", ANA)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (("audit", ANA), "Missing option '--goal'"),
        ((*AUDIT, DIPLOMA, "--as-of", "2026-02-30"), "'2026-02-30' is not a day; write it as 2026-09-01"),
        (("compare", ANA, "--top", "none"), "--top"),
        (("gap", ANA, "--goal", "x", "--measure", "luck"), "--measure"),
        (("odit", ANA), "No such command 'odit'"),
        (("check", "--frob"), "--frob"),
    ],
    ids=str,
)
def test_a_command_that_does_not_exist_so(question: tuple[str | Path, ...], words: str) -> None:
    assert words in refused_here(2, *question)


# -- 3: input that cannot be read --


def test_files_that_are_not_there() -> None:
    assert refused(3, "audit", "nobody.yaml", "--goal", DIPLOMA).startswith("F001 file not found: nobody.yaml ")
    assert "is a folder" in refused_here(3, "audit", RECORDS, "--goal", DIPLOMA)
    assert "at nowhere\n" in refused_here(3, *AUDIT, DIPLOMA, "--catalog", "nowhere")
    assert refused_here(3, "check", "nowhere").startswith("F001")
    assert "F001" in refused_here(3, "gap", ANA, "--goal", "nothing.yaml")


def test_a_record_with_several_mistakes_is_told_all_of_them(tmp_path: Path) -> None:
    record = tmp_path / "ana.yaml"
    record.write_text(
        "learner: {id: ana}\nattainments:\n"
        "- {id: A1, course: x, completed: yesterday}\n"
        "- {id: A2, corse: y, grade: [1]}\n",
        "utf-8",
    )
    words = refused_here(3, "audit", record, "--goal", DIPLOMA)
    assert words.count("\n  at ") == words.count("F003") == 3
    assert f"at {record}:3, path attainments[0].completed\n" in words
    assert "Did you mean 'course'?" in words


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"learner: {id: ana", "F002"),
        (b"learner: {id: ana}\nlearner: {id: ana}\n", "F012"),
        (b"learner: {id: \xff}\n", "F004"),
        (b"learner: !!python/object/apply:os.system [id]\n", "F011"),
        (b"- 1\n", "F003"),
        (b"learner: {id: ana}\nattainments: [{id: A, course: x}, {id: A, course: y}]\n", "R002"),
    ],
    ids=repr,
)
def test_a_record_that_cannot_be_read(content: bytes, code: str, tmp_path: Path) -> None:
    record = tmp_path / "ana.yaml"
    record.write_bytes(content)
    assert refused_here(3, "recognize", record, "--at", "lakeside").startswith(f"{code} ")


def test_a_catalog_with_errors_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(
        "courses: [{id: a, organization: nowhere, code: A, title: A, prerequisite: {course: b}}]\n", "utf-8"
    )
    words = refused_here(3, *AUDIT, DIPLOMA, "--catalog", tmp_path)
    assert words.count("C002 dangling reference") == 2
    assert f"at {tmp_path}/catalog.yaml:1" in words


def test_a_catalog_of_which_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("courses: [", "utf-8")
    done = here("check", tmp_path)
    assert done.exit_code == 3
    assert done.stdout.startswith("error F002 not valid YAML or JSON")


# -- 4, 70 and what the machine does --


def test_the_page_says_what_to_install() -> None:
    done = run_with("sys.modules['streamlit'] = None", "app")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("X002 the page needs streamlit")
    assert "pip install 'pathways-planner[ui]'" in done.stderr


def test_our_own_bug_is_called_so() -> None:
    broken = "import pathways.cli.opening as o; o.open_desk = lambda catalog: [][catalog]"
    done = run_with(broken, "show", "lakeside")
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.startswith("X001 TypeError: ")
    assert "bug in Pathways" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run_with(broken, "--debug", "show", "lakeside").stderr


def run_with(change: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line after a change to its surroundings."""
    ask_changed = f"import sys; {change}; sys.argv = ['pathways', *{words!r}]"
    return python("-c", f"{ask_changed}; from pathways.cli.main import main; main()")


def started(*words: str, stdout: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pathways", *words]
    return subprocess.Popen(command, cwd=REPO, env=plain_environment(), stdout=stdout, stderr=subprocess.PIPE)


def test_a_reader_that_leaves_is_no_mistake() -> None:
    process = started("show", "lakeside", stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, words = process.communicate(timeout=60)
    assert (process.returncode, words) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        process = started("show", "lakeside", "--json", stdout=full.fileno())
        _, words = process.communicate(timeout=60)
    assert process.returncode == 3
    assert words.startswith(b"F010 cannot write the answer: No space left on device")


@pytest.mark.parametrize("closed", ["1>&-", "1>&- 2>&-"])
def test_a_stream_that_was_closed_is_no_mistake(closed: str) -> None:
    done = run("sh", "-c", f'"$0" -m pathways show lakeside {closed}', sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_terminal_gets_colour() -> None:
    ours, theirs = pty.openpty()
    process = started("show", "lakeside", stdout=theirs)
    _, words = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 4096)
    os.close(ours)
    assert (process.returncode, words) == (0, b"")
    assert b"\x1b[1mLakeside College" in shown, "the heading is bold"
    assert "\x1b" not in told("show", "lakeside")


def test_a_name_that_is_not_text_is_shown_as_a_code(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "catalog.yaml").write_text("courses: [{id: 1}]", "utf-8")
    done = here("check", folder, "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["findings"][0]["file"].endswith("/caf\\udce9/catalog.yaml")
