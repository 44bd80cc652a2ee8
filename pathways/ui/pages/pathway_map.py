"""How does it all connect?  From what a learner holds to the goal and beyond, on a map that can be walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pathways.model.documents import LinkEntry, ShowDocument
from pathways.model.map_documents import MapDocument, MapEdge, MapNode
from pathways.ui.choices import aim_at, aims, choose_day, choose_goal, choose_learner
from pathways.ui.graph_view import graph_view
from pathways.ui.names import plain
from pathways.ui.pictures.map_figure import map_table, map_title
from pathways.ui.pieces import asked, empty, lede, onward, table
from pathways.ui.visit import Visit

MOST = 12


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("How does it all connect?"))
    with st.container(horizontal=True):
        choose_learner(visit)
        goal = choose_goal(visit)
        choose_day(visit)
    if goal is None:
        empty(visit, say("This catalogue offers no goal."), "record")
        return
    document = asked(visit, MapDocument, "map", visit.record, (goal,), as_of=visit.day)
    if document is None:
        return
    lede(plain(map_title(document, say)))
    st.write(
        say("Choose anything on the map to open it. With the keyboard: Tab to the map, arrow keys to walk, Enter.")
    )
    chosen = graph_view(document, words=say, key=f"map-{visit.who}-{goal}") or _by_list(visit, document)
    for entry in document.left_out:
        st.caption(plain(say.engine(entry.words)))
    node = next((item for item in document.nodes if item.id == chosen), None)
    if node is not None:
        _open(visit, document, node)
    with st.expander(say("The same as a table")):
        table(visit, map_table(document, say), alt=map_title(document, say), name="map")
    onward(visit, ("gap", say("How far am I?")), ("plan", say("Make a plan")))


def _by_list(visit: Visit, document: MapDocument) -> str | None:
    """Let a visitor open a thing by its name, without the map."""
    titles = {node.id: node.title for node in document.nodes}
    label = visit.say("Or open by name")
    return st.selectbox(
        label,
        list(titles),
        index=None,
        format_func=lambda name: titles.get(name, name),
        placeholder=visit.say("Choose"),
        key=f"open-{visit.who}-{visit.goal}",
    )


def _open(visit: Visit, document: MapDocument, node: MapNode) -> None:
    say = visit.say
    with st.container(border=True):
        st.subheader(plain(node.title))
        if node.organization_name:
            st.write(plain(node.organization_name))
        st.write(plain(say.engine(node.why)))
        _arrows(visit, document, node)
        _beyond(visit, node)
        if node.id.partition("@")[0] in {aim.id for aim in aims(visit)} and node.id != visit.goal:
            st.button(say("Make this my goal"), on_click=aim_at, args=(visit, node.id), icon=":material/flag:")


def _arrows(visit: Visit, document: MapDocument, node: MapNode) -> None:
    titles = {item.id: item.title for item in document.nodes}
    into = [(edge, edge.source) for edge in document.edges if edge.target == node.id]
    out = [(edge, edge.target) for edge in document.edges if edge.source == node.id]
    left, right = st.columns(2)
    with left:
        _listed(visit, visit.say("What leads to it"), into, titles)
    with right:
        _listed(visit, visit.say("What it leads to"), out, titles)


def _listed(visit: Visit, heading: str, arrows: Sequence[tuple[MapEdge, str]], titles: Mapping[str, str]) -> None:
    if not arrows:
        return
    lines = [f"- {plain(titles[name])}: {plain(visit.say.engine(edge.words))}" for edge, name in arrows[:MOST]]
    if len(arrows) > MOST:
        lines.append(f"- {visit.say('{n} more', n=visit.say.number(len(arrows) - MOST))}")
    st.markdown(f"**{heading}**\n\n" + "\n".join(lines))


def _beyond(visit: Visit, node: MapNode) -> None:
    """Say what else the catalogue connects to it, beyond this map."""
    say = visit.say
    if node.kind in ("requirement", "learning"):
        return
    with st.expander(say("Everything the catalogue connects to it")):
        found = asked(visit, ShowDocument, "show", node.id, as_of=visit.day)
        if found is None:
            return
        for heading, links in (
            (say("What leads to it"), found.leads_to_it),
            (say("What it leads to"), found.it_leads_to),
        ):
            st.markdown(f"**{heading}**: {_names(visit, links)}")


def _names(visit: Visit, links: Sequence[LinkEntry]) -> str:
    return visit.say.listed((plain(link.title) for link in links), most=MOST) or visit.say("nothing")
