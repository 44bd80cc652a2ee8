"""How is a line of a record entered, changed or removed by hand?  What was typed stays until it is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import streamlit as st

from pathways.errors import Finding, PathwaysError
from pathways.language.words import Say, msg
from pathways.model.exact import format_exact
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord, Route, Verification
from pathways.ui.choices import aims
from pathways.ui.names import plain
from pathways.ui.own import goal_of, line_of, next_id, with_goal, with_line, with_person, without_goal, without_line
from pathways.ui.pieces import findings
from pathways.ui.visit import Visit

K = TypeVar("K")

KINDS: Final = {
    "course": msg("A course"),
    "credential": msg("A credential or badge"),
    "other": msg("Something else"),
}
STATUSES: Final = {
    AttainmentStatus.COMPLETED: msg("completed"),
    AttainmentStatus.IN_PROGRESS: msg("in progress"),
    AttainmentStatus.PLANNED: msg("planned"),
    AttainmentStatus.FAILED: msg("failed"),
    AttainmentStatus.WITHDRAWN: msg("withdrawn"),
    AttainmentStatus.REVOKED: msg("revoked"),
}
ROUTES: Final = {
    Route.COURSE: msg("in a course"),
    Route.ASSESSMENT: msg("by an exam or assessment"),
    Route.PRIOR_LEARNING: msg("prior learning, assessed"),
    Route.TEACHING: msg("by teaching it"),
    Route.VOLUNTEERING: msg("as a volunteer"),
    Route.WORK: msg("at work"),
}
GOALS: Final = {"credential": msg("A credential"), "occupation": msg("An occupation"), "competencies": msg("Abilities")}

NAMING: Final = ("course", "credential", "occupation", "code", "title", "competencies")
"""One of these has to be said of a line; the rest may be unknown."""

MOST: Final = 300
"""So many things are offered at once; of more, those that fit the words that were typed."""

BLANK: Final = Attainment(id="new", title="-").model_copy(update={"title": None})
"""What stands in the controls of a new line: nothing."""

EARLIEST: Final = dt.date(1940, 1, 1)
LATEST: Final = dt.date(2100, 12, 31)


def again(visit: Visit, said: str) -> None:
    """Show the page anew after a change, with what was done; controls show what is chosen now."""
    for name in (f"goal-{visit.who}", f"day-{visit.who}"):
        st.session_state.pop(name, None)
    st.session_state["record-said"] = said
    st.session_state["record-turn"] = st.session_state.get("record-turn", 0) + 1
    st.query_params.from_dict(visit.address())
    st.rerun()


def change_lines(visit: Visit, record: LearnerRecord) -> None:
    """Let the visitor add, change and remove lines."""
    say = visit.say
    st.subheader(say("Add, change or remove a line"))
    turn = st.session_state.setdefault("record-turn", 0)
    titles = visit.opened.names.lines(record)
    picked = st.selectbox(
        say("Which line?"),
        ["", *titles],
        format_func=lambda name: f"{titles[name]} ({name})" if name else say("A new line"),
        key=f"line-{turn}",
    )
    line = next((item for item in record.attainments if item.id == picked), None)
    if line is not None and line.verification is Verification.VERIFIED:
        st.warning(say("This line is verified. If you change more than its note or hand-in day, it is a claim again."))
    key = f"{turn}-{picked}"
    values = _line(visit, record, line, key)
    with st.container(horizontal=True):
        if st.button(say("Save this line"), type="primary", key=f"save-{key}"):
            made = attempt_line(visit, values)
            if made is not None:
                visit.keep(with_line(record, made))
                again(visit, say("Saved: {what}", what=plain(visit.opened.names.line(made))))
        if line is not None and st.button(say("Remove this line"), icon=":material/delete:", key=f"remove-{key}"):
            visit.keep(without_line(record, line.id))
            again(visit, say("Removed: {what}. You can undo this above.", what=plain(titles[line.id])))


def attempt_line(visit: Visit, values: Mapping[str, Any]) -> Attainment | None:
    """Return the line that was entered, or say what is wrong with it; what was typed stays."""
    say, intro = visit.say, visit.say("This line cannot be saved yet. What you typed is still here.")
    if not any(values.get(name) for name in NAMING):
        hint = say("Choose a course or credential, or write down what it is.")
        findings(visit, [Finding("R004", say("Nothing says what was learned."), hint=hint)], intro=intro)
        return None
    credit = values.get("credit") or {}
    if credit and not credit.get("system"):
        hint = say("Choose the credit system, too.")
        findings(visit, [Finding("K003", say("An amount of credit needs its system."), hint=hint)], intro=intro)
        return None
    try:
        return line_of(values)
    except PathwaysError as error:
        findings(visit, error.findings, intro=intro)
        return None


def kind_of(line: Attainment | None) -> str:
    """Return what a line is about: a course, a credential, or something else."""
    if line is None or line.course or line.code:
        return "course"
    return "credential" if line.credential else "other"


def _line(visit: Visit, record: LearnerRecord, line: Attainment | None, key: str) -> dict[str, Any]:
    """Draw the controls of one line; return what stands in them, with everything else that the line already says."""
    say = visit.say
    values: dict[str, Any] = {"id": next_id(record)}
    if line is not None:
        values = line.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    kind = st.segmented_control(
        say("What is it?"),
        list(KINDS),
        default=kind_of(line),
        format_func=lambda name: say(KINDS[name]),
        key=f"kind-{key}",
    )
    chosen = kind or kind_of(line)
    old = line if line is not None and chosen == kind_of(line) else BLANK
    if old is BLANK:
        values.update(course=None, credential=None, occupation=None, organization=None, code=None, title=None)
    match chosen:
        case "course":
            values.update(_course(visit, old, key))
        case "credential":
            values.update(_credential(visit, old, key))
        case _:
            example = say("at work, as a volunteer, on your own")
            title = st.text_input(
                say("What did you learn or do?"), old.title or "", key=f"title-{key}", placeholder=example
            )
            values["title"] = title.strip()
    values.update(_result(say, line or BLANK, key))
    with st.expander(say("More: dates, credit, abilities, proof, note")):
        values.update(_dates(say, line or BLANK, key))
        values.update(_amounts(visit, line or BLANK, key))
        values.update(_proof(visit, line or BLANK, key))
    return values


def _course(visit: Visit, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor find a course of an institution, or name one that is not in the catalogue."""
    say, catalog, names = visit.say, visit.opened.catalog, visit.opened.names
    known = catalog.courses.get(old.course or "")
    at = known.organization if known else old.organization
    homes = _with(sorted({item.organization for item in catalog.courses.values()}, key=names.organization), at)
    first, second = st.columns(2)
    with first:
        home = st.selectbox(
            say("Institution"),
            homes,
            index=_place(homes, at),
            format_func=names.organization,
            placeholder=say("choose"),
            key=f"home-{key}",
        )
    with second:
        courses = {item.id: names.thing(item.id) for item in catalog.courses.values() if item.organization == home}
        course = _found(visit, say("Course"), courses, known.id if known else None, f"course-{key}-{home}")
    absent = st.checkbox(
        say("The course is not in this list"), value=old is not BLANK and known is None, key=f"absent-{key}"
    )
    if absent:
        return {"course": None if known else old.course, "organization": home, **_named(say, old, key)}
    if known is not None and course == known.id:
        return {}
    return {"course": course, "organization": None, "code": None, "title": None}


