"""How large a catalogue can be opened, looked around in and asked, against networkx on the same graph?

Everything about one size happens in processes of their own: one draws, compiles and writes; one opens what was written
and asks; one builds the same arrows with networkx and asks that.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np

from pathways.graph.bounds import optimistic
from pathways.graph.cheapest import cheapest
from pathways.graph.compile import Graph
from pathways.graph.csr import union
from pathways.graph.forest import NEVER
from pathways.graph.interop import neighborhood
from pathways.graph.kernels import reach, topological_order
from pathways.graph.nearby import reach_each
from pathways.graph.relations import RELATIONS
from pathways.store.snapshot import open_snapshot, verify_snapshot, write_snapshot
from tests.benchmarks.drawn_parts import SAME, SIZES
from tests.benchmarks.learners import holdings, taken
from tests.benchmarks.synthetic import Synthetic

DIGEST: Final = "0" * 64
ASKED: Final = 200
LEARNERS: Final = 1_000
MOST: Final = 0.4
"""networkx is left out where it would take more than this share of the memory that is free."""

Found = dict[str, float]

ROWS: Final = (
    ("things (nodes)", "nodes", ",.0f"),
    ("arrows", "arrows", ",.0f"),
    ("requirements in trees", "asked", ",.0f"),
    ("compiled from arrays, s", "compile", ".1f"),
    ("  of which what is asked at least, s", "demand", ".1f"),
    ("written, s", "write", ".1f"),
    ("file, MB", "file", ",.0f"),
    ("  of which arrows, both ways, MB", "relations", ",.0f"),
    ("opened in a new process, ms", "first", ".1f"),
    ("opened again, median ms", "again", ".1f"),
    ("memory of its own after opening, MB", "own", ".1f"),
    ("memory of its own after all questions, MB", "own_after", ",.0f"),
    ("read through and verified, s", "verify", ".1f"),
    ("neighbourhood, one hop, as networkx view: median ms", "near", ".2f"),
    ("  95th percentile ms", "near95", ".2f"),
    ("  things in it, median", "near_size", ",.0f"),
    ("prerequisites and stacks, three hops: median ms", "three", ".2f"),
    ("everything reachable from the busiest course, ms", "closure", ".1f"),
    ("  things reached", "closure_size", ",.0f"),
    ("order of all that counts toward something, ms", "order", ".1f"),
    ("cheapest way to every credential, s", "cheapest", ".2f"),
    (f"{LEARNERS:,} learners, two hops each, ms", "batch", ".1f"),
    ("bound for every credential, one learner, ms", "bound", ".1f"),
    ("  recognised things of that learner", "held", ",.0f"),
    ("networkx: built, s", "nx_build", ".1f"),
    ("networkx: memory, MB", "nx_memory", ",.0f"),
    ("networkx: neighbourhood, one hop: median ms", "nx_near", ".2f"),
    ("networkx: everything reachable from the busiest course, ms", "nx_closure", ",.1f"),
    ("networkx: order of all that counts toward something, ms", "nx_order", ",.1f"),
    ("memory, networkx / whole file", "ratio", ".1f"),
    ("memory, networkx / arrows, both ways", "ratio_arrows", ".1f"),
)


def tables(sizes: Sequence[str] = ("10k", "100k")) -> Iterator[str]:
    """Yield the table line by line; a size is measured as a whole before its column can be shown."""
    found: dict[str, Found] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found[size] = _measured(SAME.get(size, size), Path(folder), found)
    yield f"| what | {' | '.join(sizes)} |"
    yield "|---|" + "---|" * len(sizes)
    for words, key, form in ROWS:
        cells = [_cell(column, key, form) for column in found.values()]
        yield f"| {words} | {' | '.join(cells)} |"
    yield "\nIn brackets, not measured: what networkx would take at the memory per node and arrow of the sizes before."


def _cell(column: Found, key: str, form: str) -> str:
    if key in column:
        return format(column[key], form)
    guess = column.get(f"{key}_guess")
    return "-" if guess is None else f"({format(guess, form)})"


def _measured(size: str, folder: Path, before: dict[str, Found]) -> Found:
    """Return the figures of one size."""
    found = _alone(make, size, folder)
    found.update(_alone(ask, size, folder))
    per = max((column["nx_memory"] / _bulk(column) for column in before.values() if "nx_memory" in column), default=0.0)
    guess = per * _bulk(found)
    if guess < MOST * free_megabytes():
        found.update(_alone(ask_networkx, size, folder))
    else:
        found["nx_memory_guess"] = guess
    for name, under in (("ratio", "file"), ("ratio_arrows", "relations")):
        kind = "nx_memory" if "nx_memory" in found else "nx_memory_guess"
        found[name + kind.removeprefix("nx_memory")] = found[kind] / found[under]
    return found


def _bulk(column: Found) -> float:
    return column["nodes"] + column["arrows"]


def _alone(work: Callable[[str, Path], Found], size: str, folder: Path) -> Found:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as workers:
        return workers.submit(work, size, folder).result()


def seconds(run: Callable[[], Any]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def memory(word: str = "RssAnon") -> float:
    """Return the megabytes of memory that this process has for itself."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(word)) / 1024


