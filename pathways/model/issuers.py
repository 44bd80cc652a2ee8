"""Who may award what, since when, and with which keys?  Configuration of whoever decides, never found in a badge."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from pathways.model.base import ALWAYS, Day, Id, Noun, Reference, Source, Validity

ISSUERS_SCHEMA = "pathways/issuers/1"

Identifier = Annotated[str, Field(min_length=3, max_length=2_000)]
"""How badges name somebody or something: a DID, or an https address."""


class KeyWindow(Noun):
    """When a key was in use: what it signed before ``begins`` or from ``ends`` on is not the issuer's.

    ``key`` is its name as proofs and tokens write it, or its multibase form (``z6Mk...``).  A key is ``compromised``
    where somebody else had it: then it can write any date, and nothing that it signed is believed by its date alone.
    """

    key: Identifier
    begins: AwareDatetime | None = None
    ends: AwareDatetime | None = None
    compromised: bool = False
    why: str | None = None

    @model_validator(mode="after")
    def _dated(self) -> KeyWindow:
        if self.compromised and self.ends is None:
            raise ValueError("a key that was compromised ends at some time; say when")
        if self.begins is not None and self.ends is not None and self.ends < self.begins:
            raise ValueError("the key ends before it begins")
        return self

    def holds(self, moment: dt.datetime) -> bool:
        """Return whether the key was in use at a moment."""
        return (self.begins is None or self.begins <= moment) and (self.ends is None or moment < self.ends)


class IssuedAward(Noun):
    """An achievement that an issuer may award, and what it is in the catalogue; found by any of its names.

    ``achievement`` is the id that the badge gives it, ``code`` the issuer's own code, ``alignment`` the address or code
    of a target that the badge aligns it to.  Names no catalogue entry where there is none: it may then be awarded, and
    stays a claim.
    """

    achievement: Identifier | None = None
    code: str | None = None
    alignment: Identifier | None = None
    credential: Reference | None = None
    course: Reference | None = None
    valid: Validity = ALWAYS
    source: Source | None = None

    @model_validator(mode="after")
    def _named(self) -> IssuedAward:
        if not (self.achievement or self.code or self.alignment):
            raise ValueError("an award is found by an achievement, a code or an alignment; none is given")
        if self.credential and self.course:
            raise ValueError("an award is a credential or a course of the catalogue, not both")
        return self


class Issuer(Noun):
    """Somebody whose badges are accepted: its names, the organization that it is, and its scope.

    ``scope`` says what it may award: ``listed`` only the ``awards`` that stand here, ``organization`` also whatever the
    catalogue says that its organization awards or teaches.  ``creators`` are those whose achievements it may award
    besides its own.  ``recognized_by`` names the receiving organizations that accept it; empty: all who use this list.
    ``status_by`` names who else may sign its status lists.
    """

    id: Id
    title: str
    identifiers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    organization: Reference | None = None
    scope: Literal["listed", "organization"] = "listed"
    awards: tuple[IssuedAward, ...] = ()
    creators: tuple[Identifier, ...] = ()
    recognized_by: tuple[Reference, ...] = ()
    status_by: tuple[Identifier, ...] = ()
    keys: tuple[KeyWindow, ...] = ()
    valid: Validity = ALWAYS
    source: Source

    @model_validator(mode="after")
    def _scoped(self) -> Issuer:
        if self.scope == "organization" and self.organization is None:
            raise ValueError("scope 'organization' needs the organization whose awards are meant")
        return self


class IssuerRegistry(Noun):
    """``pathways/issuers/1``: the issuers that somebody accepts, as of a day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Literal["pathways/issuers/1"] = Field(default="pathways/issuers/1", alias="schema")
    title: str
    as_of: Day | None = None
    issuers: tuple[Issuer, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> IssuerRegistry:
        seen: dict[str, str] = {}
        for issuer in self.issuers:
            for name in (issuer.id, *issuer.identifiers):
                if seen.setdefault(name, issuer.id) != issuer.id:
                    raise ValueError(f"{name!r} names two issuers, {seen[name]!r} and {issuer.id!r}; keep one")
        return self

    def of(self, identifier: str) -> Issuer | None:
        """Return the issuer that a badge names so, or None."""
        return next((issuer for issuer in self.issuers if identifier in issuer.identifiers), None)


DOCUMENTS: dict[str, type[IssuerRegistry]] = {"issuers": IssuerRegistry}
