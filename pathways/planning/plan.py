"""What comes out?  A plan: dated steps, what is lodged and paid, and how surely it is the best."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from pathways.completion.check import Award
from pathways.completion.steps import Step

Objective = Literal["time", "cost", "credits", "items", "balance", "stop"]
"""What is made best, one after the other: the last day, what is paid, the credit taken, the number of things done, the
most courses at a time, and what is held at each stop (most, not least)."""


class PlanStatus(StrEnum):
    """How surely a plan is the best, or that there is none."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE_PROVEN = "infeasible_proven"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Lodging:
    """A line handed in for recognition: by which attainment, where, at what fee."""

    attainment: str
    organization: str
    fee: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """What an objective comes to, and what it cannot go below (the same where it is proven)."""

    objective: Objective
    value: Fraction | dt.date | None
    bound: Fraction | dt.date | None
    proven: bool


@dataclass(frozen=True)
class Plan:
    """Steps in order of time, the lines lodged, what is earned, what is paid in all (with what is ``due`` anyway)."""

    steps: tuple[Step, ...]
    lodgings: tuple[Lodging, ...]
    awards: tuple[Award, ...]
    cost: Fraction
    due: Fraction
    scores: tuple[Score, ...]

    @property
    def finish(self) -> dt.date | None:
        """Return the last day; None where nothing has to be done."""
        return max((step.slot.end for step in self.steps), default=None)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Return the steps of which nobody states the price."""
        return tuple(step.id for step in self.steps if step.price is None)


@dataclass(frozen=True)
class Outcome:
    """A status, and the plan where there is one."""

    status: PlanStatus
    plan: Plan | None = None
