"""Where does a visitor's file lie?  In the one named when the page was started, or in a folder of this visit only.

The folder is removed when nobody holds it any more; and by age, should a server have been killed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pathways.formats.problems import refusal
from pathways.ui.at_home import at_home
from pathways.ui.draft import sweep


def named_at_start(option: str, arguments: Sequence[str] | None = None) -> Path | None:
    """Return the file named by an option behind ``streamlit run app.py --``, if one is.

    >>> named_at_start("--backpack=", ["catalog", "--backpack=/tmp/maria.backpack"]).name
    'maria.backpack'
    """
    words = sys.argv[1:] if arguments is None else arguments
    named = [word[len(option) :] for word in words if word.startswith(option)]
    return Path(named[-1]) if named and named[-1] else None


def place(named: Path | None, *, prefix: str, file: str, told: str) -> tuple[Path, bool, Path]:
    """Return where the file lies, whether it is the named one, and a new folder of the visit; nothing is written yet.

    What was named is for whoever sits at this machine.  Raises FormatError F010, beginning with ``told``, where this
    machine has no room for the folder.
    """
    sweep(prefix=prefix)
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
    except OSError as error:
        raise refusal("F010", f"{told} ({error.strerror})", hint="Ask whoever runs this page.") from None
    if named is not None and at_home():
        return named, True, folder
    return folder / file, False, folder