def free_megabytes() -> float:
    """Return the megabytes that are free on this machine."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 1024


# -- ours ------------------------------------------------------------------------------------------------------------


def make(size: str, folder: Path) -> Found:
    """Draw, compile and write; keep what a learner brings for the process that asks."""
    made = Synthetic(SIZES[size])
    spent = made.timed()
    graph = made.compiled.graph
    arrows = [csr for name in RELATIONS for csr in (graph.forward(name), graph.backward(name))]
    found = {"nodes": float(len(graph)), "asked": float(len(graph.trees)), **spent}
    found["arrows"] = float(sum(graph.forward(name).edges for name in RELATIONS))
    found["relations"] = sum(csr.indptr.nbytes + csr.indices.nbytes for csr in arrows) / 2**20
    found["write"] = seconds(lambda: write_snapshot(made.compiled, folder, DIGEST))
    found["file"] = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    return found


def ask(size: str, folder: Path) -> Found:
    """Open what was written and ask it."""
    gc.collect()
    before = memory()
    found = {"first": 1e3 * seconds(lambda: open_snapshot(folder, DIGEST))}
    found["again"] = 1e3 * statistics.median(seconds(lambda: open_snapshot(folder, DIGEST)) for _ in range(9))
    opened = open_snapshot(folder, DIGEST)
    found["own"] = memory() - before
    graph = opened.compiled.graph
    rng = np.random.default_rng(7)
    _ask_near(graph, rng, found)
    _ask_far(graph, rng, found)
    demand = opened.compiled.demand
    if demand is not None:
        made = Synthetic.over(SIZES[size], opened.compiled)
        held = tuple(holdings(made, taken(made, rng)))
        del made
        gc.collect()
        optimistic(demand, held[:1])
        found["held"] = float(len(held))
        found["bound"] = 1e3 * seconds(lambda: optimistic(demand, held))
    found["own_after"] = memory() - before
    found["verify"] = seconds(lambda: verify_snapshot(folder, DIGEST))
    return found


def some(graph: Graph, rng: np.random.Generator, count: int = ASKED) -> list[int]:
    """Return some courses and credentials."""
    first, last = graph.nodes.span("course").start, graph.nodes.span("credential").stop
    return list(map(int, rng.integers(first, last, count)))


def hub(graph: Graph) -> int:
    """Return the thing that the most rules name."""
    return int(graph.forward("rule_sources").degrees().argmax())


def _ask_near(graph: Graph, rng: np.random.Generator, found: Found) -> None:
    names = [graph.nodes.name(node) for node in some(graph, rng)]
    neighborhood(graph, names[0])
    sizes = [neighborhood(graph, name).number_of_nodes() for name in names]
    spent = sorted(1e3 * seconds(lambda name=name: neighborhood(graph, name)) for name in names)  # type: ignore[misc]
    found.update(
        near=statistics.median(spent), near95=spent[int(0.95 * len(spent))], near_size=statistics.median(sizes)
    )
    three = [
        1e3 * seconds(lambda name=name: neighborhood(graph, name, 3, ("prerequisite_of", "stacks_into")))  # type: ignore[misc]
        for name in names
    ]
    found["three"] = statistics.median(three)


def _ask_far(graph: Graph, rng: np.random.Generator, found: Found) -> None:
    every = [graph.forward(name) for name in RELATIONS]
    start = hub(graph)
    found["closure_size"] = float((reach(every, [start]) >= 0).sum())
    found["closure"] = 1e3 * seconds(lambda: reach(every, [start]))
    found["order"] = 1e3 * seconds(lambda: topological_order(graph.forward("counts_toward")))
    learners = np.concatenate([taken_nodes(graph, rng) for _ in range(LEARNERS)])
    bounds = np.arange(LEARNERS + 1) * 10
    steps = [graph.forward(name) for name in ("counts_toward", "rule_sources", "rule_targets")]
    found["batch"] = 1e3 * seconds(lambda: reach_each(steps, bounds, learners, 2))
    price = np.full(len(graph), NEVER, dtype=np.int64)
    courses = graph.nodes.span("course")
    price[courses.start : courses.stop] = 3
    found["cheapest"] = seconds(lambda: cheapest(graph, price))


def taken_nodes(graph: Graph, rng: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return ten courses."""
    span = graph.nodes.span("course")
    return rng.integers(span.start, span.stop, 10)


