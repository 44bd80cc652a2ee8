"""Is this catalogue in order?  A draft, or the one that is open: every finding with its place and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from pathways.language.words import Say, msg
from pathways.model.base import Noun
from pathways.model.documents import CheckDocument, FindingEntry
from pathways.ui.asking import worked
from pathways.ui.draft import DRAFT, Draft, receive
from pathways.ui.names import plain
from pathways.ui.pieces import asked, asked_at, attempt, figures, lede, onward, table, trouble
from pathways.ui.reading import Reading, things_of
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

SEVERITIES: Final = {"error": msg("error"), "warning": msg("warning"), "hint": msg("hint")}
SIGNS: Final = {"error": "✗", "warning": "!", "hint": "i"}
COLORS: Final = {"error": "red", "warning": "orange", "hint": "blue"}

FEW: Final = 20
"""So many findings are shown at first; a hundred would hide the one that matters."""

WAYS: Final = {"files": msg("Files, or a folder packed as zip"), "folder": msg("A folder"), "open": msg("What is open")}

SECTIONS: Final = {
    "organizations": (msg("{n} organization"), msg("{n} organizations")),
    "credit-systems": (msg("{n} credit system"), msg("{n} credit systems")),
    "grade-scales": (msg("{n} grade scale"), msg("{n} grade scales")),
    "level-frameworks": (msg("{n} level framework"), msg("{n} level frameworks")),
    "frameworks": (msg("{n} competency framework"), msg("{n} competency frameworks")),
    "occupations": (msg("{n} occupation"), msg("{n} occupations")),
    "courses": (msg("{n} course"), msg("{n} courses")),
    "credentials": (msg("{n} credential"), msg("{n} credentials")),
    "agreements": (msg("{n} agreement"), msg("{n} agreements")),
    "equivalences": (msg("{n} equivalence"), msg("{n} equivalences")),
    "policies": (msg("{n} policy"), msg("{n} policies")),
    "terms": (msg("{n} term"), msg("{n} terms")),
    "offerings": (msg("{n} offering"), msg("{n} offerings")),
}


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("Is this catalogue in order?"))
    way = _way(visit)
    if way == "open":
        reading = asked(visit, Reading, "check", visit.day)
        if reading is not None:
            _told(visit, reading, visit.drafted.draft.title if visit.drafted else "")
        return
    _upload(visit, way)
    if visit.draft is None:
        st.info(say("Nothing is uploaded yet. What you upload stays in this session and is removed with it."))
        return
    draft = visit.draft
    reading = asked_at(visit, Reading, draft.place, "draft", draft.names, visit.day)
    if reading is not None:
        _told(visit, reading, draft.title)
        _offer(visit, draft, reading)


def _way(visit: Visit) -> str:
    """Let the visitor choose what is checked; the choice stands in the address."""
    say, ways = visit.say, list(WAYS)
    said = visit.words_of("what").get("what", "")
    picked = st.segmented_control(
        say("What is checked?"),
        ways,
        default=said if said in ways else "files",
        format_func=lambda way: say(WAYS[way]),
        key="check-way",
    )
    way = picked or "files"
    visit.more = {} if way == "files" else {"what": way}
    return way


def _upload(visit: Visit, way: str) -> None:
    """Take what is sent; a draft that is there stays until another one could be kept."""
    say = visit.say
    kinds = ["yaml", "yml", "json", "jsonl"] + (["zip"] if way == "files" else [])
    many: Any = "directory" if way == "folder" else True
    sent = st.file_uploader(
        say("Draft catalogue: YAML, JSON or JSON Lines"), kinds, accept_multiple_files=many, key=f"draft-{way}"
    )
    names = tuple(file.file_id for file in sent or ())
    if not sent or names == st.session_state.get("draft-sent"):
        return
    draft = attempt(visit, lambda: receive(sent))
    if draft is not None:
        visit.draft = draft
        st.session_state["draft-sent"] = names


def _told(visit: Visit, reading: Reading, title: str) -> None:
    """Say how it stands, then every finding."""
    say, check = visit.say, reading.check
    lede(sentence(say, reading, title))
    figures(
        visit,
        [
            (f"{SIGNS['error']} {say('Errors')}", say.number(check.errors), None),
            (f"{SIGNS['warning']} {say('Warnings')}", say.number(check.warnings), None),
            (f"{SIGNS['hint']} {say('Hints')}", say.number(check.hints), None),
            (say("Files"), say.number(len(reading.files)), None),
        ],
    )
    inside = contents(say, check)
    if inside:
        st.caption(say("In it: {things}.", things=say.listed(inside)))
    if check.findings:
        _findings(visit, check.findings)


def sentence(say: Say, reading: Reading, title: str) -> str:
    """Return how the catalogue stands, in a sentence or two."""
    check, name = reading.check, plain(title) if title else say("The catalogue that is open")
    if not reading.readable:
        return say("Nothing of {name} could be read.", name=name)
    if check.errors:
        errors = say.many("{n} error", "{n} errors", check.errors)
        return say("{name} cannot be used yet: {errors} must be repaired first.", name=name, errors=errors)
    if check.warnings:
        warnings = say.many("{n} warning", "{n} warnings", check.warnings)
        return say("{name} can be used. {warnings} should be looked at.", name=name, warnings=warnings)
    return say("{name} is in order.", name=name)


def contents(say: Say, check: CheckDocument) -> list[str]:
    """Return how many things of each kind a catalogue holds."""
    found = ((SECTIONS[name][n != 1], n) for name, n in check.counts.items() if n and name in SECTIONS)
    return [say(text, n=say.number(n)) for text, n in found]


def _findings(visit: Visit, found: Sequence[FindingEntry]) -> None:
    say = visit.say
    st.subheader(say("What was found"))
    chosen = _filtered(visit, found)
    shown = chosen if st.session_state.get("findings-all") else chosen[:FEW]
    if not chosen:
        st.info(say("No finding fits these filters."))
    for entry in shown:
        st.markdown(finding_text(say, entry))
    if len(chosen) > FEW:
        st.toggle(say("Show all {n} findings", n=say.number(len(chosen))), key="findings-all")
    with st.expander(say("The same as a table")):
        table(visit, rows(say, chosen), alt=say("Findings in the catalogue"), name="findings")


def _filtered(visit: Visit, found: Sequence[FindingEntry]) -> list[FindingEntry]:
    say = visit.say
    if len(found) < 2:
        return list(found)
    severities = [name for name in SEVERITIES if any(entry.severity == name for entry in found)]
    files = sorted({entry.file for entry in found if entry.file})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.pills(
            say("Only"),
            severities,
            selection_mode="multi",
            format_func=lambda name: f"{SIGNS[name]} {say(SEVERITIES[name])}",
            key="findings-kinds",
        )
        file = st.selectbox(say("File"), files, index=None, placeholder=say("all files"), key="findings-file")
        words = st.text_input(say("With these words"), key="findings-words")
    return [entry for entry in found if fits(entry, kinds or (), file or "", words or "")]


def fits(entry: FindingEntry, kinds: Sequence[str], file: str, words: str) -> bool:
    """Return whether a finding is of the kinds (none: all), in the file and holds the words."""
    text = f"{entry.code} {entry.message} {entry.file} {entry.path} {entry.why} {entry.hint}".casefold()
    wanted = (not kinds or entry.severity in kinds) and (not file or entry.file == file)
    return wanted and all(word in text for word in words.casefold().split())


def place_of(say: Say, entry: FindingEntry) -> str:
    """Return where a finding is: file, line and path, as far as is known."""
    parts = [entry.file or ""]
    if entry.line is not None:
        parts.append(say("line {n}", n=str(entry.line)))
    if entry.path:
        parts.append(say("path {path}", path=entry.path))
    return ", ".join(part for part in parts if part)


def finding_text(say: Say, entry: FindingEntry) -> str:
    """Return a finding as a paragraph: how bad, what, where, why it matters, what to do."""
    sign = f":{COLORS[entry.severity]}[{SIGNS[entry.severity]} {say(SEVERITIES[entry.severity])}]"
    lines = [f"**{sign} · {plain(entry.code)}** {plain(say.engine(entry.message))}"]
    place = place_of(say, entry)
    if place:
        lines.append(f"*{plain(place)}*")
    lines += [plain(say.engine(text)) for text in (entry.why, entry.hint) if text]
    return "  \n".join(lines)


def rows(say: Say, found: Sequence[FindingEntry]) -> list[dict[str, str]]:
    """Return findings as rows of words."""
    return [
        {
            say("Severity"): f"{SIGNS[entry.severity]} {say(SEVERITIES[entry.severity])}",
            say("Code"): entry.code,
            say("File"): entry.file or "",
            say("Line"): "" if entry.line is None else str(entry.line),
            say("Path"): entry.path or "",
            say("What"): say.engine(entry.message),
            say("Why it matters"): say.engine(entry.why),
            say("What to do"): say.engine(entry.hint),
        }
        for entry in found
    ]


def _offer(visit: Visit, draft: Draft, reading: Reading) -> None:
    """Offer to look at a draft without errors on every page."""
    say = visit.say
    if reading.check.errors or not reading.readable:
        st.caption(say("Once there are no errors, every page here can show your draft."))
        return
    if visit.drafted is not None and visit.drafted.draft is draft and visit.catalog == DRAFT:
        st.success(say("Every page of this session shows your draft."))
        onward(visit, ("program", say("See a program")), ("editions", say("Compare editions")))
        return
    st.subheader(say("Use this draft"))
    st.write(say("Only you see it, in this session. Nothing is published, and what was open before is unchanged."))
    if st.button(say("Use this draft in this session"), type="primary", key="use-draft"):
        _use(visit, draft)


def _use(visit: Visit, draft: Draft) -> None:
    """Let every page ask the draft; a worker reads it, this process only takes over what it says."""
    with st.spinner(visit.say("Reading your draft ...")):
        found: tuple[Noun, ...] | Trouble | None = worked(things_of, draft.shelved.path)
    if not isinstance(found, tuple):
        trouble(visit, found or Trouble())
        return
    visit.adopt(draft.opened(found))
    st.query_params.from_dict(visit.address())
    st.rerun()


def reminder(visit: Visit) -> None:
    """Remind, at the side of every page, that a draft is shown; or say that one is no longer there."""
    say = visit.say
    if visit.lost_draft:
        st.warning(say("The draft of this address belongs to another session. Upload it again on the page Check."))
    if visit.drafted is None or visit.catalog != DRAFT:
        return
    visit.drafted.draft.used()
    st.info(say("You see your draft: {name}", name=plain(visit.drafted.draft.title)))
    if st.button(say("Put the draft away"), key="leave-draft"):
        visit.leave_draft()
        st.query_params.from_dict(visit.address())
        st.rerun()
