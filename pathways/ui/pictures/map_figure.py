"""What does the browser need to draw a map?  Signs, shapes, places, words: plain values made from the document.

Every state has a sign and a border of its own beside its colour, every kind its shape, every arrow its line.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pathways.language.words import Say, msg
from pathways.model.map_documents import MapDocument, MapEdge, MapNode
from pathways.ui.picture import FILLS, INKS
from pathways.ui.pictures.map_layout import NARROW, WIDE, Layout, Shape, lay_out


class Look(NamedTuple):
    """How a state looks: its sign, its word, colours (None: those of the page), border style and width."""

    sign: str
    word: str
    fill: str | None
    ink: str | None
    border: str
    width: float


LOOKS: Final[Mapping[str, Look]] = {
    "counted": Look("✓", msg("counts toward the goal"), FILLS["done"], INKS["done"], "solid", 1),
    "held": Look("●", msg("on the record, not used"), FILLS["unneeded"], INKS["unneeded"], "solid", 1),
    "in_progress": Look("◐", msg("in progress"), FILLS["coming"], INKS["coming"], "solid", 2),
    "next": Look("▶", msg("can be begun now"), FILLS["open"], INKS["open"], "solid", 3),
    "missing": Look("○", msg("missing"), FILLS["missing"], INKS["missing"], "solid", 1),
    "possible": Look("◇", msg("possible"), None, None, "dashed", 1.5),
    "elsewhere": Look("↗", msg("can be taken elsewhere"), None, None, "dotted", 2),
    "": Look("", "", None, None, "solid", 1),
}

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "course": ("round-rectangle", msg("course")),
    "credential": ("cut-rectangle", msg("credential")),
    "competency": ("barrel", msg("ability")),
    "occupation": ("tag", msg("occupation")),
    "requirement": ("rectangle", msg("choice")),
    "learning": ("round-rectangle", msg("other learning")),
}
"""Cytoscape's shape and our word for each kind of thing."""

LINES: Final[Mapping[str, tuple[str, str]]] = {
    "used": ("solid", msg("counts already")),
    "pending": ("dashed", msg("will count once completed")),
    "open": ("dashed", msg("would lead there")),
    "refused": ("dotted", msg("does not count")),
    "": ("solid", msg("leads there")),
}

RELATIONS: Final[Mapping[str, str]] = {
    "counts_as": msg("counts as"),
    "counts_toward": msg("counts toward"),
    "fills": msg("can stand for"),
    "required_by": msg("is required for"),
    "prerequisite": msg("comes before"),
    "corequisite": msg("is taken before or together with"),
    "stacks_into": msg("stacks into"),
    "carries_into": msg("counts again in"),
    "shows": msg("shows"),
    "leads_to": msg("leads to"),
}

REFUSED: Final = msg("does not count as")

TEXTS: Final[Mapping[str, str]] = {
    "in": msg("Zoom in"),
    "out": msg("Zoom out"),
    "fit": msg("Show everything"),
    "zoom": msg("Size of the map"),
    "help": msg("Arrow keys move along the map, Enter opens, Escape closes."),
    "hint": msg("Choose a thing on the map to read about it."),
    "legend": msg("What the signs mean"),
}

LABEL: Final = 44
"""So many letters of a title stand on the map; the whole of it is read out and stands below."""


def map_title(document: MapDocument, say: Say) -> str:
    """Return the finding that a map shows, in one sentence."""
    goals = say.listed(_goal_titles(document))
    if document.learner is None:
        number = say.number(len(document.nodes) - len(document.goals))
        return say("{n} things lie around {goal}", n=number, goal=goals)
    mine = [node for node in document.nodes if node.attainments]
    used = sum(node.state == "counted" for node in mine)
    begun = sum(node.state == "next" for node in document.nodes)
    values = {"used": say.number(used), "all": say.number(len(mine)), "goal": goals, "next": say.number(begun)}
    return say("{used} of {all} things on the record count toward {goal}; {next} can be begun now", **values)


def _goal_titles(document: MapDocument) -> tuple[str, ...]:
    titles = {node.id: node.title for node in document.nodes}
    return tuple(titles[goal] for goal in document.goals if goal in titles) or (document.title,)


def map_table(document: MapDocument, say: Say) -> list[dict[str, str]]:
    """Return the map as rows of words, one for each thing, in reading order."""
    after, titles = _neighbours(document.edges)[1], {node.id: node.title for node in document.nodes}
    return [
        {
            say("What"): node.title,
            say("Kind"): _kind(node, say),
            say("Institution"): node.organization_name or "",
            say("State"): _state(node, say),
            say("Leads to"): say.listed(_told(edge, edge.target, titles, say) for edge in after[node.id]),
        }
        for node in document.nodes
    ]


def map_figure(document: MapDocument, say: Say) -> dict[str, Any]:
    """Return everything that the component draws and says, as plain values; ``id`` changes when anything else does."""
    figure = {
        "title": map_title(document, say),
        "nodes": _nodes(document, say),
        "edges": [_edge(number, edge, say) for number, edge in enumerate(document.edges)],
        "wide": _placed(document, WIDE),
        "narrow": _placed(document, NARROW),
        "legend": _legend(document, say),
        "texts": {name: say(text) for name, text in TEXTS.items()},
    }
    digest = hashlib.sha256(json.dumps(figure, sort_keys=True).encode()).hexdigest()
    return {"id": digest[:16], **figure}


