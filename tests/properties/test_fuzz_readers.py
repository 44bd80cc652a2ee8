"""Readers meet anything: sound files with broken bytes, swapped tokens and torn ends, and text made of syntax alone.

Whatever comes in, out comes a value or a PathwaysError with known codes and exit 3; what is accepted can be written and
read again.  In the ``long`` profile this goes on for more than ten minutes: 12,000 files of each kind.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pathways.advising import Desk
from pathways.catalog.collection import Catalog, collect
from pathways.errors import CODES, Finding, PathwaysError
from pathways.formats.assist import read_assist
from pathways.formats.jsonio import parse_json
from pathways.formats.native import dump_record, load_catalog, load_record
from pathways.formats.table import read_table
from pathways.formats.yamlio import dump_yaml, parse_yaml
from pathways.model.base import Noun
from pathways.model.record import LearnerRecord
from tests.hostile.foreign import HEADER, MAP, ROW, SOUND
from tests.hostile.making import COMMON

AS_OF = dt.date(2026, 9, 1)
EXAMPLES = {"dev": 40, "ci": 250, "long": 12_000}
SEARCH = settings(max_examples=EXAMPLES[settings.get_current_profile_name()])

CATALOG = (
    COMMON
    + """\
frameworks:
  - {id: f, title: F, source: {title: S}, competencies: [{id: sql, title: SQL}, {id: join, title: Joins, broader: sql}]}
courses:
  - id: c1
    organization: o
    code: C 1
    title: "First, with a comma"
    credit: 4.5
    outcomes: [{competency: sql, level: 2}]
    valid: {from: 2020-01-01, last_day: 2030-12-31}
  - {id: c2, organization: o, code: C 2, title: Second, credit: 8/3, prerequisite: {course: c1}}
credentials:
  - id: p
    organization: o
    kind: certificate
    title: P
    requirement:
      all:
        - {id: core, any: [{course: c1}, {course: c2}]}
        - {credits: 3, from: {subject: [C], level: {min: 1}}, min_gpa: 2}
        - {at_least: 1, of: [{competency: sql}, {statement: ask}], min_grade: {grade: A}}
    rules: {total_credits: 6, residency: [{share: 0.5}]}
equivalences:
  - {id: e, from: {all: [{course: c1}]}, to: {kind: course, courses: [c2]}, receiving: o, source: {title: S}}
"""
)
RECORD = """\
schema: pathways/record/1
learner: {id: ana, name: "Ana"}
as_of: 2026-09-01
attainments:
  - {id: A1, course: c1, grade: A, credit: {amount: 4.5, system: us}, completed: 2025-06-30, hours: 8/3}
  - id: A2
    title: |
      Night school
    status: in_progress
    valid: {from: 2024-01-01, until: 2027-01-01}
    competencies: [{competency: sql, level: 2}]
