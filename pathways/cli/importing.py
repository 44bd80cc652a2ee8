"""``pathways import``: what do these foreign files say, as a catalogue, and what was lost on the way?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.options import Json, OutFolder

if TYPE_CHECKING:
    from pathways.formats.loss import LossReport
    from pathways.model.base import Noun


def import_assist(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|FOLDER...", help="Agreements: .json, .jsonl, .jsonl.gz, or folders of .json."),
    ],
    out: OutFolder,
    *,
    json: Json = False,
) -> int:
    """Articulation agreements of assist.org (California): courses, rules, and the preparation for each major.

    \b
    Example:
      pathways import assist agreements.jsonl.gz --out my-catalog
      pathways check my-catalog
    """
    from pathways.formats.assist import read_assist

    def read() -> tuple[Iterable[Noun], LossReport]:
        found = read_assist(files)
        return found.things, found.report

    return _import(read, out, json=json)


def import_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One rule a row: .csv or .csv.gz.", show_default=False)],
    column_map: Annotated[
        Path, typer.Option("--map", "-m", metavar="MAP", help="Which column says what: .yaml or .json.")
    ],
    out: OutFolder,
    *,
    json: Json = False,
) -> int:
    """A table of transfer rules, one a row, read with a map of its columns.

    \b
    Example:
      pathways import table rules.csv --map columns.yaml --out my-catalog
    """
    from pathways.formats.table import read_table

    def read() -> tuple[Iterable[Noun], LossReport]:
        found = read_table(file, column_map)
        return found.things, found.report

    return _import(read, out, json=json)


def _import(read: Callable[[], tuple[Iterable[Noun], LossReport]], out: Path, *, json: bool) -> int:
    from pathways.catalog.collection import collect
    from pathways.cli.opening import waiting
    from pathways.cli.tell.loss import tell_import
    from pathways.cli.tell.paper import give
    from pathways.formats.imported import import_document
    from pathways.formats.native import write_catalog

    with waiting("Reading ..."):
        found, report = read()
        things = tuple(found)
    with waiting("Writing ..."):
        write_catalog(things, out)
    document = import_document(collect(things), report)
    give(document, lambda paper: tell_import(paper, document, out), json=json)
    return 0
