"""What is still to be decided, what was decided, what would turn?  The documents of the desk that decides."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from pathways.model.base import Exact, Noun
from pathways.model.decision import Decision, Pair, Withdrawal
from pathways.model.documents import Decision as Standing
from pathways.model.documents import Document, Portion
from pathways.model.suggestion_documents import SuggestedKind

RANKING: Final = (
    "the most credit at stake, over all who bring the same",
    "the surest suggestion: where the answer is likely, deciding is quick",
    "the most learners",
    "the name of the pair",
)
"""By what groups are put in order."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class QueueLine(Noun):
    """One undecided line of one record; without credit where nobody knows how much it carries."""

    learner: str
    attainment: str
    title: str
    credit: Exact | None = None


class QueueSuggestion(Noun):
    """The likeliest answer for a pair; it grants nothing.  ``cold``: judged by text and code alone."""

    kind: SuggestedKind
    course: str | None = None
    subject: str | None = None
    title: str
    probability: Portion
    cold: bool
    model: str = Field(description="version of the weights")


class QueueGroup(Noun):
    """Equal lines: one decision about the pair clears all that are undecided for no other reason.

    ``rules`` are those that leave it open (several of equal rank, a condition in words, only proposed); ``beside``
    counts lines that stay undecided for a reason of their own as well; ``standing`` is the decision that stands on the
    pair and leaves these lines open.  ``certainty`` is the probability of ``suggestion``; ``fills`` are requirements of
    the goal that would admit what a rule or a suggestion gives (``*`` where nobody has looked).
    """

    key: str
    pair: Pair
    title: str
    learners: int
    lines: tuple[QueueLine, ...]
    credit_at_stake: Exact
    credit_unknown: int = Field(default=0, description="lines of which nobody knows the credit")
    certainty: Portion | None = None
    suggestion: QueueSuggestion | None = None
    fills: tuple[str, ...] = ()
    codes: tuple[str, ...]
    rules: tuple[str, ...] = ()
    beside: int = 0
    standing: str | None = None


class QueueDocument(Document):
    """``pathways/queue/1``: what is undecided over many records, the most credit first.

    Asked for a ``goal``, ``groups`` are those that could fill one of its requirements; the others are ``not_for_goal``.
    """

    receiving: tuple[str, ...]
    goal: str | None = None
    ranking: tuple[str, ...] = Field(default=RANKING, description="what decides the order of the groups, first to last")
    records: int
    undecided: int = Field(description="lines, each once for each receiving organization")
    groups: tuple[QueueGroup, ...]
    waiting: tuple[QueueGroup, ...] = Field(default=(), description="asked already, or left to a person each time")
    not_for_goal: tuple[QueueGroup, ...] = ()
    alone: tuple[QueueLine, ...] = Field(default=(), description="lines that no rule can name")
    of_the_record: dict[str, int] = Field(default_factory=dict, description="undecided for what a record lacks")
    minutes_saved: Exact | None = None


class DecisionEntry(Noun):
    """One row of the store: what happened, and the digest that ties it to the row before."""

    number: int
    event: Literal["decide", "supersede", "withdraw"]
    id: str = Field(description="of the decision")
    decision: Decision | None = None
    withdrawal: Withdrawal | None = None
    previous: str = Field(description="digest of the row before, empty for the first")
    digest: Digest


class DecisionsDocument(Noun):
    """``pathways/decisions/1``: everything that was ever decided, in order, and what stands now."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Annotated[Literal["pathways/decisions/1"], Field(alias="schema")] = "pathways/decisions/1"
    entries: tuple[DecisionEntry, ...] = ()
    standing: tuple[str, ...] = ()
    head: str = Field(default="", description="digest of the last row: whoever keeps it sees whether rows were cut off")

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


class Side(Noun):
    """How a line stands under one set of rules."""

    decision: Standing
    codes: tuple[str, ...] = ()
    recognized_as: tuple[str, ...] = ()
    credit: Exact
    because: tuple[str, ...] = ()


class TurnedEntry(Noun):
    """One line that would stand otherwise, and why: what is said on one side only."""

    learner: str
    attainment: str
    title: str
    receiving: str
    before: Side
    after: Side


class ReplayDocument(Document):
    """``pathways/replay/1``: which lines turn under other decisions or rules; ``catalog`` is the one after."""

    catalog_before: str
    as_of_before: dt.date
    receiving: tuple[str, ...]
    records: int
    lines: int
    turned: tuple[TurnedEntry, ...]


DOCUMENTS: dict[str, type[Noun]] = {"queue": QueueDocument, "decisions": DecisionsDocument, "replay": ReplayDocument}
