"""Which rules lie over what is applied?  Totals, residency, caps, levels, averages and exclusions as linear rules."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pathways.completion.problem import Rule
from pathways.completion.program import Program
from pathways.completion.rule_weights import Above, AtLevel, Each, FromSources, Marked, Named, ResidentShare, Reused
from pathways.model.codes import ReasonCode
from pathways.model.credential import LevelMinimum, Overlays, Residency, ReuseCap, SourceCap, SourceKind
from pathways.model.exact import format_exact
from pathways.model.requirement import UsedLeaf
from pathways.recognition.exclusions import Limit

RESIDENT = SourceKind.RESIDENT.value


def problem_rules(program: Program, scale: int, limits: tuple[Limit, ...]) -> tuple[Rule, ...]:
    """Return every rule that binds this program; amounts are scaled by ``scale``, levels by 100."""
    required = program.credential.credit
    found: list[Rule] = []
    for overlays, source in program.overlays:
        found.extend(_overlay(overlays, source, scale, required))
    found.extend(_inside(program, scale))
    found.extend(_exclusions(scale, limits))
    return tuple(found)


def _overlay(rules: Overlays, source: str, scale: int, required: Fraction | None) -> Iterable[Rule]:
    base = rules.total_credits or required
    if rules.total_credits is not None:
        words = f"at least {format_exact(rules.total_credits)} credits in total"
        total = int(rules.total_credits * scale)
        yield Rule("NO_SLOT", words, "amount", Each(), ">=", total, source=source)
    for residency in rules.residency:
        yield from _residency(residency, source, scale, base)
    for cap in rules.caps:
        yield from _cap(cap, source, scale, base)
    for level in rules.levels:
        yield _level(level, source, scale)
    for reuse in rules.reuse:
        yield from _reuse(reuse, source, scale, base)
    if rules.min_gpa is not None:
        yield _average(rules.min_gpa, source, None, None)


def _residency(rule: Residency, source: str, scale: int, base: Fraction | None) -> Iterable[Rule]:
    code, source = ReasonCode.RESIDENCY_CAP.value, str(rule.source or source)
    here = FromSources(frozenset({RESIDENT}))
    if rule.credits is not None or (rule.share is not None and rule.of == "credits"):
        least = rule.credits if rule.credits is not None else (rule.share or Fraction(0)) * (base or Fraction(0))
        words = f"at least {format_exact(least)} credits in residence"
        yield Rule(code, words, "amount", here, ">=", _ceil(least * scale), source=source)
    elif rule.courses is not None:
        words = f"at least {rule.courses} courses in residence"
        yield Rule(code, words, "items", here, ">=", rule.courses, source=source)
    elif rule.share is not None:
        share = rule.share
        words = f"at least {format_exact(share)} of the courses in residence"
        yield Rule(code, words, "items", ResidentShare(share), ">=", 0, source=source)


def _cap(rule: SourceCap, source: str, scale: int, base: Fraction | None) -> Iterable[Rule]:
    kinds = {kind.value for kind in rule.sources}
    code, source = ReasonCode.SOURCE_CAP.value, str(rule.source or source)
    weights = FromSources(frozenset(kinds))
    names = ", ".join(sorted(kind.replace("_", " ") for kind in kinds))
    if rule.items is not None:
        yield Rule(code, f"at most {rule.items} items from {names}", "items", weights, "<=", rule.items, source=source)
        return
    most = rule.credits if rule.credits is not None else (rule.share or Fraction(0)) * (base or Fraction(0))
    words = f"at most {format_exact(most)} credits from {names}"
    yield Rule(code, words, "amount", weights, "<=", int(most * scale), source=source)


def _level(rule: LevelMinimum, source: str, scale: int) -> Rule:
    weights = AtLevel(int(rule.level * 100))
    words = f"at least {format_exact(rule.credits)} credits at level {format_exact(rule.level)} or above"
    code = ReasonCode.LEVEL_TOO_LOW.value
    return Rule(code, words, "amount", weights, ">=", _ceil(rule.credits * scale), source=str(rule.source or source))


def _reuse(rule: ReuseCap, source: str, scale: int, base: Fraction | None) -> Iterable[Rule]:
    most = rule.credits if rule.credits is not None else (rule.share or Fraction(0)) * (base or Fraction(0))
    weights = Reused(frozenset(rule.awards))
    served = ", ".join(rule.awards) or "another award"
    words = f"at most {format_exact(most)} credits that already served {served}"
    code = ReasonCode.ALREADY_USED.value
    yield Rule(code, words, "amount", weights, "<=", int(most * scale), source=str(rule.source or source))


def _average(least: Fraction, source: str, leaves: frozenset[int] | None, node: int | None) -> Rule:
    """Return the rule sum of credit x (points - least) >= 0; what carries no grade points is left out."""
    words = f"a grade-point average of at least {format_exact(least)}"
    code = ReasonCode.GRADE_BELOW_MIN.value
    return Rule(code, words, "amount", Above(least), ">=", 0, leaves, node, source)


def _inside(program: Program, scale: int) -> Iterable[Rule]:
    """Yield the caps, level minimums and averages that bind inside one requirement."""
    source = str(program.credential.source or program.credential.title)
    numbers = {wanted: number for number, wanted in enumerate(program.filters)}
    for node, cap in program.caps:
        leaves = frozenset(program.nodes[node].leaves)
        weights = Marked(numbers[cap.source])
        code = ReasonCode.SOURCE_CAP.value
        if cap.credits is not None:
            words = f"at most {format_exact(cap.credits)} such credits inside {program.nodes[node].path}"
            yield Rule(code, words, "amount", weights, "<=", int(cap.credits * scale), leaves, node, source)
        if cap.items is not None:
            words = f"at most {cap.items} such items inside {program.nodes[node].path}"
            yield Rule(code, words, "items", weights, "<=", cap.items, leaves, node, source)
    for index, entry in enumerate(program.nodes):
        leaves = frozenset(entry.leaves)
        minimum = entry.requirement.level_minimum
        if minimum is not None:
            at_level = AtLevel(int(minimum.level * 100))
            level = format_exact(minimum.level)
            words = f"at least {format_exact(minimum.credits)} credits at level {level} inside {entry.path}"
            bound = _ceil(minimum.credits * scale)
            yield Rule("LEVEL_TOO_LOW", words, "amount", at_level, ">=", bound, leaves, index, source)
        if entry.requirement.min_gpa is not None:
            yield _average(entry.requirement.min_gpa, source, leaves, index)
    for node, used in program.used:
        yield _used(program, node, used, Marked(numbers[used.source]), scale, source)


def _used(program: Program, node: int, asked: UsedLeaf, weights: Marked, scale: int, source: str) -> Rule:
    """Return the rule over what other requirements use; a place that nobody knows uses nothing."""
    leaves = None if asked.within is None else frozenset(program.leaves_under(asked.within))
    words, code = f"{words_of_used(asked)} ({program.nodes[node].path})", ReasonCode.NO_SLOT.value
    if asked.counting == "credits":
        return Rule(code, words, "amount", weights, ">=", _ceil(asked.n * scale), leaves, node, source)
    return Rule(code, words, "items", weights, ">=", _ceil(asked.n), leaves, node, source)


def words_of_used(asked: UsedLeaf) -> str:
    """Return in words what a requirement asks of what others use."""
    what = asked.counting if asked.n != 1 else asked.counting[:-1]
    inside = "" if asked.within is None else f" inside {asked.within}"
    return f"at least {format_exact(asked.n)} such {what} among what is used{inside}"


def _exclusions(scale: int, limits: tuple[Limit, ...]) -> Iterable[Rule]:
    for limit in limits:
        weights = Named(limit.courses)
        code, names = ReasonCode.EXCLUDED_BY_CREDIT_RULE.value, ", ".join(sorted(limit.courses))
        if limit.max_courses is not None:
            words = f"at most {limit.max_courses} of {names}"
            yield Rule(code, words, "items", weights, "<=", limit.max_courses, source=limit.source)
        if limit.max_credits is not None:
            words = f"at most {format_exact(limit.max_credits)} credits of {names}"
            bound = int(limit.max_credits * scale)
            yield Rule(code, words, "amount", weights, "<=", bound, source=limit.source)


def _ceil(amount: Fraction) -> int:
    return -((-amount.numerator) // amount.denominator)
