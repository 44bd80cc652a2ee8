"""Is the catalogue whole and free of contradictions?  All findings at once, in a stable order.

Errors make answers wrong or impossible, warnings deserve a look, hints inform.  Each finding's ``subject`` is
``section/key`` and its ``where.path`` the path inside that noun's document, so that a door can add file and line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from pathways.catalog.collection import SECTIONS, Catalog
from pathways.catalog.lint_bounds import contradictions, empty_periods
from pathways.catalog.lint_cycles import cycles
from pathways.catalog.lint_definitions import definitions
from pathways.catalog.lint_equivalences import rules
from pathways.catalog.lint_known import Known
from pathways.catalog.lint_paths import path_parts
from pathways.catalog.lint_record import lint_record
from pathways.catalog.lint_references import dangling
from pathways.catalog.lint_requirements import unsatisfiable
from pathways.errors import Finding

__all__ = ["CHECKS", "lint", "lint_record"]

CHECKS: Final[tuple[Callable[[Known], Iterator[Finding]], ...]] = (
    dangling,
    contradictions,
    empty_periods,
    unsatisfiable,
    cycles,
    definitions,
    rules,
)
"""Every check; each reads the whole catalogue."""

_SECTION_ORDER: Final = {name: place for place, name in enumerate(SECTIONS)}


def lint(catalog: Catalog, *, assume: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Return everything that is wrong or doubtful in a catalogue, by section, id and path.

    ``assume`` holds ids to be taken as contained, for a door that could not read their definitions.

    >>> from pathways.catalog.collection import collect
    >>> from pathways.model.course import Course
    >>> [finding.code for finding in lint(collect([Course(id="c", organization="o", code="C 1", title="C")]))]
    ['C002']
    """
    known = Known(catalog, assume)
    found = dict.fromkeys(finding for check in CHECKS for finding in check(known))
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[Any, ...]:
    section, _, key = (finding.subject or "").partition("/")
    place = tuple((isinstance(part, str), part) for part in path_parts(finding.where.path or ""))
    return (_SECTION_ORDER.get(section, -1), key, place, finding.code, finding.message)
