"""What does a text mean, as numbers?  A model of sentence-transformers, read from a folder of this machine.

It is read from the folder alone: nothing is fetched, no pickle is opened, no code of the folder is run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn

import numpy as np

from pathways.errors import FormatError, NotAvailableError, Where
from pathways.matching.encoding import Rows32

WEIGHTS: Final = "model.safetensors"
NEEDED: Final = ("config.json", "modules.json", WEIGHTS)
PARTS: Final = frozenset({"Transformer", "Pooling", "Normalize"})
"""The files that a folder must have, and the parts that a model may consist of: none of them runs code of its own."""

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": "all-MiniLM-L6-v2"}
)
"""Models that are known by the SHA-256 of their weights, whatever their folder is called."""

_OFFLINE: Final = MappingProxyType({"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"})
"""Read when the library is imported: nothing is looked up, whatever is missing, and no progress is drawn."""

_INSTALL: Final = "Install it with: pip install 'pathways-planner[embeddings]'"
_NAME_ONE: Final = (
    "Name the folder of a sentence-transformers model such as all-MiniLM-L6-v2, with its model.safetensors."
)


@dataclass(frozen=True)
class SentenceModel:
    """A model of sentence-transformers that has been read."""

    name: str
    model: Any

    def encode(self, texts: Sequence[str]) -> Rows32:
        """Return a float32 array (texts, dimensions) of rows of length one."""
        found = self.model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(found, np.float32)


def load_encoder(folder: Path) -> SentenceModel:
    """Return the model in a folder.

    Raises FormatError F001 (no such folder, or a file is missing), F002 or F003 (damaged) or F008 (it needs code or
    parts that are not run), NotAvailableError X002 without the extra ``embeddings``.
    """
    _check(folder)
    os.environ.update(_OFFLINE)
    try:
        library = import_module("sentence_transformers")
    except ImportError:
        message = "texts cannot be encoded without the package sentence-transformers"
        raise NotAvailableError("X002", message, hint=_INSTALL) from None
    try:
        model = library.SentenceTransformer(
            str(folder.resolve()),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # what a library says of a damaged file is its own affair
        _refuse("F003", folder, f"{folder} cannot be read as a model ({error!s:.200})", "Copy the model again.")
    return SentenceModel(_name(folder), model)


def _name(folder: Path) -> str:
    with (folder / WEIGHTS).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return NAMES.get(digest) or f"{folder.resolve().name} ({digest[:12]})"


def _check(folder: Path) -> None:
    if not folder.is_dir():
        _refuse("F001", folder, f"there is no folder {folder}", _NAME_ONE)
    for name in NEEDED:
        if not (folder / name).is_file():
            _refuse("F001", folder / name, f"{folder} has no {name}, so it is no model that is read here", _NAME_ONE)
    own = next((path.name for path in sorted(folder.rglob("*.py"))), None)
    if own or any("auto_map" in _read(folder / name) for name in ("config.json", "tokenizer_config.json")):
        told = f"{folder} brings code of its own ({own or 'auto_map'}), which is never run"
        _refuse("F008", folder, told, _NAME_ONE)
    if (folder / "adapter_config.json").exists():
        _refuse("F008", folder, f"{folder} is an adapter of another model", _NAME_ONE)
    _check_parts(folder, _read(folder / "modules.json"))


def _check_parts(folder: Path, parts: Any) -> None:
    """Refuse what is none of PARTS, and parts whose files are elsewhere."""
    known = isinstance(parts, list) and bool(parts) and all(isinstance(one, dict) for one in parts)
    for one in parts if known else ():
        package, _, rest = str(one.get("type")).partition(".")
        known &= package == "sentence_transformers" and rest.rpartition(".")[2] in PARTS
        place = folder.resolve().joinpath(str(one.get("path", "")))
        known &= place.resolve().is_relative_to(folder.resolve())
    if not known:
        told = f"{folder} consists of other parts than {', '.join(sorted(PARTS))}"
        _refuse("F008", folder / "modules.json", told, _NAME_ONE)


def _read(path: Path) -> Any:
    """Return the JSON in a file, nothing where there is no file."""
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        _refuse("F002", path, f"{path} is not JSON", "Copy the model again.")


def _refuse(code: str, path: Path, message: str, hint: str) -> NoReturn:
    raise FormatError(code, message, where=Where(file=str(path)), hint=hint) from None
