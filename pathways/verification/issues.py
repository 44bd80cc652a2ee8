"""Of many badges, which say the same award again?  Of each award one issue stands; the others stand behind it.

Source: Open Badges 3.0, "Credential Equality and Comparison Algorithm": same issuer and id, the newer one wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pathways.model.badge_documents import Standing
from pathways.model.verification_documents import SaidEntry

RANK: Final[Mapping[Standing, int]] = MappingProxyType({standing: rank for rank, standing in enumerate(Standing)})
"""The order in which badges are told, those that count first."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One badge among many: what it says, how it stands by itself, and a name that no other has."""

    says: SaidEntry
    standing: Standing
    name: str


@dataclass(frozen=True, slots=True)
class Behind:
    """That a badge stands behind another: as ``replaced`` or ``duplicate``, and the name of the one in front."""

    standing: Standing
    name: str


def behind(issues: Sequence[Issue]) -> tuple[Behind | None, ...]:
    """Return for each badge behind which it stands, or None; the same whatever their order.

    Only what is proven displaces what is proven: a forged newer issue takes nothing away.  What was refused neither
    displaces nor is displaced, and what names no issuer or has no id is an award by itself.

    >>> old, new = (SaidEntry(id="urn:1", issuer="did:a", begins=f"{year}-01-01T00:00:00Z") for year in (2025, 2026))
    >>> found = behind([Issue(old, Standing.PROVEN, "a"), Issue(new, Standing.PROVEN, "b")])
    >>> [one and one.standing.value for one in found]
    ['replaced', None]
    """
    first: dict[tuple[str, str], Issue] = {}
    for issue in sorted(issues, key=lambda one: (RANK[one.standing], _newest_first(one.says), one.name)):
        award = _award(issue)
        if award is not None:
            first.setdefault(award, issue)
    return tuple(_behind(issue, first.get(_award(issue) or ("", ""))) for issue in issues)


def _award(issue: Issue) -> tuple[str, str] | None:
    issuer, name = issue.says.issuer, issue.says.id
    return None if issuer is None or name is None or issue.standing is Standing.REFUSED else (issuer, name)


def _newest_first(says: SaidEntry) -> float:
    return -says.begins.timestamp() if says.begins else float("inf")


def _behind(issue: Issue, front: Issue | None) -> Behind | None:
    if front is None or front.name == issue.name:
        return None
    older = front.standing is Standing.PROVEN and _newest_first(front.says) < _newest_first(issue.says)
    return Behind(Standing.REPLACED if older else Standing.DUPLICATE, front.name)
