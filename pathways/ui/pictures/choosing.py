"""Which picture belongs to which answer?  One row for each type of document, with the pictures that there are of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.design.asks import asked_in_words
from pathways.errors import QuestionError
from pathways.language.words import Say, best_language, say_in
from pathways.model.base import Noun
from pathways.model.credential import Credential
from pathways.model.design_documents import CarryEntry, EditionsDocument, LadderDocument, StackingDocument
from pathways.model.desk_documents import QueueDocument
from pathways.model.documents import (
    AuditDocument,
    CompareDocument,
    GapDocument,
    LineEntry,
    RecognitionDocument,
    RequirementEntry,
)
from pathways.model.plan_documents import PlanDocument
from pathways.model.record import AttainmentStatus, LearnerRecord
from pathways.model.requirement import walk
from pathways.model.suggestion_documents import SuggestionsDocument
from pathways.ui.names import Names, learner_name
from pathways.ui.picture import Picture
from pathways.ui.pictures.asks import asks_picture
from pathways.ui.pictures.at_stake import at_stake_picture
from pathways.ui.pictures.carry import carry_picture
from pathways.ui.pictures.coverage import coverage_of, coverage_picture
from pathways.ui.pictures.flow import flow_picture, streams
from pathways.ui.pictures.impact import concerned, impact_picture
from pathways.ui.pictures.likely import evidence_picture, likely_picture
from pathways.ui.pictures.ranking import ranking_picture
from pathways.ui.pictures.rungs import rungs_picture
from pathways.ui.pictures.strip import strip_picture
from pathways.ui.pictures.timeline import timeline_picture
from pathways.ui.pictures.trade import trade_picture
from pathways.ui.pictures.tree import tree_picture


@dataclass(frozen=True, slots=True)
class View:
    """What a picture is drawn with besides its document."""

    catalog: Catalog | None
    record: LearnerRecord | None
    say: Say

    @property
    def names(self) -> Names:
        """Return the names that the catalogue gives."""
        return Names(self.catalog or Catalog())

    def lines(self, lines: Sequence[LineEntry] = ()) -> dict[str, str]:
        """Return what each line of the record is about, as far as is known."""
        found = {line.attainment: line.title for line in lines}
        return found if self.record is None or self.catalog is None else {**found, **self.names.lines(self.record)}

    def pending(self) -> tuple[str, ...]:
        """Return the lines in progress."""
        items = self.record.attainments if self.record else ()
        return tuple(item.id for item in items if item.status == AttainmentStatus.IN_PROGRESS)

    def credential(self, key: str) -> tuple[Catalog, Credential]:
        """Return a credential with its catalogue.  Raises QuestionError U003 without a catalogue."""
        if self.catalog is None:
            raise nothing("this picture needs the catalogue", "Give it too: picture(document, desk.catalog, ...).")
        return self.catalog, self.catalog.credential(key)


Draw = Callable[[Any, View], Picture]


def nothing(why: str, hint: str = "") -> QuestionError:
    """Return the error for a document of which nothing can be drawn."""
    return QuestionError("U003", why, hint=hint)


def drawn(
    document: Noun, catalog: Catalog | None, record: LearnerRecord | None, language: str, kind: str | None
) -> Picture:
    """Return the picture of a document.  Raises QuestionError U003 where there is none, or none of that kind."""
    name = type(document).__name__
    kinds = KINDS.get(type(document))
    if kinds is None:
        raise nothing(f"there is no picture of {name}", f"There are of {', '.join(item.__name__ for item in KINDS)}.")
    wanted = kind or _first(document, kinds)
    if wanted not in kinds:
        raise nothing(f"there is no picture {wanted!r} of {name}", f"There are: {', '.join(kinds)}.")
    return kinds[wanted](document, View(catalog, record, say_in(best_language([language]))))


def _first(document: Noun, kinds: Mapping[str, Draw]) -> str:
    chosen = isinstance(document, PlanDocument) and document.others
    return "trade" if chosen else next(iter(kinds))


def _requirements(audit: AuditDocument, view: View) -> Picture:
    return tree_picture(audit, view.lines(audit.lines), view.say)


def _flow(audit: AuditDocument, view: View) -> Picture:
    found = streams(audit.lines, _titles(audit.requirements), view.say, view.pending(), applied=True)
    return _flowing(flow_picture(found, view.lines(audit.lines), audit.credit.system, view.say, applied=True))


def _recognized(document: RecognitionDocument, view: View) -> Picture:
    found = streams(document.lines, {}, view.say, view.pending(), applied=False)
    return _flowing(flow_picture(found, view.lines(document.lines), document.system or "", view.say, applied=False))


def _flowing(found: Picture | None) -> Picture:
    if found is None:
        raise nothing("no line carries credit, so there is nothing to draw")
    return found


def _titles(entry: RequirementEntry) -> dict[str, str]:
    found = {entry.path: entry.title}
    for child in entry.children:
        found.update(_titles(child))
    return found


def _program(audit: AuditDocument, view: View) -> Picture:
    if audit.lines:
        hint = 'Audit one: LearnerRecord(learner={"id": "nobody"}).'
        raise nothing("what a program asks of a beginner is told by the audit of an empty record", hint)
    catalog, credential = view.credential(audit.credential)
    root = credential.requirement
    told = {path: view.say.engine(asked_in_words(catalog, node)) for path, node in walk(root)} if root else {}
    return asks_picture(audit, told, view.say)


def _coverage(audit: AuditDocument, view: View) -> Picture:
    catalog, credential = view.credential(audit.credential)
    found = coverage_of(catalog, credential)
    if not found.titles:
        raise nothing(f"no part of {audit.title} says which abilities it shows")
    return coverage_picture(found, credential.title, view.say)


def _abilities(gap: GapDocument, view: View) -> Picture:
    if not gap.competencies:
        raise nothing(f"{gap.title} asks for no abilities", "Draw its audit: picture(desk.audit(...)).")
    return strip_picture(gap, view.say)


def _timeline(plan: PlanDocument, view: View) -> Picture:
    return timeline_picture(plan, view.say)


def _trade(plan: PlanDocument, view: View) -> Picture:
    if not plan.others:
        raise nothing(
            "this plan has no others beside it", "Ask for them: desk.plan(..., request=Request(pareto=True))."
        )
    return trade_picture(plan, view.say)


def _ranking(document: CompareDocument, view: View) -> Picture:
    return ranking_picture(document.goals, view.names, view.say)


def _best_carry(document: StackingDocument, view: View) -> Picture:
    """Return the way into the program that counts most of it."""
    if not document.into:
        raise nothing(f"{document.title} stacks into nothing")
    return _carry(max(document.into, key=lambda carry: carry.share), view)


def _carry(carry: CarryEntry, view: View) -> Picture:
    larger = view.names.credential(carry.larger)
    root = larger.requirement if larger else None
    places = {path: node.title for path, node in walk(root) if node.title} if root else {}
    return carry_picture(carry, view.names.thing(carry.smaller), places, view.say)


def _ladder(document: LadderDocument, view: View) -> Picture:
    return rungs_picture(document, view.say)


def _learners(document: EditionsDocument, view: View) -> Picture:
    if not concerned(document):
        raise nothing("no learner holds anything toward either", "Give some: desk.editions(..., records=[...]).")
    people = {view.record.learner.id: learner_name(view.record)} if view.record else {}
    names = {entry.learner: people.get(entry.learner, entry.learner) for entry in document.records}
    return impact_picture(document, names, view.say)


def _likely(document: SuggestionsDocument, view: View) -> Picture:
    return likely_picture(_suggested(document), view.names, view.say)


def _evidence(document: SuggestionsDocument, view: View) -> Picture:
    return evidence_picture(_suggested(document).suggestions, view.names, view.say)


def _suggested(document: SuggestionsDocument) -> SuggestionsDocument:
    if not document.suggestions:
        raise nothing(f"nothing is suggested for {document.title}", "A rule answers for it, or nothing is on offer.")
    return document


def _at_stake(document: QueueDocument, view: View) -> Picture:
    if not document.groups:
        raise nothing("nothing waits for a decision")
    return at_stake_picture(document.groups, view.names, view.say)


KINDS: Final[Mapping[type[Noun], Mapping[str, Draw]]] = {
    AuditDocument: {"requirements": _requirements, "flow": _flow, "program": _program, "coverage": _coverage},
    RecognitionDocument: {"flow": _recognized},
    GapDocument: {"abilities": _abilities},
    PlanDocument: {"timeline": _timeline, "trade": _trade},
    CompareDocument: {"ranking": _ranking},
    StackingDocument: {"carry": _best_carry},
    CarryEntry: {"carry": _carry},
    LadderDocument: {"ladder": _ladder},
    EditionsDocument: {"learners": _learners},
    SuggestionsDocument: {"likely": _likely, "evidence": _evidence},
    QueueDocument: {"at stake": _at_stake},
}
"""What can be drawn of each document; the first is drawn where no kind is named."""
