"""Which learning is meant?  A boolean expression over what a course, credential or recognised item is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pathways.model.base import Exact, Noun, Reference

Texts = tuple[Annotated[str, Field(min_length=1)], ...]


class Range(Noun):
    """An inclusive range; an absent bound is open."""

    min: Exact | None = None
    max: Exact | None = None


class Filter(Noun):
    """All parts that are given must hold; within one list any value will do; an empty filter admits everything.

    ``number`` is the numeric part of a course code, ``level`` a rank in the receiving organization's level framework,
    ``kind`` one of ``course``, ``elective``, ``credit`` or a credential kind, ``attribute`` a general-education area or
    other mark that a rule carried over, ``source`` how it was earned (resident, transfer, prior_learning, ...),
    ``component_of`` a credential whose requirement tree names it.
    """

    all: tuple[Filter, ...] = ()
    any: tuple[Filter, ...] = ()
    exclude: Filter | None = Field(default=None, alias="not")
    subject: Texts = ()
    code: Texts = ()
    number: Range | None = None
    level: Range | None = None
    organization: Texts = ()
    kind: Texts = ()
    tag: Texts = ()
    attribute: Texts = ()
    competency: tuple[Reference, ...] = ()
    course: tuple[Reference, ...] = ()
    credential: tuple[Reference, ...] = ()
    component_of: tuple[Reference, ...] = ()
    source: Texts = ()
