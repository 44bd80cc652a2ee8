"""``pathways log cosign``: does a partner's log only grow?  What a witness checks before it signs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pathways.cli.log import LogFile, Witnesses
from pathways.cli.options import Json
from pathways.errors import EXIT_NO, EXIT_YES


def cosign(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="Of the partner's log.", show_default=False)],
    *,
    log: Annotated[str, typer.Option("--log", metavar="KEY|FILE", help="The public key of the partner's log.")],
    key: Annotated[
        Path, typer.Option("--key", "-k", metavar="FILE", help="This witness's secret key; made if absent.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="This witness: partner.example/witness.")],
    seen: Annotated[Path, typer.Option("--seen", metavar="FILE", help="The last checkpoint that it has signed.")],
    proof: Annotated[
        Path | None, typer.Option("--proof", metavar="FILE", help="That the log only grew since: log consistency.")
    ] = None,
    json: Json = False,
) -> int:
    """Cosign a checkpoint where its log signed it and it continues what this witness has seen before.

    What is signed replaces the file of --seen, and goes back to the log: pathways log keep. Ends with 1 if nothing was
    signed; the public key of the witness is printed.

    \b
    Example:
      pathways log cosign theirs.checkpoint --log uni.pub --key w.key --name partner.example/w --seen uni.seen
    """
    from pathways.cli.backpack import read_badge
    from pathways.cli.opening import moment
    from pathways.cli.tell.log import tell_cosign
    from pathways.cli.tell.paper import give
    from pathways.issuing.keys import make_key
    from pathways.store.log_desk import Watch, key_in, watch

    past = None if proof is None else read_badge(proof)
    own = Watch(key, name, seen)
    document = watch(read_badge(checkpoint), key_in(log), own, past, at=int(moment().timestamp()), make=make_key)
    give(document, lambda paper: tell_cosign(paper, document), json=json)
    return EXIT_YES if document.cosigned else EXIT_NO


def keep(
    log: LogFile,
    cosigned: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="As it came back.", show_default=False)],
    *,
    witness: Witnesses = None,
    json: Json = False,
) -> int:
    """Keep the last checkpoint as it came back from witnesses; every signature on it must be genuine.

    \b
    Example:
      pathways log keep decisions.log back.checkpoint --witness partner.pub
    """
    from pathways.cli.backpack import read_badge
    from pathways.cli.log import standing
    from pathways.store.log_desk import LogFiles, key_in, open_own
    from pathways.verification.checkpoint import read_checkpoint

    files, signed = LogFiles(log), read_checkpoint(read_badge(cosigned))
    signer = files.signer()
    with open_own(files, signer) as opened:
        kept = opened.cosign(signed, [signer.verifier, *map(key_in, witness or ())])
    return standing(files, json=json, checkpoint=str(kept))
