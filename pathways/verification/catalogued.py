"""What in the catalogue is this badge?  By the registry's own word, an identifier, an alignment, or the issuer's code.

An award of somebody who is on the registry is looked for among what that organization awards or teaches, and nowhere
else; a code of one college says nothing at another.  Where two ways lead to two things it is neither.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.model.badge_documents import FoundBy, MatchEntry
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.issuers import Issuer, IssuerRegistry
from pathways.model.verification_documents import SaidEntry
from pathways.verification.award import Award, Target
from pathways.verification.issuers import award_in_registry

Thing = Credential | Course


class Matcher:
    """Looks badges up in one catalogue, for those who use one registry of issuers."""

    def __init__(self, catalog: Catalog, registry: IssuerRegistry) -> None:
        self._catalog = catalog
        self._registry = registry

    def knows(self, issuer: str | None) -> bool:
        """Return whether the issuer is on the registry."""
        return self._issuer(issuer) is not None

    def accepted(self, issuer: str | None, at: str | None) -> bool:
        """Return whether a receiving organization accepts the issuer, or no organization is excluded."""
        found = self._issuer(issuer)
        return found is not None and (not found.recognized_by or at in found.recognized_by)

    def match(self, says: SaidEntry) -> MatchEntry | None:
        """Return what the badge is in the catalogue, or None where that is nothing, or is not sure."""
        issuer = self._issuer(says.issuer)
        found = self._listed(says, issuer)
        if found is None and (issuer is None or issuer.scope == "organization"):
            found = self._catalogued(says, issuer)
        return found

    def _issuer(self, name: str | None) -> Issuer | None:
        return None if name is None else self._registry.of(name)

    def _listed(self, says: SaidEntry, issuer: Issuer | None) -> MatchEntry | None:
        """Return what the registry says that this award is."""
        listed = None if issuer is None else award_in_registry(award_said(says), issuer)
        if listed is None:
            return None
        name = listed.credential or listed.course or ""
        index: Mapping[str, Thing] = self._catalog.courses if listed.course else self._credentials
        thing = index.get(name)
        by = listed.achievement or listed.code or listed.alignment or ""
        return None if thing is None else _entry(thing, FoundBy.REGISTRY, by)

    def _catalogued(self, says: SaidEntry, issuer: Issuer | None) -> MatchEntry | None:
        """Return the one thing that identifier, alignment and code lead to; the first of these ways names it."""
        organization = None if issuer is None else issuer.organization
        on = None if says.begins is None else says.begins.astimezone(dt.UTC).date()
        found: dict[str, MatchEntry] = {}
        for by, value in _names(says):
            for thing in self._things(by, value, organization, on):
                if organization is None or thing.organization == organization:
                    found.setdefault(thing.id, _entry(thing, by, value))
        return next(iter(found.values())) if len(found) == 1 else None

    def _things(self, by: FoundBy, value: str, organization: str | None, on: dt.date | None) -> Iterable[Thing]:
        """Yield what a name leads to; a code of courses only within the organization of the issuer."""
        if by is not FoundBy.CODE:
            yield from self._by_address.get(value, ())
        if value in self._credentials:
            yield self._credentials[value]
        if value in self._catalog.courses:
            yield self._catalog.courses[value]
        if organization is not None and by is not FoundBy.IDENTIFIER:
            yield from (self._catalog.courses[name] for name in self._catalog.courses_by_code(organization, value, on))

    @cached_property
    def _credentials(self) -> Mapping[str, Credential]:
        """Return the credentials by id; of several editions the last."""
        return {credential.id: credential for credential in self._catalog.credentials.values()}

    @cached_property
    def _by_address(self) -> Mapping[str, tuple[Thing, ...]]:
        """Return what the catalogue knows by the address of its source; what shares its address is found by none."""
        found: dict[str, dict[str, Thing]] = defaultdict(dict)
        things: Iterable[Thing] = (*self._credentials.values(), *self._catalog.courses.values())
        for thing in things:
            if thing.source is not None and thing.source.url is not None:
                found[thing.source.url][thing.id] = thing
        return {url: tuple(things.values()) for url, things in found.items() if len(things) == 1}


def award_said(says: SaidEntry) -> Award:
    """Return what a document says of an award as the award itself."""
    return Award(
        id=says.id,
        issuer=says.issuer,
        issuer_name=says.issuer_name,
        achievement=says.achievement,
        name=says.name,
        code=says.code,
        kind=says.achievement_kind,
        creator=says.creator,
        credits=says.credits,
        results=says.results,
        alignments=tuple(Target(one.url, one.code, one.name, one.framework) for one in says.alignments),
        begins=says.begins,
        ends=says.ends,
    )


def _names(says: SaidEntry) -> Iterable[tuple[FoundBy, str]]:
    if says.achievement:
        yield FoundBy.IDENTIFIER, says.achievement
    for target in says.alignments:
        for value in (target.url, target.code):
            if value:
                yield FoundBy.ALIGNMENT, value
    if says.code:
        yield FoundBy.CODE, says.code


def _entry(thing: Thing, by: FoundBy, value: str) -> MatchEntry:
    is_course = isinstance(thing, Course)
    return MatchEntry(
        course=thing.id if is_course else None,
        credential=None if is_course else thing.id,
        title=thing.title,
        by=by,
        value=value,
    )
