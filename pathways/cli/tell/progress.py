"""How far is a long run?  A bar on standard error where somebody watches, lines of JSON for programs."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from pathways.batch.run import Progress


@contextmanager
def telling(*, progress: bool, json: bool) -> Iterator[Callable[[Progress], None]]:
    """Give what is to be told how far it is; ``progress`` shows it even where nobody watches."""
    if json and progress:
        yield _as_json
        return
    console = Console(file=sys.stderr, force_terminal=True if progress else None)
    if not console.is_terminal:
        yield lambda now: None
        return
    words = TextColumn("{task.fields[needy]} to look at")
    with Bar(BarColumn(), MofNCompleteColumn(), words, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=None, needy=0)
        yield lambda now: bar.update(task, total=now.records, completed=now.done, needy=now.exceptions)


def _as_json(now: Progress) -> None:
    sys.stderr.write(json_text.dumps(asdict(now)) + "\n")
    sys.stderr.flush()
