"""Which approved deviations hold, and what do substitutions make of their lines?

Source: semantics 5 and 13: a waiver or a substitution speaks of a path, carries its reason and who approved it, and is
never silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from pathways.model.codes import ReasonCode
from pathways.model.credential import Credential
from pathways.model.record import Adjustment
from pathways.recognition.types import Item, Option, Recognition

BEYOND_APPROVAL = frozenset(
    {
        ReasonCode.DUPLICATE,
        ReasonCode.GRADE_BELOW_MIN,
        ReasonCode.NOT_VERIFIED,
        ReasonCode.REVOKED,
        ReasonCode.SUPERSEDED,
    }
)
"""What no substitution puts right: it is not there, it counts already, or it is not genuine."""


def in_force(adjustments: Iterable[Adjustment], credential: Credential, as_of: dt.date) -> tuple[Adjustment, ...]:
    """Return the adjustments of one credential that have been approved by the day and still hold, by id."""
    names = {credential.id, credential.key}
    mine = (a for a in adjustments if a.credential in names and a.date <= as_of)
    holding = (a for a in mine if a.valid is None or a.valid.holds_on(as_of))
    return tuple(sorted(holding, key=lambda a: a.id))


def substituted(decided: tuple[Recognition, ...], adjustments: Iterable[Adjustment]) -> tuple[Recognition, ...]:
    """Return the decisions; a line with an approved substitution is accepted, with the substitution as an option."""
    changes: dict[str, list[Adjustment]] = {}
    for change in adjustments:
        if change.kind == "substitution" and change.attainment is not None:
            changes.setdefault(change.attainment, []).append(change)
    return tuple(_with(item, changes.get(item.line.id, [])) for item in decided)


def _with(decision: Recognition, changes: list[Adjustment]) -> Recognition:
    if not changes or any(bar.code in BEYOND_APPROVAL for bar in decision.line.bars):
        return decision
    options = (*decision.options, *(_option(decision, change) for change in changes))
    return replace(decision, decision="accepted", options=options, bars=(), hints=())


def _option(decision: Recognition, change: Adjustment) -> Option:
    line = decision.line
    item = Item(f"{line.id}>{change.id}", f"substitute at {change.path}", line.features, decision.value)
    return Option(
        id=f"adjustment/{change.id}",
        uses=(line.id,),
        items=(item,),
        rule=change.id,
        source_kind=line.source,
        pending=line.pending,
        place=change.path,
        why=f"it stands at {change.path} by substitution, approved by {change.approved_by}: {change.reason}",
    )
