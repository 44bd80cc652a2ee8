"""What is somebody able to do?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pathways.model.base import ALWAYS, Id, Noun, Reference, Source, Validity

AlignmentKind = Literal["exact", "broader", "narrower", "related"]


class Alignment(Noun):
    """A link to a node of another framework: that node is ``kind`` (exact, broader, narrower, related) to this."""

    kind: AlignmentKind
    target: Reference
    source: Source | None = None


class Competency(Noun):
    """A statement of ability.

    ``broader`` names its parent.  ``held_when`` says how many of the narrower ones (``"all"`` or k) make it held;
    absent means that narrower ones never do.
    """

    id: Id
    title: str
    statement: str | None = None
    kind: Literal["knowledge", "skill", "attitude", "soft_skill", "ability"] = "skill"
    broader: Reference | None = None
    held_when: Literal["all"] | Annotated[int, Field(ge=1)] | None = None
    alignments: tuple[Alignment, ...] = ()


class Framework(Noun):
    """A published set of competencies; ``levels`` gives the number of its own proficiency levels."""

    id: Id
    title: str
    levels: Annotated[int, Field(ge=1)] | None = None
    competencies: tuple[Competency, ...]
    valid: Validity = ALWAYS
    source: Source


class CompetencyLevel(Noun):
    """A competency at a proficiency level (None: the level is not stated)."""

    competency: Reference
    level: Annotated[int, Field(ge=1)] | None = None


class OccupationCompetency(CompetencyLevel):
    """A competency that an occupation asks for."""

    importance: Literal["essential", "optional"] = "essential"


class Occupation(Noun):
    """An occupation with the competencies it asks for (ESCO, O*NET or an employer's own)."""

    id: Id
    title: str
    uri: str | None = None
    competencies: tuple[OccupationCompetency, ...]
    regulated: bool = False
    valid: Validity = ALWAYS
    source: Source
