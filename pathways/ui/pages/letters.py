"""What do we tell the learner?  A letter about every line, or one: what counts, what does not and why, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.language.words import Say, languages, msg, say_in
from pathways.model.letter_documents import TWICE, LetterDocument, Letterhead, LetterLine, Verdict
from pathways.papers.appeal import appeal_of
from pathways.papers.cures import cure_words
from pathways.papers.decision_letter import DIFFERENCES, Sent, counted, decision_letter, why_words
from pathways.papers.paper import to_html
from pathways.papers.plain_text import to_text
from pathways.ui.at_desk import at_desk
from pathways.ui.choices import choose_day, choose_learner
from pathways.ui.handed import hand_in
from pathways.ui.names import plain
from pathways.ui.offer import download_pdf
from pathways.ui.pieces import asked, download, empty, figures, lede, meaning, onward, table
from pathways.ui.receiving import choose_program, choose_receiver
from pathways.ui.visit import Visit

ALL: Final = ""
SIGNS: Final[Mapping[Verdict, str]] = {"accepted": "✓", "partial": "◐", "coming": "→", "refused": "✗", "open": "?"}
VERDICTS: Final[Mapping[Verdict, str]] = {
    "accepted": msg("counts"),
    "partial": msg("counts in part"),
    "coming": msg("will count later"),
    "refused": msg("does not count"),
    "open": msg("not decided"),
}


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What do we tell the learner?"))
    hand_in(visit)
    record = visit.record
    if record is None:
        st.info(say("There is no transcript yet. Send or type one above."), icon=":material/info:")
        return
    words = dict(visit.words_of("line", "in", "program"))
    with st.container(horizontal=True):
        choose_learner(visit)
        at = choose_receiver(visit, label=say("Institution that decides"))
        goal = choose_program(visit, at, words.get("program", "")) if at else None
        choose_day(visit)
    if at is None:
        empty(visit, say("This catalogue has no institution that recognises anything."), "start")
        return
    mark = at_desk(visit).mark
    document = asked(visit, LetterDocument, "letter", record, at, as_of=visit.day, goal=goal, mark=mark)
    if document is not None:
        _told(visit, document, words)
    onward(visit, ("transfer", say("Check the transcript")), ("queue", say("What is still to be decided?")))


def _told(visit: Visit, document: LetterDocument, words: Mapping[str, str]) -> None:
    say = visit.say
    if not document.lines:
        st.info(say("There is no line on this transcript."))
        return
    named = {"learner": document.name or document.learner, "institution": document.title}
    lede(plain(say("Of what {learner} learned, at {institution}: {told}.", told=counted(document, say), **named)))
    _figures(visit, document)
    st.subheader(say("What the letter says, line by line"))
    order = ("refused", "open", "partial", "coming", "accepted")
    rows = [_row(document, line, say) for line in sorted(document.lines, key=lambda line: order.index(line.verdict))]
    table(visit, rows, alt=say("Every line, what became of it and what would cure it"), name="letter-lines")
    st.caption(
        say(
            "Each cure was tried: recognition was asked again with it, and it counted. The cheapest comes first; what "
            "nobody states a price for comes last."
        )
    )
    _letter(visit, document, words)


def _figures(visit: Visit, document: LetterDocument) -> None:
    say, number = visit.say, Counter(line.verdict for line in document.lines)
    told = [name for name in VERDICTS if number[name] or name in ("accepted", "refused", "open")]
    shown = [(f"{SIGNS[name]} {say(VERDICTS[name])}", say.number(number[name]), None) for name in told]
    cured = sum(bool(line.cures) for line in document.lines if line.verdict == "refused")
    figures(visit, [*shown, (say("with a cure"), say.number(cured), "cure")])


def _row(document: LetterDocument, line: LetterLine, say: Say) -> dict[str, str]:
    named = dict.fromkeys(reason.difference for reason in line.reasons if reason.difference)
    differences = [say(DIFFERENCES[name]).partition(":")[0].strip() for name in named]
    why = say.apart(dict.fromkeys(why_words(document, reason, say) for reason in line.reasons))
    first = cure_words(line.cures[0], say) if line.cures else ""
    twice = any(reason.code in TWICE for reason in line.reasons)
    none = say("nothing known to us") if line.verdict == "refused" and not twice else ""
    return {
        say("Learning"): f"{line.title} ({line.attainment})",
        say("Decision"): f"{SIGNS[line.verdict]} {say(VERDICTS[line.verdict])}",
        say("Credit"): say.number(line.credit),
        say("Why"): why,
        say("Substantial difference"): say.listed(differences),
        say("Cheapest cure"): first or none,
    }


def _letter(visit: Visit, document: LetterDocument, words: Mapping[str, str]) -> None:
    """Let the visitor choose what the letter is about, in which language, and how it is signed; show and offer it."""
    say = visit.say
    st.subheader(say("The letter"), help=meaning(visit, "letter"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        line = _line(visit, document, words.get("line", ALL))
        language = _language(visit, words.get("in", ""))
    said = {
        "program": visit.more.get("program", ""),
        "line": line,
        "in": "" if language == visit.language else language,
    }
    visit.more = {name: value for name, value in said.items() if value}
    chosen = tuple(each for each in document.lines if line in (ALL, each.attainment))
    headed = document.model_copy(update={"lines": chosen, "letterhead": _head(visit, document, language)})
    signed = st.text_input(say("Signed by (name and office, optional)"), key="decision-signed", max_chars=120)
    paper = decision_letter(Sent(headed, signed or "", visit.opened.is_sample), say_in(language))
    html = to_html(paper, language)
    name = f"letter-{line}" if line else "letter"
    file = "".join(sign for sign in name if sign.isalnum() or sign in "-_")
    with st.container(horizontal=True):
        download_pdf(say("Download the letter (PDF)"), paper, language, f"{file}.pdf", primary=True)
        download(say("Download the letter (HTML)"), html, f"{file}.html", "text/html")
        download(say("Download the letter (text)"), to_text(paper), f"{file}.txt", "text/plain")
    st.iframe(html, height=760, alt=paper.title)


def _line(visit: Visit, document: LetterDocument, wanted: str) -> str:
    say = visit.say
    titles = {line.attainment: f"{line.title} ({line.attainment})" for line in document.lines}
    names = [ALL, *titles]
    place = names.index(wanted) if wanted in names else 0
    picked = st.selectbox(
        say("The letter is about"),
        names,
        index=place,
        format_func=lambda name: titles.get(name) or say("everything at this institution"),
        key=f"letter-line-{document.learner}-{document.organization}",
    )
    return picked or ALL


def _language(visit: Visit, wanted: str) -> str:
    spoken = languages()
    first = wanted if wanted in spoken else visit.language
    picked = st.selectbox(
        visit.say("Language of the letter"),
        spoken,
        index=spoken.index(first),
        format_func=lambda name: say_in(name).name,
        key=f"letter-language-{visit.language}",
    )
    return picked or visit.language


def _head(visit: Visit, document: LetterDocument, language: str) -> Letterhead:
    """Let the visitor say how the institution writes and how one appeals; what the sample says stands there first."""
    say = visit.say
    known = sample_head(document.organization) if visit.opened.is_sample else None
    headed = document.model_copy(update={"letterhead": known})
    key = f"{document.organization}-{language}"
    with st.expander(say("Letterhead, and how to appeal")):
        office = st.text_input(say("Office"), (known and known.office) or "", key=f"head-office-{key}", max_chars=200)
        contact = st.text_input(
            say("Contact"), (known and known.contact) or "", key=f"head-contact-{key}", max_chars=200
        )
        appeal = st.text_area(
            say("How to appeal or ask again, in the institution's own words"),
            appeal_of(headed, language),
            key=f"head-appeal-{key}",
            max_chars=2_000,
            help=say("Without words of the institution, the letter says plainly that one may ask it to look again."),
        )
    said = {"office": office or None, "contact": contact or None, "appeal": {language: appeal} if appeal else {}}
    base = known or Letterhead(organization=document.organization)
    return base.model_copy(update=said)


@lru_cache(maxsize=1)
def _sample_heads() -> dict[str, Letterhead]:
    from pathways.formats.letterhead import load_letterheads
    from pathways.resources import sample_letterheads

    try:
        return {each.organization: each for each in load_letterheads(sample_letterheads()).letterheads}
    except PathwaysError:  # an installation without the file writes letters with the plain sentence
        return {}


def sample_head(organization: str) -> Letterhead | None:
    """Return the letterhead of an institution of the sample, if there is one."""
    return _sample_heads().get(organization)
