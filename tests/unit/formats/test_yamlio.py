"""YAML: scalars stay the text that was written, nothing runs, nothing explodes, every line is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import FormatError
from pathways.formats.tree import Limits
from pathways.formats.yamlio import dump_yaml, parse_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", "true"),
        ("2026", "2026"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("4.50", "4.50"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("12:30", "12:30"),
        ("2026-09-01", "2026-09-01"),
        ("=", "="),
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
        ('""', ""),
        ("!!str null", "null"),
        ("!!int 3", "3"),
        ("!!null x", None),
        ("! null", "null"),
        ("!!map {a: 1}", {"a": "1"}),
        ("!!seq [1]", ["1"]),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("# only a comment", None),
    ],
)
def test_scalars_stay_what_was_written(text: str, value: Any) -> None:
    assert parse_yaml(text).value == value


def test_keys_are_text_even_where_yaml_has_other_ideas() -> None:
    assert parse_yaml("{NO: 1, 2026: 2, null: 3, 2026-01-01: 4}").value == {
        "NO": "1",
        "2026": "2",
        "null": "3",
        "2026-01-01": "4",
    }


def test_aliases_repeat_a_value() -> None:
    parsed = parse_yaml("a: &s {title: T}\nb: *s\nc: &t word\nd: *t\n&k key: 1\nlast: *k\n*k : again")
    assert parsed.value["b"] == {"title": "T"}
    assert parsed.value["d"] == "word"
    assert parsed.value["last"] == "key"
    assert [item.code for item in parsed.findings] == ["F012"]


def test_an_anchor_may_be_used_anew() -> None:
    assert parse_yaml("[&a 1, *a, &a 2, *a]").value == ["1", "1", "2", "2"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [1", "F002", 1),
        ("a: 1\nb: {x: 1\n", "F002", 2),
        ("a: 'x\n\nb", "F002", 3),
        ("a: 1\n---\nb: 2", "F002", 2),
        ("a: *b", "F002", 1),
        ("{[a]: 1}", "F002", 1),
        ("{{a: 1}: 1}", "F002", 1),
        ("a: 1\nb: !secret x", "F011", 2),
        ("- 1\n- !!binary aGk=", "F011", 2),
        ("!!set {a}", "F011", 1),
        ("!!omap [a: 1]", "F011", 1),
        ("!!python/name:os.system x", "F011", 1),
        ("a: {<<: {b: 1}}", "F011", 1),
        ("&a [*a]", "F011", 1),
        ("&a {b: {c: *a}}", "F011", 1),
        ("a: \x07", "F004", 1),
        ("a: 1\nb: \x1b[31m", "F004", 2),
    ],
)
def test_refuses_with_code_and_line(text: str, code: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        parse_yaml(text)
    assert [(item.code, item.where.line) for item in caught.value.findings] == [(code, line)]


def test_all_tags_are_told_at_once() -> None:
    with pytest.raises(FormatError) as caught:
        parse_yaml("a: !x 1\nb: !y 2\na: 3")
    assert [(item.code, item.where.line) for item in caught.value.findings] == [("F011", 1), ("F011", 2), ("F012", 3)]


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert parse_yaml("{'<<': 1}").value == {"<<": "1"}


def test_billions_of_laughs_are_refused_before_they_are_heard() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(FormatError, match="repeat more than 100000") as caught:
        parse_yaml("\n".join(lines))
    assert caught.value.code == "F011"


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "{a: " * 50_000, "- " * 20_000, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 300))]
)
def test_depth_is_bounded_without_exhausting_the_stack(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_yaml(text)
    assert caught.value.code in ("F005", "F002")


def test_the_bound_of_depth_is_exact() -> None:
    limits = Limits(depth=3)
    assert parse_yaml("[[[1]]]", limits=limits).value == [[["1"]]]
    with pytest.raises(FormatError) as caught:
        parse_yaml("[[[[1]]]]", limits=limits)
    assert (caught.value.code, caught.value.where.path) == ("F005", "[0][0][0]")


def test_duplicate_keys_keep_the_first_and_say_where_the_second_is() -> None:
    parsed = parse_yaml("a:\n  - b: 1\n    c: 2\n    b: {d: [e]}\n")
    assert parsed.value == {"a": [{"b": "1", "c": "2"}]}
    assert [(item.code, item.where.line, item.where.path) for item in parsed.findings] == [("F012", 4, "a[0].b")]


def test_lines_of_paths() -> None:
    text = "# head\na:\n  - x: 1\n    y:\n      z: [p,\n          q]\n  - x: 2\nb: &s {c: 1}\nd: *s\n"
    parsed = parse_yaml(text, with_lines=True)
    lines = {
        path: parsed.line(path)
        for path in [
            ("a",),
            ("a", 0, "y", "z"),
            ("a", 0, "y", "z", 1),
            ("a", 1),
            ("b", "c"),
            ("a", 1, "missing"),
            ("nothing",),
            (),
        ]
    }
    assert lines == {
        ("a",): 3,
        ("a", 0, "y", "z"): 5,
        ("a", 0, "y", "z", 1): 6,
        ("a", 1): 7,
        ("b", "c"): 8,
        ("a", 1, "missing"): 7,
        ("nothing",): 2,
        (): 2,
    }


def test_dumps_with_keys_in_order_and_no_anchors() -> None:
    shared = {"title": "T"}
    assert dump_yaml({"b": shared, "a": shared, "n": "no"}) == "b:\n  title: T\na:\n  title: T\nn: 'no'\n"


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    [
        "no",
        "null",
        "~",
        "1",
        "4.5",
        "2026-01-01",
        "",
        " ",
        "a: b",
        "# x",
        "- y",
        "\r\n",
        "\x85",
        "\u2028",
        "\ufeff",
        "\x00",
        "'",
        '"',
        "<<",
        "=",
        "&a",
        "*a",
        "!t",
        "é",
    ]
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


@given(VALUES)
def test_what_is_dumped_is_read_back(value: Any) -> None:
    assert parse_yaml(dump_yaml(value)).value == value


@given(st.text(max_size=40) | st.text(alphabet="[]{}:,-&*!?|>'\"#%@ \n\tab1", max_size=40))
def test_any_text_is_read_or_refused_with_a_finding(text: str) -> None:
    said: set[str] = set()
    try:
        parse_yaml(text)
    except FormatError as error:
        said = {item.code for item in error.findings}
    assert said <= {"F002", "F004", "F005", "F011", "F012"}
