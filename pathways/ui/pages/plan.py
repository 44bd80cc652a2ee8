"""What is the best way from here to there?  A plan term by term, others to pick from, or why there is none."""

from __future__ import annotations

import streamlit as st

from pathways.model.plan_documents import PlanDocument
from pathways.model.record import LearnerRecord
from pathways.ui.choices import choose_day, choose_learner
from pathways.ui.pages.plan_choice import choices, front_of, impossible
from pathways.ui.pages.plan_form import form
from pathways.ui.pages.plan_told import headline, told, verdict
from pathways.ui.pieces import asked, empty, lede, onward, reasons, undated
from pathways.ui.visit import Visit
from pathways.ui.wishes import KEYS, Wishes, picked, wishes_of


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("How do I get there?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "record")
        return
    said = dict(visit.words_of(*KEYS))
    wishes = wishes_of(said, record, visit.goal)
    with st.container(horizontal=True):
        choose_learner(visit)
        choose_day(visit)
    undated(visit)
    is_asked = said.get("asked") == "yes"
    wanted = form(visit, wishes, folded=is_asked)
    if wanted is not None and wanted.goals:
        go(visit, record, wanted)
        st.rerun()
    if wanted is not None or not wishes.goals:
        st.info(say("Choose at least one goal, then make the plan."), icon=":material/info:")
    elif is_asked:
        _answered(visit, record, wishes, said)
    else:
        words = say(
            "Say what matters to you, then make the plan. Nothing has to be filled in: without a limit, there is none."
        )
        st.info(words, icon=":material/info:")
    onward(visit, ("next", say("What should I take next?")), ("gap", say("How far am I?")))


def go(visit: Visit, record: LearnerRecord, wishes: Wishes, **more: str) -> None:
    """Let the address ask for a plan with these wishes."""
    if len(wishes.goals) == 1:
        visit.goal = wishes.goals[0]
    visit.more = {**wishes.words(record, visit.goal), "asked": "yes", **more}
    st.query_params.from_dict(visit.address())


def _answered(visit: Visit, record: LearnerRecord, wishes: Wishes, said: dict[str, str]) -> None:
    front = front_of(visit, record, wishes) if said.get("front") == "yes" and said.get("pick") else None
    number = int(said["pick"]) if said.get("pick", "").isdecimal() else 0
    number = number if front and 0 < number <= len(front.others) else 0
    shown = wishes
    if front and front.totals and number:
        shown = picked(wishes, front.others[number - 1], front.totals.currency)
    plan = asked(
        visit,
        PlanDocument,
        "plan",
        record,
        shown.goals,
        as_of=visit.day,
        preferences=shown.preferences,
        request=shown.wanted(),
    )
    if plan is None:
        return
    lede(headline(visit, plan, record))
    verdict(visit, plan, wishes, lambda changed: go(visit, record, changed))
    if plan.status == "infeasible_proven":
        impossible(visit, plan, wishes, lambda changed: go(visit, record, changed))
    if plan.totals is None:
        reasons(visit, plan.reason)
        return

    def pick(choice: int) -> None:
        found = {"front": "yes", "pick": str(choice)} if choice else {"front": "yes"}
        go(visit, record, wishes, **found)

    told(visit, plan, record, lambda: choices(visit, record, wishes, said.get("front") == "yes", number, pick))
