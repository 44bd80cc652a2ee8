"""What of a smaller credential counts in a larger one, and what ends there, and why?  Streams from its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount
from pathways.model.design_documents import CarryEntry, CarryLine, DeadEnd
from pathways.ui.picture import Picture
from pathways.ui.pictures.flow import Drawing, Stream

FATES: Final = {"done": "✓", "unneeded": "–", "lost": "✗"}


def fate_of(dead: DeadEnd, line: CarryLine | None) -> str:
    """Return whether what dies is a surplus (recognised, with no room left) or ends because nobody recognises it."""
    return "unneeded" if line is not None and line.recognized else "lost"


def carry_streams(carry: CarryEntry, places: Mapping[str, str], say: Say) -> tuple[Stream, ...]:
    """Return a stream for each part that is brought, and one more for what of it does not count.

    ``places`` names the requirements of the larger credential by path.
    """
    return tuple(_streams(carry, places, say))


def _streams(carry: CarryEntry, places: Mapping[str, str], say: Say) -> Iterator[Stream]:
    dead = {item.id: item for item in carry.dies}
    for line in carry.lines:
        if line.carried:
            spots = say.listed(dict.fromkeys(_group(path, places) for path in line.applied_to))
            yield Stream((line.id,), spots or carry.title, "", line.carried, "done")
        if line.id in dead:
            ends = dead[line.id]
            fate = fate_of(ends, line)
            yield Stream((line.id,), fate_words(fate, say), "", ends.amount, fate, say.engine(ends.words))


def _group(path: str, places: Mapping[str, str]) -> str:
    """Return the name of the group, right below the whole, in which a requirement stands."""
    top = "/".join(path.split("/")[:2])
    return places.get(top) or places.get(path) or path


def fate_words(fate: str, say: Say) -> str:
    """Return what becomes of credit, in few words."""
    told = {"done": say("counts"), "unneeded": say("surplus: no room"), "lost": say("ends: not recognised")}
    return told[fate]


def carry_picture(carry: CarryEntry, smaller: str, places: Mapping[str, str], say: Say) -> Picture:
    """Return what carries over from a smaller credential (its title) to a larger one."""
    streams = carry_streams(carry, places, say)
    names = {line.id: line.title for line in carry.lines}
    columns = (say("Part"), say("Credit"), say("What becomes of it"), say("Where, or why not"))
    rows = tuple(
        (
            names[stream.lines[0]],
            say.number(stream.credit),
            f"{FATES[stream.fate]} {fate_words(stream.fate, say)}",
            stream.middle if stream.fate == "done" else stream.why,
        )
        for stream in streams
    )
    words = say.listed(f"{row[0]}: {row[1]}, {row[2]}" for row in rows)
    spec: dict[str, Any] = Drawing(streams, names, say).spec() if streams else {"data": [], "layout": {}}
    return Picture("carry-over", carry_title(carry, smaller, say), spec, words, columns, rows)


def carry_title(carry: CarryEntry, smaller: str, say: Say) -> str:
    """Return the finding: how much carries over, and what ends there."""
    said = {
        "share": say.percent(carry.share),
        "some": say.number(carry.carried),
        "all": amount(say, carry.brought, carry.unit),
        "smaller": smaller,
        "larger": carry.title,
    }
    found = say("{share} carries over: {some} of {all} of {smaller} count in {larger}", **said)
    if not carry.dies:
        return found
    lost = amount(say, sum((dead.amount for dead in carry.dies), Fraction(0)), carry.unit)
    names = say.listed((dead.title for dead in carry.dies), most=3)
    return say("{found}; {lost} end there: {names}", found=found, lost=lost, names=names)
