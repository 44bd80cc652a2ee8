"""Curriculum metrics equal those that Curricular Analytics has for its own curricula, and count where it lists."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

import pytest

from pathways.design.metrics import measure
from pathways.graph.csr import Csr
from tests.peers.curricular import FOLDER, MALFORMED, read_sheet
from tests.support import needs_shared

pytestmark = needs_shared


def expected() -> Mapping[str, Mapping[str, int]]:
    path = FOLDER / "EXPECTED_METRICS.json"
    found: Mapping[str, Mapping[str, int]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


@pytest.mark.parametrize("name", sorted(expected()))
def test_the_same_figures(name: str) -> None:
    sheet = read_sheet(FOLDER / name)
    found = measure(sheet.arrows)
    assert {
        "courses": len(sheet.names),
        "complexity": found.structural_complexity,
        "delay": sum(found.delay),
        "blocking": sum(found.blocking),
        "centrality": sum(found.centrality),
        "source_to_sink_paths": found.paths,
    } == expected()[name]


def test_every_file_is_read_or_known_to_be_broken() -> None:
    files = sorted(path.name for path in FOLDER.glob("*.csv"))
    assert len(files) == 7
    for name in files:
        if name in MALFORMED:
            with pytest.raises(ValueError, match=MALFORMED[name]):
                read_sheet(FOLDER / name)
        else:
            assert len(measure(read_sheet(FOLDER / name).arrows).delay) >= 12


def test_a_curriculum_of_ten_layers_is_counted_at_once() -> None:
    """Ten layers of four courses have 4**10 paths, which take 12 seconds and 252 MB to list."""
    pairs = [(4 * layer + a, 4 * layer + 4 + b) for layer in range(9) for a in range(4) for b in range(4)]
    arrows = Csr.from_pairs([a for a, _ in pairs], [b for _, b in pairs], 40)
    begin = time.process_time()
    found = measure(arrows)
    seconds = time.process_time() - begin
    assert found.paths == 4**10
    assert sum(found.centrality) == 32 * 4**9 * 10
    assert seconds < 0.1, "the aim is 5 ms; the margin is for busy machines"
