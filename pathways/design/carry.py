"""How much of a smaller credential counts toward a larger one?  Asked of an audit of its holder, never guessed.

What is *applied* is the audit's own figure, in the larger's unit.  What is *carried* is said in the smaller's unit: of
each line the share that is applied of what it is worth there, so that no more is ever carried than was brought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Examination
from pathways.completion.report import figures
from pathways.completion.statuses import node_title
from pathways.completion.totals import LineResult, exact_sum, totals_of
from pathways.design.holder import ZERO, Part, Unit, impossible_paths, lines_of, taken_in, unit_of
from pathways.errors import CreditError
from pathways.model.codes import WORDS
from pathways.model.course import Course
from pathways.model.credential import Credential, SourceKind
from pathways.model.credit import Credit
from pathways.model.design_documents import CarryEntry, CarryLine, CaseRange, DeadEnd, How, Way
from pathways.model.exact import format_exact
from pathways.reasons import Reason
from pathways.recognition.convert import convert

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Carry:
    """The audit of a holder toward a larger credential, read as what is carried of each part."""

    catalog: Catalog
    smaller: Credential
    unit: Unit
    parts: tuple[Part, ...]
    examination: Examination
    way: Way = "parts"

    @property
    def larger(self) -> Credential:
        """Return the credential toward which is audited."""
        return self.examination.credential

    @cached_property
    def larger_unit(self) -> Unit:
        """Return the unit of the larger credential."""
        return unit_of(self.catalog, self.larger)

    @cached_property
    def lines(self) -> dict[str, LineResult]:
        """Return what each line comes to, by its name."""
        return lines_of(self.examination)

    @cached_property
    def shares(self) -> dict[str, Fraction]:
        """Return for each part (by its line) the share of it that is carried, from 0 to 1.

        Lines that are recognised together by one option are carried together.
        """
        groups: defaultdict[str, list[Part]] = defaultdict(list)
        for part in self.parts:
            option = self.lines[part.line].option
            together = option is not None and len(option.uses) > 1 and self.lines[part.line].paths
            groups[option.id if option is not None and together else f"\x00{part.line}"].append(part)
        return {part.line: share for group in groups.values() for share in (self._share(group),) for part in group}

    def _share(self, group: list[Part]) -> Fraction:
        if not any(self.lines[part.line].paths for part in group):
            return ZERO
        applied = exact_sum(self.lines[part.line].applied for part in group)
        worth = exact_sum(self.worth(part) for part in group)
        if not worth or (not applied and self.larger_unit.measure != "credit"):
            return WHOLE
        return min(WHOLE, applied / worth)

    def worth(self, part: Part) -> Fraction:
        """Return what a part is worth in the larger's credit system; as recognised where nobody says."""
        recognized = self.lines[part.line].recognized
        if self.unit.measure != "credit" or self.larger_unit.measure != "credit":
            return recognized
        home, there = self.unit.name, self.catalog.credit_systems.get(self.larger_unit.name)
        if home == self.larger_unit.name or there is None:
            return part.here
        credit = Credit(amount=part.here, system=home)
        try:
            found = convert(credit, there, self.examination.policies.conversion, self.catalog.credit_systems)
        except CreditError:
            return recognized
        return recognized if found is None else found.amount

    @cached_property
    def brought(self) -> Fraction:
        """Return what is brought, in the smaller's unit."""
        return exact_sum(part.here for part in self.parts)

    @cached_property
    def carried(self) -> Fraction:
        """Return what is carried, in the smaller's unit; never more than is brought."""
        return exact_sum(part.here * self.shares[part.line] for part in self.parts)

    @property
    def share(self) -> Fraction:
        """Return the share of what is brought that is carried."""
        return self.carried / self.brought if self.brought else ZERO

    @property
    def applied(self) -> Fraction:
        """Return what the audit applies, in the larger's credit."""
        return totals_of(tuple(self.lines.values())).applied

    @property
    def counts(self) -> bool:
        """Return whether anything of it stands anywhere."""
        return any(line.paths for line in self.lines.values())

    def onward(self, rung: int) -> Iterator[Part]:
        """Yield what is left of each part in the larger credential, and what is then taken for that (the rung)."""
        same = self.unit == self.larger_unit
        for part in self.parts:
            share, line = self.shares[part.line], self.lines[part.line]
            if share:
                here = part.here * share if same else self._amount_there(line)
                kept = part.kept(share, here, next(iter(line.paths), None))
                yield replace(kept, served=(*kept.served, self.larger.key))
        for thing in taken_in(self.catalog, self.examination.reading()):
            amount = self.larger_unit.of(thing)
            yield Part(thing, amount, amount, origins={rung: amount}, served=(self.larger.key,))

    def _amount_there(self, line: LineResult) -> Fraction:
        return line.applied if self.larger_unit.measure == "credit" else WHOLE

    def dead(self, standing: Examination | None = None) -> Iterator[DeadEnd]:
        """Yield what dies here; ``standing`` is an audit of the smaller credential, which names the places."""
        for part in self.parts:
            lost = WHOLE - self.shares[part.line]
            if lost:
                yield self._dead_end(part, lost, standing)

    def _dead_end(self, part: Part, lost: Fraction, standing: Examination | None) -> DeadEnd:
        line = self.lines[part.line]
        code, words, source = _why(line)
        hours = part.thing.hours
        return DeadEnd(
            id=part.id,
            title=title_of(part.thing),
            amount=part.here * lost,
            unit=self.unit.name,
            hours=None if hours is None else hours * part.alive * lost,
            died_in=self.larger.key,
            stood_at=part.path,
            stood_as=_place_title(standing, part.path),
            code=code,
            words=words,
            cure=_cure(line),
            source=source,
        )

    @cached_property
    def resident(self) -> Fraction | None:
        """Return how much of the larger is earned where it is awarded, when it is complete; None without credit."""
        if self.larger_unit.measure != "credit":
            return None
        taken = taken_in(self.catalog, self.examination.reading())
        home = exact_sum(t.credit or ZERO for t in taken if t.organization == self.larger.organization)
        own = (line for line in self.lines.values() if line.option and line.option.source_kind is SourceKind.RESIDENT)
        return home + exact_sum(line.applied for line in own)

    def how(self, *, named: bool, admitted: bool) -> tuple[How, ...]:
        """Return how the smaller counts in the larger; the graph says whether it names it, or a pool admits it."""
        used = {line.option.rule for line in self.lines.values() if line.option is not None and line.paths}
        found: list[How] = ["names_it"] if named else ["pool_admits_it"] if admitted else []
        if self.way == "award":
            return (*found, "counts_by_rule") if used - {"own"} else tuple(found)
        found += ["parts_count"] if "own" in used else []
        found += ["parts_count_by_rule"] if used - {"own"} else []
        return tuple(found)

    def entry(
        self, how: tuple[How, ...], *, cases: CaseRange | None = None, standing: Examination | None = None
    ) -> CarryEntry:
        """Return the carry-over as it is told."""
        examination, totals = self.examination, totals_of(tuple(self.lines.values()))
        now, empty = examination.reading(), examination.empty
        told = figures(examination)
        dies = tuple(self.dead(standing))
        rules = {line.option.rule for line in self.lines.values() if line.option is not None and line.paths}
        resident = self.resident
        return CarryEntry(
            smaller=self.smaller.key,
            larger=self.larger.key,
            title=self.larger.title,
            kind=self.larger.kind.value,
            organization=self.larger.organization,
            way=self.way,
            how=how,
            rules=tuple(sorted(rules - {"own"})),
            unit=self.unit.name,
            brought=self.brought,
            carried=self.carried,
            share=self.share,
            system=told.system,
            required=told.required,
            recognized=totals.accepted,
            applied=totals.applied,
            remaining=now.shortfall,
            items_missing=now.allocation.items,
            lowers=max(ZERO, empty.shortfall - now.shortfall),
            resident=resident,
            resident_share=_part_of(resident, told.required),
            status=examination.status,
            impossible=impossible_paths(now),
            lines=tuple(self._line(part) for part in self.parts),
            dies=dies,
            cases=cases,
            reason=self.reason(dies).data(),
        )

    def _line(self, part: Part) -> CarryLine:
        line = self.lines[part.line]
        return CarryLine(
            id=part.id,
            title=title_of(part.thing),
            brought=part.here,
            recognized=line.recognized if line.recognition.decision == "accepted" else ZERO,
            applied=line.applied,
            carried=part.here * self.shares[part.line],
            applied_to=line.paths,
            by=line.option.rule if line.option is not None else None,
        )

    def reason(self, dies: tuple[DeadEnd, ...]) -> Reason:
        """Return why so much is carried: each thing that dies with its reason, and what remains."""
        lost = tuple(
            Reason(
                f"{dead.title} loses {self.unit.told(dead.amount)} here: {dead.words}",
                code=dead.code,
                path=dead.stood_at,
                source=dead.source,
            )
            for dead in dies
        )
        rest = Reason(f"{self.larger_unit.told(self.examination.reading().shortfall)} remain for {self.larger.title}")
        words = (
            f"{format_exact(self.carried)} of {self.unit.told(self.brought)} of {self.smaller.title} "
            f"carry over to {self.larger.title} ({percent(self.share)})"
        )
        source = str(self.larger.source) if self.larger.source else None
        return Reason(words, source=source, because=(*lost, rest))


