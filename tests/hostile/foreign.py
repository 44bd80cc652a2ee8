"""Which foreign files are hostile or broken?  Agreements of ASSIST, tables of rules, and where they are written to."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.hostile.making import IMPORT_ASSIST, IMPORT_TABLE, Case, Content, Make, both, file, long_file
from tests.unit.formats.assist_samples import agreement, cell, entry, group, section, sent, text

SOUND = agreement(group(section("EAST 1")), entries=(entry("EAST 1", "WEST 1 & WEST 2"),))


def assist(name: str, content: Content | dict[str, Any], *codes: str, as_name: str = "given.json", **more: Any) -> Case:
    """Return a case of one file of agreements."""
    said = json.dumps(content) if isinstance(content, dict) else content
    words = tuple(as_name if word == "given.json" else word for word in IMPORT_ASSIST)
    return Case(f"assist: {name}", file(as_name, said), words, codes, **more)


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return the sound agreement after a change."""
    document: dict[str, Any] = json.loads(json.dumps(SOUND))
    change(document)
    return document


def course(**facts: Any) -> dict[str, Any]:
    """Return the sound agreement with other facts about the course that is asked for."""
    return changed(lambda d: d["templateAssets"][0]["sections"][0]["rows"][0]["cells"][0]["course"].update(facts))


def span(begin: Any, end: Any) -> dict[str, Any]:
    """Return an agreement that joins groups from one place to another."""
    sending = sent("WEST 1", "WEST 2", spans=(("Or", begin, end),))
    return agreement(group(section("EAST 1")), entries=(entry("EAST 1", sending),))


def packed(data: bytes) -> bytes:
    """Return data packed with gzip, the same each time."""
    return gzip.compress(data, 1, mtime=0)


def blown_up(begin: bytes, filler: bytes) -> Callable[[], bytes]:
    """Return what packs 400 MB of one letter when it is wanted."""
    return cache(lambda: packed(begin + filler * 400_000_000))


WHOLE = packed(json.dumps(SOUND).encode() + b"\n")

