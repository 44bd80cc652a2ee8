"""What do people call it?  Names for the ids of a document, from the catalogue and the record it speaks of."""

from __future__ import annotations

from pathways.catalog.collection import Catalog
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord


class Names:
    """Turns ids into names; an id that nothing is known about stays as it is."""

    def __init__(self, catalog: Catalog, record: LearnerRecord | None = None) -> None:
        self._catalog = catalog
        self._record = record
        self._lines = {item.id: item for item in record.attainments} if record else {}

    @property
    def learner(self) -> str:
        """Return the name of the learner."""
        if self._record is None:
            return "The learner"
        return self._record.learner.name or self._record.learner.id

    def organization(self, name: str) -> str:
        """Return the title of an organization."""
        known = self._catalog.organizations.get(name)
        return known.title if known else name

    def system(self, name: str) -> str:
        """Return the title of a credit system; a measure that is none stays as it is."""
        known = self._catalog.credit_systems.get(name)
        return known.title if known else name

    def thing(self, reference: str) -> str:
        """Return code and title of a course, or the title of a credential or occupation."""
        course = self._catalog.courses.get(reference)
        if course:
            return course.full_title
        editions = self._catalog.editions(reference.partition("@")[0])
        if editions:
            exact = [item for item in editions if item.key == reference]
            return (exact or editions)[-1].title
        occupation = self._catalog.occupations.get(reference)
        return occupation.title if occupation else reference

    def are_courses(self, references: tuple[str, ...]) -> bool:
        """Return whether all of them are courses."""
        return all(name in self._catalog.courses for name in references)

    def line(self, attainment: str) -> str:
        """Return what a line of the record is about, without its own id."""
        found = self._lines.get(attainment)
        if found is None:
            return attainment
        status = "" if found.status is AttainmentStatus.COMPLETED else f" ({found.status.value.replace('_', ' ')})"
        return self._about(found) + status

    def _about(self, found: Attainment) -> str:
        reference = found.course or found.credential or found.occupation or self._by_code(found)
        if reference and self.thing(reference) != reference:
            return self.thing(reference)
        return " ".join(dict.fromkeys(word for word in (found.code, found.title) if word)) or reference or found.id

    def _by_code(self, found: Attainment) -> str | None:
        """Return the one course that carries the code of a line."""
        known = self._catalog.courses_by_code(found.organization or "", found.code or "", found.completed)
        return known[0] if len(known) == 1 else None
