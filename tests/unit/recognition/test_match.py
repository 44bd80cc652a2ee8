"""Every minimal way to meet a source expression, and what is missing where there is none (§9)."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from pathways.errors import EquivalenceError
from pathways.formats.yamlio import parse_yaml
from pathways.model.equivalence import SourceExpression
from pathways.recognition.apply import lines_by_name
from pathways.recognition.lines import read_lines
from pathways.recognition.match import Need, missing_beside, need_of, ways_to_meet
from pathways.recognition.types import Line
from tests.unit.recognition.small import AS_OF, record, world

EXPRESSIONS: TypeAdapter[SourceExpression] = TypeAdapter(SourceExpression)


def ways(expression: str, *held: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return the ways (as lines, named like their courses) and what is missing."""
    found = ways_to_meet(parsed(expression), lines(*held))
    return [[name for _, name in way] for way in found.found], found.missing


def parsed(expression: str) -> Need:
    return need_of(EXPRESSIONS.validate_python(parse_yaml(expression).value))


def lines(*held: str) -> dict[str, tuple[Line, ...]]:
    text = ", ".join(f"{{id: {name.upper()}, course: {name}}}" for name in held)
    return dict(lines_by_name(read_lines(world(), record(f"[{text}]"), "b", AS_OF)))


A_OR_BOTH = "{any: [{course: a1}, {all: [{course: a2}, {course: a3}]}]}"


@pytest.mark.parametrize(("expression", "held", "found", "missing"), [
    ("{course: a1}", ("a1",), [["A1"]], ()),
    ("{course: a1}", (), [], ("a1",)),
    ("{course: a1, same_as: [a2]}", ("a2",), [["A2"]], ()),
    ("{all: [{course: a1}, {course: a2}]}", ("a2", "a1"), [["A1", "A2"]], ()),
    ("{all: [{course: a1}, {course: a2}]}", ("a2",), [], ("a1",)),
    (A_OR_BOTH, ("a1", "a2", "a3"), [["A1"], ["A2", "A3"]], ()),
    (A_OR_BOTH, ("a3",), [], ("a1",)),
    ("{choose: 2, of: [{course: a1}, {course: a2}, {course: a3}]}", ("a1", "a3"), [["A1", "A3"]], ()),
    ("{choose: 2, of: [{course: a1}, {course: a2}, {course: a3}]}", ("a3",), [], ("a1",)),
    ("{all: [{course: a1}, {course: a1}]}", ("a1",), [["A1"]], ()),
    ("{all: [{course: a1, same_as: [a2]}, {course: a2}]}", ("a2",), [], ()),
    ("{any: []}", ("a1",), [], ()),
])  # fmt: skip
def test_ways(expression: str, held: tuple[str, ...], found: list[list[str]], missing: tuple[str, ...]) -> None:
    assert ways(expression, *held) == (found, missing)


def test_what_is_missing_beside_a_line_leaves_out_alternatives_without_it() -> None:
    assert missing_beside(parsed(A_OR_BOTH), lines("a3"), "A3") == ("a2",)
    assert missing_beside(parsed(A_OR_BOTH), lines("a1"), "A1") == ()


def test_a_rule_that_can_be_met_in_thousands_of_ways_is_refused() -> None:
    many = "{choose: 1, of: [" + ", ".join("{course: a1, same_as: [a2, a3]}" for _ in range(8)) + "]}"
    all_of_them = "{all: [" + ", ".join(many for _ in range(8)) + "]}"
    with pytest.raises(EquivalenceError) as error:
        ways(all_of_them, "a1", "a2", "a3")
    assert error.value.code == "E004"
