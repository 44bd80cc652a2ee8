"""What would turn?  The same records under other decisions or rules: each line that stands otherwise, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.matching.decided import with_decisions
from pathways.model.decision import Decision
from pathways.model.desk_documents import ReplayDocument, Side, TurnedEntry
from pathways.model.record import LearnerRecord
from pathways.recognition.apply import title_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook
from pathways.recognition.types import Recognition


@dataclass(frozen=True)
class Under:
    """One set of rules: a catalogue with its policies, the decisions that stand, the day."""

    catalog: Catalog
    as_of: dt.date
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def book(self) -> RuleBook:
        """Return the rules, those that were decided among them."""
        return RuleBook(with_decisions(self.catalog, self.decisions))

    def lines(self, record: LearnerRecord, receiving: str) -> dict[str, Recognition]:
        """Return how every line of a record stands, by its id.  Raises UnknownIdError U001."""
        book = self.book
        found = recognize(book.catalog, book, record, receiving=receiving, as_of=self.as_of)
        return {line.line.id: line for line in found.lines}


def replay(records: Iterable[LearnerRecord], receiving: tuple[str, ...], before: Under, after: Under) -> ReplayDocument:
    """Return ``pathways/replay/1``: each line whose decision, codes, target or credit differ, in order.

    Raises UnknownIdError U001 where one of the catalogues has no such organization.
    """
    turned: list[TurnedEntry] = []
    count = seen = 0
    for record in records:
        count += 1
        for name in receiving:
            one, two = before.lines(record, name), after.lines(record, name)
            seen += len(one)
            pairs = ((one[line], two[line]) for line in one)
            turned.extend(_turned(record, name, was, now) for was, now in pairs if _stands(was) != _stands(now))
    return ReplayDocument(
        schema_name="pathways/replay/1",
        as_of=after.as_of,
        catalog=after.book.catalog.digest,
        catalog_before=before.book.catalog.digest,
        as_of_before=before.as_of,
        receiving=receiving,
        records=count,
        lines=seen,
        turned=tuple(sorted(turned, key=lambda each: (each.learner, each.receiving, each.attainment))),
    )


def _stands(line: Recognition) -> tuple[object, ...]:
    """Return what counts of a line: wording and the names of rules may change without turning it."""
    return (line.decision, line.codes, _given(line), line.value)


def _given(line: Recognition) -> tuple[str, ...]:
    labels = {item.label for option in line.options if option.certain for item in option.items}
    return tuple(sorted(labels)) if line.decision == "accepted" else ()


def _turned(record: LearnerRecord, receiving: str, was: Recognition, now: Recognition) -> TurnedEntry:
    said, says = _because(was), _because(now)
    name = was.line.id
    return TurnedEntry(
        learner=record.learner.id,
        attainment=name,
        title=title_of(was.line).removeprefix(f"{name} ") or name,
        receiving=receiving,
        before=_side(was, tuple(words for words in said if words not in says)),
        after=_side(now, tuple(words for words in says if words not in said)),
    )


def _side(line: Recognition, because: tuple[str, ...]) -> Side:
    return Side(
        decision=line.decision,
        codes=line.codes,
        recognized_as=_given(line),
        credit=line.value if line.decision == "accepted" else Fraction(0),
        because=because,
    )


def _because(line: Recognition) -> tuple[str, ...]:
    """Return what is said of a line: why it counts, or what bars it, each with its source."""
    if line.decision == "accepted":
        told = [(option.why, option.source) for option in line.options if option.certain]
    else:
        told = [(bar.statement, bar.source) for bar in line.bars]
    return tuple(dict.fromkeys(f"{words} ({source})" if source else words for words, source in told))
