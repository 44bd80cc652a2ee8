"""What do the rules give for these lines?  Every way to meet every rule becomes an option or a bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pathways.model.codes import ReasonCode
from pathways.model.competency import Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential, SourceKind
from pathways.model.equivalence import SourceItem
from pathways.model.requirement import GradeMinimum
from pathways.recognition import grades
from pathways.recognition.checks import component_bars, grade_scale_of
from pathways.recognition.match import LinesByName, Need, Single, missing_beside, ways_to_meet
from pathways.recognition.receiver import ReadyRule, Receiver
from pathways.recognition.rules import Rule
from pathways.recognition.targets import NOTHING, ZERO
from pathways.recognition.types import Bar, Item, Line, Option

if TYPE_CHECKING:
    from pathways.recognition.asked import Asked


@dataclass(frozen=True, slots=True)
class Lacking:
    """A rule that names a line only together with what is not there; put in words when they are asked for."""

    rule: Rule
    need: Need
    by_name: LinesByName

    def bar(self, name: str) -> Bar:
        """Return the bar of the line."""
        missing = missing_beside(self.need, self.by_name, name)
        needs = ", ".join(missing[:4]) or "more than one piece of learning"
        text, cure = f"{self.rule.id} also needs {needs}", f"complete {needs} too"
        return Bar(ReasonCode.NO_EQUIVALENCE, text, rule=self.rule.id, source=self.rule.source, cure=cure)


Bars = dict[str, list[Bar | Lacking]]

Ruled = tuple[tuple[Option, ...], Bars]
"""What one rule says of a record: its options, and what bars a line."""


@dataclass(frozen=True, slots=True)
class RuleApplier:
    """Applies the equivalences of one receiving organization, in the scope of one credential (or none)."""

    receiver: Receiver
    asked: Asked
    credential: Credential | None

    def options(self, bars: Bars) -> Iterable[Option]:
        """Yield every option of every rule that the lines touch; what bars a line is added to ``bars``."""
        rules, ruled = self._rules(), self.asked.ruled
        for ready in rules.values():
            if ready.rule.equivalence.award is None or _leads(ready, rules):
                key = (ready.id, not ready.rivals.isdisjoint(rules))
                known = ruled.get(key)
                if known is None:
                    known = ruled[key] = self._ruled(ready, key[1])
                for name, found in known[1].items():
                    bars[name].extend(found)
                yield from known[0]

    def _ruled(self, ready: ReadyRule, clash: bool) -> Ruled:
        bars: Bars = defaultdict(list)
        return tuple(self._by_rule(ready, clash, bars)), bars

    def _rules(self) -> dict[str, ReadyRule]:
        """Return the rules into the receiving organization that the lines touch, in scope, by id."""
        found = {ready.id: ready for name in self.asked.by_name for ready in self.receiver.rules(name)}
        start = self.credential.valid.begin if self.credential else None
        return {
            name: ready
            for name, ready in sorted(found.items())
            if (ready.anywhere or ready.rule.in_scope(self.credential))
            and ready.rule.equivalence.editions.holds_on(start or self.asked.as_of)
        }

    def _by_rule(self, ready: ReadyRule, clash: bool, bars: Bars) -> Iterable[Option]:
        by_name, by_id = self.asked.by_name, self.asked.by_id
        found = ways_to_meet(ready.need, by_name).found
        serving = {name for way in found for _, name in way}
        lacking = None if ready.rule.equivalence.target.is_no else Lacking(ready.rule, ready.need, by_name)
        touched = dict.fromkeys([line.attainment.id for name in ready.need.names for line in by_name.get(name, ())])
        for name in touched:
            if lacking is not None and name not in serving:
                bars[name].append(lacking)
        for way in found:
            option = self._by_way(ready, [(single, by_id[name]) for single, name in way], clash, bars)
            if option is not None:
                yield option

    def _by_way(self, ready: ReadyRule, parts: list[tuple[Single, Line]], clash: bool, bars: Bars) -> Option | None:
        if any(not single.plain and self._above_band(single.item, line) for single, line in parts):
            return None
        if ready.refusal is not None:
            found = self._refused(ready, ready.refusal, parts)
            for _, line in parts:
                bars[line.id].extend(found)
            return None
        return self._option(ready, parts, clash)

    def _refused(self, ready: ReadyRule, refusal: Bar, parts: list[tuple[Single, Line]]) -> tuple[Bar, ...]:
        """Return what the lines are barred with; a *no* that does not hold for them is silent."""
        rule = ready.rule
        if not rule.equivalence.target.is_no:
            return (refusal,)
        if rule.status in ("expired", "withdrawn"):
            return ()
        limited = (part for part in parts if not (part[0].plain and ready.always))
        found = [bar for each, line in limited for bar in component_bars(self.receiver.judge, rule, each.item, line)]
        if any(not bar.undecided for bar in found):
            return ()
        told = [replace(bar, may_refuse=True) for bar in found] or [refusal]
        return tuple(told if len(parts) == 1 else [replace(bar, of_a_set=True) for bar in told])

    def _above_band(self, item: SourceItem, line: Line) -> bool:
        """Return whether the grade lies above the band that the rule is for (another rule speaks of it)."""
        if item.max_grade is None or line.pending:
            return False
        catalog = self.receiver.catalog
        scale = grade_scale_of(catalog, line)
        reaches = grades.at_least(line.attainment.grade, scale, item.max_grade, catalog.grade_scales)
        same = grades.at_least(item.max_grade.grade, scale, _minimum(line), catalog.grade_scales)
        return bool(reaches) and not same

    def _option(self, ready: ReadyRule, parts: list[tuple[Single, Line]], clash: bool) -> Option:
        rule, judge = ready.rule, self.receiver.judge
        used = tuple([line for _, line in parts])
        kind = rule.equivalence.source_kind or _kind_of(used)
        uses = tuple([line.attainment.id for line in used])
        name = "+".join(uses)
        items, doubts = self._granted(ready, used, kind, name)
        seen = items[0].features if items else NOTHING
        found = [*doubts]
        for single, line in parts:
            if not (single.plain and ready.always):
                found.extend(component_bars(judge, rule, single.item, line))
            found.extend(judge.policy_bars(line, seen, kind))
        found.extend(_rule_bars(ready, used, clash))
        return Option(
            f"{rule.id}/{name}",
            uses,
            items,
            rule.id,
            kind,
            share=rule.share,
            certain=not found,
            pending=any(line.pending for line in used),
            bars=tuple(found),
            lapsing=judge.lapsing(used, seen, kind, rule.equivalence.max_age_years),
            why=_why(rule, used, items),
            source=rule.source,
            reused=reused_credit(used, items),
        )

    def _granted(
        self, ready: ReadyRule, used: tuple[Line, ...], kind: SourceKind, name: str
    ) -> tuple[tuple[Item, ...], tuple[Bar, ...]]:
        """Return the items of all rows of the award, with the attributes that the rule carries over."""
        carried, granter = ready.rule.equivalence.attributes, self.receiver.granter
        granted = [granter.grant(row.equivalence.target, used, kind, name, carried) for row in ready.rows]
        if len(granted) == 1:
            return granted[0]
        items = tuple(item for group, _ in granted for item in group)
        return items, tuple(bar for _, more in granted for bar in more)


def _leads(ready: ReadyRule, rules: Mapping[str, ReadyRule]) -> bool:
    """Return whether the rule is the first row of its award."""
    award = ready.rule.equivalence.award
    return ready.id == min(other.id for other in rules.values() if other.rule.equivalence.award == award)


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


def _rule_bars(ready: ReadyRule, used: tuple[Line, ...], clash: bool) -> Iterable[Bar]:
    rule = ready.rule
    yield from ready.conditions
    if clash or rule.equivalence.award_unclear:
        yield ready.unclear
    if rule.equivalence.same_institution and len({line.organization for line in used}) > 1:
        text = f"{rule.id} asks that all its parts come from one institution"
        yield Bar(ReasonCode.NO_EQUIVALENCE, text, False, rule.id, rule.source)


def _why(rule: Rule, used: tuple[Line, ...], items: tuple[Item, ...]) -> str:
    learning = " and ".join(title_of(line) for line in used)
    shown = rule.equivalence.target.competencies
    if shown and not items:
        return f"{learning} shows {', '.join(shown)} and carries no credit"
    return f"{learning} {'counts' if len(used) == 1 else 'count'} as {', '.join(item.label for item in items)}"


def _kind_of(used: tuple[Line, ...]) -> SourceKind:
    first = used[0].source
    return first if all(line.source is first for line in used) else SourceKind.TRANSFER


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
    if not any(line.attainment.used for line in lines):
        return ZERO
    whole = sum((item.credit for item in items), Fraction(0))
    uses = (line.attainment.used for line in lines)
    found = (
        max((whole if use.credits is None else use.credits for use in group), default=Fraction(0)) for group in uses
    )
    return sum(found, Fraction(0))
