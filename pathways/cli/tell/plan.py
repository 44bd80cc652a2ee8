"""How is a plan told?  What to do in each term, what it counts for and costs, and what is held if the learner stops."""

from __future__ import annotations

from collections.abc import Iterator

from pathways.cli.opening import Case
from pathways.cli.tell.impossible import tell_impossible
from pathways.cli.tell.missing import tell_at_risk, tell_list
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import NOTHING, Column, Paper
from pathways.cli.tell.places import Places
from pathways.cli.tell.reasons import tell_reasons
from pathways.cli.tell.words import count, listed, percent, sentence
from pathways.model.exact import format_exact
from pathways.model.plan_documents import FrontEntry, PlanDocument, PlanItem, PlanTerm, PlanTotals

ITEMS = (
    Column("Do", weight=2),
    Column("Where"),
    Column("How"),
    Column("Counts for", weight=2),
    Column("Credit", "right"),
    Column("Cost", "right"),
)
OTHERS = (
    Column("", "right"),
    Column("Done by"),
    Column("Terms", "right"),
    Column("Cost", "right"),
    Column("Held on the way"),
    Column("Awards", weight=2),
)
KINDS = {
    "section": "course",
    "challenge_exam": "exam",
    "prior_learning_assessment": "assessment",
    "recognition_application": "application",
    "award": "claim it",
}
LEAST = {
    "time": "nothing is done sooner",
    "cost": "nothing costs less",
    "credits": "nothing takes less credit",
    "items": "nothing takes fewer things",
    "balance": "no term can be lighter at its fullest",
    "stop": "nothing holds more on the way",
}


def tell_plan(paper: Paper, plan: PlanDocument, case: Case, *, why: bool) -> None:
    """Write the whole plan, or why there is none."""
    names = Names(case.desk.catalog, case.record)
    paper.line(" ".join(headline(plan, names)), "bold")
    if plan.status == "infeasible_proven":
        tell_impossible(paper, plan, everything=why)
    places = Places(case)
    for term in plan.terms:
        _term(paper, term, names, places, plan)
    _lodge(paper, plan, names)
    tell_at_risk(paper, "What lapses, unless something is done", plan.at_risk, names, None)
    tell_list(paper, "If it begins a term later", tuple(sentence(entry.words) for entry in plan.if_it_slips))
    tell_list(paper, "Learned again, although it is held", tuple(_repeats(plan)))
    tell_list(paper, "Beside doing it all from nothing", tuple(_whole(plan)))
    _others(paper, plan)
    tell_list(paper, "Taken as given", tuple(sentence(words) for words in plan.assumptions))
    if why:
        paper.heading("Why")
        tell_reasons(paper, plan.reason)
    paper.line()
    more = "" if why else " Every reason: --why. For programs: --json."
    paper.line(f"{listed(plan.goals)}, as of {plan.as_of}. {_proof(plan)}{more}")


def headline(plan: PlanDocument, names: Names) -> Iterator[str]:
    """Yield the sentences that answer the question by themselves."""
    if plan.status == "infeasible_proven":
        yield f"No plan takes {names.learner} to {plan.title}: that is proven."
        return
    if plan.totals is None:
        yield f"Whether a plan takes {names.learner} to {plan.title} was not found out within the effort allowed."
        return
    totals = plan.totals
    if totals.finish is None:
        yield f"{names.learner} has nothing left to do for {plan.title}."
    else:
        things = count(totals.items, "thing")
        yield (
            f"{names.learner} can hold {plan.title} by {totals.finish}: {things} to do in"
            f" {count(totals.terms, 'term')}, {_money(totals.cost, totals)} in all."
        )
    if totals.due:
        yield f"Of that, {_money(totals.due, totals)} is due whatever is planned, for lines already handed in."


def _money(amount: object, totals: PlanTotals) -> str:
    return f"{format_exact(amount)} {totals.currency or ''}".strip()  # type: ignore[arg-type]


