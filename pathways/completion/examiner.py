"""What was worked out before, and still holds?  Examinations by credential, day and measure; their shelves are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Completion, Examination, examine, shelf_for
from pathways.completion.candidates import Measure, Shelf, Stock
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.recognition.rules import RuleBook, policies_for

Key = tuple[str, dt.date, Measure]
"""A credential in its edition, a day, and what counts as near."""


@dataclass(frozen=True)
class Examiner:
    """Examines records under the rules of one catalogue; what depends on no record is worked out once."""

    catalog: Catalog
    book: RuleBook
    _shelves: dict[Key, Shelf] = field(default_factory=dict)
    _empty: dict[Key, Completion] = field(default_factory=dict)

    @cached_property
    def _stock(self) -> Stock:
        return Stock(self.catalog)

    def examine(
        self, record: LearnerRecord, credential: Credential, *, as_of: dt.date, measure: Measure | None = None
    ) -> Examination:
        """Return the examination of a record; how far the empty record is, is asked only where somebody wants it."""
        wanted = measure or credential.measure
        key = (credential.key, as_of, wanted)
        shelf = self._shelves.get(key)
        if shelf is None or shelf.program.credential != credential:
            shelf = self._shelves[key] = self._shelf(credential, as_of, wanted)
            self._empty.pop(key, None)
        found = examine(self.catalog, self.book, record, credential, as_of=as_of, shelf=shelf)
        return replace(found, known_empty=self._empty.get(key))

    def examine_from_nothing(
        self, record: LearnerRecord, credential: Credential, *, as_of: dt.date, measure: Measure | None = None
    ) -> Examination:
        """Return the same, and keep how far the empty record is."""
        wanted = measure or credential.measure
        found = self.examine(record, credential, as_of=as_of, measure=wanted)
        self._empty.setdefault((credential.key, as_of, wanted), found.empty)
        return found

    def empty(self, goal: Credential, as_of: dt.date) -> Completion | None:
        """Return how far the empty record is, None where nobody asked yet."""
        return self._empty.get((goal.key, as_of, goal.measure))

    def _shelf(self, credential: Credential, as_of: dt.date, measure: Measure) -> Shelf:
        policies = policies_for(self.catalog, credential.organization, credential, as_of)
        return shelf_for(
            self.catalog,
            credential,
            policies,
            as_of=as_of,
            measure=measure,
            everywhere=credential.key not in self.catalog.credentials,
            stock=self._stock,
        )
