"""How does a command end?  With an exit code and plain words; a traceback only where ``--debug`` asks for it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec

import typer

from pathways.errors import EXIT_BAD_INPUT, EXIT_OUR_BUG, Finding, PathwaysError, finding

DEBUG: ContextVar[bool] = ContextVar("DEBUG", default=False)
"""Whether ``pathways --debug`` was asked for; set once by the command line itself."""

EXIT_INTERRUPTED = 130
EXIT_READER_LEFT = 141
"""What a shell shows for a program that was stopped by Ctrl-C, or whose reader closed the pipe."""

MOST_FINDINGS = 200
"""How many findings are told where a question cannot be answered; ``pathways check`` tells all of a catalogue."""

_Asked = ParamSpec("_Asked")


def guarded(command: Callable[_Asked, int]) -> Callable[_Asked, None]:
    """Return the command so that it always ends by an exit code, whatever happens inside."""

    @wraps(command)
    def run(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
        raise typer.Exit(ending(lambda: command(*args, **kwargs)))

    return run


def ending(body: Callable[[], int]) -> int:
    """Run the body and return its exit code, or the code of what went wrong, said on standard error."""
    try:
        code = body()
        sys.stdout.flush()
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except PathwaysError as error:
        _let_go()
        return _told(error.findings, error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was changed.\n")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except MemoryError:
        return _told((_no_room(),), EXIT_BAD_INPUT)
    except Exception as error:
        return _told((_bug(error),), EXIT_OUR_BUG)
    return code


def _told(findings: tuple[Finding, ...], code: int) -> int:
    from pathways.cli.tell.paper import Paper
    from pathways.cli.tell.problems import tell_findings

    if DEBUG.get():
        traceback.print_exc()
    paper = Paper(sys.stderr)
    tell_findings(paper, findings, severities=False, most=MOST_FINDINGS)
    if code == EXIT_OUR_BUG and not DEBUG.get():
        paper.line("Run the same command as 'pathways --debug ...' and report what it prints.")
    paper.send()
    return code


def _no_room() -> Finding:
    return finding("P001", "there is not enough memory for this", hint="Divide the input, or use a larger machine.")


def _bug(error: Exception) -> Finding:
    words = " ".join(str(error).split())
    return Finding(
        "X001",
        f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__,
        why="This is a bug in Pathways, not in your data; please report it.",
    )


def _reader_left() -> int:
    _close_for_good()
    return EXIT_READER_LEFT


def _let_go() -> None:
    """Give up what could not be written to standard output, so that the exit code stays that of the error."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _close_for_good()


def _close_for_good() -> None:
    """Point standard output nowhere, so that Python does not complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
