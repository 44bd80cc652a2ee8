"""``pathways suggest --jointly``: which learning gives a course only together, and what is still missing?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.errors import QuestionError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pathways.catalog.collection import Catalog
    from pathways.matching.jointly import Sought

Course = Annotated[
    str | None,
    typer.Option(
        "--jointly", metavar="COURSE", help="Which learning jointly covers this course: of --record, or offered --from."
    ),
]
Senders = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="ORG", help="With --jointly: what this organization offers; repeatable."),
]
Coverage = Annotated[
    str | None,
    typer.Option("--coverage", metavar="SHARE", help="With --jointly: least share of outcomes, such as 0.75."),
]
Hours = Annotated[
    str | None, typer.Option("--hours", metavar="SHARE", help="With --jointly: least share of hours, such as 0.9.")
]
Together = Annotated[
    int | None, typer.Option("--together", metavar="N", min=1, max=8, help="With --jointly: at most so many together.")
]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the command line says of a set; what it leaves out is the receiver's policy's, else ours."""

    coverage: str | None = None
    hours: str | None = None
    together: int | None = None
    most: int = 5

    def sought(self, course: str, on: dt.date) -> Sought:
        """Return what is asked for.  Raises QuestionError U003 where a share is no number."""
        from pathways.matching.jointly import Sought

        return Sought(course, on, _share(self.coverage), _share(self.hours), self.together, self.most)


def _share(text: str | None) -> Fraction | None:
    from pathways.model.exact import parse_exact

    try:
        return None if text is None else parse_exact(text)
    except ValueError:
        raise QuestionError("U003", f"{text!r} is no share", hint="Three quarters are 0.75.") from None


def jointly(
    wares: Catalog,
    course: str,
    record: Path | None,
    senders: list[str],
    thresholds: Thresholds,
    as_of: dt.date | None,
    *,
    json: bool,
) -> int:
    """Answer from a record or from what others offer.  Raises QuestionError U003 where neither or both are named."""
    from pathways.cli.opening import today, waiting
    from pathways.cli.tell.jointly import tell_jointly
    from pathways.cli.tell.paper import give
    from pathways.formats.native import load_record
    from pathways.matching.jointly import JointSuggester

    if (record is None) == (not senders):
        hint = "Name one learner's --record, or --from one or more organizations."
        raise QuestionError("U003", "what is put together is of a record, or on offer", hint=hint)
    suggester, person = JointSuggester(wares), load_record(record) if record is not None else None
    sought = thresholds.sought(course, as_of or (person.as_of if person else None) or today())
    with waiting("Comparing ..."):
        document = suggester.from_record(person, sought) if person else suggester.from_senders(senders, sought)
    give(document, lambda paper: tell_jointly(paper, document), json=json)
    return 0
