"""What did an institution decide about learning that no rule spoke of?  One decision for everybody who brings the same.

Source: semantics 9; substantial differences after the Lisbon Recognition Convention.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from pathways.model.base import ALWAYS, Exact, Noun, Reference, Source, Validity
from pathways.model.codes import NONE_HERE, WORDS, Difference, ReasonCode
from pathways.model.equivalence import Target
from pathways.model.exact import format_exact
from pathways.model.requirement import GradeMinimum
from pathways.model.verification_documents import Instant

Verdict = Literal["accept", "partial", "refuse", "ask"]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A name in one line."""

OF_A_PAIR: Final = frozenset(
    {
        ReasonCode.NO_EQUIVALENCE,
        ReasonCode.NOT_EVALUATED,
        ReasonCode.DENIED,
        ReasonCode.ONLY_AT_RECEIVER,
        ReasonCode.INDIVIDUAL_ASSESSMENT,
        ReasonCode.NOT_ASSESSED,
        ReasonCode.LEVEL_TOO_LOW,
        ReasonCode.HOURS_TOO_FEW,
        ReasonCode.COVERAGE_TOO_LOW,
        ReasonCode.EXCLUDED_KIND,
    }
)
"""Reasons that hold for everybody who brings the same; all others are about one learner's line."""
OPEN: Final = frozenset({ReasonCode.NOT_EVALUATED, ReasonCode.INDIVIDUAL_ASSESSMENT})
"""Reasons that leave the matter open."""


class Learning(Noun):
    """What is brought: a course (by id, or by organization and code), a credential, or a kind of prior learning.

    A kind of prior learning is an occupation in which somebody worked, or a competency that was assessed.
    """

    course: Reference | None = None
    organization: Reference | None = None
    code: Name | None = None
    credential: Reference | None = None
    occupation: Reference | None = None
    competency: Reference | None = None
    level: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Learning:
        things = (self.course, self.code, self.credential, self.occupation, self.competency)
        if sum(thing is not None for thing in things) != 1:
            raise ValueError(
                "learning is exactly one of course, organization and code, credential, occupation, competency"
            )
        if (self.code is None) != (self.organization is None):
            raise ValueError("a code is that of an organization: give both")
        if self.level is not None and self.competency is None:
            raise ValueError("only a competency has a level here")
        return self

    @property
    def key(self) -> str:
        """Return its name: equal learning has equal keys.

        >>> Learning(organization="hill", code="math  20a").key
        'code hill MATH 20A'
        """
        if self.code is not None:
            return f"code {self.organization} {' '.join(self.code.upper().split())}"
        if self.competency is not None:
            return f"competency {self.competency}" + (f" at {self.level}" if self.level else "")
        kind = next(name for name in ("course", "credential", "occupation") if getattr(self, name) is not None)
        return f"{kind} {getattr(self, kind)}"


