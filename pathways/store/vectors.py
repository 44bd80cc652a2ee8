"""What has an encoder read before?  Its vectors in a folder, a file for each list of texts.

A file is named after the encoder and the texts.  What is damaged is made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pathways.formats.targets import make_folder, whole
from pathways.matching.encoding import Encoder, Rows32

_SLACK: Final = 1e-3


@dataclass(frozen=True)
class KeptVectors:
    """An encoder that reads a list of texts only once, whoever asks; one text alone is read at once and not kept."""

    encoder: Encoder
    folder: Path

    @property
    def name(self) -> str:
        """Return the name of the encoder."""
        return self.encoder.name

    def encode(self, texts: Sequence[str]) -> Rows32:
        """Return a float32 array (texts, dimensions), from the folder where it has it.  Raises FormatError F010."""
        if len(texts) < 2:
            return self.encoder.encode(texts)
        digest = hashlib.sha256(json.dumps([self.name, *texts]).encode()).hexdigest()
        path = self.folder / f"{digest}.npy"
        found = _read(path, len(texts))
        if found is None:
            found = self.encoder.encode(texts)
            _write(path, found)
        return found


def _read(path: Path, count: int) -> Rows32 | None:
    """Return the rows in a file; None where it is absent, damaged or no array of so many unit rows."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if not isinstance(found, np.ndarray) or found.dtype != np.float32 or found.ndim != 2 or len(found) != count:
        return None
    lengths = np.linalg.norm(found, axis=1)
    return found if (np.abs(lengths - 1) < _SLACK).all() else None


def _write(path: Path, rows: Rows32) -> None:
    """Write rows to a file, whole or not at all.  Raises FormatError F010."""
    make_folder(path.parent)
    with whole(path) as fresh, fresh.open("wb") as file:
        np.save(file, rows, allow_pickle=False)
