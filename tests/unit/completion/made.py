"""Problems made by hand: a requirement tree and a few units, without catalogue and recognition.

Leaves are numbered in the order of the document.  Units that bear one name come from one attainment: only one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pathways.completion.problem import Choice, Problem, Sharing, Unit
from pathways.completion.program import compile_program
from pathways.model.credential import Credential

Tree = Mapping[str, Any]
BASIC = {"id": "P", "organization": "U", "kind": "certificate", "title": "P", "credit": "8"}


def own(name: str, places: Mapping[int, int], **more: Any) -> Unit:
    """Return a unit that the learner has: its name, what it brings at which leaf."""
    return replace(offer(name, places, **more), option=0)


def offer(name: str, places: Mapping[int, int], **more: Any) -> Unit:
    """Return a unit that may be taken, at the cost of its credit."""
    most = max(places.values(), default=0)
    fields = {"credit": most, "cost": most, **more}
    return Unit(0, (name,), tuple(places), tuple(places.values()), **fields)


def made(tree: Tree, *units: Unit, sharing: tuple[Tree, ...] = (), **more: Any) -> Problem:
    """Return the problem of a tree and its units; amounts are whole credits."""
    credential = Credential.model_validate({**BASIC, "requirement": tree, "sharing": sharing})
    program = compile_program(credential)
    numbered = [replace(unit, index=index) for index, unit in enumerate(units)]
    mine = [unit for unit in numbered if unit.owned]
    numbered = [replace(unit, option=mine.index(unit)) if unit.owned else unit for unit in numbered]
    return Problem(
        program=program,
        scale=1,
        cost_scale=1,
        units=tuple(replace(unit, cost=0) if unit.owned else unit for unit in numbered),
        choices=tuple(Choice(f"o{number}", unit.names, None, (unit.index,)) for number, unit in enumerate(mine)),
        rules=(),
        needs=tuple(_whole(leaf.need) for leaf in program.leaves),
        caps=tuple(_whole(leaf.cap) for leaf in program.leaves),
        formulas={},
        held=frozenset(),
        sharing=tuple(
            Sharing(rule.max_items, None if rule.max_credits is None else _whole(rule.max_credits), rule.split, groups)
            for rule, groups in program.sharing
        ),
        **{"fixed": frozenset(), **more},
    )


def _whole(amount: Fraction) -> int:
    assert amount.denominator == 1, "amounts made by hand are whole"
    return int(amount)
