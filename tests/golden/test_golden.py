"""Every golden case: the engine says what was worked out by hand (see README.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from pathways.errors import Finding
from pathways.model.documents import LineEntry, RequirementEntry, Totals
from pathways.model.exact import format_exact
from tests.golden.cases import (
    Answer,
    GoldenCase,
    ask,
    desk_for,
    findings_of,
    golden_cases,
    line_words,
    reason_text,
    sample_desk,
)
from tests.golden.conversions import converted

CASES = [*golden_cases("stories"), *golden_cases("structures")]


def text_of(value: Any) -> Any:
    """Return a JSON value with every scalar as text, as the golden files have it."""
    match value:
        case dict():
            return {key: text_of(item) for key, item in value.items()}
        case list():
            return [text_of(item) for item in value]
        case float():
            return f"{value:g}"
        case _:
            return value if value is None else str(value)


def part_of(said: Any, wanted: Any) -> Any:
    """Return ``said`` cut down to what ``wanted`` speaks of."""
    return {key: said[key] for key in wanted} if isinstance(wanted, dict) else said


def lines(answer: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {line.attainment: line_said(line, wanted.get(line.attainment)) for line in answer.lines}


def line_said(line: LineEntry, wanted: Any) -> Any:
    """Return the line in words, or the parts of it that a mapping asks for."""
    if not isinstance(wanted, dict):
        return line_words(line)
    data = text_of(line.model_dump(mode="json"))
    options = {option.id: " + ".join(option.recognized_as) for option in line.options}
    hints = {hint["target"]: {key: hint[key] for key in wanted.get("hints", {}).get(hint["target"], {})}
             for hint in data["hints"]}  # fmt: skip
    known = {**data, "says": line_words(line), "options": options, "hints": hints}
    known["reason"] = [words for words in wanted.get("reason", []) if words in reason_text(line)]
    return {key: known[key] for key in wanted}


def requirements(answer: Any, wanted: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}

    def visit(entry: RequirementEntry) -> None:
        by = f" by {', '.join(entry.applied)}" if entry.applied else ""
        found[entry.path] = f"{entry.status}{by}" + (f" ({entry.note})" if entry.note == "waived" else "")
        for child in entry.children:
            visit(child)

    visit(answer.requirements)
    return part_of(found, dict(wanted))  # type: ignore[no-any-return]


def reason(answer: Any, wanted: list[str]) -> list[str]:
    told = reason_text(answer)
    return [words for words in wanted if words in told] if set(wanted) - {told} else wanted


def priced(answer: Any, _: Any) -> dict[str, str]:
    return {entry.id: entry.price or "no price" for entry in answer.cheapest}


def competencies(answer: Any, _: Any) -> dict[str, str]:
    return {
        entry.competency: entry.status + (f" by {', '.join(entry.by)}" if entry.by else "")
        for entry in answer.competencies
    }


def adjustments(answer: Any, _: Any) -> dict[str, str]:
    return {a.id: f"{a.kind} at {a.path}, approved by {a.approved_by}: {a.reason}" for a in answer.adjustments}


def items(answer: Any, wanted: Any) -> Any:
    """Return what begins in the terms asked for; anything but a course or micro-credential taken says what it is."""
    return part_of({term.term: [item_words(item) for item in term.items] for term in answer.terms}, wanted)


def item_words(item: Any) -> str:
    return str(item.id) if item.kind == "section" else f"{item.id} by {item.kind.replace('_', ' ')}"


def count_of(answer: Any, kind: str) -> str:
    return str(sum(item.kind == kind for term in answer.terms for item in term.items))


def recognized(answer: Any, _: Any) -> str:
    """Return which share of the credit of the goal is not taken as a course of the plan, as a percentage."""
    taken = sum(item.credit for term in answer.terms for item in term.items if item.kind == "section")
    goal = sample_desk().catalog.credential(answer.goals[-1])
    return f"{format_exact(100 - taken * 100 / (goal.credit or 1))} %"


def conflict(answer: Any, wanted: list[str]) -> list[str]:
    return in_order_of(wanted, [f"{clash.kind}: {clash.words}" for clash in answer.conflict])


def relaxations(answer: Any, wanted: list[str]) -> list[str]:
    """Return what would help, as far as it was shown to work."""
    shown = (way for way in answer.relaxations if way.checked)
    return in_order_of(wanted, [f"{way.words}: {format_exact(way.cost)} by {way.finish}" for way in shown])


def in_order_of(wanted: list[str], found: list[str]) -> list[str]:
    """Return what was found, in the order of the file where it is the same."""
    return wanted if sorted(found) == sorted(wanted) else found


def others(answer: Any, _: Any) -> list[str]:
    return [
        f"{other.terms} terms, {format_exact(other.cost)}, held {', '.join(held_from(other.awards))}"
        for other in answer.others
    ]


def held_from(awards: Any) -> list[str]:
    return [f"{award.credential} from {award.day}" for award in sorted(awards, key=lambda award: award.day)]


def lodgings(answer: Any, _: Any) -> dict[str, str]:
    """Return what is to be handed in: at what fee, by when, and from when silence is acceptance."""
    return {
        entry.attainment: f"{format_exact(entry.fee)} at {entry.organization}"
        + (f", by {entry.by}" if entry.by else "")
        + (f", silence is acceptance from {entry.answer_by}" if entry.answer_by else "")
        for entry in answer.lodgings
    }


def members(answer: Any, _: Any) -> dict[str, str]:
    return {m.learner: f"{', '.join(m.items) or 'nothing'}: {format_exact(m.cost)}" for m in answer.members}


def steps(answer: Any, _: Any) -> list[str]:
    """Return each first step as a line of text: kind, thing, price, and what it lowers, goal by goal."""
    data = text_of(answer.model_dump(mode="json", by_alias=True))["steps"]
    return [
        f"{s['kind']} {s['id']} {s['cost']} {s['currency']}"
        + "".join(f", {a['before']} to {a['after']} saves {a['saved']}" for a in s["advances"])
        for s in data
    ]


def opens(answer: Any, wanted: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: next(list(step.opens) for step in answer.steps if step.id == name) for name in wanted}


def climbed(answer: Any, _: Any) -> list[str]:
    """Return what of each credential of a ladder still counts in each later one."""
    words = "{} of {} of {} in {}"
    return [words.format(*map(format_exact, (t.carried, t.brought)), t.smaller, t.larger) for t in answer.through]


def dying(answer: Any, _: Any) -> list[str]:
    return [f"{format_exact(d.amount)} of {d.stood_as} in {d.died_in}: {d.code}" for d in answer.dead_ends]


def learners(answer: Any, _: Any) -> dict[str, str]:
    return {
        entry.learner: f"{entry.verdict}, {entry.before.progress} to {entry.after.progress}: "
        + "; ".join(f"{line.attainment} {line.what}" for line in entry.lines)
        for entry in answer.records
    }


SAID: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "lines": lines,
        "requirements": requirements,
        "reason": reason,
        "cheapest": priced,
        "competencies": competencies,
        "adjustments": adjustments,
        "missing": lambda answer, _: {entry.path: list(entry.taken) for entry in answer.missing},
        "at_risk": lambda answer, _: {e.attainment: f"{e.credit} until {e.lapses}" for e in answer.at_risk},
        "items": items,
        "steps": steps,
        "through": climbed,
        "rungs": lambda answer, _: {rung.credential: format_exact(rung.earned) for rung in answer.rungs},
        "dead_ends": dying,
        "records": learners,
        "changes": lambda answer, _: [change.words for change in answer.requirements],
        "correspondences": lambda answer, _: {entry.part: entry.kind for entry in answer.correspondences},
        "opens": opens,
        "conflict": conflict,
        "relaxations": relaxations,
        "others": others,
        "lodgings": lodgings,
        "members": members,
        "sections": lambda answer, _: count_of(answer, "section"),
        "assessments": lambda answer, _: count_of(answer, "prior_learning_assessment"),
        "recognized": recognized,
        "awards": lambda answer, _: {award.credential: str(award.day) for award in answer.awards},
        "if_it_slips": lambda answer, _: {entry.attainment: entry.words for entry in answer.if_it_slips},
        "objectives": lambda answer, _: [f"{o.objective} {o.value}" for o in answer.objectives if o.proven],
        "goals": lambda answer, _: {goal.credential: text_of(float(goal.progress)) for goal in answer.goals},
    }
)


def said(answer: Answer, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the answer says about everything that is expected, in the words of the file."""
    data = text_of(answer.model_dump(mode="json", by_alias=True))
    return {
        key: SAID[key](answer, value) if key in SAID else part_of(data[key], value) for key, value in wanted.items()
    }


