"""Where is the data that came with this installation?  The one module that knows how the package was installed."""

from __future__ import annotations

from pathlib import Path

from pathways.errors import FormatError

_PACKAGE = Path(__file__).resolve().parent


def data_root(package: Path = _PACKAGE) -> Path:
    """Return the folder of shipped data: inside an installed wheel, or beside the package in a checkout.

    ``package`` is the folder of the ``pathways`` package.  Raises FormatError F001 if there is neither.
    """
    return _shipped(package, "data", ".")


def sample_catalog(package: Path = _PACKAGE) -> Path:
    """Return the shipped sample catalogue, the default of every command.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/catalog")


def sample_record(name: str = "career-changer", package: Path = _PACKAGE) -> Path:
    """Return a shipped sample record by the stem of its file name.  Raises FormatError F001."""
    return _shipped(package, "data", f"sample/records/{name}.yaml")


def sample_issuers(package: Path = _PACKAGE) -> Path:
    """Return the shipped list of issuers that goes with the sample catalogue.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/issuers.yaml")


def sample_badges(package: Path = _PACKAGE) -> Path:
    """Return the shipped folder of sample badges.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/badges")


def sample_letterheads(package: Path = _PACKAGE) -> Path:
    """Return the shipped letterheads of the sample's institutions.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/letterheads.yaml")


def sample_cohort(package: Path = _PACKAGE) -> Path:
    """Return the shipped folder with the records of many learners, and their groups.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/cohort")


def sample_known(package: Path = _PACKAGE) -> Path:
    """Return the shipped folder of keys and status lists that go with the sample badges.  Raises FormatError F001."""
    return _shipped(package, "data", "sample/known")


def app_script(package: Path = _PACKAGE) -> Path:
    """Return the entry file of the page, which lies beside its ``.streamlit/config.toml``.  Raises FormatError F001."""
    return _shipped(package, "app.py", ".")


def _shipped(package: Path, top: str, inner: str) -> Path:
    places = (package / "_bundled" / top / inner, package.parent / top / inner)
    for place in places:
        if place.exists():
            return place
    raise FormatError(
        "F001",
        f"this installation carries no {top}/{inner}",
        hint=f"Looked in {places[0]} and {places[1]}; install the package again.",
    )
