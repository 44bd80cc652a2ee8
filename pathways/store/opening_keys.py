"""With which key are a learner's openings read?  One file of keys, in which no learner is named.

Whoever has the openings and not this file reads nothing; destroying one key in it forgets one learner.  The file is
always written whole, and what it held before is overwritten where the system lets us.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pathways.store.database import damaged
from pathways.store.log_files import refuse, replace_file

KEY: Final = 32
HANDLE: Final = 16

_SCHEMA: Final = "pathways/opening-keys/1"
_MOST: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Keys:
    """A secret of the file itself, and for each learner, by a digest, a handle of the rows and the key to them."""

    secret: bytes
    learners: MappingProxyType[str, tuple[str, bytes]] | dict[str, tuple[str, bytes]]

    def __repr__(self) -> str:
        return "Keys(...)"

    def of(self, learner: str) -> tuple[str, bytes] | None:
        """Return handle and key of a learner."""
        return self.learners.get(self._name(learner))

    def holds(self, handle: str) -> bool:
        """Return whether a key is there for the rows of a handle."""
        return any(one == handle for one, _ in self.learners.values())

    def with_learner(self, learner: str, handle: str, key: bytes) -> Keys:
        """Return the keys with one more."""
        return replace(self, learners={**self.learners, self._name(learner): (handle, key)})

    def without(self, handle: str) -> Keys:
        """Return the keys without one."""
        return replace(self, learners={name: pair for name, pair in self.learners.items() if pair[0] != handle})

    def _name(self, learner: str) -> str:
        """Return the digest under which a key is kept: without the secret nobody can try names."""
        return hmac.new(self.secret, learner.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def read_keys(path: Path) -> Keys | None:
    """Return the keys of a file, None where there is none.  Raises StoreError S007 where it is damaged."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST)
    except FileNotFoundError:
        return None
    except OSError as error:
        refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program read it.")
    try:
        return _keys(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        damaged(path, "the keys are not as they were written")


def _keys(found: Any) -> Keys:
    body = {name: found[name] for name in ("schema", "secret", "learners")}
    if found != {**body, "checksum": _checksum(body)} or found["schema"] != _SCHEMA:
        raise ValueError("its checksum does not fit")
    learners = {name: (handle, bytes.fromhex(key)) for name, (handle, key) in found["learners"].items()}
    return Keys(bytes.fromhex(found["secret"]), learners)


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def write_keys(path: Path, keys: Keys) -> None:
    """Put these keys in the place of the others, which are overwritten.  Raises StoreError F010."""
    learners = {name: [handle, key.hex()] for name, (handle, key) in sorted(keys.learners.items())}
    body = {"schema": _SCHEMA, "secret": keys.secret.hex(), "learners": learners}
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        older = _opened(path)
        if older is not None:
            stack.callback(os.close, older)
        replace_file(path, json.dumps({**body, "checksum": _checksum(body)}).encode())
        if older is not None:
            _overwrite(older)


def _opened(path: Path) -> int | None:
    """Return a handle on the file as it is; elsewhere than here an open file cannot be replaced."""
    if os.name != "posix":
        return None
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None


def _overwrite(handle: int) -> None:
    """Leave nothing of a file that has no name any more; where another name is left, somebody keeps it on purpose."""
    about = os.fstat(handle)
    if about.st_nlink == 0:
        with contextlib.suppress(OSError):
            os.pwrite(handle, bytes(about.st_size), 0)
            os.fsync(handle)
