"""The command line starts fast, because it loads nothing heavy before it is asked something."""

from __future__ import annotations

import json

import pytest

from tests.support import python

HEAVY = ("networkx", "numpy", "ortools", "pandas", "plotly", "scipy", "streamlit")
PROBE = """
import json, sys
sys.argv = ["pathways", *{arguments!r}]
try:
    from pathways.cli.main import main
    main()
except SystemExit as end:
    code = end.code
print()
print(json.dumps([code, sorted(name for name in {heavy!r} if name in sys.modules)]))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = python("-c", PROBE.format(arguments=arguments, heavy=HEAVY))
    assert done.returncode == 0, done.stderr
    code, loaded = json.loads(done.stdout.splitlines()[-1])
    assert code in (0, None)
    assert loaded == []
