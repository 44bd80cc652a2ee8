"""``pathways check``: is this catalogue in order?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.options import AsOf, Json
from pathways.errors import EXIT_BAD_INPUT, EXIT_NO, EXIT_YES

if TYPE_CHECKING:
    from pathways.formats.native import LoadedCatalog
    from pathways.model.documents import CheckDocument


def check(
    catalog: Annotated[
        Path | None,
        typer.Argument(metavar="[CATALOG]", help="A folder or a file.  [default: the shipped sample]"),
    ] = None,
    *,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Everything that is wrong or doubtful in a catalogue, with file, line and what to do.

    Ends with 0 if there are no errors (warnings and hints are allowed), 1 if there are, 3 if nothing could be read.

    \b
    Examples:
      pathways check
      pathways check my-catalog
      pathways check my-catalog --json > findings.json
    """
    from pathways.cli.opening import today, waiting
    from pathways.cli.tell.check import tell_check
    from pathways.cli.tell.paper import give
    from pathways.formats.native import load_catalog
    from pathways.resources import sample_catalog

    with waiting("Checking ..."):
        loaded = load_catalog(catalog or sample_catalog())
        from pathways.advising import Desk  # after reading: what cannot be read is refused without the engine

        document = Desk(loaded.catalog).check(loaded.findings, as_of=as_of or today())
    give(document, lambda paper: tell_check(paper, document, len(loaded.files)), json=json)
    return _verdict(document, loaded)


def _verdict(document: CheckDocument, loaded: LoadedCatalog) -> int:
    if not document.errors:
        return EXIT_YES
    nothing = not any(document.counts.values())
    return EXIT_BAD_INPUT if nothing and loaded.errors[0].code.startswith("F") else EXIT_NO
