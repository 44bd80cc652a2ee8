"""Which courses mean nearly the same?  Titles and descriptions as an encoder reads them; any that gives unit rows.

Where both sides have a description the likeness is the mean of that of the titles and that of the whole texts: a
catalogue that describes few of its courses is searched by titles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from pathways.matching.listing import Listing

Rows32 = NDArray[np.float32]

LONGEST: Final = 600
"""How many characters of a text are read; small encoders look at little more."""

DIGITS: Final = 4
"""To so many digits a likeness is told: further ones depend on what was encoded beside it."""


class Encoder(Protocol):
    """What turns texts into rows of length one; alike texts point the same way."""

    @property
    def name(self) -> str:
        """Return what it is called: another name for everything that gives other rows."""
        ...

    def encode(self, texts: Sequence[str]) -> Rows32:
        """Return a float32 array (texts, dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class EncodedIndex:
    """A row for each title, and for the courses at ``described`` a row for title and description."""

    titles: Rows32
    described: NDArray[np.int64]
    wholes: Rows32

    def scores(self, title: Rows32, whole: Rows32 | None) -> Rows32:
        """Return how alike every course is (0 to 1) to one with this title, and this text where there is one."""
        found: Rows32 = self.titles @ title
        if whole is not None and len(self.described):
            found[self.described] = (found[self.described] + self.wholes @ whole) / 2
        return np.round(found.clip(0, 1), DIGITS)


@dataclass(frozen=True, eq=False)
class Encoding:
    """An encoder, and what it has read."""

    encoder: Encoder
    known: dict[str, Rows32] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name of the encoder."""
        return self.encoder.name

    def index(self, listings: Sequence[Listing]) -> EncodedIndex:
        """Return the courses of a receiver, as the encoder reads them."""
        described = [at for at, one in enumerate(listings) if one.description]
        titles = self.rows([one.title for one in listings])
        wholes = self.rows([whole(listings[at]) for at in described])
        return EncodedIndex(titles, np.array(described, dtype=np.int64), wholes)

    def scores(self, query: Listing, among: EncodedIndex) -> Rows32:
        """Return how alike every course is to one."""
        text = self._row(whole(query)) if query.description and len(among.described) else None
        return among.scores(self._row(query.title), text)

    def prepare(self, texts: Sequence[str]) -> None:
        """Read texts that will be asked about, all at once."""
        self.known.update(zip(texts, self.rows(texts), strict=True))

    def rows(self, texts: Sequence[str]) -> Rows32:
        """Return a row for each text; equal ones, and those that are known, are not read again."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        found = {**self.known, **dict(zip(new, self.encoder.encode(new), strict=True))} if new else self.known
        return np.array([found[text] for text in texts], np.float32)

    def _row(self, text: str) -> Rows32:
        if text not in self.known:
            self.known[text] = self.encoder.encode([text])[0]
        return self.known[text]


def whole(one: Listing) -> str:
    """Return title and description as they are encoded.

    >>> whole(Listing("a", "x", "A 1", "Drawing", "Line and form."))
    'Drawing. Line and form.'
    """
    return f"{one.title}. {one.description}"[:LONGEST]