goals: [{credential: p, entered: 2024-09-01}]
preferences: {budget: {amount: 100, currency: CAD}}
"""
ROWS = "\ufeffid,course,title,grade,credit,credit_system,completed,competencies\r\n" + (
    'A1,c1,"First, again",A,4.5,us,2025-06-30,sql:2; join\r\nA2,,Second,,,,,\r\n'
)
TOKENS = (
    *"[]{}:,-?&*!|>'\"%@`#~<=\\/\n\r\t \0",
    *("- ", ": ", "\n  ", "---\n", "...\n", "<<: *a", "&a ", "*a", "!!python/name:x ", "null", "true", "1e999", "-1"),
    *("NaN", "Infinity", "9" * 400, "0000-00-00", "9999-12-31", "\ufeff", "\u2028", "\ud800", "\\ud800", "é", "😀"),
    *("id", "all", "any", "course", "credits", "from", "until", "amount", "[" * 250, '{"a":' * 250, "1/0", "c1", "p@1"),
)


@st.composite
def spoiled(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file after a few accidents."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(("flip", "cut", "drop", "token", "token", "token", "copy", "tear"))):
            case "flip" if place < len(data):
                data[place] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[place:]
            case "drop":
                del data[place : place + draw(st.integers(1, 12))]
            case "copy":
                data[place:place] = data[place : place + draw(st.integers(1, 60))]
            case "tear":
                other = draw(st.integers(0, len(data)))
                data = data[: min(place, other)] + data[max(place, other) :]
            case _:
                word = draw(st.sampled_from(TOKENS)).encode("utf-8", "surrogatepass")
                data[place : place + draw(st.integers(0, 6))] = word
    return bytes(data)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def known(findings: tuple[Finding, ...]) -> bool:
    return all(item.code in CODES and item.message and item.code[0] not in "XU" for item in findings)


def survives(read: Callable[[], object]) -> Any:
    """Return what is read, or None where it is refused as it should be."""
    try:
        return read()
    except PathwaysError as error:
        refused = error
    assert refused.exit_code == 3
    assert refused.findings
    assert known(refused.findings), refused
    return None


def common() -> Catalog:
    return collect(found_in(parse_yaml(CATALOG).value))


def found_in(document: dict[str, Any]) -> list[Noun]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "c.yaml"
        path.write_text(dump_yaml(document), "utf-8")
        loaded = load_catalog(path)
    assert not loaded.errors, loaded.errors
    return [thing for section in document for thing in loaded.catalog.section(section).values()]


DESK = Desk(common())


def as_json(text: str) -> str:
    return json.dumps(parse_yaml(text).value, ensure_ascii=False, indent=1)


def as_lines(text: str) -> str:
    document = parse_yaml(text).value
    return "".join(json.dumps({name: noun}) + "\n" for name, nouns in document.items() for noun in nouns)


@pytest.mark.parametrize(
    ("suffix", "text"), [("yaml", CATALOG), ("json", as_json(CATALOG)), ("jsonl", as_lines(CATALOG))]
)
def test_a_spoiled_catalogue(suffix: str, text: str, folder: Path) -> None:
    path = folder / f"catalog.{suffix}"

    @SEARCH
    @given(spoiled(text.encode()))
    def search(data: bytes) -> None:
        path.write_bytes(data)
        loaded = survives(partial(load_catalog, path))
        assert loaded is not None
        assert known(loaded.findings)
        assert len(loaded.catalog.digest) == 64
        json.loads(Desk(loaded.catalog).check(loaded.findings, as_of=AS_OF).to_json())

    search()


@pytest.mark.parametrize(("suffix", "text"), [("yaml", RECORD), ("json", as_json(RECORD)), ("csv", ROWS)])
def test_a_spoiled_record(suffix: str, text: str, folder: Path) -> None:
    path = folder / f"record.{suffix}"
    again = folder / "again.yaml"

    @SEARCH
    @given(spoiled(text.encode()))
    def search(data: bytes) -> None:
        path.write_bytes(data)
        record: LearnerRecord | None = survives(partial(load_record, path))
        if record is not None:
            again.write_text(dump_record(record), "utf-8")
            assert load_record(again) == record
            survives(partial(DESK.recognize, record, "o", as_of=AS_OF))

    search()


def test_a_spoiled_agreement(folder: Path) -> None:
    path = folder / "given.json"
    encoded = {**SOUND, "templateAssets": json.dumps(SOUND["templateAssets"])}

    @SEARCH
    @given(spoiled(json.dumps(SOUND).encode()) | spoiled(json.dumps(encoded).encode()))
    def search(data: bytes) -> None:
        path.write_bytes(data)
        found = survives(partial(read_assist, path))
        if found is not None:
            assert len(collect(found.things).digest) == 64

    search()


def test_a_spoiled_table_or_its_map(folder: Path) -> None:
    path, column_map = folder / "given.csv", folder / "map.yaml"
    table = (HEADER + ROW + ROW.replace("r1", '"r2"').replace("direct", "nothing")).encode()

    @SEARCH
    @given(spoiled(table) | st.just(table), spoiled(MAP.encode()) | st.just(MAP.encode()))
    def search(data: bytes, said: bytes) -> None:
        path.write_bytes(data)
        column_map.write_bytes(said)
        found = survives(partial(read_table, path, column_map))
        if found is not None:
            assert len(collect(found.things).digest) == 64

    search()


SYNTAX = st.lists(st.sampled_from([*TOKENS, "a", "b", "  ", "\n", "\n", "- ", ": "]), max_size=30).map("".join)


@SEARCH
@given(SYNTAX)
def test_yaml_means_what_the_library_means(text: str) -> None:
    parsed = survives(partial(parse_yaml, text))
    if parsed is None or parsed.findings:
        return
    try:
        meant = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - text only
    except yaml.composer.ComposerError as error:
        assume("duplicate anchor" not in str(error))  # YAML 1.2 lets a later anchor take the name, the library does not
        raise
    assert _plain(parsed.value) == _plain(meant)


def _plain(value: Any) -> Any:
    """Return a value with every way to write nothing as one, and keys as text."""
    match value:
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return None if value in (None, "", "~", "null", "Null", "NULL") else value


@SEARCH
@given(
    st.lists(st.sampled_from([*'[]{},:"\\', "0", "-1", "1e5", "true", "null", '"a"', " ", "\n", "NaN", "\\u00e9"])).map(
        "".join
    )
)
def test_json_is_json(text: str) -> None:
    parsed = survives(partial(parse_json, text))
    try:
        value = json.loads(text, parse_constant=lambda word: None)
    except ValueError:
        assert parsed is None
    else:
        assert parsed is not None
        assert type(parsed.value) is type(value) or not isinstance(value, dict | list)
