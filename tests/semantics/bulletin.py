"""A bulletin to ask the law about: one university U, one college S in the same credit, one T in another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pathways.catalog.collection import collect
from pathways.completion.audit import Completion, Examination, examine
from pathways.completion.report import audit_document
from pathways.model.base import Noun, Source
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.documents import AuditDocument, LineEntry
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord
from pathways.recognition.rules import RuleBook
from tests.strategies import WORLD

AS_OF = dt.date(2026, 9, 1)
SOURCE = Source(title="a bulletin")
Fields = dict[str, Any]


def course(name: str, credit: int | str | None = 3, **more: Any) -> Course:
    """Return a course; the first letter of its name is its organization, capital."""
    fields = {"id": name, "organization": name[0].upper(), "code": name.upper(), "title": name, "credit": credit}
    return Course.model_validate({key: value for key, value in {**fields, **more}.items() if value is not None})


def rule(name: str, sources: Fields, target: Fields, **more: Any) -> Equivalence:
    """Return an equivalence into U."""
    return Equivalence.model_validate({"id": name, "receiving": "U", "from": sources, "to": target, **more})


def as_course(*names: str) -> Fields:
    """Return the target of one course or several."""
    return {"kind": "course" if len(names) == 1 else "courses", "courses": names}


def agreement(**more: Any) -> ArticulationAgreement:
    """Return the agreement G."""
    fields = {"id": "G", "sending": ["S"], "receiving": "U", "title": "G", "source": SOURCE}
    return ArticulationAgreement.model_validate({**fields, **more})


def policy(**more: Any) -> RecognitionPolicy:
    """Return the policy of U."""
    return RecognitionPolicy.model_validate({"id": "policy", "organization": "U", "source": SOURCE, **more})


def small_credential(name: str, **more: Any) -> Credential:
    """Return a micro-credential of S, assessed by a test."""
    fields = {"id": name, "organization": "S", "kind": "micro_credential", "title": name, "assessment": ["test"]}
    return Credential.model_validate({**fields, **more})


def framework(*competencies: Fields) -> Framework:
    """Return a framework."""
    titled = [{"title": item["id"], **item} for item in competencies]
    return Framework.model_validate({"id": "frame", "title": "frame", "competencies": titled, "source": SOURCE})


def line(number: int, name: str, grade: str | None = "B", **more: Any) -> Fields:
    """Return a completed line of a record."""
    fields = {"id": f"n{number}", "course": name, "grade": grade, "completed": "2025-06-01", **more}
    return {key: value for key, value in fields.items() if value is not None}


@dataclass(frozen=True)
class Answer:
    """What the audit says."""

    examination: Examination

    @property
    def now(self) -> Completion:
        """Return what holds now."""
        return self.examination.reading()

    @property
    def document(self) -> AuditDocument:
        """Return the document that people read."""
        return audit_document(self.examination)

    @property
    def status(self) -> str:
        """Return whether it is satisfied."""
        return self.examination.status

    @property
    def short(self) -> tuple[str, int]:
        """Return the shortfall in the measure, as text, and in items."""
        return str(self.now.shortfall), self.now.allocation.items

    @property
    def applied(self) -> str:
        """Return the credit that is applied."""
        return str(self.now.applied_credit)

    @property
    def impossible(self) -> bool:
        """Return whether it cannot be completed here."""
        return bool(self.now.allocation.impossible)

    def line(self, name: str) -> LineEntry:
        """Return the entry of one line."""
        return next(entry for entry in self.document.lines if entry.attainment == name)


def ask(requirement: Fields, offered: Sequence[Noun], lines: Sequence[Fields] = (), **more: Any) -> Answer:
    """Return the answer on a program P of U with this requirement; ``adjustments`` go to the record."""
    decided = more.pop("adjustments", ())
    fields = {"id": "P", "organization": "U", "kind": "certificate", "title": "P", "requirement": requirement, **more}
    credential = Credential.model_validate(fields)
    record = LearnerRecord.model_validate(
        {"learner": {"id": "L"}, "attainments": list(lines), "adjustments": list(decided)}
    )
    catalog = collect((*WORLD, *offered, credential))
    return Answer(examine(catalog, RuleBook(catalog), record, credential, as_of=AS_OF))
