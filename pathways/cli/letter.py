"""``pathways letter``: what does an institution tell a learner about each line, why, and what would cure it?"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile

if TYPE_CHECKING:
    from pathways.model.letter_documents import LetterDocument, Letterheads


class Form(StrEnum):
    """In which form a letter is written."""

    HTML = "html"
    PDF = "pdf"
    TEXT = "text"


At = Annotated[str, typer.Option("--at", metavar="ORG", help="The institution that decides.")]
Line = Annotated[str | None, typer.Option("--line", metavar="ID", help="Only about this line.  [default: all]")]
Written = Annotated[Form | None, typer.Option("--form", help="In which form.  [default: as FILE ends, else text]")]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="In which language, such as fr.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write it.")]
Goal = Annotated[str | None, typer.Option("--goal", "-g", metavar="ID", help="Decide as for this credential.")]
Head = Annotated[
    Path | None,
    typer.Option("--letterhead", metavar="FILE", help="Letterheads, with the institution's own words on appeals."),
]
Kept = Annotated[
    Path | None, typer.Option("--decisions", metavar="STORE", help="The file in which decisions are kept.")
]
Signed = Annotated[str, typer.Option("--signed", metavar="NAME", help="Who signs.")]


def letter(  # noqa: PLR0913 - each argument is an option of the command line
    record: RecordFile,
    at: At,
    *,
    line: Line = None,
    form: Written = None,
    language: Language = "en",
    out: Out = None,
    goal: Goal = None,
    letterhead: Head = None,
    decisions: Kept = None,
    signed: Signed = "",
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """A letter to the learner: what counts, what does not and on which difference that rests, and the cheapest cure.

    Every cure was found by asking recognition again with it. Without --out it is shown as text. Needs the extra 'ui'
    but for --json.

    \b
    Examples:
      pathways letter ana.yaml --at lakeside
      pathways letter ana.yaml --at lakeside --line N3 --language fr --out letter.pdf
      pathways letter ana.yaml --at lakeside --decisions desk.db --letterhead ours.yaml --out letter.html
    """
    from pathways.cli.desk import decided
    from pathways.cli.opening import open_case, waiting

    wanted = form or _form_of(out)
    _check(out, (record, letterhead, decisions, catalog))
    with waiting("Deciding ..."):
        case, heads = open_case(record, catalog, as_of, decided(decisions)), _letterheads(letterhead)
        document = case.desk.letter(case.record, at, as_of=case.as_of, goal=goal, line=line, letterheads=heads)
    if json:
        _give(document)
        return 0
    _write(document, wanted, language, signed, out)
    return 0


def _check(out: Path | None, read: tuple[Path | None, ...]) -> None:
    """Look whether a letter would be written over what it is made from.  Raises QuestionError U003."""
    from pathways.formats.targets import check_apart
    from pathways.resources import sample_catalog

    if out is not None:
        *files, catalog = read
        check_apart([out], [*(file for file in files if file is not None), catalog or sample_catalog()])


def _form_of(out: Path | None) -> Form:
    """Return the form that the name of a file stands for; text for any other."""
    endings = {".html": Form.HTML, ".htm": Form.HTML, ".pdf": Form.PDF}
    return endings.get(out.suffix.lower(), Form.TEXT) if out is not None else Form.TEXT


def _letterheads(file: Path | None) -> Letterheads | None:
    from pathways.formats.letterhead import load_letterheads

    return load_letterheads(file) if file is not None else None


def _give(document: LetterDocument) -> None:
    from pathways.cli.tell.paper import put

    put(document.to_json() + "\n", sys.stdout)


def _write(document: LetterDocument, form: Form, language: str, signed: str, out: Path | None) -> None:
    """Write a letter.  Raises NotAvailableError X002 without the extra 'ui', QuestionError U003, FormatError F010."""
    from pathways.cli.tell.paper import put
    from pathways.errors import NotAvailableError, QuestionError

    if out is None and form is Form.PDF:
        raise QuestionError("U003", "a PDF is not shown here", hint="Name a file with --out.")
    try:
        content = _written(document, signed, form, language)
    except ModuleNotFoundError as missing:
        raise NotAvailableError(
            "X002",
            f"a letter needs {missing.name}, which is not installed here",
            why="The document itself (--json) works without it.",
            hint="Install it with: pip install 'pathways-planner[ui]'",
        ) from None
    if out is None:
        put(content.decode(), sys.stdout)
    else:
        from pathways.formats.records import write_whole

        write_whole(out, content)
        put(f"wrote {out}\n", sys.stdout)


def _written(document: LetterDocument, signed: str, form: Form, language: str) -> bytes:
    """Return a letter in a form.  Raises ModuleNotFoundError, QuestionError U003 for a language that is not spoken."""
    from pathways.errors import QuestionError
    from pathways.language.words import languages, say_in
    from pathways.papers.decision_letter import Sent, decision_letter
    from pathways.papers.paper import to_html
    from pathways.papers.plain_text import to_text

    if language not in languages():
        spoken = ", ".join(languages())
        raise QuestionError("U003", f"no letter is written in {language!r}", hint=f"There are: {spoken}.")
    paper = decision_letter(Sent(document, signed), say_in(language))
    match form:
        case Form.HTML:
            return to_html(paper, language).encode()
        case Form.TEXT:
            return to_text(paper).encode()
        case Form.PDF:
            from pathways.papers.pdf import to_pdf

            return to_pdf(paper, language)
