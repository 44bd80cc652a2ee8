"""Where do my credits go furthest?  Every goal in order, what is earned already, and two goals side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import streamlit as st

from pathways.language.words import Say, amount, msg
from pathways.model.documents import AuditDocument, CompareDocument, CompareEntry, GapDocument, LineEntry
from pathways.model.exact import parse_exact
from pathways.model.record import LearnerRecord
from pathways.ui.choices import choose_day, choose_learner
from pathways.ui.names import learner_name, plain
from pathways.ui.pictures.ranking import ranking_picture, standing
from pathways.ui.pieces import asked, bullets, empty, figures, lede, onward, picture
from pathways.ui.visit import Visit

MOST: Final = 300
"""So many goals are asked for; the filters look among them."""

LISTED: Final = 15
FEW: Final = 6

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "degree": msg("degrees"),
        "award": msg("certificates, diplomas and degrees"),
        "badge": msg("badges"),
        "online_certificate": msg("online certificates"),
        "attendance": msg("certificates of attendance"),
        "micro_credential": msg("micro-credentials"),
        "nanodegree": msg("nanodegrees"),
        "micromasters": msg("MicroMasters"),
        "bootcamp": msg("bootcamps"),
        "apprenticeship": msg("apprenticeships"),
        "skill_block": msg("blocks of skills"),
        "exam": msg("exams"),
        "certificate": msg("certificates"),
        "diploma": msg("diplomas"),
        "associate": msg("associate degrees"),
        "bachelor": msg("bachelor's degrees"),
        "master": msg("master's degrees"),
        "doctorate": msg("doctorates"),
        "licence": msg("licences"),
        "certification": msg("certifications"),
        "title": msg("professional titles"),
        "secondary": msg("school diplomas"),
        "major_preparation": msg("preparations for a major"),
        "other": msg("others"),
    }
)


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("Where do my credits go furthest?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "record")
        return
    said = dict(visit.words_of("kind", "home", "find", "reach", "one", "two"))
    with st.container(horizontal=True):
        choose_learner(visit)
        choose_day(visit)
        kind = _kind(visit, said.get("kind", ""))
    document = asked(visit, CompareDocument, "compare", record, as_of=visit.day, kind=kind or None, top=MOST)
    if document is None:
        return
    lede(headline(visit, document, learner_name(record)))
    _unclaimed(visit, document)
    found = _filtered(visit, document.goals, said)
    if found:
        picture(visit, ranking_picture(found, visit.opened.names, say))
        _list(visit, found, document)
        _two(visit, record, found, said)
    else:
        st.info(say("No goal fits these filters. Take one away to see more."), icon=":material/info:")
    onward(visit, ("gap", say("How far am I?")), ("next", say("What should I take next?")))


def headline(visit: Visit, document: CompareDocument, learner: str) -> str:
    """Return the answer in a sentence or two, names made plain."""
    say, name = visit.say, plain(learner)
    if not document.considered:
        return say("The catalogue has no such goal in force on {day}.", day=say.day(document.as_of))
    near = next((entry for entry in document.goals if entry.credential == document.nearest), None)
    if near is None:
        goals = say.many("{n} goal", "{n} goals", document.considered)
        return say("Nothing on the record of {name} goes toward any of {goals} yet.", name=name, goals=goals)
    return say(
        "The credits of {name} go furthest toward {goal}: {share} of the way, {missing} missing.",
        name=name,
        goal=plain(f"{near.title}, {visit.opened.names.organization(near.organization)}"),
        share=say.percent(near.progress),
        missing=amount(say, near.shortfall, near.system),
    )


def _unclaimed(visit: Visit, document: CompareDocument) -> None:
    """Say first what is earned already."""
    if document.unclaimed:
        say, names = visit.say, visit.opened.names
        titles = [plain(f"{names.thing(name)}, {names.home(name)}") for name in document.unclaimed]
        said = say(
            "Already earned and not claimed yet: {awards}. Ask the institution for it.", awards="; ".join(titles)
        )
        st.success(said, icon=":material/workspace_premium:")


def _kind(visit: Visit, now: str) -> str:
    """Let the visitor look at one kind of goal only."""
    say = visit.say
    there = {str(item.kind) for item in visit.opened.catalog.credentials.values() if item.requirement is not None}
    kinds = ["", *(name for name in KINDS if name in ("degree", "award") or name in there)]
    picked = st.selectbox(
        say("Kind"),
        kinds,
        index=kinds.index(now) if now in kinds else 0,
        format_func=lambda name: say(KINDS[name]) if name else say("every kind"),
        key=f"kind-{visit.who}",
    )
    return _noted(visit, "kind", picked or "")


def _filtered(visit: Visit, entries: Sequence[CompareEntry], said: Mapping[str, str]) -> tuple[CompareEntry, ...]:
    """Let the visitor narrow the list by institution, by words, and to what is within reach."""
    say, names = visit.say, visit.opened.names
    homes = sorted({entry.organization for entry in entries}, key=lambda name: names.organization(name).casefold())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        options, now = ["", *homes], said.get("home", "")
        home = st.selectbox(
            say("Institution"),
            options,
            index=options.index(now) if now in options else 0,
            format_func=lambda name: names.organization(name) if name else say("every institution"),
            key=f"home-{visit.who}",
        )
        find = st.text_input(say("Words in the title"), said.get("find", ""), key=f"find-{visit.who}")
        reach = st.toggle(
            say("Only within reach"),
            said.get("reach") == "yes",
            help=say("Goals toward which something of the record counts already."),
            key=f"reach-{visit.who}",
        )
    home, find = _noted(visit, "home", home or ""), _noted(visit, "find", find.strip())
    within = bool(_noted(visit, "reach", "yes" if reach else ""))
    return tuple(
        entry
        for entry in entries
        if (not home or entry.organization == home)
        and find.casefold() in f"{entry.title} {names.organization(entry.organization)}".casefold()
        and (not within or entry.progress > 0)
    )


def _noted(visit: Visit, name: str, word: str) -> str:
    """Keep a choice in the address, and return it."""
    visit.more = {key: value for key, value in visit.more.items() if key != name} | ({name: word} if word else {})
    return word


def _list(visit: Visit, found: Sequence[CompareEntry], document: CompareDocument) -> None:
    """Show the goals in order, each leading to its gap."""
    say, names = visit.say, visit.opened.names
    st.subheader(say("Goals, the nearest first"))
    for number, entry in enumerate(found[:LISTED], start=1):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            title = f"{number}. {plain(entry.title)}, {plain(names.organization(entry.organization))}"
            _leads(visit, title, entry.credential)
        with right:
            st.caption(plain(_facts(entry, say)))
    parts = [say.many("{n} goal fits.", "{n} goals fit.", len(found))]
    if len(document.goals) < document.considered:
        parts.append(say("Looked at: the {n} nearest.", n=say.number(len(document.goals))))
    parts.append(say("{n} in all, as of {day}.", n=say.number(document.considered), day=say.day(document.as_of)))
    st.caption(" ".join(parts))


def _facts(entry: CompareEntry, say: Say) -> str:
    parts = [
        standing(entry, say),
        say("{n} accepted", n=say.number(entry.accepted)),
        say("{n} applied", n=say.number(entry.applied)),
        say("{amount} missing", amount=amount(say, entry.shortfall, entry.system)),
        *([say("held already")] if entry.held else []),
    ]
    return " · ".join(parts)


def _leads(visit: Visit, label: str, goal: str) -> None:
    if "gap" in visit.pages:
        where = {**visit.address(kind=None, home=None, find=None, reach=None, one=None, two=None), "goal": goal}
        st.page_link(visit.pages["gap"], label=label, icon=":material/flag:", query_params=where)
    else:
        st.markdown(f"**{label}**")


def _two(visit: Visit, record: LearnerRecord, found: Sequence[CompareEntry], said: Mapping[str, str]) -> None:
    """Let the visitor lay two goals side by side."""
    say = visit.say
    if len(found) < 2:
        return
    st.subheader(say("Two goals side by side"))
    labels = {e.credential: f"{e.title}, {visit.opened.names.organization(e.organization)}" for e in found}
    open_ = [entry.credential for entry in found if entry.status != "satisfied"] or list(labels)
    usual = {"one": open_[0], "two": ""}
    picked = {}
    for key, label, column in zip(("one", "two"), (say("This goal"), say("And this")), st.columns(2), strict=True):
        now = said.get(key, "") if said.get(key, "") in labels else usual[key]
        options = ["", *labels]
        with column:
            chosen = st.selectbox(
                label,
                options,
                index=options.index(now),
                format_func=lambda name: labels.get(name, say("choose")),
                key=f"{key}-{visit.who}",
            )
        picked[key] = chosen or ""
        _noted(visit, key, picked[key] if picked[key] != usual[key] else "")
    one, two = picked["one"], picked["two"]
    if one and two and one != two:
        _beside(visit, record, one, two)


def _beside(visit: Visit, record: LearnerRecord, one: str, two: str) -> None:
    goals = (one, two)
    audits = [asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day) for goal in goals]
    gaps = [asked(visit, GapDocument, "gap", record, goal, as_of=visit.day) for goal in goals]
    for place, column in enumerate(st.columns(2, gap="large")):
        audit, other, gap = audits[place], audits[1 - place], gaps[place]
        if audit is None or other is None:
            continue
        with column, st.container(border=True, key=f"side-{place}"):
            _side(visit, record, audit, other, gap)


def _side(
    visit: Visit, record: LearnerRecord, audit: AuditDocument, other: AuditDocument, gap: GapDocument | None
) -> None:
    """Show one of two goals: figures, what counts only here, what is missing, and what closes it most cheaply."""
    say, credit = visit.say, audit.credit
    st.markdown(f"#### {plain(audit.title)}")
    st.caption(plain(visit.opened.names.organization(audit.organization)))
    figures(
        visit,
        [
            (say("Progress"), say.percent(audit.progress), "progress"),
            (say("Required"), say.number(credit.required), "required"),
            (say("Applied"), say.number(credit.applied), "applied"),
            (say("Missing"), say.number(credit.shortfall), "missing"),
        ],
        width=136,
    )
    st.markdown(f"**{say('Counts here and not there')}**")
    bullets(only_here(visit, record, audit, other) or [say("nothing")])
    st.markdown(f"**{say('Missing')}**")
    bullets(_named(say, [say.engine(entry.title) or entry.path for entry in audit.missing]) or [say("nothing")])
    if gap is not None and gap.cheapest:
        st.markdown(f"**{say('What closes it most cheaply')}**")
        bullets(_named(say, [_closing(visit, item.id, item.price) for item in gap.cheapest]))
    _leads(visit, say("Open this goal"), audit.credential)


def only_here(visit: Visit, record: LearnerRecord, audit: AuditDocument, other: AuditDocument) -> list[str]:
    """Return what counts toward one goal and not toward the other, with why not there."""
    say, names = visit.say, visit.opened.names.lines(record)
    there = {line.attainment: line for line in other.lines}
    found = []
    for line in audit.lines:
        beyond = there.get(line.attainment)
        if line.applied_to and not (beyond and beyond.applied_to):
            found.append(f"{names.get(line.attainment, line.title)} ({_why_not(say, beyond)})")
    return found


def _why_not(say: Say, line: LineEntry | None) -> str:
    if line is None:
        return say("there: not on the record")
    if line.decision == "accepted":
        return say("there: accepted, but nothing asks for it")
    return say("there: {why}", why=say.engine(str(line.reason["statement"])))


def _closing(visit: Visit, thing: str, price: str | None) -> str:
    title = visit.opened.names.thing(thing)
    sum_, _, currency = (price or "").partition(" ")
    return f"{title}, {visit.say.money(parse_exact(sum_), currency or None)}" if sum_ else title


def _named(say: Say, words: list[str]) -> list[str]:
    """Return the first of many words, and how many more there are."""
    rest = len(words) - FEW
    return words if rest < 2 else [*words[:FEW], say("and {n} more", n=say.number(rest))]
