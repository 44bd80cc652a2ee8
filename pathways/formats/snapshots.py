"""Which documents of others did somebody take, and when?  A folder of them, or a bundle, in place of a network.

``snapshots.json`` in the folder lists for each address the file that holds what stood there, and when it was taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from pathways.errors import Where
from pathways.formats.bundle import safe_parts
from pathways.formats.evidence import open_bundle
from pathways.formats.problems import refusal, shown
from pathways.model.evidence import SnapshotList
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.limits import LIMITS, Limits

LIST: Final = "snapshots.json"
_MOST: Final = 5_000
_LONGEST: Final = 4 * 1024 * 1024


def load_snapshots(path: Path, *, limits: Limits = LIMITS) -> Snapshots:
    """Return a resolver that knows what a folder or a bundle of evidence holds, and nothing else.

    Raises FormatError F001 (nothing there), F003 (a list that does not say what lies there), F005 (too much), F009 (a
    file outside the folder), F014 (a damaged bundle).
    """
    place = Path(path)
    if place.is_file():
        if place.stat().st_size > limits.evidence:
            raise refusal("F005", f"more than {limits.evidence:,} bytes", where=Where(shown(place)))
        return Snapshots(open_bundle(place.read_bytes(), limits=limits).snapshots)
    listed = place / LIST
    if not listed.is_file():
        raise refusal("F001", f"there is no {LIST}", where=Where(shown(place)), hint=f"Name a folder with {LIST}.")
    return Snapshots(_taken(listed, limits))


def _taken(listed: Path, limits: Limits) -> list[Snapshot]:
    where = Where(shown(listed))
    try:
        if listed.stat().st_size > _LONGEST:
            raise refusal("F005", f"more than {_LONGEST:,} bytes", where=where)
        entries = SnapshotList.model_validate_json(listed.read_bytes()).snapshots
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise refusal("F003", f"{path}: {first['msg']}", where=where) from None
    if len(entries) > _MOST or len({entry.url for entry in entries}) < len(entries):
        raise refusal("F003", f"more than {_MOST:,} addresses, or one of them twice", where=where)
    return [Snapshot(one.url, _body(listed.parent, one.file, where, limits), one.retrieved) for one in entries]


def _body(folder: Path, name: str, where: Where, limits: Limits) -> bytes:
    parts = safe_parts(name)
    file = folder if parts is None else folder.joinpath(*parts)
    if parts is None or not file.resolve().is_relative_to(folder.resolve()):
        raise refusal("F009", f"the file {name!r} lies outside the folder", where=where)
    if not file.is_file():
        raise refusal("F001", f"the file {name!r} is not there", where=where)
    if file.stat().st_size > limits.fetched:
        raise refusal("F005", f"the file {name!r} has more than {limits.fetched:,} bytes", where=where)
    return file.read_bytes()
