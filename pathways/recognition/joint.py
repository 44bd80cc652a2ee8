"""Do several small credentials together give one course?  Coverage of its outcomes and hours, minimal sets only.

No rival system that we know of answers this; the thresholds are the receiving policy's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from pathways.catalog.collection import Catalog
from pathways.errors import QuestionError
from pathways.model.codes import ReasonCode
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.exact import format_exact
from pathways.model.policy import JointRule, RecognitionPolicy
from pathways.model.record import AttainmentStatus, Route
from pathways.recognition.apply import reused_credit
from pathways.recognition.checks import Judge, hours_of
from pathways.recognition.targets import Granter, competencies_in
from pathways.recognition.types import Bar, Line, Option

MAX_PARTS = 40
"""More small credentials than this around one course are refused (P001) rather than searched in part."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a course a set of lines covers: shares between 0 and 1, hours absolute (None: not stated)."""

    course: Course
    lines: tuple[Line, ...]
    outcomes: Fraction
    hours: Fraction | None
    missing: tuple[str, ...]

    def enough(self, rule: JointRule) -> bool:
        """Return whether the thresholds of the rule are met."""
        return self.outcomes >= rule.coverage and self.hours_enough(rule)

    def hours_enough(self, rule: JointRule) -> bool:
        """Return whether the hours reach the rule's share of the course's hours."""
        need = self.hours_needed(rule)
        return need is None or (self.hours is not None and self.hours >= need)

    def hours_needed(self, rule: JointRule) -> Fraction | None:
        """Return the hours that the rule asks for; None where it asks for none."""
        total = self.course.instructional_hours or self.course.hours
        return None if rule.hours is None or total is None else total * rule.hours

    def words(self, rule: JointRule) -> str:
        """Return the coverage in words."""
        names = " with ".join(line.id for line in self.lines)
        need = self.hours_needed(rule)
        hours = "" if need is None else f", {_hours(self.hours)} of at least {format_exact(need)} hours"
        total = len(self.course.outcomes)
        met = total - len(self.missing)
        return f"{names}: {met} of {total} outcomes of {self.course.code} = {_percent(self.outcomes)}{hours}"


def _hours(hours: Fraction | None) -> str:
    return "unknown" if hours is None else format_exact(hours)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g} %"


def coverage(course: Course, lines: tuple[Line, ...]) -> Coverage:
    """Return what share of the outcomes (at their level) and how many hours the lines cover together."""
    shown = [item for line in lines for item in _shown(line)]
    missing = tuple(want.competency for want in course.outcomes if not any(_shows(item, want) for item in shown))
    hours = [hours_of(line) for line in lines]
    known = [amount for amount in hours if amount is not None]
    total = sum(known, Fraction(0)) if len(known) == len(hours) else None
    share = Fraction(len(course.outcomes) - len(missing), len(course.outcomes))
    return Coverage(course, lines, share, total, missing)


def _shows(item: CompetencyLevel, want: CompetencyLevel) -> bool:
    """Return whether an ability is shown at the level asked for; one without a level meets no level."""
    enough = want.level is None or (item.level is not None and item.level >= want.level)
    return item.competency == want.competency and enough


def _shown(line: Line) -> tuple[CompetencyLevel, ...]:
    """Return what a line shows: what it states, and what its definition does."""
    return (*line.attainment.competencies, *_defined(line))


def _defined(line: Line) -> tuple[CompetencyLevel, ...]:
    return line.definition.competencies if isinstance(line.definition, Credential) else ()


def joint_options(
    catalog: Catalog, lines: tuple[Line, ...], judge: Judge, granter: Granter
) -> tuple[tuple[Option, ...], dict[str, tuple[Bar, ...]]]:
    """Return the options by joint coverage, and for each line that takes part in none the bars that say why."""
    found = judge.policies.joint
    if found is None:
        return (), {}
    rule, policy = found
    parts = tuple(line for line in lines if may_take_part(line, rule))
    if not parts:
        return (), {}
    options: list[Option] = []
    near: dict[str, Coverage] = {}
    shown = {item.competency for line in parts for item in _shown(line)}
    for course, wanted in _courses(catalog, rule, granter):
        if wanted.isdisjoint(shown):
            continue
        helpful = _helpful(course, parts)
        covers = minimal_covers(course, helpful, rule)
        options.extend(_option(cover, rule, policy, judge, granter) for cover in covers)
        best = coverage(course, helpful)
        for line in helpful:
            if line.id not in near or best.outcomes > near[line.id].outcomes:
                near[line.id] = best
    used = {line_id for option in options for line_id in option.uses}
    bars = {name: _too_little(cover, rule, policy) for name, cover in near.items() if name not in used}
    return tuple(options), bars


