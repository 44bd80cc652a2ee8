"""Which errors are there?  Writes docs/errors.md from the codes: ``python -m tests.architecture.errors_page``."""

from __future__ import annotations

from collections.abc import Mapping

from pathways.errors import CODES
from tests.support import REPO

PAGE = REPO / "docs" / "errors.md"

FAMILIES: Mapping[str, str] = {
    "B": "Badges",
    "C": "Catalogue",
    "E": "Equivalences and agreements",
    "F": "Files and formats",
    "K": "Credit",
    "P": "Planner and limits",
    "R": "Records",
    "S": "Store",
    "U": "Questions and unknown names",
    "X": "Ourselves",
}

HEAD = """# Errors and findings

Every code that Pathways can print, with what it means and why it matters. An unmet requirement, a refusal or a plan
that cannot exist is an answer, not an error; its words are reason codes and stand in the answer itself.

Exit codes of the command line: 0 yes, 1 answered "no", 2 bad question, 3 bad input, 4 not available, 70 our bug.

This page is written from `pathways/errors.py` by `python -m tests.architecture.errors_page`; a test keeps it current.
"""


def page(codes: Mapping[str, tuple[str, str]] = CODES) -> str:
    """Return the page: one section for each letter, one row for each code, in order."""
    parts = [HEAD]
    for letter in sorted({code[0] for code in codes}):
        rows = [f"| {code} | {title} | {why} |" for code, (title, why) in sorted(codes.items()) if code[0] == letter]
        parts.append(
            "\n".join([f"## {FAMILIES[letter]}", "", "| Code | What | Why it matters |", "|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
