"""What do the rules give for these lines?  Every way to meet every rule becomes an option or a bar."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features
from pathways.model.codes import ReasonCode
from pathways.model.competency import Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential, SourceKind
from pathways.model.equivalence import SourceItem, source_items
from pathways.model.requirement import GradeMinimum
from pathways.recognition import grades
from pathways.recognition.checks import Judge, component_bars, grade_scale_of
from pathways.recognition.match import Part, missing_beside, ways_to_meet
from pathways.recognition.rules import Rule, RuleBook, names_of
from pathways.recognition.targets import Granter
from pathways.recognition.types import Bar, Item, Line, Option

Bars = dict[str, list[Bar]]
LinesByName = Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class RuleApplier:
    """Applies the equivalences of one receiving organization, in the scope of one credential (or none)."""

    catalog: Catalog
    book: RuleBook
    receiving: str
    credential: Credential | None
    as_of: dt.date
    judge: Judge
    granter: Granter

    def options(self, lines: tuple[Line, ...], bars: Bars) -> Iterable[Option]:
        """Yield every option of every rule that the lines touch; what bars a line is added to ``bars``."""
        by_name = lines_by_name(lines)
        rules = self._rules(by_name)
        clashes = ambiguous(rules)
        for rule in rules:
            if rule.equivalence.award is None or self._leads(rule, rules):
                yield from self._by_rule(rule, by_name, clashes, bars)

    def _rules(self, by_name: LinesByName) -> tuple[Rule, ...]:
        """Return the rules into the receiving organization that the lines touch, in scope, by id."""
        found = {rule.id: rule for name in by_name for rule in self.book.from_source(name)}
        return tuple(
            rule
            for _, rule in sorted(found.items())
            if rule.receiving == self.receiving and rule.in_scope(self.credential) and self._edition(rule)
        )

    def _edition(self, rule: Rule) -> bool:
        window = rule.equivalence.editions
        start = self.credential.valid.begin if self.credential else None
        return window.holds_on(start or self.as_of)

    def _leads(self, rule: Rule, rules: tuple[Rule, ...]) -> bool:
        """Return whether the rule is the first row of its award."""
        award = rule.equivalence.award
        return rule.id == min(other.id for other in rules if other.equivalence.award == award)

    def _by_rule(self, rule: Rule, by_name: LinesByName, clashes: frozenset[str], bars: Bars) -> Iterable[Option]:
        ways = ways_to_meet(rule.equivalence.sources, by_name)
        lines = {line.id: line for item in source_items(rule.equivalence.sources) for line in _standing(item, by_name)}
        serving = {name for way in ways.found for _, name in way}
        for name in lines:
            if name not in serving:
                bars[name].append(_incomplete(rule, missing_beside(rule.equivalence.sources, by_name, name)))
        for way in ways.found:
            option = self._by_way(rule, way, lines, clashes, bars)
            if option is not None:
                yield option

    def _by_way(
        self, rule: Rule, way: tuple[Part, ...], lines: Mapping[str, Line], clashes: frozenset[str], bars: Bars
    ) -> Option | None:
        parts = [(item, lines[name]) for item, name in way]
        if any(self._above_band(item, line) for item, line in parts):
            return None
        used = tuple(line for _, line in parts)
        refusal = _no(rule)
        if refusal is not None:
            for line in used:
                bars[line.id].append(refusal)
            return None
        rows = self.book.by_award(rule.equivalence.award) if rule.equivalence.award else (rule,)
        return self._option(rule, rows, parts, used, rule.id in clashes)

    def _above_band(self, item: SourceItem, line: Line) -> bool:
        """Return whether the grade lies above the band that the rule is for (another rule speaks of it)."""
        if item.max_grade is None or line.pending:
            return False
        scale = grade_scale_of(self.catalog, line)
        reaches = grades.at_least(line.attainment.grade, scale, item.max_grade, self.catalog.grade_scales)
        same = grades.at_least(item.max_grade.grade, scale, _minimum(line), self.catalog.grade_scales)
        return bool(reaches) and not same

    def _option(
        self,
        rule: Rule,
        rows: tuple[Rule, ...],
        parts: list[tuple[SourceItem, Line]],
        used: tuple[Line, ...],
        clash: bool,
    ) -> Option:
        kind = rule.equivalence.source_kind or _kind_of(used)
        name = "+".join(line.id for line in used)
        granted = [self.granter.grant(row.equivalence.target, used, kind, name) for row in rows]
        items = tuple(_marked(item, rule) for group, _ in granted for item in group)
        found = [bar for _, more in granted for bar in more]
        seen = items[0].features if items else Features()
        for item, line in parts:
            found.extend(component_bars(self.judge, rule, item, line))
            found.extend(self.judge.policy_bars(line, seen, kind))
        found.extend(_rule_bars(rule, used, clash))
        return Option(
            id=f"{rule.id}/{name}",
            uses=tuple(line.id for line in used),
            items=items,
            rule=rule.id,
            source_kind=kind,
            share=rule.share,
            certain=not found,
            pending=any(line.pending for line in used),
            bars=tuple(found),
            lapsing=self.judge.lapsing(used, seen, kind, rule.equivalence.max_age_years),
            why=_why(rule, used, items),
            source=rule.source,
            reused=reused_credit(used, items),
        )


def lines_by_name(lines: tuple[Line, ...]) -> LinesByName:
    """Return the sound lines under every id by which a rule may name them: definition, edition, competencies."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.bars:
            for name in _names(line):
                found[name].append(line)
    return {name: tuple(group) for name, group in sorted(found.items())}


