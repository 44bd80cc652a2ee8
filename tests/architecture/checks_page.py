"""Which checks are there?  Writes docs/checks.md from the codes: ``python -m tests.architecture.checks_page``."""

from __future__ import annotations

from pathways.model.check_codes import CheckCode, Outcome
from pathways.verification.meanings import MEANING
from tests.support import REPO

PAGE = REPO / "docs" / "checks.md"

HEAD = """# Checks of badges

Every code that a check of a badge can have, with its one outcome and its one sentence. No check alone makes a badge
genuine; a trust policy turns checks into a decision ([semantics](semantics.md), section 12). FAIL is what is wrong
whatever else were known; UNKNOWN is neither genuine nor forged: something is not at hand, not built, or not asked.

This page is written from `pathways/verification/meanings.py` by `python -m tests.architecture.checks_page`; a test
keeps it current.
"""

TITLES = {
    Outcome.PASS: "It holds",
    Outcome.FAIL: "It is wrong",
    Outcome.UNKNOWN: "It is open",
    Outcome.NOT_APPLICABLE: "It does not matter here",
}


def page() -> str:
    """Return the page: one section for each outcome, one row for each code, in the order of the list of codes."""
    parts = [HEAD]
    for outcome, title in TITLES.items():
        rows = [f"| {code.value} | {MEANING[code][1]} |" for code in CheckCode if MEANING[code][0] is outcome]
        parts.append(
            "\n".join([f"## {title} ({outcome.value})", "", "| Code | What it says |", "|---|---|", *rows, ""])
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
