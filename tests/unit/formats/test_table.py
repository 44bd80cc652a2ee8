"""A rule table is read with its column map; what does not fit is told row by row, all at once."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import Catalog, collect
from pathways.catalog.lint import lint
from pathways.errors import FormatError
from pathways.formats import packed
from pathways.formats.table import NO_DEGREE_CREDIT, TableImport, read_table, slug
from pathways.formats.table_map import TableMap, load_map
from pathways.formats.table_rows import credit_of, shortest_credit
from pathways.formats.yamlio import dump_yaml
from pathways.model.equivalence import Equivalence, SourceItem
from pathways.model.organization import OrganizationKind

MAP: dict[str, Any] = {
    "id": "test",
    "columns": {
        "rule": "id",
        "sender": "from",
        "receiver": "to",
        "source_code": "code",
        "source_title": "title",
        "target_code": "becomes",
        "target_title": "known as",
        "kind": "kind",
        "credits": "credits",
        "level": "level",
        "attributes": "areas",
        "footnotes": "notes",
    },
    "kinds": {
        "direct": "course",
        "elective": "elective",
        "area": "area",
        "confer": "individual",
        "none": "no_credit",
        "no": "denied",
    },
    "blocking": ["2"],
    "organizations": {"College": "college", "University": "university"},
    "jurisdiction": "US-XX",
    "credit_system": {"id": "us-semester", "title": "US semester credit", "source": {"title": "invented"}},
    "levels": {
        "framework": "divisions",
        "title": "Divisions",
        "ranks": {"L": 1, "U": 2},
        "source": {"title": "invented"},
    },
    "source": {"title": "An invented table"},
}
HEADER = "id,from,to,code,title,becomes,known as,kind,credits,level,areas,notes"


def import_rows(tmp_path: Path, *rows: str, header: str = HEADER, table: dict[str, Any] | None = None) -> TableImport:
    path = tmp_path / "rules.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return read_table(path, TableMap.model_validate(table or MAP))


def one(tmp_path: Path, row: str) -> Equivalence:
    (rule,) = collect(import_rows(tmp_path, row).things).equivalences.values()
    return rule


def refused(tmp_path: Path, *rows: str, **options: Any) -> FormatError:
    with pytest.raises(FormatError) as error:
        import_rows(tmp_path, *rows, **options)
    return error.value


def row(kind: str, becomes: str, amount: str = "3.00", level: str = "L", areas: str = "", notes: str = "") -> str:
    head = "r1,West College,East University,MATH 20A,Calculus"
    return f'{head},{becomes},Known,{kind},{amount},{level},"{areas}","{notes}"'


# -- what a row becomes --


def test_a_direct_row_is_a_rule_to_a_course(tmp_path: Path) -> None:
    catalog: Catalog = collect(
        import_rows(tmp_path, row("direct", "MATH (804) 115", areas="MA, UCTA", notes="22")).things
    )
    (rule,) = catalog.equivalences.values()
    assert isinstance(rule.sources, SourceItem)
    assert (rule.id, rule.sources.course) == ("r1", "west-college:MATH-20A")
    assert (rule.target.kind, rule.target.courses) == ("course", ("east-university:MATH-(804)-115",))
    assert (rule.target.credit.how, str(rule.target.credit.amount), str(rule.target.level)) == ("fixed", "3", "1")
    assert rule.attributes == ("MA", "UCTA")
    assert rule.conditions == ()
    assert rule.note == "Footnotes of the table, not encoded: 22"
    sent, received = (catalog.courses[name] for name in ("west-college:MATH-20A", "east-university:MATH-(804)-115"))
    assert (sent.subject, str(sent.number), sent.title, sent.level) == ("MATH", "20", "Calculus", None)
    assert (received.subject, str(received.number), received.title, str(received.level)) == (
        "MATH (804)",
        "115",
        "Known",
        "1",
    )
    assert sent.credit is None


@pytest.mark.parametrize(
    ("kind", "becomes", "target", "subject"),
    [
        ("elective", "MATH EL", "subject_elective", "MATH"),
        ("elective", "P ED EL", "subject_elective", "P ED"),
        ("elective", "GEN EL", "general_elective", None),
        ("confer", "MATH CONF", "subject_elective", "MATH"),
        ("confer", "GEN CONF", "general_elective", None),
        ("no", "DNT", "denied", None),
        ("none", "NDC", "denied", None),
    ],
)
def test_each_kind_has_its_target(tmp_path: Path, kind: str, becomes: str, target: str, subject: str | None) -> None:
    rule = one(tmp_path, row(kind, becomes))
    assert (rule.target.kind, rule.target.subject) == (target, subject)
    assert (NO_DEGREE_CREDIT in rule.attributes) == (kind == "none")
    assert bool(rule.conditions) == (kind == "confer")
    assert (rule.target.credit.how == "zero") == (target == "denied")


def test_an_area_is_an_area(tmp_path: Path) -> None:
    assert one(tmp_path, row("area", "KINESIOL ACT")).target.areas == ("KINESIOL ACT",)


@pytest.mark.parametrize(
    ("said", "how", "amount", "most"),
    [
        ("3.00", "fixed", "3", "None"),
        ("1.5", "fixed", "3/2", "None"),
        ("1.00-3.00", "range", "1", "3"),
        ("2-2", "fixed", "2", "None"),
        ("0.00", "zero", "None", "None"),
        ("", "catalogue", "None", "None"),
    ],
)
def test_credits_are_exact(tmp_path: Path, said: str, how: str, amount: str, most: str) -> None:
    credit = one(tmp_path, row("direct", "MATH 1", said)).target.credit
    assert (credit.how, str(credit.amount), str(credit.max)) == (how, amount, most)


def test_a_blocking_footnote_blocks_and_a_foreign_level_is_a_note(tmp_path: Path) -> None:
    rule = one(tmp_path, row("direct", "MATH 1", level="E", notes="2, 8"))
    assert [condition.text for condition in rule.conditions] == ["Footnote 2: individual assessment"]
    assert rule.target.level is None
    assert rule.note == "Footnotes of the table, not encoded: 8; Level E in the table"


def test_codes_that_are_answered_twice_are_marked_and_counted(tmp_path: Path) -> None:
    head = "West College,East University"
    imported = import_rows(
        tmp_path,
        f"a,{head},MATH 1,T,MATH 7,T,direct,3,L,,",
        f"b,{head},MATH 1,T,MATH EL,T,elective,1,L,,",
        f"c,{head},MATH 2,T,MATH 8,T,direct,3,L,,",
        f"d,{head},MATH 2,T,MATH 9,T,direct,3,L,,",
        f"e,{head},MATH 3,T,MATH 8,T,direct,3,L,,",
        f"f,{head},MATH 3,Other,MATH 8,Other,direct,3.00,L,,",
        f"g,{head},MATH 4,T,MATH 8,T,direct,3,L,,",
        f"h,{head},MATH 4,T,MATH 8,T,direct,4,L,,",
        f"i,{head},MATH 5,T,MATH 8,T,direct,3,L,,",
    )
    rules = collect(imported.things).equivalences
    assert {name for name, rule in rules.items() if rule.award_unclear} == {"a", "b", "c", "d", "g", "h"}
    counted = {kind: imported.report.count(kind) for kind in KINDS_OF_CODES}
    assert counted == dict(zip(KINDS_OF_CODES, (3, 2, 1, 1, 1), strict=True))


KINDS_OF_CODES = (
    "code with several answers",
    "code with several targets",
    "code answered with a course and an elective",
    "code answered with two courses or more",
    "code with the same answer twice",
)


def test_rows_of_two_institutions_form_an_agreement_and_nothing_dangles(tmp_path: Path) -> None:
    catalog = collect(import_rows(tmp_path, row("direct", "MATH 1")).things)
    (agreement,) = catalog.agreements.values()
    assert (agreement.sending, agreement.receiving) == (("west-college",), "east-university")
    assert catalog.organizations["west-college"].kind == OrganizationKind.COLLEGE
    assert catalog.organizations["east-university"].kind == OrganizationKind.UNIVERSITY
    assert [finding.render() for finding in lint(catalog) if finding.severity == "error"] == []


def test_names_that_give_one_id_stay_two_institutions(tmp_path: Path) -> None:
    rows = ("a,St. Ann,East,M 1,T,M 2,T,direct,3,L,,", "b,St Ann,East,M 1,T,M 3,T,direct,3,L,,")
    catalog = collect(import_rows(tmp_path, *rows).things)
    assert set(catalog.organizations) == {"st-ann", "st-ann-2", "east"}
    assert not any(rule.award_unclear for rule in catalog.equivalences.values())


def test_columns_that_the_map_leaves_out_are_not_needed(tmp_path: Path) -> None:
    columns = {key: MAP["columns"][key] for key in ("sender", "receiver", "source_code", "target_code", "kind")}
    table = {**MAP, "columns": columns, "levels": None}
    imported = import_rows(tmp_path, "A,B,M 1,M 2,direct", header="from,to,code,becomes,kind", table=table)
    (rule,) = collect(imported.things).equivalences.values()
    assert (rule.id, rule.target.credit.how, rule.target.level) == ("test-2", "catalogue", None)


def test_the_order_of_columns_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    plain = collect(import_rows(tmp_path, row("direct", "MATH 1")).things)
    header = ",".join(reversed(HEADER.split(",")))
    backwards = ",".join(reversed(row("direct", "MATH 1").split(",")))
    assert collect(import_rows(tmp_path, "", backwards, "", header=header).things).digest == plain.digest


def test_a_packed_table_with_a_byte_order_mark_says_the_same(tmp_path: Path) -> None:
    plain = collect(import_rows(tmp_path, row("direct", "MATH 1")).things)
    packed = tmp_path / "rules.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + (tmp_path / "rules.csv").read_bytes()))
    assert collect(read_table(packed, TableMap.model_validate(MAP)).things).digest == plain.digest


# -- what does not fit --


def test_every_bad_row_is_told_with_its_line(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        row("direct", "MATH 1"),
        row("rumour", "MATH 1").replace("r1", "r2"),
        row("direct", "MATH 1", amount="three").replace("r1", "r3"),
        row("direct", "").replace("r1", "r4"),
        "too,few,cells",
        row("direct", "MATH 1", amount="3-1").replace("r1", "r5"),
        row("direct", "MATH 2"),
        row("direct", "M" * 95).replace("r1", "r6"),
    )
    assert {finding.code for finding in error.findings} == {"F006"}
    assert [finding.where.line for finding in error.findings] == [3, 4, 5, 6, 7, 8, 9]
    told = " ".join(finding.message for finding in error.findings)
    for words in (
        "'rumour' is not in the map",
        "'three'",
        "'becomes' is empty",
        "3 cells",
        "backwards",
        "line 2 too",
        "too long",
    ):
        assert words in told


def test_a_missing_column_and_a_column_given_twice_are_told(tmp_path: Path) -> None:
    error = refused(tmp_path, header=HEADER.replace("credits", "credit").replace("title,", "from,"))
    assert [finding.message.partition(": ")[2] for finding in error.findings] == [
        "there is no column 'title'",
        "there is no column 'credits'",
        "two columns are called 'from'",
    ]
    assert "credit" in error.findings[1].hint


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "F006"), (b'id,"from\n', "F006"), (b"\xff\xfe\x00", "F004"), (HEADER.encode() + b"\nx,\xff,", "F004")],
)
def test_files_that_are_not_tables_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "rules.csv"
    path.write_bytes(content)
    with pytest.raises(FormatError) as error:
        read_table(path, TableMap.model_validate(MAP))
    assert error.value.code == code
    assert str(error.value.where.file).endswith("rules.csv")


def test_a_broken_archive_and_an_absent_file_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "rules.csv.gz"
    broken.write_bytes(gzip.compress(HEADER.encode())[:-5])
    for path, code in ((broken, "F002"), (tmp_path / "nowhere.csv", "F001")):
        with pytest.raises(FormatError) as error:
            read_table(path, TableMap.model_validate(MAP))
        assert error.value.code == code


def test_a_table_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "UNPACKED", 100)
    assert refused(tmp_path, *(row("direct", "MATH 1") for _ in range(50))).code == "F005"


def test_only_so_many_findings_are_told(tmp_path: Path) -> None:
    assert len(refused(tmp_path, *("x" for _ in range(500))).findings) == 200


# -- the map --


def test_a_map_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(dump_yaml(MAP), "utf-8")
    assert load_map(path) == TableMap.model_validate(MAP)
    (tmp_path / "rules.csv").write_text(f"{HEADER}\n{row('direct', 'MATH 1')}\n", "utf-8")
    assert len(read_table(tmp_path / "rules.csv", path).things) > 5


def test_a_wrong_map_is_told_with_line_and_path(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    text = dump_yaml({**MAP, "kinds": {"direct": "courze"}}).replace("jurisdiction:", "juristiction:")
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError) as error:
        load_map(path)
    lines = text.splitlines()
    found = {finding.where.path: finding.where.line for finding in error.value.findings}
    assert found == {
        "kinds.direct": next(n for n, line in enumerate(lines, 1) if "courze" in line),
        "juristiction": next(n for n, line in enumerate(lines, 1) if "juristiction" in line),
    }


@pytest.mark.parametrize(
    ("name", "text", "code"), [("m.txt", "x", "F008"), ("m.yaml", "[1]", "F003"), ("m.json", "{", "F002")]
)
def test_files_that_are_not_maps_are_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError) as error:
        load_map(path)
    assert error.value.code == code


def test_levels_without_their_column_are_refused() -> None:
    columns = {key: value for key, value in MAP["columns"].items() if key != "level"}
    with pytest.raises(ValueError, match="column 'level'"):
        TableMap.model_validate({**MAP, "columns": columns})


# -- small things --


def test_slugs() -> None:
    assert [slug(name) for name in ("UW-Eau Claire", "Collège d'Été", "???")] == [
        "uw-eau-claire",
        "college-d-ete",
        "organization",
    ]


@given(low=st.integers(0, 400), more=st.integers(0, 400))
def test_credits_survive_their_shortest_form(low: int, more: int) -> None:
    text = f"{low / 4:.2f}-{(low + more) / 4:.2f}"
    credit = credit_of(shortest_credit(text))
    amounts = (0 if credit.how == "zero" else float(credit.amount or 0), float(credit.max or credit.amount or 0))
    assert amounts == (low / 4, (low + more) / 4)


CELLS = st.sampled_from(["direct", "elective", "area", "no", "MATH 1", "MATH EL", "3", "1-2", "L", "2, 8"]) | st.text(
    max_size=4
)


@given(
    cells=st.lists(st.lists(CELLS, min_size=12, max_size=12), max_size=3), kind=st.sampled_from(["direct", "elective"])
)
def test_any_table_is_read_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], kind: str
) -> None:
    rows = [[f"r{place}", *given[1:7], kind, "3", *given[9:]] for place, given in enumerate(cells)]
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER.split(","), *rows])
    path = tmp_path_factory.mktemp("any") / "rules.csv"
    path.write_bytes(stream.getvalue().encode("utf-8", "surrogatepass"))
    try:
        imported = read_table(path, TableMap.model_validate(MAP))
    except FormatError as error:
        codes = {finding.code for finding in error.findings}
    else:
        codes = set()
        assert sum(isinstance(thing, Equivalence) for thing in imported.things) == len(cells)
    assert codes <= {"F004", "F006"}
