"""What do direct rules give?  Options worked out again from the catalogue, one sentence of the law at a time.

Only what direct rules need: course lines, rules from courses to courses and electives, one grade scale, credit by year
share, the grade and age limits of one policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product

from pathways.model.course import Course
from pathways.model.equivalence import (
    AllSources,
    AnySource,
    ChooseSources,
    Equivalence,
    SourceExpression,
    SourceItem,
    source_items,
)
from pathways.model.record import Attainment
from tests.oracle.gates import years_later
from tests.oracle.laws import policies
from tests.oracle.things import Facts, Question, Thing

Verdict = bool | None
"""True: nothing against it; None: a person has to look; False: refused."""

Way = tuple[tuple[SourceItem, Attainment], ...]


@dataclass(frozen=True)
class Given:
    """What one rule gives for some lines: things under one tag, certain or for a person to decide."""

    things: tuple[Thing, ...]
    certain: bool
    pending: bool


def given(question: Question) -> list[Given]:
    """Return everything that recognition may make of the record."""
    lines = _counting(question)
    found = [_own(question, line) for line in lines.values() if _home(question, _course(question, line))]
    spoken = {line.id for line in lines.values() if _home(question, _course(question, line))}
    for rule, rows in _rules(question):
        named = [lines[item.course] for item in source_items(rule.sources) if item.course in lines]
        ways = list(_ways(rule.sources, lines))
        if not ways and not rule.target.is_no:
            spoken.update(line.id for line in named)
        for way in ways:
            if any(_above(question, item, line) for item, line in way):
                continue
            if rule.target.is_no and (len(way) > 1 or not _holds(question, rule, way)):
                continue
            spoken.update(line.id for _, line in way)
            if rule.target.is_no or _status(question, rule) != "agreed":
                continue
            verdict = _judged(question, rule, way)
            if verdict is not False:
                found.append(_granted(question, rule, rows, way, certain=verdict is True))
    found += _unlisted(question, [line for line in lines.values() if line.id not in spoken])
    return [variant for option in found for variant in _with_residual(question, option)]


def _counting(question: Question) -> dict[str, Attainment]:
    """Return for each course the one line that counts: completed before to come, best grade, latest, last id."""
    best: dict[str, tuple[tuple[bool, Fraction, dt.date, str], Attainment]] = {}
    for line in question.record.attainments:
        if line.course is None or line.status not in ("completed", "in_progress"):
            continue
        rank = _rank(question, line.grade)
        order = (not _pending(line), Fraction(-1) if rank is None else rank, line.completed or dt.date.min, line.id)
        if line.course not in best or order > best[line.course][0]:
            best[line.course] = (order, line)
    return {course: line for course, (_, line) in best.items()}


def _pending(line: Attainment) -> bool:
    return line.status == "in_progress"


def _course(question: Question, line: Attainment) -> Course:
    return question.catalog.courses[line.course or ""]


def _home(question: Question, course: Course) -> bool:
    return course.organization == question.credential.organization


def _rank(question: Question, grade: str | None) -> Fraction | None:
    steps = question.catalog.grade_scales["letters"].steps
    return next((step.rank for step in steps if step.grade == grade), None)


def _points(question: Question, grade: str | None) -> Fraction | None:
    steps = question.catalog.grade_scales["letters"].steps
    return next((step.points for step in steps if step.grade == grade), None)


def _rules(question: Question) -> Iterator[tuple[Equivalence, tuple[Equivalence, ...]]]:
    """Yield every rule with all rows of its award; an award is spoken of by its first row."""
    rules = question.catalog.equivalences.values()
    for rule in rules:
        rows = tuple(row for row in rules if row.award == rule.award) if rule.award else (rule,)
        if rule.id == min(row.id for row in rows):
            yield rule, rows


def _status(question: Question, rule: Equivalence) -> str:
    agreement = question.catalog.agreements.get(rule.agreement or "")
    return rule.status if rule.status != "agreed" or agreement is None else agreement.status


def _ways(sources: SourceExpression, lines: dict[str, Attainment]) -> Iterator[Way]:
    match sources:
        case SourceItem():
            if sources.course in lines:
                yield ((sources, lines[sources.course]),)
        case AnySource():
            for part in sources.parts:
                yield from _ways(part, lines)
        case AllSources() | ChooseSources():
            count = sources.choose if isinstance(sources, ChooseSources) else len(sources.parts)
            for parts in combinations(sources.parts, count):
                for group in product(*(list(_ways(part, lines)) for part in parts)):
                    yield tuple(entry for way in group for entry in way)


def _above(question: Question, item: SourceItem, line: Attainment) -> bool:
    """Return whether a band of low grades does not speak of this line."""
    if item.max_grade is None or _pending(line):
        return False
    have, most = _rank(question, line.grade), _rank(question, item.max_grade.grade)
    return have is not None and most is not None and have > most


def _judged(question: Question, rule: Equivalence, way: Way) -> Verdict:
    """Return what all rules on grade, date, age and conditions say together."""
    found: list[Verdict] = [None if rule.conditions else True]
    for item, line in way:
        found += [_graded(question, item, line), _dated(item, line), *_by_policy(question, line)]
    return _together(found)


def _holds(question: Question, rule: Equivalence, way: Way) -> bool:
    """Return whether a *no* has something to say: it is in force or proposed, and not known to be about others."""
    asked = [verdict for item, line in way for verdict in (_graded(question, item, line), _dated(item, line))]
    last = rule.valid.until if rule.valid else None
    asked += [line.completed < last for _, line in way if last and line.completed]
    return _status(question, rule) in ("agreed", "proposed") and False not in asked


def _together(found: Iterable[Verdict]) -> Verdict:
    verdicts = list(found)
    return False if False in verdicts else None if None in verdicts else True


def _graded(question: Question, item: SourceItem, line: Attainment) -> Verdict:
    if _pending(line):
        return True
    if item.max_grade is not None and line.grade is None:
        return None
    return _reaches(question, line, item.min_grade.grade if item.min_grade else None)


def _reaches(question: Question, line: Attainment, least: str | None) -> Verdict:
    if least is None:
        return True
    have, need = _rank(question, line.grade), _rank(question, least)
    return None if have is None or need is None else have >= need


def _dated(item: SourceItem, line: Attainment) -> Verdict:
    if item.taken.begin is None or _pending(line):
        return True
    return None if line.completed is None else line.completed >= item.taken.begin


def _by_policy(question: Question, line: Attainment) -> Iterator[Verdict]:
    """Yield what the policies say of learning that was not earned at home."""
    if _pending(line):
        return
    for policy in policies(question):
        yield len(line.used) <= {"none": 0, "once": 1}.get(policy.reuse.mode, len(line.used))
        for rule in policy.min_grades:
            yield _reaches(question, line, rule.minimum.grade)
        for age in policy.max_ages:
            reference = line.lodged or question.as_of
            yield None if line.completed is None else years_later(line.completed, age.years) >= reference


def _sent(question: Question, lines: Iterable[Attainment]) -> Fraction | None:
    """Return the credit at home: a year there is a year here, where a policy says so; else other credit is unknown."""
    total = Fraction(0)
    home = question.catalog.organizations[question.credential.organization].credit_system or ""
    stated = any(policy.conversion for policy in policies(question))
    for line in lines:
        course = _course(question, line)
        system = question.catalog.organizations[course.organization].credit_system or ""
        if system != home and not stated:
            return None
        years = [question.catalog.credit_systems[name].full_time_year or Fraction(1) for name in (home, system)]
        total += (course.credit or Fraction(0)) * years[0] / years[1]
    return total


def _thing(question: Question, lines: tuple[Attainment, ...], name: str, facts: Facts, credit: Fraction) -> Thing:
    single = lines[0].grade if len(lines) == 1 else None
    return Thing(
        name=name,
        owned=True,
        credit=credit,
        cost=Fraction(0),
        facts=facts,
        uses=tuple(line.id for line in lines),
        points=_points(question, single),
        pending=any(_pending(line) for line in lines),
        grade=(single, "letters"),
        days=tuple((line.completed, line.lodged or question.as_of) for line in lines),
        served=frozenset(use.credential for line in lines for use in line.used),
    )


def _as_course(question: Question, lines: tuple[Attainment, ...], name: str, source: str) -> Thing:
    course = question.catalog.courses[name]
    facts = Facts(
        subject=course.subject,
        level=course.level,
        organization=course.organization,
        code=frozenset({course.code}),
        kind=frozenset({"course"}),
        attribute=frozenset(course.attributes),
        course=frozenset({course.id}),
        source=source,
    )
    bare = _thing(question, lines, name, facts, course.credit or Fraction(0))
    return replace(bare, same=("course", course.id))


def _own(question: Question, line: Attainment) -> Given:
    thing = _as_course(question, (line,), line.course or "", "resident")
    return Given((replace(thing, tag=f"own/{line.id}"),), True, _pending(line))


def _granted(question: Question, rule: Equivalence, rows: tuple[Equivalence, ...], way: Way, *, certain: bool) -> Given:
    lines = tuple(line for _, line in way)
    agreement = question.catalog.agreements.get(rule.agreement or "")
    shared = agreement is not None and agreement.sources_used == "each_rule"
    tag = agreement.id if agreement and shared else f"{rule.id}/{'+'.join(line.id for line in lines)}"
    things = [thing for row in rows for thing in _target(question, row, lines)]
    unknown = any(row.target.credit.how == "converted" for row in rows) and _sent(question, lines) is None
    pending = any(_pending(line) for line in lines)
    return Given(tuple(replace(thing, tag=tag) for thing in things), certain and not unknown, pending)


def _target(question: Question, rule: Equivalence, lines: tuple[Attainment, ...]) -> list[Thing]:
    target = rule.target
    if target.kind in ("course", "courses"):
        return [_as_course(question, lines, name, "transfer") for name in target.courses]
    facts = Facts(
        subject=target.subject,
        level=target.level,
        organization=question.credential.organization,
        kind=frozenset({"elective", "credit"}),
        attribute=frozenset(target.areas),
        source="transfer",
    )
    credit = target.credit.amount if target.credit.how == "fixed" else _sent(question, lines)
    return [_thing(question, lines, target.kind, facts, credit or Fraction(0))]


def _unlisted(question: Question, lines: Iterable[Attainment]) -> Iterator[Given]:
    """Yield a general elective for each line that no rule speaks of, where the policy says so."""
    if not any(policy.unlisted == "general_elective" for policy in policies(question)):
        return
    home = question.credential.organization
    facts = Facts(organization=home, kind=frozenset({"elective", "credit"}), source="transfer")
    for line in lines:
        verdict = _together(_by_policy(question, line))
        if verdict is not False:
            credit = _sent(question, (line,))
            thing = _thing(question, (line,), "unlisted", facts, credit or Fraction(0))
            certain = verdict is True and credit is not None
            yield Given((replace(thing, tag=f"unlisted/{line.id}"),), certain, _pending(line))


def _with_residual(question: Question, option: Given) -> Iterator[Given]:
    """Yield the option, and for each exclusion that leaves some credit the option with that credit."""
    yield option
    for group in (group for policy in policies(question) for group in policy.exclusions):
        named = [thing.same[1] for thing in option.things if thing.same and thing.same[1] in group.residual]
        if named:
            left = tuple(
                replace(
                    thing,
                    credit=min(thing.credit, group.residual[thing.same[1]]),
                    same=None,
                    facts=replace(thing.facts, course=frozenset()),
                    tag=thing.tag if thing.tag == "G" else f"{thing.tag}/residual",
                )
                if thing.same and thing.same[1] in group.residual
                else replace(thing, tag=thing.tag if thing.tag == "G" else f"{thing.tag}/residual")
                for thing in option.things
            )
            yield replace(option, things=left)
