"""How does an answer look?  The public door: an answer of the desk goes in, a picture that shows itself comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathways.ui.picture import Picture, needs

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog
    from pathways.model.base import Noun
    from pathways.model.record import LearnerRecord

_SPOKEN = "babel"


def picture(
    document: Noun,
    catalog: Catalog | None = None,
    record: LearnerRecord | None = None,
    language: str = "en",
    *,
    kind: str | None = None,
) -> Picture:
    """Return the picture of an answer: its title says the finding, and the same stands in words and in a table.

    ``catalog`` and ``record`` give the names of things; without them those of the document are used.  ``kind`` chooses
    where there are several.  Of an audit: "requirements" (drawn unless told), "flow", "coverage" (which part teaches
    what) and, where the record is empty, "program" (what it asks of a beginner), the last two with the catalogue.  Of
    a plan: "timeline" and, where it has others beside it, "trade" (then drawn unless told).  Recognition, gap,
    compare, stacking, one step of it, ladder and editions have one each.  A language that is not spoken is answered in
    English.

    Raises QuestionError U003 where there is nothing to draw, NotAvailableError X002 where the extra ``ui`` is not
    installed.
    """
    try:
        from pathways.ui.pictures.choosing import drawn
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != _SPOKEN:
            raise
        raise needs(_SPOKEN) from None
    return drawn(document, catalog, record, language, kind)
