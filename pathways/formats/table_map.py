"""Which column of a rule table says what?  A small map, written by a person in YAML or JSON.

A map names the columns, what the words of the kind column mean, which footnotes block automatic award, and the credit
system and levels that the table counts in.  ``docs/formats/table.md`` explains each key with an example.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from pathways.catalog.lint_paths import path_text
from pathways.errors import Where
from pathways.formats.documents import LineFinder, parse_file
from pathways.formats.invalid import problems_of
from pathways.formats.problems import in_file, problem, refusals, shown
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.base import Exact, Id, Noun, Source
from pathways.model.credit import CreditSystem
from pathways.model.organization import OrganizationKind

Meaning = Literal["course", "elective", "area", "individual", "no_credit", "denied"]
"""What a row awards: a course, an elective, a requirement area, perhaps one of these after individual assessment,
nothing that counts toward a degree, or nothing at all."""

Column = Annotated[str, Field(min_length=1)]


class Columns(Noun):
    """The header of each column; those with a default may be missing in the table."""

    sender: Column
    receiver: Column
    source_code: Column
    source_title: Column | None = None
    target_code: Column
    target_title: Column | None = None
    kind: Column
    rule: Column | None = None
    credits: Column | None = None
    level: Column | None = None
    attributes: Column | None = None
    footnotes: Column | None = None


class Levels(Noun):
    """The words of the level column as ranks of a framework; other words are kept as notes."""

    framework: Id
    title: str
    ranks: Annotated[dict[str, Exact], Field(min_length=1)]
    source: Source


class TableMap(Noun):
    """How one table of rules is read.

    ``elective`` and ``individual`` are the words at the end of a target code that name its kind (``MATH EL``); the
    subject stands before them, and ``anywhere`` is the subject that means any (``GEN EL``).  ``blocking`` lists the
    footnotes that ask for individual assessment.  ``organizations`` gives a kind to names that contain a text; the
    first that fits holds.
    """

    id: Id
    columns: Columns
    kinds: Annotated[dict[str, Meaning], Field(min_length=1)]
    elective: str = "EL"
    individual: str = "CONF"
    anywhere: str = "GEN"
    blocking: tuple[str, ...] = ()
    organizations: dict[str, OrganizationKind] = Field(default_factory=dict)
    jurisdiction: str | None = None
    credit_system: CreditSystem
    levels: Levels | None = None
    source: Source

    @model_validator(mode="after")
    def _levels_have_a_column(self) -> TableMap:
        if self.levels is not None and self.columns.level is None:
            raise ValueError("'levels' needs the column 'level'")
        return self


def load_map(path: Path, *, limits: Limits | None = None) -> TableMap:
    """Return the column map at ``path`` (.yaml, .yml or .json).

    Raises FormatError with all findings: F001, F002, F003 (does not match), F004, F008, F011, F012.
    """
    bounds = limits or Limits()
    check_file(path)
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        raise refusals([problem("F008", f"{path.suffix} is not read as a column map", where=Where(shown(path)))])
    parsed = parse_file(path, bounds)
    if parsed.findings:
        raise refusals(in_file(parsed.findings, shown(path)))
    try:
        return TableMap.model_validate(parsed.value)
    except ValidationError as error:
        lines = LineFinder(bounds)
        raise refusals(
            problem(
                item.code,
                item.message,
                where=Where(shown(path), lines.line(path, item.parts), path_text(item.parts) or None),
                hint=item.hint,
            )
            for item in problems_of(error, TableMap, parsed.value)
        ) from None
