"""A catalogue folder: everything found at once, each with file, line and path; duplicates; what may be assumed."""

from __future__ import annotations

import gc
import json
import time
from pathlib import Path

import pytest

from pathways.errors import CatalogError, Finding, FormatError
from pathways.formats.native import load_catalog, open_catalog
from pathways.model.exact import format_exact

ORGANIZATION = "organizations:\n  - {id: o, title: O, kind: college}\n"
COURSES = """# courses of O
schema: pathways/catalog/1
courses:
  - &first
    id: NET-02
    organization: o
    code: NO
    title: One
    credit: 4.5
  - id: c2
    organization: o
    code: 010
    title: Two
    prerequisite:
      all:
        - course: NET-02
        - course: NET-2
    valid: {from: 2026-09-01, last_day: 2027-08-31}
"""


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, "utf-8")
    return folder


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str, int | None, str | None]]:
    return [(item.code, Path(item.where.file or "").name, item.where.line, item.where.path) for item in findings]


def test_reads_a_folder_with_file_line_and_path_of_each_finding(tmp_path: Path) -> None:
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=COURSES))
    assert places(loaded.findings) == [("C002", "b.yaml", 17, "courses[1].prerequisite.all[1].course")]
    assert [path.name for path in loaded.files] == ["a.yaml", "b.yaml"]
    course = loaded.catalog.course("NET-02")
    assert course.code == "NO"
    assert course.credit is not None
    assert format_exact(course.credit) == "4.5"
    second = loaded.catalog.course("c2")
    assert second.code == "010"
    assert str(second.valid.until) == "2027-09-01"


def test_the_finding_reads_as_the_house_wants_it(tmp_path: Path) -> None:
    (found,) = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=COURSES)).errors
    assert found.render().replace(f"{tmp_path.as_posix()}/", "") == (
        "C002 dangling reference: course 'c2' names the course 'NET-2' at root/2, which this catalog does not contain\n"
        "  at b.yaml:17, path courses[1].prerequisite.all[1].course\n"
        "  Anyone holding the other parts could never be shown as complete.\n"
        "  Did you mean 'NET-02'?"
    )


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_the_place_is_right_in_every_format(tmp_path: Path, suffix: str) -> None:
    nouns = [{"id": f"c{n}", "organization": "o", "code": "C", "title": "C"} for n in range(3)]
    nouns[2]["organization"] = "p"
    lines = "".join(json.dumps({"courses": noun}) + "\n" for noun in nouns)
    put(tmp_path, a_yaml=ORGANIZATION)
    text = lines if suffix == "jsonl" else json.dumps({"courses": nouns}, indent=2)
    (tmp_path / f"c.{suffix}").write_text(text)
    path = "courses.organization" if suffix == "jsonl" else "courses[2].organization"
    line = 3 if suffix == "jsonl" else 17
    assert places(load_catalog(tmp_path).findings) == [("C002", f"c.{suffix}", line, path)]


def test_errors_come_first_then_file_and_line(tmp_path: Path) -> None:
    text = """equivalences:
  - {id: e2, receiving: o, from: {course: zz}, to: {kind: denied}, colour: red}
  - {id: e1, receiving: o, from: {occupation: zz}, to: {kind: denied}}
courses:
  - {id: x, organization: o, code: X}
"""
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=text))
    assert places(loaded.findings) == [
        ("F003", "b.yaml", 2, "equivalences[0].colour"),
        ("C002", "b.yaml", 3, "equivalences[1].from.occupation"),
        ("F003", "b.yaml", 5, "courses[0].title"),
        ("C010", "b.yaml", 3, "equivalences[1]"),
    ]
    assert [item.code for item in loaded.errors] == ["F003", "C002", "F003"]


def test_what_is_broken_is_not_also_called_missing(tmp_path: Path) -> None:
    text = """courses:
  - {id: broken, organization: o, code: B, titel: B}
  - {id: c, organization: o, code: C, title: C, prerequisite: {any: [{course: broken}, {course: gone}]}}
credentials:
  - {id: k, edition: 2026, organization: o, kind: diplom, title: K}
  - id: l
    organization: o
    kind: licence
    title: L
    source: {title: S}
    requirement: {any: [{credential: k}, {credential: k@2026}]}
"""
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=text))
    assert places(loaded.findings) == [
        ("F003", "b.yaml", 2, "courses[0].titel"),
        ("F003", "b.yaml", 2, "courses[0].title"),
        ("C002", "b.yaml", 3, "courses[1].prerequisite.any[1].course"),
        ("F003", "b.yaml", 5, "credentials[0].kind"),
    ]


def test_references_are_not_judged_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    loaded = load_catalog(put(tmp_path, a_yaml="organizations: [", b_yaml=COURSES, c_yaml="terms:\n  - {id: t}\n"))
    assert sorted({item.code for item in loaded.findings}) == ["F002", "F003"]


