"""What do people call it?  Names for the ids of a document, safe to show as markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog
    from pathways.model.credential import Credential
    from pathways.model.record import Attainment, LearnerRecord

_MARKS: Final = re.compile(r"([\\`*_{}\[\]#|<>~$]|:(?=[\w/])|^[-+])")

_ADDRESS: Final = re.compile(r"://|www\.|@|:[\w+/-]+:", re.IGNORECASE)

_WORD: Final = re.compile(r"[A-Za-z0-9_.:@-]*[A-Za-z0-9]")


def plain(text: str) -> str:
    """Return text that markdown shows letter by letter: what a catalogue or a record says is never an instruction.

    >>> plain("a*b* [x](http://y)")
    'a\\\\*b\\\\* \\\\[x\\\\](http\\\\://y)'
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def unlinked(text: str) -> str:
    """Return text as :func:`plain` does, in which no address becomes a link and no word an icon.

    Addresses that somebody else wrote are not for clicking on; Streamlit makes links of them even where each sign of
    markdown is escaped.

    >>> unlinked("see https://evil.example or a@b.example")
    'see `https://evil.example` or `a@b.example`'
    """
    words = (f"`{word.replace('`', chr(39))}`" if _ADDRESS.search(word) else plain(word) for word in text.split())
    return " ".join(words)


class Names:
    """Turns ids into names; an id that nothing is known about stays as it is."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def organization(self, name: str | None) -> str:
        """Return the title of an organization."""
        known = self._catalog.organizations.get(name or "")
        return known.title if known else name or ""

    def system(self, name: str) -> str:
        """Return the title of a credit system; a measure that is none stays as it is."""
        known = self._catalog.credit_systems.get(name)
        return known.title if known else name

    def term(self, name: str) -> str:
        """Return the title of a term."""
        known = self._catalog.terms.get(name)
        return (known.title if known else None) or name

    def credential(self, reference: str) -> Credential | None:
        """Return a credential in the edition named, else in its last one."""
        editions = self._catalog.editions(reference.partition("@")[0])
        exact = [item for item in editions if item.key == reference]
        return next(iter([*exact, *reversed(editions)]), None)

    def thing(self, reference: str) -> str:
        """Return code and title of a course, or the title of anything else."""
        course = self._catalog.courses.get(reference)
        if course:
            return course.full_title
        credential = self.credential(reference)
        if credential:
            return credential.title
        for pool in (self._catalog.occupations, self._catalog.competencies, self._catalog.organizations):
            if reference in pool:
                return str(pool[reference].title)
        return reference

    def said(self, text: str) -> str:
        """Return a text of the engine with names in place of the ids that stand in it.

        >>> from pathways.catalog.collection import Catalog
        >>> Names(Catalog()).said("northgate-STAT120 (ng-lk-stat120)")
        'northgate-STAT120 (ng-lk-stat120)'
        """
        return _WORD.sub(lambda found: self.thing(found[0]), text)

    def home(self, reference: str) -> str:
        """Return the title of the organization that gives a course or credential."""
        found = self._catalog.courses.get(reference) or self.credential(reference)
        return self.organization(found.organization) if found else ""

    def line(self, found: Attainment) -> str:
        """Return what a line of a record is about."""
        reference = found.course or found.credential or found.occupation or self._by_code(found)
        if reference and self.thing(reference) != reference:
            return self.thing(reference)
        return " ".join(dict.fromkeys(word for word in (found.code, found.title) if word)) or reference or found.id

    def lines(self, record: LearnerRecord) -> dict[str, str]:
        """Return by id what each line of a record is about."""
        return {item.id: self.line(item) for item in record.attainments}

    def where(self, found: Attainment) -> str:
        """Return the organization at which a line was earned, as far as is known."""
        reference = found.course or found.credential or self._by_code(found) or ""
        return self.home(reference) or self.organization(found.organization)

    def _by_code(self, found: Attainment) -> str | None:
        known = self._catalog.courses_by_code(found.organization or "", found.code or "", found.completed)
        return known[0] if len(known) == 1 else None


def learner_name(record: LearnerRecord) -> str:
    """Return what the learner is called."""
    return record.learner.name or record.learner.id
