"""The page about badges shows what happens: its commands run in one folder, in order, and print what stands below them.

Marks as in the README: ``run`` above commands; the text below is what the last one prints, whole, or ``shortened``.
``ID`` in a command is the id of the badge that was issued last.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import Block, blocks
from tests.e2e.asking import here
from tests.e2e.test_cli_readme import assert_shortened, words_of
from tests.support import REPO

PAGE = (REPO / "docs" / "badges.md").read_text(encoding="utf-8")
BLOCKS = blocks(PAGE)
PAIRS = tuple(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


def test_every_block_of_commands_has_what_it_prints_below() -> None:
    assert {(asked.mark, asked.language) for asked, _ in PAIRS} == {("run", "bash")}
    assert {shown.language for _, shown in PAIRS} == {"text"}


def test_its_commands_print_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(REPO / "data")
    monkeypatch.chdir(tmp_path)
    issued = ""
    for asked, shown in PAIRS:
        printed = ""
        for line in asked.text.splitlines():
            done = here(*[issued if word == "ID" else word for word in words_of(line)])
            assert (done.exit_code in (0, 1), done.stderr) == (True, ""), line
            printed = done.stdout
            found = re.search(r"^Issued (\S+)$", printed, re.MULTILINE)
            issued = found[1] if found else issued
        as_shown(shown, printed)


def as_shown(shown: Block, printed: str) -> None:
    if shown.mark == "shortened":
        assert_shortened(shown, printed)
    else:
        assert trimmed(shown.text) == trimmed(printed)


def trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize("name", re.findall(r"\]\(([^)#:]+)\)", PAGE))
def test_its_links_lead_somewhere(name: str) -> None:
    assert (REPO / "docs" / name).exists()


def test_it_names_every_command_about_badges() -> None:
    for group in ("issue", "backpack", "log"):
        told = here(group, "--help").stdout.partition("Commands:\n")[2].split("\n")
        names = {line.split()[0] for line in told if re.match(r"  \S", line)}
        said = set(re.findall(rf"pathways {group} ([a-z-]+)", PAGE)) | set(re.findall(r"`(?:\w+ )?([a-z-]+)`", PAGE))
        assert names - said == set(), group
