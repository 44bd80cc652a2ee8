"""Into what does this credential stack, what carries over, what dies, and what stacks into it?

Which credentials may count anything of it is asked of the graph, by laying what a holder brings on all requirement
trees at once; how much they count is then audited, one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.completion.audit import Examination
from pathways.completion.compare import goals
from pathways.completion.survey import Survey
from pathways.design.below import below_entries
from pathways.design.carry import Carry, percent, title_of
from pathways.design.holder import (
    Examine,
    Holder,
    Part,
    award_part,
    holder_of,
    new_part,
    other_ways,
    rank,
    record_of,
    thing_named,
)
from pathways.graph.compile import Graph
from pathways.model.credential import Credential
from pathways.model.design_documents import (
    CarryEntry,
    CaseRange,
    EmbeddedEntry,
    HeldPart,
    HolderEntry,
    LonePart,
    StackingDocument,
    Way,
)
from pathways.model.requirement import CourseLeaf, CredentialLeaf, walk
from pathways.reasons import Reason

MOST_AUDITED: Final = 80
"""Up to so many credentials that may count something are audited, the most promising first."""

MOST_WAYS: Final = 12
"""Up to so many audits are made for the best and the worst case: of all ways toward the first of the larger ones."""


@dataclass(frozen=True)
class Stacker:
    """One catalogue on one day, ready to be asked what stacks into what; what was audited is kept."""

    catalog: Catalog
    graph: Graph
    survey: Callable[[], Survey]
    examine: Examine
    as_of: dt.date

    def of(self, credential: Credential) -> Stack:
        """Return what one credential stacks into, worked out once."""
        known = self._known.get(credential.key)
        if known is None:
            known = self._known[credential.key] = Stack(self, credential)
        return known

    @cached_property
    def _known(self) -> dict[str, Stack]:
        return {}


@dataclass(frozen=True)
class Stack:
    """One credential, its model holder, and the audits of that holder toward everything that counts any of it."""

    stacker: Stacker
    credential: Credential

    @cached_property
    def holder(self) -> Holder:
        """Return the model holder."""
        s = self.stacker
        return holder_of(s.catalog, self.credential, s.examine, s.as_of)

    @cached_property
    def award(self) -> Part:
        """Return the award as one thing, with the amount of its parts where it states none."""
        unit = self.holder.unit
        part = award_part(self.credential, unit)
        if part.amount and unit.measure == "credit":
            return part
        amount = self.holder.amount
        return Part(self.credential, amount, amount, origins={0: amount})

    @cached_property
    def _touched(self) -> tuple[Credential, ...]:
        """Return what may count something of the holder's, the most promising first."""
        s = self.stacker
        wanted = [g for g in goals(s.catalog, None, s.as_of) if g.id != self.credential.id and not g.closed_to_entry]
        found: dict[str, Fraction] = {}
        for parts in (self.holder.parts, (self.award,)):
            bounds = s.survey().bounds(record_of(s.catalog, parts, s.as_of), wanted, s.as_of)
            found = {**bounds, **found, **{k: min(v, found[k]) for k, v in bounds.items() if k in found}}
        promising = {g.key: self._promise(g, found[g.key]) for g in wanted if g.key in found}
        ranked = (g for g in wanted if g.key in promising)
        return tuple(sorted(ranked, key=lambda g: (-promising[g.key], g.key)))

    def _promise(self, goal: Credential, least: Fraction) -> Fraction:
        asks = self.stacker.survey().asks(goal)
        return 1 - least / asks if asks else Fraction(1)

    @cached_property
    def carries(self) -> tuple[Carry, ...]:
        """Return the better way of each credential that was audited, in the order of the audits."""
        return tuple(self.toward(goal) for goal in self._touched[:MOST_AUDITED])

    @property
    def left_out(self) -> int:
        """Return how many more may count something."""
        return max(0, len(self._touched) - MOST_AUDITED)

    def toward(self, goal: Credential) -> Carry:
        """Return the carry-over toward one credential: of the parts, or of the award where more of it carries."""
        parts = self.carry(self.holder.parts, goal)
        if self.credential.requirement is None or not self._award_may_count(goal):
            return parts
        award = self.carry((self.award,), goal, award=True)
        return award if award.counts and award.carried > parts.carried else parts

    def carry(self, parts: tuple[Part, ...], goal: Credential, *, award: bool = False) -> Carry:
        """Return the audit of some parts toward a credential."""
        s = self.stacker
        found = s.examine(record_of(s.catalog, parts, s.as_of), goal)
        way: Way = "award" if award or self.credential.requirement is None else "parts"
        return Carry(s.catalog, self.credential, self.holder.unit, parts, found, way)

    def _award_may_count(self, goal: Credential) -> bool:
        return goal.key in self._direct or bool(self._rules)

    @cached_property
    def _direct(self) -> frozenset[str]:
        return frozenset(self.stacker.graph.stacks_into(self.credential.key))

    @cached_property
    def _rules(self) -> tuple[str, ...]:
        return self.stacker.graph.rules_from(self.credential.key)

    @cached_property
    def larger(self) -> tuple[Carry, ...]:
        """Return the larger credentials into which it stacks: most of it carried first, then least remaining."""
        found = (carry for carry in self.carries if carry.counts and self._is_larger(carry))
        return tuple(sorted(found, key=lambda c: (-c.share, c.examination.reading().shortfall, c.larger.key)))

    def _is_larger(self, carry: Carry) -> bool:
        """Return whether the other one asks for more than is brought: by credit, by hours, else by its kind."""
        if carry.examination.status == "satisfied":
            return False
        if carry.unit.measure == carry.larger_unit.measure == "credit":
            worth = sum((carry.worth(part) for part in carry.parts), Fraction(0))
            return carry.examination.empty.shortfall > worth
        mine, others = self.holder.hours, carry.larger.hours
        if mine is not None and others is not None:
            return others > mine
        return rank(carry.larger) > rank(self.credential)

    def entry(self, carry: Carry, *, cases: bool = False) -> CarryEntry:
        """Return the entry of a larger credential, with the worst and the best case where asked for and few."""
        named = named_in(carry.larger.requirement).credentials
        by_name = self.credential.key in named or self.credential.id in named
        how = carry.how(named=by_name, admitted=carry.larger.key in self._direct)
        return carry.entry(how, cases=self.cases(carry) if cases else None, standing=self.standing)

    @cached_property
    def standing(self) -> Examination | None:
        """Return an audit of the credential itself, which names its places."""
        s = self.stacker
        if self.credential.requirement is None:
            return None
        return s.examine(record_of(s.catalog, (), s.as_of), self.credential)

    def cases(self, carry: Carry) -> CaseRange | None:
        """Return the worst and the best case over all ways that differ by equal things; None where there are many."""
        if carry.way == "award" or not 1 < self.holder.ways <= MOST_WAYS:
            return None
        tried = [self.carry(parts, carry.larger) for parts in self._ways]
        amounts = [(one.carried, one.share) for one in tried]
        worst, best = min(amounts), max(amounts)
        return CaseRange(ways=len(tried), worst=worst[0], best=best[0], worst_share=worst[1], best_share=best[1])

    @cached_property
    def _ways(self) -> tuple[tuple[Part, ...], ...]:
        s = self.stacker
        return tuple(other_ways(s.catalog, self.holder, s.examine, MOST_WAYS))

    @cached_property
    def components(self) -> tuple[Part, ...]:
        """Return every part that the tree names, and whatever else the holder took."""
        known = {part.id: part for part in self.holder.parts}
        for name in self._places:
            if name not in known:
                thing = thing_named(self.stacker.catalog, name)
                known[name] = new_part(thing, self.holder.unit, self.credential, 0)
        return tuple(known[name] for name in sorted(known))

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        """Return the paths at which the tree names each course or credential that the catalogue contains."""
        catalog, found = self.stacker.catalog, dict[str, tuple[str, ...]]()
        for path, node in walk(self.credential.requirement) if self.credential.requirement is not None else ():
            if isinstance(node, CourseLeaf) and node.course in catalog.courses:
                found[node.course] = (*found.get(node.course, ()), path)
            if isinstance(node, CredentialLeaf) and catalog.editions(node.credential.partition("@")[0]):
                key = catalog.credential(node.credential, self.stacker.as_of).key
                found[key] = (*found.get(key, ()), path)
        return found

    def dead_ends(self) -> Iterator[LonePart]:
        """Yield each part that counts here and in none of the larger ones; nothing where there is no larger one."""
        alive = set().union(*(self._admitted(carry.larger) for carry in self.larger))
        for part in self.components if self.larger else ():
            if part.line not in alive:
                places = self._places.get(part.id) or ((part.path,) if part.path else ())
                yield LonePart(
                    id=part.id,
                    title=title_of(part.thing),
                    amount=part.amount,
                    unit=self.holder.unit.name,
                    paths=places,
                    words=f"counts in {self.credential.title} and in nothing that this stacks into",
                )

    def _admitted(self, goal: Credential) -> set[str]:
        """Return the parts for which a credential has any place, whether or not it is filled already."""
        s = self.stacker
        choices = s.examine(record_of(s.catalog, self.components, s.as_of), goal).reading().problem.choices
        return {name for choice in choices for name in choice.uses}

    def embedded(self) -> Iterator[EmbeddedEntry]:
        """Yield the awards that are parts of its tree, then those that every holder here has earned as well."""
        things = (part.thing for part in self.components)
        parts = [thing for thing in things if isinstance(thing, Credential) and thing.id != self.credential.id]
        earned = [carry.larger for carry in self.carries if carry.examination.status == "satisfied"]
        for thing in (*parts, *(thing for thing in earned if thing not in parts)):
            yield EmbeddedEntry(
                credential=thing.key, title=thing.title, organization=thing.organization, part=thing in parts
            )

    def document(self) -> StackingDocument:
        """Return ``pathways/stacking/1``."""
        s, credential = self.stacker, self.credential
        tried = MOST_WAYS // self.holder.ways
        into = tuple(self.entry(carry, cases=place < tried) for place, carry in enumerate(self.larger))
        dead = tuple(self.dead_ends())
        return StackingDocument(
            schema_name="pathways/stacking/1",
            as_of=s.as_of,
            catalog=s.catalog.digest,
            credential=credential.id,
            title=credential.title,
            edition=credential.edition,
            kind=credential.kind.value,
            organization=credential.organization,
            holder=holder_entry(self.holder),
            into=into,
            below=below_entries(s.catalog, s.graph, credential),
            embedded=tuple(self.embedded()),
            dead_ends=dead,
            considered=len(self.carries),
            left_out=self.left_out,
            notes=tuple(self._notes()),
            reason=self._reason(into, dead).data(),
        )

    def _notes(self) -> Iterator[str]:
        if self.holder.impossible:
            yield "not everything that it asks for is on offer; the holder brings what is"
        if not self.larger:
            yield "it stacks into no larger credential in force here"
        if self.left_out:
            yield f"{self.left_out} more credentials may count something of it; they were not audited"

    def _reason(self, into: tuple[CarryEntry, ...], dead: tuple[LonePart, ...]) -> Reason:
        parts = [Reason(entry.reason["statement"]) for entry in into]
        parts += [Reason(f"{part.title}: {part.words}", path=next(iter(part.paths), None)) for part in dead]
        best = f"; the most of it, {percent(into[0].share)}, into {into[0].title}" if into else ""
        words = f"{self.credential.title} stacks into {len(into)} larger credentials{best}"
        return Reason(words, because=(Reason(holder_words(self.holder)), *parts))


def holder_entry(holder: Holder) -> HolderEntry:
    """Return the model holder as it is told."""
    credential = holder.credential
    return HolderEntry(
        credential=credential.key,
        title=credential.title,
        kind=credential.kind.value,
        organization=credential.organization,
        unit=holder.unit.name,
        amount=holder.amount,
        hours=holder.hours,
        parts=tuple(held(part) for part in holder.parts),
        ways=holder.ways,
        words=holder_words(holder),
        impossible=holder.impossible,
    )


def held(part: Part) -> HeldPart:
    """Return a part as it is told."""
    thing = part.thing
    return HeldPart(
        id=part.id,
        title=title_of(thing),
        organization=thing.organization,
        amount=part.here,
        hours=thing.hours,
        path=part.path,
    )


def holder_words(holder: Holder) -> str:
    """Return who the model holder is, in words."""
    amount = holder.unit.told(holder.amount)
    if holder.credential.requirement is None:
        return f"The holder brings the award itself ({amount}); it states no parts."
    words = f"The holder took the cheapest completion: {len(holder.parts)} things, {amount}."
    if holder.ways > 1:
        words += f" {holder.ways} completions cost the same and differ only by equal things; the first by id is taken."
    return words
