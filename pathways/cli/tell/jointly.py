"""How is a set told that covers a course only together?  Outcome by outcome with its source, and what is missing."""

from __future__ import annotations

from pathways.cli.tell.paper import NOTHING, Column, Paper
from pathways.cli.tell.suggest import GRANTS_NOTHING
from pathways.cli.tell.words import count
from pathways.model.exact import format_exact
from pathways.model.joint_documents import JointOutcome, JointSet, JointSource, JointSuggestionsDocument


def tell_jointly(paper: Paper, document: JointSuggestionsDocument) -> None:
    """Write the sets, the lightest first; where there is none, the nearest."""
    first, *others = document.told
    paper.line(f"{document.code} {document.title} at {document.at}: {first}.", "bold")
    for words in others[:-1] if document.sets else others:
        paper.line(f"{words[0].upper()}{words[1:]}.")
    if document.sets:
        paper.line(GRANTS_NOTHING)
    paper.line(_asked(document))
    for number, found in enumerate(document.sets, 1):
        _set(paper, f"{number}.", found)
    if document.nearest:
        paper.heading("The nearest, and what they lack")
    for number, found in enumerate(document.nearest, 1):
        _set(paper, f"{number}.", found)
    _left_out(paper, document)
    paper.line()
    paper.line(f"As of {document.as_of}. For programs: --json.")


def _asked(document: JointSuggestionsDocument) -> str:
    asked = document.asked
    who = f"by {asked.policy}" if asked.policy else "here"
    amount = f" and {format_exact(asked.amount)} {asked.measure}" if asked.amount is not None else ""
    outcomes = f"{asked.needed} of {count(asked.outcomes, 'outcome')}"
    return f"Asked {who}: {outcomes}{amount}, at most {asked.max_parts} together."


def _set(paper: Paper, number: str, found: JointSet) -> None:
    paper.line()
    weaker = " (by words of texts only: weaker)" if found.weaker else ""
    paper.hanging(number, f"{found.because[0]}{weaker}")
    columns = (Column("Outcome", weight=2), Column("Level", "right"), Column("From", weight=3))
    paper.table(columns, [(_named(one), str(one.level or NOTHING), _from(one)) for one in found.outcomes])
    for words in found.because[1:]:
        if not words.startswith("nothing covers"):
            paper.hanging("-", words, 3)
    if found.pair is not None and found.short == 0:
        paper.hanging("", f'To decide: pathways decide STORE "{found.pair}" ...', 3)


def _named(outcome: JointOutcome) -> str:
    return outcome.title if outcome.covered else f"{outcome.title} (missing)"


def _from(outcome: JointOutcome) -> str:
    return ", ".join(_source(one) for one in outcome.by) or NOTHING


def _source(source: JointSource) -> str:
    if source.how == "text":
        return f"{source.member} (words)"
    level = f" at level {source.level}" if source.level is not None else ""
    low = "" if source.level_met else ", too low" if source.level is not None else ", no level stated"
    by = "" if source.how == "same" else f" by {source.competency}"
    return f"{source.member}{by}{level}{low}"


def _left_out(paper: Paper, document: JointSuggestionsDocument) -> None:
    if document.left_out:
        paper.heading("Takes no part")
    for one in document.left_out:
        paper.hanging("-", f"{one.id} {one.title} ({', '.join(one.codes)}): {one.text}")
    if document.left_out_count > len(document.left_out):
        paper.line(f"and {document.left_out_count - len(document.left_out)} more.")
