"""Which question is asked?  The command ``pathways``: its commands, and what all of them share.

Nothing heavy is loaded here: each command opens what it needs when it is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from pathways import __version__
from pathways.cli import backpack, cosigning, log, sharing
from pathways.cli.audit import audit
from pathways.cli.batch import batch
from pathways.cli.check import check
from pathways.cli.compare import compare
from pathways.cli.decide import decide, export, listing, withdraw
from pathways.cli.desk import queue, replay
from pathways.cli.equity import equity
from pathways.cli.gap import gap
from pathways.cli.guard import DEBUG, EXIT_INTERRUPTED, guarded
from pathways.cli.importing import import_assist, import_table
from pathways.cli.issue import award, recognition
from pathways.cli.issuer import forget, issued, new, publish, restore, revoke, rotate_key, suspend
from pathways.cli.letter import letter
from pathways.cli.next_steps import next_steps
from pathways.cli.page import page
from pathways.cli.plan import plan
from pathways.cli.recognize import recognize
from pathways.cli.show import show
from pathways.cli.suggest import suggest
from pathways.cli.verify import verify

HELP = """Which learning counts, how far it takes a learner, what is missing, and why.

Without --catalog, every command answers about the sample that came with this installation.

\b
Try:
  pathways audit RECORD --goal lakeside-diploma-data-analytics
  pathways plan RECORD --goal lakeside-diploma-data-analytics
  pathways compare RECORD
  pathways show lakeside-diploma-data-analytics
  pathways check my-catalog

