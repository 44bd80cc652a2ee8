"""How far am I, and what is missing?  One goal: progress, what fills each requirement, what closes the rest."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from pathways.language.words import Say, amount
from pathways.model.competency import CompetencyLevel
from pathways.model.documents import AtRisk, AuditDocument, GapDocument, MissingEntry, RequirementEntry
from pathways.model.exact import parse_exact
from pathways.model.record import LearnerRecord
from pathways.ui.choices import choose_day, choose_goal, choose_learner
from pathways.ui.names import learner_name, plain
from pathways.ui.picture import Picture
from pathways.ui.pictures.strip import strip_picture
from pathways.ui.pictures.tree import SIGNS, state_of, tree_picture
from pathways.ui.pieces import asked, bullets, empty, figures, lede, onward, picture, reasons, table
from pathways.ui.visit import Visit

FEW = 4


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("How far am I?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "record")
        return
    said = visit.words_of("abilities").get("abilities", "")
    with st.container(horizontal=True):
        choose_learner(visit)
        way = _way(visit, "abilities" if said else "goal")
        choose_day(visit)
    if way == "abilities":
        _abilities(visit, record, said)
    else:
        _goal(visit, record)
    onward(visit, ("next", say("What should I take next?")), ("plan", say("Make a plan")))


def _way(visit: Visit, usual: str) -> str:
    """Let the visitor ask for a goal of the catalogue, or for a list of abilities."""
    say = visit.say
    names = {"goal": say("a goal"), "abilities": say("abilities")}
    label = say("Toward")
    picked = st.segmented_control(label, list(names), default=usual, format_func=lambda name: names[name], key="way")
    return picked or usual


def _goal(visit: Visit, record: LearnerRecord) -> None:
    visit.more = {}
    goal = choose_goal(visit)
    if goal is None:
        empty(visit, visit.say("This catalogue offers no goal."), "record")
    elif goal in visit.opened.catalog.occupations:
        _occupation(visit, record, goal)
    else:
        _credential(visit, record, goal)


def _abilities(visit: Visit, record: LearnerRecord, said: str) -> None:
    """Ask how many of the abilities that the visitor chooses are shown, and what closes the rest."""
    say, known = visit.say, visit.opened.catalog.competencies
    names = sorted(known, key=lambda name: known[name].title.casefold())
    picked = st.multiselect(
        say("Abilities"),
        names,
        default=[name for name in said.split("~") if name in known],
        format_func=lambda name: known[name].title,
        placeholder=say("Choose abilities"),
        key="abilities",
    )
    visit.more = {"abilities": "~".join(picked) or "-"}
    if not picked:
        st.info(say("Choose the abilities that you want to have, from a job advertisement for example."))
        return
    wanted = tuple(CompetencyLevel(competency=name) for name in sorted(picked))
    title = say.many("{n} ability that you chose", "{n} abilities that you chose", len(wanted))
    gap = asked(visit, GapDocument, "competency_gap", record, wanted, "abilities", title, as_of=visit.day)
    if gap is not None:
        _shown(visit, record, gap, title)


def _credential(visit: Visit, record: LearnerRecord, goal: str) -> None:
    audit = asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
    if audit is None:
        return
    lede(audit_sentence(visit, audit, learner_name(record)))
    _audit_figures(visit, audit)
    gap = asked(visit, GapDocument, "gap", record, goal, as_of=visit.day)
    _unclaimed(visit, gap)
    names = visit.opened.names.lines(record)
    left, right = st.columns([1, 1], gap="large")
    with left:
        picture(visit, tree_picture(audit, names, visit.say))
    with right:
        st.subheader(visit.say("What fills each requirement"))
        st.markdown("\n".join(tree_lines(audit.requirements, names, visit.say)))
    _missing(visit, audit.missing, gap)
    _competencies(visit, gap)
    _notes(visit, audit)
    at_risk(visit, audit.at_risk, names)
    reasons(visit, audit.reason)


def _occupation(visit: Visit, record: LearnerRecord, goal: str) -> None:
    gap = asked(visit, GapDocument, "gap", record, goal, as_of=visit.day)
    if gap is not None:
        _shown(visit, record, gap, visit.say("what {goal} asks for", goal=gap.title))


def _shown(visit: Visit, record: LearnerRecord, gap: GapDocument, title: str) -> None:
    """Show a gap that is measured in abilities."""
    say = visit.say
    name, share, goal = plain(learner_name(record)), say.percent(gap.coverage), plain(title)
    lede(say("{name} shows {share} of {goal}.", name=name, share=share, goal=goal))
    _competencies(visit, gap)
    _missing(visit, gap.missing, gap)
    at_risk(visit, gap.at_risk, visit.opened.names.lines(record))
    reasons(visit, gap.reason)


def audit_sentence(visit: Visit, audit: AuditDocument, learner: str) -> str:
    """Return the answer of an audit in a sentence or two, names made plain."""
    say, credit = visit.say, audit.credit
    said = {
        "name": plain(learner),
        "goal": plain(f"{audit.title}, {visit.opened.names.organization(audit.organization)}"),
        "have": say.number(credit.applied),
        "all": amount(say, credit.required, credit.system),
        "missing": amount(say, credit.shortfall, credit.system),
        "share": say.percent(audit.progress),
        "things": things_missing(visit, audit),
    }
    if audit.status == "satisfied":
        return say("{name} meets every requirement of {goal}. Nothing is missing.", **said)
    if audit.impossible:
        return say("{goal} cannot be completed with what this catalogue offers. {name} has {have} of {all}.", **said)
    if not credit.items_missing:
        return say("{name} has {have} of {all} toward {goal}. Nothing countable is missing.", **said)
    return say("{name} has {have} of {all} toward {goal}. Still missing: {missing}, in {things}.", **said)


def things_missing(visit: Visit, audit: AuditDocument) -> str:
    """Return how many things are missing, as courses where all of them are."""
    say, number = visit.say, audit.credit.items_missing
    taken = [name for entry in audit.missing for name in entry.taken]
    if taken and all(name in visit.opened.catalog.courses for name in taken):
        return say.many("{n} course", "{n} courses", number)
    return say.many("{n} item", "{n} items", number)


def _audit_figures(visit: Visit, audit: AuditDocument) -> None:
    say, credit = visit.say, audit.credit
    figures(
        visit,
        [
            (say("Progress"), say.percent(audit.progress), "progress"),
            (say("Required"), say.number(credit.required), "required"),
            (say("Applied"), say.number(credit.applied), "applied"),
            (say("In progress"), say.number(credit.in_progress), "in progress"),
            (say("Missing"), say.number(credit.shortfall), "missing"),
        ],
    )
    st.progress(float(audit.progress))
    system = visit.opened.names.system(credit.system)
    st.caption(say("Counted in: {system}. As of {day}.", system=plain(system), day=say.day(audit.as_of)))


def _unclaimed(visit: Visit, gap: GapDocument | None) -> None:
    if gap and gap.unclaimed:
        titles = visit.say.listed(plain(visit.opened.names.thing(name)) for name in gap.unclaimed)
        said = visit.say("Already earned and not claimed yet: {awards}. Ask the institution for it.", awards=titles)
        st.success(said, icon=":material/workspace_premium:")


def tree_lines(entry: RequirementEntry, names: dict[str, str], say: Say, depth: int = 0) -> Iterator[str]:
    """Yield the requirement tree as a nested list; what is met within is folded into one line."""
    said = f"{SIGNS[state_of(entry)]} {plain(say.engine(entry.title))}"
    if entry.applied and not entry.children:
        said += " — " + say("by {lines}", lines=say.listed(plain(names.get(line, line)) for line in entry.applied))
    elif entry.shortfall and not entry.children:
        said += " — " + say("{amount} missing", amount=say.number(entry.shortfall))
    yield f"{'  ' * depth}- {said}"
    for child in entry.children:
        if child.needed or child.status == "satisfied":
            yield from tree_lines(child, names, say, depth + 1)


def _missing(visit: Visit, missing: tuple[MissingEntry, ...], gap: GapDocument | None) -> None:
    say, names = visit.say, visit.opened.names
    if not missing:
        return
    st.subheader(say("What is missing, and what closes it most cheaply"))
    prices = {entry.id: priced(say, entry.price) for entry in gap.cheapest} if gap else {}
    rows = []
    for entry in missing:
        take = entry.taken or tuple(item.id for item in (gap.cheapest if gap else ()) if entry.path in item.closes)
        others = [name for name in entry.options if name not in take]
        others += map(say.engine, entry.elsewhere)
        rows.append(
            {
                say("Requirement"): say.engine(entry.title) or entry.path,
                say("Take"): say.listed((names.thing(name) for name in take), most=FEW),
                say("Where"): say.listed(dict.fromkeys(names.home(name) for name in take if names.home(name))),
                say("Price"): say.listed(prices[name] for name in take if prices.get(name)),
                say("Or"): say.listed([names.said(name) for name in others], most=FEW),
            }
        )
    table(visit, rows, alt=say("What is missing and what would fill it"), name="missing")


def priced(say: Say, price: str | None) -> str:
    """Return a price such as ``410 CAD`` as the language writes it."""
    figure, _, currency = (price or "").partition(" ")
    return say.money(parse_exact(figure), currency or None) if figure else ""


def _competencies(visit: Visit, gap: GapDocument | None) -> None:
    if gap and gap.competencies:
        shown: Picture = strip_picture(gap, visit.say)
        picture(visit, shown)


def _notes(visit: Visit, audit: AuditDocument) -> None:
    say = visit.say
    for heading, words in (
        (say("Cannot be completed with what this catalogue offers"), audit.impossible),
        (say("Requirements that compete for the same learning"), tuple(entry.words for entry in audit.competition)),
        (say("Somebody has to decide"), audit.conditions),
        (say("Only after transfer"), audit.after_transfer),
        (say("Notes"), audit.notes),
    ):
        if words:
            st.subheader(heading)
            bullets(say.engine(item) for item in words)


def at_risk(visit: Visit, entries: tuple[AtRisk, ...], names: dict[str, str]) -> None:
    """Say what stops to count, when, and what to do."""
    say = visit.say
    if not entries:
        return
    st.subheader(say("What lapses, unless something is done"), help=say("To lapse is to stop counting on a date."))
    for entry in entries:
        said = say(
            "{what}: last day {day}. To do: {advice}.",
            what=plain(names.get(entry.attainment, entry.attainment)),
            day=say.day(entry.lapses),
            advice=plain(say.engine(entry.advice)),
        )
        st.warning(said, icon=":material/event_busy:")