# -- networkx --------------------------------------------------------------------------------------------------------


def ask_networkx(_: str, folder: Path) -> Found:
    """Build the same arrows with networkx, numbers for names and nothing else, and ask the same."""
    graph = open_snapshot(folder, DIGEST).compiled.graph
    joined = union([graph.forward(name) for name in RELATIONS], len(graph))
    gc.disable()  # its best case: with it, building takes several times as long
    before = memory()
    theirs: nx.DiGraph[int] = nx.DiGraph()
    start = time.perf_counter()
    theirs.add_nodes_from(range(len(graph)))
    for low in range(0, joined.indptr.size - 1, 1 << 16):
        _add_rows(theirs, joined.indptr, joined.indices, low, joined.first)
    found = {"nx_build": time.perf_counter() - start, "nx_memory": memory() - before}
    nodes = some(graph, np.random.default_rng(7))
    spent = [1e3 * seconds(lambda node=node: _view(theirs, node)) for node in nodes]  # type: ignore[misc]
    found["nx_near"] = statistics.median(spent)
    source = hub(graph)
    found["nx_closure"] = 1e3 * seconds(lambda: nx.descendants(theirs, source))
    found["nx_order"] = _order_by_networkx(graph)
    return found


def _order_by_networkx(graph: Graph) -> float:
    counting: nx.DiGraph[int] = nx.DiGraph()
    counting.add_edges_from(zip(*(ends.tolist() for ends in graph.forward("counts_toward").pairs()), strict=True))
    return 1e3 * seconds(lambda: list(nx.topological_sort(counting)))


def _add_rows(theirs: nx.DiGraph[int], indptr: Any, indices: Any, low: int, first: int) -> None:
    ends = indptr[low : low + (1 << 16) + 1]
    tails = np.repeat(np.arange(low, low + ends.size - 1) + first, np.diff(ends))
    theirs.add_edges_from(zip(tails.tolist(), indices[ends[0] : ends[-1]].tolist(), strict=True))


def _view(theirs: nx.DiGraph[int], node: int) -> nx.DiGraph[int]:
    near = {node, *theirs.successors(node), *theirs.predecessors(node)}
    found: nx.DiGraph[int] = theirs.subgraph(near).copy()
    return found
