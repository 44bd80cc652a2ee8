"""What would be suggested for what waits?  The likeliest answers for a pair, by one catalogue on one day.

Source: semantics 9.19: a suggestion is never a recognition; here it only says in which order to ask, and for whom.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pathways.errors import UnknownIdError
from pathways.matching.suggest import Suggester
from pathways.model.decision import Learning, Pair
from pathways.model.record import Attainment
from pathways.model.suggestion_documents import SuggestionsDocument

ANSWERS: Final = 10
"""How many answers are looked at for each pair."""


@dataclass(frozen=True)
class Foresight:
    """Asks for suggestions; the suggester's catalogue should hold what has been decided as rules."""

    suggester: Suggester
    as_of: dt.date

    def __call__(self, pair: Pair, title: str = "") -> SuggestionsDocument | None:
        """Return what is suggested for a pair, called ``title`` where no catalogue defines it.

        None where nothing can be: the receiver's own course, or a name that nobody defines.
        """
        what = asked_about(pair.learning, title)
        try:
            return self.suggester.suggest(what, at=pair.receiving, as_of=self.as_of, k=ANSWERS)
        except UnknownIdError:
            return None


def asked_about(learning: Learning, title: str = "") -> Attainment | str:
    """Return learning as suggestions are asked about it: a course by its id, else a line that says no more than that.

    >>> asked_about(Learning(course="hill-M20"))
    'hill-M20'
    >>> asked_about(Learning(organization="hill", code="M 20"), "Calculus").title
    'Calculus'
    """
    if learning.course is not None:
        return learning.course
    shown = {"competency": learning.competency, "level": learning.level}
    return Attainment.model_validate(
        {
            "id": "asked",
            "organization": learning.organization,
            "code": learning.code,
            "credential": learning.credential,
            "occupation": learning.occupation,
            "title": title or None,
            "competencies": [shown] if learning.competency else [],
        }
    )
