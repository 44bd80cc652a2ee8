"""A report of what was lost counts everything once, in a stated order, with a few examples."""

from __future__ import annotations

import json

from pathways.formats.loss import Tally


def test_a_report_counts_by_kind_and_fate() -> None:
    tally = Tally("invented files")
    for place in range(5):
        tally.represented("group", "a node", f"major {place}")
    tally.noted("group", "in the description", "major 9")
    tally.lost("color", "nobody needs it", count=3)
    tally.lost("shape", "never met", count=0)
    tally.unknown("group/mood")
    tally.unknown("group/mood")
    report = tally.report()
    assert (report.count("group"), report.count("group", "kept as a note"), report.count("shape")) == (6, 1, 0)
    assert [line.examples for line in report.lines if line.kind == "group"] == [
        ("major 9",),
        ("major 0", "major 1", "major 2"),
    ]
    assert report.text().splitlines() == [
        "What became of what the invented files said",
        "Represented:",
        "  group: 5 - a node (such as major 0; major 1; major 2)",
        "Kept as a note:",
        "  group: 1 - in the description (such as major 9)",
        "Not represented:",
        "  color: 3 - nobody needs it",
        "Unknown keys, passed over:",
        "  group/mood: 2",
    ]
    data = json.loads(json.dumps(report.data()))
    assert [line["kind"] for line in data["lines"]] == ["color", "group", "group"]
    assert data["unknown_keys"] == {"group/mood": 2}


def test_an_empty_report_says_so_by_being_empty() -> None:
    assert Tally("nothing").report().text() == "What became of what the nothing said"
