"""Canonical lines: the same for the same graph however it is labeled, different for different ones, and bounded."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyld.canon import URDNA2015  # type: ignore[import-untyped]
from pyld.nquads import parse_nquads  # type: ignore[import-untyped]

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal
from pathways.verification.limits import LIMITS
from pathways.verification.proofs.rdfc import Canonical, Digest, Quad, canonicalize, escaped
from tests.support import central
from tests.unit.verification.nquads import quads_of

BLANKS = [f"_:e{number}" for number in range(5)]
nodes = st.sampled_from([*BLANKS, "<urn:x:1>"])
values = st.one_of(nodes, st.sampled_from(['"a"', '"a"@en', '"1"^^<urn:x:int>']))
graphs_of = st.sampled_from(["", "", "", "<urn:g:1>", "_:e0"])
quads = st.tuples(nodes, st.sampled_from(["<urn:p:1>", "<urn:p:2>"]), values, graphs_of)
datasets = st.lists(quads, max_size=9)


def lines(found: list[Quad], digest: Digest = "sha256") -> str:
    result = canonicalize(found, digest=digest)
    assert isinstance(result, Canonical)
    return result.text


def renamed(found: list[Quad], names: dict[str, str]) -> list[Quad]:
    return [(names.get(s, s), p, names.get(o, o), names.get(g, g)) for s, p, o, g in found]


@central(one_in=4)
@given(datasets, st.permutations(BLANKS), st.randoms(use_true_random=False))
def test_labels_and_order_do_not_matter(found: list[Quad], names: list[str], dice: Any) -> None:
    other = renamed(found, dict(zip(BLANKS, names, strict=True)))
    dice.shuffle(other)
    for digest in ("sha256", "sha384"):
        assert lines(found, digest) == lines(other, digest)


@central(one_in=4)
@given(datasets, datasets)
def test_different_graphs_have_different_lines(one: list[Quad], other: list[Quad]) -> None:
    """Compared with brute force over all ways to name the blank nodes of the one as those of the other."""
    same = any(
        set(renamed(one, dict(zip(BLANKS, names, strict=True)))) == set(other)
        for names in itertools.permutations(BLANKS)
    )
    assert (lines(one) == lines(other)) == same


def blanks_of(quad: Quad) -> list[str]:
    return [token for token in quad if token.startswith("_:")]


@central(one_in=4)
@given(datasets)
def test_another_library_names_them_alike(found: list[Quad]) -> None:
    """Apart from a node that stands twice in one statement, which that library counts twice (and others do not)."""
    assume(found and all(len(blanks) == len(set(blanks)) for blanks in map(blanks_of, found)))
    text = "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in set(found))
    assert lines(found) == URDNA2015().main(parse_nquads(text), {"format": "application/n-quads"})


def test_characters_are_written_in_one_way() -> None:
    short = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\"}
    long = {code: f"\\u{code:04X}" for code in [*range(0x20), 0x7F] if code not in short}
    every = [*range(0x21), 0x22, 0x27, 0x5C, 0x7F, 0x80, 0x85, 0xE9, 0x2028, 0xFFFE, 0x1F600]
    for code in every:
        told = escaped(chr(code))
        assert told == (short | long).get(code, chr(code))
        assert quads_of(f'_:a <urn:p> "{told}" .\n') == [("_:a", "<urn:p>", f'"{told}"', "")]


def test_the_digest_names_the_nodes() -> None:
    ring = [(f"_:{n}", "<urn:p>", f'"{n}"', "") for n in range(8)]
    assert lines(ring, "sha256") != lines(ring, "sha384")


def clique(size: int) -> list[Quad]:
    return [(f"_:{a}", "<urn:p>", f"_:{b}", "") for a in range(size) for b in range(size) if a != b]


def chain(length: int) -> list[Quad]:
    return [(f"_:{n}", "<urn:p>", f"_:{(n + 1) % length}", "") for n in range(length)]


@pytest.mark.badge_row(8)
@pytest.mark.parametrize("found", [clique(size) for size in range(7, 13)] + [clique(60), chain(5_000)])
def test_what_costs_too_much_is_refused(found: list[Quad], bounded: None) -> None:
    result = canonicalize(found)
    assert isinstance(result, Refusal)
    assert result.code is CheckCode.WORK_TOO_MUCH


def test_small_knots_are_untied() -> None:
    assert lines(clique(4)).count("\n") == 12
    assert lines(chain(40)).count("\n") == 40


def test_work_is_counted_in_steps_and_not_in_time() -> None:
    def enough(found: list[Quad], work: int) -> bool:
        return isinstance(canonicalize(found, limits=replace(LIMITS, canonical_work=work)), Canonical)

    def least(found: list[Quad]) -> int:
        return bisect.bisect_left(range(LIMITS.canonical_work), True, key=lambda work: enough(found, work))

    assert least(clique(4)) == least(renamed(clique(4), {"_:0": "_:3", "_:3": "_:0"})) < 1_000
    assert least(clique(5)) > least(clique(4))


def test_many_alike_beside_each_other_are_no_work() -> None:
    star = [("<urn:x>", "<urn:p>", f"_:{n}", "") for n in range(5_000)]
    assert lines(star).endswith("_:c14n999 .\n")


def test_too_many_statements_are_refused() -> None:
    result = canonicalize(clique(3), limits=replace(LIMITS, statements=5))
    assert isinstance(result, Refusal)
    assert result.code is CheckCode.WORK_TOO_MUCH