def test_of_two_with_one_id_the_first_is_kept_and_both_places_are_told(tmp_path: Path) -> None:
    line = '{"organizations": {"id": "o", "title": "Again", "kind": "school"}}\n'
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_jsonl="\n" + line + line))
    assert places(loaded.findings) == [
        ("C001", "b.jsonl", 2, "organizations"),
        ("C001", "b.jsonl", 3, "organizations"),
    ]
    assert loaded.findings[0].message.endswith("a.yaml:2")
    assert loaded.catalog.organization("o").title == "O"


def test_later_findings_are_located_too(tmp_path: Path) -> None:
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=COURSES))
    bare = Finding("C010", "later", subject="courses/c2")
    assert places((loaded.locate(bare),)) == [("C010", "b.yaml", 10, "courses[1]")]
    for known in (Finding("C010", "none"), Finding("C010", "none", subject="courses/none"), loaded.findings[0]):
        assert loaded.locate(known) == known


def test_an_alias_is_placed_where_it_is_used(tmp_path: Path) -> None:
    text = """courses:
  - id: c
    organization: &o p
    code: C
    title: C
  - {id: d, organization: *o,
     code: D, title: D}
"""
    assert places(load_catalog(put(tmp_path, a_yaml=ORGANIZATION, b_yaml=text)).findings) == [
        ("C002", "b.yaml", 3, "courses[0].organization"),
        ("C002", "b.yaml", 6, "courses[1].organization"),
    ]


def test_opening_raises_every_error_and_allows_warnings(tmp_path: Path) -> None:
    put(
        tmp_path,
        a_yaml=ORGANIZATION,
        b_yaml="equivalences:\n  - {id: e, receiving: o, from: {course: x}, to: {kind: denied}}\n",
    )
    with pytest.raises(CatalogError) as caught:
        open_catalog(tmp_path)
    assert [item.code for item in caught.value.findings] == ["C002"]
    put(tmp_path, c_yaml="terms:\n  - {id: t}\n")
    with pytest.raises(FormatError) as both:
        open_catalog(tmp_path)
    assert both.value.code == "F003"
    assert {item.code for item in both.value.findings} == {"C002", "F003"}
    put(
        tmp_path,
        b_yaml="equivalences:\n  - {id: e, receiving: o, from: {course: c}, to: {kind: denied}}\n",
        c_yaml="terms: []\n",
    )
    put(tmp_path, d_yaml="courses:\n  - {id: c, organization: o, code: C, title: C}\n")
    assert [item.code for item in load_catalog(tmp_path).findings] == ["C010"]
    assert list(open_catalog(tmp_path).equivalences) == ["e"]


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(FormatError) as caught:
            load_catalog(path)
        assert caught.value.code == "F001"


def test_the_collector_is_left_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=ORGANIZATION)
    load_catalog(tmp_path)
    assert gc.isenabled()
    gc.disable()
    try:
        load_catalog(tmp_path)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_thousands_of_duplicates_across_files_stay_quick(tmp_path: Path) -> None:
    """Each finding names two lines in two files; the bound is generous (reading anew for each would take minutes)."""
    text = "terms:\n" + "".join(
        f"  - {{id: t{n}, title: T, begin: 2026-01-01, end: 2026-02-01}}\n" for n in range(2_000)
    )
    started = time.process_time()
    loaded = load_catalog(put(tmp_path, a_yaml=text, b_yaml=text))
    assert len(loaded.errors) == 2_000
    assert places(loaded.errors[:1]) == [("C001", "b.yaml", 2, "terms[0]")]
    assert time.process_time() - started < 20


def test_a_key_given_twice_on_a_line_is_told_with_its_line(tmp_path: Path) -> None:
    line = '{"organizations": {"id": "o", "title": "O", "kind": "college", "title": "P"}}\n'
    loaded = load_catalog(put(tmp_path, a_jsonl="\n" + line))
    assert places(loaded.findings) == [("F012", "a.jsonl", 2, "organizations.title")]
    assert loaded.catalog.organization("o").title == "O"


def test_an_empty_section_is_an_empty_list(tmp_path: Path) -> None:
    loaded = load_catalog(put(tmp_path, a_yaml="courses:\nterms: []\n", b_yaml=ORGANIZATION))
    assert loaded.findings == ()
    assert list(loaded.catalog.organizations) == ["o"]


def test_a_file_that_is_gone_when_its_lines_are_asked_for_leaves_the_line_open(tmp_path: Path) -> None:
    loaded = load_catalog(put(tmp_path, a_yaml=ORGANIZATION))
    (tmp_path / "a.yaml").unlink()
    found = loaded.locate(Finding("C010", "later", subject="organizations/o"))
    assert places((found,)) == [("C010", "a.yaml", None, "organizations[0]")]
