"""What do badges change on the own record?  Their lines take the place of those of badges before, and it is said."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.language.words import Say
from pathways.model.badge_documents import BadgesDocument, Standing
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord
from pathways.verification.attainment import with_badges


@dataclass(frozen=True, slots=True)
class Change:
    """A record with the lines of badges on it; lines that are new, other than before, or gone; ids that are proven."""

    record: LearnerRecord
    new: tuple[Attainment, ...] = ()
    other: tuple[Attainment, ...] = ()
    gone: tuple[Attainment, ...] = ()
    proven: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Return whether the record is as it was."""
        return not (self.new or self.other or self.gone)


def onto(record: LearnerRecord, badges: BadgesDocument) -> Change:
    """Return the record with the lines of these badges in the place of all lines of badges before."""
    made = with_badges(record, badges)
    before = {line.id: line for line in record.attainments if line.badge is not None}
    after = {line.id: line for line in made.attainments if line.badge is not None}
    return Change(
        made,
        tuple(line for name, line in after.items() if name not in before),
        tuple(line for name, line in after.items() if name in before and before[name] != line),
        tuple(line for name, line in before.items() if name not in after),
        frozenset(one.attainment.id for one in badges.badges if one.standing is Standing.PROVEN and one.attainment),
    )


def holds_any(record: LearnerRecord | None, digests: set[str]) -> bool:
    """Return whether a line of the record rests on one of these badges."""
    return record is not None and any(line.badge in digests for line in record.attainments if line.badge)


def change_words(say: Say, change: Change) -> str:
    """Return what changed on the record, in one sentence or two."""
    if change.nothing:
        return say("Nothing changed: your record holds these badges already.")
    proven = sum(line.id in change.proven for line in change.new)
    claims, taken = len(change.new) - proven, sum(line.status is AttainmentStatus.REVOKED for line in change.other)
    parts = [
        say.many("{n} proven line was added", "{n} proven lines were added", proven) if proven else "",
        say.many(
            "{n} line was added that is worth nothing now", "{n} lines were added that are worth nothing now", claims
        )
        if claims
        else "",
        say.many("{n} line was taken back by its issuer", "{n} lines were taken back by their issuers", taken)
        if taken
        else "",
        say.many("{n} line stands otherwise than before", "{n} lines stand otherwise than before", rest)
        if (rest := len(change.other) - taken)
        else "",
        say.many(
            "{n} line was taken off, whose badge does not count here any more",
            "{n} lines were taken off, whose badges do not count here any more",
            len(change.gone),
        )
        if change.gone
        else "",
    ]
    return say("Your record: {changes}. You can undo this.", changes=say.apart(part for part in parts if part))
