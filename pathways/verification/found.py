"""What was found of one badge, and of the credentials inside it?  One check a step; each inner one has its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, check
from pathways.verification.kinds import Classified
from pathways.verification.terms import Terms


@dataclass(frozen=True, slots=True)
class Contained:
    """A credential inside another: where it stands, what it is, what was found; ``carried`` is None if unreadable."""

    path: str
    kind: Classified
    carried: Carried | None
    found: Found


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one badge: checks in any order, at most one a step, and the credentials inside it."""

    checks: list[Check] = field(default_factory=list)
    contained: list[Contained] = field(default_factory=list)

    def complete(self) -> tuple[Check, ...]:
        """Return one check for each step, in order; what was not carried out says so."""
        by_step = {one.step: one for one in self.checks}
        return tuple(by_step.get(step) or check(step, CheckCode.NOT_CHECKED) for step in Step)


Finder = Callable[[Carried, Terms], Found]
"""What examines a badge inside a badge, and keeps what is inside that one."""
