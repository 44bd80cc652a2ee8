"""What rests on decisions?  Suggestions, the queue, what one more would change, and writing it down; runs in a worker.

Decisions are read from their file as its mark says it is; records from what was handed in, or from the sample.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from pathways.model.base import Noun
from pathways.model.decision import Decision, Withdrawal
from pathways.model.desk_documents import DecisionEntry, DecisionsDocument, QueueDocument, ReplayDocument
from pathways.model.record import LearnerRecord
from pathways.ui.worker import Trouble, catalogue, told

if TYPE_CHECKING:
    from pathways.advising import Desk
    from pathways.formats.record_many import ManyRecords
    from pathways.matching.matcher import Matcher
    from pathways.model.joint_documents import JointSuggestionsDocument
    from pathways.model.suggestion_documents import SuggestionsDocument

Mark = tuple[Path, tuple[tuple[int, int], ...]]
"""Where decisions are kept, and the state of that file."""

WAIT: Final = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Records that were handed in: where they lie, what they are called, a digest; without a place, the sample's."""

    path: Path | None = None
    name: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was handed in: how many records are sound, and what is wrong with the others and with the file."""

    sent: Sent
    records: int
    wrong: Trouble


@dataclass(frozen=True, slots=True)
class Carried:
    """Decisions to be carried away: as a part of a catalogue, as CTDL, and every row as it was kept."""

    native: bytes
    ctdl: bytes
    rows: bytes


def answered(matcher: Matcher, ask: str, what: tuple[Any, ...], words: Mapping[str, Any]) -> Noun:
    """Return a document that rests on the decisions in a file.  Raises as matching and the store do."""
    more = dict(words)
    mark: Mark | None = more.pop("mark", None)
    match ask:
        case "decisions":
            return _document(mark)
        case "suggest":
            return _suggested(matcher, what, mark, more)
        case "jointly":
            return _jointly(matcher, *what, mark=mark, **more)
        case "queue":
            return _queued(matcher, *what, mark=mark, **more)
        case _:
            return _previewed(matcher, *what, mark=mark, **more)


def _suggested(matcher: Matcher, what: tuple[Any, ...], mark: Mark | None, more: dict[str, Any]) -> SuggestionsDocument:
    return matcher.suggest(*what, decisions=standing_at(mark), **more)


def _jointly(
    matcher: Matcher, record: LearnerRecord, course: str, *, mark: Mark | None, as_of: Any
) -> JointSuggestionsDocument:
    from pathways.matching.jointly import JointSuggester, Sought

    catalog = matcher.suggester(standing_at(mark)).catalog
    return JointSuggester(catalog).from_record(record, Sought(course, as_of))


def _queued(
    matcher: Matcher, sent: Sent, at: tuple[str, ...], *, mark: Mark | None, as_of: Any, goal: str | None = None
) -> QueueDocument:
    wanted = matcher.catalog.credential(goal, as_of) if goal else None
    return matcher.queue(_records(sent).records, at=at, as_of=as_of, decisions=standing_at(mark), goal=wanted)


def _previewed(
    matcher: Matcher, sent: Sent, learners: frozenset[str], decision: Decision, *, mark: Mark | None, as_of: Any
) -> ReplayDocument:
    """Return what turns among the learners whom it concerns."""
    records = (record for record in _records(sent).records if record.learner.id in learners)
    return matcher.preview(records, decision, as_of=as_of, decisions=standing_at(mark))


@lru_cache(maxsize=4)
def _document(mark: Mark | None) -> DecisionsDocument:
    """Return everything that was decided; nothing where no file is there yet."""
    from pathways.store.decisions import open_decisions

    if mark is None:
        return DecisionsDocument()
    return open_decisions(mark[0]).document()


def standing_at(mark: Mark | None) -> tuple[Decision, ...]:
    """Return the decisions that stand in a file; none where there is no file yet.  Raises StoreError."""
    return standing_in(_document(mark))


def standing_in(document: DecisionsDocument) -> tuple[Decision, ...]:
    """Return the decisions that stand, by name."""
    stands = frozenset(document.standing)
    return tuple(entry.decision for entry in document.entries if entry.decision is not None and entry.id in stands)


@lru_cache(maxsize=4)
def desk_under(desk: Desk, mark: Mark | None) -> Desk:
    """Return the desk at which the decisions in a file stand; kept while the file is as it was.  Raises StoreError."""
    from pathways.advising import Desk

    return desk if mark is None else Desk(desk.catalog, standing_at(mark))


@lru_cache(maxsize=2)
def _records(sent: Sent) -> ManyRecords:
    from pathways.formats.record_many import ManyRecords, load_records

    return ManyRecords(_sample()) if sent.path is None else load_records(sent.path)


def _sample() -> tuple[LearnerRecord, ...]:
    from pathways.formats.native import load_record
    from pathways.resources import data_root

    files: Iterable[Path] = sorted((data_root() / "sample" / "records").rglob("*.yaml"))
    return tuple(load_record(file) for file in files)


@told
def take(folder: Path, name: str, content: bytes) -> Taken | Trouble:
    """Keep records that were handed in for the time of the visit; what cannot be read is not kept."""
    from pathways.formats.record_pieces import refuse_twice
    from pathways.ui.intake import read_all

    found = read_all(name, content)
    if isinstance(found, Trouble):
        return found
    refuse_twice((record.learner.id, PurePath(name).name) for record in found.records)
    digest = hashlib.sha256(content).hexdigest()
    file = folder / f"records-{digest[:16]}{PurePath(name).suffix.lower()}"
    file.write_bytes(content)
    wrong = tuple(one for items in found.wrong.values() for one in items)
    return Taken(Sent(file, PurePath(name).name, digest), len(found.records), Trouble((*wrong, *found.notes)))


@told
def decide(path: Path, decision: Decision) -> DecisionEntry:
    """Keep a decision; it is on the disk when this returns."""
    from pathways.store.decisions import open_decisions

    return open_decisions(path, wait=WAIT).decide(decision)


@told
def withdraw(path: Path, withdrawal: Withdrawal) -> DecisionEntry:
    """Say that a decision no longer stands."""
    from pathways.store.decisions import open_decisions

    return open_decisions(path, wait=WAIT).withdraw(withdrawal)


@told
def carried(path: Path, place: tuple[Path, str]) -> Carried:
    """Return what stands as a part of a catalogue (an archive of its files) and as CTDL, and every row."""
    from pathways.formats.jsonio import dump_json_document
    from pathways.formats.stored import write_stored
    from pathways.formats.transfer_value import transfer_values
    from pathways.formats.writing import write_catalog
    from pathways.matching.decided import fragment_of
    from pathways.store.decisions import open_decisions

    document, catalog = open_decisions(path).document(), catalogue(*place)
    stands = standing_in(document)
    with tempfile.TemporaryDirectory() as folder:
        made = write_catalog(fragment_of(catalog, stands).things, Path(folder) / "decided")
        files = {file.name: file.read_bytes() for file in _visible(sorted(made.iterdir()))}
    ctdl = dump_json_document(transfer_values(stands, catalog).document)
    return Carried(write_stored(files), ctdl.encode(), document.to_json().encode())


def _visible(files: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(file for file in files if not file.name.startswith("."))
