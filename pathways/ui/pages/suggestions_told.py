"""Why is this answer likely?  Each with its chance, what speaks for and against, what differs, and both courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from pathways.language.words import amount
from pathways.model.course import Course
from pathways.model.decision import Decision
from pathways.model.desk_documents import DecisionsDocument
from pathways.model.equivalence import Equivalence
from pathways.model.record import Attainment
from pathways.model.suggestion_documents import EvidenceEntry, SuggestionEntry, SuggestionsDocument
from pathways.papers.decision_letter import DIFFERENCES
from pathways.ui.deciding import standing_in
from pathways.ui.likely import answer_words, chance, decided_words, rule_words
from pathways.ui.names import plain
from pathways.ui.pictures.likely import KINDS, evidence_picture, likely_picture
from pathways.ui.pieces import filled, lede, meaning, picture, table
from pathways.ui.visit import Visit

CLEAR: Final = Fraction(4, 10)
"""From which probability on an answer is called likely."""


def tell(visit: Visit, what: Attainment | str, found: SuggestionsDocument, decided: DecisionsDocument) -> None:
    """Show the likely answers, and what they rest on."""
    say, names = visit.say, visit.opened.names
    if not found.suggestions:
        st.info(say("Nothing can be suggested: this institution lists no course."), icon=":material/info:")
        return
    best = found.suggestions[0]
    place = names.organization(found.at)
    told = {
        "what": plain(_called(visit, what, found)),
        "place": plain(place),
        "answer": plain(answer_words(say, names, best)),
        "chance": chance(say, best.probability),
    }
    if best.probability >= CLEAR:
        lede(say("{what} at {place}: most likely {answer} ({chance}).", **told))
    else:
        lede(say("{what} at {place}: nothing stands out. The best guess is {answer} ({chance}).", **told))
    _known(visit, found)
    st.subheader(say("The likely answers"))
    picture(visit, likely_picture(found, names, say))
    st.subheader(say("What speaks for and against each"))
    picture(visit, evidence_picture(found.suggestions, names, say))
    rules = {one.id: one for one in standing_in(decided)}
    for number, entry in enumerate(found.suggestions, start=1):
        _card(visit, what, number, entry, rules)


def _called(visit: Visit, what: Attainment | str, found: SuggestionsDocument) -> str:
    return visit.opened.names.thing(what) if isinstance(what, str) else visit.opened.names.line(what) or found.title


def _known(visit: Visit, found: SuggestionsDocument) -> None:
    """Say on what the probabilities rest, and how far they may be trusted."""
    say = visit.say
    rules = say.many(
        "{n} rule about other institutions is known here.",
        "{n} rules about other institutions are known here.",
        found.rules_known,
    )
    if found.cold:
        st.warning(
            rules + " " + say("That is little: the chances rest mostly on title, code, level and hours."),
            icon=":material/ac_unit:",
        )
    else:
        st.caption(rules + " " + say("They were weighed with title, code, level and hours."))
    with st.expander(say("What the model knows")):
        told = [
            say("Version {version}. It was trained on: {what}", version=found.model, what=found.trained_on),
            say.many("{n} answer was compared.", "{n} answers were compared.", found.candidates),
            say("The probabilities of all answers add up to 100%, also of those that are not shown."),
            say("The rules of the sending institution itself are left out: had it been decided, nobody would ask."),
        ]
        st.markdown("\n".join(f"- {plain(words)}" for words in told))


def _card(
    visit: Visit, what: Attainment | str, number: int, entry: SuggestionEntry, decided: dict[str, Decision]
) -> None:
    say, names = visit.say, visit.opened.names
    with st.container(border=True):
        title = plain(answer_words(say, names, entry))
        st.markdown(f"**{say.number(number)}. {title}** · {chance(say, entry.probability)}")
        lines = list(_evidence(visit, entry))
        st.markdown("\n".join(lines) if lines else say("No rule and no word speaks for or against it."))
        if entry.differences:
            told = [
                f"- **{plain(say(DIFFERENCES[one.difference]))}**: {plain(say.engine(one.text))} ({one.code})"
                for one in entry.differences
            ]
            st.markdown("\n".join([f"**{say('What a refusal would rest on')}**", "", *told]))
        _sources(visit, number, entry, decided)
        if entry.kind == "course" and entry.course is not None:
            with st.expander(say("The two side by side")):
                _beside(visit, what, visit.opened.catalog.courses[entry.course], number)


def _evidence(visit: Visit, entry: SuggestionEntry) -> Iterator[str]:
    say = visit.say
    for side, sign, label in (("for", "✓", say("for")), ("against", "✗", say("against"))):
        for one in entry.evidence:
            if one.speaks == side:
                said = say.engine(one.text)
                yield f"- {sign} {label}, {say(KINDS[one.kind])}: {plain(said)}"


def _sources(visit: Visit, number: int, entry: SuggestionEntry, decided: dict[str, Decision]) -> None:
    """Name every rule on which evidence rests, with its source."""
    say = visit.say
    rules = list(dict.fromkeys(name for one in entry.evidence for name in one.rules))
    if not rules:
        return
    with st.expander(say.many("{n} rule behind it", "{n} rules behind it", len(rules))):
        rows = [_rule_row(visit, name, decided, entry.evidence) for name in rules]
        table(visit, filled(rows), alt=say("Rules on which this answer rests"), name=f"rules-{number}")


def _rule_row(
    visit: Visit, name: str, decided: dict[str, Decision], evidence: Sequence[EvidenceEntry] = ()
) -> dict[str, str]:
    say, catalog = visit.say, visit.opened.catalog
    rule, made = catalog.equivalences.get(name), decided.get(name)
    sides = dict.fromkeys(one.speaks for one in evidence if name in one.rules)
    signs = {"for": f"✓ {say('for')}", "against": f"✗ {say('against')}"}
    return {
        say("Speaks"): say.listed(signs[side] for side in sides),
        say("Rule"): _rule_said(visit, name, rule, made),
        say("Receiving institution"): visit.opened.names.organization(_receiver(visit, rule, made)),
        say("Source"): _source(visit, rule, made) or say("claim, not checked"),
    }


def _rule_said(visit: Visit, name: str, rule: Equivalence | None, made: Decision | None) -> str:
    say, names = visit.say, visit.opened.names
    if made is not None:
        return decided_words(say, names, made)
    return rule_words(say, names, rule) if rule is not None else name


def _receiver(visit: Visit, rule: Equivalence | None, made: Decision | None) -> str | None:
    if made is not None:
        return made.pair.receiving
    agreement = visit.opened.catalog.agreements.get(rule.agreement or "") if rule is not None else None
    return (rule.receiving if rule is not None else None) or (agreement.receiving if agreement else None)


def _source(visit: Visit, rule: Equivalence | None, made: Decision | None) -> str:
    say = visit.say
    if made is not None:
        return say(
            "{source}, decided by {name} on {day}", source=made.source, name=made.by, day=say.day(made.at.date())
        )
    if rule is None:
        return ""
    agreement = visit.opened.catalog.agreements.get(rule.agreement or "")
    found = rule.source or (agreement.source if agreement else None)
    return str(found) if found else ""


def _beside(visit: Visit, what: Attainment | str, there: Course, number: int) -> None:
    """Show both courses in one table: title, description, outcomes, credit, hours, level."""
    say = visit.say
    here, left = _facts_of(visit, what)
    right = _course_facts(visit, there)
    first, second = here, there.full_title
    rows = [
        {say("What"): label, first: left.get(label, say("not stated")), second: said}
        for label, said in right.items()
        if said != say("not stated") or left.get(label, say("not stated")) != say("not stated")
    ]
    table(visit, rows, alt=say("{one} beside {other}", one=first, other=second), name=f"beside-{number}")


def _facts_of(visit: Visit, what: Attainment | str) -> tuple[str, dict[str, str]]:
    """Return what the sending side is called, and its facts: of a course, or as far as the line says."""
    catalog = visit.opened.catalog
    name = (
        what
        if isinstance(what, str)
        else what.course
        or next(iter(catalog.courses_by_code(what.organization or "", what.code or "", what.completed)), "")
    )
    course = catalog.courses.get(name)
    if course is not None:
        return course.full_title, _course_facts(visit, course)
    if isinstance(what, str):
        return what, {}
    return visit.opened.names.line(what), _line_facts(visit, what)


def _course_facts(visit: Visit, course: Course) -> dict[str, str]:
    say, names, catalog = visit.say, visit.opened.names, visit.opened.catalog
    owner = catalog.organizations.get(course.organization)
    framework = catalog.level_frameworks.get(course.level_framework or (owner.level_framework if owner else "") or "")
    system = names.system(owner.credit_system) if owner and owner.credit_system else ""
    missing = say("not stated")
    credit = amount(say, course.credit, "credit") if course.credit is not None else ""
    level = "" if course.level is None else say.number(course.level)
    return {
        say("Institution"): names.organization(course.organization),
        say("Title"): course.title,
        say("Description"): course.description or missing,
        say("Outcomes"): "; ".join(names.thing(one.competency) for one in course.outcomes) or missing,
        say("Credit"): " ".join(word for word in (credit, f"({system})" if system and credit else "") if word)
        or missing,
        say("Hours"): say.number(course.hours) if course.hours is not None else missing,
        say("Level"): ", ".join(word for word in (level, framework.title if framework and level else "") if word)
        or missing,
    }


def _line_facts(visit: Visit, line: Attainment) -> dict[str, str]:
    say, names = visit.say, visit.opened.names
    known = names.credential(line.credential) if line.credential else None
    shown = line.competencies or (known.competencies if known else ())
    hours = line.hours or (known.hours if known else None)
    facts = {
        say("Institution"): names.where(line),
        say("Title"): names.line(line),
        say("Description"): (known.description if known else None) or "",
        say("Outcomes"): "; ".join(names.thing(one.competency) for one in shown),
        say("Credit"): amount(say, line.credit.amount, "credit") if line.credit else "",
        say("Hours"): say.number(hours) if hours is not None else "",
    }
    return {label: said for label, said in facts.items() if said}


def told_published(visit: Visit, found: SuggestionsDocument, decided: DecisionsDocument) -> None:
    """Show the rules that answer already; then nothing is suggested."""
    say, names = visit.say, visit.opened.names
    rules = {one.id: one for one in standing_in(decided)}
    rows = [_rule_row(visit, name, rules) for name in found.published]
    place = plain(names.organization(found.at))
    title = plain(found.title)
    lede(say("{place} has already answered for {title}, so nothing is suggested.", place=place, title=title))
    told = [row[say("Rule")] for row in rows]
    st.markdown("\n".join(f"- {plain(words)}" for words in told))
    st.subheader(say("What was published"), help=meaning(visit, "equivalence"))
    table(visit, filled(rows), alt=say("Rules that answer for this course"), name="published")
