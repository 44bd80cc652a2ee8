"""The same bytes by every means, whatever is killed, and whatever is done already is not done again."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pathways.advising import Desk
from pathways.batch.job import Job
from pathways.batch.run import Means, Progress, Target
from pathways.errors import FormatError, QuestionError, StoreError, UnknownIdError
from pathways.formats.record_many import load_records
from pathways.model.batch_documents import Asked
from pathways.model.documents import AuditDocument
from tests.benchmarks.applicants import GOAL
from tests.unit.batch.running import DAY, PLACE, TOWARD, Killer, learners, outcome, run, sample

RECORDS = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batch")


@pytest.fixture(scope="module")
def records(folder: Path) -> Path:
    return learners(folder, RECORDS)


@pytest.fixture(scope="module")
def alone(folder: Path, records: Path) -> tuple[bytes, bytes]:
    """Return what one process makes of them."""
    target = Target(folder / "alone.csv")
    run(records, target).document()
    return outcome(target)


def test_two_processes_one_of_them_killed_give_the_same_bytes(
    folder: Path, records: Path, alone: tuple[bytes, bytes]
) -> None:
    target, killer = Target(folder / "two.csv"), Killer()
    run(records, target, Means(processes=2, together=20)).document(killer)
    assert killer.killed
    assert outcome(target) == alone
    assert not target.journal.exists()


def test_a_cluster_with_a_worker_killed_gives_the_same_bytes(
    folder: Path, records: Path, alone: tuple[bytes, bytes]
) -> None:
    pytest.importorskip("distributed")
    target, killer = Target(folder / "cluster.csv"), Killer()
    run(records, target, Means(2, "local", together=20)).document(killer)
    assert killer.killed
    assert outcome(target) == alone


def test_the_table_has_exceptions_first_and_its_summary_adds_up(
    folder: Path, records: Path, alone: tuple[bytes, bytes]
) -> None:
    rows = list(csv.DictReader(alone[0].decode().splitlines()))
    kinds = [row["kind"] for row in rows]
    assert len(rows) == RECORDS
    assert kinds == sorted(kinds, key=["bad", "ambiguous", "undecided", "fine"].index)
    for kind in set(kinds):
        names = [row["learner"] for row in rows if row["kind"] == kind]
        assert names == sorted(names), "in the order in which they came"
    bad = [row for row in rows if row["kind"] == "bad"]
    assert len(bad) == RECORDS // 100
    assert all("'soon' is not a date" in row["reason"] and "learners.csv:" in row["where"] for row in bad)
    assert all(row["why"] for row in bad)
    document = json.loads(alone[1])
    assert document["records"] == sum(document["kinds"].values()) == RECORDS
    assert sum(document["answered"].values()) == RECORDS - len(bad)
    for what in ("lines", "totals"):
        figures = {name: Fraction(figure) for name, figure in document[what].items()}
        total = "all" if what == "lines" else "evaluable"
        aside = figures.get("aside", 0)
        assert figures[total] == figures["accepted"] + figures["refused"] + figures["undecided"] + aside
        assert figures["accepted"] == figures["applied"] + figures["excess"]
    for name in ("accepted", "applied", "excess", "refused", "undecided", "attempted"):
        assert Fraction(document["totals"][name]) == sum(Fraction(row[f"credit_{name}"] or 0) for row in rows)
    assert document["table"] == hashlib.sha256(alone[0]).hexdigest()


def _until(target: Target, records: Path, done: int) -> None:
    """Begin a run and end it by force once so many are done."""

    class Enough(BaseException):
        pass

    def watch(now: Progress) -> None:
        if now.done >= done:
            raise Enough

    with pytest.raises(Enough):
        run(records, target, Means(together=7)).document(watch)


def test_an_interrupted_run_goes_on_where_it_ended_even_with_a_torn_tail(folder: Path, tmp_path: Path) -> None:
    records, target, other = learners(tmp_path, 40), Target(tmp_path / "rows.csv"), Target(tmp_path / "other.csv")
    run(records, other).document()
    _until(target, records, 21)
    assert not target.out.exists()
    whole = target.journal.read_bytes()
    target.journal.write_bytes(whole[:-30])
    with pytest.raises(QuestionError, match="earlier run"):
        run(records, target).document()
    seen: list[Progress] = []
    run(records, replace(target, resume=True)).document(seen.append)
    assert {now.taken for now in seen[-1:]} == {20}
    assert outcome(target) == outcome(other)


def test_a_record_that_changed_meanwhile_is_asked_again(tmp_path: Path) -> None:
    records, target, other = learners(tmp_path, 20), Target(tmp_path / "rows.csv"), Target(tmp_path / "other.csv")
    _until(target, records, 20)
    text = records.read_text("utf-8")
    records.write_text(text.replace("applicant-00003,L01", "applicant-00003,L99"), "utf-8")
    seen: list[Progress] = []
    run(records, replace(target, resume=True)).document(seen.append)
    assert seen[-1].taken == 19
    run(records, other).document()
    assert outcome(target) == outcome(other)


def test_the_journal_of_another_question_is_not_gone_on_with(tmp_path: Path) -> None:
    records, target = learners(tmp_path, 14), Target(tmp_path / "rows.csv", resume=True)
    _until(target, records, 7)
    with pytest.raises(StoreError, match="the question differ") as caught:
        run(records, target, asked=Asked(at="lakeside", as_of=DAY)).document()
    assert caught.value.code == "S003"
    target.journal.write_bytes(b"nothing of ours\n")
    with pytest.raises(StoreError) as caught:
        run(records, target).document()
    assert caught.value.code == "S007"


def test_full_documents_are_written_and_the_row_has_their_digest(tmp_path: Path) -> None:
    records, target = learners(tmp_path, 12), Target(tmp_path / "rows.csv", tmp_path / "documents")
    run(records, target).document()
    rows = {row["document"]: row for row in csv.DictReader(target.out.read_text("utf-8").splitlines())}
    desk = Desk(sample())
    written = sorted((tmp_path / "documents").iterdir())
    assert len(written) == len(rows) == 12
    by_name = {record.learner.id: record for record in load_records(records).records}
    for path in written:
        row = rows[hashlib.sha256(path.read_bytes()).hexdigest()]
        document = AuditDocument.model_validate_json(path.read_text("utf-8"))
        assert document == desk.audit(by_name[row["learner"]], GOAL, as_of=DAY)
        assert row["credit_applied"] == json.loads(document.to_json())["totals"]["applied"]
    first = outcome(target)
    _until(target, records, 12)
    written[0].write_text("changed", "utf-8")
    run(records, replace(target, resume=True)).document()
    assert outcome(target) == first
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() in rows for path in written)


def test_what_makes_no_sense_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    records, target = learners(tmp_path, 2), Target(tmp_path / "rows.csv")
    for asked in (Asked(goal="nothing", as_of=DAY), Asked(at="nowhere", as_of=DAY)):
        with pytest.raises(UnknownIdError):
            run(records, target, asked=asked).document()
    assert list(tmp_path.iterdir()) == [records]


def test_a_worker_says_why_it_cannot_open_the_catalogue(tmp_path: Path) -> None:
    records, target = learners(tmp_path, 3), Target(tmp_path / "rows.csv")
    asking = run(records, target, Means(processes=2))
    asking.job = Job(str(PLACE), "0" * 64, TOWARD)
    with pytest.raises(Exception, match="is not the one that is asked about"):
        asking.document()


@pytest.mark.parametrize("name", ["own.csv", "own.csv/below"])
def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_asked(tmp_path: Path, name: str) -> None:
    records = learners(tmp_path, 2)
    (tmp_path / "own.csv").write_text("mine")
    with pytest.raises(FormatError) as caught:
        run(records, Target(tmp_path / "rows.csv", tmp_path / name)).document()
    assert caught.value.code == "F010"
    assert (tmp_path / "own.csv").read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == [records, tmp_path / "own.csv"]


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    records, out = learners(tmp_path, 2), tmp_path / "rows.csv"
    before = records.read_bytes()
    (tmp_path / "link.csv").symlink_to(records)
    wrong = [Target(records), Target(tmp_path / "link.csv"), Target(out, out), Target(out, PLACE / "documents")]
    wrong += [Target(PLACE / "rows.csv"), Target(out, tmp_path / "rows.summary.json"), Target(out, records)]
    for target in wrong:
        asking = run(records, target)
        asking.read = (records,)
        with pytest.raises(QuestionError) as caught:
            asking.document()
        assert caught.value.code == "U003"
    for decisions in (Target(out).summary, Target(out).journal):
        asking = run(records, Target(out))
        asking.read = (records, decisions)
        with pytest.raises(QuestionError, match="would be written over"):
            asking.document()
    assert records.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["learners.csv", "link.csv"]


def test_a_learner_with_two_records_is_an_exception_and_counted_nowhere(tmp_path: Path) -> None:
    source = tmp_path / "class"
    source.mkdir()
    files = {"a.yaml": "ana", "b.yaml": "ben", "c.yaml": "ana"}
    for name, learner in files.items():
        (source / name).write_text(
            f"learner: {{id: {learner}}}\nattainments: [{{id: x, course: lakeside-DAT1300, grade: B}}]\n", "utf-8"
        )
    target = Target(tmp_path / "rows.csv", tmp_path / "documents")
    found = run(source, target).document()
    assert (found.records, found.kinds["bad"], found.lines.all) == (3, 2, 1)
    rows = list(csv.DictReader(target.out.read_text("utf-8").splitlines()))
    assert [row["learner"] for row in rows] == ["ana", "ana", "ben"]
    assert {row["reason"] for row in rows[:2]} == {"two records of one learner: 'ana' has 2: a.yaml, c.yaml"}


def test_so_is_one_whose_other_record_has_no_answer(tmp_path: Path) -> None:
    source = tmp_path / "class"
    source.mkdir()
    (source / "a.yaml").write_text("learner: {id: ana}\nattainments: []\n", "utf-8")
    edition = "goals: [{credential: lakeside-diploma-data-analytics@1999}]"
    (source / "b.yaml").write_text(f"learner: {{id: ana}}\n{edition}\nattainments: []\n", "utf-8")
    target = Target(tmp_path / "rows.csv")
    found = run(source, target).document()
    assert found.kinds["bad"] == found.records == 2
    first, second = (row["reason"] for row in csv.DictReader(target.out.read_text("utf-8").splitlines()))
    assert first == "two records of one learner: 'ana' has 2: a.yaml, b.yaml"
    assert "1999" in second


def test_who_comes_twice_is_seen_across_an_interruption(tmp_path: Path) -> None:
    source = tmp_path / "class"
    source.mkdir()
    for name in "abcd":
        (source / f"{name}.yaml").write_text("learner: {id: ana}\nattainments: []\n", "utf-8")
    (source / "e.yaml").write_text("learner: {id: ben}\nattainments: []\n", "utf-8")
    target = Target(tmp_path / "rows.csv")

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(source, target, Means(together=1)).document(stop)
    found = run(source, replace(target, resume=True)).document()
    assert (found.kinds["bad"], found.records) == (4, 5)
    rows = csv.DictReader(target.out.read_text("utf-8").splitlines())
    (reason,) = {row["reason"] for row in rows if row["learner"] == "ana"}
    assert reason == "two records of one learner: 'ana' has 4: a.yaml, b.yaml, c.yaml ..."
