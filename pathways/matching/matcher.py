"""What is likely, what waits, what would change?  Suggestions, queue and preview under the decisions that stand.

Indexes of courses are made once for a catalogue, whatever is decided; a decision only adds a rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.matching.decided import settled, with_decisions
from pathways.matching.foresight import Foresight
from pathways.matching.queue import Wanted, queue
from pathways.matching.replay import Under, replay
from pathways.matching.suggest import Suggester
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.decision import Decision
from pathways.model.desk_documents import QueueDocument, ReplayDocument
from pathways.model.record import Attainment, LearnerRecord
from pathways.model.suggestion_documents import SuggestionsDocument


@dataclass(frozen=True)
class Matcher:
    """Answers for one catalogue; what was asked last under the same decisions is kept."""

    catalog: Catalog

    @cached_property
    def _undecided(self) -> Suggester:
        return Suggester(self.catalog)

    @cached_property
    def _suggesters(self) -> dict[tuple[str, ...], Suggester]:
        return {}

    def suggester(self, decisions: Sequence[Decision] = ()) -> Suggester:
        """Return what suggests where these decisions are rules like any other."""
        if not decisions:
            return self._undecided
        key = tuple(each.id for each in decisions)
        if key not in self._suggesters:
            self._suggesters.clear()
            decided = with_decisions(self.catalog, decisions)
            self._suggesters[key] = Suggester(decided, before=self._undecided)
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
        goal: Credential | None = None,
    ) -> QueueDocument:
        """Return what is undecided, with the best suggestion for each pair; with a ``goal``, what could serve it.

        ``minutes`` is what one decision takes.  Raises UnknownIdError U001 for an organization, QuestionError U003
        where another one awards the goal.
        """
        for name in at:
            self.catalog.organization(name)
        suggesting = Foresight(self.suggester(decisions), as_of)
        wanted = Wanted(tuple(at), as_of, tuple(decisions), minutes=minutes, suggesting=suggesting, goal=goal)
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
