"""Do the rules of recognition agree with each other?  Codes C004, C010, E001, E002, E003 and E004."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from pathways.catalog.lint_definitions import overlap
from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Parts
from pathways.catalog.lint_paths import Part
from pathways.errors import Finding
from pathways.model.base import ALWAYS, Validity
from pathways.model.credit import grade_rank
from pathways.model.equivalence import (
    AllSources,
    ArticulationAgreement,
    ChooseSources,
    Equivalence,
    Scope,
    SourceItem,
)
from pathways.model.requirement import GradeMinimum, Statement

_MOST_COMPARED = 200
_ANYWHERE = Scope()


class Heir(NamedTuple):
    """A rule with what it inherits from its agreement."""

    rule: Equivalence
    agreement: ArticulationAgreement | None
    receiving: str | None
    valid: Validity
    scope: Scope
    agreed: bool


def rules(known: Known) -> Iterator[Finding]:
    """Yield what is wrong with equivalences and agreements."""
    heirs = [_heir(known, rule) for rule in known.catalog.equivalences.values()]
    for heir in heirs:
        yield from _form(known, heir)
    for key, agreement in known.catalog.agreements.items():
        if agreement.receiving in agreement.sending:
            words = f"sends and receives at {agreement.receiving!r}"
            yield note("E004", "agreements", key, words, ("receiving",), severity="hint")
    yield from _ambiguities(known, heirs)
    yield from _in_words(known, heirs)


def _heir(known: Known, rule: Equivalence) -> Heir:
    agreement = known.catalog.agreements.get(rule.agreement) if rule.agreement else None
    status = agreement.status if agreement is not None and rule.status == "agreed" else rule.status
    return Heir(
        rule,
        agreement,
        rule.receiving or (agreement.receiving if agreement else None),
        rule.valid or (agreement.valid if agreement else ALWAYS),
        rule.scope or (agreement.scope if agreement else _ANYWHERE),
        status == "agreed",
    )


def _form(known: Known, heir: Heir) -> Iterator[Finding]:
    rule = heir.rule
    # A rule that names an unknown agreement is told as a dangling reference, and only as that.
    if heir.receiving is None and rule.agreement is None:
        hint = "Add 'receiving', or an agreement that names it."
        yield note("E004", "equivalences", rule.id, "does not say who receives", ("receiving",), hint=hint)
    if rule.agreement is None and rule.source is None:
        hint = "Add 'source' with at least a title, or name the agreement."
        yield note("C010", "equivalences", rule.id, "does not say where it comes from", hint=hint, severity="warning")
    if heir.agreement is not None and rule.receiving not in (None, heir.agreement.receiving):
        words = f"is received by {rule.receiving!r}, its agreement by {heir.agreement.receiving!r}"
        yield note("E004", "equivalences", rule.id, words, ("receiving",))
    yield from _target_side(known, heir)
    if not isinstance(rule.sources, SourceItem):
        yield from _choices(rule)


def _target_side(known: Known, heir: Heir) -> Iterator[Finding]:
    for place, name in enumerate(heir.rule.target.courses):
        course = known.catalog.courses.get(name)
        if course is not None and heir.receiving is not None and course.organization != heir.receiving:
            words = f"counts as {name!r} of {course.organization!r}, but is received by {heir.receiving!r}"
            hint = "Rules are directed: 'from' is the sender's, 'to' the receiver's."
            parts: Parts = ("to", "courses", place)
            yield note("E004", "equivalences", heir.rule.id, words, parts, hint=hint, severity="warning")


def _choices(rule: Equivalence) -> Iterator[Finding]:
    stack: list[tuple[object, Parts]] = [(rule.sources, ("from",))]
    while stack:
        part, parts = stack.pop()
        if isinstance(part, SourceItem):
            continue
        if isinstance(part, ChooseSources) and part.choose > len(part.parts):
            words = f"asks for {part.choose} of {len(part.parts)} sources"
            yield note("C004", "equivalences", rule.id, words, (*parts, "choose"))
        inner: tuple[object, ...] = getattr(part, "parts", ())
        stack.extend((below, (*parts, _key(part), place)) for place, below in enumerate(inner))


def _key(part: object) -> Part:
    match part:
        case ChooseSources():
            return "of"
        case AllSources():
            return "all"
        case _:
            return "any"


def _ambiguities(known: Known, heirs: list[Heir]) -> Iterator[Finding]:
    """Group agreed rules by their one source course, receiver and priority; compare within each group."""
    groups: defaultdict[tuple[str, str | None, int], list[Heir]] = defaultdict(list)
    for heir in heirs:
        source = heir.rule.sources
        if heir.agreed and isinstance(source, SourceItem) and source.course is not None:
            groups[source.course, heir.receiving, heir.rule.priority].append(heir)
    for group in groups.values():
        if len(group) > 1 and any(other.rule.target != group[0].rule.target for other in group):
            yield from _clashes(known, group)


def _clashes(known: Known, group: list[Heir]) -> Iterator[Finding]:
    told: set[str] = set()
    for first, second in combinations(group[:_MOST_COMPARED], 2):
        if second.rule.id in told or not _clash(known, first, second):
            continue
        told.add(second.rule.id)
        source = first.rule.sources
        name = source.course if isinstance(source, SourceItem) else ""
        words = f"and {first.rule.id!r} both speak of {name!r} and answer differently"
        if first.rule.award_unclear or second.rule.award_unclear:
            hint = "Ask the source: give both one 'award', or one of them a 'priority'."
            yield note("E002", "equivalences", second.rule.id, words, ("award_unclear",), hint=hint, severity="warning")
        else:
            hint = "Join them by 'award', order them by 'priority', or end one of them."
            yield note("E001", "equivalences", second.rule.id, words, ("to",), hint=hint, severity="warning")


def _clash(known: Known, first: Heir, second: Heir) -> bool:
    """Return whether two rules about one source could both hold for one learner and answer differently."""
    one, two = first.rule, second.rule
    if one.target == two.target or (one.award is not None and one.award == two.award):
        return False
    if _used_in_each(first, second) and not (one.award_unclear or two.award_unclear):
        return False
    return (
        overlap(first.valid, second.valid)
        and overlap(one.editions, two.editions)
        and _scopes_meet(first.scope, second.scope)
        and _sources_meet(known, one.sources, two.sources)
    )


def _used_in_each(first: Heir, second: Heir) -> bool:
    """Return whether both rules are of one set in which one piece of learning may serve in each rule."""
    agreement = first.agreement
    return agreement is not None and agreement is second.agreement and agreement.sources_used == "each_rule"


def _scopes_meet(first: Scope, second: Scope) -> bool:
    if first.kind != second.kind:
        return False
    return not first.credentials or not second.credentials or not set(first.credentials).isdisjoint(second.credentials)


def _sources_meet(known: Known, first: object, second: object) -> bool:
    if not isinstance(first, SourceItem) or not isinstance(second, SourceItem):
        return False
    if not overlap(first.taken, second.taken):
        return False
    course = known.catalog.courses.get(first.course or "")
    organization = course.organization if course else ""
    return not (
        _apart(known, first.max_grade, second.min_grade, organization)
        or _apart(known, second.max_grade, first.min_grade, organization)
    )


def _apart(known: Known, most: GradeMinimum | None, least: GradeMinimum | None, organization: str) -> bool:
    """Return whether one band of grades ends before the other begins, on one scale."""
    if most is None or least is None or most.scale != least.scale:
        return False
    scale = known.grade_scale(most.scale, organization)
    if scale is None:
        return False
    high, low = grade_rank(scale, most.grade), grade_rank(scale, least.grade)
    return high is not None and low is not None and high[0] == low[0] and high[1] < low[1]


def _in_words(known: Known, heirs: list[Heir]) -> Iterator[Finding]:
    """Count the conditions in words by agreement, or by rule where there is none."""
    counts: Counter[tuple[str, str]] = Counter()
    for heir in heirs:
        number = sum(not condition.encoded for condition in heir.rule.conditions)
        if number:
            owner = ("agreements", heir.agreement.id) if heir.agreement else ("equivalences", heir.rule.id)
            counts[owner] += number
    for tree in known.trees:
        number = sum(isinstance(item.node, Statement) for item in tree.nodes)
        if number:
            counts[tree.section, tree.key] += number
    for (section, key), number in sorted(counts.items()):
        words = f"has {number} condition{'s' if number > 1 else ''} in words that nobody has encoded"
        yield note("E003", section, key, words, hint="Encode them, or expect individual assessment.", severity="hint")