def _named(say: Say, old: Attainment, key: str) -> dict[str, str]:
    """Let the visitor write down a course as it stands on the paper."""
    first, second = st.columns(2)
    code = first.text_input(say("Code, as on the paper"), old.code or "", key=f"code-{key}")
    title = second.text_input(say("Title"), old.title or "", key=f"name-{key}")
    return {"code": code.strip(), "title": title.strip()}


def _credential(visit: Visit, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor find a credential."""
    names, held = visit.opened.names, old.credential
    known = {item.id for item in visit.opened.catalog.credentials.values()}
    labels = {name: f"{names.thing(name)}, {names.home(name)}" for name in {*known, *([held] if held else [])}}
    ordered = dict(sorted(labels.items(), key=lambda pair: pair[1].casefold()))
    picked = _found(visit, visit.say("Credential or badge"), ordered, held, f"credential-{key}")
    return {} if held and picked == held else {"credential": picked, "title": None}


def _found(visit: Visit, label: str, offered: Mapping[str, str], held: str | None, key: str) -> str | None:
    """Let the visitor choose among things by name; of very many, those that fit the words typed first."""
    say, names = visit.say, list(offered)
    if len(names) > MOST:
        words = st.text_input(say("Search by code or title"), key=f"words-{key}")
        names = _with(fitting(offered, words)[:MOST], held)
        st.caption(say("{n} of {all} are offered.", n=say.number(len(names)), all=say.number(len(offered))))
    return st.selectbox(
        label, names, index=_place(names, held), format_func=lambda name: offered.get(name, name),
        placeholder=say("choose, or type a code or title"), key=key,
    )  # fmt: skip


def fitting(offered: Mapping[str, str], words: str) -> list[str]:
    """Return what has all the words in its name.

    >>> fitting({"a": "STA1001 Statistics I", "b": "MAT1001 Mathematics"}, "1001 stat")
    ['a']
    """
    wanted = words.casefold().split()
    return [name for name, label in offered.items() if all(word in label.casefold() for word in wanted)]


def _result(say: Say, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor say how it went."""
    first, second, third, fourth = st.columns(4)
    status = first.selectbox(
        say("State"),
        list(STATUSES),
        index=list(STATUSES).index(old.status),
        format_func=lambda name: say(STATUSES[name]),
        key=f"status-{key}",
    )
    route = second.selectbox(
        say("How was it learned?"),
        list(ROUTES),
        index=list(ROUTES).index(old.route),
        format_func=lambda name: say(ROUTES[name]),
        key=f"route-{key}",
    )
    grade = third.text_input(say("Grade, as on the paper"), old.grade or "", key=f"grade-{key}")
    completed = _day(fourth, say("Completed on"), old.completed, f"completed-{key}")
    return {"status": str(status), "route": str(route), "grade": grade.strip(), "completed": completed}


def _dates(say: Say, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor say when it began, was handed in, and ends to hold."""
    first, second, third = st.columns(3)
    started = _day(first, say("Begun on"), old.started, f"started-{key}")
    lodged = _day(second, say("Handed in for transfer on"), old.lodged, f"lodged-{key}")
    last = _day(third, say("Valid until (last day)"), old.valid.last_day if old.valid else None, f"last-{key}")
    begin = old.valid.begin.isoformat() if old.valid and old.valid.begin else None
    valid = {name: day for name, day in (("from", begin), ("last_day", last)) if day}
    return {"started": started, "lodged": lodged, "valid": valid}


def _amounts(visit: Visit, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor say how much it is, where the paper does."""
    say, held = visit.say, old.credit.system if old.credit else None
    systems = _with(list(visit.opened.catalog.credit_systems), held)
    first, second, third = st.columns(3)
    written = format_exact(old.credit.amount) if old.credit else ""
    credit = first.text_input(say("Credit, if the paper states it"), written, key=f"credit-{key}").strip()
    system = second.selectbox(
        say("Credit system"),
        systems,
        index=_place(systems, held),
        format_func=visit.opened.names.system,
        placeholder=say("choose"),
        key=f"system-{key}",
    )
    written = format_exact(old.hours) if old.hours is not None else ""
    hours = third.text_input(say("Hours of work"), written, key=f"hours-{key}")
    return {"credit": {"amount": credit, "system": system or ""} if credit else None, "hours": hours.strip()}


def _proof(visit: Visit, old: Attainment, key: str) -> dict[str, Any]:
    """Let the visitor say what one can do because of it, and what shows that."""
    say = visit.say
    held = {item.competency: item for item in old.competencies}
    offered = {name: item.title for name, item in visit.opened.catalog.competencies.items()}
    abilities = _several(visit, say("What can you do because of it?"), offered, list(held), f"abilities-{key}")
    proof = st.text_area(say("Proof, one a line"), "\n".join(old.evidence), key=f"evidence-{key}", height=90)
    note = st.text_input(say("Note"), old.note or "", key=f"note-{key}")
    return {
        "competencies": [held[name].model_dump() if name in held else {"competency": name} for name in abilities],
        "evidence": [text.strip() for text in proof.splitlines() if text.strip()],
        "note": note.strip(),
    }


def _several(visit: Visit, label: str, offered: Mapping[str, str], held: list[str], key: str) -> list[str]:
    """Let the visitor choose several things by name."""
    say, names = visit.say, list(offered)
    if len(names) > MOST:
        words = st.text_input(say("Search abilities"), key=f"words-{key}")
        kept = [name for name in st.session_state.get(key, []) if name in offered]
        names = list(dict.fromkeys([*held, *kept, *fitting(offered, words)[:MOST]]))
    names = list(dict.fromkeys([*names, *held]))
    return st.multiselect(
        label, names, held, format_func=lambda name: offered.get(name, name), placeholder=say("choose"), key=key
    )


def change_person(visit: Visit, record: LearnerRecord) -> None:
    """Let the visitor say who they are, the day of the record, and what they aim for."""
    say, turn = visit.say, st.session_state.get("record-turn", 0)
    st.subheader(say("About you, and your goals"))
    first, second = st.columns(2)
    name = first.text_input(say("Name"), record.learner.name or "", key=f"person-{turn}")
    as_of = _day(second, say("As of: the day on which everything is asked"), record.as_of, f"as-of-{turn}")
    if st.button(say("Save name and day"), key=f"save-person-{turn}"):
        visit.keep(with_person(record, name=name, as_of=dt.date.fromisoformat(as_of) if as_of else None))
        visit.as_of = None
        again(visit, say("Saved."))
    for place in range(len(record.goals)):
        what = goal_title(visit, record, place)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say("Goal: {what}", what=plain(what)))
            if st.button(say("Remove this goal"), key=f"drop-goal-{turn}-{place}", help=what):
                visit.keep(without_goal(record, place))
                again(visit, say("Removed: {what}. You can undo this above.", what=plain(what)))
    _goal(visit, record, turn)


def goal_title(visit: Visit, record: LearnerRecord, place: int) -> str:
    """Return what a goal of the record is called."""
    goal, names = record.goals[place], visit.opened.names
    if goal.credential or goal.occupation:
        return names.thing(goal.credential or goal.occupation or "")
    return visit.say.listed((names.thing(item.competency) for item in goal.competencies), most=4)


def _goal(visit: Visit, record: LearnerRecord, turn: int) -> None:
    """Let the visitor add a goal."""
    say, catalog = visit.say, visit.opened.catalog
    kind = st.segmented_control(
        say("A new goal"), list(GOALS), default="credential", format_func=lambda name: say(GOALS[name]),
        key=f"goal-kind-{turn}",
    )  # fmt: skip
    if kind == "competencies":
        offered = {name: item.title for name, item in catalog.competencies.items()}
        chosen = _several(visit, say("Abilities"), offered, [], f"goal-abilities-{turn}")
        values: dict[str, Any] = {"competencies": [{"competency": name} for name in chosen]}
    else:
        wanted = "occupation" if kind == "occupation" else "credential"
        labels = {aim.id: aim.label for aim in aims(visit) if (aim.kind == "occupation") == (wanted == "occupation")}
        values = {wanted: _found(visit, say("Which?"), labels, None, f"goal-{wanted}-{turn}")}
    if st.button(say("Add this goal"), key=f"add-goal-{turn}"):
        if not any(values.values()):
            st.error(say("Choose a goal first. Nothing was changed."))
            return
        made = goal_of(values)
        visit.keep(with_goal(record, made))
        visit.goal = made.credential or made.occupation or visit.goal
        again(visit, say("The goal was added."))


def _day(place: Any, label: str, value: dt.date | None, key: str) -> str | None:
    """Return a day that the visitor chose, as it is written in a record."""
    low, high = min(EARLIEST, value or EARLIEST), max(LATEST, value or LATEST)
    picked = place.date_input(label, value, min_value=low, max_value=high, format="YYYY-MM-DD", key=key)
    return picked.isoformat() if picked else None


def _with(names: Sequence[K], one: K | None) -> list[K]:
    return [*names] if one is None or one in names else [one, *names]


def _place(names: Sequence[K], wanted: K | None) -> int | None:
    return list(names).index(wanted) if wanted is not None and wanted in names else None
