"""How is a recognition told?  How much one organization accepts, then its decision on every line."""

from __future__ import annotations

from collections import Counter

from pathways.cli.opening import Case
from pathways.cli.tell.lines import tell_decisions, tell_hints, tell_totals
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import Paper
from pathways.cli.tell.reasons import sources, tell_reasons
from pathways.cli.tell.words import count
from pathways.model.documents import RecognitionDocument
from pathways.model.exact import format_exact


def tell_recognition(paper: Paper, document: RecognitionDocument, case: Case, *, why: bool) -> None:
    """Write the whole recognition."""
    names = Names(case.desk.catalog, case.record)
    paper.line(headline(document, names), "bold")
    paper.line()
    tell_decisions(paper, document.lines, names)
    paper.line()
    tell_totals(paper, document.totals, names.system(document.system or "no credit system"), applied=False)
    tell_hints(paper, document.lines)
    if why:
        paper.heading("Why")
        for line in document.lines:
            tell_reasons(paper, line.reason)
    _sources(paper, document)
    paper.line()
    more = "" if why else " Every reason: --why. For programs: --json."
    paper.line(f"As of {document.as_of}.{more}")


def headline(document: RecognitionDocument, names: Names) -> str:
    """Return the answer in one sentence."""
    decided: Counter[str] = Counter(line.decision for line in document.lines)
    goal = f" toward {names.thing(document.credential)}" if document.credential else ""
    accepted = format_exact(document.totals.accepted)
    parts = [f"accepts {decided['accepted']} of {count(len(document.lines), 'line')} of {names.learner}{goal}"]
    parts += [f"refuses {decided['refused']}"] if decided["refused"] else []
    open_lines = f"; {decided['undecided']} undecided" if decided["undecided"] else ""
    said = f"{names.organization(document.organization)} {' and '.join(parts)}{open_lines}"
    return f"{said}. Recognized: {count_credits(accepted)}."


def count_credits(amount: str) -> str:
    """Return an exact amount as credits.

    >>> count_credits("1"), count_credits("4.5")
    ('1 credit', '4.5 credits')
    """
    return f"{amount} credit" if amount == "1" else f"{amount} credits"


def _sources(paper: Paper, document: RecognitionDocument) -> None:
    told = [source for line in document.lines for source in sources(line.reason)]
    told += [option.source for line in document.lines for option in line.options if option.source]
    if told:
        paper.heading("Sources")
        for source in dict.fromkeys(told):
            paper.hanging("-", source)
