"""What changed between two editions, and for whom?  What is asked, by which rules, who gains and who loses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import streamlit as st

from pathways.language.words import Say, msg
from pathways.model.credential import Credential
from pathways.model.design_documents import EditionEntry, EditionsDocument, NodeChange, RuleChange
from pathways.model.record import LearnerRecord
from pathways.ui.choices import choose_day
from pathways.ui.names import learner_name, plain
from pathways.ui.pages.editions_whom import choose_records
from pathways.ui.pages.program import program_name, programs_of
from pathways.ui.pages.program_stack import places_of
from pathways.ui.pictures.impact import concerned, counted, impact_picture
from pathways.ui.pieces import asked, bullets, empty, figures, filled, lede, meaning, onward, picture, reasons, table
from pathways.ui.visit import Visit

CHANGES: Final = {
    "added": ("+", msg("added")),
    "removed": ("−", msg("removed")),
    "changed": ("≠", msg("changed")),
    "moved": ("→", msg("moved")),
}
KINDS: Final = {
    "same": ("=", msg("the same")),
    "total": ("✓", msg("counts whole")),
    "partial": ("◐", msg("counts in part")),
    "conditional": ("?", msg("somebody decides")),
    "none": ("✗", msg("counts for nothing there")),
    "unsaid": ("–", msg("no rule says")),
}
LINES: Final = {
    "stops": ("✗", msg("stops to count")),
    "starts": ("✓", msg("starts to count")),
    "more": ("▲", msg("counts more")),
    "less": ("▼", msg("counts less")),
}


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What changes from one edition to the next?"))
    said = visit.words_of("earlier", "later", "whom")
    programs = programs_of(visit)
    if len(programs) < 2:
        empty(visit, say("This catalogue has no two programs to compare."), "check")
        return
    with st.container(horizontal=True):
        earlier, later = _choose(visit, programs, said)
        choose_day(visit)
    records = choose_records(visit, said)
    if earlier == later:
        st.info(say("Choose two editions, or two programs, that differ."))
        return
    document = asked(
        visit, EditionsDocument, "editions", earlier, later, as_of=visit.day, records=tuple(records.values())
    )
    if document is None:
        return
    lede(editions_sentence(visit, document))
    _figures(visit, document)
    if document.records:
        _whom(visit, document, records)
    _asked(visit, document)
    _rules(visit, document)
    _counts_as(visit, document)
    _bound(visit, document)
    reasons(visit, document.reason)
    onward(visit, ("program", say("See a program")), ("check", say("Check a draft")))


def first_pair(visit: Visit, programs: Mapping[str, Credential]) -> tuple[str, str]:
    """Return what is compared first: an edition closed to entry with the one that follows it, else any two editions."""
    pairs = []
    for name in dict.fromkeys(credential.id for credential in programs.values()):
        ordered = [item.key for item in visit.opened.catalog.editions(name) if item.key in programs]
        pairs += [(ordered[-2], ordered[-1])] if len(ordered) > 1 else []
    closed = [pair for pair in pairs if programs[pair[0]].closed_to_entry]
    keys = list(programs)
    return next(iter([*closed, *pairs]), (keys[0], keys[1]))


def _choose(visit: Visit, programs: Mapping[str, Credential], said: dict[str, str]) -> tuple[str, str]:
    """Let the visitor choose both sides; the choice stands in the address."""
    say, keys, usual = visit.say, list(programs), first_pair(visit, programs)
    shelf = visit.opened.shelved.key
    one = said["earlier"] if said.get("earlier") in programs else usual[0]

    def named(key: str) -> str:
        return program_name(visit, programs[key])

    earlier = st.selectbox(
        say("Earlier edition"), keys, index=keys.index(one), format_func=named, key=f"earlier-{shelf}"
    )
    earlier = earlier or one
    following = [key for key in keys if programs[key].id == programs[earlier].id and key != earlier]
    two = said["later"] if said.get("later") in programs and earlier == one else ""
    two = two or (usual[1] if earlier == usual[0] else next(iter([*following, usual[1]])))
    later = st.selectbox(
        say("Later edition, or another program"),
        keys,
        index=keys.index(two),
        format_func=named,
        key=f"later-{shelf}-{earlier}",
    )
    later = later or two
    if (earlier, later) != usual:
        visit.more |= {"earlier": earlier, "later": later}
    else:
        visit.more = {name: value for name, value in visit.more.items() if name not in ("earlier", "later")}
    return earlier, later


def editions_sentence(visit: Visit, document: EditionsDocument) -> str:
    """Return in a sentence or two what changed, and for whom."""
    say = visit.say
    number = len(document.requirements) + len(document.rules)
    told = {
        "earlier": plain(_side_name(visit, document.earlier)),
        "later": plain(_side_name(visit, document.later)),
        "changes": say.many("{n} change", "{n} changes", number),
    }
    if not number:
        found = say("{later} asks for the same as {earlier}.", **told)
    else:
        found = say("From {earlier} to {later}: {changes} in what is asked.", **told)
    if not document.records:
        return found
    gains, loses, same = counted(document)
    people = {"gains": say.number(gains), "loses": say.number(loses), "same": say.number(same)}
    return f"{found} {say('{gains} gain by it, {loses} lose, {same} are not touched.', **people)}"


def _side_name(visit: Visit, side: EditionEntry) -> str:
    """Return the title of one side, with its edition where the title does not say it."""
    if not side.edition or side.edition in side.title:
        return side.title
    return visit.say("{title} (edition {edition})", title=side.title, edition=side.edition)


def _figures(visit: Visit, document: EditionsDocument) -> None:
    say = visit.say
    counts = {what: sum(change.what == what for change in document.requirements) for what in CHANGES}
    shown: list[tuple[str, str, str | None]] = [
        (f"{sign} {say(word)}", say.number(counts[what]), None) for what, (sign, word) in CHANGES.items()
    ]
    shown.append((say("Rules changed"), say.number(len(document.rules)), None))
    figures(visit, shown)


def _asked(visit: Visit, document: EditionsDocument) -> None:
    """Say what was added, removed, changed or moved, with before and after."""
    say = visit.say
    st.subheader(say("What is asked, before and after"), help=meaning(visit, "requirement"))
    if not document.requirements:
        st.write(say("The requirements are the same."))
        return
    places = places_of(visit, document.earlier.credential), places_of(visit, document.later.credential)
    rows = [change_row(say, change, *places) for change in document.requirements]
    table(visit, rows, alt=say("What is asked, before and after"), name="changes")


def change_row(say: Say, change: NodeChange, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return one change as words; of what moved, the groups in which it stood and stands."""
    sign, word = CHANGES[change.what]
    was, now = say.engine(change.before or ""), say.engine(change.after or "")
    if change.what == "moved":
        was = say("in {group}", group=_above(change.path_before, before))
        now = say("in {group}", group=_above(change.path_after, after))
    return {
        say("What changed"): f"{sign} {say(word)}",
        say("Requirement"): change.title,
        say("Before"): was or "–",
        say("After"): now or "–",
    }


