"""Which catalogues can be asked?  The shipped sample, and those that were named when the page was started."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from pathways.formats.text import catalog_files
from pathways.resources import sample_catalog
from pathways.ui.names import Names

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog

SAMPLE: Final = "sample"

FRESH: Final = 1.0
"""Seconds for which it is believed that no file of a catalogue on offer has changed."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One catalogue on offer: its short key in addresses, where it lies, and the state of its files."""

    key: str
    path: Path
    stamp: str


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A catalogue that was read, with the names that people use for what is in it."""

    shelved: Shelved
    catalog: Catalog
    names: Names

    @property
    def is_sample(self) -> bool:
        """Return whether it is the shipped sample, whose institutions are invented."""
        return self.shelved.key == SAMPLE


def named_at_start(arguments: Sequence[str] | None = None) -> tuple[Path, ...]:
    """Return the catalogues named behind ``streamlit run app.py --``: each word is a file or folder."""
    words = sys.argv[1:] if arguments is None else arguments
    return tuple(Path(word) for word in words if not word.startswith("-") and Path(word).exists())


def shelves(given: Sequence[Path] | None = None) -> tuple[Shelved, ...]:
    """Return the catalogues on offer, those named at the start first, the sample last."""
    return _shelves(named_at_start() if given is None else tuple(given))


@st.cache_resource(ttl=FRESH, max_entries=4, show_spinner=False)
def _shelves(given: tuple[Path, ...]) -> tuple[Shelved, ...]:
    """Return the same, looked up once for all visitors of a moment."""
    found: dict[str, Path] = {}
    for path in given:
        key = path.resolve().stem
        while key in found or key == SAMPLE:
            key += "-2"
        found[key] = path.resolve()
    found[SAMPLE] = sample_catalog()
    return tuple(Shelved(key, path, stamp(path)) for key, path in found.items())


def stamp(path: Path) -> str:
    """Return a mark that changes when a file of the catalogue does: names, sizes and times of its files."""
    files, _ = catalog_files(path)
    states = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


@st.cache_resource(max_entries=6, show_spinner=False)
def opened(shelved: Shelved) -> Opened:
    """Return a catalogue, read once for all visitors.  Raises FormatError or CatalogError with all that is wrong."""
    from pathways.formats.native import open_catalog  # not before a worker was told to read it too

    catalog = open_catalog(shelved.path)
    gc.collect()
    gc.freeze()  # Streamlit looks for garbage after each run: not among what stays anyway, it takes long
    return Opened(shelved, catalog, Names(catalog))