def adds_up(totals: Totals) -> bool:
    """Return whether the totals are apart and whole (semantics 9)."""
    whole = totals.evaluable == totals.accepted + totals.refused + totals.undecided
    return whole and totals.accepted == totals.applied + totals.excess and totals.attempted >= totals.evaluable


def found_words(finding: Finding) -> str:
    return f"{finding.severity} {finding.code} {finding.where.path or '-'}: {finding.message}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_golden(case: GoldenCase, tmp_path: Path) -> None:
    if case.case["ask"] == "check":
        assert [found_words(finding) for finding in findings_of(case, tmp_path)] == case.expected["findings"]
        return
    if case.case["ask"] == "convert":
        assert converted(case.case) == case.expected
        return
    desk, record = desk_for(case, tmp_path), case.record()
    wanted = dict(case.expected)
    avoided = wanted.pop("avoided", None)
    answer = ask(desk, case, record)
    assert said(answer, wanted) == wanted
    totals = getattr(answer, "totals", None)
    if isinstance(totals, Totals):
        assert adds_up(totals)
    if avoided is not None:
        nothing = ask(desk, case, record.model_copy(update={"attainments": ()}))
        assert nothing.shortfall - answer.shortfall == Fraction(avoided)  # type: ignore[union-attr]


def test_every_file_says_what_it_proves_and_where_its_facts_are_from() -> None:
    for case in CASES:
        assert set(case.whole["proves"]) <= {str(number) for number in range(1, 16)}, case.file.name
        assert case.whole["source"], case.file.name
        assert case.expected, case.id


def test_each_of_the_27_structures_of_real_rules_has_its_file() -> None:
    numbers = [int(case.file.name[:2]) for case in golden_cases("structures")]
    assert sorted(set(numbers)) == list(range(1, 28))
