"""ASSIST agreements become courses, rules and preparations; what is not understood is an error with its place."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import Catalog, collect
from pathways.catalog.lint import lint
from pathways.errors import FormatError
from pathways.formats.assist import read_assist, slug
from pathways.formats.assist_courses import term_begin, term_end
from pathways.formats.assist_rules import OVERRIDDEN, UNCLEAR
from pathways.model.credential import Credential
from pathways.model.equivalence import AllSources, AnySource, Equivalence, SourceItem
from pathways.model.organization import OrganizationKind
from pathways.model.requirement import Requirement, node_kind, walk
from tests.unit.formats import assist_samples as make
from tests.unit.formats.assist_samples import catalog_of, read


def shape(node: Requirement) -> Any:
    """Return a requirement as nested words: ``("any", "CSE-11", ...)``."""
    match node_kind(node):
        case "course":
            return str(node.course).partition(":")[2]  # type: ignore[union-attr]
        case "after_transfer":
            return "after: " + node.what  # type: ignore[union-attr]
        case "statement":
            return "statement"
        case "courses":
            return "pool"
        case kind:
            head = kind if kind != "at_least" else f"{node.n} {node.counting}"  # type: ignore[union-attr]
            return (head, *(shape(child) for child in node.children))  # type: ignore[union-attr]


def only_credential(catalog: Catalog) -> Credential:
    (credential,) = catalog.credentials.values()
    return credential


def asked(tmp_path: Path, *assets: dict[str, Any], entries: tuple[dict[str, Any], ...] = ()) -> Any:
    requirement = only_credential(catalog_of(tmp_path, make.agreement(*assets, entries=entries))).requirement
    assert requirement is not None
    return shape(requirement)


def rule(catalog: Catalog, number: int = 0) -> Equivalence:
    return list(catalog.equivalences.values())[number]


def offer(*codes: str) -> tuple[dict[str, Any], ...]:
    """Return articulations that send one course for each receiver."""
    return tuple(make.entry(code, f"SRC {number}") for number, code in enumerate(codes, 1))


# -- files --


def test_json_jsonl_packed_lines_and_folders_say_the_same(tmp_path: Path) -> None:
    documents = [
        make.agreement(make.group(make.section("ABC 1")), entries=offer("ABC 1"), name=n) for n in ("One", "Two")
    ]
    folder = tmp_path / "folder"
    folder.mkdir()
    for place, document in enumerate(documents):
        (folder / f"{place}.json").write_text(json.dumps(document), "utf-8")
    lines = "\n".join(json.dumps(document) for document in documents)
    (tmp_path / "all.jsonl").write_text(lines, "utf-8")
    (tmp_path / "all.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    sources: list[Any] = [folder, tmp_path / "all.jsonl", tmp_path / "all.jsonl.gz", sorted(folder.iterdir())]
    assert len({collect(read_assist(source).things).digest for source in sources}) == 1


def test_parts_written_as_json_inside_strings_are_read(tmp_path: Path) -> None:
    document = make.agreement(make.group(make.section("ABC 1")), entries=offer("ABC 1"))
    encoded = {key: json.dumps(value) if isinstance(value, dict | list) else value for key, value in document.items()}
    plain = catalog_of(tmp_path, document)
    assert catalog_of(tmp_path, {"isSuccessful": True, "result": encoded}).digest == plain.digest


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", "{", "F002"),
        ("a.json", "[1]", "F007"),
        ("a.json", '{"name": "x", "name": "y"}', "F012"),
        ("a.json", b"\xff\xfe", "F004"),
        ("a.jsonl.gz", b"not gzip", "F002"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}', mtime=0)[:-4], "F002"),
        ("a.xml", "<a/>", "F008"),
        ("a.jsonl", "\n \n", "F007"),
    ],
)
def test_files_that_are_not_agreements_are_refused(tmp_path: Path, name: str, content: str | bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FormatError) as refused:
        read_assist(path)
    assert refused.value.code == code


def test_an_absent_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(FormatError) as refused:
            read_assist(path)
        assert refused.value.code == "F001"


# -- what does not fit --


def broken(path: str, value: Any) -> dict[str, Any]:
    """Return an agreement in which the value at a path is replaced (removed where the value is ...)."""
    document = make.agreement(
        make.title("NEEDED"), make.group(make.section("ABC 1", choose=1)), entries=(make.entry("ABC 1", "SRC 1"),)
    )
    *inner, last = path.split("/")
    here: Any = document
    for part in inner:
        here = here[int(part) if part.isdigit() else part]
    if value is ...:
        del here[last]
    else:
        here[int(last) if last.isdigit() else last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", ...),
        ("academicYear/beginDate", "soon"),
        ("sendingInstitution/termType", "Trimester"),
        ("sendingInstitution/names", []),
        ("templateAssets/0/type", "Riddle"),
        ("templateAssets/1/area", "Elsewhere"),
        ("templateAssets/1/instruction", {"type": "Lottery", "selectionType": "Select"}),
        ("templateAssets/1/instruction", {**make.from_area(2), "toAmount": 3}),
        ("templateAssets/1/instruction", {**make.from_area(2), "amount": 1.5}),
        ("templateAssets/1/instruction", {**make.from_area(2), "amount": 0}),
        ("sendingInstitution/code", "##@"),
        ("templateAssets/1/sections/0/advisements/0/type", "NPreceding"),
        ("templateAssets/1/sections/0/advisements/0/amountQuantifier", "Exactly"),
        ("templateAssets/1/sections/0/rows/0/cells", []),
        ("templateAssets/1/sections/0/rows/0/cells/0/type", "Song"),
        ("templateAssets/1/sections/0/rows/0/cells/0/course/minUnits", "many"),
        ("templateAssets/1/sections/0/rows/0/cells/0/course/maxUnits", 1.0),
        ("templateAssets/1/sections/0/rows/0/cells/0/course/begin", "Autumn 99"),
        ("templateAssets/1/sections/0/rows/0/cells/0/course/courseNumber", ""),
        ("articulations/0/articulation/sendingArticulation/items/0/courseConjunction", "Xor"),
        ("articulations/0/articulation/sendingArticulation/items/0/items", []),
        ("articulations/0/articulation/sendingArticulation/items/0/position", 4),
        ("articulations/0/articulation/sendingArticulation/noArticulationReason", make.ONLY_THERE),
        ("articulations/0/articulation/sendingArticulation/items", []),
        ("articulations/0/templateCellId", ...),
    ],
)
def test_a_structure_that_is_not_known_is_an_error_with_its_place(tmp_path: Path, path: str, value: Any) -> None:
    with pytest.raises(FormatError) as refused:
        read(tmp_path, make.agreement(), broken(path, value))
    assert refused.value.code == "F007"
    assert refused.value.where.line == 2
    assert str(refused.value.where.file).endswith("agreements.jsonl")
    assert value is ... or str(refused.value.where.path).startswith(path.partition("/")[0])


def test_all_misfits_of_all_agreements_are_told_together(tmp_path: Path) -> None:
    first = broken("articulations/0/articulation/type", "Song")
    first["templateAssets"][1]["sections"][0]["rows"][0]["cells"][0]["course"]["begin"] = "X1"
    with pytest.raises(FormatError) as refused:
        read(tmp_path, first, broken("name", ...))
    assert [(finding.where.line, finding.code) for finding in refused.value.findings] == [
        (1, "F007"),
        (1, "F007"),
        (2, "F007"),
    ]


def test_a_span_has_to_join_groups_that_are_there(tmp_path: Path) -> None:
    entry = make.entry("ABC 1", make.sent("SRC 1", "SRC 2", spans=(("Or", 0, 2),)))
    with pytest.raises(FormatError, match="there are 2"):
        read(tmp_path, make.agreement(entries=(entry,)))


def test_unknown_keys_are_counted(tmp_path: Path) -> None:
    document = make.agreement(make.group(make.section("ABC 1")), entries=offer("ABC 1"), color="blue")
    document["articulations"][0]["articulation"]["sendingArticulation"]["items"][0]["items"][0]["mood"] = "good"
    report = read(tmp_path, document).report
    assert dict(report.unknown_keys) == {"agreement/color": 1, "sending course/mood": 1}
    assert "agreement/color: 1" in report.text()


# -- institutions, courses, terms --


def test_institutions_have_systems_kinds_and_a_policy_for_the_receiver(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, make.agreement())
    west, east = catalog.organizations["west"], catalog.organizations["east"]
    assert (west.kind, west.credit_system) == (OrganizationKind.COMMUNITY_COLLEGE, "us-semester")
    assert (east.kind, east.credit_system) == (OrganizationKind.UNIVERSITY, "us-quarter")
    (policy,) = catalog.policies.values()
    assert policy.organization == "east"
    assert policy.conversion is not None
    assert [(f.from_system, f.to_system, str(f.factor)) for f in policy.conversion.factors] == [
        ("us-semester", "us-quarter", "3/2")
    ]
    assert policy.min_grades == ()


@pytest.mark.parametrize(
    ("code", "terms", "begin", "end"),
    [
        ("F2025", "Semester", dt.date(2025, 8, 16), dt.date(2025, 8, 16)),
        ("S2020", "Semester", dt.date(2020, 2, 16), dt.date(2020, 6, 16)),
        ("Sp2020", "Quarter", dt.date(2020, 4, 1), dt.date(2020, 6, 16)),
        ("Su2007", "Semester", dt.date(2007, 6, 16), dt.date(2007, 8, 16)),
        ("W2008", "Quarter", dt.date(2008, 1, 1), dt.date(2008, 4, 1)),
        ("", "Quarter", None, None),
    ],
)
def test_terms_are_days(code: str, terms: str, begin: dt.date | None, end: dt.date | None) -> None:
    assert (term_begin(code, terms), term_end(code, terms)) == (begin, end)


def test_cross_listed_codes_are_one_course_with_one_rule(tmp_path: Path) -> None:
    one = make.cell("MATH 15A", same=("CSE 20",))
    other = make.cell("CSE 20", same=("MATH 15A",))
    document = make.agreement(
        make.group(make.section(one, other)), entries=(make.entry(one, "SRC 1"), make.entry(other, "SRC 1"))
    )
    catalog = catalog_of(tmp_path, document)
    assert catalog.courses_by_code("east", "MATH 15A") == catalog.courses_by_code("east", "CSE 20") == ("east:CSE-20",)
    assert [item.target.courses for item in catalog.equivalences.values()] == [("east:CSE-20",)]


def test_two_versions_of_a_course_are_told_apart_by_their_dates(tmp_path: Path) -> None:
    old = make.agreement(entries=(make.entry(make.cell("ABC 1", begin="F2000"), "SRC 1"),), name="Old")
    new = make.agreement(entries=(make.entry(make.cell("ABC 1", begin="F2022", units="2.0"), "SRC 1"),), name="New")
    catalog = catalog_of(tmp_path, old, new)
    courses = {name: (str(c.credit), c.valid) for name, c in catalog.courses.items() if c.organization == "east"}
    assert {name: credit for name, (credit, _) in courses.items()} == {"east:ABC-1": "2", "east:ABC-1~2000": "4"}
    assert courses["east:ABC-1~2000"][1].until == courses["east:ABC-1"][1].begin == dt.date(2022, 9, 16)
    assert catalog.courses_by_code("east", "abc  1", dt.date(2010, 1, 1)) == ("east:ABC-1~2000",)


def test_equal_facts_with_other_begin_terms_are_one_version_and_a_stated_end_wins(tmp_path: Path) -> None:
    cells = [
        make.cell("ABC 1", begin="F2009"),
        make.cell("ABC 1", begin="F2008"),
        make.cell("ABC 1", begin="F2008", end="F2025"),
    ]
    documents = [make.agreement(entries=(make.entry(item, "SRC 1"),), name=f"N{n}") for n, item in enumerate(cells)]
    catalog = catalog_of(tmp_path, *documents)
    course = catalog.courses["east:ABC-1"]
    assert (course.valid.begin, course.valid.until) == (dt.date(2008, 9, 16), dt.date(2025, 9, 16))
    assert len(catalog.equivalences) == 1


def test_learning_is_dated_by_the_terms_of_the_sending_course_and_the_rule_by_the_year(tmp_path: Path) -> None:
    sending = make.sent("SRC 1")
    sending["items"][0]["items"][0].update(begin="F2010", end="F2024")
    found = rule(catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", sending),))))
    assert isinstance(found.sources, SourceItem)
    assert (found.sources.taken.begin, found.sources.taken.until) == (dt.date(2010, 8, 16), dt.date(2024, 8, 16))
    assert (found.editions.begin, found.editions.until) == (dt.date(2024, 10, 1), dt.date(2025, 10, 1))


# -- rules --


def ways(expression: Any) -> Any:
    match expression:
        case SourceItem():
            return str(expression.course).partition(":")[2]
        case AllSources():
            return ("all", *(ways(part) for part in expression.parts))
        case AnySource():
            return ("any", *(ways(part) for part in expression.parts))
    raise AssertionError(expression)


@pytest.mark.parametrize(
    ("groups", "spans", "tree"),
    [
        (("A 1",), (), "A-1"),
        (("A 1 & A 2",), (), ("all", "A-1", "A-2")),
        (("A 1", "B 1 & B 2"), (("Or", 0, 1),), ("any", "A-1", ("all", "B-1", "B-2"))),
        (("A 1", "B 1"), (("And", 0, 1),), ("all", "A-1", "B-1")),
        (("A 1", "B 1", "C 1"), (("Or", 0, 1), ("Or", 1, 2)), ("any", "A-1", "B-1", "C-1")),
        (("A 1", "B 1", "C 1"), (("Or", 0, 2),), ("any", "A-1", "B-1", "C-1")),
        (("A 1", "B 1", "C 1"), (("And", 1, 2), ("Or", 0, 2)), ("any", "A-1", ("all", "B-1", "C-1"))),
        (("A 1", "B 1", "C 1"), (("Or", 0, 1), ("And", 0, 2)), ("all", ("any", "A-1", "B-1"), "C-1")),
    ],
)
def test_spans_make_a_tree(tmp_path: Path, groups: tuple[str, ...], spans: Any, tree: Any) -> None:
    found = rule(catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", make.sent(*groups, spans=spans)),))))
    assert ways(found.sources) == tree
    assert found.conditions == ()


@pytest.mark.parametrize("spans", [(("Or", 0, 1), ("And", 1, 2)), (("Or", 0, 1),)])
def test_and_and_or_that_cross_or_leave_groups_out_block_the_award(tmp_path: Path, spans: Any) -> None:
    sending = make.sent("A 1", "B 1", "C 1", spans=spans)
    found = rule(catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", sending),))))
    assert [condition.text for condition in found.conditions] == [UNCLEAR]


def test_a_group_may_be_a_choice(tmp_path: Path) -> None:
    sending = make.sent("A 1 & A 2", joined="Or")
    found = rule(catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", sending),))))
    assert ways(found.sources) == ("any", "A-1", "A-2")


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(make.ONLY_THERE, "only_at_receiver"), (make.NONE_HERE, "none_here"), ("Under review", "not_evaluated")],
)
def test_the_kinds_of_no_are_told_apart(tmp_path: Path, reason: str, kind: str) -> None:
    found = rule(catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", make.nothing(reason)),))))
    assert (found.target.kind, found.target.courses) == (kind, ("east:ABC-1",))
    assert ways(found.sources) == ("any",)
    assert ("Under review" in (found.note or "")) == (reason == "Under review")


def test_a_denied_course_is_a_rule_of_its_own(tmp_path: Path) -> None:
    sending = {**make.sent("SRC 1"), "deniedCourses": [make.course("SRC 9")]}
    catalog = catalog_of(tmp_path, make.agreement(entries=(make.entry("ABC 1", sending),)))
    assert sorted((item.target.kind, ways(item.sources)) for item in catalog.equivalences.values()) == [
        ("course", "SRC-1"),
        ("denied", "SRC-9"),
    ]


def test_a_series_is_awarded_together(tmp_path: Path) -> None:
    item = make.series("ABC 1", "ABC 2")
    catalog = catalog_of(
        tmp_path, make.agreement(make.group(make.section(item)), entries=(make.entry(item, "SRC 1 & SRC 2"),))
    )
    assert (rule(catalog).target.kind, rule(catalog).target.courses) == ("courses", ("east:ABC-1", "east:ABC-2"))
    requirement = only_credential(catalog).requirement
    assert requirement is not None
    assert shape(requirement) == ("all", ("all", ("all", "ABC-1", "ABC-2")))


def test_a_series_of_alternatives_counts_only_after_a_person_looked(tmp_path: Path) -> None:
    item = make.series("ABC 1", "ABC 2", joined="Or")
    catalog = catalog_of(tmp_path, make.agreement(make.group(make.section(item)), entries=(make.entry(item, "SRC 1"),)))
    assert [condition.text for condition in rule(catalog).conditions] == ["It counts as one of: ABC 1, ABC 2"]
    requirement = only_credential(catalog).requirement
    assert requirement is not None
    assert shape(requirement) == ("all", ("all", ("any", "ABC-1", "ABC-2")))


def test_a_named_requirement_is_an_area(tmp_path: Path) -> None:
    item = make.named_area("Written communication")
    catalog = catalog_of(tmp_path, make.agreement(make.group(make.section(item)), entries=(make.entry(item, "SRC 1"),)))
    assert rule(catalog).target.areas == ("Written communication",)
    requirement = only_credential(catalog).requirement
    assert requirement is not None
    assert shape(requirement) == ("all", ("all", "pool"))


def test_words_of_a_rule_are_encoded_noted_or_block_it(tmp_path: Path) -> None:
    permission = "Regular and honors courses may be combined to complete this series."
    attributes = make.words(make.LETTER, permission, "Bring a portfolio")
    entry = make.entry("ABC 1", "SRC 1", courseAttributes=attributes)
    found = rule(catalog_of(tmp_path, make.agreement(entries=(entry,))))
    assert isinstance(found.sources, SourceItem)
    assert found.sources.min_grade is not None
    assert (found.sources.min_grade.grade, found.sources.min_grade.scale) == ("D-", "us-letter")
    assert [condition.text for condition in found.conditions] == ["Bring a portfolio"]
    assert permission in (found.note or "")


def test_requisites_and_overrides_block_a_rule(tmp_path: Path) -> None:
    sending = make.sent("SRC 1")
    sending["items"][0]["items"][0]["requisites"] = make.words("Only with the laboratory")
    entry = make.entry("ABC 1", sending, templateOverrides=[{}, {}])
    imported = read(tmp_path, make.agreement(entries=(entry,)))
    found = rule(collect(imported.things))
    assert [condition.text for condition in found.conditions] == ["Only with the laboratory", OVERRIDDEN]
    assert imported.report.count("template override", "not represented") == 2


def test_equal_rules_are_stored_once_and_hold_for_the_institution(tmp_path: Path) -> None:
    documents = [
        make.agreement(make.group(make.section("ABC 1")), entries=offer("ABC 1"), name=n) for n in ("One", "Two")
    ]
    found = rule(catalog_of(tmp_path, *documents))
    assert found.scope is None
    assert found.note == "Stated in 2 agreements"


def test_rules_that_differ_by_major_hold_for_their_majors(tmp_path: Path) -> None:
    one = make.agreement(make.group(make.section("ABC 1")), entries=(make.entry("ABC 1", "SRC 1"),), name="One")
    two = make.agreement(make.group(make.section("ABC 1")), entries=(make.entry("ABC 1", "SRC 2"),), name="Two")
    three = make.agreement(make.group(make.section("ABC 1")), name="Three")
    catalog = catalog_of(tmp_path, one, two, three)
    scopes = {ways(item.sources): item.scope.credentials for item in catalog.equivalences.values() if item.scope}
    assert scopes == {"SRC-1": ("east:one",), "SRC-2": ("east:two",)}
    assert len({item.id for item in catalog.equivalences.values()}) == 2


def test_a_list_of_courses_has_rules_and_no_preparation(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, make.agreement(entries=offer("ABC 1"), type="Department"))
    assert (len(catalog.credentials), len(catalog.equivalences)) == (0, 1)


def test_preparations_of_several_senders_and_years_do_not_collide(tmp_path: Path) -> None:
    other = make.institution("NORTH", "North College", "CCC", "Quarter")
    later = {"code": "2025-2026", "beginDate": "2025-10-01", "endDate": "2026-10-01"}
    documents = [
        make.agreement(entries=offer("ABC 1")),
        make.agreement(entries=offer("ABC 1"), sendingInstitution=other),
        make.agreement(entries=offer("ABC 1"), academicYear=later),
    ]
    catalog = catalog_of(tmp_path, *documents)
    assert set(catalog.credentials) == {
        "east:testing-b-s:west@2024-2025",
        "east:testing-b-s:north@2024-2025",
        "east:testing-b-s:west@2025-2026",
    }
    assert set(catalog.agreements) == {"west-east-2024-2025", "north-east-2024-2025", "west-east-2025-2026"}
    assert len(catalog.equivalences) == 3


def test_the_latest_publication_of_an_agreement_is_read(tmp_path: Path) -> None:
    early = make.agreement(entries=offer("ABC 1"), publishDate="2024-01-01")
    late = make.agreement(entries=offer("ABC 2"), publishDate="2024-02-01")
    imported = read(tmp_path, late, early)
    assert [item.target.courses for item in collect(imported.things).equivalences.values()] == [("east:ABC-2",)]
    assert imported.report.count("agreement published again", "not represented") == 1


# -- preparations --


def test_a_section_without_a_number_asks_for_all_rows(tmp_path: Path) -> None:
    assert asked(tmp_path, make.group(make.section("ABC 1", "ABC 2")), entries=offer("ABC 1", "ABC 2")) == (
        "all",
        ("all", "ABC-1", "ABC-2"),
    )


def test_a_number_makes_a_choice(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "ABC 3")
    assert asked(tmp_path, make.group(make.section(*codes, choose=2)), entries=offer(*codes)) == (
        "all",
        ("2 requirements", "ABC-1", "ABC-2", "ABC-3"),
    )


def test_units_are_counted_in_the_units_of_the_receiver(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "ABC 3")
    quarter = make.group(make.section(*codes, choose=8, unit="QuarterUnit"))
    semester = make.group(make.section(*codes), instruction=make.from_area(8, "SemesterUnit"))
    assert asked(tmp_path, quarter, entries=offer(*codes))[1][0] == "8 credits"
    assert asked(tmp_path, semester, entries=offer(*codes))[1][0] == "12 credits"


def test_sections_are_joined_as_the_group_says(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "XYZ 1")
    parts = (make.section("ABC 1", "ABC 2"), make.section("XYZ 1"))
    both = ("all", ("all", ("all", "ABC-1", "ABC-2"), ("all", "XYZ-1")))
    and_ = {"type": "Conjunction", "conjunction": "And", "selectionType": "Complete"}
    following = {"type": "Following", "selectionType": "Complete"}
    for instruction in (None, and_, following):
        assert asked(tmp_path, make.group(*parts, instruction=instruction), entries=offer(*codes)) == both
    assert asked(tmp_path, make.group(*parts, instruction=make.either()), entries=offer(*codes)) == (
        "all",
        ("any", ("all", "ABC-1", "ABC-2"), ("all", "XYZ-1")),
    )


def test_a_group_that_counts_makes_pools_of_its_sections(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "XYZ 1", "XYZ 2")
    parts = (make.section("ABC 1", "ABC 2"), make.section("XYZ 1", "XYZ 2", choose=1))
    wanted = ("all", ("2 requirements", "ABC-1", "ABC-2", ("any", "XYZ-1", "XYZ-2")))
    for instruction in (make.from_area(2), make.from_conjunction(2, "Or")):
        assert asked(tmp_path, make.group(*parts, instruction=instruction), entries=offer(*codes)) == wanted


def test_so_many_from_a_and_b_come_from_both(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "XYZ 1")
    parts = (make.section("ABC 1", "ABC 2"), make.section("XYZ 1"))
    document = make.agreement(make.group(*parts, instruction=make.from_conjunction(2, "And")), entries=offer(*codes))
    requirement = only_credential(catalog_of(tmp_path, document)).requirement
    assert requirement is not None
    (path, node) = walk(requirement)[1]
    assert (path, shape(node)) == ("root/g1", ("2 items", ("any", "ABC-1", "ABC-2"), ("any", "XYZ-1")))
    assert node.distinct is not None  # type: ignore[union-attr]
    assert node.distinct.min == 2  # type: ignore[union-attr]


def test_a_pool_that_may_give_two_is_capped(tmp_path: Path) -> None:
    codes = ("ABC 1", "XYZ 1", "XYZ 2", "XYZ 3")
    parts = (make.section("ABC 1"), make.section(*codes[1:], choose=2))
    document = make.agreement(make.group(*parts, instruction=make.from_area(3)), entries=offer(*codes))
    requirement = only_credential(catalog_of(tmp_path, document)).requirement
    assert requirement is not None
    assert {path: [cap.items for cap in node.caps] for path, node in walk(requirement) if node.caps} == {
        "root/g1/B": [2]
    }


def test_maximum_credit_one_course_makes_one_choice_of_neighbours(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "ABC 3")
    marked = [make.cell(code, texts=(make.ONE_COURSE,)) for code in codes[:2]]
    by_cells = make.group(make.section(*marked, "ABC 3", choose=2))
    by_section = make.group(make.section("ABC 1", "ABC 2", texts=(make.ONE_COURSE,)), make.section("ABC 3"))
    assert asked(tmp_path, by_cells, entries=offer(*codes)) == (
        "all",
        ("2 requirements", ("any", "ABC-1", "ABC-2"), "ABC-3"),
    )
    assert asked(tmp_path, by_section, entries=offer(*codes)) == (
        "all",
        ("all", ("any", "ABC-1", "ABC-2"), ("all", "ABC-3")),
    )


def test_a_letter_grade_binds_the_group_and_other_words_are_for_a_person(tmp_path: Path) -> None:
    document = make.agreement(
        make.group(make.section("ABC 1"), texts=(make.LETTER,)),
        make.group(make.section("ABC 2"), texts=("Within five years",)),
        entries=offer("ABC 1", "ABC 2"),
    )
    requirement = only_credential(catalog_of(tmp_path, document)).requirement
    assert requirement is not None
    nodes = dict(walk(requirement))
    minimum = nodes["root/g1"].min_grade
    assert minimum is not None
    assert minimum.grade == "D-"
    assert shape(nodes["root/g2"]) == ("all", ("all", "ABC-2"), "statement")


# -- receivers that nobody articulates --


def after(code: str, why: str = "only at East University") -> str:
    return f"after: {code} About {code}: {why}"


def test_a_receiver_that_nobody_articulates_is_after_transfer(tmp_path: Path) -> None:
    entries = (*offer("ABC 1"), make.entry("ABC 2", make.nothing()), make.entry("ABC 3", make.nothing(make.NONE_HERE)))
    none_here = "no course of West College is articulated; another college may have one"
    assert asked(tmp_path, make.group(make.section("ABC 1", "ABC 2", "ABC 3", "ABC 4")), entries=entries) == (
        "all",
        ("all", "ABC-1", after("ABC 2"), after("ABC 3", none_here), "ABC-4"),
    )


def test_it_is_left_out_of_a_choice_that_others_can_meet(tmp_path: Path) -> None:
    entries = (*offer("ABC 1", "ABC 2"), make.entry("ABC 3", make.nothing()))
    imported = read(
        tmp_path, make.agreement(make.group(make.section("ABC 1", "ABC 2", "ABC 3", choose=2)), entries=entries)
    )
    requirement = only_credential(collect(imported.things)).requirement
    assert requirement is not None
    assert shape(requirement) == ("all", ("2 requirements", "ABC-1", "ABC-2"))
    assert dict(walk(requirement))["root/g1"].note == "Also named, but only after transfer: ABC 3"
    assert imported.report.count("alternative that nobody articulates") == 1


def test_only_what_the_others_cannot_give_is_put_off(tmp_path: Path) -> None:
    entries = (*offer("ABC 1"), make.entry("ABC 2", make.nothing()), make.entry("ABC 3", make.nothing()))
    codes = ("ABC 1", "ABC 2", "ABC 3")
    assert asked(tmp_path, make.group(make.section(*codes, choose=2)), entries=entries) == (
        "all",
        ("all", ("any", "ABC-1"), "after: 1 more of (ABC 2, ABC 3)"),
    )
    assert asked(tmp_path, make.group(make.section(*codes[1:], choose=1)), entries=entries[1:]) == (
        "all",
        "after: 1 of (ABC 2, ABC 3)",
    )


def test_a_course_nobody_evaluated_stays_an_alternative(tmp_path: Path) -> None:
    entries = (make.entry("ABC 2", make.nothing()),)
    assert asked(tmp_path, make.group(make.section("ABC 1", "ABC 2", "ABC 3", choose=3)), entries=entries) == (
        "all",
        ("all", ("2 requirements", "ABC-1", "ABC-3"), "after: 1 more of (ABC 2)"),
    )


def test_an_alternative_that_is_only_partly_after_transfer_still_asks_for_the_rest(tmp_path: Path) -> None:
    entries = (*offer("ABC 1"), make.entry("ABC 2", make.nothing()))
    parts = (make.section("ABC 1", "ABC 2"), make.section("XYZ 1"))
    assert asked(tmp_path, make.group(*parts, instruction=make.either()), entries=entries) == (
        "all",
        ("any", ("all", "ABC-1", after("ABC 2")), ("all", "XYZ-1")),
    )


def test_credits_that_the_others_cannot_give_are_put_off(tmp_path: Path) -> None:
    entries = (*offer("ABC 1"), make.entry("ABC 2", make.nothing()))
    assert asked(tmp_path, make.group(make.section("ABC 1", "ABC 2", choose=6, unit="Unit")), entries=entries) == (
        "all",
        ("all", ("4 credits", "ABC-1"), "after: 2 more credits of (ABC 2)"),
    )


# -- titles and texts --


def test_a_title_heads_its_group_and_a_recommendation_is_not_required(tmp_path: Path) -> None:
    assets = (
        make.title("RECOMMENDED BUT NOT REQUIRED"),
        make.group(make.section("ABC 1")),
        make.title("LOWER DIVISION"),
        make.group(make.section("ABC 2")),
        make.group(make.section("ABC 3")),
    )
    credential = only_credential(catalog_of(tmp_path, make.agreement(*assets)))
    assert credential.requirement is not None
    assert shape(credential.requirement) == ("all", ("all", "ABC-2"), ("all", "ABC-3"))
    assert "Recommended, not required: ABC 1" in (credential.description or "")
    nodes = dict(walk(credential.requirement))
    assert [nodes[path].title for path in ("root/g2", "root/g3")] == ["LOWER DIVISION", "Group 3"]


def test_a_second_group_below_a_recommendation_is_in_doubt(tmp_path: Path) -> None:
    assets = (make.title("RECOMMENDED"), make.group(make.section("ABC 1")), make.group(make.section("ABC 2")))
    assert asked(tmp_path, *assets) == ("all", ("any", ("all", "ABC-2"), "statement"))


def test_an_agreement_that_requires_nothing_has_no_requirement(tmp_path: Path) -> None:
    credential = only_credential(catalog_of(tmp_path, make.agreement(make.text("Nothing to do."))))
    assert credential.requirement is None
    assert "requires no course" in (credential.description or "")


@pytest.mark.parametrize(
    ("content", "doubtful"),
    [
        ("Students take two of the lower-division courses (1-2-3).", False),  # does not say of which subject
        ("Students in Subject ABC take two of the lower-division courses (1-2-3) as well as XYZ 9.", True),
        ("Take any two from ABC 1, 2, 3.", True),
        ("Three courses of general matters (ABC 1, 2, 3) are needed.", False),
        ("Choose one of these courses: XYZ 1, XYZ 2, XYZ 3.", False),
        ("ABC 1 is one of the best courses.", False),
        ("Secondary literature in the chosen language is required.", True),
        ("ABC 1, ABC 2 and ABC 3 are not required but strongly recommended.", True),
        ("ABC 1, ABC 2 and ABC 3 are not required here, but are required for transfer.", False),
    ],
)
def test_a_text_that_chooses_puts_a_plain_list_in_doubt(tmp_path: Path, content: str, doubtful: bool) -> None:
    codes = ("ABC 1", "ABC 2", "ABC 3")
    every = ("all", "ABC-1", "ABC-2", "ABC-3")
    found = asked(tmp_path, make.text(content), make.group(make.section(*codes)), entries=offer(*codes))
    assert found == ("all", ("any", every, "statement") if doubtful else every)


def test_a_text_never_doubts_a_list_with_a_number(tmp_path: Path) -> None:
    codes = ("ABC 1", "ABC 2", "ABC 3")
    found = asked(tmp_path, make.text("Take any two from ABC 1, 2, 3."), make.group(make.section(*codes, choose=1)))
    assert found == ("all", ("any", "ABC-1", "ABC-2", "ABC-3"))


def test_a_course_listed_twice_means_alternatives_that_nobody_stated(tmp_path: Path) -> None:
    parts = (make.section("ABC 1", "ABC 2"), make.section("ABC 1", "ABC 3"), make.section("XYZ 1"))
    document = make.agreement(make.group(*parts), entries=offer("ABC 1", "ABC 2", "ABC 3", "XYZ 1"))
    credential = only_credential(catalog_of(tmp_path, document))
    assert credential.requirement is not None
    doubt = ("any", ("all", ("all", "ABC-1", "ABC-2"), ("all", "ABC-1", "ABC-3")), "statement")
    assert shape(credential.requirement) == ("all", ("all", ("all", "XYZ-1"), doubt))
    (shared,) = credential.sharing
    assert [path.rpartition("/")[2] for path in shared.between] == ["ABC-1", "ABC-1"]


def test_a_course_asked_for_outright_may_serve_elsewhere_too(tmp_path: Path) -> None:
    choice = make.group(make.section("ABC 1", "ABC 2"), make.section("XYZ 1"), instruction=make.either())
    outright = make.agreement(make.group(make.section("ABC 1")), choice)
    twice = make.agreement(
        make.group(make.section("ABC 1", "XYZ 9", choose=1)), make.group(make.section("ABC 1", "XYZ 8", choose=1))
    )
    assert [rule.between for rule in only_credential(catalog_of(tmp_path, outright)).sharing] == [
        ("root/g1/ABC-1", "root/g2/A/ABC-1")
    ]
    assert only_credential(catalog_of(tmp_path, twice)).sharing == ()


def test_sections_and_groups_without_rows_ask_for_nothing(tmp_path: Path) -> None:
    assets = (make.group(), make.group(make.section(), make.section("ABC 1")), make.group(make.section()))
    imported = read(tmp_path, make.agreement(*assets))
    requirement = only_credential(collect(imported.things)).requirement
    assert requirement is not None
    assert shape(requirement) == ("all", ("all", "ABC-1"))
    assert imported.report.count("section or group without rows", "kept as a note") == 3


def test_names_become_ids() -> None:
    assert slug("Théâtre & Dance: B.A. (Arts)") == "theatre-dance-b-a-arts"


# -- whatever comes --


def spoiled(document: Any, choices: random.Random) -> Any:
    """Return the document with one value somewhere replaced or removed."""
    places: list[tuple[Any, Any]] = []
    stack = [document]
    while stack:
        here = stack.pop()
        items = (
            list(here.items()) if isinstance(here, dict) else list(enumerate(here)) if isinstance(here, list) else []
        )
        places.extend((here, key) for key, _ in items)
        stack.extend(value for _, value in items)
    here, key = choices.choice(places)
    junk: list[Any] = [
        None,
        "",
        "x" * 300,
        -1,
        1e9,
        0.5,
        True,
        [],
        {},
        [[]],
        "And",
        "Or",
        "\x01",
        "F1999",
        "##@",
        {"content": ""},
    ]
    if choices.random() < 0.2 and isinstance(here, dict):
        del here[key]
    else:
        here[key] = choices.choice(junk)
    return document


@given(seed=st.integers(0, 2**32))
def test_any_spoiled_agreement_is_read_whole_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    document = make.agreement(
        make.text("Take two of the courses (ABC 1-2-3)."),
        make.title("NEEDED"),
        make.group(make.section("ABC 1", make.cell("ABC 2", same=("XYZ 2",)), make.series("ABC 3", "ABC 4"), choose=2)),
        make.group(make.section("ABC 5"), make.section("ABC 6", choose=1), instruction=make.from_area(2)),
        make.group(make.section("ABC 7", texts=("Bring a pen",)), make.section("ABC 1"), instruction=make.either()),
        entries=(
            make.entry("ABC 1", make.sent("A 1", "B 1 & B 2", spans=(("Or", 0, 1),))),
            make.entry("ABC 5", make.nothing()),
        ),
    )
    folder = tmp_path_factory.mktemp("spoiled")
    assert outcome(folder, spoiled(document, random.Random(seed))) <= {"F007", "K001"}  # noqa: S311 - not a secret


def outcome(folder: Path, document: dict[str, Any]) -> set[str]:
    """Return the codes of the refusal, or of what dangles or collides in the catalogue."""
    try:
        catalog = catalog_of(folder, document)
    except FormatError as error:
        return {finding.code for finding in error.findings}
    return {finding.code for finding in lint(catalog)} & {"C001", "C002"}


def test_cells_and_articulations_find_each_other(tmp_path: Path) -> None:
    lost = make.agreement(make.group(make.section("EAST 1")), entries=(make.entry("EAST 2", "WEST 1"),))
    twice = make.agreement(
        make.group(make.section("EAST 1")), entries=(make.entry("EAST 1", "WEST 1"), make.entry("EAST 1", "WEST 2"))
    )
    mixed = make.agreement(make.group(make.section(make.cell("EAST 1"), {**make.cell("EAST 2"), "id": "cell EAST 1"})))
    for document, words in ((lost, "no cell"), (twice, "a second articulation"), (mixed, "two different cells")):
        with pytest.raises(FormatError, match=words) as error:
            read(tmp_path, document)
        assert error.value.code == "F007"
