"""Which requirements are met?  The tree with a mark for each, readable without colour."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from pathways.cli.tell.paper import BAD, GOOD, OPEN, QUIET, Paper, plain
from pathways.cli.tell.words import count, listed
from pathways.model.documents import RequirementEntry
from pathways.model.exact import format_exact

MARKS = {
    "met": ("[x]", GOOD),
    "not met": ("[ ]", BAD),
    "undecided": ("[?]", OPEN),
    "only after transfer": ("[~]", OPEN),
    "not needed": ("[-]", QUIET),
}
STANDINGS = {"satisfied": "met", "unsatisfied": "not met", "undecided": "undecided"}


def tell_requirements(paper: Paper, root: RequirementEntry, *, everything: bool) -> None:
    """Write the tree and the meaning of its marks; what is not needed is folded unless ``everything`` is asked for."""
    used: list[str] = []
    for entry, depth in _walk(root, 0, everything=everything):
        word = standing(entry)
        used.append(word)
        mark, style = MARKS[word]
        paper.hanging(Text(mark, style=style), _words(entry, everything=everything), depth=2 * depth)
    paper.line("  ".join(f"{mark} {word}" for word, (mark, _) in MARKS.items() if word in used), QUIET)


def standing(entry: RequirementEntry) -> str:
    """Return where a requirement stands, as a word of :data:`MARKS`."""
    if entry.kind == "after_transfer":
        return "only after transfer"
    if not entry.needed and entry.status != "satisfied":
        return "not needed"
    return STANDINGS[entry.status]


def _walk(entry: RequirementEntry, depth: int, *, everything: bool) -> Iterator[tuple[RequirementEntry, int]]:
    yield entry, depth
    if everything or standing(entry) != "not needed":
        for child in entry.children:
            yield from _walk(child, depth + 1, everything=everything)


def _words(entry: RequirementEntry, *, everything: bool) -> Text:
    words = Text(plain(entry.title))
    by = f"by {listed(entry.applied)}" if entry.applied and not entry.children else ""
    missing = f"{format_exact(entry.shortfall)} missing" if entry.shortfall else ""
    folded = "" if everything or standing(entry) != "not needed" or not entry.children else _folded(entry)
    for part in (by, missing, folded, entry.note or ""):
        if part:
            words.append(f" - {plain(part)}", style=QUIET)
    if everything:
        words.append(f"  {entry.path}", style=QUIET)
    return words


def _folded(entry: RequirementEntry) -> str:
    return f"{count(len(entry.children), 'part')} not shown (--why shows all)"
