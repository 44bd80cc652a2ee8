"""How is a plan told?  In a sentence and figures, as a picture, term by term, and what is held by who stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import streamlit as st

from pathways.language.words import Say, amount, msg
from pathways.model.documents import AuditDocument, RequirementEntry
from pathways.model.plan_documents import PlanDocument, PlanItem, PlanTerm, WholeEntry
from pathways.model.record import LearnerRecord
from pathways.ui.doing import KINDS, deed, is_claim, price, sentence
from pathways.ui.names import learner_name, plain
from pathways.ui.pages.gap import at_risk
from pathways.ui.pictures.timeline import held_words, reached, timeline_picture
from pathways.ui.pieces import asked, bullets, figures, meaning, picture, reasons, table
from pathways.ui.visit import Visit
from pathways.ui.wishes import Wishes

LEAST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "time": msg("nothing is done sooner"),
        "cost": msg("nothing costs less"),
        "credits": msg("nothing takes less credit"),
        "items": msg("nothing takes fewer things"),
        "balance": msg("no term can be lighter at its fullest"),
        "stop": msg("nothing holds more on the way"),
    }
)
"""What is proven where an objective is."""


def headline(visit: Visit, plan: PlanDocument, record: LearnerRecord) -> str:
    """Return the answer in a sentence, names made plain."""
    say, totals = visit.say, plan.totals
    said = {"name": plain(learner_name(record)), "goal": plain(plan.title)}
    if plan.status == "infeasible_proven":
        return say("No plan takes {name} to {goal} within these conditions: that is proven.", **said)
    if totals is None:
        return say("Whether a plan takes {name} to {goal} was not found out within the effort allowed.", **said)
    if totals.finish is None:
        return say("{name} has nothing left to do for {goal}.", **said)
    return say(
        "{name} can hold {reached}: {things} to do in {terms}, {cost} in all.",
        name=said["name"],
        reached=plain(reached(plan, say)),
        things=say.many("{n} thing", "{n} things", totals.items),
        terms=say.many("{n} term", "{n} terms", totals.terms),
        cost=plain(say.money(totals.cost, totals.currency)),
    )


def verdict(visit: Visit, plan: PlanDocument, wishes: Wishes, search: Callable[[Wishes], None]) -> None:
    """Say how sure the answer is; where the effort was spent, offer to search longer."""
    say = visit.say
    st.caption(proof(say, plan), help=meaning(visit, "proven"))
    if plan.status in ("timed_out", "feasible") and not wishes.longer:
        longer = replace(wishes, longer=True)
        st.button(say("Search longer"), icon=":material/search:", on_click=search, args=(longer,), key="search-longer")


def proof(say: Say, plan: PlanDocument) -> str:
    """Return what is proven of an answer, and what is not."""
    if plan.status == "timed_out":
        return say("Nothing is proven: neither that there is a plan nor that there is none.")
    if plan.status == "infeasible_proven":
        if plan.conflict and not plan.assumptions:
            return say("Proven: without any one of these conditions there would be a plan.")
        return " ".join([say("Proven."), *(sentence(say, words) for words in plan.assumptions)])
    best = [say(LEAST[entry.objective]) for entry in plan.objectives if entry.proven]
    parts = [say("Proven: {what}.", what=say("; of those, ").join(best))] if best else []
    if plan.status == "feasible":
        parts.append(say("Not proven best in everything: a better plan may exist."))
    parts += [say("Checked by replaying it step by step.")] if plan.checked else []
    return " ".join(parts)


def told(visit: Visit, plan: PlanDocument, record: LearnerRecord, choices: Callable[[], None]) -> None:
    """Show a plan that there is; ``choices`` shows the others in between."""
    say = visit.say
    _figures(visit, plan)
    if plan.terms:
        st.subheader(say("Over time"))
        picture(visit, timeline_picture(plan, say))
    choices()
    _terms(visit, plan, record)
    _lodgings(visit, plan)
    at_risk(visit, plan.at_risk, visit.opened.names.lines(record))
    _listed(say("If it begins a term later"), (sentence(say, entry.words) for entry in plan.if_it_slips))
    _listed(say("Learned again, although it is held"), _repeats(say, plan))
    if plan.whole is not None:
        _whole(visit, plan, plan.whole)
    _listed(say("Taken as given"), (sentence(say, words) for words in plan.assumptions))
    reasons(visit, plan.reason)


def _figures(visit: Visit, plan: PlanDocument) -> None:
    say, totals = visit.say, plan.totals
    if totals is None:
        return
    figures(
        visit,
        [
            (say("Done by"), say.day(totals.finish) or say("now"), None),
            (say("Terms"), say.number(totals.terms), None),
            (say("Things to do"), say.number(totals.items), None),
            (_cost_in(say, totals.currency), say.money(totals.cost, totals.currency), None),
        ],
        width=170,
    )
    if totals.due:
        due = say.money(totals.due, totals.currency)
        st.caption(plain(say("Of that, {due} is due whatever is planned, for lines already handed in.", due=due)))


def _cost_in(say: Say, currency: str | None) -> str:
    return say("Cost in {currency}", currency=currency) if currency else say("Cost")


def _terms(visit: Visit, plan: PlanDocument, record: LearnerRecord) -> None:
    """Show what to do, term by term."""
    say = visit.say
    if not plan.terms:
        return
    st.subheader(say("Term by term"))
    places = places_of(visit, plan, record)
    for number, term in enumerate(plan.terms, start=1):
        with st.container(border=True, key=f"term-{number}"):
            _term(visit, plan, term, places)
    items = [item for term in plan.terms for item in term.items]
    if any(is_claim(visit.opened.catalog, item.offering) and item.cost for item in items):
        st.caption(r"\* " + say("A claim, not checked: the catalogue names no source for this price."))


def _term(visit: Visit, plan: PlanDocument, term: PlanTerm, places: Mapping[str, str]) -> None:
    say = visit.say
    currency = plan.totals.currency if plan.totals else None
    facts = [
        say("{begin} to {end}", begin=say.day(term.begin), end=say.day(term.end)),
        amount(say, term.credit, ""),
        say.money(term.cost, currency),
    ]
    st.markdown(f"#### {plain(term.title)}")
    st.markdown(plain(" · ".join(facts)))
    st.markdown("\n".join(_item(visit, item, currency, places) for item in term.items))
    for key in term.awarded:
        award = next(entry for entry in plan.awards if entry.credential == key)
        words = say("Earned on {day}: {award}.", day=say.day(award.day), award=plain(award.title))
        st.success(words, icon=":material/workspace_premium:")
    if term.held:
        st.markdown(f"**{say('If you stop here, you hold:')}** {plain(held_words(term, say))}")


def _item(visit: Visit, item: PlanItem, currency: str | None, places: Mapping[str, str]) -> str:
    """Return one thing to do as a line of a list."""
    say, names = visit.say, visit.opened.names
    claim = is_claim(visit.opened.catalog, item.offering)
    counts = [places.get(place, names.thing(place.partition("#")[0])) for place in item.counts_for]
    facts = [
        say(KINDS[item.kind]),
        names.organization(item.organization),
        say("counts for {places}", places=say.listed(dict.fromkeys(counts))) if counts else say.engine(item.reason),
        amount(say, item.credit, "") if item.credit is not None else "",
        price(say, item.cost, currency, claim=claim),
    ]
    return f"- **{deed(say, item.kind, plain(item.title))}**  \n  {plain(' · '.join(fact for fact in facts if fact))}"


def places_of(visit: Visit, plan: PlanDocument, record: LearnerRecord) -> dict[str, str]:
    """Return in words what ``goal#path`` stands for: the goal, and the part of it that the thing fills."""
    found: dict[str, str] = {}
    names = visit.opened.names
    wanted = {place.partition("#")[0] for term in plan.terms for item in term.items for place in item.counts_for}
    for goal in sorted(wanted):
        if names.credential(goal) is None:
            continue
        audit = asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
        if audit is not None:
            found |= {f"{goal}#{path}": words for path, words in _parts(audit.requirements, audit.title)}
    return found


