"""How does a golden file become a question, and an answer the words that the file expects?

A golden file is YAML that a registrar can edit; `README.md` beside this file says how.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pathways.advising import Desk
from pathways.errors import Finding
from pathways.formats.native import load_catalog, load_record
from pathways.formats.yamlio import parse_yaml
from pathways.model.design_documents import EditionsDocument, LadderDocument
from pathways.model.documents import AuditDocument, CompareDocument, GapDocument, LineEntry, RecognitionDocument
from pathways.model.plan_documents import NextDocument, PlanDocument, TeamDocument
from pathways.model.record import LearnerRecord, Preferences
from pathways.planning.answer import Request
from tests.support import REPO

HERE = Path(__file__).parent
SAMPLE = REPO / "data" / "sample"

Answer = (
    AuditDocument
    | RecognitionDocument
    | GapDocument
    | CompareDocument
    | PlanDocument
    | NextDocument
    | TeamDocument
    | LadderDocument
    | EditionsDocument
)


@dataclass(frozen=True)
class GoldenCase:
    """One question of a golden file: what is asked, of which catalogue and record, and what must be answered."""

    file: Path
    number: int
    whole: dict[str, Any]

    @property
    def case(self) -> dict[str, Any]:
        """Return the case as it is written."""
        found: dict[str, Any] = self.whole["cases"][self.number]
        return found

    @property
    def id(self) -> str:
        """Return a name for the list of tests."""
        return f"{self.file.stem}: {self.case['name']}"

    @property
    def as_of(self) -> dt.date:
        """Return the day of the question."""
        return dt.date.fromisoformat(self.case.get("as_of") or self.whole["as_of"])

    @property
    def expected(self) -> dict[str, Any]:
        """Return what the answer must say."""
        found: dict[str, Any] = self.case["expect"]
        return found

    def record(self) -> LearnerRecord:
        """Return the record of the case: its own, or the file's without ``drop`` and with ``add``."""
        written = self.case.get("record", self.whole.get("record", {}))
        base = written if isinstance(written, dict) else _as_data(load_record(SAMPLE / "records" / f"{written}.yaml"))
        added = self.case.get("add", [])
        gone = {*self.case.get("drop", []), *(line["id"] for line in added)}
        kept = [line for line in base.get("attainments", []) if line["id"] not in gone]
        changed = {**base, "attainments": [*kept, *added]}
        if "adjustments" in self.case:
            changed["adjustments"] = self.case["adjustments"]
        changed.setdefault("learner", {"id": "somebody"})
        return LearnerRecord.model_validate(changed)


