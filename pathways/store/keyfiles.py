"""Where do the secret keys lie?  One file each, for its owner's eyes only, whole or not there, sealed where asked."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from pathways.errors import BadgeError, finding
from pathways.issuing.keys import LONGEST, SecretKey, read_key, write_key
from pathways.store.log_files import refuse, replace_file

_HINT: Final = "Only its owner may read it: chmod 600."


def save_key(path: Path, key: SecretKey, *, passphrase: str | None = None, salt: bytes = b"") -> None:
    """Write a key file that only its owner may read; ``salt`` are 28 random bytes where there is a passphrase.

    Raises StoreError F010 where it cannot be written, QuestionError U003 for an empty passphrase.
    """
    data = write_key(key, passphrase=passphrase, salt=salt)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program write there.")
    replace_file(path, data)


def load_key(path: Path, *, passphrase: str | None = None) -> SecretKey:
    """Return the key of a file.

    Raises StoreError F001 (not there), BadgeError B002 (no key, sealed, another passphrase, or others may read it).
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()[: LONGEST + 1]
    except OSError as error:
        refuse("F001", path, f"{path} ({error.strerror or error})", "Without its key file an issuer cannot sign.")
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        message = f"others than its owner may read {path.name}"
        raise BadgeError("B002", message, findings=[finding("B002", message, hint=_HINT)])
    return read_key(data, passphrase=passphrase)