ASSIST = (
    assist("sound", SOUND, exit=0),
    assist("sound and packed", WHOLE, as_name="given.jsonl.gz", exit=0),
    assist("a byte-order mark is dropped", b"\xef\xbb\xbf" + json.dumps(SOUND).encode(), exit=0),
    assist("line ends of Windows are read", json.dumps(SOUND).encode() + b"\r\n", as_name="given.jsonl", exit=0),
    assist("not an agreement", {"a": 1}, "F007"),
    assist("a list", "[]", "F007"),
    assist("nothing", "", "F002"),
    assist("no JSON", "<html>", "F002"),
    assist("a string that is no JSON", changed(lambda d: d.update(templateAssets="[")), "F002"),
    assist("a key twice", json.dumps(SOUND).replace('"name"', '"type": "x", "name"', 1), "F012"),
    assist("NaN units", course(minUnits=float("nan")), "K001"),
    assist("negative units", course(minUnits=-3.0), "F007"),
    assist("an exponent of 400", json.dumps(SOUND).replace("4.0", "1e400"), "F007", "F007"),
    assist("more units at least than at most", course(minUnits=9.0), "F007"),
    assist("units that are a list", course(minUnits=[4]), "F007"),
    assist("a term of nowhere", course(begin="X1999"), "F007"),
    assist("a code of 10,000 letters", course(prefix="X" * 10_000), "F007"),
    assist("groups joined to the billionth", span(0, 1_000_000_000), "F007"),
    assist("groups joined backwards", span(1, 0), "F007"),
    assist("groups joined from minus one", span(-1, 1), "F007"),
    assist(
        "a year that ends before it begins", changed(lambda d: d["academicYear"].update(endDate="2020-01-01")), "F007"
    ),
    assist("a year that never was", changed(lambda d: d["academicYear"].update(endDate="2025-02-30")), "F007"),
    assist(
        "an articulation of no cell", agreement(group(section("EAST 1")), entries=(entry("EAST 2", "WEST 1"),)), "F007"
    ),
    assist(
        "two cells of one id",
        agreement(group(section(cell("EAST 1"), {**cell("EAST 2"), "id": "cell EAST 1"}))),
        "F007",
    ),
    assist(
        "a million brackets in a text",
        agreement(group(section("EAST 1")), text("<" * 1_000_000), entries=(entry("EAST 1", "WEST 1"),)),
        exit=0,
    ),
    assist(
        "a million blanks in a text",
        agreement(group(section("EAST 1")), text("one" + " " * 1_000_000), entries=(entry("EAST 1", "WEST 1"),)),
        exit=0,
    ),
    assist("10,000 deep", "[" * 10_000 + "]" * 10_000, "F005"),
    assist(
        "10,000 deep inside a string", changed(lambda d: d.update(articulations="[" * 10_000 + "]" * 10_000)), "F005"
    ),
    assist("half a character", json.dumps(SOUND).replace("Testing", "\\ud800"), "F004"),
    assist("a picture", b"\x89PNG\r\n\x1a\n\0\0", "F004"),
    assist("a packed file that is cut off", WHOLE[:-20], "F002", as_name="given.jsonl.gz"),
    assist(
        "a packed file with a flipped bit",
        bytes([*WHOLE[:-40], WHOLE[-40] ^ 1, *WHOLE[-39:]]),
        "F002",
        as_name="given.jsonl.gz",
    ),
    assist("a file that is not packed at all", json.dumps(SOUND), "F002", as_name="given.jsonl.gz"),
    assist("400 MB packed into one line", blown_up(b"[", b" "), "F005", as_name="given.jsonl.gz"),
    assist("400 MB packed into blank lines", blown_up(b"", b"\n"), "F005", as_name="given.jsonl.gz"),
    assist("a file of another type", "{}", "F008", as_name="given.xml"),
    assist("10,000 broken lines", "{\n" * 10_000, *["F002"] * 200, as_name="given.jsonl"),
    Case("assist: a text of 100 MB", long_file("given.json", b'{"a": "', b"x", b'"}'), IMPORT_ASSIST, ("F005",)),
    Case(
        "assist: a link to a source without end",
        lambda here: (here / "given.json").symlink_to("/dev/zero"),
        IMPORT_ASSIST,
        ("F001",),
    ),
)

MAP = """\
id: small
columns: {sender: from, receiver: to, source_code: code, target_code: becomes, kind: kind, credits: credits, rule: rule}
kinds: {direct: course, nothing: denied}
credit_system: {id: us, title: US, source: {title: S}}
source: {title: S}
"""
HEADER = "from,to,code,becomes,kind,credits,rule\n"
ROW = "West,East,MATH 1,MATH 2,direct,3,r1\n"


def table(
    name: str,
    content: Content,
    *codes: str,
    column_map: str = MAP,
    as_name: str = "given.csv",
    **more: Any,
) -> Case:
    """Return a case of one table of rules with its map."""
    words = tuple(as_name if word == "given.csv" else word for word in IMPORT_TABLE)
    return Case(f"table: {name}", both(file(as_name, content), file("map.yaml", column_map)), words, codes, **more)


