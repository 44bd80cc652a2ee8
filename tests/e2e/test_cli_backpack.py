"""The backpack on the command line: as a learner uses it, with plain words for what cannot be done."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from pathways.cli import opening
from pathways.formats.backpack_export import write_export
from pathways.model.check_codes import Outcome
from pathways.model.verification_documents import VerificationDocument
from pathways.store.backpack import open_backpack
from pathways.verification.limits import LIMITS
from tests.e2e.asking import ask_here, document_here, here, joined, refused, told
from tests.unit.store.held import MAIL, badge

TITLE = ("--title", "For Acme")


def ask(*words: str | Path, code: int = 0) -> Result:
    return ask_here("backpack", *words, code=code)


def document(stem: str, *words: str | Path, code: int = 0) -> dict[str, Any]:
    return document_here(stem, "backpack", *words, code=code)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the backpack of somebody who has added two badges."""
    folder = tmp_path_factory.mktemp("maria")
    for number in (1, 2):
        (folder / f"{number}.jwt").write_bytes(badge(number))
    ask("add", folder / "maria.backpack", folder / "1.jwt", folder / "2.jwt", "--label", "work")
    return folder / "maria.backpack"


@pytest.fixture
def maria(begun: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return Path(shutil.copy(begun, tmp_path / begun.name))


def names(path: Path) -> list[str]:
    return [item["sha256"] for item in document("backpack", "list", path)["items"]]


def strip(item: Any) -> Any:
    """Return what a list says of a badge besides how it was found to stand when it was last examined."""
    return {name: value for name, value in item.items() if name not in ("standing", "checked")}


@pytest.mark.parametrize("second", ["the same", "another"])
def test_answers_that_somebody_made_up_are_not_believed(
    maria: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    """Nor where they are imported in the very second in which the badges were examined before."""
    if second == "the same":
        then = open_backpack(maria).listed().items[-1].checked
        monkeypatch.setattr(opening, "moment", lambda: then)
    before = document("backpack", "list", maria)["items"]
    contents = open_backpack(maria).contents()
    forged = []
    for one in contents.items:
        answer = VerificationDocument.model_validate_json(one.verifications[-1])
        good = tuple(check.model_copy(update={"outcome": Outcome.PASS}) for check in answer.checks)
        text = answer.model_copy(update={"checks": good}).model_dump_json(by_alias=True)
        forged.append(replace(one, verifications=(text,)))
    export = tmp_path / "forged.zip"
    export.write_bytes(write_export(replace(contents, items=tuple(forged))))
    for place in (maria, tmp_path / "new.backpack"):
        after = document("backpack", "import", place, export)["items"]
        assert [item["standing"] for item in after] == [item["standing"] for item in before] == ["claim", "claim"]


def test_the_life_of_a_backpack(maria: Path, tmp_path: Path) -> None:
    first, second = names(maria)
    assert "Course 1" in ask("list", maria).stdout
    assert "proof jwt: The signature holds" in ask("show", maria, first[:6]).stdout
    assert document("verification", "show", maria, first)["sha256"] == first
    ask("group", maria, "Data", second[:8], first[:8])
    ask("note", maria, first[:8], "my best", "--label", "new")
    found = document("backpack", "hide", maria, second[:8])
    assert [item["hidden"] for item in found["items"]] == [False, True]
    assert [item["labels"] for item in found["items"]] == [["new"], ["work"]]
    assert found["collections"] == [{"name": "Data", "items": [second, first]}]
    document("backpack", "hide", maria, second[:8], "--undo")
    export = tmp_path / "maria.zip"
    document("backpack", "export", maria, "--out", export)
    with zipfile.ZipFile(export) as archive:
        assert archive.read(f"badges/{first}.jwt") == badge(1)
    other = document("backpack", "import", tmp_path / "other.backpack", export)
    assert [item.pop("examined") for item in other["items"]] == [2, 2]
    there = document("backpack", "list", maria)
    assert [item.pop("examined") for item in there["items"]] == [1, 1]
    assert [strip(item) for item in other["items"]] == [strip(item) for item in there["items"]]
    assert other["collections"] == there["collections"]
    assert document("backpack", "recheck", maria)["items"][0]["examined"] == 2
    left = document("backpack", "remove", maria, first[:8])
    assert [item["sha256"] for item in left["items"]] == [second]
    assert badge(1) not in maria.read_bytes()


def test_sharing_showing_and_withdrawing(maria: Path) -> None:
    first, _ = names(maria)
    preview = document("shared", "share", maria, first[:8], *TITLE, "--preview")
    assert MAIL not in json.dumps(preview)
    assert document("shares", "receipts", maria)["shares"] == []
    made = document("share", "share", maria, first[:8], *TITLE, "--to", "Acme", "--with", "recipient")
    seen = document("shared", "look", maria, made["token"], "--as", "Sam")
    assert seen == made["preview"]
    assert MAIL in json.dumps(seen)
    assert "opened" in ask("receipts", maria).stdout
    (entry,) = document("shares", "receipts", maria)["shares"]
    assert [(one["viewer"], one["items"]) for one in entry["receipts"]] == [("Sam", [first])]
    document("shares", "unshare", maria, entry["id"])
    answers = [here("backpack", "look", maria, token) for token in (made["token"], "A" * 43, "nonsense")]
    assert {(one.exit_code, one.stdout, one.stderr) for one in answers} == {(1, "", "Not available.\n")}
    assert "withdrawn" in ask("receipts", maria).stdout


def test_a_pass_phrase_is_asked_for(maria: Path, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("bees and trees\n", encoding="utf-8")
    made = document("share", "share", maria, names(maria)[0], *TITLE, "--passphrase-file", phrase)
    assert here("backpack", "look", maria, made["token"]).exit_code == 1
    assert document("shared", "look", maria, made["token"], "--passphrase-file", phrase)["title"] == "For Acme"


def test_lines_for_a_cv(maria: Path) -> None:
    text = ask("cv", maria).stdout
    assert "Course 1, Invented College, 2026-01 (claimed, not verified)" in text
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Course+1" in text
    assert ask("cv", maria, "--markdown").stdout.startswith("- Course 1")
    assert [line["verified"] for line in document("cv", "cv", maria)["transcript"]] == [False, False]


def test_as_a_process(tmp_path: Path) -> None:
    (tmp_path / "1.jwt").write_bytes(badge(1))
    assert "1 badge, 0 proven." in told("backpack", "add", tmp_path / "maria.backpack", tmp_path / "1.jwt")
    error = refused(3, "backpack", "list", tmp_path / "1.jwt")
    assert error.startswith("S007 damaged store: 1.jwt")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list", "absent"), 3, "F001"),
        (("add", "new", "absent"), 3, "F001"),
        (("show", "maria", "ffffff"), 2, "U001 this backpack has no badge"),
        (("show", "maria", "x"), 2, "U001"),
        (("note", "maria", "{first}", "x" * 10_001), 2, "U003"),
        (("group", "maria", "a\tb\x07", "{first}"), 2, "U003"),
        (("import", "maria", "one"), 3, "F013 damaged export"),
        (("share", "maria", "{first}", "--title", " "), 2, "U003"),
        (("share", "maria", "{first}", "--title", "x", "--with", "original"), 2, "choose these parts as well"),
        (("share", "maria", "{first}", "--title", "x", "--until", "2020-01-01"), 2, "expired before it begins"),
        (("unshare", "maria", "nothing"), 2, "U001"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said(maria: Path, words: tuple[str, ...], code: int, said: str) -> None:
    places = {"maria": maria, "absent": maria.with_name("absent"), "new": maria.with_name("new"), "one": maria}
    first = hashlib.sha256(badge(1)).hexdigest()
    asked = [places.get(word, word) if word in places else word.replace("{first}", first) for word in words]
    before = maria.read_bytes()
    done = here("backpack", *asked)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in joined(done.stderr)
    assert "Traceback" not in done.stderr
    assert maria.read_bytes() == before
    assert not maria.with_name("new").exists()


def test_what_is_too_large_is_refused(maria: Path, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(LIMITS.file + 1)
    done = here("backpack", "add", maria, large)
    assert done.exit_code == 3
    assert "F005" in done.stderr
