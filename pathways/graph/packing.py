"""How does a compiled graph become named arrays, and how is it put together from them again?

Arrays only: no objects, nothing that would be executed.  Names, filters and exact numbers are texts inside byte arrays.
Reading copies nothing, so the arrays may be memory-mapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pathways.graph.columns import Ordered
from pathways.graph.compile import Graph
from pathways.graph.csr import Csr
from pathways.graph.demand import Demand
from pathways.graph.marks import TEXTS, StoredMarks, Table
from pathways.graph.names import Names, Parsed
from pathways.graph.nodes import KINDS, NodeTable
from pathways.graph.pools import Pools
from pathways.graph.relations import RELATIONS
from pathways.graph.trees import Trees
from pathways.model.exact import format_exact, parse_exact
from pathways.model.filter import Filter

Array = NDArray[Any]
Arrays = Mapping[str, Array]

_TREE_ARRAYS: Final = (
    "owner",
    "slot",
    "starts",
    "op",
    "need",
    "payload",
    "modified",
    "parent",
    "child_starts",
    "children",
    "path",
)
_DEMAND_ARRAYS: Final = (
    "organization",
    "need",
    "unit",
    "flat",
    "divisor",
    "heights",
    "order",
    "pairs",
    "total",
    "empty",
)
_NARROWED: Final = (
    *(".indptr", ".ends", ".ranks", "marks.organizations"),
    *("trees.child_starts", "trees.need", "trees.path"),
    *("demand.need", "demand.unit", "demand.divisor", "demand.heights", "demand.organization", "demand.total"),
)
"""Arrays that are read by place only, so that any width will do."""
_PLACES: Final = ("course", "credential", "pool")


@dataclass(frozen=True, eq=False)
class Compiled:
    """A graph and, where it was made, what every credential asks at least."""

    graph: Graph
    demand: Demand | None = None


def packed(compiled: Compiled) -> dict[str, Array]:
    """Return everything as arrays by name."""
    graph = compiled.graph
    found: dict[str, Array] = {"nodes.starts": graph.nodes.starts, **_texts("nodes.names", graph.nodes.names)}
    for relation in RELATIONS:
        found.update(_csr(f"relation.{relation}", graph.forward(relation)))
        found.update(_csr(f"backward.{relation}", graph.backward(relation)))
    found.update(_trees(graph.trees))
    found.update(_marks(graph))
    if compiled.demand is not None:
        found.update(_demand(compiled.demand))
    return {name: _narrow(array) if name.endswith(_NARROWED) else array for name, array in found.items()}


def _narrow(array: Array) -> Array:
    """Return whole numbers in the narrowest type that holds them; reading copies nothing, so this is what is mapped."""
    low, high = int(array.min(initial=0)), int(array.max(initial=0))
    fitting = (
        kind for kind in (np.int8, np.int16, np.int32) if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max
    )
    return array.astype(next(fitting, np.int64))


def _texts(name: str, texts: Any) -> dict[str, Array]:
    names = texts if isinstance(texts, Names) else Names.of(texts)
    return {f"{name}.text": names.text, f"{name}.ends": names.ends}


def _csr(name: str, csr: Csr) -> dict[str, Array]:
    shape = np.array([csr.first, csr.size], dtype=np.int64)
    return {f"{name}.indptr": csr.indptr, f"{name}.indices": csr.indices, f"{name}.shape": shape}


def _trees(trees: Trees) -> dict[str, Array]:
    found: dict[str, Array] = {f"trees.{name}": getattr(trees, name) for name in _TREE_ARRAYS}
    for name in ("paths", "references", "texts"):
        found.update(_texts(f"trees.{name}", getattr(trees, name)))
    found.update(_texts("trees.needs", map(_number, trees.needs)))
    filters = (source.model_dump_json(exclude_defaults=True, by_alias=True) for source in trees.filters)
    return {**found, **_texts("trees.filters", filters)}


def _marks(graph: Graph) -> dict[str, Array]:
    marks = graph.pools.marks
    columns = marks.columns
    found: dict[str, Array] = {"marks.organizations": marks.organizations}
    for word in TEXTS:
        column = columns.places.get(word, {})
        table = column if isinstance(column, Table) else Table.from_places(column, columns.size)
        found.update(_texts(f"marks.{word}", table.words))
        found.update(_csr(f"marks.{word}.rows", table.rows))
        found.update(_csr(f"marks.{word}.back", table.rows.reverse))
    for word, numbers in (("number", columns.number), ("level", columns.level)):
        found[f"marks.{word}.ranks"] = numbers.ranks
        found.update(_texts(f"marks.{word}", map(_number, numbers.values)))
    return found


def _demand(demand: Demand) -> dict[str, Array]:
    found: dict[str, Array] = {f"demand.{name}": getattr(demand, name) for name in _DEMAND_ARRAYS}
    found["demand.shape"] = np.array([demand.scale, demand.first, demand.size], dtype=np.int64)
    for name in _PLACES:
        found.update(_csr(f"demand.{name}", demand.places[name]))
    return {**found, **_texts("demand.organizations", demand.organizations)}


def _number(value: Fraction) -> str:
    return format_exact(value)


def unpacked(arrays: Arrays) -> Compiled:
    """Return what was packed; raises KeyError where an array is absent, copies nothing."""
    nodes = NodeTable(_names(arrays, "nodes.names"), arrays["nodes.starts"])
    relations = {
        relation: Csr.paired(_rows(arrays, f"relation.{relation}"), _rows(arrays, f"backward.{relation}"))
        for relation in RELATIONS
    }
    trees = Trees(
        **{name: arrays[f"trees.{name}"] for name in _TREE_ARRAYS},
        paths=_names(arrays, "trees.paths"),
        needs=Parsed(_names(arrays, "trees.needs"), parse_exact),
        references=_names(arrays, "trees.references"),
        filters=Parsed(_names(arrays, "trees.filters"), Filter.model_validate_json),
        texts=_names(arrays, "trees.texts"),
    )
    graph = Graph(nodes, MappingProxyType(relations), trees, Pools(_stored_marks(arrays, nodes), nodes, trees))
    return Compiled(graph, _stored_demand(arrays, trees) if "demand.shape" in arrays else None)


def _names(arrays: Arrays, name: str) -> Names:
    return Names(arrays[f"{name}.text"], arrays[f"{name}.ends"])


def _rows(arrays: Arrays, name: str) -> Csr:
    first, size = arrays[f"{name}.shape"].tolist()
    return Csr(arrays[f"{name}.indptr"], arrays[f"{name}.indices"], first, size)


def _stored_marks(arrays: Arrays, nodes: NodeTable) -> StoredMarks:
    tables = {
        word: Table(
            _names(arrays, f"marks.{word}"),
            Csr.paired(_rows(arrays, f"marks.{word}.rows"), _rows(arrays, f"marks.{word}.back")),
        )
        for word in TEXTS
    }
    number, level = (
        Ordered(Parsed(_names(arrays, f"marks.{word}"), parse_exact), arrays[f"marks.{word}.ranks"])
        for word in ("number", "level")
    )
    return StoredMarks(nodes, MappingProxyType(tables), number, level, arrays["marks.organizations"])


def _stored_demand(arrays: Arrays, trees: Trees) -> Demand:
    scale, first, size = arrays["demand.shape"].tolist()
    return Demand(
        trees=trees,
        scale=scale,
        first=first,
        size=size,
        organizations=_names(arrays, "demand.organizations"),
        places=MappingProxyType({name: _rows(arrays, f"demand.{name}") for name in _PLACES}),
        **{name: arrays[f"demand.{name}"] for name in _DEMAND_ARRAYS},
    )


def loose_ends(arrays: Arrays) -> Iterator[str]:
    """Yield what is wrong with pointers as far as their ends show; reads two numbers of each."""
    for name, pointers, target in _pointers(arrays):
        if not pointers.size or pointers[0] != 0 or pointers[-1] != target:
            yield f"{name} does not end where the array that it points into does"
    for name, length in _lengths(arrays):
        if arrays[name].size != length:
            yield f"{name} has {arrays[name].size} entries instead of {length}"


def _lengths(arrays: Arrays) -> Iterator[tuple[str, int]]:
    """Yield how long arrays must be that run beside another."""
    nodes, trees = arrays["trees.op"].size, arrays["trees.owner"].size
    yield "nodes.starts", len(KINDS) + 1
    yield "nodes.names.ends", int(arrays["nodes.starts"].max(initial=0)) + 1
    yield "trees.starts", trees + 1
    yield "trees.slot", trees
    yield "trees.child_starts", nodes + 1
    yield from ((f"trees.{name}", nodes) for name in ("need", "payload", "modified", "parent", "path"))
    if "demand.shape" in arrays:
        yield from ((f"demand.{name}", nodes) for name in ("need", "unit", "flat", "divisor", "heights"))
        yield from ((f"demand.{name}", int(arrays["demand.shape"][2])) for name in ("organization", "total", "empty"))


def inner_faults(arrays: Arrays) -> Iterator[str]:
    """Yield what is wrong with pointers and node numbers anywhere; reads every one of them."""
    for name, pointers, _ in _pointers(arrays):
        if bool((pointers[1:] < pointers[:-1]).any()):
            yield f"{name} goes backwards"
    for name, array in arrays.items():
        if name.endswith(".indices") and array.size:
            size = int(arrays[f"{name.removesuffix('.indices')}.shape"][1])
            if int(array.min()) < 0 or int(array.max()) >= size:
                yield f"{name} names nodes that do not exist"


def _pointers(arrays: Arrays) -> Iterator[tuple[str, Array, int]]:
    """Yield each array of pointers with the size of what it points into."""
    for name, array in arrays.items():
        if name.endswith(".ends"):
            yield name, array, arrays[f"{name.removesuffix('.ends')}.text"].size
        elif name.endswith(".indptr"):
            yield name, array, arrays[f"{name.removesuffix('.indptr')}.indices"].size
    yield "trees.starts", arrays["trees.starts"], arrays["trees.op"].size
    yield "trees.child_starts", arrays["trees.child_starts"], arrays["trees.children"].size
