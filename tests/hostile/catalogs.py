"""Which catalogues are hostile or broken?  Documents, definitions, folders."""

from __future__ import annotations

import gzip
import os
import random
import socket
from pathlib import Path

from tests.hostile.making import (
    AS_OF,
    COMMON,
    SHOW,
    Case,
    as_json,
    both,
    catalog,
    courses,
    file,
    files,
    long_file,
)

CERTIFICATE = "{id: %s, organization: o, kind: certificate, title: T, requirement: %s}"
DEEP = 10_000


def tree(requirement: str) -> str:
    """Return the catalogue of one credential with a requirement in flow style, and one course c."""
    return (
        "courses:\n  - {id: c, organization: o, code: C 1, title: C, credit: 3}\n"
        f"credentials:\n  - {CERTIFICATE % ('p', requirement)}\n"
    )


def circle(length: int) -> str:
    """Return credentials each of which needs the next, and the last the first."""
    names = [CERTIFICATE % (f"p{n}", f"{{credential: p{(n + 1) % length}}}") for n in range(length)]
    return "credentials:\n" + "".join(f"  - {name}\n" for name in names)


def laughs(levels: int) -> str:
    """Return lists of lists by aliases: ten times as many values at each level."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


def noise(size: int) -> bytes:
    """Return bytes that mean nothing, the same each time."""
    return random.Random(7).randbytes(size)  # noqa: S311


SYNTAX = (
    catalog("a quote without end", 'courses:\n  - {id: "c, organization: o}\n', "F002"),
    catalog("a bracket without end", "courses: [", "F002"),
    catalog("a bracket without end, a million times", "[" * 1_000_000, "F005"),
    catalog("two documents", "courses: []\n---\ncourses: []\n", "F002"),
    catalog("JSON that ends too early", '{"courses": [', "F002", file_name="bad.json"),
    catalog("JSON with a comment", '{"courses": [] /* none */}', "F002", file_name="bad.json"),
    catalog("JSON Lines, one line cut off", '{"courses": {"id": "c"\n', "F002", file_name="bad.jsonl"),
    catalog("a list as a key", "? [a, b]\n: c\n", "F002"),
    catalog("an alias to nothing", "courses: [*nothing]\n", "F002"),
    catalog("a key given twice", "courses: []\ncourses: []\n", "F012"),
    catalog("a key given twice in JSON", '{"courses": [], "courses": []}', "F012", file_name="bad.json"),
)

NESTING = (
    catalog("10,000 lists deep", "courses: " + "[" * DEEP + "]" * DEEP, "F005"),
    catalog("10,000 mappings deep", "{a: " * DEEP + "}" * DEEP, "F005"),
    catalog("10,000 deep by indentation", "\n".join(" " * n + "a:" for n in range(DEEP // 10)), "F005"),
    catalog("10,000 deep in JSON", '{"courses": ' + "[" * DEEP + "]" * DEEP + "}", "F005", file_name="bad.json"),
    catalog("100,000 mappings deep in JSON", '{"a": ' * 100_000 + "1" + "}" * 100_000, "F005", file_name="bad.json"),
    catalog("10,000 deep in a line", '{"courses": ' + "[" * DEEP + "]" * DEEP + "}\n", "F005", file_name="bad.jsonl"),
    catalog("a requirement 5,000 deep", tree("{all: [" * 5_000 + "{course: c}" + "]}" * 5_000), "F005"),
    catalog("a requirement 80 deep is read", tree("{all: [" * 80 + "{course: c}" + "]}" * 80), exit=0),
    catalog("a filter 80 deep is read", tree("{credits: 3, from: " + "{not: " * 80 + "{}" + "}" * 80 + "}"), exit=0),
)

ALIASES = (
    catalog("a billion laughs", laughs(10), "F011"),
    catalog("an alias inside its anchor", "courses: &a [*a]\n", "F011"),
    catalog(
        "a long text repeated 10,000 times",
        f"courses:\n  - &x {'y' * 1_000_000}\n" + "  - *x\n" * 10_000,
        "F011",
    ),
    catalog(
        "a long title repeated in 3,000 courses",
        f"courses:\n  - {{id: c, organization: o, code: C, title: &t {'y' * 500_000}}}\n"
        + "".join(f"  - {{id: c{n}, organization: o, code: C{n}, title: *t}}\n" for n in range(3_000)),
        "F011",
    ),
    catalog("a merge key", "base: &b {organization: o}\ncourses:\n  - {<<: *b, id: c, code: C, title: C}\n", "F011"),
    catalog("a tag that runs code", "courses: !!python/object/apply:os.system [touch ran]\n", "F011"),
    catalog("a tag of one's own", "courses: !include /etc/passwd\n", "F011"),
    catalog("a tag for bytes", "courses: [!!binary R0lGODlh]\n", "F011"),
    catalog("a tag by directive", "%TAG !e! tag:example.org,2026:\n---\ncourses: !e!x []\n", "F011"),
)

ENCODINGS = (
    catalog("a picture", b"\x89PNG\r\n\x1a\n" + noise(4096), "F004"),
    catalog("a program", b"\x7fELF\x02\x01\x01" + bytes(64) + noise(4096), "F004"),
    catalog("noise", noise(1_000_000), "F004"),
    catalog("a packed file under a wrong name", gzip.compress(b"courses: []\n", mtime=0), "F004"),
    catalog("zero bytes", b"courses: []\n\0", "F004"),
    catalog("UTF-16", "courses: []\n".encode("utf-16"), "F004"),
    catalog("UTF-32", "courses: []\n".encode("utf-32"), "F004"),
    catalog("Latin-1", "courses: # caf\xe9\n".encode("latin-1"), "F004"),
    catalog(
        "two encodings in one file", "# café\n".encode() + "# caf\xe9\n".encode("latin-1"), "F004", says="bad.yaml:2"
    ),
    catalog("half a character by its bytes", b"courses: []\n# \xed\xa0\x80\n", "F004"),
    catalog("half a character by an escape", '{"courses": [{"id": "\\ud800"}]}', "F004", file_name="bad.json"),
    catalog("half a character by an escape in YAML", 'courses: ["\\ud800"]\n', "F002"),
    catalog("a character that rings a bell", "courses: [] # \x07\n", "F004"),
    catalog("a byte-order mark is dropped", b"\xef\xbb\xbfcourses: []\n", exit=0),
    catalog("a byte-order mark before JSON is dropped", b'\xef\xbb\xbf{"courses": []}', file_name="bad.json", exit=0),
    catalog(
        "line ends of Windows are read", b"courses:\r\n  - {id: c, organization: o, code: C, title: C}\r\n", exit=0
    ),
    catalog(
        "line ends of old machines are read", b"courses:\r  - {id: c, organization: o, code: C, title: C}\r", exit=0
    ),
    catalog("nothing but blanks is read", b" \n\n", exit=0),
)

SIZES = (
    Case("catalog: a line of 100 MB", long_file("catalog/a.yaml", b"courses: '", b"x", b"'\n"), SHOW, ("F005",)),
    Case("catalog: a text of 100 MB in JSON", long_file("catalog/a.json", b'{"a": "', b"x", b'"}'), SHOW, ("F005",)),
    Case(
        "catalog: a line of 100 MB in JSON Lines",
        long_file("catalog/a.jsonl", b'{"a": "', b"x", b'"}'),
        SHOW,
        ("F005",),
    ),
    Case("catalog: 100 MB of empty lists in JSON", long_file("catalog/a.json", b"[", b"[],", b"[]]"), SHOW, ("F005",)),
    Case("catalog: 7 MB of empty lists in YAML", long_file("catalog/a.yaml", b"[", b"[],", b"[]]", 7), SHOW, ("F005",)),
    Case(
        "catalog: 30 MB of empty lists in JSON", long_file("catalog/a.json", b"[", b"[],", b"[]]", 30), SHOW, ("F005",)
    ),
    Case(
        "catalog: 30 MB of mappings in JSON", long_file("catalog/a.json", b"[", b'{"":0},', b"{}]", 30), SHOW, ("F005",)
    ),
    Case(
        "catalog: 7 MB of mappings in a line",
        long_file("catalog/a.jsonl", b"[", b'{"":0},', b"{}]", 7),
        SHOW,
        ("F005",),
    ),
    catalog(
        "5,000 mistakes",
        "".join(
            as_json({"courses": {"id": f"c{n}", "organization": "o", "code": "C", "titel": "C"}}) + "\n"
            for n in range(5_000)
        ),
        *["F003"] * 200,
        says="... and 9,800 more.",
        file_name="bad.jsonl",
    ),
)

NAMES = (
    Case("catalog: needs itself", files(a=circle(1)), SHOW, ("C003",)),
    Case("catalog: two that need each other", files(a=circle(2)), SHOW, ("C003",)),
    Case("catalog: a circle of 1,000", files(a=circle(1_000)), SHOW, ("C003",)),
    courses("a course before itself", "prerequisite: {course: c}", "C003"),
    catalog(
        "competencies broader than each other",
        "frameworks:\n  - id: f\n    title: F\n    source: {title: S}\n    competencies:\n"
        "      - {id: a, title: A, broader: b}\n      - {id: b, title: B, broader: a}\n",
        "C003",
    ),
    courses("a prerequisite that is not there", "prerequisite: {course: d}", "C002"),
    catalog("an organization that is not there", "courses: [{id: c, organization: p, code: C, title: C}]\n", "C002"),
    catalog(
        "an equivalence to nowhere",
        "equivalences: [{id: e, from: {course: x}, to: {kind: course, courses: [y]}, receiving: o}]\n",
        "C002",
        "C002",
    ),
    catalog("the same id twice", "courses:\n" + "  - {id: c, organization: o, code: C, title: C}\n" * 2, "C001"),
    Case(
        "catalog: the same id in two files",
        files(**dict.fromkeys("ab", "courses: [{id: c, organization: o, code: C, title: C}]\n")),
        SHOW,
        ("C001",),
    ),
    catalog(
        "an id that would leave its folder is a name only",
        "courses: [{id: ../../x, organization: o, code: C, title: C}]\n",
        exit=0,
    ),
    courses("a key that is not known", "titel: C", "F003"),
    catalog("a section that is not known", "course: []\n", "F003"),
    catalog("a name of a class", "courses: [{id: c, organization: o, code: C, title: C, __class__: x}]\n", "F003"),
    catalog("a schema from elsewhere", "schema: pathways/catalog/99\n", "F003"),
    catalog("a list", "- 1\n- 2\n", "F003"),
    catalog("a number", "42\n", "F003"),
    catalog("a record in the catalogue's folder", "learner: {id: ana}\n", "F003"),
)

AMOUNTS = (
    courses("negative credit", "credit: -3", "K002"),
    courses("credit that is no number", "credit: .nan", "K001"),
    courses("endless credit", "credit: .inf", "K001"),
    courses("an exponent of 400", "credit: 1e400", "K001"),
    courses("an exponent of a billion", "credit: 1e1000000000", "K001"),
    courses("a number of a million digits", f"credit: {'9' * 1_000_000}", "K001"),
    courses("a ratio over zero", "credit: 1/0", "K001"),
    courses("a number in other digits is read", "credit: ٣", exit=0),
    courses("a level beyond its framework", "level: 12", "C005"),
    catalog(
        "NaN in JSON",
        '{"courses": [{"id": "c", "organization": "o", "code": "C", "title": "C", "credit": NaN}]}',
        "K001",
        file_name="bad.json",
    ),
    catalog(
        "a credit system that is not there",
        COMMON.replace("credit_system: us", "credit_system: ects")
        .replace("id: o,", "id: p,")
        .partition("credit-sys")[0],
        "K003",
    ),
    catalog(
        "a minimum above its maximum",
        tree("{at_least: 1, of: [{course: c}], distinct: {min: 3, max: 1}}"),
        "C004",
        "C005",
    ),
    catalog("more credit at most than at least", tree("{credits: 9, up_to: 3}"), "C005"),
    catalog(
        "more of a kind asked of what others use than a cap lets them use",
        tree("{all: [{courses: 2}, {used: 2, from: {tag: [x]}}], caps: [{items: 1, from: {tag: [x]}}]}"),
        "C005",
    ),
    catalog("what a requirement uses that is not there", tree("{all: [{course: c}, {used: 1, within: d}]}"), "C014"),
    catalog("a look at what others use with a least grade", tree("{used: 1, min_gpa: 3}"), "F003"),
    catalog("more than there is", tree("{credits: 99, from: {course: [c]}}"), "C004"),
    catalog("a count of ten digits", tree("{courses: 9999999999}"), "F003"),
    courses("a period that ends before it begins", "valid: {from: 2026-09-01, until: 2020-01-01}", "C006"),
    courses("a day that is not in the calendar", "valid: {from: 2026-02-30}", "F003"),
    courses("a day of the year zero", "valid: {from: 0000-01-01}", "F003"),
    courses("a last day beyond the calendar", "valid: {last_day: 9999-12-31}", "F003"),
    catalog(
        "a term that ends before it begins", "terms: [{id: t, title: T, begin: 2026-09-01, end: 2026-01-01}]\n", "C006"
    ),
)


def _link_out(here: Path) -> None:
    (here / "secret.yaml").write_text("courses: []\n", "utf-8")
    (here / "catalog" / "bad.yaml").symlink_to(here / "secret.yaml")


def _linked_folder(here: Path) -> None:
    (here / "elsewhere").mkdir()
    (here / "catalog" / "more").symlink_to(here / "elsewhere")


def _link_in_circles(here: Path) -> None:
    (here / "catalog" / "bad.yaml").symlink_to(here / "catalog" / "bad.yaml")


def _linked_inside(here: Path) -> None:
    (here / "catalog" / "again.yaml").symlink_to(here / "catalog" / "common.yaml")


def _folder_in_circles(here: Path) -> None:
    (here / "catalog" / "again").symlink_to(here / "catalog")


def _pipe(here: Path) -> None:
    os.mkfifo(here / "catalog" / "bad.yaml")


def _socket(here: Path) -> None:
    # the path of a socket is short, so it is bound from inside its folder
    handle = os.open(here / "catalog", os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"/proc/self/fd/{handle}/bad.yaml")
    os.close(handle)


def _folder(here: Path) -> None:
    (here / "catalog" / "bad.yaml").mkdir()


def _closed(here: Path) -> None:
    (here / "catalog" / "common.yaml").chmod(0)


def _closed_folder(here: Path) -> None:
    (here / "catalog" / "more").mkdir(mode=0)


def _empty(here: Path) -> None:
    (here / "nothing").mkdir()


def _asked(catalog_path: str) -> tuple[str, ...]:
    return ("show", "o", "--as-of", AS_OF, "--catalog", catalog_path)


FOLDERS = (
    Case("folder: a link to a file outside", _link_out, SHOW, ("F009",)),
    Case(
        "folder: a link to the machine's own files",
        lambda here: (here / "catalog" / "bad.yaml").symlink_to("/etc/passwd"),
        SHOW,
        ("F009",),
    ),
    Case(
        "folder: a link to a source without end",
        lambda here: (here / "catalog" / "bad.yaml").symlink_to("/dev/zero"),
        SHOW,
        ("F009",),
    ),
    Case("folder: a link to a folder outside", _linked_folder, SHOW, ("F009",)),
    Case("folder: a link to itself", _link_in_circles, SHOW, ("F009",)),
    Case(
        "folder: a link to nothing",
        lambda here: (here / "catalog" / "bad.yaml").symlink_to(here / "catalog" / "gone"),
        SHOW,
        ("F001",),
    ),
    Case("folder: a link to a file inside is read once", _linked_inside, SHOW, exit=0),
    Case("folder: a link to the folder itself is not followed", _folder_in_circles, SHOW, exit=0),
    Case("folder: a pipe that nobody fills", _pipe, SHOW, ("F001",)),
    Case("folder: a socket", _socket, SHOW, ("F001",)),
    Case("folder: a folder called like a file is searched", _folder, SHOW, exit=0),
    Case("folder: a file that is closed", _closed, SHOW, ("F001",), denied=True),
    Case("folder: a folder that is closed", _closed_folder, SHOW, ("F001",), denied=True),
    Case("folder: empty", _empty, _asked("nothing"), ("F001",)),
    Case("folder: not there", _empty, _asked("nowhere"), ("F001",)),
    Case("folder: a source without end", _empty, _asked("/dev/zero"), ("F001",)),
    Case("folder: a name of 5,000 letters", _empty, _asked("x" * 5_000), ("F001",)),
    Case("folder: a name with a line feed", _empty, _asked("no\nwhere"), ("F001",)),
    Case("folder: a file inside a file", _empty, _asked("catalog/common.yaml/more"), ("F001",)),
    Case("folder: one file of another type", file("catalog.txt", COMMON), _asked("catalog.txt"), ("F008",)),
    Case(
        "folder: 3,000 files are read",
        both(*(file(f"catalog/{n}.json", '{"courses": []}') for n in range(3_000))),
        SHOW,
        exit=0,
    ),
)

CATALOGS = (*SYNTAX, *NESTING, *ALIASES, *ENCODINGS, *SIZES, *NAMES, *AMOUNTS, *FOLDERS)
