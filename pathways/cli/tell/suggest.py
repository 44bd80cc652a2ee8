"""How is a suggestion told?  The likely answers, what speaks for and against each, and that it grants nothing."""

from __future__ import annotations

from typing import Final

from pathways.cli.tell.paper import Paper
from pathways.cli.tell.words import count, listed, percent
from pathways.model.suggestion_documents import (
    EvidenceEntry,
    LineSuggestionsDocument,
    SuggestionEntry,
    SuggestionsDocument,
)

GRANTS_NOTHING: Final = "A suggestion grants nothing: it counts in no audit until somebody decides (pathways decide)."
_SHOWN: Final = 3
"""How many sources and rules are named beside one piece of evidence."""


def tell_suggestions(paper: Paper, document: SuggestionsDocument) -> None:
    """Write the answers for one piece of learning."""
    paper.line(f"{document.title} at {document.at}: {_found(document)}.", "bold")
    paper.line(GRANTS_NOTHING)
    _answers(paper, document)
    paper.line()
    paper.line(_judged(document))
    paper.line(f"As of {document.as_of}. For programs: --json.")


def tell_line_suggestions(paper: Paper, document: LineSuggestionsDocument) -> None:
    """Write the answers for lines of a record."""
    told = f"{count(len(document.lines), 'line')} of {document.learner} at {document.at}"
    paper.line(
        f"{told}." if document.lines else f"Nothing of {document.learner} is undecided at {document.at}.", "bold"
    )
    if document.lines:
        paper.line(GRANTS_NOTHING)
    seen = [line.suggestions for line in document.lines if line.suggestions is not None]
    for line in document.lines:
        why = f" ({', '.join(line.codes)})" if line.codes else ""
        said = _found(line.suggestions) if line.suggestions else "it is of the receiver itself"
        paper.heading(f"{line.attainment} {line.title}, {line.decision}{why}: {said}.")
        if line.suggestions is not None:
            _answers(paper, line.suggestions)
            if line.suggestions.suggestions:
                paper.line(_weighed(line.suggestions), "dim")
    paper.line()
    if seen:
        paper.line(_model(seen[0]))
    paper.line(f"As of {document.as_of}. For programs: --json.")


def _found(document: SuggestionsDocument) -> str:
    if document.status == "published":
        return f"already answered by {listed(document.published, _SHOWN)}; nothing is suggested"
    return count(len(document.suggestions), "likely answer")


def _answers(paper: Paper, document: SuggestionsDocument) -> None:
    for number, answer in enumerate(document.suggestions, 1):
        paper.line()
        paper.hanging(f"{number}.", f"{percent(answer.probability):>7}  {_named(answer)}")
        for entry in answer.evidence:
            paper.hanging("+" if entry.speaks == "for" else "-", _because(entry), 3)
        for difference in answer.differences:
            paper.hanging("!", f"differs in {difference.difference} ({difference.code}): {difference.text}", 3)
    if document.suggestions and document.rest:
        paper.line()
        paper.line(f"All that is not listed: {percent(document.rest)}.")


def _named(answer: SuggestionEntry) -> str:
    match answer.kind:
        case "course":
            return f"{answer.title} ({answer.course})"
        case "no_equivalent":
            return "no equivalent"
        case "subject_elective" | "general_elective":
            return answer.title


def _because(entry: EvidenceEntry) -> str:
    rests = [*entry.sources] if entry.sources else [f"rule {name}" for name in entry.rules]
    return f"{entry.text} [{listed(rests, _SHOWN)}]" if rests else entry.text


def _judged(document: SuggestionsDocument) -> str:
    if document.status == "published":
        return _model(document)
    return f"{_weighed(document)} {_model(document)}"


def _weighed(document: SuggestionsDocument) -> str:
    known = count(document.rules_known, "rule")
    if document.cold:
        return f"Little has been decided here before ({known} about others): judged by title and code alone."
    return f"Judged by title, code and {known} about others here."


def _model(document: SuggestionsDocument) -> str:
    return f"Weights {document.model}, learned from {document.trained_on}."