class Pair(Noun):
    """What is decided about: this learning at this receiving organization (for some of its credentials, or for all).

    ``together`` is learning that is brought with it: then the whole set is decided about, and none of it alone.  The
    same set in any order is the same pair: ``learning`` is the first of it by name.
    """

    learning: Learning
    together: tuple[Learning, ...] = ()
    receiving: Reference
    credentials: tuple[Reference, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_order(cls, data: Any) -> Any:
        others = data.get("together") if isinstance(data, dict) and "learning" in data else None
        if not others or not isinstance(others, list | tuple):
            return data
        parts = [Learning.model_validate(each) for each in (data["learning"], *others)]
        parts.sort(key=lambda each: each.key)
        return {**data, "learning": parts[0], "together": tuple(parts[1:])}

    @model_validator(mode="after")
    def _each_once(self) -> Pair:
        if len({each.key for each in self.whole}) != len(self.whole):
            raise ValueError("learning is named once in a set")
        return self

    @property
    def whole(self) -> tuple[Learning, ...]:
        """Return everything that has to be brought: one thing, or several together."""
        return (self.learning, *self.together)

    @property
    def key(self) -> str:
        """Return its name: one decision stands for each.

        >>> Pair(learning=Learning(course="hill-M20"), receiving="lakeside").key
        'course hill-M20 -> lakeside'
        >>> badges = [Learning(credential=name) for name in ("viz", "sql")]
        >>> Pair(learning=badges[0], together=badges[1:], receiving="lakeside").key
        'credential sql with credential viz -> lakeside'
        """
        programs = f" for {', '.join(sorted(self.credentials))}" if self.credentials else ""
        return f"{' with '.join(each.key for each in self.whole)} -> {self.receiving}{programs}"


class Conditions(Noun):
    """Under which conditions it is accepted; ``words`` are those that nobody can check but a person."""

    min_grade: GradeMinimum | None = None
    min_hours: Exact | None = None
    max_age_years: Exact | None = None
    beside: tuple[Learning, ...] = ()
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @property
    def in_words(self) -> str:
        """Return the conditions for people; empty where there is none.

        >>> Conditions(min_hours=40, max_age_years=5, words=("with a portfolio",)).in_words
        'only with 40 hours or more, not older than 5 years, with a portfolio'
        """
        grade, hours, years = self.min_grade, self.min_hours, self.max_age_years
        scale = f" ({grade.scale})" if grade and grade.scale else ""
        told = [f"with {grade.grade} or better{scale}"] if grade else []
        told += [f"with {format_exact(hours)} hours or more"] if hours is not None else []
        told += [f"not older than {format_exact(years)} years"] if years is not None else []
        told += [f"beside {each.key}" for each in self.beside]
        return f"only {', '.join((*told, *self.words))}" if told or self.words else ""


NONE: Final = Conditions()


class Decision(Noun):
    """What was decided, once, for everybody who brings the same.

    ``given`` is what it counts as, with its credit; ``examined`` the receiving courses with which it was compared.
    ``valid`` speaks of when the learning was taken.  ``supersedes`` is the decision that stood before; ``instead_of``
    are rules of the catalogue that no longer hold since they left this open.
    """

    pair: Pair
    verdict: Verdict
    given: Target | None = None
    examined: tuple[Reference, ...] = ()
    code: ReasonCode | None = None
    difference: Difference | None = None
    conditions: Conditions = NONE
    valid: Validity = ALWAYS
    title: str | None = Field(default=None, description="what people call the learning")
    words: str = ""
    source: Source
    by: Name
    at: Instant
    supersedes: Reference | None = None
    instead_of: tuple[Reference, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Decision:
        grants = self.verdict in ("accept", "partial")
        if grants != (self.given is not None) or (self.given is not None and self.given.is_no):
            raise ValueError("what is accepted, wholly or in part, is given as something; what is not, as nothing")
        if self.conditions != NONE and not grants:
            raise ValueError("conditions belong to what is accepted")
        if self.valid.is_empty:
            raise ValueError("the decision would never hold")
        if not {each.key for each in self.pair.whole}.isdisjoint(each.key for each in self.conditions.beside):
            raise ValueError("learning does not stand beside itself")
        return self._with_a_reason()

    def _with_a_reason(self) -> Decision:
        if (self.code is None) != (self.verdict == "accept"):
            raise ValueError("a refusal, a part and a question have a reason code; an acceptance has none")
        if self.code is not None and self.code not in OF_A_PAIR:
            raise ValueError(f"{self.code.value} is about one learner's line, not about everybody who brings the same")
        if self.verdict == "ask" and self.code not in OPEN:
            raise ValueError("a question has the code NOT_EVALUATED or INDIVIDUAL_ASSESSMENT")
        if self.verdict == "refuse" and self.code in OPEN:
            raise ValueError(f"{self.code} leaves the matter open: that is the verdict 'ask'")
        return self

    @property
    def id(self) -> str:
        """Return its name, made of all that it says: the same decision has the same name everywhere."""
        text = json.dumps(
            self.model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=True, separators=(",", ":")
        )
        return f"decision-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    @property
    def rests_on(self) -> str | None:
        """Return the substantial difference that was named, else the one that the reason code stands for."""
        if self.difference or self.code is None:
            return self.difference
        return NONE_HERE if self.code is ReasonCode.NO_EQUIVALENCE else WORDS[self.code].difference

    @property
    def in_words(self) -> str:
        """Return why it is no more than it is, for people; empty for an acceptance."""
        if self.code is None:
            return self.words
        difference = f" (substantial difference: {self.rests_on})" if self.rests_on else ""
        said = f": {self.words}" if self.words else ""
        return f"{WORDS[self.code].meaning}{difference}{said}"


def in_brief(decision: Decision) -> str:
    """Return a decision in one line: what, about whom, by whom, when."""
    given = decision.given
    named = (*given.courses, *((given.subject,) if given.subject else ()), *given.areas) if given else ()
    granted = f" as {', '.join(named) or given.kind.replace('_', ' ')}" if given else ""
    amount = given.credit.amount if given else None
    credit = f" with credit {format_exact(amount)}" if amount is not None else ""
    why = f" ({decision.code.value})" if decision.code else ""
    told = f"{decision.verdict} {decision.pair.key}{granted}{credit}{why}"
    return f"{told}, by {decision.by}, {decision.at.astimezone(dt.UTC):%Y-%m-%d %H:%M}"


class Withdrawal(Noun):
    """That a decision no longer stands, and why; the pair is open again."""

    decision: Reference
    because: Annotated[str, Field(min_length=1)]
    by: Name
    at: Instant
