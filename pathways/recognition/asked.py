"""What has this record shown so far?  What no goal changes is worked out once while one record is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import ref

from pathways.model.record import LearnerRecord
from pathways.recognition.apply import Ruled, lines_by_name
from pathways.recognition.evidence import evidence_of
from pathways.recognition.lines import read_lines, with_duplicates
from pathways.recognition.match import LinesByName
from pathways.recognition.receiver import Receiver
from pathways.recognition.types import Evidence, Line, Option


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One record, read for one receiver on one day; it lives no longer than the record."""

    record: ref[LearnerRecord]
    as_of: dt.date
    lines: tuple[Line, ...]
    sound: tuple[Line, ...]
    by_name: LinesByName
    by_id: Mapping[str, Line]
    evidence: tuple[Evidence, ...]
    own: dict[str, Option] = field(default_factory=dict)
    ruled: dict[tuple[str, bool], Ruled] = field(default_factory=dict)


def asked_of(receiver: Receiver, record: LearnerRecord, as_of: dt.date) -> Asked:
    """Return the record as read; the last one asked about on that day is not read again."""
    last = receiver.last
    known = next(iter(last), None)
    if isinstance(known, Asked) and known.record() is record and known.as_of == as_of:
        return known

    def forget(gone: ref[LearnerRecord]) -> None:
        if any(getattr(held, "record", None) is gone for held in last):
            last.clear()

    found = _read(receiver, record, as_of, ref(record, forget))
    last[:] = [found]
    return found


def _read(receiver: Receiver, record: LearnerRecord, as_of: dt.date, weak: ref[LearnerRecord]) -> Asked:
    policies, catalog = receiver.policies.all, receiver.catalog
    read = read_lines(catalog, record, receiver.id, as_of, receiver.looks)
    lines = with_duplicates(read, policies[0].repeats if policies else "best", catalog)
    sound = tuple([line for line in lines if not line.bars])
    by_id = {line.attainment.id: line for line in sound}
    return Asked(weak, as_of, lines, sound, lines_by_name(sound), by_id, evidence_of(lines, receiver))
