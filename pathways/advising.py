"""THE DESK: every use case in one call, no input or output; what command line, page and API call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from pathways.catalog.collection import Catalog
from pathways.catalog.findings import check_document
from pathways.catalog.names import did_you_mean
from pathways.completion.audit import Examination
from pathways.completion.candidates import Measure
from pathways.completion.compare import Outlook, compare_document, goals, unclaimed_awards
from pathways.completion.examiner import Examiner
from pathways.completion.gap import competency_goal, essential, gap_document
from pathways.completion.program import compile_program
from pathways.completion.report import audit_document, recognition_document
from pathways.errors import Finding, QuestionError, UnknownIdError
from pathways.graph.shown import CONNECTED, show_document
from pathways.matching.decided import with_decisions
from pathways.model.competency import CompetencyLevel
from pathways.model.credential import Credential
from pathways.model.documents import (
    AuditDocument,
    CheckDocument,
    CompareDocument,
    GapDocument,
    RecognitionDocument,
    ShowDocument,
)
from pathways.model.map_documents import MapDocument
from pathways.model.plan_documents import NextDocument, PlanDocument, TeamDocument
from pathways.model.record import Learner, LearnerRecord, Preferences
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook

if TYPE_CHECKING:
    from pathways.completion.survey import Survey
    from pathways.design.stacking import Stacker
    from pathways.graph.compile import Graph
    from pathways.matching.matcher import Matcher
    from pathways.model.decision import Decision
    from pathways.model.design_documents import EditionsDocument, LadderDocument, StackingDocument
    from pathways.model.equity_documents import EquityDocument
    from pathways.model.letter_documents import LetterDocument, Letterheads
    from pathways.planning.answer import Request
    from pathways.planning.question import Question


FEW_GOALS: Final = 100
"""Up to so many goals are simply audited one by one where all are to be ranked."""


class Desk:
    """Answers questions about one catalogue; what is compiled once is kept.

    ``decisions`` are those of people that stand: in ``catalog`` they are rules like any other.

    >>> Desk(Catalog()).catalog.courses
    mappingproxy({})
    """

    def __init__(self, catalog: Catalog, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(decisions)
        self.catalog = with_decisions(catalog, self.decisions)
        self.forget()

    def forget(self) -> None:
        """Forget what was compiled: a question that was broken off may have left it half made."""
        catalog, decisions = self.catalog, self.decisions
        vars(self).clear()
        self.catalog, self.decisions = catalog, decisions
        self.book = RuleBook(catalog)
        self._examiner = Examiner(catalog, self.book)

    @cached_property
    def graph(self) -> Graph:
        """Return the compiled graph of the catalogue."""
        from pathways.graph.compile import compile_graph

        return compile_graph(self.catalog)

    @cached_property
    def matcher(self) -> Matcher:
        """Return what says which learning looks equivalent, and what waits for a decision."""
        from pathways.matching.matcher import Matcher

        return Matcher(self.catalog)

    def examine(
        self, record: LearnerRecord, credential: Credential, *, as_of: dt.date, measure: Measure | None = None
    ) -> Examination:
        """Return the examination behind audit, gap and compare."""
        return self._examiner.examine_from_nothing(record, credential, as_of=as_of, measure=measure)

    def goal(self, record: LearnerRecord, reference: str, as_of: dt.date) -> Credential:
        """Return the credential in the edition that binds this learner: the one named, else the one at entry.

        Raises UnknownIdError U001 or U002.
        """
        if "@" in reference:
            return self.catalog.credential(reference)
        entered = [goal.entered for goal in record.goals if (goal.credential or "").partition("@")[0] == reference]
        elected = [goal.credential for goal in record.goals if (goal.credential or "").startswith(f"{reference}@")]
        if elected and elected[0]:
            return self.catalog.credential(elected[0])
        return self.catalog.credential(reference, next((day for day in entered if day), as_of))

    def audit(self, record: LearnerRecord, goal: str, *, as_of: dt.date, at: str | None = None) -> AuditDocument:
        """Return what counts, how far it goes, what is missing and why.

        ``at`` may name the receiving organization; it must be the one that awards the goal (QuestionError U003).
        """
        credential = self.goal(record, goal, as_of)
        if at is not None and self.catalog.organization(at).id != credential.organization:
            raise QuestionError(
                "U003",
                f"{goal!r} is awarded by {credential.organization!r}, not by {at!r}",
                why="Its rules are those of the organization that awards it.",
                hint="Leave --at out, or name a goal of that organization.",
            )
        return audit_document(self.examine(record, credential, as_of=as_of))

    def recognize(
        self, record: LearnerRecord, organization: str, *, as_of: dt.date, goal: str | None = None
    ) -> RecognitionDocument:
        """Return the decision of an organization on every line, with all options."""
        credential = self.goal(record, goal, as_of) if goal else None
        result = recognize(self.catalog, self.book, record, receiving=organization, credential=credential, as_of=as_of)
        return recognition_document(self.catalog, result, record.learner.id, credential.key if credential else None)

    def gap(self, record: LearnerRecord, goal: str, *, as_of: dt.date, measure: Measure | None = None) -> GapDocument:
        """Return what is missing for a credential or an occupation, and what closes it most cheaply."""
        if self.catalog.editions(goal.partition("@")[0]):
            credential = self.goal(record, goal, as_of)
            document = gap_document(self.examine(record, credential, as_of=as_of, measure=measure), goal)
            return document.model_copy(update={"unclaimed": self.unclaimed(record, as_of=as_of)})
        occupation = self.catalog.occupations.get(goal)
        if occupation is None:
            known = (*(c.id for c in self.catalog.credentials.values()), *self.catalog.occupations)
            told = f"this catalog has no credential or occupation {goal!r}"
            raise UnknownIdError("U001", told, hint=did_you_mean(goal, known))
        return self.competency_gap(record, essential(occupation), goal, occupation.title, as_of=as_of, measure=measure)

    def competency_gap(
        self,
        record: LearnerRecord,
        wanted: Sequence[CompetencyLevel],
        goal: str,
        title: str,
        *,
        as_of: dt.date,
        measure: Measure | None = None,
    ) -> GapDocument:
        """Return what is missing for a set of competencies; least money by default, least items where prices lack.

        Raises UnknownIdError U001 for a competency that no framework of the catalogue contains.
        """
        for item in wanted:
            if item.competency not in self.catalog.competencies:
                raise self.catalog.unknown("competencies", item.competency)
        credential = competency_goal(goal, title, tuple(wanted))
        examination = self.examine(record, credential, as_of=as_of, measure=measure or "money")
        if measure is None and examination.reading().allocation.impossible:
            examination = self.examine(record, credential, as_of=as_of, measure="items")
        return gap_document(examination, goal)

    def compare(
        self, record: LearnerRecord, *, as_of: dt.date, kind: str | None = None, top: int = 20
    ) -> CompareDocument:
        """Return every goal of the catalogue, ranked by how far this record goes toward it."""
        wanted = goals(self.catalog, kind, as_of)
        many = not top or len(wanted) > FEW_GOALS
        outlook = self._outlook(record, wanted, as_of) if many else None
        one = partial(self.examine, record, as_of=as_of)
        return compare_document(self.catalog, record, wanted, one, as_of, top, outlook)

    def _outlook(self, record: LearnerRecord, wanted: Sequence[Credential], as_of: dt.date) -> Outlook:
        """Return what the graph and earlier answers say of goals before any is audited."""
        empty = partial(self._examiner.empty, as_of=as_of)
        return Outlook(self.survey.bounds(record, wanted, as_of), empty, self.survey.asks_nothing)

    @cached_property
    def survey(self) -> Survey:
        """Return the requirement trees of the catalogue, ready to be asked about any record."""
        from pathways.completion.survey import Survey
        from pathways.graph.prices import catalog_demand

        return Survey(self.catalog, self.book, catalog_demand(self.graph, self.catalog))

    def plan(
        self,
        record: LearnerRecord,
        goals: Sequence[str | Credential],
        *,
        as_of: dt.date,
        preferences: Preferences | None = None,
        request: Request | None = None,
    ) -> PlanDocument:
        """Return the best plan toward all goals (credentials or occupations), checked; or why there is none.

        ``preferences`` replace those of the record.  Raises UnknownIdError U001 for a goal, a term or anything to take
        or avoid that the catalogue does not contain, QuestionError U003 where no goal is named.
        """
        from pathways.planning.answer import Request, answer

        question = self._question(record, goals, as_of, preferences or record.preferences)
        return answer(question, request or Request(), self._examined(as_of))

    def team(
        self,
        records: Sequence[LearnerRecord],
        goals: Sequence[str | Credential],
        *,
        as_of: dt.date,
        preferences: Preferences | None = None,
        request: Request | None = None,
    ) -> TeamDocument:
        """Return everybody's cheapest plan toward the goals, the sum, and the one offering that would do for all.

        ``preferences`` replace those of every record.  Raises as :meth:`plan` does, and QuestionError U003 where nobody
        is in the team or prices cannot be added.
        """
        from pathways.planning.answer import Request
        from pathways.planning.team import Team

        if not records:
            raise QuestionError("U003", "a team needs somebody in it", hint="Name one record for each person.")
        questions = (self._question(record, goals, as_of, preferences or record.preferences) for record in records)
        return Team(tuple(questions), request or Request(wanted=("cost", "time"))).document()

    def next(
        self,
        record: LearnerRecord,
        goals: Sequence[str | Credential] = (),
        *,
        as_of: dt.date,
        preferences: Preferences | None = None,
        top: int = 5,
    ) -> NextDocument:
        """Return what may be begun now, the best first; without goals toward the nearest that the record can reach.

        ``preferences`` replace those of the record.  Raises UnknownIdError U001 as :meth:`plan` does, QuestionError
        U003 where no goal is named and the catalogue has none in force.
        """
        from pathways.planning.next_steps import Nearest, Next
        from pathways.planning.openings import keeping

        examine = self._examiner.examine
        examiner = keeping(record, lambda who, goal, measure: examine(who, goal, as_of=as_of, measure=measure))
        wanted = goals or Nearest(self.survey, self.catalog, record, examiner, as_of).goals()
        question = self._question(record, wanted, as_of, preferences or record.preferences)
        return Next(question, self.survey, examiner, bool(goals)).document(top)

    def _question(
        self, record: LearnerRecord, goals: Sequence[str | Credential], as_of: dt.date, preferences: Preferences
    ) -> Question:
        from pathways.planning.question import Question, asked

        wanted = tuple(self._aim(record, goal, as_of) for goal in goals)
        return asked(Question(self.catalog, self.book, record, wanted, as_of, preferences))

    def _aim(self, record: LearnerRecord, goal: str | Credential, as_of: dt.date) -> Credential:
        """Return a goal as a credential: itself, the one named, or an occupation's essential competencies."""
        if isinstance(goal, Credential):
            return goal
        occupation = self.catalog.occupations.get(goal)
        if occupation is not None and not self.catalog.editions(goal.partition("@")[0]):
            return competency_goal(goal, occupation.title, essential(occupation))
        credential = self.goal(record, goal, as_of)
        compile_program(credential)
        return credential

    def map(
        self, record: LearnerRecord | None, goals: Sequence[str] = (), *, as_of: dt.date, most: int = 120
    ) -> MapDocument:
        """Return how what a learner has leads to goals and beyond, in columns; without a record, the goals alone.

        Without goals those of the record; at most ``most`` things are shown, the others counted.  Raises UnknownIdError
        U001 for a goal that the catalogue does not contain, QuestionError U003 where there is none.
        """
        from pathways.design.map import MapQuestion

        who = record or LearnerRecord(learner=Learner(id="nobody"))
        wanted = goals or [name for goal in who.goals if (name := goal.credential or goal.occupation)]
        if not wanted:
            raise QuestionError("U003", "a map needs a goal", hint="Name a credential or an occupation.")
        aims = tuple({(aim := self._aim(who, goal, as_of)).key: aim for goal in wanted}.values())
        one = partial(self.examine, who, as_of=as_of)
        return MapQuestion(self.graph, self.book, who, aims, as_of, one, record is None).document(most)

    def letter(
        self,
        record: LearnerRecord,
        organization: str,
        *,
        as_of: dt.date,
        goal: str | None = None,
        line: str | None = None,
        letterheads: Letterheads | None = None,
    ) -> LetterDocument:
        """Return what an organization tells a learner: each line, on what it rests, and what would cure a refusal.

        Raises UnknownIdError U001 or U002, QuestionError U003 for a line that the record does not contain.
        """
        from pathways.planning.letter import Case, letter

        home, head = self.catalog.organization(organization).id, letterheads
        credential = self.goal(record, goal, as_of) if goal else None
        made = {each.id: each for each in self.decisions}
        heading = head.of(home) if head else None
        return letter(Case(self.catalog, self.book, record, home, as_of, credential, line, made, heading))

    def equity(
        self,
        records: Sequence[LearnerRecord],
        groups: Sequence[tuple[str, str]],
        organization: str,
        *,
        as_of: dt.date,
        goal: str | None = None,
        against: str | None = None,
    ) -> EquityDocument:
        """Return how often lines are decided, accepted and applied, by the group of each learner, given as pairs.

        Raises UnknownIdError U001 or U002; QuestionError U003 for a learner who comes twice, a group to compare with in
        which nobody is, or more small cells than can be left out safely.
        """
        from pathways.design.equity import Asked, equity_document

        home = self.catalog.organization(organization).id
        credential = self.catalog.credential(goal, as_of).key if goal else None
        asked = Asked(home, credential, as_of, self.catalog.digest, against)
        if credential is None:
            return equity_document(asked, records, groups, partial(self.recognize, organization=home, as_of=as_of))
        return equity_document(asked, records, groups, partial(self.audit, goal=credential, as_of=as_of, at=home))

    def unclaimed(self, record: LearnerRecord, *, as_of: dt.date) -> tuple[str, ...]:
        """Return the awards already earned and never claimed."""
        wanted = goals(self.catalog, None, as_of)
        least = self.survey.bounds(record, wanted, as_of)
        return unclaimed_awards(record, wanted, lambda goal: self.examine(record, goal, as_of=as_of), least)

    def show(self, reference: str, *, as_of: dt.date) -> ShowDocument:
        """Return one thing of any section, what leads to it and what it leads to.  Raises UnknownIdError U001."""
        section, thing = self.catalog.find(reference)
        return show_document(self.catalog, self.graph if section in CONNECTED else None, section, thing, as_of)

    def check(self, findings: Sequence[Finding], *, as_of: dt.date) -> CheckDocument:
        """Return all findings as a document; errors first."""
        return check_document(self.catalog, findings, as_of)

    def stacking(self, credential: str, *, as_of: dt.date) -> StackingDocument:
        """Return into what a credential stacks, what carries over and what dies, and what stacks into it.

        Raises UnknownIdError U001 or U002.
        """
        return self._stacker(as_of).of(self.catalog.credential(credential, as_of)).document()

    def ladder(self, credentials: Sequence[str], *, as_of: dt.date) -> LadderDocument:
        """Return what it takes to climb credentials one after the other, the smallest first, and what dies on the way.

        Raises UnknownIdError U001 or U002; QuestionError U003 for fewer than two, one that comes twice, or one above
        the first that states no requirement.
        """
        from pathways.design.ladder import ladder_of

        rungs = [self.catalog.credential(name, as_of) for name in credentials]
        return ladder_of(self._stacker(as_of), rungs)

    def ladders(self, credential: str, *, as_of: dt.date) -> tuple[tuple[str, ...], ...]:
        """Return natural ladders upward from a credential, as keys, the longest first.  Raises UnknownIdError U001."""
        from pathways.design.ladder import natural_ladders

        return natural_ladders(self._stacker(as_of), self.catalog.credential(credential, as_of))

    def editions(
        self, earlier: str, later: str, *, as_of: dt.date, records: Sequence[LearnerRecord] = ()
    ) -> EditionsDocument:
        """Return what changed between two editions (or any two credentials), and what it means for each record.

        Raises UnknownIdError U001 or U002; QuestionError U003 where both are one, or one states no requirement.
        """
        from pathways.design.editions import Editions, compared

        pair = compared(self.catalog.credential(earlier, as_of), self.catalog.credential(later, as_of))
        sides = Editions(self.book, *pair, self._examined(as_of), lambda who, name: self.goal(who, name, as_of), as_of)
        return sides.document(records)

    def _stacker(self, as_of: dt.date) -> Stacker:
        from pathways.design.stacking import Stacker

        return Stacker(self.catalog, self.graph, lambda: self.survey, self._examined(as_of), as_of)

    def _examined(self, as_of: dt.date) -> Callable[[LearnerRecord, Credential], Examination]:
        return partial(self.examine, as_of=as_of)
