"""The golden mornings of a desk: what waits, what is decided, which lines turn, what still waits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.formats.native import load_record, open_catalog
from pathways.formats.yamlio import parse_yaml
from pathways.matching.decided import standing, with_decisions
from pathways.matching.queue import Wanted, queue
from pathways.matching.replay import Under, replay
from pathways.model.base import Validity
from pathways.model.decision import Decision
from pathways.model.desk_documents import QueueDocument, ReplayDocument, TurnedEntry
from pathways.model.exact import format_exact
from pathways.model.record import LearnerRecord
from pathways.resources import sample_catalog
from tests.golden.cases import HERE, SAMPLE

FILES = sorted((HERE / "desk").glob("*.yaml"))
opened = cache(lambda: open_catalog(sample_catalog()))


class Morning:
    """One golden file: its records, its decisions and what must come of them."""

    def __init__(self, file: Path) -> None:
        self.told: dict[str, Any] = parse_yaml(file.read_text("utf-8")).value
        self.records = [load_record(SAMPLE / "records" / f"{name}.yaml") for name in self.told["records"]]
        self.at = tuple(self.told["at"])
        self.day = Validity.model_validate({"from": self.told["as_of"]}).begin or pytest.fail("it names its day")
        written = ({k: v for k, v in each.items() if k != "name"} for each in self.told["decisions"])
        self.decisions = standing([Decision.model_validate(each) for each in written])

    def queue(self, *decisions: Decision) -> QueueDocument:
        return queue(opened(), self.records, Wanted(self.at, self.day, decisions))

    def replay(self) -> ReplayDocument:
        before, after = Under(opened(), self.day), Under(opened(), self.day, self.decisions)
        return replay(self.records, self.at, before, after)

    def after(self, each: TurnedEntry) -> str:
        """Return how a line stands now, with the difference that its letter would name."""
        catalog = with_decisions(opened(), self.decisions)
        record: LearnerRecord = next(one for one in self.records if one.learner.id == each.learner)
        lines = Desk(catalog).recognize(record, each.receiving, as_of=self.day).lines
        line = next(one for one in lines if one.attainment == each.attainment)
        amount = (format_exact(line.credit_recognized),) if line.decision == "accepted" else ()
        return " ".join((line.decision, *amount, *line.codes, *line.differences))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_morning_at_the_desk(file: Path) -> None:
    morning = Morning(file)
    before, turned = morning.queue(), morning.replay().turned
    first = [
        {"pair": group.key, "learners": str(group.learners), "credit": format_exact(group.credit_at_stake)}
        for group in before.groups
    ]
    assert first[: len(morning.told["queue"])] == morning.told["queue"]
    found = {
        f"{each.learner} {each.attainment}": (each.before.decision, morning.after(each))
        for each in turned
        if each.after.decision != "undecided"
    }
    assert found == {each["line"]: (each["before"], each["after"]) for each in morning.told["turned"]}
    still = morning.queue(*morning.decisions)
    assert [group.key for group in still.waiting] == morning.told["waiting"]
    again = [group.key for group in still.groups if group.standing is not None]
    assert again == morning.told.get("asked_again", [])
    assert before.undecided - still.undecided == len(morning.told["turned"])
