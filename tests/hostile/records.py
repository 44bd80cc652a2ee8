"""Which records are hostile or broken?  Documents and tables of one learner."""

from __future__ import annotations

from tests.hostile.making import LEARNER, Case, as_json, line, long_file, recognize, record

LINES = (
    line("ends before it starts", "started: 2026-01-01, completed: 2025-01-01", "R003"),
    line("holds before it begins", "valid: {from: 2026-01-01, until: 2025-01-01}", "R003"),
    line("a day in another order", "completed: 01.09.2026", "F003"),
    line("a day as seconds", "completed: 1767225600", "F003"),
    line("negative credit", "credit: {amount: -3, system: us}", "K002"),
    line("credit that is no number", "credit: {amount: .nan, system: us}", "K001"),
    line("an exponent of 400", "hours: 1e400", "K001"),
    line("credit without a system", "credit: {amount: 3}", "F003"),
    line("a status that is not known", "status: lapsed", "F003"),
    line("a key that is not known", "corse: x", "F003"),
    line("a grade that is a list", "grade: [A]", "F003"),
    record("a line twice", LEARNER + "attainments:\n" + "  - {id: A1, title: T}\n" * 2, "R002"),
    record("a line of nothing", LEARNER + "attainments: [{id: A1}]\n", "R004"),
    record(
        "100 lines of nothing",
        LEARNER + "attainments:\n" + "".join(f"  - {{id: A{n}}}\n" for n in range(100)),
        *["R004"] * 100,
    ),
    record("no learner", "attainments: []\n", "F003"),
    record("a list", "- 1\n", "F003"),
    record("nothing", "", "F003"),
    record("a schema from elsewhere", "schema: pathways/record/99\n" + LEARNER, "F003"),
    record("a key that is no text", "{[]: 1}\n", "F002"),
    record("null as a key of JSON", '{"learner": {"id": "ana"}, null: 1}', "F002", file_name="ana.json"),
    record("a schema that is a list", "schema: [1]\n" + LEARNER, "F003"),
    record("attainments as a mapping", LEARNER + "attainments: {A1: {title: T}}\n", "F003"),
    record("attainments as text", LEARNER + "attainments: A1\n", "F003"),
    record("ids that are lists", LEARNER + "attainments: [{id: [], title: T}, {id: [], title: T}]\n", "F003", "F003"),
    record("tags", LEARNER + "attainments: !!set {a, b}\n", "F011"),
    record(
        "a billion laughs",
        LEARNER + "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]),
        "F011",
    ),
    record("10,000 deep", "[" * 10_000, "F005"),
    record("10,000 deep in JSON", '{"learner":' * 10_000 + "1" + "}" * 10_000, "F005", file_name="ana.json"),
    record("a picture", b"\x89PNG\r\n\x1a\n\0\0", "F004"),
    record("a file of another type", "learner", "F008", file_name="ana.docx"),
    record("a million digits in JSON", '{"learner": {"id": ' + "9" * 1_000_000 + "}}", "F003", file_name="ana.json"),
    record(
        "Infinity in JSON",
        '{"learner": {"id": "a"}, "preferences": {"max_load": Infinity}}',
        "K001",
        "F003",
        file_name="ana.json",
    ),
    record(
        "codes that steer a terminal are shown as codes",
        LEARNER + 'attainments: [{id: A1, title: "\\e[2J\\e]0;x\\a"}]\n',
        exit=0,
        says="\\x1b[2J",
    ),
    Case(
        "record: a line of 100 MB", long_file("ana.yaml", b"learner: '", b"x", b"'"), recognize("ana.yaml"), ("F005",)
    ),
    Case(
        "record: a text of 100 MB in JSON",
        long_file("ana.json", b'{"a": "', b"x", b'"}'),
        recognize("ana.json"),
        ("F005",),
    ),
    Case(
        "record: a text of 15 MB in JSON",
        long_file("ana.json", b'{"learner": {"id": "', "é".encode(), b'"}}', 15),
        recognize("ana.json"),
        ("F003",),
    ),
    Case(
        "record: a source without end",
        lambda here: (here / "ana.yaml").symlink_to("/dev/zero"),
        recognize("ana.yaml"),
        ("F001",),
    ),
    Case("record: a folder", lambda here: (here / "ana.yaml").mkdir(), recognize("ana.yaml"), ("F001",)),
)

