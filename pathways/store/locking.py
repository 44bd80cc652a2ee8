"""Does somebody else write this file?  The system holds the lock for a process, and lets go however that ends."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from pathways.errors import StoreError, Where, finding

if sys.platform == "win32":
    import msvcrt
    import os

    def _try(handle: int) -> None:
        """Lock a byte far behind all data: on this system a locked byte cannot be read by others."""
        os.lseek(handle, 2**60, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(handle: int, path: Path) -> None:
    """Lock an open file until it is closed.  Raises StoreError S005 where somebody else holds it."""
    try:
        _try(handle)
    except (BlockingIOError, PermissionError):
        message = f"{path} is being written by another process, or twice by this one"
        told = finding("S005", message, hint="Wait until the other has closed it; reading is possible at any time.")
        raise StoreError("S005", message, findings=[replace(told, where=Where(file=str(path)))]) from None