TABLES = (
    table("sound", HEADER + ROW, exit=0),
    table("a byte-order mark is dropped", b"\xef\xbb\xbf" + (HEADER + ROW).encode(), exit=0),
    table("line ends of Windows are read", (HEADER + ROW).replace("\n", "\r\n"), exit=0),
    table("nothing", "", "F006"),
    table("a header only is an empty catalogue", HEADER, exit=0),
    table("a column that is missing", HEADER.replace("kind", "sort") + ROW, "F006"),
    table("a column twice", HEADER.replace("rule", "code") + ROW, "F006", "F006"),
    table("a row that is too long", HEADER + ROW.replace("r1", "r1,more"), "F006"),
    table("a row that is too short", HEADER + "West,East\n", "F006"),
    table("a kind that is not known", HEADER + ROW.replace("direct", "perhaps"), "F006"),
    table("a rule twice", HEADER + ROW + ROW, "F006"),
    table("negative credit", HEADER + ROW.replace(",3,", ",-3,"), "F006"),
    table("credit that runs backwards", HEADER + ROW.replace(",3,", ",4-3,"), "F006"),
    table("NaN", HEADER + ROW.replace(",3,", ",NaN,"), "F006"),
    table("an exponent of 400", HEADER + ROW.replace(",3,", ",1e400,"), "F006"),
    table("a name with a zero byte", HEADER + ROW.replace("West", "We\0st"), "F006"),
    table("a name that steers a terminal", HEADER + ROW.replace("West", "\x1b[2JWest"), "F006"),
    table("a code made of marks only", HEADER + ROW.replace("MATH 1", "@#@"), exit=0),
    table("Latin-1", (HEADER + ROW.replace("West", "Qu\xe9bec")).encode("latin-1"), "F004"),
    table("UTF-16", (HEADER + ROW).encode("utf-16"), "F004"),
    table("a quote without end", HEADER + '"West,East\n' * 3, "F006"),
    table("a cell of 200,000 letters", HEADER + ROW.replace("West", "W" * 200_000), "F006"),
    table("10,000 broken rows", HEADER + "x\n" * 10_000, *["F006"] * 200),
    table("a packed table that is cut off", packed((HEADER + ROW).encode())[:-9], "F002", as_name="given.csv.gz"),
    table("400 MB packed into one line", blown_up(HEADER.encode(), b"x"), "F005", as_name="given.csv.gz"),
    table("400 MB packed into commas", blown_up(HEADER.encode(), b","), "F005", as_name="given.csv.gz"),
    table("400 MB packed into empty rows", blown_up(HEADER.encode(), b"\n"), "F005", as_name="given.csv.gz"),
    table("a map with an unknown key", HEADER + ROW, "F003", column_map=MAP + "kind: x\n"),
    table("a map with a tag", HEADER + ROW, "F011", column_map=MAP + "anywhere: !!python/name:os.system x\n"),
    table("a map that is a list", HEADER + ROW, "F003", column_map="- 1\n"),
    table("a map of a picture", HEADER + ROW, "F004", column_map="\x89PNG\0"),
    Case(
        "table: a line of 100 MB",
        both(long_file("given.csv", HEADER.encode(), b"x", b"\n"), file("map.yaml", MAP)),
        IMPORT_TABLE,
        ("F005",),
    ),
)


def writing(name: str, prepare: Make, *codes: str, **more: Any) -> Case:
    """Return a case in which a sound table is to be written where something is in the way."""
    return Case(
        f"writing: {name}",
        both(file("given.csv", HEADER + ROW), file("map.yaml", MAP), prepare),
        IMPORT_TABLE,
        codes,
        **more,
    )


def _foreign_folder(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "thesis.txt").write_text("all my work", "utf-8")


def _forged_mark(here: Path) -> None:
    _foreign_folder(here)
    (here / "out" / ".pathways-written.json").write_text('{"files": {"thesis.txt": "0"}}', "utf-8")


def _closed_parent(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out").chmod(0o500)
    here.chmod(0o500)


WRITING = (
    writing("a disk that is full", lambda here: None, "F010", room=200),
    writing("a disk that is full at once", lambda here: None, "F010", room=0),
    writing("a folder that holds other work", _foreign_folder, "F010"),
    writing("a folder that says it is ours", _forged_mark, "F010"),
    writing("a file in its place", file("out", "work"), "F010"),
    writing("a link in its place", lambda here: (here / "out").symlink_to("/tmp"), "F010"),  # noqa: S108
    writing("a link to nothing in its place", lambda here: (here / "out").symlink_to(here / "gone"), "F010"),
    writing("a folder that is closed", _closed_parent, "F010", denied=True),
)

FOREIGN = (*ASSIST, *TABLES, *WRITING)