def _as_data(record: LearnerRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@cache
def sample_desk() -> Desk:
    """Return the desk of the shipped sample, which is read once."""
    return Desk(load_catalog(SAMPLE / "catalog").catalog)


def golden_cases(folder: str) -> list[GoldenCase]:
    """Return every case of every golden file in a folder, in order."""
    return [
        GoldenCase(file, number, whole)
        for file in sorted((HERE / folder).glob("[!_]*.yaml"))
        for whole in (parse_yaml(file.read_text("utf-8")).value,)
        for number in range(len(whole["cases"]))
    ]


def findings_of(case: GoldenCase, folder: Path) -> tuple[Finding, ...]:
    """Return what the check says about the catalogue that the file (or the case) brings along."""
    return load_catalog(_written(case, folder)).findings


def _written(case: GoldenCase, folder: Path) -> Path:
    """Write the catalogue of a case, with the parts that it includes, as a folder of ordinary files."""
    parts = case.case.get("catalog", case.whole.get("catalog"))
    (folder / "catalog.yaml").write_text(yaml.safe_dump(parts, allow_unicode=True), "utf-8")
    for name in case.whole.get("include", []):
        (folder / name).write_text((case.file.parent / name).read_text("utf-8"), "utf-8")
    return folder


def desk_for(case: GoldenCase, folder: Path) -> Desk:
    """Return the desk of the case's catalogue; one that a file brings along must be free of errors."""
    if case.case.get("catalog", case.whole.get("catalog", "sample")) == "sample":
        return sample_desk()
    loaded = load_catalog(_written(case, folder))
    assert loaded.errors == (), "\n".join(finding.render() for finding in loaded.errors)
    return Desk(loaded.catalog)


def ask(desk: Desk, case: GoldenCase, record: LearnerRecord) -> Answer:
    """Put the question of a case to the desk."""
    words = case.case
    match words["ask"]:
        case "audit":
            return desk.audit(record, words["goal"], as_of=case.as_of, at=words.get("at"))
        case "recognize":
            return desk.recognize(record, words["at"], as_of=case.as_of, goal=words.get("goal"))
        case "gap":
            return desk.gap(record, words["goal"], as_of=case.as_of, measure=words.get("measure"))
        case "compare":
            return desk.compare(record, as_of=case.as_of, kind=words.get("kind"))
        case "plan":
            return desk.plan(
                record, goals_of(case), as_of=case.as_of, preferences=wishes(case, record), request=request_of(case)
            )
        case "next":
            return desk.next(record, goals_of(case), as_of=case.as_of, top=int(words.get("top", 5)))
        case "ladder":
            return desk.ladder(words["ladder"], as_of=case.as_of)
        case "editions":
            return desk.editions(*words["editions"], as_of=case.as_of, records=[record])
        case "team":
            team = [load_record(SAMPLE / "records" / f"{name}.yaml") for name in words["team"]]
            return desk.team(team, goals_of(case), as_of=case.as_of)
        case other:
            raise ValueError(f"{case.id}: nobody knows how to ask {other!r}")


def goals_of(case: GoldenCase) -> list[str]:
    """Return the goals of a case: one ``goal``, or several ``goals`` in their order."""
    return [case.case["goal"]] if "goal" in case.case else list(case.case["goals"])


def wishes(case: GoldenCase, record: LearnerRecord) -> Preferences:
    """Return the preferences of the record, with those of the case in their place where it has its own."""
    own = record.preferences.model_dump(mode="json", exclude_defaults=True)
    return Preferences.model_validate({**own, **case.case.get("preferences", {})})


def request_of(case: GoldenCase) -> Request:
    """Return what a case asks of a plan besides its goals."""
    words = case.case
    asked = {name: words[name] == "true" for name in ("pareto", "whole") if name in words}
    return Request(wanted=tuple(words.get("minimize", ("time", "cost"))), best=int(words.get("best", 1)), **asked)


def line_words(line: LineEntry) -> str:
    """Return the decision on a line as one line of text.

    ``accepted 3 as COM1000, applied 3 at root/core/1`` / ``refused TOO_OLD`` / ``undecided NOT_EVALUATED``
    """
    data = line.model_dump(mode="json")
    codes = ", ".join(line.codes)
    if line.decision != "accepted":
        maybe = sorted({" + ".join(option.recognized_as) for option in line.options})
        return f"{line.decision} {codes}" + (f", possibly {' or '.join(maybe)}" if maybe else "")
    words = f"accepted {data['credit_recognized']} as {' + '.join(line.recognized_as)}"
    if line.applied_to:
        words += f", applied {data['credit_applied']} at {' + '.join(line.applied_to)}"
    return words + (f", {codes}" if codes else "")


def reason_text(answer: AuditDocument | GapDocument | LineEntry) -> str:
    """Return the reason of an answer as indented text, each statement with its source in brackets."""
    return "\n".join(_told(answer.reason, 0))


def _told(reason: dict[str, Any], depth: int) -> Iterable[str]:
    source = f" [{reason['source']}]" if "source" in reason else ""
    yield f"{'  ' * depth}{reason['statement']}{source}"
    for below in reason.get("because", []):
        yield from _told(below, depth + 1)