def _above(path: str | None, places: Mapping[str, str]) -> str:
    above = (path or "").rpartition("/")[0]
    return places.get(above) or above


def _rules(visit: Visit, document: EditionsDocument) -> None:
    say = visit.say
    places = places_of(visit, document.earlier.credential) | places_of(visit, document.later.credential)
    for heading, changes, name in (
        (say("Rules over the whole, before and after"), document.rules, "rule-changes"),
        (say("Facts, before and after"), document.facts, "fact-changes"),
    ):
        if changes:
            st.subheader(heading)
            table(visit, filled([_rule_row(say, change, places) for change in changes]), alt=heading, name=name)
    if not document.rules:
        st.caption(say("The rules over the whole are the same."))


def _rule_row(say: Say, change: RuleChange, places: Mapping[str, str]) -> dict[str, str]:
    def told(words: str | None) -> str:
        if not words:
            return say("nothing is said")
        try:
            return say.day(dt.date.fromisoformat(words))
        except ValueError:
            return _placed(say.engine(words), places)

    return {
        say("About"): say.engine(change.subject),
        say("Before"): told(change.before),
        say("After"): told(change.after),
        say("Source"): change.source or "",
    }


def _counts_as(visit: Visit, document: EditionsDocument) -> None:
    """Say what each part of the earlier one counts as in the later one."""
    say, names = visit.say, visit.opened.names
    if not document.correspondences:
        return
    st.subheader(say("What each part counts as afterwards"), help=meaning(visit, "equivalence"))
    places = places_of(visit, document.later.credential)
    rows = [
        {
            say("Part before"): entry.title,
            say("Afterwards"): f"{KINDS[entry.kind][0]} {say(KINDS[entry.kind][1])}",
            say("As"): say.listed(places.get(name) or names.thing(name) for name in entry.counts_as),
            say("Source"): entry.source or "",
        }
        for entry in document.correspondences
    ]
    table(visit, filled(rows), alt=say("What each part counts as afterwards"), name="correspondences")
    more = [entry for entry in document.correspondences if entry.kind in ("partial", "conditional", "none")]
    bullets(say.engine(names.said(_placed(entry.words, places))) for entry in more)


def _placed(words: str, places: Mapping[str, str]) -> str:
    """Return words of the engine with the names of requirements in place of their paths, the longest paths first."""
    for path in sorted(places, key=len, reverse=True):
        if path != "root":
            words = words.replace(path, places[path])
    return words


def _bound(visit: Visit, document: EditionsDocument) -> None:
    say = visit.say
    if document.audited_under:
        st.subheader(say("Who is audited under which edition"), help=meaning(visit, "edition"))
        bullets(say.engine(entry.words) for entry in document.audited_under)


def _whom(visit: Visit, document: EditionsDocument, records: Mapping[str, LearnerRecord]) -> None:
    """Show who gains and who loses, and by which line."""
    say = visit.say
    st.subheader(say("Whom it concerns"))
    people = {name: learner_name(record) for name, record in records.items()}
    touched = concerned(document)
    if not touched:
        st.write(say("None of these learners holds anything toward either."))
        return
    picture(visit, impact_picture(document, people, say))
    rows = [
        {
            say("Learner"): people.get(entry.learner, entry.learner),
            say("What they hold"): line.title,
            say("What changes"): f"{LINES[line.what][0]} {say(LINES[line.what][1])}",
            say("Why"): say.engine(line.words),
            say("Source"): line.source or "",
        }
        for entry in touched
        for line in entry.lines
    ]
    table(visit, filled(rows), alt=say("Lines that stop or start to count"), name="line-changes")
    for entry in (item for item in touched if item.lines or item.verdict != "same"):
        with st.expander(say("{name}: every reason", name=people.get(entry.learner, entry.learner))):
            bound = visit.opened.names.credential(entry.bound_to or "")
            if bound is not None:
                st.write(plain(say("Audited under: {title}", title=program_name(visit, bound))))
            reasons(visit, entry.reason)
