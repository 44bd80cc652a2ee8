"""JSON: numbers stay text, duplicate keys and NaN are told with their line, depth is bounded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import FormatError
from pathways.formats.jsonio import dump_json, dump_json_document, parse_json, quick_json
from pathways.formats.tree import Limits
from pathways.formats.yamlio import parse_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 4.50, "b": 1e400, "c": -0}', {"a": "4.50", "b": "1e400", "c": "-0"}),
        ('{"a": true, "b": [false, null]}', {"a": "true", "b": ["false", None]}),
        ('"true"', "true"),
        ('{"a": "NaN", "b": "\\u00e9\\n"}', {"a": "NaN", "b": "é\n"}),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_values_are_as_written(text: str, value: Any) -> None:
    assert parse_json(text).value == value
    assert parse_json(text, with_lines=True).value == value


def test_duplicates_and_no_numbers_are_told_with_their_lines() -> None:
    text = '{"a": [\n {"b": 1,\n  "b": {"c": NaN}},\n -Infinity, [[Infinity]]],\n "a": 2}'
    parsed = parse_json(text)
    assert parsed.value == {"a": [{"b": "1"}, None, [[None]]]}
    assert [(item.code, item.where.line, item.where.path) for item in parsed.findings] == [
        ("F012", 3, "a[0].b"),
        ("K001", 3, "a[0].b.c"),
        ("K001", 4, "a[1]"),
        ("K001", 4, "a[2][0][0]"),
        ("F012", 5, "a"),
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("{", 1), ('{\n"a": 1,\n}', 2), ("[1]\n\n2", 3), ("{'a': 1}", 1), ("\ufeff{}", 1)]
)
def test_what_is_not_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        parse_json(text)
    # Newer interpreters point at the comma, older ones behind it.
    assert caught.value.code == "F002"
    assert abs((caught.value.where.line or 0) - line) <= 1


@pytest.mark.parametrize("with_lines", [False, True])
@pytest.mark.parametrize("depth", [201, 500, 100_000])
def test_depth_is_bounded(depth: int, *, with_lines: bool) -> None:
    with pytest.raises(FormatError) as caught:
        parse_json("[" * depth + "]" * depth, with_lines=with_lines)
    assert caught.value.code == "F005"


@pytest.mark.parametrize("with_lines", [False, True])
def test_half_a_character_is_refused_and_a_whole_one_is_not(*, with_lines: bool) -> None:
    assert parse_json(r'["\ud83d\ude00", "\\ud800"]', with_lines=with_lines).value == ["😀", "\\ud800"]
    for text in (r'{"a":\n"\ud83d"}', r'{"a":\n1, "\uDE00\ud83d": 1}'):
        with pytest.raises(FormatError) as caught:
            parse_json(text.replace(r"\n", "\n"), with_lines=with_lines)
        assert (caught.value.code, caught.value.where.line) == ("F004", 2)


def test_the_bound_of_depth_is_exact() -> None:
    assert parse_json("[[[1]]]", limits=Limits(depth=3)).value == [[["1"]]]
    wide = "[" + ",".join(["[]"] * 400) + "]"
    assert len(parse_json(wide, limits=Limits(depth=2)).value) == 400
    with pytest.raises(FormatError):
        parse_json('{"a": {"b": {"c": {}}}}', limits=Limits(depth=3))


def test_lines_of_paths() -> None:
    parsed = parse_json('{\n "a": [\n  1,\n  {"b": "x\\n",\n   "c": 2}\n ]\n}', with_lines=True)
    assert [parsed.line(path) for path in [(), ("a",), ("a", 0), ("a", 1, "b"), ("a", 1, "c"), ("a", 7)]] == [
        1,
        2,
        3,
        4,
        5,
        2,
    ]


def test_the_quick_reader_passes_on_what_it_cannot_place() -> None:
    limits = Limits(depth=3)
    assert quick_json('{"a": true}', limits) == {"a": "true"}
    for text in ('{"a": 1, "a": 2}', '{"a": NaN}', "{", "[[[[]]]]", "[" * 100_000):
        assert quick_json(text, limits) is None


VALUES = st.recursive(
    st.none()
    | st.text(st.characters(codec="utf-8"), max_size=5)
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_both_readers_agree(value: Any) -> None:
    text = json.dumps(value, indent=1)
    parsed = parse_json(text, with_lines=True)
    assert parse_json(text).value == parsed.value
    assert parsed.findings == ()


PLAIN = st.recursive(
    st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(PLAIN)
def test_what_is_dumped_is_read_back(value: Any) -> None:
    assert parse_json(dump_json(value)).value == value
    assert "\n" not in dump_json(value)
    assert parse_json(dump_json_document(value)).value == value


@given(st.dictionaries(st.sampled_from("ab"), st.integers(0, 9) | st.booleans(), min_size=1))
def test_yaml_and_json_give_the_same_values(value: Any) -> None:
    text = json.dumps(value)
    assert parse_json(text).value == parse_yaml(text).value


@given(st.text(max_size=30) | st.text(alphabet='{}[]:,"\\u0019 truefalsnNaI-.\n', max_size=40))
def test_any_text_is_read_or_refused_with_a_finding(text: str) -> None:
    for with_lines in (False, True):
        said: set[str] = set()
        try:
            parse_json(text, with_lines=with_lines)
        except FormatError as error:
            said = {item.code for item in error.findings}
        assert said <= {"F002"}
