"""Who checks plans does not make them: nothing that the checker imports, however far, makes a plan."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.sources import imports, label, tree
from tests.support import PACKAGE, python

CHECKER = PACKAGE / "completion" / "check.py"


def _file_of(module: str) -> Path | None:
    place = PACKAGE.parent.joinpath(*module.split("."))
    found = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in found if path.is_file()), None)


def _reached(start: Path) -> set[Path]:
    """Return every module of the package that a module imports, at any distance, late imports too."""
    found, waiting = {start}, [start]
    while waiting:
        for item in imports(tree(waiting.pop())):
            path = _file_of(item.module) if item.module.startswith("pathways") else None
            if path is not None and path not in found:
                found.add(path)
                waiting.append(path)
    return found


def test_the_checker_reaches_no_planner() -> None:
    reached = {label(path) for path in _reached(CHECKER)}
    assert "pathways/completion/audit.py" in reached
    assert sorted(name for name in reached if name.startswith("pathways/planning/")) == []


def test_the_planner_is_seen_where_there_is_one() -> None:
    reached = {label(path) for path in _reached(PACKAGE / "planning" / "answer.py")}
    assert {"pathways/planning/planner.py", "pathways/completion/check.py"} <= reached


def test_a_plan_can_be_checked_with_no_planner_loaded() -> None:
    asked = (
        "import sys, pathways.completion.check; print([m for m in sys.modules if m.startswith('pathways.planning')])"
    )
    answer = python("-c", asked)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr
