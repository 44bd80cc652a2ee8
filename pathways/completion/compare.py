"""Where do my credits go furthest?  Every goal audited, ranked by how far the record goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Completion, Examination
from pathways.completion.report import applied_in
from pathways.completion.totals import line_results
from pathways.model.credential import Credential
from pathways.model.documents import CompareDocument, CompareEntry
from pathways.model.record import AttainmentStatus, LearnerRecord

Examine = Callable[[Credential], Examination]

LARGER_AWARDS = {
    "degree": ("associate", "bachelor", "master", "doctorate"),
    "award": ("certificate", "diploma", "associate", "bachelor", "master", "doctorate"),
}
"""Words for several kinds at once."""


def goals(catalog: Catalog, kind: str | None, as_of: dt.date) -> tuple[Credential, ...]:
    """Return the credentials in force that state requirements, of one kind (or word for several), by key."""
    kinds = None if kind is None else LARGER_AWARDS.get(kind, (kind,))
    return tuple(
        credential
        for credential in catalog.credentials.values()
        if credential.requirement is not None
        and credential.valid.holds_on(as_of)
        and (kinds is None or credential.kind.value in kinds)
    )


def compare_document(
    catalog: Catalog,
    record: LearnerRecord,
    wanted: Sequence[Credential],
    examine: Examine,
    as_of: dt.date,
    top: int,
    outlook: Outlook | None = None,
) -> CompareDocument:
    """Return ``pathways/compare/1``: satisfied first, then by progress, credit applied, least shortfall, id.

    Goals that ask for nothing of the empty record (all of it comes after transfer) are left out.  With an ``outlook``
    only what may be among the first is audited; the answer is the same.
    """
    ranking = _Ranking(wanted, examine, top, _held(record), outlook)
    entries = ranking.run()
    unclaimed = tuple(entry.credential for entry in entries if entry.status == "satisfied" and not entry.held)
    return CompareDocument(
        schema_name="pathways/compare/1",
        as_of=as_of,
        catalog=catalog.digest,
        learner=record.learner.id,
        goals=tuple(entries[:top]),
        considered=ranking.considered,
        unclaimed=unclaimed,
        nearest=next((entry.credential for entry in entries if _ahead(entry)), None),
    )


def unclaimed_awards(
    record: LearnerRecord, wanted: Sequence[Credential], examine: Examine, least: Mapping[str, Fraction]
) -> tuple[str, ...]:
    """Return the awards already earned and never claimed, as a comparison of all goals would find them.

    ``least`` bounds what is missing toward each goal that the record may count toward; only where nothing may be
    missing is the goal audited.
    """
    held = _held(record)
    ranking = _Ranking(
        [goal for goal in wanted if least.get(goal.key) == 0 and goal.id not in held], examine, 0, held, None
    )
    return tuple(entry.credential for entry in ranking.run() if entry.status == "satisfied")


def _held(record: LearnerRecord) -> set[str]:
    """Return the ids of the credentials that are completed on the record."""
    done = (line for line in record.attainments if line.status is AttainmentStatus.COMPLETED)
    return {(line.credential or "").partition("@")[0] for line in done}


def _ahead(entry: CompareEntry) -> bool:
    return entry.status != "satisfied" and entry.progress > 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before any audit: the least that can be missing (absent: nothing counts), the empty record.

    ``asks_nothing`` is False only where the empty record surely lacks something.
    """

    least: Mapping[str, Fraction]
    empty: Callable[[Credential], Completion | None]
    asks_nothing: Callable[[Credential], bool]

    def most(self, goal: Credential) -> Fraction:
        """Return how far the record goes toward a goal at most, from 0 to 1."""
        least, empty = self.least.get(goal.key), self.empty(goal)
        if least is None:
            return Fraction(0)
        if empty is None or empty.allocation.impossible or not empty.shortfall:
            return Fraction(1)
        return max(Fraction(0), 1 - least / empty.shortfall)


@dataclass
class _Ranking:
    """Audits goals, the most promising first, until nothing that is left can be among the first."""

    wanted: Sequence[Credential]
    examine: Examine
    top: int
    held: set[str]
    outlook: Outlook | None
    considered: int = 0

    def run(self) -> list[CompareEntry]:
        """Return the entries of all that was audited, ranked."""
        self.entries: list[CompareEntry] = []
        if self.outlook is None:
            self._audit(self.wanted)
        else:
            self._promising(self.outlook)
        return sorted(self.entries, key=_order)

    def _promising(self, outlook: Outlook) -> None:
        asked = [goal for goal in self.wanted if goal.key in outlook.least]
        rest = [goal for goal in self.wanted if goal.key not in outlook.least]
        promising = ((outlook.most(goal), goal) for goal in asked)
        ranked = sorted(promising, key=lambda pair: (-pair[0], outlook.least[pair[1].key], pair[1].key))
        for place, (most, goal) in enumerate(ranked):
            if outlook.least[goal.key] and self._beyond(most):
                rest = [*rest, *(other for _, other in ranked[place:])]
                break
            self._audit([goal])
        counting = sum(bool(entry.progress or entry.applied or entry.status == "satisfied") for entry in self.entries)
        if self.top and counting < self.top:
            self._audit(rest)
        else:
            self.considered += sum(not outlook.asks_nothing(g) or not self.examine(g).empty.met for g in rest)

    def _beyond(self, most: Fraction) -> bool:
        """Return whether what surely lacks something and goes no further is neither among the first nor the nearest."""
        if not self.top:
            return True
        found = sorted((entry.progress for entry in self.entries), reverse=True)
        ahead = any(entry.progress > most for entry in self.entries if _ahead(entry))
        return ahead and len(found) >= self.top and most < found[self.top - 1]

    def _audit(self, goals: Iterable[Credential]) -> None:
        for goal in goals:
            examination = self.examine(goal)
            if not examination.empty.met:
                self.considered += 1
                self.entries.append(_entry(examination, self.held))


def _entry(examination: Examination, held: set[str]) -> CompareEntry:
    now = examination.reading()
    lines = line_results(examination.recognition, now)
    credential = examination.credential
    measure = examination.inputs.shelf.measure
    return CompareEntry(
        credential=credential.key,
        title=credential.title,
        kind=credential.kind.value,
        organization=credential.organization,
        status=examination.status,
        progress=examination.progress,
        applied=applied_in(examination, now),
        accepted=sum((line.recognized for line in lines if line.recognition.decision == "accepted"), Fraction(0)),
        shortfall=now.shortfall,
        system=(examination.recognition.system if measure == "credit" else None) or measure,
        items_missing=now.allocation.items,
        held=credential.id in held,
    )


def _order(entry: CompareEntry) -> tuple[bool, Fraction, Fraction, Fraction, str]:
    return (entry.status != "satisfied", -entry.progress, -entry.applied, entry.shortfall, entry.credential)
