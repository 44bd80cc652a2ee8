"""What tests share: where things are, and how hard central properties are searched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parents[1]
PACKAGE = REPO / "pathways"
SHARED = REPO.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs the shared reading room beside the checkout (../shared)"
)

TERMINAL = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")

EXAMPLES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        # profile: examples of an ordinary property, examples of a central one
        "dev": (20, 60),
        "ci": (100, 2_000),
        "long": (2_000, 50_000),
    }
)


def central(profile: str | None = None, *, one_in: int = 1) -> settings:
    """Return the settings of a central property: ``@central()`` above ``@given``; as many examples as the profile says.

    Use it sparingly: in the ``ci`` profile it means 2,000 examples.  ``one_in`` divides the number for properties whose
    examples are slow, never below that of an ordinary one.
    """
    current = profile or settings.get_current_profile_name()
    ordinary, most = EXAMPLES[current]
    return settings(max_examples=max(ordinary, most // one_in))


def run(*command: str | Path, cwd: Path = REPO, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it said; never raises for its exit code."""
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=cwd, env=plain_environment(), capture_output=True, text=True, timeout=timeout, check=False
    )


def plain_environment() -> dict[str, str]:
    """Return the environment without what says how wide or colourful a terminal is; readline sets some of it."""
    return {name: value for name, value in os.environ.items() if name not in TERMINAL}


def python(*arguments: str | Path, cwd: Path = REPO, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with the arguments."""
    return run(sys.executable, *arguments, cwd=cwd, timeout=timeout)
