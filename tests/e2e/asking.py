"""What tests of the command line share: asking it as people do, as a process of its own, or quickly, in this one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from pathways.cli import opening
from pathways.cli.main import app
from tests.support import REPO, python

RECORDS = REPO / "data" / "sample" / "records"
ANA = RECORDS / "career-changer.yaml"
DIPLOMA = "lakeside-diploma-data-analytics"

Answer = CompletedProcess[str]


@cache
def ask(*words: str | Path, cwd: Path = REPO) -> Answer:
    """Return what the command line says to a question; each question is asked once."""
    return python("-m", "pathways", *words, cwd=cwd)


def here(*words: str | Path) -> Result:
    """Return the same answer given inside this process, from a desk that is opened once: for many small questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "open_desk", _desk)
        patch.setattr(opening, "open_wares", _wares)
        patch.setenv("COLUMNS", "100")
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="pathways")


_desk = cache(opening.open_desk)
_wares = cache(opening.open_wares)


def document(stem: str, *words: str | Path, code: int = 0) -> dict[str, Any]:
    """Return the JSON document of an answer, which must be alone on standard output and fit its published schema."""
    done = ask(*words, "--json")
    assert (done.returncode, done.stderr) == (code, "")
    found: dict[str, Any] = json.loads(done.stdout)
    _validate(stem, found)
    return found


def told(*words: str | Path, code: int = 0) -> str:
    """Return the text of an answer, without a word on standard error."""
    done = ask(*words)
    assert (done.returncode, done.stderr) == (code, "")
    assert "\x1b" not in done.stdout, "colour only where it is a terminal"
    return done.stdout


def ask_here(*words: str | Path, code: int = 0) -> Result:
    """Return an answer given inside this process, without a word on standard error."""
    done = here(*words)
    assert (done.exit_code, done.stderr) == (code, ""), done.output
    return done


def document_here(stem: str, *words: str | Path, code: int = 0) -> dict[str, Any]:
    """Return the JSON document of such an answer, which must fit its published schema."""
    found: dict[str, Any] = json.loads(ask_here(*words, "--json", code=code).stdout)
    _validate(stem, found)
    return found


def _validate(stem: str, found: dict[str, Any]) -> None:
    schema = json.loads((REPO / "docs" / "schemas" / f"{stem}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)


def refused(code: int, *words: str | Path) -> str:
    """Return what is said on standard error to a question that has no answer."""
    done = ask(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def refused_here(code: int, *words: str | Path) -> str:
    """Return the same, asked inside this process."""
    done = here(*words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def joined(text: str) -> str:
    """Return a text in one line, so that it does not matter where it wraps."""
    return " ".join(text.split())
