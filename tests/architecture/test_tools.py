"""The whole repository passes its linter, formatter, type checker and import contracts."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from tests.support import REPO, python, run

BESIDE = Path(sys.executable).parent


@pytest.mark.parametrize("command", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",)])
def test_passes(command: tuple[str, ...]) -> None:
    done = run(BESIDE / command[0], *command[1:], timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_types_are_strict() -> None:
    done = python("-m", "mypy", timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_exempt_from_type_checking() -> None:
    settings = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert "overrides" not in settings
    assert not settings.get("ignore_errors")