\b
A command ends with 0 (yes), 1 (the answer is no), 2 (the question makes no sense),
3 (the input cannot be read), 4 (not available: not installed, or not found within the
effort that was allowed), 70 (our own bug).
"""
ISSUE_HELP = "Sign badges for what an audit proved or an organization decided, and take them back."
BACKPACK_HELP = "Keep badges in one file of your own, and choose what others see of them."
LOG_HELP = "Log awards, decisions and revocations so that nobody can rewrite them, and a learner can be forgotten."
DECISIONS_HELP = "What was decided: list, withdraw, export as rules, and see which lines would turn."
IMPORT_HELP = "Turn foreign files into a catalogue, with a report of what became of everything in them."

app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
doors = typer.Typer(help=IMPORT_HELP, no_args_is_help=True, rich_markup_mode=None)
backpack_commands = typer.Typer(help=BACKPACK_HELP, no_args_is_help=True, rich_markup_mode=None)
log_commands = typer.Typer(help=LOG_HELP, no_args_is_help=True, rich_markup_mode=None)
decision_commands = typer.Typer(help=DECISIONS_HELP, no_args_is_help=True, rich_markup_mode=None)
issue_commands = typer.Typer(help=ISSUE_HELP, no_args_is_help=True, rich_markup_mode=None)


def _add(commands: typer.Typer, name: str, command: Callable[..., int], summary: str) -> None:
    commands.command(name, short_help=summary)(guarded(command))


_add(app, "audit", audit, "How far a record goes toward a credential, and why")
_add(app, "gap", gap, "What is missing for a goal, and the cheapest way there")
_add(app, "plan", plan, "The best way to a goal, term by term, or why there is none")
_add(app, "next", next_steps, "What to stack next: what may be begun now, the best first")
_add(app, "recognize", recognize, "What an organization decides, line by line")
_add(app, "compare", compare, "Where the credits of a record go furthest")
_add(app, "show", show, "One thing of a catalogue, and what it connects to")
_add(app, "check", check, "Everything wrong or doubtful in a catalogue")
app.add_typer(doors, name="import", short_help="Turn foreign files into a catalogue")
_add(doors, "assist", import_assist, "Agreements of assist.org (California)")
_add(doors, "table", import_table, "A table with one transfer rule a row")
app.add_typer(issue_commands, name="issue", short_help="Sign badges, take them back, publish keys and lists")
_add(issue_commands, "new", new, "Begin an issuer: keys, log and table")
_add(issue_commands, "award", award, "A badge for a credential that an audit finds complete")
_add(issue_commands, "recognition", recognition, "A badge for what an organization recognised")
_add(issue_commands, "revoke", revoke, "Take a credential back for good")
_add(issue_commands, "suspend", suspend, "Take a credential back for now")
_add(issue_commands, "restore", restore, "Let a suspended credential hold again")
_add(issue_commands, "list", issued, "What was issued, and where each stands")
_add(issue_commands, "forget", forget, "Destroy what ties a learner to the log")
_add(issue_commands, "rotate-key", rotate_key, "A new key in the place of the older one")
_add(issue_commands, "publish", publish, "Write what others look up: keys, profile, status lists")
_add(app, "verify", verify, "Whether badges are genuine, step by step, and what they count for")
app.add_typer(backpack_commands, name="backpack", short_help="Keep badges, and choose what others see of them")
_add(backpack_commands, "add", backpack.add, "Keep badges, and what is found of them")
_add(backpack_commands, "list", backpack.listing, "What is held, and how it stands")
_add(backpack_commands, "show", backpack.show, "One badge, step by step")
_add(backpack_commands, "recheck", backpack.recheck, "Examine every badge again")
_add(backpack_commands, "group", backpack.group, "Put badges together")
_add(backpack_commands, "hide", backpack.hide, "Show a badge to nobody")
_add(backpack_commands, "note", backpack.note, "Write a note on a badge")
_add(backpack_commands, "remove", backpack.remove, "Remove a badge for good")
_add(backpack_commands, "export", backpack.export, "All of it in one file that anybody can open")
_add(backpack_commands, "import", backpack.take_in, "Add what another backpack exported")
_add(backpack_commands, "share", sharing.share, "A link that shows what was chosen, until a day")
_add(backpack_commands, "unshare", sharing.unshare, "Withdraw a share")
_add(backpack_commands, "receipts", sharing.receipts, "What was shared, and who has looked")
_add(backpack_commands, "look", sharing.look, "What a link shows to who has it")
_add(backpack_commands, "cv", backpack.cv, "Lines for a CV, a transcript, LinkedIn")
app.add_typer(log_commands, name="log", short_help="A log that cannot be rewritten")
_add(log_commands, "init", log.init, "Begin a log, with its keys")
_add(log_commands, "append", log.append, "Log an award, a decision or a revocation")
_add(log_commands, "seal", log.seal, "Sign the log as it stands")
_add(log_commands, "prove", log.prove, "Write a learner's receipts")
_add(log_commands, "check", log.check, "Is a log whole, does a receipt prove what it says")
_add(log_commands, "cosign", cosigning.cosign, "Cosign a partner's checkpoint, as a witness")
_add(log_commands, "keep", cosigning.keep, "Keep a checkpoint as it came back from witnesses")
_add(log_commands, "consistency", log.consistency, "The proof that a log only grew")
_add(log_commands, "erase", log.erase, "Forget a learner; the log still verifies")
_add(app, "suggest", suggest, "What it is likely to count as there, with the evidence")
_add(app, "batch", batch, "What many records come to: one row a record, exceptions first")
_add(app, "queue", queue, "What is still to be decided over many records")
_add(app, "decide", decide, "Decide about a pair, for everybody who brings the same")
_add(app, "letter", letter, "A letter to the learner: what counts, and the cure")
_add(app, "equity", equity, "Whether learning is recognised alike, by group")
app.add_typer(decision_commands, name="decisions", short_help="What was decided, and which lines would turn")
_add(decision_commands, "list", listing, "Every decision that stands")
_add(decision_commands, "withdraw", withdraw, "Say that a decision no longer stands")
_add(decision_commands, "export", export, "Write what stands as rules, and as CTDL")
_add(decision_commands, "replay", replay, "Which lines would turn under other rules or decisions")
_add(app, "app", page, "Start the page in a browser")


def _version(asked: bool) -> None:
    if asked:
        print(f"pathways {__version__}")
        raise typer.Exit


@app.callback()
def _shared(
    *,
    debug: Annotated[bool, typer.Option("--debug", hidden=True)] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    DEBUG.set(debug)


def main() -> None:
    """Answer the command line and end the process with the exit code."""
    _have_streams()
    _keep_output_ours()
    _speak_plainly()
    try:
        app(prog_name="pathways")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


def _keep_output_ours() -> None:
    """Send what compiled libraries print by themselves to standard error; standard output is for answers only.

    The solver prints a line now and then that no option turns off (HiGHS.jl issue 312); it would spoil ``--json``.
    """
    if sys.stdout is None:
        return
    try:
        ours = os.dup(1)
        os.dup2(2, 1)
    except OSError:
        return
    sys.stdout = os.fdopen(ours, "w", encoding=sys.stdout.encoding)


def _have_streams() -> None:
    """Write to nowhere where a stream was closed before the process began."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _speak_plainly() -> None:
    """Write UTF-8 with plain line ends wherever no terminal says otherwise; show what a terminal cannot."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
