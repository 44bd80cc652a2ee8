"""In which form is a letter sent?  As HTML, PDF or text, in a language; the same bytes for the same letter."""

from __future__ import annotations

from typing import Literal

from pathways.errors import QuestionError
from pathways.ui.papers.decision_letter import Sent, decision_letter
from pathways.ui.papers.paper import to_html, to_pdf
from pathways.ui.papers.plain_text import to_text
from pathways.ui.words import languages, say_in

Form = Literal["html", "pdf", "text"]


def written_as(sent: Sent, form: Form, language: str) -> bytes:
    """Return a letter in a form.  Raises QuestionError U003 for a language that nobody speaks here."""
    if language not in languages():
        spoken = ", ".join(languages())
        raise QuestionError("U003", f"no letter is written in {language!r}", hint=f"There are: {spoken}.")
    paper = decision_letter(sent, say_in(language))
    match form:
        case "html":
            return to_html(paper, language).encode()
        case "pdf":
            return to_pdf(paper, language)
        case "text":
            return to_text(paper).encode()
