"""``pathways verify``: are these badges genuine, whose are they, and what may they count for?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pathways.cli.options import CatalogFolder, Json, Why
from pathways.errors import EXIT_NO, EXIT_YES

Issuers = Annotated[
    Path | None,
    typer.Option("--issuers", metavar="FILE", help="The issuers that you accept, and what they may award."),
]
Known = Annotated[
    Path | None,
    typer.Option("--known", metavar="FOLDER", help="Dated keys, profiles and status lists, with their manifest."),
]
Holder = Annotated[
    list[str] | None,
    typer.Option("--holder", metavar="ID", help="Whose badges they should be: a DID or a mail address; repeatable."),
]
Network = Annotated[
    bool, typer.Option("--network", help="Ask the issuers' public addresses (https only) for what is not known.")
]
Transactions = Annotated[
    Path | None, typer.Option("--anchors", metavar="FILE", help="Transactions of blockchains that somebody looked up.")
]
Interoperable = Annotated[
    bool, typer.Option("--interoperable", help="Take known gaps of other issuers' badges, and say so.")
]
Receiving = Annotated[str | None, typer.Option("--at", metavar="ORG", help="The receiving organization.")]
Moment = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", metavar="MOMENT", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="In UTC. [now]"),
]
Evidence = Annotated[
    Path | None, typer.Option("--evidence", metavar="FILE", help="Keep all that the answer rests on in one file.")
]


Files = Annotated[
    list[Path], typer.Argument(metavar="BADGE...", help="Badges: .json, .jwt, .png, .svg; evidence; a passport.")
]


def verify(  # noqa: PLR0913 - each argument is an option of the command line
    files: Files,
    *,
    issuers: Issuers = None,
    holder: Holder = None,
    known: Known = None,
    network: Network = False,
    anchors: Transactions = None,
    interoperable: Interoperable = False,
    at: Receiving = None,
    as_of: Moment = None,
    evidence: Evidence = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """Step by step, whether each badge is genuine; then what it is in the catalogue and whether it counts.

    Ends with 0 if every badge is proven by the steps that were asked (without --holder nobody asks whose they are,
    without --issuers who may award them), else 1. Nothing is looked up unless --known or --network says where.

    \b
    Examples:
      pathways verify badge.png --issuers issuers.yaml --holder ana@example.org
      pathways verify badge.json --network --evidence badge-evidence.zip
      pathways verify badge-evidence.zip passport-proofs.zip --issuers issuers.yaml
    """
    from pathways.cli.opening import moment, open_wares, waiting
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.verification import tell_badges
    from pathways.cli.verifying import Asked, Sources, answer, is_proven, keep_evidence, read_files

    with waiting("Verifying ..."):
        handed, wares = read_files(files), open_wares(catalog)
        sources = Sources(issuers, known, anchors, network, "interoperable" if interoperable else "strict")
        asked = Asked.of(sources, holder or (), wares, now=as_of.replace(tzinfo=dt.UTC) if as_of else moment())
        keep_evidence(handed, asked, evidence)
        document = answer(handed, asked, wares, at=at)
    give(document, lambda paper: tell_badges(paper, document, asked.told(handed), why=why), json=json)
    return EXIT_YES if is_proven(document, asked) else EXIT_NO
