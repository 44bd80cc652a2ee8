"""What does a choice ask before transfer, when some of its alternatives can only be met after it?

An alternative that nobody articulates must never make a choice trivially met: it is left out while enough others
remain, and only what the others cannot give is put off until after transfer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from pathways.formats.loss import Tally
from pathways.model.exact import format_exact
from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    Bounds,
    NodeCap,
    Requirement,
    Statement,
)

Standing = Literal["articulated", "open", "after"]
"""Whether a part can be met before transfer: by agreement, perhaps (nobody has said), or not at all."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a requirement tree with its standing, how people call it, and the credit it carries."""

    node: Requirement
    standing: Standing
    label: str
    credit: Fraction = Fraction(0)
    items: int = 1


def node_id(text: str) -> str:
    """Return a node id made of a code.

    >>> node_id("CSE 8A"), node_id("20 B")
    ('CSE-8A', '_20-B')
    """
    safe = _UNSAFE.sub("-", text.strip()).strip("-")[:72] or "part"
    return safe if safe[0].isalpha() or safe[0] == "_" else f"_{safe}"


def after_transfer(name: str, what: str, credit: Fraction = Fraction(0)) -> Part:
    """Return the leaf for something that can only be met after transfer."""
    return Part(AfterTransfer(id=node_id(name), what=what), "after", name, credit)


def everything(parts: Sequence[Part]) -> Part:
    """Return the node that asks for all parts."""
    standing: Standing = "articulated"
    if all(part.standing == "after" for part in parts):
        standing = "after"
    elif any(part.standing == "open" for part in parts):
        standing = "open"
    credit = sum((part.credit for part in parts), Fraction(0))
    label = " + ".join(part.label for part in parts)
    return Part(AllOf(children=_nodes(parts)), standing, label, credit, sum(part.items for part in parts))


def choose(n: int, parts: Sequence[Part], tally: Tally) -> Part:
    """Return the node that asks for ``n`` of the parts that can be met before transfer."""
    label = f"{n} of ({_labels(parts)})"
    after = [part for part in parts if part.standing == "after"]
    kept = [part for part in parts if part.standing != "after"]
    ready = sum(part.standing == "articulated" for part in kept)
    later = min(max(n - ready, 0), len(after))
    if n - later <= 0 or not kept:
        return after_transfer(label, label)
    node = _at_least(Fraction(n - later), kept)
    standing: Standing = "articulated" if ready >= n - later else "open"
    credit = sum(sorted((part.credit for part in kept), reverse=True)[: n - later], Fraction(0))
    built = Part(node, standing, label, credit, n - later)
    return _put_off(built, after, f"{later} more of ({_labels(after)})" if later else "", tally)


def choose_credit(n: Fraction, parts: Sequence[Part], tally: Tally) -> Part:
    """Return the node that asks for ``n`` credits of the parts that can be met before transfer."""
    label = f"{format_exact(n)} credits of ({_labels(parts)})"
    after = [part for part in parts if part.standing == "after"]
    kept = [part for part in parts if part.standing != "after"]
    ready = sum((part.credit for part in kept if part.standing == "articulated"), Fraction(0))
    later = min(max(n - ready, Fraction(0)), sum((part.credit for part in after), Fraction(0)))
    if n <= later or not kept:
        return after_transfer(label, label)
    node = AtLeast(n=n - later, counting="credits", children=_nodes(kept))
    built = Part(node, "articulated" if ready >= n - later else "open", label, n - later)
    return _put_off(built, after, f"{format_exact(later)} more credits of ({_labels(after)})" if later else "", tally)


def choose_items(n: int, pools: Sequence[tuple[Sequence[Part], int | None, str]], tally: Tally, *, each: bool) -> Part:
    """Return the node that asks for ``n`` items over pools, of which each gives at most its limit.

    A pool is its parts, its limit and its name; ``each`` asks that every pool gives something.
    """
    label = f"{n} of ({_labels([part for parts, _, _ in pools for part in parts])})"
    after = [part for parts, _, _ in pools for part in parts if part.standing == "after"]
    kept = [([part for part in parts if part.standing != "after"], limit, name) for parts, limit, name in pools]
    ready = sum(_capacity(parts, limit) for parts, limit, _ in kept)
    later = min(max(n - ready, 0), len(after))
    filled = [(parts, limit, name) for parts, limit, name in kept if parts]
    if n - later <= 0 or not filled:
        return after_transfer(label, label)
    distinct = Bounds(min=len(filled)) if each else None
    children = tuple(_pool(parts, limit, name) for parts, limit, name in filled)
    node = AtLeast(n=Fraction(n - later), counting="items", children=children, distinct=distinct)
    built = Part(node, "articulated" if ready >= n - later else "open", label, Fraction(0), n - later)
    return _put_off(built, after, f"{later} more of ({_labels(after)})" if later else "", tally)


def in_doubt(part: Part, why: str) -> Part:
    """Return the part, or a statement in its place: certain if all of it is there, else for a person to decide."""
    statement = Statement(id="reading", text=why)
    return replace(part, node=AnyOf(children=(dressed(part.node, node_id="all-of-it"), statement)), standing="open")


def stated(part: Part, texts: Sequence[str]) -> Part:
    """Return the part together with conditions in words that nobody has encoded."""
    statements = tuple(Statement(text=text) for text in texts)
    return replace(part, node=AllOf(children=(part.node, *statements))) if texts else part


def dressed(
    node: Requirement, *, node_id: str | None = None, title: str | None = None, note: str | None = None
) -> Requirement:
    """Return the node with an id, a title or a note; a note that it has already stays in front."""
    words = "; ".join(text for text in (node.note, note) if text)
    changes = {"id": node_id or node.id, "title": title or node.title, "note": words or None}
    return node.model_copy(update=changes)


def _put_off(part: Part, after: Sequence[Part], later: str, tally: Tally) -> Part:
    """Return the part with what is left for after transfer beside it, and what the choice leaves out in its note."""
    if not after:
        return part
    if later:
        rest = AfterTransfer(id="after-transfer", what=later)
        tally.represented("choice with too few articulated alternatives", "the rest is after transfer", part.label)
        return replace(part, node=AllOf(children=(dressed(part.node, node_id="before-transfer"), rest)))
    for one in after:
        tally.noted("alternative that nobody articulates", "left out of the choice, named in its note", one.label)
    return replace(part, node=dressed(part.node, note=f"Also named, but only after transfer: {_labels(after)}"))


def _at_least(n: Fraction, parts: Sequence[Part]) -> Requirement:
    children = _nodes(parts)
    return AnyOf(children=children) if n == 1 else AtLeast(n=n, children=children)


def _pool(parts: Sequence[Part], limit: int | None, name: str) -> Requirement:
    caps = () if limit is None else (NodeCap.model_validate({"items": limit, "from": {}}),)
    return AnyOf(id=node_id(name), children=_nodes(parts), caps=caps)


def _capacity(parts: Sequence[Part], limit: int | None) -> int:
    ready = sum(part.items for part in parts if part.standing == "articulated")
    return ready if limit is None else min(ready, limit)


def _labels(parts: Sequence[Part]) -> str:
    return ", ".join(part.label for part in parts)


def _nodes(parts: Sequence[Part]) -> tuple[Requirement, ...]:
    """Return the nodes, with ids made distinct among siblings."""
    seen: dict[str, int] = {}
    nodes: list[Requirement] = []
    for part in parts:
        name = part.node.id
        if name is not None:
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                nodes.append(dressed(part.node, node_id=f"{name}-{seen[name]}"))
                continue
        nodes.append(part.node)
    return tuple(nodes)
