"""What are the lines of a record likely to count as there?  Suggestions for those that nobody has decided.

A line that is undecided only for what the record lacks (a date, a grade) is asked about as well: its rule is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.errors import UnknownIdError
from pathways.matching.suggest import Suggester
from pathways.model.record import LearnerRecord
from pathways.model.suggestion_documents import LineSuggestions, LineSuggestionsDocument, SuggestionsDocument
from pathways.recognition.apply import title_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook
from pathways.recognition.types import Line, Recognition

FEW: Final = 5
"""How many answers are listed where nobody says how many."""


@dataclass(frozen=True)
class Asked:
    """What is asked: at which organization, on which day, how many answers, which lines (none: all undecided ones)."""

    at: str
    as_of: dt.date
    k: int = FEW
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordSuggester:
    """Suggests for records; the suggester's catalogue should hold what has been decided as rules."""

    suggester: Suggester

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self.suggester.catalog)

    def suggest(self, record: LearnerRecord, asked: Asked) -> LineSuggestionsDocument:
        """Return ``pathways/line-suggestions/1``, in the order of the record.

        Lines are named by id or by their number on the record, from 1.  Raises UnknownIdError U001 (no such
        organization or line) or U003 (not 1 to 100 answers).
        """
        catalog, book = self.suggester.catalog, self._book
        result = recognize(catalog, book, record, receiving=asked.at, as_of=asked.as_of)
        found = {line.line.id: line for line in result.lines}
        names = _named(record, asked.lines) or [one.id for one in record.attainments]
        wanted = [found[name] for name in names if asked.lines or found[name].decision == "undecided"]
        return LineSuggestionsDocument(
            schema_name="pathways/line-suggestions/1",
            as_of=asked.as_of,
            catalog=catalog.digest,
            learner=record.learner.id,
            at=asked.at,
            lines=tuple(self._line(line, asked) for line in wanted),
        )

    def _line(self, line: Recognition, asked: Asked) -> LineSuggestions:
        name = line.line.id
        return LineSuggestions(
            attainment=name,
            title=title_of(line.line).removeprefix(f"{name} ") or name,
            decision=line.decision,
            codes=line.codes,
            suggestions=None if line.line.organization == asked.at else self._suggested(line.line, asked),
        )

    def _suggested(self, line: Line, asked: Asked) -> SuggestionsDocument:
        return self.suggester.suggest(line.attainment, at=asked.at, as_of=asked.as_of, k=asked.k)


def _named(record: LearnerRecord, words: Sequence[str]) -> list[str]:
    """Return the ids of the lines that words name.  Raises UnknownIdError U001."""
    ids = [one.id for one in record.attainments]
    found: list[str] = []
    for word in words:
        number = int(word) if word.isdecimal() and len(word) < 6 else 0
        if word not in ids and not 1 <= number <= len(ids):
            told = f"the record has no line {word[:80]!r}"
            raise UnknownIdError("U001", told, hint=f"Its lines: {', '.join(ids[:20])}, or by number, 1 to {len(ids)}.")
        found.append(word if word in ids else ids[number - 1])
    return list(dict.fromkeys(found))
