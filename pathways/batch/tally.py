"""What do the rows of many records come to together?  Sums that add up, whatever the order in which they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pathways.model.batch_documents import KINDS, BatchRow, Kind, LineCounts
from pathways.model.documents import Status, Totals


@dataclass
class Tally:
    """The sums over the rows that have gone by."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    answered: Counter[Status] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    credit: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(Totals.model_fields, Fraction(0)))
    shortfall: Fraction | None = None
    systems: dict[str, None] = field(default_factory=dict)

    def past(self, rows: Iterable[BatchRow]) -> Iterator[BatchRow]:
        """Yield the rows and count them as they go by."""
        for row in rows:
            self.add(row)
            yield row

    def add(self, row: BatchRow) -> None:
        """Count one row."""
        self.kinds[row.kind] += 1
        if row.status is not None:
            self.answered[row.status] += 1
        if row.system:
            self.systems[row.system] = None
        for code, count in row.codes:
            self.codes[code] += count
        if row.lines is not None and row.totals is not None:
            self.lines.update({name: getattr(row.lines, name) for name in LineCounts.model_fields})
            for name in self.credit:
                self.credit[name] += getattr(row.totals, name)
        if row.shortfall is not None:
            self.shortfall = (self.shortfall or Fraction(0)) + row.shortfall

    def figures(self) -> dict[str, Any]:
        """Return the fields of the summary document that are sums."""
        return {
            "system": "; ".join(self.systems) or None,
            "records": self.kinds.total(),
            "kinds": {kind: self.kinds[kind] for kind in KINDS},
            "answered": dict(sorted(self.answered.items())),
            "lines": LineCounts(**{name: self.lines[name] for name in LineCounts.model_fields}),
            "totals": Totals(**self.credit),
            "shortfall": self.shortfall,
            "codes": dict(sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))),
        }
