"""A snapshot is what was written, or it is refused."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from pathways.catalog.collection import Catalog
from pathways.errors import StoreError
from pathways.graph.bounds import Holding, optimistic
from pathways.graph.compile import compile_graph
from pathways.graph.interop import neighborhood
from pathways.graph.packing import Compiled, packed
from pathways.graph.prices import catalog_demand
from pathways.graph.relations import RELATIONS
from pathways.store import layout
from pathways.store.snapshot import Snapshot, open_snapshot, snapshot_path, verify_snapshot, write_snapshot
from tests.unit.graph.sample import sample


@dataclass(frozen=True)
class Kept:
    """A snapshot in a folder of its own, and what it was made of."""

    folder: Path
    catalog: Catalog
    compiled: Compiled

    @property
    def digest(self) -> str:
        return self.catalog.digest

    @property
    def path(self) -> Path:
        return snapshot_path(self.folder, self.digest)

    def open(self) -> Snapshot:
        return open_snapshot(self.folder, self.digest)

    def verify(self) -> None:
        verify_snapshot(self.folder, self.digest)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    catalog = sample()
    graph = compile_graph(catalog)
    kept = Kept(tmp_path_factory.mktemp("cupboard"), catalog, Compiled(graph, catalog_demand(graph, catalog)))
    write_snapshot(kept.compiled, kept.folder, kept.digest)
    return kept


@pytest.fixture
def kept(made: Kept, tmp_path: Path) -> Kept:
    shutil.copy(made.path, tmp_path)
    return Kept(tmp_path, made.catalog, made.compiled)


def test_what_is_opened_is_what_was_written(made: Kept) -> None:
    again = packed(made.open().compiled)
    for name, array in packed(made.compiled).items():
        assert again[name].tolist() == array.tolist(), name


def test_an_opened_graph_answers_as_the_compiled_one(made: Kept) -> None:
    graph, opened = made.compiled.graph, made.open().compiled.graph
    for name in graph.nodes.names:
        assert opened.find(name) == graph.find(name)
        assert opened.comes_from(name) == graph.comes_from(name)
        assert opened.leads_to(name) == graph.leads_to(name)
        assert dict(neighborhood(opened, name).adj) == dict(neighborhood(graph, name).adj)
    for reference in ("micro", "certificate", "degree@2026"):
        assert opened.stacks_into(reference) == graph.stacks_into(reference)
        assert opened.carries_into(reference) == graph.carries_into(reference)
    for pool in np.flatnonzero(np.isin(graph.trees.op, (8, 9))).tolist():
        assert opened.pools.members(pool).tolist() == graph.pools.members(pool).tolist()


def test_an_opened_demand_bounds_as_the_compiled_one(made: Kept) -> None:
    demand, opened = made.compiled.demand, made.open().compiled.demand
    assert demand is not None
    assert opened is not None
    marks = made.compiled.graph.pools.marks
    held = [Holding("north", marks.features(place), Fraction(3), f"L{place}") for place in range(5)]
    assert optimistic(opened, held).tolist() == optimistic(demand, held).tolist()


def test_the_same_content_is_the_same_bytes(made: Kept, tmp_path: Path) -> None:
    catalog = sample(backward=True)
    graph = compile_graph(catalog)
    write_snapshot(Compiled(graph, catalog_demand(graph, catalog)), tmp_path, catalog.digest)
    assert snapshot_path(tmp_path, catalog.digest).read_bytes() == made.path.read_bytes()


def test_nothing_can_be_written_through_it(made: Kept) -> None:
    graph = made.open().compiled.graph
    with pytest.raises(ValueError, match="read-only"):
        graph.forward(RELATIONS[0]).indices[:] = 0


def test_nothing_is_pickled(made: Kept) -> None:
    assert {array.dtype.newbyteorder("<").str for array in packed(made.compiled).values()} <= set(layout.DTYPES)


# -- damage --------------------------------------------------------------------------------------------------------


def _flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 0x10]))


def _places(path: Path) -> dict[str, layout.Place]:
    return {place.name: place for place in layout.read_head(path.read_bytes()[: layout.HEAD]).places}


def _refused(ask: Callable[[], object], *codes: str) -> StoreError:
    with pytest.raises(StoreError) as caught:
        ask()
    assert caught.value.code in codes
    assert caught.value.exit_code == 3
    return caught.value


@pytest.mark.parametrize("at", [0, 7, 12, 15, 16, 47, 48, 60, 500, 3000, layout.HEAD - 1])
def test_a_flipped_bit_in_the_head_is_refused(kept: Kept, at: int) -> None:
    _flip(kept.path, at)
    _refused(kept.open, "S001")


def test_a_flipped_bit_in_the_version_is_refused(kept: Kept) -> None:
    _flip(kept.path, 8)
    _refused(kept.open, "S003")


def test_a_flipped_bit_in_any_array_is_refused(kept: Kept) -> None:
    whole = kept.path.read_bytes()
    places = [place for place in _places(kept.path).values() if place.bytes]
    assert {"relation.counts_toward.indptr", "trees.child_starts", "demand.need"} <= {place.name for place in places}
    for place in places:
        for at in {place.begin, place.begin + place.bytes // 2, place.begin + place.bytes - 1}:
            _flip(kept.path, at)
            _refused(kept.open, "S001")
            kept.path.write_bytes(whole)


@pytest.mark.parametrize("kept_bytes", [0, 1, 47, 4096, layout.HEAD, -4096, -1])
def test_a_truncated_file_is_refused(kept: Kept, kept_bytes: int) -> None:
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:kept_bytes])
    _refused(kept.open, "S001")
    _refused(kept.verify, "S001")


def test_a_file_that_was_added_to_is_refused(kept: Kept) -> None:
    with kept.path.open("ab") as file:
        file.write(b"more")
    _refused(kept.open, "S001")


def test_what_is_no_snapshot_is_refused(kept: Kept) -> None:
    kept.path.write_bytes(b"\x80\x04\x95" + bytes(100_000))
    _refused(kept.open, "S001")


def _forged(kept: Kept, change: Callable[[dict[str, layout.Array]], None]) -> None:
    """Write arrays that contradict each other, with checksums that fit."""
    arrays = {name: array.copy() for name, array in packed(kept.compiled).items()}
    change(arrays)
    from pathways.store import snapshot

    drawn = layout.plan(arrays, kept.digest)
    with kept.path.open("wb") as file:
        snapshot._write(file, arrays, drawn)


def _lost_end(arrays: dict[str, layout.Array]) -> None:
    arrays["relation.counts_toward.indptr"][-1] += 1


def _short_tree(arrays: dict[str, layout.Array]) -> None:
    arrays["trees.need"] = arrays["trees.need"][:-1]


def _absent(arrays: dict[str, layout.Array]) -> None:
    del arrays["trees.op"]


@pytest.mark.parametrize("change", [_lost_end, _short_tree, _absent])
def test_arrays_that_cannot_belong_together_are_refused(kept: Kept, change: Callable[..., None]) -> None:
    _forged(kept, change)
    _refused(kept.open, "S001")
    _refused(kept.verify, "S001")


def _backwards(arrays: dict[str, layout.Array]) -> None:
    arrays["relation.counts_toward.indptr"][1] = 100


def _nowhere(arrays: dict[str, layout.Array]) -> None:
    arrays["relation.counts_toward.indices"][0] = 10**6


@pytest.mark.parametrize("change", [_backwards, _nowhere])
def test_pointers_that_lead_nowhere_are_found_by_reading_through(kept: Kept, change: Callable[..., None]) -> None:
    _forged(kept, change)
    _refused(kept.verify, "S001")


def test_damage_inside_a_long_array_is_found_by_reading_through(kept: Kept) -> None:
    def lengthen(arrays: dict[str, layout.Array]) -> None:
        arrays["extra"] = np.arange(layout.BLOCK, dtype=np.int64)

    _forged(kept, lengthen)
    kept.verify()
    place = _places(kept.path)["extra"]
    assert place.blocks == 8
    _flip(kept.path, place.begin + layout.BLOCK + 5)
    kept.open()
    assert "extra" in str(_refused(kept.verify, "S001"))


# -- places --------------------------------------------------------------------------------------------------------


def test_there_is_nothing_to_open_before_it_is_written(tmp_path: Path) -> None:
    _refused(lambda: open_snapshot(tmp_path, "0" * 64), "F001")


@pytest.mark.parametrize("digest", ["", "../" * 3 + "a" * 55, "A" * 64, "0" * 63])
def test_only_a_digest_names_a_snapshot(tmp_path: Path, digest: str) -> None:
    _refused(lambda: open_snapshot(tmp_path, digest), "S002")


def test_a_snapshot_of_another_catalog_is_refused(kept: Kept) -> None:
    kept.path.rename(kept.folder / f"{'0' * 64}.graph")
    _refused(lambda: open_snapshot(kept.folder, "0" * 64), "S002")


def test_a_link_out_of_the_folder_is_refused(made: Kept, tmp_path: Path) -> None:
    snapshot_path(tmp_path, made.digest).symlink_to(made.path)
    _refused(lambda: open_snapshot(tmp_path, made.digest), "F009")


def test_a_folder_in_its_place_is_refused(made: Kept, tmp_path: Path) -> None:
    snapshot_path(tmp_path, made.digest).mkdir()
    _refused(lambda: open_snapshot(tmp_path, made.digest), "S001")


# -- writing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (layout.HEAD + 8192, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_nothing_behind(made: Kept, tmp_path: Path) -> None:
    _refused(lambda: write_snapshot(made.compiled, tmp_path, made.digest), "F010")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_one(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    _refused(lambda: write_snapshot(kept.compiled, kept.folder, kept.digest), "F010")
    assert [path.name for path in kept.folder.iterdir()] == [kept.path.name]
    assert kept.path.read_bytes() == before


def test_a_file_in_the_way_is_an_error_with_its_code(made: Kept, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    _refused(lambda: write_snapshot(made.compiled, tmp_path / "taken", made.digest), "F010")


def test_writing_again_does_not_disturb_who_reads(kept: Kept) -> None:
    opened = kept.open()
    write_snapshot(Compiled(kept.compiled.graph), kept.folder, kept.digest)
    assert packed(opened.compiled)["demand.need"].tolist() == packed(kept.compiled)["demand.need"].tolist()
    assert kept.open().compiled.demand is None


def _count(folder: Path, digest: str) -> int:
    return open_snapshot(folder, digest).compiled.graph.forward("counts_toward").edges


def test_several_processes_open_one_file(made: Kept) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        found = [workers.submit(_count, made.folder, made.digest) for _ in range(2)]
        assert {item.result(timeout=60) for item in found} == {made.compiled.graph.forward("counts_toward").edges}


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(snapshot_path(tmp_path, "0" * 64))
    with pytest.raises(StoreError, match="not an ordinary file") as error:
        open_snapshot(tmp_path, "0" * 64)
    assert error.value.code == "S001"
