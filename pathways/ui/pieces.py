"""Of what is every page made?  Sentence, figures, tables, pictures, reasons, a good word in trouble."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import streamlit as st

from pathways.errors import Finding, PathwaysError
from pathways.language.words import Say, msg
from pathways.model.base import Noun
from pathways.ui.asking import PATIENCE, question, stop, wait
from pathways.ui.drawing import checked
from pathways.ui.glossary import GLOSSARY
from pathways.ui.names import plain
from pathways.ui.picture import Picture
from pathways.ui.shelf import Shelved
from pathways.ui.visit import Visit
from pathways.ui.worker import Question, Trouble

T = TypeVar("T")
Doc = TypeVar("Doc", bound=Noun)

SIGNS: Final = {"satisfied": "✓", "unsatisfied": "✗", "undecided": "?", "accepted": "✓", "refused": "✗"}
"""A sign beside each word, so that colour is never the only one."""

STANDINGS: Final = {
    "satisfied": msg("met"),
    "unsatisfied": msg("not met"),
    "undecided": msg("undecided"),
    "accepted": msg("accepted"),
    "refused": msg("refused"),
}

LONG: Final = 60
"""Rows beyond which a table is shown in a window of its own that scrolls."""


def standing(say: Say, word: str) -> str:
    """Return a decision or status with its sign, such as ``✓ accepted``."""
    return f"{SIGNS[word]} {say(STANDINGS[word])}"


def lede(sentence: str) -> None:
    """Say the answer in one plain sentence; the sentence is ours, names in it are already made plain."""
    with st.container(key="lede"):
        st.markdown(sentence)


def meaning(visit: Visit, term: str) -> str:
    """Return the plain meaning of a word, to stand behind ``help=``."""
    return visit.say(GLOSSARY[term])


def figures(visit: Visit, shown: Sequence[tuple[str, str, str | None]], *, width: int = 156) -> None:
    """Show figures side by side, as many as fit: label, figure, and the glossary's word for it."""
    with st.container(horizontal=True, gap="small"):
        for label, figure, term in shown:
            st.metric(label, figure, help=meaning(visit, term) if term else None, border=True, width=width)


def table(visit: Visit, rows: Sequence[Mapping[str, str]], *, alt: str, name: str) -> None:
    """Show rows of words as a table that a screen reader can walk, with a download of the same.

    The words are shown as they are: nothing in them is markdown.  ``alt`` says what the table holds, ``name`` names the
    file.
    """
    if not rows:
        return
    if len(rows) > LONG:
        st.dataframe(arrow(rows), hide_index=True, alt=alt, key=f"table-{name}")
    else:
        safe = [{head: plain(cell) for head, cell in row.items()} for row in rows]
        st.table(arrow(safe), hide_index=True, alt=alt, border="horizontal")
    download(visit.say("Download as CSV"), csv_text(rows), f"{name}.csv", "text/csv")


def arrow(rows: Sequence[Mapping[str, str]]) -> Any:
    """Return rows in the form in which they are sent; made without pandas, which takes far longer and more memory."""
    import pyarrow as pa  # type: ignore[import-untyped]

    return pa.table({head: pa.array([row[head] for row in rows], pa.string()) for head in rows[0]})