def _part_of(amount: Fraction | None, whole: Fraction) -> Fraction | None:
    return None if amount is None or not whole else min(WHOLE, amount / whole)


def _why(line: LineResult) -> tuple[str | None, str, str | None]:
    """Return the code, the words and the source of what keeps a line, or a part of it, from counting."""
    bars = line.recognition.bars
    if line.recognition.decision != "accepted" and bars:
        source = next((bar.source for bar in bars if bar.source), None)
        return bars[0].code.value, "; ".join(dict.fromkeys(bar.statement for bar in bars)), source
    source = line.option.source if line.option is not None else None
    if line.cause is not None:
        return line.cause.value, line.because or WORDS[line.cause].meaning, source
    return None, "it is recognised there with less than it was earned with", source


def _cure(line: LineResult) -> str | None:
    bars = line.recognition.bars
    if bars:
        return "; ".join(dict.fromkeys(bar.remedy for bar in bars))
    return WORDS[line.cause].cure if line.cause is not None else None


def _place_title(standing: Examination | None, path: str | None) -> str | None:
    if standing is None or path is None:
        return None
    place = standing.program.by_path.get(path)
    return None if place is None else node_title(standing, standing.program.nodes[place])


def title_of(thing: Course | Credential) -> str:
    """Return what people call a course or credential."""
    return thing.full_title if isinstance(thing, Course) else thing.title


def percent(share: Fraction) -> str:
    """Return a share as a percentage with at most one decimal, rounded half up; ``about`` where that is not exact.

    >>> percent(Fraction(9, 10)), percent(Fraction(1, 20)), percent(Fraction(2, 3))
    ('90 %', '5 %', 'about 66.7 %')
    """
    tenths = share * 1000
    nearest = Fraction((2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator), 10)
    return f"{'' if nearest * 10 == tenths else 'about '}{format_exact(nearest)} %"
