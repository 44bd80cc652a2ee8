"""The map as a picture: places, signs and words made in Python, and the assets that go with them."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from itertools import combinations
from typing import get_args

import pytest

from pathways.advising import Desk
from pathways.formats.native import open_catalog
from pathways.formats.records import load_record
from pathways.language.words import Say
from pathways.model.map_documents import MapDocument, MapRelation, MapState
from pathways.resources import sample_catalog, sample_record
from pathways.ui.graph_view import HERE, script
from pathways.ui.pictures.map_figure import KINDS, LINES, LOOKS, RELATIONS, map_figure, map_table, map_title
from pathways.ui.pictures.map_layout import NARROW, WIDE, Shape, lay_out

DAY = dt.date(2026, 9, 1)
SHAPES = [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")]


@cache
def document(who: str | None = "career-changer", goal: str = "lakeside-diploma-data-analytics") -> MapDocument:
    desk = Desk(open_catalog(sample_catalog()))
    record = load_record(sample_record().parent / f"{who}.yaml") if who else None
    return desk.map(record, [goal], as_of=DAY)


DOCUMENTS = [
    pytest.param("career-changer", "lakeside-diploma-data-analytics", id="diploma"),
    pytest.param("nurse-trained-abroad", "nbn-licence", id="licence"),
    pytest.param(None, "prairie-state-bs-data-science", id="degree"),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("who", "goal"), DOCUMENTS)
def test_nothing_lies_over_anything_else(who: str | None, goal: str, shape: Shape) -> None:
    known = document(who, goal)
    found = lay_out({n.id: n.layer for n in known.nodes}, [(e.source, e.target) for e in known.edges], shape)
    assert set(found.places) == {node.id for node in known.nodes}
    for (x, y), (u, v) in combinations(found.places.values(), 2):
        assert abs(x - u) >= shape.width or abs(y - v) >= shape.height
    wide, long = found.size
    for x, y in found.places.values():
        assert shape.width / 2 - 0.01 <= x <= wide - shape.width / 2 + 0.01
        assert shape.height / 2 - 0.01 <= y <= long - shape.height / 2 + 0.01


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("who", "goal"), DOCUMENTS)
def test_arrows_go_on_and_around(who: str | None, goal: str, shape: Shape) -> None:
    known = document(who, goal)
    arrows = [(edge.source, edge.target) for edge in known.edges]
    found = lay_out({n.id: n.layer for n in known.nodes}, arrows, shape)
    along = 0 if shape.across else 1
    for tail, head in arrows:
        way = [found.places[tail], *found.bends.get((tail, head), ()), found.places[head]]
        assert [point[along] for point in way] == sorted(point[along] for point in way)
        for x, y in way[1:-1]:
            inside = [
                name
                for name, (u, v) in found.places.items()
                if abs(x - u) < shape.width / 2 and abs(y - v) < shape.height / 2
            ]
            assert not inside


def test_arrows_into_one_thing_share_their_lane_and_lines_stay_short() -> None:
    layers = {**{f"a{i}": 0 for i in range(5)}, "b": 1, "goal": 2}
    arrows = [(f"a{i}", "goal") for i in range(5)] + [("a0", "b"), ("b", "goal")]
    found = lay_out(layers, arrows, WIDE)
    assert len({found.bends[arrow] for arrow in arrows[:5]}) == 1
    assert ("a0", "b") not in found.bends
    narrow = lay_out(layers, arrows, NARROW)
    rows = {y for name, (_, y) in narrow.places.items() if name.startswith("a")}
    assert len(rows) == 3


def test_crossings_are_undone() -> None:
    layers = {"a": 0, "b": 0, "c": 1, "d": 1}
    found = lay_out(layers, [("a", "d"), ("b", "c")], WIDE).places
    assert (found["a"][1] < found["b"][1]) == (found["d"][1] < found["c"][1])


def test_an_empty_map_is_no_error() -> None:
    assert lay_out({}, [], WIDE).places == {}


def test_every_state_has_a_sign_and_a_line_of_its_own() -> None:
    assert set(LOOKS) - {""} == set(get_args(MapState))
    assert set(RELATIONS) == set(get_args(MapRelation))
    signs = [look.sign for state, look in LOOKS.items() if state]
    assert len(set(signs)) == len(signs)
    assert len({LINES[state][0] for state in ("used", "open", "refused")}) == 3
    shapes = [shape for kind, (shape, _) in KINDS.items() if kind != "learning"]
    assert len(set(shapes)) == len(shapes)


def test_inks_can_be_read_on_their_fills() -> None:
    for look in LOOKS.values():
        if look.fill and look.ink:
            dark, light = sorted((brightness(look.fill), brightness(look.ink)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def brightness(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_finding_and_the_words() -> None:
    say = Say("en")
    assert map_title(document(), say) == (
        "8 of 11 things on the record count toward Diploma in Data Analytics; 9 can be begun now"
    )
    nodes = {node["id"]: node for node in map_figure(document(), say)["nodes"]}
    assert nodes["lakeside-diploma-data-analytics"]["label"] == "◐ Diploma in Data Analytics 35\u00a0%"
    assert nodes["northgate-STAT120"]["words"] == (
        "STAT120 Introduction to Statistics. Course, Northgate College. On the record, not used. "
        "Does not count as STA1001 Statistics for Decisions."
    )


def test_the_table_says_the_same() -> None:
    rows = map_table(document(), Say("en"))
    assert len(rows) == len(document().nodes)
    (row,) = (row for row in rows if row["What"] == "COMM101 College Communications")
    assert row == {
        "What": "COMM101 College Communications",
        "Kind": "course",
        "Institution": "Northgate College",
        "State": "✓ counts toward the goal",
        "Leads to": "counts as COM1000 Communicating at Work",
    }


def test_the_figure_is_plain_and_its_id_follows_its_content() -> None:
    say = Say("en")
    first, again = map_figure(document(), say), map_figure(document(), say)
    assert json.loads(json.dumps(first)) == again
    assert first["id"] != map_figure(document(None), say)["id"]
    bends = first["wide"]["bends"]
    assert set(bends) == {edge["id"] for edge in first["edges"]}
    assert {edge.relation for edge in document().edges} <= set(RELATIONS)


def test_a_hostile_title_is_only_ever_data() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    first, *others = document().nodes
    changed = document().model_copy(update={"nodes": (first.model_copy(update={"title": nasty}), *others)})
    assert nasty in str(map_figure(changed, Say("en")))
    ours = (HERE / "graph_view.js").read_text("utf-8")
    assert "innerHTML" not in ours
    assert "insertAdjacentHTML" not in ours


def test_the_script_is_one_module_of_ours_around_the_library() -> None:
    text = script()
    assert text.startswith("const cytoscape=(()=>{")
    assert 'version="3.34.4"' in text
    assert text.count("export default function") == 1
    assert "export{" not in text
    assert "http://" not in (HERE / "graph_view.js").read_text("utf-8")
    assert "Permission is hereby granted" in (HERE / "cytoscape.LICENSE.txt").read_text("utf-8")