def _proof(plan: PlanDocument) -> str:
    if plan.status == "timed_out":
        return "Nothing is proven: allow more with --nodes or --seconds."
    if plan.status == "infeasible_proven":
        smallest = plan.conflict and not plan.assumptions
        return "Proven: without any one of these conditions there would be a plan." if smallest else "Proven."
    best = [LEAST[entry.objective] for entry in plan.objectives if entry.proven]
    words = "; of those, ".join(best)
    checked = "Checked by replaying it."
    if plan.status == "feasible":
        return f"{f'Proven: {words}. ' if words else ''}Not proven best in everything: allow more effort. {checked}"
    return f"Proven: {words}. {checked}" if words else checked


def _term(paper: Paper, term: PlanTerm, names: Names, places: Places, plan: PlanDocument) -> None:
    totals = plan.totals
    cost = f", {_money(term.cost, totals)}" if totals else ""
    paper.heading(f"{term.title}, {term.begin} to {term.end}: {format_exact(term.credit)} credits{cost}")
    paper.table(ITEMS, (_item(item, names, places) for item in term.items))
    for key in term.awarded:
        award = next(entry for entry in plan.awards if entry.credential == key)
        paper.hanging("+", f"Earned on {award.day}: {award.title}.")
    held = [f"{entry.title} {'earned' if entry.earned else percent(entry.progress)}" for entry in term.held]
    if held:
        paper.hanging("=", f"Who stops here holds: {'; '.join(held)}.")


def _item(item: PlanItem, names: Names, places: Places) -> tuple[str, ...]:
    return (
        item.title,
        names.organization(item.organization),
        KINDS[item.kind],
        "; ".join(places.told(item)) or sentence(item.reason),
        NOTHING if item.credit is None else format_exact(item.credit),
        "no price" if item.cost is None else format_exact(item.cost),
    )


def _lodge(paper: Paper, plan: PlanDocument, names: Names) -> None:
    """Write what is to be handed in for recognition, where, and by when."""
    if not plan.lodgings:
        return
    paper.heading("Hand in for recognition")
    for entry in plan.lodgings:
        fee = f", {_money(entry.fee, plan.totals)}" if plan.totals and entry.fee else ""
        by = f" by {entry.by}" if entry.by else ""
        silent = f" No answer by {entry.answer_by} is a yes." if entry.answer_by else ""
        said = f"{entry.attainment} {entry.title}: to {names.organization(entry.organization)}{by}{fee}."
        paper.hanging("-", said + silent)


def _repeats(plan: PlanDocument) -> Iterator[str]:
    for entry in plan.repeats:
        hours = "" if entry.hours is None else f", {format_exact(entry.hours)} hours"
        cost = "" if entry.cost is None or plan.totals is None else f", {_money(entry.cost, plan.totals)}"
        yield f"{entry.title}: {percent(entry.share)} of what it teaches{hours}{cost}."


def _whole(plan: PlanDocument) -> Iterator[str]:
    whole, totals = plan.whole, plan.totals
    if whole is None or totals is None:
        return
    yield f"This plan: {_money(whole.stack_cost, totals)}, {count(whole.stack_items, 'thing')} to do."
    if whole.whole_cost is None:
        yield "From nothing, no plan keeps within what the learner can and will do."
    else:
        yield f"From nothing: {_money(whole.whole_cost, totals)}, {count(whole.whole_items, 'thing')} to do."
    yield f"{percent(whole.covered)} of the way is there already."


def _others(paper: Paper, plan: PlanDocument) -> None:
    if not plan.others:
        return
    paper.heading("Plans to choose from")
    paper.table(OTHERS, (_other(place, entry, plan) for place, entry in enumerate(plan.others, start=1)))
    if not all(entry.proven for entry in plan.others):
        paper.line("Not all of this is proven: there may be better plans, or more. Allow more effort with --nodes.")
    paper.line("Held on the way: the credit of each award, once for each term at whose end it is held.", "dim")


def _other(place: int, entry: FrontEntry, plan: PlanDocument) -> tuple[str, ...]:
    awards = [f"{award.title} ({award.day})" for award in entry.awards]
    return (
        str(place),
        str(entry.finish or NOTHING),
        str(entry.terms),
        _money(entry.cost, plan.totals) if plan.totals else format_exact(entry.cost),
        format_exact(entry.stop_value),
        ", ".join(awards) or NOTHING,
    )
