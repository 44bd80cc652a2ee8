"""Why?  The tree of reasons as indented lines with their sources, and the sources by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from pathways.cli.tell.paper import QUIET, Paper, plain


def tell_reasons(paper: Paper, reason: Mapping[str, Any], depth: int = 0) -> None:
    """Write the whole tree of reasons."""
    words = Text(plain(str(reason["statement"])))
    for name in ("code", "path"):
        if reason.get(name):
            words.append(f"  {plain(str(reason[name]))}", style=QUIET)
    if reason.get("source"):
        words.append(f"  [{plain(str(reason['source']))}]", style=QUIET)
    paper.hanging("-", words, depth=2 * depth)
    for part in reason.get("because", ()):
        tell_reasons(paper, part, depth + 1)


def tell_sources(paper: Paper, reason: Mapping[str, Any]) -> None:
    """Write every source that the reasons name, each once, in the order in which they first speak."""
    found = list(dict.fromkeys(sources(reason)))
    if found:
        paper.heading("Sources")
        for source in found:
            paper.hanging("-", source)


def sources(reason: Mapping[str, Any]) -> Iterator[str]:
    """Yield the source of every reason of the tree."""
    if reason.get("source"):
        yield str(reason["source"])
    for part in reason.get("because", ()):
        yield from sources(part)


def statements(reason: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the reasons right below one say."""
    return tuple(str(part["statement"]) for part in reason.get("because", ()))
