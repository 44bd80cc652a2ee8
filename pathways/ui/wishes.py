"""What can and will the learner do?  Wishes for a plan, as they stand in an address, and eased one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from pathways.language.words import msg
from pathways.model.base import Money
from pathways.model.exact import format_exact
from pathways.model.plan_documents import FrontEntry, PlanDocument, RelaxationEntry
from pathways.model.record import LearnerRecord, Preferences
from pathways.ui.worker import Wanted

ORDERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sooner": ("time", "cost"),
        "cheaper": ("cost", "time"),
        "fewer": ("items", "time", "cost"),
        "less": ("credits", "time", "cost"),
        "lighter": ("balance", "time", "cost"),
        "hand": ("stop", "time", "cost"),
    }
)
"""What is made best first, and what then, by the word for it in an address."""

ORDER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sooner": msg("done sooner"),
        "cheaper": msg("cheaper"),
        "fewer": msg("fewer things to do"),
        "less": msg("less credit to take"),
        "lighter": msg("no heavy term"),
        "hand": msg("more in hand on the way"),
    }
)

SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": "start",
        "load": "max_courses_per_term",
        "credits": "max_credits_per_term",
        "hours": "hours_per_week",
        "budget": "budget",
        "deadline": "deadline",
        "blackout": "blackout",
        "delivery": "delivery",
        "places": "places",
        "only": "organizations",
        "take": "take",
        "avoid": "avoid",
        "years": "years_on",
    }
)
"""The preference behind each word of an address."""

KEYS: Final = ("goals", *SAID, "first", "whole", "asked", "effort", "front", "pick")
"""All that this page adds to an address."""

LISTS: Final = frozenset({"blackout", "delivery", "places", "organizations", "take", "avoid"})
NOTHING: Final = "-"
"""Stands in an address where a wish of the record is given up."""

LONGER: Final = 40_000
"""So much is looked through where the visitor lets the search go on; ordinarily 2,000."""

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "budget": "budget",
        "deadline": "deadline",
        "load": "max_courses_per_term",
        "credit_load": "max_credits_per_term",
        "hours": "hours_per_week",
        "blackout": "blackout",
        "avoid": "avoid",
        "take": "take",
        "delivery": "delivery",
        "place": "places",
        "organization": "organizations",
    }
)
"""The preference behind each kind of condition that a learner sets."""

_PEAK: Final = re.compile(r"(?:^|; )(\d+) courses a term instead of")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a plan is to reach and to keep to; ``first`` is a word of :data:`ORDERS`."""

    goals: tuple[str, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    first: str = "sooner"
    whole: bool = False
    longer: bool = False

    def wanted(self, *, front: bool = False) -> Wanted:
        """Return what is to be best, in the words of a question."""
        return Wanted(ORDERS[self.first], front, self.whole and not front, LONGER if self.longer else None)

    def words(self, record: LearnerRecord | None, goal: str | None) -> dict[str, str]:
        """Return the wishes as words of an address: only what differs from the record's own."""
        usual = usually(record, goal)
        found = {"goals": joined(self.goals)} if self.goals != usual.goals else {}
        for key, name in SAID.items():
            mine = getattr(self.preferences, name)
            if mine != getattr(usual.preferences, name):
                found[key] = _written(mine)
        found |= {"first": self.first} if self.first != usual.first else {}
        found |= {"whole": "yes"} if self.whole else {}
        return found | ({"effort": "long"} if self.longer else {})

    def changed(self, **preferences: Any) -> Wishes:
        """Return the wishes with some preferences in place of those that are there."""
        return replace(self, preferences=self.preferences.model_copy(update=preferences))


def usually(record: LearnerRecord | None, goal: str | None) -> Wishes:
    """Return the wishes of somebody who has said nothing here: those of the record, toward the goal at hand."""
    return Wishes((goal,) if goal else (), record.preferences if record else Preferences())


def wishes_of(said: Mapping[str, str], record: LearnerRecord | None, goal: str | None) -> Wishes:
    """Return the wishes that an address says, over those of the record; what makes no sense is passed over."""
    usual = usually(record, goal)
    preferences = usual.preferences
    for key, name in SAID.items():
        if said.get(key):
            preferences = _with(preferences, name, said[key])
    first = said.get("first", "")
    return Wishes(
        parted(said.get("goals", "")) or usual.goals,
        preferences,
        first if first in ORDERS else usual.first,
        said.get("whole") == "yes",
        said.get("effort") == "long",
    )


def _with(preferences: Preferences, name: str, words: str) -> Preferences:
    try:
        return Preferences.model_validate({**preferences.model_dump(), name: _read(name, words)})
    except ValueError:
        return preferences


def _read(name: str, words: str) -> Any:
    if words == NOTHING:
        return () if name in LISTS else 0 if name == "years_on" else None
    if name == "budget":
        amount, _, currency = words.partition(" ")
        return {"amount": amount, "currency": currency}
    return parted(words) if name in LISTS else words


def _written(value: Any) -> str:
    if isinstance(value, Money):
        return f"{format_exact(value.amount)} {value.currency}"
    if isinstance(value, tuple):
        return joined(value) or NOTHING
    if isinstance(value, Fraction):
        return format_exact(value)
    return NOTHING if not value else str(value)


def joined(names: Iterable[str]) -> str:
    """Return ids in a row, so that they can be parted again whatever stands in them.

    >>> joined(["a", "b,c"]), parted(joined(["a", "b,c"]))
    ('a,b%2Cc', ('a', 'b,c'))
    """
    return ",".join(name.replace("%", "%25").replace(",", "%2C") for name in names)


def parted(words: str) -> tuple[str, ...]:
    """Return the ids that were joined."""
    return tuple(name.replace("%2C", ",").replace("%25", "%") for name in words.split(",") if name)


def eased(wishes: Wishes, plan: PlanDocument, way: RelaxationEntry, terms: Mapping[str, str]) -> Wishes | None:
    """Return the wishes with a way out of a conflict taken; None where it is not the learner's to take.

    ``terms`` are the titles of the terms by id, which conditions speak of.
    """
    kinds = {entry.words: entry.kind for entry in plan.conflict}
    kinds |= {part: entry.kind for entry in plan.conflict for part in entry.parts}
    for words in way.change:
        changed = _without(wishes, kinds.get(words, ""), words, way, terms)
        if changed is None:
            return None
        wishes = changed
    return wishes


def _without(wishes: Wishes, kind: str, words: str, way: RelaxationEntry, terms: Mapping[str, str]) -> Wishes | None:
    """Return the wishes without one condition, or with it eased as far as the way out needs."""
    now = wishes.preferences
    match kind:
        case "deadline" if way.finish is not None:
            return wishes.changed(deadline=way.finish)
        case "budget" if now.budget is not None and way.cost is not None:
            return wishes.changed(budget=now.budget.model_copy(update={"amount": way.cost}))
        case "load":
            peak = _PEAK.search(way.words)
            return wishes.changed(max_courses_per_term=int(peak[1]) if peak else None)
        case "blackout" | "take" | "avoid":
            said = _conditions(kind, getattr(now, kind), terms)
            return wishes.changed(**{kind: tuple(name for name, its in said.items() if its != words)})
        case "calendar":
            return wishes.changed(years_on=YEARS)
        case _ if kind in FIELDS:
            name = FIELDS[kind]
            return wishes.changed(**{name: () if name in LISTS else None})
        case _:
            return None


def _conditions(kind: str, names: Sequence[str], terms: Mapping[str, str]) -> dict[str, str]:
    """Return how the engine names the condition behind each thing of a list."""
    said = {"take": "{} is taken", "avoid": "without {}", "blackout": "nothing in {}"}
    return {name: said[kind].format(terms.get(name, name) if kind == "blackout" else name) for name in names}


YEARS: Final = 2
"""So many years the calendar is thought on where it ends too soon: as many as the engine tries."""


def picked(wishes: Wishes, entry: FrontEntry, currency: str | None) -> Wishes:
    """Return the wishes whose best plan is one of the front: within its day and price, as much in hand as can be.

    No other plan is as good in all three and better in one: so these wishes single it out.
    """
    within: dict[str, Any] = {"deadline": entry.finish} if entry.finish else {}
    if currency:
        within["budget"] = Money(amount=entry.cost, currency=currency)
    return replace(wishes.changed(**within), first="hand", whole=False)
