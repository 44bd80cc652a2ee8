"""Every hostile case, by name."""

from __future__ import annotations

from tests.hostile.catalogs import CATALOGS
from tests.hostile.foreign import FOREIGN
from tests.hostile.making import Case
from tests.hostile.records import RECORDS

CASES: tuple[Case, ...] = (*CATALOGS, *RECORDS, *FOREIGN)