def filled(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return rows without the columns in which nothing stands.

    >>> filled([{"what": "a", "source": ""}, {"what": "b", "source": ""}])
    [{'what': 'a'}, {'what': 'b'}]
    """
    heads = [head for head in (rows[0] if rows else {}) if any(row[head] for row in rows)]
    return [{head: row[head] for head in heads} for row in rows]


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would take for a formula begins with a quote.

    >>> csv_text([{"what": "=1+1", "credit": "3"}])
    "what,credit\\r\\n'=1+1,3\\r\\n"
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({head: harmless(cell) for head, cell in row.items()} for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: one that begins like a formula gets a quote before it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal()


def download(label: str, data: str | bytes, file: str, mime: str, *, primary: bool = False) -> None:
    """Offer a file; fetching it does not run the page again."""
    kind: Any = "primary" if primary else "tertiary"
    icon = ":material/download:"
    st.download_button(label, data, file, mime, key=f"get-{file}", on_click="ignore", type=kind, icon=icon)


def picture(visit: Visit, shown: Picture, *, pick: bool = False) -> tuple[int, ...]:
    """Show a figure under the finding that it shows, with its words, and its table and download below.

    With ``pick`` its points can be touched; returned are the numbers, from 0, of those that were.
    """
    say = visit.say
    st.markdown(f"**{plain(shown.title)}**")
    config = {"displaylogo": False, "locale": visit.language, "toImageButtonOptions": {"filename": shown.name}}
    words = f"{shown.title}. {shown.words}"
    event: Any = st.plotly_chart(
        checked(shown.spec),
        alt=words,
        config=config,
        key=f"picture-{shown.name}",
        on_select="rerun" if pick else "ignore",
        selection_mode="points",
    )
    with st.expander(say("The same as a table")):
        table(visit, shown.table(), alt=shown.title, name=shown.name)
    return tuple(event.selection.point_indices) if pick else ()


def reasons(visit: Visit, reason: Mapping[str, Any], label: str | None = None) -> None:
    """Show the tree of reasons, folded, with the sources in it."""
    with st.expander(label or visit.say("Why? Every reason and its source")):
        st.markdown(reason_text(visit.say, reason))


def reason_text(say: Say, reason: Mapping[str, Any]) -> str:
    """Return the tree of reasons with its sources as a nested list."""
    return "\n".join(_reason_lines(say, reason, 0))


def _reason_lines(say: Say, reason: Mapping[str, Any], depth: int) -> Iterator[str]:
    source = f" — *{plain(say('source: {source}', source=reason['source']))}*" if reason.get("source") else ""
    yield f"{'  ' * depth}- {plain(say.engine(str(reason['statement'])))}{source}"
    for part in reason.get("because", ()):
        yield from _reason_lines(say, part, depth + 1)


def bullets(words: Iterable[str]) -> None:
    """Show sentences as a list."""
    lines = [f"- {plain(item)}" for item in words]
    if lines:
        st.markdown("\n".join(lines))


def findings(visit: Visit, found: Sequence[Finding], *, intro: str | None = None) -> None:
    """Say what is wrong with what was given: what, where, why it matters, what to do.  Nothing is lost by it."""
    say = visit.say
    parts = [f"**{plain(intro)}**"] if intro else []
    for item in found[:20]:
        place = f" ({plain(str(item.where))})" if str(item.where) else ""
        more = [plain(say.engine(text)) for text in (item.why, item.hint) if text]
        parts.append(" ".join([f"- **{item.code}** {plain(say.engine(item.message))}{place}", *more]))
    if len(found) > 20:
        parts.append(f"- {say('and {n} more', n=say.number(len(found) - 20))}")
    st.error("\n\n".join(parts[:1]) + "\n\n" + "\n".join(parts[1:]) if intro else "\n".join(parts))


def trouble(visit: Visit, found: Trouble) -> None:
    """Say why there is no answer."""
    say = visit.say
    intro = say("This is our mistake, not yours. Nothing was lost.") if found.ours else say("This cannot be answered.")
    findings(visit, found.findings, intro=intro)


def attempt(visit: Visit, action: Callable[[], T]) -> T | None:
    """Return what an action returns, or show what is wrong with what was given to it."""
    try:
        return action()
    except PathwaysError as error:
        findings(visit, error.findings, intro=visit.say("This cannot be read. What you had is unchanged."))
        return None


def asked(visit: Visit, kind: type[Doc], ask: str, /, *what: Any, **words: Any) -> Doc | None:
    """Return the desk's answer, or None after saying why there is none.

    While the engine works, the page says so and offers to stop.
    """
    return asked_at(visit, kind, visit.opened.shelved, ask, *what, **words)


def asked_at(visit: Visit, kind: type[Doc], place: Shelved, ask: str, /, *what: Any, **words: Any) -> Doc | None:
    """Return the answer about a catalogue that is not the one shown, or None after saying why there is none."""
    found = _answer(visit, question(place, ask, *what, **words))
    if isinstance(found, kind):
        return found
    if isinstance(found, Trouble):
        trouble(visit, found)
    return None


def _answer(visit: Visit, wanted: Question) -> Noun | Trouble | None:
    say, name = visit.say, f"{wanted.ask}-{abs(hash(wanted)):x}"
    if name in visit.given_up:
        stop(wanted)
        st.info(say("You stopped this question."))
        st.button(say("Ask again"), key=f"again-{name}", on_click=visit.given_up.discard, args=(name,))
        return None
    button, note = st.empty(), st.empty()
    drawn = False

    def waiting(seconds: float) -> None:
        nonlocal drawn
        if seconds < PATIENCE:
            return
        share = min(0.97, 1 - 1 / (1 + seconds / 4))
        note.progress(share, say("Working it out: {n} s", n=say.number(int(seconds))))
        if not drawn:
            drawn = True
            stopping: dict[str, Any] = {"on_click": visit.given_up.add, "args": (name,)}
            button.button(say("Stop"), key=f"stop-{name}", icon=":material/cancel:", **stopping)

    found = wait(wanted, waiting)
    note.empty()
    button.empty()
    return found


def empty(visit: Visit, words: str, page: str) -> None:
    """Say why there is nothing to show yet, and lead to where that can be changed."""
    st.info(words, icon=":material/info:")
    onward(visit, (page, visit.say("Go there")))


def undated(visit: Visit) -> bool:
    """Say so where a catalogue does not tell when anything is offered, so that nothing can be begun or planned."""
    say = visit.say
    if visit.opened.catalog.offerings:
        return False
    said = say("This catalogue does not say when anything is offered, so nothing can be planned in time.")
    st.info(
        f"{said} {say('What is missing, and what would fill it, stands in the gap.')}", icon=":material/event_busy:"
    )
    return True


def onward(visit: Visit, *steps: tuple[str, str]) -> None:
    """Lead to the pages that come naturally next; what was chosen goes along."""
    with st.container(horizontal=True):
        for path, label in steps:
            if path in visit.pages:
                icon = ":material/arrow_forward:"
                st.page_link(visit.pages[path], label=label, icon=icon, query_params=visit.address())