def _parts(entry: RequirementEntry, goal: str, above: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield each path of a tree with its words: a group by its name, what can be taken by that of its group."""
    part = entry.title if entry.children and depth else above
    yield entry.path, f"{goal}: {part}" if part else goal
    for child in entry.children:
        yield from _parts(child, goal, part, depth + 1)


def _lodgings(visit: Visit, plan: PlanDocument) -> None:
    """Show what is to be handed in for recognition, where, and by when."""
    say, names = visit.say, visit.opened.names
    if not plan.lodgings:
        return
    st.subheader(say("Hand in for recognition"))
    rows = [
        {
            say("What"): entry.title,
            say("To"): names.organization(entry.organization),
            say("Last day"): say.day(entry.by),
            say("Fee"): say.money(entry.fee, plan.totals.currency if plan.totals else None),
            say("No answer by"): say("{day} is a yes", day=say.day(entry.answer_by)) if entry.answer_by else "",
        }
        for entry in plan.lodgings
    ]
    kept = [head for head in rows[0] if any(row[head] for row in rows)]
    shown = [{head: row[head] for head in kept} for row in rows]
    table(visit, shown, alt=say("What to hand in for recognition, where, and by when"), name="lodgings")


def _repeats(say: Say, plan: PlanDocument) -> Iterator[str]:
    currency = plan.totals.currency if plan.totals else None
    for entry in plan.repeats:
        share = say("{share} of what it teaches", share=say.percent(entry.share))
        parts = [share, amount(say, entry.hours, "hours") if entry.hours else ""]
        parts.append(say.money(entry.cost, currency) if entry.cost is not None else "")
        yield f"{entry.title}: {say.listed(part for part in parts if part)}."


def _whole(visit: Visit, plan: PlanDocument, whole: WholeEntry) -> None:
    """Show the plan beside doing all of it from nothing."""
    say, currency = visit.say, plan.totals.currency if plan.totals else None
    st.subheader(say("Beside doing it all from nothing"))
    st.write(say("{share} of the way is there already.", share=say.percent(whole.covered)))
    here, there = say("This plan"), say("From nothing")
    if whole.whole_cost is None:
        st.write(say("From nothing, no plan keeps within what you can and will do."))

    def row(label: str, mine: str, other: str | None) -> dict[str, str]:
        return {say("Compared"): label, here: mine, there: other or "–"}

    hours = None if whole.whole_hours is None else say.number(whole.whole_hours)
    terms = None if whole.whole_terms is None else say.number(whole.whole_terms)
    cost = None if whole.whole_cost is None else say.money(whole.whole_cost, currency)
    things = None if whole.whole_cost is None else say.number(whole.whole_items)
    rows = [
        row(say("Cost"), say.money(whole.stack_cost, currency), cost),
        row(say("Things to do"), say.number(whole.stack_items), things),
        row(say("Terms"), say.number(whole.stack_terms), terms),
    ]
    if whole.stack_hours or whole.whole_hours:
        rows.append(row(say("Hours, where stated"), say.number(whole.stack_hours), hours))
    table(visit, rows, alt=say("The plan beside doing it all from nothing"), name="whole")


def _listed(heading: str, words: Iterator[str]) -> None:
    found = list(words)
    if found:
        st.subheader(heading)
        bullets(found)