def _names(line: Line) -> Iterable[str]:
    definition = line.definition
    if isinstance(definition, Course | Occupation):
        yield definition.id
    elif isinstance(definition, Credential):
        yield from dict.fromkeys((definition.id, definition.key))
    elif line.attainment.occupation or line.attainment.credential or line.attainment.course:
        yield str(line.attainment.occupation or line.attainment.credential or line.attainment.course)
    if line.assessed:
        yield from (item.competency for item in line.attainment.competencies)


def _standing(item: SourceItem, by_name: LinesByName) -> Iterable[Line]:
    return (line for name in names_of(item) for line in by_name.get(name, ()))


def ambiguous(rules: tuple[Rule, ...]) -> frozenset[str]:
    """Return the ids of rules that answer differently from another of equal rank on the same source.

    Rows of one award, and rules of an agreement that articulates every receiving course by itself, are not ambiguous.
    """
    groups: dict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.share is None and rule.status == "agreed":
            key = (rule.equivalence.sources, rule.equivalence.priority, rule.scope, rule.equivalence.award or rule.id)
            groups[key[:3]].append(rule)
    clashing: set[str] = set()
    for group in groups.values():
        for rule in group:
            others = (other for other in group if other.id != rule.id and _clash(rule, other))
            if next(others, None) is not None:
                clashing.add(rule.id)
    return frozenset(clashing)


def _clash(one: Rule, other: Rule) -> bool:
    first, second = one.equivalence, other.equivalence
    if first.award is not None and first.award == second.award:
        return False
    return first.target != second.target and _overlap(one, other)


def _overlap(one: Rule, other: Rule) -> bool:
    begins = [day for day in (one.valid.begin, other.valid.begin) if day]
    ends = [day for day in (one.valid.until, other.valid.until) if day]
    return not begins or not ends or max(begins) < min(ends)


def _no(rule: Rule) -> Bar | None:
    """Return the bar of a rule that answers *no* or is not in force; None for a rule that grants."""
    kind = rule.equivalence.target.kind
    said = rule.equivalence.note or ""
    if rule.status == "proposed":
        return Bar(ReasonCode.NOT_EVALUATED, f"{rule.id} is only proposed", True, rule.id, rule.source)
    if rule.status != "agreed":
        return Bar(ReasonCode.OUTSIDE_AGREEMENT, f"{rule.id} is {rule.status}", False, rule.id, rule.source)
    codes = {
        "none_here": ReasonCode.NO_EQUIVALENCE,
        "only_at_receiver": ReasonCode.ONLY_AT_RECEIVER,
        "denied": ReasonCode.DENIED,
    }
    if kind in codes:
        text = said or f"{rule.id} says: {kind.replace('_', ' ')}"
        return Bar(codes[kind], text, False, rule.id, rule.source)
    if kind == "not_evaluated":
        return Bar(ReasonCode.NOT_EVALUATED, said or f"{rule.id}: not yet evaluated", True, rule.id, rule.source)
    return None


def _rule_bars(rule: Rule, used: tuple[Line, ...], clash: bool) -> Iterable[Bar]:
    for condition in rule.equivalence.conditions:
        if not condition.encoded:
            text = f"condition in words: {condition.text}"
            yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, True, rule.id, rule.source)
    if clash or rule.equivalence.award_unclear:
        text = f"{rule.id} and another rule of equal rank answer differently; the source does not say which holds"
        yield Bar(ReasonCode.AMBIGUOUS_RULES, text, True, rule.id, rule.source)
    if rule.equivalence.same_institution and len({line.organization for line in used}) > 1:
        text = f"{rule.id} asks that all its parts come from one institution"
        yield Bar(ReasonCode.NO_EQUIVALENCE, text, False, rule.id, rule.source)


def _incomplete(rule: Rule, missing: tuple[str, ...]) -> Bar:
    """Return the bar of a line that a rule names only together with what is not there."""
    needs = ", ".join(missing[:4]) or "more than one piece of learning"
    text, cure = f"{rule.id} also needs {needs}", f"complete {needs} too"
    return Bar(ReasonCode.NO_EQUIVALENCE, text, rule=rule.id, source=rule.source, cure=cure)


def _why(rule: Rule, used: tuple[Line, ...], items: tuple[Item, ...]) -> str:
    learning = " and ".join(title_of(line) for line in used)
    shown = rule.equivalence.target.competencies
    if shown and not items:
        return f"{learning} shows {', '.join(shown)} and carries no credit"
    return f"{learning} {'counts' if len(used) == 1 else 'count'} as {', '.join(item.label for item in items)}"


def _marked(item: Item, rule: Rule) -> Item:
    """Return the item with the general-education attributes that the rule carries over."""
    carried = item.features.attributes | frozenset(rule.equivalence.attributes)
    return replace(item, features=replace(item.features, attributes=carried))


def _kind_of(used: tuple[Line, ...]) -> SourceKind:
    kinds = [line.source for line in used]
    return kinds[0] if len(set(kinds)) == 1 else SourceKind.TRANSFER


def _minimum(line: Line) -> GradeMinimum:
    return GradeMinimum(grade=line.attainment.grade or "")


def title_of(line: Line) -> str:
    """Return what people call the line."""
    definition = line.definition
    if isinstance(definition, Course):
        return f"{line.id} {definition.code}"
    name = definition.title if definition else (line.attainment.title or line.attainment.code or "")
    return f"{line.id} {name}".strip()


def reused_credit(lines: tuple[Line, ...], items: tuple[Item, ...]) -> Fraction:
    """Return how much of what the lines give has served another award; a use that states no credit used all of it."""
    whole = sum((item.credit for item in items), Fraction(0))
    uses = (line.attainment.used for line in lines)
    found = (
        max((whole if use.credits is None else use.credits for use in group), default=Fraction(0)) for group in uses
    )
    return sum(found, Fraction(0))
