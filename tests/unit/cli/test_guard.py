"""Whatever happens inside a command, it ends with an exit code and plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import typer

from pathways.cli.guard import DEBUG, ending
from pathways.errors import Finding, FormatError, InternalError, NotAvailableError, QuestionError


def raiser(error: BaseException) -> Callable[[], int]:
    def body() -> int:
        raise error

    return body


@pytest.fixture
def debugging() -> Iterator[None]:
    token = DEBUG.set(True)
    yield
    DEBUG.reset(token)


def test_an_answer_is_its_own_code() -> None:
    assert (ending(lambda: 0), ending(lambda: 1), ending(lambda: 3)) == (0, 1, 3)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QuestionError("U003", "no sense"), 2),
        (FormatError("F001", "not there"), 3),
        (NotAvailableError("X002", "not installed"), 4),
        (InternalError("X001", "a check failed"), 70),
    ],
    ids=str,
)
def test_our_errors_are_told_with_their_code(
    error: QuestionError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending(raiser(error)) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{error.code} {error.findings[0].message}\n")
    assert ("report" in err) == (code == 70)


def test_every_finding_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [Finding("F003", f"mistake {number}", hint=f"cure {number}") for number in range(30)]
    ending(raiser(FormatError("F003", "many", findings=findings)))
    told = capsys.readouterr().err
    assert all(f"F003 mistake {number}\n  cure {number}\n" in told for number in range(30))


def test_what_nobody_expected_is_called_our_bug(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(raiser(KeyError("a\nb"))) == 70
    told = capsys.readouterr().err
    assert told.startswith("X001 KeyError: ")
    assert "bug in Pathways" in told
    assert "--debug" in told
    assert "Traceback" not in told


@pytest.mark.usefixtures("debugging")
def test_a_traceback_is_shown_where_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(raiser(KeyError("a"))) == 70
    told = capsys.readouterr().err
    assert told.startswith("Traceback")
    assert "test_guard.py" in told


def test_an_interruption_is_not_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(raiser(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err.startswith("Interrupted")


@pytest.mark.parametrize("error", [typer.Exit(5), typer.Abort(), typer.BadParameter("x")], ids=repr)
def test_what_belongs_to_the_command_line_passes(error: Exception) -> None:
    with pytest.raises(type(error)):
        ending(raiser(error))
