"""Who wants what, from when on?  A question that can be answered, or a clear word on why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from pathways.catalog.collection import Catalog
from pathways.catalog.names import did_you_mean
from pathways.errors import QuestionError, UnknownIdError
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord, Preferences
from pathways.planning.assume import continued
from pathways.recognition.rules import RuleBook


@dataclass(frozen=True)
class Question:
    """Who wants what, from when on, under which conditions; ``hoped`` are awards worth holding on the way."""

    catalog: Catalog
    book: RuleBook
    record: LearnerRecord
    goals: tuple[Credential, ...]
    as_of: dt.date
    preferences: Preferences
    hoped: tuple[Credential, ...] = ()
    published: Catalog | None = None

    @property
    def digest(self) -> str:
        """Return the digest of the catalogue as it is published, without years that are assumed."""
        return (self.published or self.catalog).digest

    @property
    def start(self) -> dt.date:
        """Return the day from which on something may begin."""
        term = self.catalog.terms.get(self.preferences.start or "")
        return self.as_of if term is None else max(self.as_of, term.begin)


def asked(question: Question) -> Question:
    """Return a question that can be answered, over the years that its preferences assume.

    Raises QuestionError U003 without a goal, UnknownIdError U001 where preferences name what the catalogue lacks.
    """
    if not question.goals:
        raise QuestionError("U003", "a plan needs a goal", hint="Name one with --goal.")
    catalog, preferences = question.catalog, question.preferences
    _check_known(preferences, catalog)
    if not preferences.years_on:
        return question
    later = continued(catalog, preferences.years_on)
    return replace(question, catalog=later, book=RuleBook(later), published=catalog)


def _check_known(preferences: Preferences, catalog: Catalog) -> None:
    """Raise UnknownIdError U001 where preferences name what the catalogue does not contain."""
    terms = (*preferences.blackout, *((preferences.start,) if preferences.start else ()))
    for name, known, what in (
        *((term, catalog.terms, "term") for term in terms),
        *((home, catalog.organizations, "organization") for home in preferences.organizations),
    ):
        if name not in known:
            raise UnknownIdError("U001", f"this catalog has no {what} {name!r}", hint=did_you_mean(name, known))
    for name in (*preferences.take, *preferences.avoid):
        catalog.find(name)
