"""What is likely, what waits, what would change?  Suggestions, queue and preview under the decisions that stand.

Indexes of courses are made once for a catalogue, whatever is decided; a decision only adds a rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.errors import UnknownIdError
from pathways.matching.decided import settled, with_decisions
from pathways.matching.queue import Wanted, queue
from pathways.matching.replay import Under, replay
from pathways.matching.suggest import Suggester
from pathways.model.course import Course
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import QueueDocument, ReplayDocument
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord
from pathways.model.suggestion_documents import SuggestionsDocument


@dataclass(frozen=True)
class Matcher:
    """Answers for one catalogue; what was asked last under the same decisions is kept."""

    catalog: Catalog

    @cached_property
    def _suggesters(self) -> dict[tuple[str, ...], Suggester]:
        return {}

    def suggester(self, decisions: Sequence[Decision] = ()) -> Suggester:
        """Return what suggests where these decisions are rules like any other."""
        key = tuple(each.id for each in decisions)
        if key not in self._suggesters:
            self._suggesters.clear()
            self._suggesters[key] = Suggester(with_decisions(self.catalog, decisions))
        return self._suggesters[key]

    def suggest(
        self,
        what: Course | Attainment | str,
        *,
        at: str,
        as_of: dt.date,
        k: int = 5,
        decisions: Sequence[Decision] = (),
    ) -> SuggestionsDocument:
        """Return the ``k`` most likely answers; earlier decisions speak too.  Raises as :meth:`Suggester.suggest`."""
        return self.suggester(decisions).suggest(what, at=at, as_of=as_of, k=k)

    def queue(
        self,
        records: Sequence[LearnerRecord],
        *,
        at: Sequence[str],
        as_of: dt.date,
        decisions: Sequence[Decision] = (),
        minutes: Fraction | None = None,
    ) -> QueueDocument:
        """Return what is undecided, with how likely the best suggestion for each pair is right.

        ``minutes`` is what one decision takes.  Raises UnknownIdError U001 for an organization.
        """
        for name in at:
            self.catalog.organization(name)
        certainty = Certain(self.suggester(decisions), as_of, _codes(records))
        wanted = Wanted(tuple(at), as_of, tuple(decisions), certainty, minutes)
        return queue(self.catalog, records, wanted)

    def preview(
        self,
        records: Iterable[LearnerRecord],
        decision: Decision,
        *,
        as_of: dt.date,
        decisions: Sequence[Decision] = (),
    ) -> ReplayDocument:
        """Return the lines that would turn if this were decided beside (or instead of) what stands."""
        pair = settled(self.catalog, decision.pair).key
        others = tuple(each for each in decisions if settled(self.catalog, each.pair).key != pair)
        before = Under(self.catalog, as_of, tuple(decisions))
        return replay(records, (decision.pair.receiving,), before, Under(self.catalog, as_of, (*others, decision)))


@dataclass(frozen=True)
class Certain:
    """How likely the best suggestion for a pair is right: None where nothing is suggested.

    ``brought`` are lines by the key of their learning: of a course that nobody has defined they say the title.
    """

    suggester: Suggester
    as_of: dt.date
    brought: Mapping[str, Attainment]

    def __call__(self, pair: Pair) -> Fraction | None:
        """Return the probability of the best suggestion."""
        what = self._asked(pair.learning)
        if what is None:
            return None
        try:
            found = self.suggester.suggest(what, at=pair.receiving, as_of=self.as_of, k=1)
        except UnknownIdError:  # the receiver's own, or nothing that the catalogue knows
            return None
        return found.suggestions[0].probability if found.suggestions else None

    def _asked(self, learning: Learning) -> Attainment | str | None:
        if learning.course is not None:
            return learning.course
        return self.brought.get(learning.key) or asked_of(learning)


def asked_of(learning: Learning, title: str | None = None) -> Attainment | None:
    """Return a course by its code, or a credential, as a line of which suggestions can be asked; None for others."""
    if learning.code is None and learning.credential is None:
        return None
    return Attainment(
        id="asked",
        organization=learning.organization,
        code=learning.code,
        title=title,
        credential=learning.credential,
        status=AttainmentStatus.COMPLETED,
    )


def _codes(records: Iterable[LearnerRecord]) -> dict[str, Attainment]:
    found: dict[str, Attainment] = {}
    for record in records:
        for line in record.attainments:
            if line.course is None and line.credential is None and line.organization and line.code:
                learning = Learning(organization=line.organization, code=" ".join(line.code.split()))
                found.setdefault(learning.key, line)
    return found
