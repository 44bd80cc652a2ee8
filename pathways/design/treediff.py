"""What changed between two requirement trees?  Nodes that came, went, moved or ask for something else.

Leaves that ask the same are the same leaf, wherever they stand; groups are the same where their path is, or where most
of what stands in them is.  A path that differs only because places are counted anew is not a move.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from pathways.model.requirement import Requirement, children_of, walk

What = Literal["added", "removed", "changed", "moved"]


class Change(NamedTuple):
    """One difference; a node that is only on one side has None for the other."""

    what: What
    before: Placed | None
    after: Placed | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its path and the path above it."""

    path: str
    node: Requirement

    @property
    def above(self) -> str:
        """Return the path of the node above; empty at the root."""
        return self.path.rpartition("/")[0]

    @property
    def is_group(self) -> bool:
        """Return whether other nodes stand below it."""
        return bool(children_of(self.node))

    @property
    def by_place(self) -> bool:
        """Return whether its path counts its place, because it has no id."""
        return self.node.id is None

    @property
    def asks(self) -> str:
        """Return what it asks by itself, as text that is equal where it asks the same; names and notes left out."""
        apart = {"id", "title", "note", "children"}
        return type(self.node).__name__ + self.node.model_dump_json(by_alias=True, exclude=apart, exclude_defaults=True)


def changes(before: Requirement, after: Requirement) -> tuple[Change, ...]:
    """Return every difference, in the order of the later tree, what is gone at the end of its group.

    Of what came or went as a whole only its top is told.

    >>> from pathways.model.requirement import AllOf
    >>> one = AllOf.model_validate({"all": [{"course": "a"}, {"course": "b"}]})
    >>> two = AllOf.model_validate({"all": [{"course": "b"}, {"course": "c"}]})
    >>> [(c.what, c.before and c.before.path, c.after and c.after.path) for c in changes(one, two)]
    [('added', None, 'root/2'), ('removed', 'root/1', None)]
    """
    return tuple(_Pairing(_placed(before), _placed(after)).changes())


def _placed(root: Requirement) -> tuple[Placed, ...]:
    return tuple(Placed(path, node) for path, node in walk(root))


@dataclass(frozen=True)
class _Pairing:
    """Which node of the one tree is which of the other."""

    old: tuple[Placed, ...]
    new: tuple[Placed, ...]

    @cached_property
    def pairs(self) -> dict[str, Placed]:
        """Return for each path of the later tree the earlier node that it is."""
        found: dict[str, Placed] = {}
        self._same_leaves(found)
        self._same_paths(found, named_only=True)
        self._groups_by_content(found)
        self._same_paths(found, named_only=False)
        return found

    def _free(self, found: dict[str, Placed]) -> tuple[list[Placed], list[Placed]]:
        gone = {placed.path for placed in found.values()}
        return [p for p in self.old if p.path not in gone], [p for p in self.new if p.path not in found]

    def _same_leaves(self, found: dict[str, Placed]) -> None:
        """Pair leaves that ask the same: at the same path first, then under the same parent, then in order."""
        for near in (lambda one, other: one.path == other.path, lambda one, other: one.above == other.above, None):
            old, new = self._free(found)
            by_asks: defaultdict[str, list[Placed]] = defaultdict(list)
            for placed in old:
                if not placed.is_group:
                    by_asks[placed.asks].append(placed)
            for placed in new:
                fitting = [] if placed.is_group else by_asks[placed.asks]
                match = next((other for other in fitting if near is None or near(other, placed)), None)
                if match is not None:
                    found[placed.path] = match
                    fitting.remove(match)

    def _same_paths(self, found: dict[str, Placed], *, named_only: bool) -> None:
        """Pair nodes of one path, groups with groups: those with an id (and the root) first."""
        old, new = self._free(found)
        by_path = {placed.path: placed for placed in old}
        for placed in new:
            other = by_path.get(placed.path)
            if other is None or other.is_group != placed.is_group:
                continue
            named = not placed.by_place or placed.path == "root"
            similar = named or (placed.is_group or type(placed.node) is type(other.node))
            if (named or not named_only) and similar and self._parents_fit(found, other, placed):
                found[placed.path] = other

    def _parents_fit(self, found: dict[str, Placed], old: Placed, new: Placed) -> bool:
        """Return whether the nodes above are one node too; where a place is only counted this must be so."""
        if not new.by_place or new.path == "root":
            return True
        above = found.get(new.above)
        return above is not None and above.path == old.above and not new.is_group

    def _groups_by_content(self, found: dict[str, Placed]) -> None:
        """Pair groups, the deepest first, where most of what stands in the later one stood in the earlier one."""
        old, new = self._free(found)
        waiting = {placed.path for placed in old if placed.is_group}
        for placed in sorted((p for p in new if p.is_group), key=lambda p: -p.path.count("/")):
            below = [path for path in found if path.rpartition("/")[0] == placed.path]
            votes = Counter(found[path].above for path in below)
            best = max(votes, key=lambda path: (votes[path], path), default=None)
            if best in waiting and 2 * votes[best] > len(children_of(placed.node)):
                found[placed.path] = next(p for p in old if p.path == best)
                waiting.discard(best)

    def changes(self) -> Iterator[Change]:
        """Yield the differences."""
        kept = {placed.path for placed in self.pairs.values()}
        for placed in self.new:
            yield from self._of(placed)
        for placed in self.old:
            if placed.path not in kept and (not placed.above or placed.above in kept):
                yield Change("removed", placed, None)

    def _of(self, placed: Placed) -> Iterator[Change]:
        was = self.pairs.get(placed.path)
        if was is None:
            if not placed.above or placed.above in self.pairs:
                yield Change("added", None, placed)
            return
        if was.asks != placed.asks:
            yield Change("changed", was, placed)
        if self._moved(was, placed):
            yield Change("moved", was, placed)

    def _moved(self, was: Placed, placed: Placed) -> bool:
        """Return whether it stands in another group now; being counted anew, or renamed with its group, is no move."""
        above = self.pairs.get(placed.above)
        return bool(placed.above) and (above is None or above.path != was.above)
