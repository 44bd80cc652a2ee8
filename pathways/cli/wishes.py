"""What can and will the learner do?  The options of planning, laid over the preferences of the record."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from pathways.cli.options import day
from pathways.errors import QuestionError

if TYPE_CHECKING:
    from pathways.advising import Desk
    from pathways.model.credential import Credential
    from pathways.model.record import LearnerRecord, Preferences


class Mode(StrEnum):
    """How something is delivered."""

    FACE_TO_FACE = "face_to_face"
    ONLINE = "online"
    HYBRID = "hybrid"
    SELF_PACED = "self_paced"


Goals = Annotated[
    list[str] | None,
    typer.Option(
        "--goal",
        "-g",
        metavar="ID|FILE",
        help="A credential, an occupation, or a file that lists competencies; may be repeated.  "
        "[default: the goals of the record]",
        show_default=False,
    ),
]
Start = Annotated[
    str | None, typer.Option("--start", metavar="TERM", help="The first term in which something may begin.")
]
Load = Annotated[int | None, typer.Option("--max-load", metavar="N", min=1, help="At most so many courses at a time.")]
Credits = Annotated[str | None, typer.Option("--max-credits", metavar="N", help="At most so many credits at a time.")]
Hours = Annotated[
    str | None, typer.Option("--hours-per-week", metavar="N", help="At most so many hours of work a week.")
]
Budget = Annotated[
    str | None, typer.Option("--budget", metavar="AMOUNT", help="At most so much money: 4000, or '4000 CAD'.")
]
Deadline = Annotated[
    dt.date | None, typer.Option("--deadline", metavar="DAY", parser=day, help="The last day on which it is done.")
]
Blackout = Annotated[
    list[str] | None, typer.Option("--blackout", metavar="TERM", help="A term with nothing in it; may be repeated.")
]
Delivery = Annotated[list[Mode] | None, typer.Option("--delivery", help="Only so delivered; may be repeated.")]
Places = Annotated[
    list[str] | None, typer.Option("--place", metavar="PLACE", help="Where to be in person; may be repeated.")
]
At = Annotated[
    list[str] | None, typer.Option("--at", metavar="ORG", help="Only what this organization offers; may be repeated.")
]
Take = Annotated[
    list[str] | None, typer.Option("--take", metavar="ID", help="Something that must be in it; may be repeated.")
]
Avoid = Annotated[
    list[str] | None, typer.Option("--avoid", metavar="ID", help="Something that must not be; may be repeated.")
]


YearsOn = Annotated[
    int | None,
    typer.Option(
        "--years-on", metavar="N", min=1, max=10, help="Assume that the last published year comes again N times."
    ),
]


class Wishes(NamedTuple):
    """What the command line says of the learner; None and empty where it says nothing."""

    start: str | None = None
    max_load: int | None = None
    max_credits: str | None = None
    hours_per_week: str | None = None
    budget: str | None = None
    deadline: dt.date | None = None
    blackout: Sequence[str] | None = None
    delivery: Sequence[Mode] | None = None
    places: Sequence[str] | None = None
    at: Sequence[str] | None = None
    take: Sequence[str] | None = None
    avoid: Sequence[str] | None = None
    years_on: int | None = None

    def over(self, desk: Desk, record: LearnerRecord, goals: Sequence[str | Credential]) -> Preferences:
        """Return the preferences of a record with what is said here in their place.

        Raises QuestionError U003 for an amount that is none, or money whose currency nobody knows.
        """
        said = {
            "start": self.start,
            "max_courses_per_term": self.max_load,
            "max_credits_per_term": self.max_credits,
            "hours_per_week": self.hours_per_week,
            "budget": money(self.budget, desk, record.preferences, goals),
            "deadline": self.deadline,
            "blackout": self.blackout,
            "delivery": [mode.value for mode in self.delivery or ()],
            "places": self.places,
            "organizations": self.at,
            "take": self.take,
            "avoid": self.avoid,
            "years_on": self.years_on,
        }
        return wished(record.preferences, said)


def goals_of(record: LearnerRecord, named: Sequence[str] | None) -> tuple[str | Credential, ...]:
    """Return what is aimed for: what is named, a file read as the competencies that it lists, else the record's goals.

    Raises FormatError for a file that cannot be read.
    """
    from pathways.completion.gap import competency_goal
    from pathways.formats.wanted import load_wanted

    found: list[str | Credential] = []
    for name in named or ():
        if not name.lower().endswith((".yaml", ".yml", ".json")):
            found.append(name)
            continue
        wanted = load_wanted(Path(name))
        found.append(competency_goal(Path(name).stem, wanted.title or Path(name).stem, tuple(wanted.competencies)))
    if found:
        return tuple(found)
    for number, goal in enumerate(record.goals, start=1):
        aim = goal.credential or goal.occupation
        found.append(aim or competency_goal(f"goal-{number}", "The competencies of the record", goal.competencies))
    return tuple(found)


def wished(preferences: Preferences, changes: dict[str, Any]) -> Preferences:
    """Return preferences with what the command line says in place of what the record says.

    Raises QuestionError U003 for an amount that is none.
    """
    from pathways.model.record import Preferences as Known

    said = {name: value for name, value in changes.items() if value not in (None, (), [])}
    for name, value in said.items():
        try:
            Known.model_validate({name: value})
        except ValueError:
            shown = value["amount"] if isinstance(value, dict) else value
            words = f"{name.replace('_', ' ')}: {shown!r} is not an amount"
            raise QuestionError("U003", words, hint="Write for example 4 or 4.5.") from None
    return Known.model_validate({**preferences.model_dump(), **said})


def money(words: str | None, desk: Desk, preferences: Preferences, goals: Sequence[str | Credential]) -> Any:
    """Return an amount of money with its currency: the one named, the record's, else that of the awarding organization.

    Raises QuestionError U003 where no currency is known.
    """
    if words is None:
        return None
    amount, _, currency = words.partition(" ")
    if not currency and preferences.budget is not None:
        currency = preferences.budget.currency
    currency = currency or _currency(desk, goals)
    if not currency:
        raise QuestionError("U003", f"{words!r} names no currency", hint="Write for example '4000 CAD'.")
    return {"amount": amount, "currency": currency.strip().upper()}


def _currency(desk: Desk, goals: Sequence[str | Credential]) -> str:
    """Return the currency of the first goal's organization, else the commonest."""
    catalog = desk.catalog
    named = [goal.partition("@")[0] for goal in goals if isinstance(goal, str)]
    homes = {item.organization for name in named for item in catalog.editions(name)}
    priced = [offering for offering in catalog.offerings.values() if offering.price is not None]
    own = [offering for offering in priced if offering.organization in homes] or priced
    counts = Counter(offering.price.currency for offering in own if offering.price is not None)
    return min(counts, key=lambda name: (-counts[name], name), default="")
