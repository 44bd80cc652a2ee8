"""What is the question about?  Opens the catalogue and the record that a command names, and settles the day."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from pathways.formats.native import load_record, open_catalog
from pathways.model.record import LearnerRecord
from pathways.resources import sample_catalog

if TYPE_CHECKING:
    from pathways.advising import Desk
    from pathways.catalog.collection import Catalog
    from pathways.model.decision import Decision


@dataclass(frozen=True)
class Case:
    """One learner at the desk, on one day."""

    desk: Desk
    record: LearnerRecord
    as_of: dt.date


def open_case(record: Path, catalog: Path | None, as_of: dt.date | None, decisions: Iterable[Decision] = ()) -> Case:
    """Return the desk and the record; the day is the one asked for, else the record's, else today.

    Raises FormatError, RecordError, CatalogError with everything that was found.
    """
    learner = load_record(record)
    return Case(open_desk(catalog, decisions), learner, as_of or learner.as_of or today())


def open_desk(catalog: Path | None, decisions: Iterable[Decision] = ()) -> Desk:
    """Return the desk of a catalogue, by default of the shipped sample, at which these decisions stand.

    Raises FormatError or CatalogError.
    The engine is loaded once there is something to ask it: what cannot be read is refused without waiting for it.
    """
    opened = open_wares(catalog)
    from pathways.advising import Desk

    return Desk(opened, decisions)


def open_wares(catalog: Path | None) -> Catalog:
    """Return a catalogue, by default the shipped sample.  Raises FormatError or CatalogError."""
    return open_catalog(catalog or sample_catalog())


def today() -> dt.date:
    """Return the day on this machine's calendar."""
    return moment().astimezone().date()


def moment() -> dt.datetime:
    """Return the second, in UTC: the one place where a clock is read."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Show on standard error, where it is a terminal, that something is going on."""
    console = Console(file=sys.stderr)
    if console.is_terminal:
        with console.status(words):
            yield
    else:
        yield