def _nodes(document: MapDocument, say: Say) -> list[dict[str, Any]]:
    before, after = _neighbours(document.edges)
    titles = {node.id: node.title for node in document.nodes}
    found = []
    for node in document.nodes:
        look = LOOKS[node.state or ""]
        share = f" {say.percent(node.progress)}" if node.progress is not None else ""
        found.append(
            {
                "id": node.id,
                "label": f"{look.sign} {_cut(node.title)}{share}".strip(),
                "shape": KINDS[node.kind][0],
                "fill": look.fill,
                "ink": look.ink,
                "border": look.border,
                "line": look.width + (2 if node.goal else 0),
                "goal": node.goal,
                "layer": node.layer,
                "words": _words(node, before[node.id], after[node.id], titles, say),
            }
        )
    return found


def _cut(title: str) -> str:
    """Return a title that fits on the map: whole words, and a sign where something is left out.

    >>> _cut("A" * 60), _cut("Bridging Certificate for Internationally Educated Nurses")
    ('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…', 'Bridging Certificate for Internationally…')
    """
    title = " ".join(title.split())
    if len(title) <= LABEL:
        return title
    whole = title[: LABEL - 1].rpartition(" ")[0]
    return f"{whole}…" if whole else f"{title[: LABEL - 1]}…"


def _kind(node: MapNode, say: Say) -> str:
    return say(KINDS[node.kind][1])


def _state(node: MapNode, say: Say) -> str:
    look = LOOKS[node.state or ""]
    share = f", {say.percent(node.progress)}" if node.progress is not None else ""
    return f"{look.sign} {say(look.word)}{share}" if look.word else ""


Edges = defaultdict[str, list[MapEdge]]


def _neighbours(edges: Iterable[MapEdge]) -> tuple[Edges, Edges]:
    """Return the arrows into each thing and those out of it."""
    before: Edges = defaultdict(list)
    after: Edges = defaultdict(list)
    for edge in edges:
        before[edge.target].append(edge)
        after[edge.source].append(edge)
    return before, after


def _told(edge: MapEdge, name: str, titles: Mapping[str, str], say: Say) -> str:
    relation = REFUSED if edge.state == "refused" and edge.relation == "counts_as" else RELATIONS[edge.relation]
    return f"{say(relation)} {titles[name]}"


def _words(node: MapNode, into: list[MapEdge], out: list[MapEdge], titles: Mapping[str, str], say: Say) -> str:
    """Return everything that is said of a thing when it is reached."""
    parts = [node.title, ", ".join(filter(None, (_kind(node, say), node.organization_name)))]
    if node.state is not None:
        share = f", {say.percent(node.progress)}" if node.progress is not None else ""
        parts.append(f"{say(LOOKS[node.state].word)}{share}")
    if out:
        parts.append(say.listed((_told(edge, edge.target, titles, say) for edge in out), most=3))
    if into:
        names = dict.fromkeys(titles[edge.source] for edge in into if edge.state != "refused")
        if names:
            parts.append(say("from {things}", things=say.listed(names, most=3)))
    return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts if part) + "."


def _edge(number: int, edge: MapEdge, say: Say) -> dict[str, Any]:
    style = LINES[edge.state or ""][0]
    sign = "✗" if edge.state == "refused" else ""
    kind = "soft" if edge.relation in ("prerequisite", "corequisite") else "firm"
    return {
        "id": f"edge-{number}",
        "source": edge.source,
        "target": edge.target,
        "style": style,
        "state": edge.state or "used",
        "sign": sign,
        "kind": kind,
    }


def _placed(document: MapDocument, shape: Shape) -> dict[str, Any]:
    """Return where things stand and arrows bend in one of the two layouts."""
    arrows = [(edge.source, edge.target) for edge in document.edges]
    found = lay_out({node.id: node.layer for node in document.nodes}, list(dict.fromkeys(arrows)), shape)
    return {
        "across": shape.across,
        "width": shape.width,
        "height": shape.height,
        "size": [round(value, 1) for value in found.size],
        "places": {name: [round(x, 1), round(y, 1)] for name, (x, y) in found.places.items()},
        "bends": {f"edge-{number}": _segments(found, arrow) for number, arrow in enumerate(arrows)},
    }


def _segments(layout: Layout, arrow: tuple[str, str]) -> dict[str, list[float]] | None:
    """Return the bends of an arrow as cytoscape wants them: shares of the straight line, distances beside it.

    Source: cytoscape.js, edges of ``curve-style: segments`` with ``edge-distances: node-position``.
    """
    points = layout.bends.get(arrow)
    if not points:
        return None
    (x0, y0), (x1, y1) = layout.places[arrow[0]], layout.places[arrow[1]]
    dx, dy = x1 - x0, y1 - y0
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    weights = [((x - x0) * dx + (y - y0) * dy) / (long * long) for x, y in points]
    distances = [((y - y0) * dx - (x - x0) * dy) / long for x, y in points]
    return {"weights": [round(w, 4) for w in weights], "distances": [round(d, 2) for d in distances]}


def _legend(document: MapDocument, say: Say) -> list[dict[str, Any]]:
    """Return the signs that stand on this map, with what they mean, in a fixed order."""
    states = {node.state for node in document.nodes}
    kinds = {node.kind for node in document.nodes}
    lines = {edge.state for edge in document.edges if edge.state}
    shown: list[dict[str, Any]] = []
    for look in (look for state, look in LOOKS.items() if state in states):
        colours = {"fill": look.fill, "ink": look.ink, "border": look.border}
        shown.append({"type": "state", "sign": look.sign, "words": say(look.word), **colours})
    shown += [
        {"type": "kind", "shape": shape, "words": say(word)} for kind, (shape, word) in KINDS.items() if kind in kinds
    ]
    shown += [
        {"type": "line", "style": style, "sign": "✗" if state == "refused" else "", "words": say(word)}
        for state, (style, word) in LINES.items()
        if state in lines
    ]
    return shown
