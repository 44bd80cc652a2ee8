"""What is missing, what would fill it, what lapses, and what stands in the way?"""

from __future__ import annotations

from collections.abc import Mapping

from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import NOTHING, Column, Paper
from pathways.cli.tell.words import amount, listed
from pathways.model.documents import AtRisk, MissingEntry, Proof

COLUMNS = (Column("Requirement"), Column("Needs"), Column("Take (cheapest)"), Column("Or"))
FEW = 4
COMPETING = "Requirements that compete for the same learning"
PROOFS = {
    "bound": "a lower bound equals what was found.",
    "milp": "an integer program shows it.",
}


def tell_missing(
    paper: Paper, missing: tuple[MissingEntry, ...], taken: Mapping[str, tuple[str, ...]], *, everything: bool
) -> None:
    """Write what is missing as a table; a long list of options is shortened, and says so, unless all is asked for.

    ``taken`` says by path what the cheapest way takes where the entry itself does not.
    """
    if not missing:
        return
    paper.heading("What is missing, and what would fill it")
    most = None if everything else FEW
    rows = []
    for entry in missing:
        take = entry.taken or taken.get(entry.path, ())
        others = [*(name for name in entry.options if name not in take), *entry.elsewhere]
        unnamed = (entry.options_in_all or len(entry.options)) - len(entry.options)
        rows.append(
            (entry.title or entry.path, entry.need, listed(take, most) or NOTHING, _others(others, unnamed, most))
        )
    paper.table(COLUMNS, rows)


def _others(names: list[str], unnamed: int, most: int | None) -> str:
    shown = names if most is None or len(names) + unnamed <= most + 1 else names[:most]
    left = len(names) + unnamed - len(shown)
    return f"{', '.join(shown)} and {left} more" if left else ", ".join(shown) or NOTHING


def tell_at_risk(paper: Paper, heading: str, entries: tuple[AtRisk, ...], names: Names, measure: str | None) -> None:
    """Write what stops to count, when, and what to do; in ``measure``, where it is one of the answer's own."""
    if not entries:
        return
    paper.heading(heading)
    for entry in entries:
        worth = f" ({amount(entry.credit, measure)})" if measure else ""
        said = f"{entry.attainment} {names.line(entry.attainment)}{worth}: last day {entry.lapses}."
        paper.hanging("-", f"{said} To do: {entry.advice}.")


def tell_list(paper: Paper, heading: str, words: tuple[str, ...]) -> None:
    """Write a heading and one line for each, where there are any."""
    if words:
        paper.heading(heading)
        for item in words:
            paper.hanging("-", item)


def proof_words(proof: Proof) -> str:
    """Return how it is known that nothing cheaper exists."""
    if not proof.optimal:
        return "Not proven: something cheaper may exist."
    return f"Proven: nothing cheaper exists; {PROOFS[proof.method]}"
