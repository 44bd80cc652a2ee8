"""What changed between two editions of a credential, who is audited under which, and who gains or loses by it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Examination
from pathways.completion.report import figures
from pathways.completion.statuses import node_title
from pathways.completion.totals import LineResult
from pathways.design.asks import asked_in_words
from pathways.design.correspond import correspondences
from pathways.design.holder import Examine, lines_of, nobody, unit_of
from pathways.design.treediff import Change, Placed, changes
from pathways.errors import QuestionError
from pathways.model.codes import WORDS
from pathways.model.credential import Credential
from pathways.model.design_documents import (
    AuditedUnder,
    EditionEntry,
    EditionsDocument,
    LineChange,
    NodeChange,
    RecordChange,
    RuleChange,
    StandingEntry,
)
from pathways.model.exact import format_exact
from pathways.model.record import LearnerRecord
from pathways.model.requirement import children_of, walk
from pathways.reasons import Reason
from pathways.recognition.apply import title_of
from pathways.recognition.rules import RuleBook

RULES: Final = {
    "NO_SLOT": "total credit",
    "RESIDENCY_CAP": "residency",
    "SOURCE_CAP": "limits by source",
    "LEVEL_TOO_LOW": "credit at a level",
    "ALREADY_USED": "use of learning that served another award",
    "GRADE_BELOW_MIN": "grade-point average",
    "EXCLUDED_BY_CREDIT_RULE": "overlapping courses",
}
"""What the rules over the whole are about, by the code that they give."""

MOST_NAMED: Final = 12
RANK: Final = {"unsatisfied": 0, "undecided": 1, "satisfied": 2}


@dataclass(frozen=True)
class Editions:
    """Two credentials side by side, usually two editions of one; ``bound`` says which edition binds a learner."""

    book: RuleBook
    earlier: Credential
    later: Credential
    examine: Examine
    bound: Callable[[LearnerRecord, str], Credential]
    as_of: dt.date

    @property
    def catalog(self) -> Catalog:
        """Return the catalogue."""
        return self.book.catalog

    @cached_property
    def sides(self) -> tuple[Examination, Examination]:
        """Return the audits of somebody who brings nothing."""
        return self.examine(nobody(), self.earlier), self.examine(nobody(), self.later)

    @property
    def same(self) -> bool:
        """Return whether both are editions of one credential."""
        return self.earlier.id == self.later.id

    def document(self, records: Sequence[LearnerRecord]) -> EditionsDocument:
        """Return ``pathways/editions/1``."""
        requirements = tuple(self._node_change(change) for change in self._changes)
        rules, facts = tuple(self._rules()), tuple(self._facts())
        told = tuple(self._record(record) for record in records)
        return EditionsDocument(
            schema_name="pathways/editions/1",
            as_of=self.as_of,
            catalog=self.catalog.digest,
            earlier=self._side(self.earlier),
            later=self._side(self.later),
            same_credential=self.same,
            facts=facts,
            requirements=requirements,
            rules=rules,
            correspondences=correspondences(self.book, self.earlier, self.later, self.as_of),
            audited_under=tuple(self._audited_under()) if self.same else (),
            records=told,
            gains=tuple(entry.learner for entry in told if entry.verdict == "gains"),
            loses=tuple(entry.learner for entry in told if entry.verdict == "loses"),
            reason=self._reason(requirements, rules, facts).data(),
        )

    def _side(self, credential: Credential) -> EditionEntry:
        unit, stated = unit_of(self.catalog, credential), credential.credit
        empty = self.sides[0 if credential is self.earlier else 1].empty.shortfall
        return EditionEntry(
            credential=credential.key,
            title=credential.title,
            edition=credential.edition,
            kind=credential.kind.value,
            organization=credential.organization,
            unit=unit.name,
            required=stated if stated is not None and unit.measure == "credit" else empty,
            in_force_from=credential.valid.begin,
            last_day=credential.valid.last_day,
            closed_to_entry=credential.closed_to_entry,
            source=str(credential.source) if credential.source else None,
        )

    @cached_property
    def _moved(self) -> frozenset[str]:
        """Return the paths, earlier and later, of what stands elsewhere now."""
        moved = (change for change in self._changes if change.what == "moved")
        return frozenset(side.path for change in moved for side in (change.before, change.after) if side is not None)

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        one, other = self.earlier.requirement, self.later.requirement
        return () if one is None or other is None else changes(one, other)

    def _node_change(self, change: Change) -> NodeChange:
        before, after = change.before, change.after
        placed = after or before
        side = self.sides[1 if after is not None else 0]
        title = "" if placed is None else _title(side, placed)
        was, now = self._asks(before, alone=after is None), self._asks(after, alone=before is None)
        return NodeChange(
            what=change.what,
            title=title,
            path_before=before.path if before is not None else None,
            path_after=after.path if after is not None else None,
            before=was,
            after=now,
            words=_change_words(change, title, was, now),
        )

    def _asks(self, placed: Placed | None, *, alone: bool) -> str | None:
        if placed is None:
            return None
        words = asked_in_words(self.catalog, placed.node)
        return words + (self._below(placed) if alone and placed.is_group else "")

    def _below(self, placed: Placed) -> str:
        """Return what came or went with a group; what only moved is told by itself."""
        below = (node for path, node in walk(placed.node, placed.path) if path not in self._moved)
        leaves = [asked_in_words(self.catalog, node) for node in below if not children_of(node)]
        if not leaves:
            return ""
        more = f"; and {len(leaves) - MOST_NAMED} more" if len(leaves) > MOST_NAMED else ""
        return ": " + "; ".join(leaves[:MOST_NAMED]) + more

    def _rules(self) -> Iterator[RuleChange]:
        """Yield the differences of the rules over the whole, those of policies and of sharing included."""
        one, other = (self._told_rules(side) for side in self.sides)
        for subject in dict.fromkeys((*one, *other)):
            before = [words for words, _ in one.get(subject, ())]
            after = [words for words, _ in other.get(subject, ())]
            if before != after:
                sources = [source for _, source in (*other.get(subject, ()), *one.get(subject, ())) if source]
                yield _difference(subject, "; ".join(before), "; ".join(after), next(iter(sources), None))

    def _told_rules(self, side: Examination) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for rule in side.empty.problem.rules:
            if rule.node is None:
                found.setdefault(RULES[rule.code], []).append((rule.words, rule.source))
        for sharing in side.credential.sharing:
            limits = [f"at most {sharing.max_items} items" if sharing.max_items is not None else ""]
            limits += [
                f"at most {format_exact(sharing.max_credits)} credits" if sharing.max_credits is not None else ""
            ]
            words = ", ".join([f"{' and '.join(sharing.between)} may use the same learning", *filter(None, limits)])
            found.setdefault("sharing", []).append((words, str(sharing.source or "")))
        return found

    def _facts(self) -> Iterator[RuleChange]:
        """Yield what differs in the credential itself: title, kind, size, level, dates."""
        source = str(self.later.source) if self.later.source else None
        for subject, of in _FACTS.items():
            before, after = of(self.earlier), of(self.later)
            if before != after:
                yield _difference(subject, before, after, source)

    def _audited_under(self) -> Iterator[AuditedUnder]:
        """Yield between which days of entry each of the two editions binds, in order of their days."""
        for credential in sorted((self.earlier, self.later), key=lambda c: (c.valid.begin or dt.date.min, c.edition)):
            begin, last = credential.valid.begin, credential.valid.last_day
            since = f" from {begin}" if begin else ""
            until = f" to {last}" if last else ""
            who = f"Whoever entered{since}{until}" if since or until else "Whoever enters"
            closed = "; it is closed to new entry" if credential.closed_to_entry else ""
            yield AuditedUnder(
                credential=credential.key,
                entered_from=begin,
                entered_to=last,
                words=f"{who} is audited under {self._label(credential)}, unless another edition is named{closed}.",
            )

    def _label(self, credential: Credential) -> str:
        """Return the title, with the edition where both have one title."""
        alike = self.earlier.title == self.later.title and credential.edition
        return f"{credential.title} ({credential.edition})" if alike else credential.title

    def _record(self, record: LearnerRecord) -> RecordChange:
        before, after = self.examine(record, self.earlier), self.examine(record, self.later)
        bound = self.bound(record, self.earlier.id).key if self.same else None
        lines = tuple(_line_changes(lines_of(before), lines_of(after)))
        one, other = _standing(before), _standing(after)
        verdict = _verdict(one, other)
        words = (
            f"{record.learner.name or record.learner.id} {verdict.replace('same', 'stands the same')}: "
            f"{_stands(before)} under {self._label(self.earlier)}; {_stands(after)} under {self._label(self.later)}"
        )
        return RecordChange(
            learner=record.learner.id,
            bound_to=bound if bound in (self.earlier.key, self.later.key) else None,
            before=one,
            after=other,
            verdict=verdict,
            lines=lines,
            reason=Reason(
                words,
                because=tuple(Reason(line.words, evidence=(line.attainment,), source=line.source) for line in lines),
            ).data(),
        )

    def _reason(
        self, requirements: tuple[NodeChange, ...], rules: tuple[RuleChange, ...], facts: tuple[RuleChange, ...]
    ) -> Reason:
        parts = [Reason(change.words, path=change.path_after or change.path_before) for change in requirements]
        parts += [Reason(change.words, source=change.source) for change in (*rules, *facts)]
        number = len(requirements) + len(rules)
        words = f"{number} {'thing differs' if number == 1 else 'things differ'} in what is asked"
        return Reason(f"{self._label(self.earlier)} and {self._label(self.later)}: {words}", because=tuple(parts))


_FACTS: Final[dict[str, Callable[[Credential], str]]] = {
    "title": lambda c: c.title,
    "organization": lambda c: c.organization,
    "kind": lambda c: c.kind.value.replace("_", " "),
    "measure": lambda c: c.measure,
    "credit": lambda c: "" if c.credit is None else format_exact(c.credit),
    "hours": lambda c: "" if c.hours is None else format_exact(c.hours),
    "level": lambda c: "" if c.level is None else format_exact(c.level),
    "weeks": lambda c: "" if c.weeks is None else format_exact(c.weeks),
    "in force from": lambda c: str(c.valid.begin or ""),
    "last day": lambda c: str(c.valid.last_day or ""),
    "entry": lambda c: "closed" if c.closed_to_entry else "open",
    "occupation": lambda c: c.occupation or "",
}


def _title(side: Examination, placed: Placed) -> str:
    return node_title(side, side.program.nodes[side.program.by_path[placed.path]])


def _change_words(change: Change, title: str, was: str | None, now: str | None) -> str:
    match change.what, change.before, change.after:
        case "moved", Placed() as before, Placed() as after:
            return f"moved: {title}, from {before.path} to {after.path}"
        case "changed", Placed(), Placed() as after:
            return f"changed at {after.path}: {was} becomes {now}"
        case _, _, Placed() as after:
            return f"added at {after.path}: {now}"
        case _:
            return f"removed from {change.before.path if change.before else ''}: {was}"


def _difference(subject: str, before: str, after: str, source: str | None) -> RuleChange:
    words = f"{subject}: {before or 'nothing is said'} becomes {after or 'nothing is said'}"
    return RuleChange(subject=subject, before=before or None, after=after or None, source=source, words=words)


def _standing(found: Examination) -> StandingEntry:
    told = figures(found)
    return StandingEntry(
        credential=found.credential.key,
        status=found.status,
        progress=found.progress,
        applied=told.applied,
        shortfall=told.shortfall,
        unit=told.system,
    )


def _stands(found: Examination) -> str:
    unit = unit_of(found.catalog, found.credential)
    return f"{found.status}, {unit.told(found.reading().shortfall)} missing"


def _verdict(one: StandingEntry, other: StandingEntry) -> Literal["gains", "loses", "same"]:
    before, after = (RANK[one.status], one.progress), (RANK[other.status], other.progress)
    return "gains" if after > before else "loses" if after < before else "same"


def _line_changes(before: dict[str, LineResult], after: dict[str, LineResult]) -> Iterator[LineChange]:
    """Yield the lines that stop or start to count, or count more or less, in order of their ids."""
    for name, one in before.items():
        other = after[name]
        if bool(one.paths) == bool(other.paths) and one.applied == other.applied:
            continue
        starts, stops = not one.paths and bool(other.paths), bool(one.paths) and not other.paths
        rises = other.applied > one.applied
        what = "starts" if starts else "stops" if stops else "more" if rises else "less"
        why, source = _why(one if starts else other) if starts or stops else ("", None)
        why = f"before: {why}" if starts and why else why
        told = {"starts": "starts to count", "stops": "stops counting", "more": "counts for more", "less": "for less"}
        yield LineChange(
            attainment=name,
            title=title_of(one.recognition.line),
            what=what,
            applied_before=one.applied,
            applied_after=other.applied,
            places_before=one.paths,
            places_after=other.paths,
            words=f"{title_of(one.recognition.line)} {told[what]}" + (f" ({why})" if why else ""),
            source=source,
        )


def _why(line: LineResult) -> tuple[str, str | None]:
    """Return why a line does not count where it does not."""
    bars = line.recognition.bars
    if bars and line.recognition.decision != "accepted":
        return "; ".join(dict.fromkeys(bar.statement for bar in bars)), next((b.source for b in bars if b.source), None)
    return (line.because or WORDS[line.cause].meaning if line.cause else "", None)


def compared(earlier: Credential, later: Credential) -> tuple[Credential, Credential]:
    """Return two credentials that may be compared.  Raises QuestionError U003 where they are one."""
    if earlier.key == later.key:
        hint = "Name two editions, as id@edition; 'pathways show' lists them."
        raise QuestionError("U003", f"{earlier.key!r} is compared with itself", hint=hint)
    return earlier, later
