"""What is it likely to count as there?  Suggestions for a course or a line of a record; never a decision.

A suggestion enters no audit: only a recorded decision makes a rule (semantics 9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.errors import UnknownIdError
from pathways.matching.abilities import Abilities
from pathways.matching.encoded import with_encoder
from pathways.matching.encoding import Encoding
from pathways.matching.engine import Candidates, Engine, Judged, Pool
from pathways.matching.explain import differences, evidence_for, named
from pathways.matching.listing import Listing
from pathways.matching.precedents import Precedents, precedents
from pathways.matching.ranker import Model
from pathways.matching.reading import (
    changed_rules,
    listing,
    listings,
    names_of,
    offered,
    published,
    read_attainment,
    read_precedents,
)
from pathways.matching.shipped import shipped_encoded, shipped_model
from pathways.model.course import Course
from pathways.model.record import Attainment
from pathways.model.suggestion_documents import SuggestedKind, SuggestionEntry, SuggestionsDocument
from pathways.recognition.rules import RuleBook

SUGGESTIONS_SCHEMA: Final = "pathways/suggestions/1"
MOST: Final = 100


@dataclass(frozen=True)
class Suggester:
    """Answers for one catalogue: indexes and rules are read once for each day that is asked about.

    ``before`` has read a catalogue of nearly the same courses, such as the same without what was decided since: what
    it has indexed is not indexed again.  An ``encoder`` compares texts too; a ``model`` that is given stays as it is.
    """

    catalog: Catalog
    model: Model | None = None
    before: Suggester | None = None
    encoder: Encoding | None = None

    @cached_property
    def _abilities(self) -> Abilities:
        same = self.before is not None and self.before.catalog.frameworks is self.catalog.frameworks
        return self.before._abilities if self.before is not None and same else Abilities(self.catalog)

    @cached_property
    def _listings(self) -> dict[str, Listing]:
        if self.before is None:
            return listings(self.catalog, self._abilities)
        known, courses = self.before._listings, self.before.catalog.courses
        return {
            name: known[name] if courses.get(name) is course else listing(self.catalog, course, self._abilities)
            for name, course in self.catalog.courses.items()
        }

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self.catalog)

    @cached_property
    def _model(self) -> Model:
        if self.model is not None or self.encoder is None:
            return self.model or shipped_model()
        return with_encoder(shipped_model(), self.encoder.name, shipped_encoded())

    @cached_property
    def _engines(self) -> dict[dt.date, Engine]:
        return {}

    def engine(self, as_of: dt.date) -> Engine:
        """Return what answers on a day; that of the last day asked about is kept.

        Raises QuestionError U003 where no weights were learned for the encoder.
        """
        if as_of not in self._engines:
            held = self._held(as_of)
            self._engines.clear()
            courses = offered(self.catalog, self._listings, as_of)
            pools = self._pools(courses, as_of)
            self._engines[as_of] = Engine(held, courses, self._model, pools, encoder=self.encoder)
        return self._engines[as_of]

    def _held(self, as_of: dt.date) -> Precedents:
        """Return the rules of a day; where only some differ from those read before, the others are not read again."""
        before, now = self.before, self.catalog
        changed = None if before is None else changed_rules(before.catalog, now)
        if before is None or changed is None:
            return precedents(read_precedents(now, as_of), self._listings)
        come = read_precedents(now, as_of, [name for name in changed if name in now.equivalences])
        return before.engine(as_of).held.changed(changed, come, self._listings)

    def _pools(self, courses: Mapping[str, tuple[Listing, ...]], as_of: dt.date) -> dict[str, Pool]:
        """Return the courses that are indexed already, where they are the same."""
        if self.before is None or self.before.encoder is not self.encoder:
            return {}
        old = self.before.engine(as_of)
        if old.courses == courses:
            return old.pools
        return {name: found for name, found in old.pools.items() if old.courses.get(name) == courses.get(name)}

    def suggest(self, what: Course | Attainment | str, *, at: str, as_of: dt.date, k: int = 5) -> SuggestionsDocument:
        """Return the ``k`` most likely answers for a course (or its id) or an attainment at the organization ``at``.

        Where the receiver has answered for this very course, its rules are named and nothing is suggested.  Raises
        UnknownIdError U001 (no such course or organization) or U003 (``k`` is not between 1 and 100, or the course
        is the receiver's own).
        """
        if not 1 <= k <= MOST:
            raise UnknownIdError("U003", f"{k} suggestions were asked for", hint=f"Ask for 1 to {MOST}.")
        self.catalog.organization(at)
        query = self._read(what)
        if query.organization == at:
            raise UnknownIdError("U003", f"{query.id!r} is of {at!r} itself", hint="Ask about another institution.")
        rules = self._published(what, query, at, as_of)
        engine = self.engine(as_of)
        found, answers = engine.judge(query, at)
        listed = () if rules else answers[:k]
        return SuggestionsDocument(
            schema_name=SUGGESTIONS_SCHEMA,
            as_of=as_of,
            catalog=self.catalog.digest,
            asked=what.id if isinstance(what, Attainment) else query.id,
            title=query.title,
            at=at,
            status="published" if rules else "suggested",
            published=rules,
            model=engine.model.version,
            trained_on=engine.model.trained_on,
            rules_known=found.evidence.rules,
            cold=not engine.model.knows(found.evidence),
            candidates=len(answers),
            suggestions=tuple(_entry(self.catalog, query, one, found, self._listings) for one in listed),
            rest=_portion(1 - sum(one.probability for one in listed)),
        )

    def _published(self, what: Course | Attainment | str, query: Listing, at: str, as_of: dt.date) -> tuple[str, ...]:
        if isinstance(what, Attainment):
            return published(self._book, names_of(self.catalog, what), at, as_of, what.completed or as_of)
        return published(self._book, (query.id,), at, as_of, as_of)

    def _read(self, what: Course | Attainment | str) -> Listing:
        match what:
            case str():
                return listing(self.catalog, self.catalog.course(what), self._abilities)
            case Course():
                return listing(self.catalog, what, self._abilities)
            case Attainment():
                return read_attainment(self.catalog, what, self._abilities)


def _portion(share: float) -> Fraction:
    return Fraction(str(round(min(1.0, max(0.0, share)), 4)))


def _entry(
    catalog: Catalog, query: Listing, one: Judged, found: Candidates, known: Mapping[str, Listing]
) -> SuggestionEntry:
    answer = one.answer
    there = known[answer.value] if answer.kind == "course" else None
    return SuggestionEntry(
        kind=_kind(one),
        course=there.id if there else None,
        subject=answer.value or None if answer.kind == "elective" else None,
        title=there.title if there else named(answer, known),
        probability=_portion(one.probability),
        evidence=evidence_for(catalog, query, answer, found, known),
        differences=differences(query, there, found.evidence) if there else (),
    )


def _kind(one: Judged) -> SuggestedKind:
    match one.answer.kind:
        case "course":
            return "course"
        case "elective":
            return "subject_elective" if one.answer.value else "general_elective"
        case "none":
            return "no_equivalent"
