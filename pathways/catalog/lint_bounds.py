"""Do bounds contradict each other?  Codes C005 (minimum above maximum) and C006 (ends before it begins)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Parts, Placed, node_filters, sharing_filters
from pathways.catalog.lint_references import policy_filters, sources_of
from pathways.errors import Finding
from pathways.model.base import Validity
from pathways.model.competency import CompetencyLevel, Framework
from pathways.model.course import Course, Term
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale, LevelFramework, grade_rank
from pathways.model.equivalence import Equivalence, SourceItem
from pathways.model.exact import format_exact
from pathways.model.filter import Filter
from pathways.model.policy import RecognitionPolicy
from pathways.model.requirement import AtLeast, CoursePool, CreditPool

Told = tuple[str, str, Parts]
"""Code, words, path inside the noun."""


def contradictions(known: Known) -> Iterator[Finding]:
    """Yield a finding for every pair of bounds that leaves nothing between them."""
    for section, reader in _READERS.items():
        for key, thing in known.catalog.section(section).items():
            for code, words, parts in reader(known, thing):
                yield note(code, section, key, words, parts)
    for tree in known.trees:
        for item in tree.nodes:
            for code, words, parts in _of_node(item):
                yield note(code, tree.section, tree.key, f"{words} at {item.path}", parts)


def empty_periods(known: Known) -> Iterator[Finding]:
    """Yield a finding C006 for everything that is never in force."""
    for section in _DATED:
        for key, thing in known.catalog.section(section).items():
            for period, parts in _periods(section, thing):
                if period.begin is not None and period.is_empty:
                    words = f"holds from {period.begin} until {period.until}, which is no day at all"
                    hint = "'until' is the first day on which it no longer holds; 'last_day' names the last one."
                    yield note("C006", section, key, words, parts, hint=hint)


_DATED = (
    "organizations",
    "credit-systems",
    "frameworks",
    "occupations",
    "courses",
    "credentials",
    "agreements",
    "equivalences",
    "policies",
    "offerings",
)


def _periods(section: str, thing: Any) -> Iterator[tuple[Validity, Parts]]:
    if thing.valid is not None:
        yield thing.valid, ("valid",)
    if section == "courses":
        for place, alias in enumerate(thing.aliases):
            yield alias.valid, ("aliases", place, "valid")
    if section == "equivalences":
        yield thing.editions, ("editions",)
        for item, parts in sources_of(thing):
            yield item.taken, (*parts, "taken")


def _above(least: Any, most: Any, words: str, parts: Parts) -> Iterator[Told]:
    if least is not None and most is not None and least > most:
        yield "C005", f"{words}: {_number(least)} is above {_number(most)}", parts


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else format_exact(value)


def _ranges(source: Filter, parts: Parts) -> Iterator[Told]:
    for name, bounds in (("number", source.number), ("level", source.level)):
        if bounds is not None:
            yield from _above(bounds.min, bounds.max, f"asks for a {name} between", (*parts, name))


def _of_node(item: Placed) -> Iterator[Told]:
    node = item.node
    if isinstance(node, CreditPool | CoursePool):
        yield from _above(node.n, node.up_to, "applies up to less than it needs", (*item.parts, "up_to"))
    if isinstance(node, AtLeast) and node.distinct is not None:
        words = "bounds its contributing children"
        yield from _above(node.distinct.min, node.distinct.max, words, (*item.parts, "distinct"))
    for source, parts in node_filters(item):
        yield from _ranges(source, parts)


def _of_system(known: Known, thing: CreditSystem) -> Iterator[Told]:
    if thing.hours_per_credit is not None:
        hours = thing.hours_per_credit
        yield from _above(hours.min, hours.max, "states hours per credit", ("hours_per_credit",))


def _of_scale(known: Known, thing: GradeScale) -> Iterator[Told]:
    yield from _above(thing.min, thing.max, "states least and greatest grade", ("min",))
    yield from _above(thing.min, thing.passing, "passes below its least grade", ("passing",))
    yield from _above(thing.passing, thing.max, "passes above its greatest grade", ("passing",))
    seen: set[str] = set()
    for place, step in enumerate(thing.steps):
        name = step.grade.strip().casefold()
        if name in seen:
            yield "C001", f"lists the grade {step.grade!r} twice", ("steps", place, "grade")
        seen.add(name)


def _of_levels(known: Known, thing: LevelFramework) -> Iterator[Told]:
    yield from _above(thing.min, thing.max, "states least and greatest level", ("min",))
    for place, item in enumerate(thing.maps):
        other = known.levels(item.to, "")
        for number, pair in enumerate(item.pairs):
            parts = ("maps", place, "pairs", number)
            yield from _outside(pair.rank, (thing.min, thing.max), (*parts, "rank"))
            yield from _outside(pair.equals, other, (*parts, "equals"))


def _outside(level: Any, bounds: Any, parts: Parts) -> Iterator[Told]:
    if level is not None and bounds is not None and not bounds[0] <= level <= bounds[1]:
        words = f"names the level {format_exact(level)}, outside {format_exact(bounds[0])} to {format_exact(bounds[1])}"
        yield "C005", words, parts


def _of_framework(known: Known, thing: Framework) -> Iterator[Told]:
    children: dict[str, int] = {}
    for item in thing.competencies:
        if item.broader is not None:
            children[item.broader] = children.get(item.broader, 0) + 1
    for place, item in enumerate(thing.competencies):
        if isinstance(item.held_when, int) and item.held_when > children.get(item.id, 0):
            number = children.get(item.id, 0)
            words = f"holds {item.id!r} when {item.held_when} narrower ones are held, but has {number}"
            yield "C004", words, ("competencies", place, "held_when")


def _competency_levels(known: Known, levels: tuple[CompetencyLevel, ...], key: str) -> Iterator[Told]:
    for place, item in enumerate(levels):
        framework = known.catalog.frameworks.get(known.catalog.framework_of.get(item.competency, ""))
        most = framework.levels if framework else None
        words = f"states a level of {item.competency!r} that its framework does not have"
        yield from _above(item.level, most, words, (key, place, "level"))


def _of_course(known: Known, thing: Course) -> Iterator[Told]:
    yield from _above(thing.credit, thing.credit_max, "carries least and greatest credit", ("credit_max",))
    if thing.level is not None:
        yield from _outside(thing.level, known.levels(thing.level_framework, thing.organization), ("level",))
    yield from _competency_levels(known, thing.outcomes, "outcomes")


def _of_credential(known: Known, thing: Credential) -> Iterator[Told]:
    if thing.level is not None:
        yield from _outside(thing.level, known.levels(None, thing.organization), ("level",))
    yield from _competency_levels(known, thing.competencies, "competencies")
    for source, parts in sharing_filters(thing):
        yield from _ranges(source, parts)


def _of_equivalence(known: Known, thing: Equivalence) -> Iterator[Told]:
    credit = thing.target.credit
    yield from _above(credit.amount, credit.max, "gives credit between", ("to", "credit", "max"))
    for item, parts in sources_of(thing):
        if item.max_grade is not None and item.min_grade is not None:
            yield from _grades(known, item, parts)


def _grades(known: Known, item: SourceItem, parts: Parts) -> Iterator[Told]:
    """Compare least and greatest grade where both are on one scale."""
    low, high = item.min_grade, item.max_grade
    course = known.catalog.courses.get(item.course or "")
    if low is None or high is None or low.scale != high.scale:
        return
    scale = known.grade_scale(low.scale, course.organization if course else "")
    if scale is None:
        return
    least, most = grade_rank(scale, low.grade), grade_rank(scale, high.grade)
    if least is not None and most is not None and least[0] == most[0] and least[1] > most[1]:
        yield "C005", f"asks for a grade of {low.grade} or better and {high.grade} or worse", (*parts, "max_grade")


def _of_policy(known: Known, thing: RecognitionPolicy) -> Iterator[Told]:
    for source, parts in policy_filters(thing):
        yield from _ranges(source, parts)
    if thing.reuse.mode == "capped" and thing.reuse.credits is None and thing.reuse.share is None:
        yield "C005", "caps reuse without saying at what", ("reuse",)
    for place, exclusion in enumerate(thing.exclusions):
        for name in exclusion.residual:
            if name not in exclusion.courses:
                words = f"gives a residual for {name!r}, which is not in the group {exclusion.id!r}"
                yield "C005", words, ("exclusions", place, "residual", name)


def _of_term(known: Known, thing: Term) -> Iterator[Told]:
    if thing.end < thing.begin:
        yield "C006", f"ends on {thing.end}, before it begins on {thing.begin}", ("end",)


_READERS: Mapping[str, Callable[[Known, Any], Iterator[Told]]] = {
    "credit-systems": _of_system,
    "grade-scales": _of_scale,
    "level-frameworks": _of_levels,
    "frameworks": _of_framework,
    "courses": _of_course,
    "credentials": _of_credential,
    "equivalences": _of_equivalence,
    "policies": _of_policy,
    "terms": _of_term,
}
