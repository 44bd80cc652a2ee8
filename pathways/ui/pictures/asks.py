"""What does a program ask for?  Its requirement tree as rings: what is fixed by name, what can be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount, msg
from pathways.model.documents import AuditDocument, RequirementEntry
from pathways.ui.picture import FILLS, INKS, Picture, layout, wrapped
from pathways.ui.pictures.flow import short_name

KINDS: Final = {
    "group": msg("all of these"),
    "choice": msg("a choice"),
    "fixed": msg("fixed by name"),
    "ability": msg("an ability"),
    "person": msg("a person decides"),
    "later": msg("after transfer"),
}
SIGNS: Final = {"group": "", "choice": "◇", "fixed": "●", "ability": "★", "person": "?", "later": "»"}
_KIND_OF: Final = {
    "all": "group",
    "any": "choice",
    "at_least": "choice",
    "course": "fixed",
    "credential": "fixed",
    "competency": "ability",
    "credits": "choice",
    "courses": "choice",
    "used": "choice",
    "after_transfer": "later",
    "statement": "person",
}
_COLORS: Final = {
    "group": "unneeded",
    "choice": "coming",
    "fixed": "done",
    "ability": "open",
    "person": "missing",
    "later": "unneeded",
}
DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement of a program: what kind it is, what it asks for, and whether that can be chosen."""

    path: str
    parent: str
    title: str
    kind: str
    amount: Fraction | None
    depth: int
    leaf: bool
    chosen: bool


def asks_of(entry: RequirementEntry, parent: str = "", depth: int = 0, *, chosen: bool = False) -> Iterator[Ask]:
    """Yield every requirement, each before its parts; what stands below a choice can be chosen too."""
    kind = _KIND_OF.get(entry.kind, "group")
    free = chosen or kind == "choice"
    yield Ask(entry.path, parent, entry.title, kind, entry.shortfall, depth, not entry.children, free)
    for child in entry.children:
        yield from asks_of(child, entry.path, depth + 1, chosen=free)


def named(audit: AuditDocument, say: Say) -> tuple[Ask, ...]:
    """Return every requirement, the whole by the name of the program."""
    whole, *parts = (replace(ask, title=say.engine(ask.title)) for ask in asks_of(audit.requirements))
    return (replace(whole, title=audit.title), *parts)


def fixed_and_free(entry: RequirementEntry) -> tuple[Fraction, Fraction]:
    """Return how much is fixed by name, and how much can be chosen, of all that is asked for."""
    whole = entry.shortfall or Fraction(0)
    fixed = sum((ask.amount or Fraction(0) for ask in asks_of(entry) if ask.leaf and not ask.chosen), Fraction(0))
    return min(whole, fixed), max(Fraction(0), whole - fixed)


def asks_picture(audit: AuditDocument, told: Mapping[str, str], say: Say) -> Picture:
    """Return what a program asks of somebody who brings nothing, as rings; ``told`` says by path what each asks."""
    asks = named(audit, say)
    fixed, free = fixed_and_free(audit.requirements)
    system = audit.credit.system
    said = {"goal": audit.title, "fixed": say.number(fixed), "free": say.number(free)}
    title = say(
        "{goal}: {fixed} of {all} are fixed, {free} can be chosen", all=amount(say, fixed + free, system), **said
    )
    counted = ((kind, sum(ask.kind == kind for ask in asks if ask.leaf)) for kind in KINDS)
    words = say.listed(f"{say(KINDS[kind])}: {say.number(number)}" for kind, number in counted if number)
    columns = (say("Requirement"), say("Kind"), say("What it asks"), say("Amount"))
    rows = tuple(
        (
            f"{'· ' * ask.depth}{ask.title}",
            f"{SIGNS[ask.kind]} {say(KINDS[ask.kind])}".strip(),
            told.get(ask.path, ""),
            "" if ask.amount is None else amount(say, ask.amount, system),
        )
        for ask in asks
    )
    return Picture("program", title, _spec(asks, told, say), words, columns, rows)


def _spec(asks: tuple[Ask, ...], told: Mapping[str, str], say: Say) -> dict[str, Any]:
    shown = [ask for ask in asks if ask.depth <= DEEPEST]
    parents = {ask.parent for ask in shown}
    rings = {
        "type": "sunburst",
        "ids": [ask.path for ask in shown],
        "parents": [ask.parent for ask in shown],
        "labels": [_label(ask) for ask in shown],
        "values": [0.0 if ask.path in parents else float(ask.amount or 0) or 1.0 for ask in shown],
        "branchvalues": "remainder",
        "leaf": {"opacity": 1},
        "hovertext": [f"{wrapped(ask.title, 40)}<br>{say(KINDS[ask.kind])}" for ask in shown],
        "hoverinfo": "text",
        "insidetextorientation": "auto",
        "marker": {"colors": [FILLS[_COLORS[ask.kind]] for ask in shown], "line": {"color": "#FFFFFF", "width": 1.5}},
        "textfont": {"color": [INKS[_COLORS[ask.kind]] for ask in shown]},
    }
    return {"data": [rings], "layout": layout(460)}


def _label(ask: Ask) -> str:
    title = short_name(ask.title) if ask.kind == "fixed" else wrapped(ask.title, 14, 2)
    return f"{SIGNS[ask.kind]} {title}".strip()


def ask_lines(audit: AuditDocument, told: Mapping[str, str], say: Say) -> Iterator[tuple[int, str]]:
    """Yield the tree as lines of words, each with its depth; names are as the catalogue says them."""
    for ask in named(audit, say):
        words = f"{SIGNS[ask.kind]} {ask.title}".strip()
        if ask.amount:
            words += f" — {amount(say, ask.amount, audit.credit.system)}"
        more = told.get(ask.path, "")
        if ask.leaf and ask.kind != "fixed" and more and more.casefold() != ask.title.casefold():
            words += f": {more}"
        yield ask.depth, words