def _helpful(course: Course, parts: tuple[Line, ...]) -> tuple[Line, ...]:
    found = tuple([line for line in parts if _touches(line, course)])
    if len(found) > MAX_PARTS:
        raise QuestionError(
            "P001",
            f"{len(found)} small credentials touch the outcomes of {course.code}; at most {MAX_PARTS} are searched",
            why="Searching only some of them could miss the set that counts.",
            hint="Name the eligible credentials in the policy's joint rule, or list courses there.",
        )
    return found


def _touches(line: Line, course: Course) -> bool:
    """Return whether a line shows any outcome of the course at its level."""
    return any(_shows(item, want) for item in _shown(line) for want in course.outcomes)


def may_take_part(line: Line, rule: JointRule) -> bool:
    """Return whether the rule lets a line be a part: an assessed credential, or abilities that nobody has defined."""
    if line.bars or line.attainment.status in (AttainmentStatus.FAILED, AttainmentStatus.WITHDRAWN):
        return False
    if line.attainment.route is Route.PRIOR_LEARNING:
        return False
    if isinstance(line.definition, Credential):
        names = {line.definition.id, line.definition.key}
        return not rule.credentials or not names.isdisjoint(rule.credentials)
    return line.definition is None and bool(line.attainment.competencies) and not rule.credentials


def _courses(catalog: Catalog, rule: JointRule, granter: Granter) -> Iterable[tuple[Course, frozenset[str]]]:
    """Return the courses that may be covered, each with the competencies among its outcomes."""
    if not rule.courses:
        return granter.with_outcomes
    named = (catalog.courses.get(name) for name in rule.courses)
    return ((course, competencies_in(course)) for course in named if course is not None and course.outcomes)


def minimal_covers(course: Course, lines: tuple[Line, ...], rule: JointRule) -> Iterable[Coverage]:
    """Yield every set of at most ``max_parts`` lines that reaches the thresholds and has no smaller one inside."""
    found: list[frozenset[str]] = []
    for size in range(1, min(rule.max_parts, len(lines)) + 1):
        for group in combinations(lines, size):
            names = frozenset(line.id for line in group)
            if any(known <= names for known in found):
                continue
            cover = coverage(course, group)
            if cover.enough(rule):
                found.append(names)
                yield cover


def _option(cover: Coverage, rule: JointRule, policy: RecognitionPolicy, judge: Judge, granter: Granter) -> Option:
    bare = granter.course(cover.course.id)
    target = bare.features
    bars = tuple(bar for line in cover.lines for bar in judge.policy_bars(line, target, rule.source_kind))
    uses = tuple(line.id for line in cover.lines)
    name = "+".join(uses)
    item = granter.dress(bare, cover.lines, rule.source_kind, name)
    return Option(
        id=f"{policy.id}/joint/{name}>{cover.course.id}",
        uses=uses,
        items=(item,),
        rule=policy.id,
        source_kind=rule.source_kind,
        certain=not any(bar.undecided for bar in bars),
        pending=any(line.pending for line in cover.lines),
        bars=bars,
        lapsing=judge.lapsing(cover.lines, target, rule.source_kind),
        why=cover.words(rule),
        source=str(rule.source or policy.source),
        reused=reused_credit(cover.lines, (item,)),
    )


def _too_little(cover: Coverage, rule: JointRule, policy: RecognitionPolicy) -> tuple[Bar, ...]:
    source = str(rule.source or policy.source)
    bars: list[Bar] = []
    if cover.outcomes < rule.coverage:
        text = f"{cover.words(rule)}; at least {_percent(rule.coverage)} is needed"
        cure = "add a credential that covers " + ", ".join(cover.missing[:3])
        bars.append(Bar(ReasonCode.COVERAGE_TOO_LOW, text, rule=policy.id, source=source, cure=cure))
    if not cover.hours_enough(rule):
        bars.append(Bar(ReasonCode.HOURS_TOO_FEW, cover.words(rule), rule=policy.id, source=source))
    if not bars:
        text = f"{cover.words(rule)}, but only with more than {rule.max_parts} parts"
        bars.append(Bar(ReasonCode.COVERAGE_TOO_LOW, text, rule=policy.id, source=source))
    return tuple(bars)