HEADER = "id,course,title,grade,completed\n"


def table(name: str, content: str | bytes, *codes: str, exit: int = 3, says: str = "") -> Case:  # noqa: A002
    """Return a case of a record as a table."""
    return record(f"table: {name}", content, *codes, file_name="ana.csv", exit=exit, says=says)


TABLES = (
    table("nothing", "", "F006"),
    table("no header", "1,2,3\n", "F006", "F006", "F006", "F006"),
    table("a column that is not known", "title,fee\nT,3\n", "F006"),
    table("two columns of one meaning", "title,name\nT,U\n", "F006"),
    table("a row that is too long", HEADER + "1,x,T,A,2026-01-01,more\n", "F006"),
    table("a row that is too short is read", HEADER + "1,,T\n", exit=0),
    table("a quote without end", HEADER + '1,x,"T\n', "F006"),
    table("a quote inside a cell", HEADER + '1,x,"T"U,A,2026-01-01\n', "F006"),
    table("a zero byte", HEADER + "1,x,T\0,A,2026-01-01\n", "F004"),
    table("UTF-16", (HEADER + "1,x,T,A,2026-01-01\n").encode("utf-16"), "F004"),
    table("two encodings", HEADER.encode() + b"1,,caf\xc3\xa9,A,\n2,,caf\xe9,A,\n", "F004", says="ana.csv:3"),
    table("a cell of 200,000 letters", HEADER + f"1,x,{'T' * 200_000},A,2026-01-01\n", "F006"),
    table("100,000 columns", "title," * 100_000 + "\n", "F006"),
    table("100,000 empty rows are read", HEADER + "\n" * 100_000 + "1,,T,A,2026-01-01\n", exit=0),
    table("100,000 commas", HEADER + "," * 100_000 + "\n1,,T,A,2026-01-01\n", exit=0),
    table("two learners", "learner,title\na,T\nb,T\n", "F006"),
    table("a day in another order", HEADER + "1,,T,A,09/01/2026\n", "F003"),
    table("negative credit", "title,credit,credit_system\nT,-3,us\n", "K002"),
    table("a decimal comma", 'title,credit,credit_system\nT,"4,5",us\n', "K001"),
    table("NaN", "title,credit,credit_system\nT,NaN,us\n", "K001"),
    table("credit without a system", "title,credit\nT,3\n", "K003"),
    table("a line twice", "id,title\n1,T\n1,T\n", "R002"),
    table("ends before it starts", "title,started,completed\nT,2026-01-02,2026-01-01\n", "R003"),
    table("a formula is text", "title\n=1+1\n", exit=0, says="=1+1"),
    table("a byte-order mark is dropped", b"\xef\xbb\xbftitle\nT\n", exit=0),
    table("line ends of Windows are read", b"title,grade\r\nT,A\r\n", exit=0),
    table("line ends of old machines are read", b"title,grade\rT,A\r", exit=0),
    table("semicolons are read", "title;grade\nT;A\n", exit=0),
    table("as JSON", as_json({"title": "T"}), "F006", "F006"),
    Case(
        "record: table: a line of 100 MB",
        long_file("ana.csv", b"title\n", b"x", b"\n"),
        recognize("ana.csv"),
        ("F005",),
    ),
    Case(
        "record: table: 8 MB of commas",
        long_file("ana.csv", b"title\n", b",", b"\n", 8),
        recognize("ana.csv"),
        ("F005",),
    ),
)

RECORDS = (*LINES, *TABLES)
