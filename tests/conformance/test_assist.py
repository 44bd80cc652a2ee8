"""Is nothing of 176 real agreements lost?  Counts straight from the raw files, and the 164 rules one by one."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from pathways.catalog.collection import Catalog, collect
from pathways.catalog.lint import lint
from pathways.formats.assist import AssistImport, read_assist
from pathways.formats.native import open_catalog
from pathways.formats.writing import write_catalog
from pathways.model.credential import Credential
from pathways.model.equivalence import AllSources, AnySource, Equivalence, SourceExpression, SourceItem
from pathways.model.requirement import AfterTransfer, CourseLeaf, Statement, walk
from tests.support import SHARED, needs_shared

pytestmark = needs_shared

TRANSFER = SHARED / "data" / "transfer"
AGREEMENTS = TRANSFER / "assist_smc_ucsd_agreements.jsonl.gz"
RULES = TRANSFER / "assist_smc_ucsd_rules_normalised.jsonl.gz"


@cache
def imported() -> AssistImport:
    return read_assist(AGREEMENTS)


@cache
def catalog() -> Catalog:
    return collect(imported().things)


@cache
def raw() -> tuple[dict[str, Any], ...]:
    with gzip.open(AGREEMENTS, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def raw_groups() -> Iterator[dict[str, Any]]:
    return (asset for document in raw() for asset in document["templateAssets"] if asset["type"] == "RequirementGroup")


def raw_sections() -> Iterator[dict[str, Any]]:
    return (section for group in raw_groups() for section in group["sections"])


def raw_cells() -> Iterator[dict[str, Any]]:
    return (cell for section in raw_sections() for row in section["rows"] for cell in row["cells"])


def raw_sendings() -> Iterator[dict[str, Any]]:
    return (entry["articulation"]["sendingArticulation"] for document in raw() for entry in document["articulations"])


def title_of(document: Mapping[str, Any]) -> str:
    return " ".join(document["name"].split())


def credentials() -> tuple[Credential, ...]:
    return tuple(catalog().credentials.values())


# -- everything is read --


def test_every_agreement_becomes_a_preparation() -> None:
    assert len(raw()) == len(credentials()) == 176
    assert {title_of(document) for document in raw()} == {credential.title for credential in credentials()}


def test_no_key_is_unknown() -> None:
    assert dict(imported().report.unknown_keys) == {}


def test_structures_are_counted_as_they_stand_in_the_raw_files() -> None:
    report = imported().report
    cells, sendings = list(raw_cells()), list(raw_sendings())
    expected = {
        "group": sum(1 for _ in raw_groups()),
        "section": sum(1 for _ in raw_sections()),
        "row": sum(len(section["rows"]) for section in raw_sections()),
        "cell: Course": sum(cell["type"] == "Course" for cell in cells),
        "cell: Series": sum(cell["type"] == "Series" for cell in cells),
        "articulation": len(sendings),
        "course group": sum(len(sending["items"]) for sending in sendings),
        "sending course": sum(len(group["items"]) for sending in sendings for group in sending["items"]),
        "general text": sum(
            asset["type"] == "GeneralText" for document in raw() for asset in document["templateAssets"]
        ),
        "title": sum(asset["type"].endswith("Title") for document in raw() for asset in document["templateAssets"]),
    }
    assert {kind: report.count(kind) for kind in expected} == expected
    # the figures that are published with the files
    assert (expected["group"], expected["section"], expected["articulation"]) == (405, 777, 1975)
    assert (expected["cell: Course"], expected["cell: Series"]) == (2886, 119)


def test_instructions_advisements_and_conjunctions_are_counted_by_kind() -> None:
    report = imported().report
    expected: Counter[str] = Counter()
    for group in raw_groups():
        said = group["instruction"]
        joins = f" {said['conjunction']}" if said and "conjunction" in said else ""
        expected[f"group: {said['type'] if said else 'no instruction'}{joins}"] += 1
    for section in raw_sections():
        for said in section["advisements"]:
            expected[f"section advisement: {said['selectionType']} {int(said['amount'])} {said['amountUnitType']}"] += 1
        if not section["advisements"]:
            expected["section advisement: none"] += 1
    for sending in raw_sendings():
        if sending["noArticulationReason"]:
            expected[f"no articulation: {sending['noArticulationReason']}"] += 1
        for span in sending["courseGroupConjunctions"]:
            expected[f"group conjunction: {span['groupConjunction']}"] += 1
    assert {kind: report.count(kind) for kind in expected} == dict(expected)
    assert expected["group: no instruction"] == 220
    assert (expected["group conjunction: Or"], expected["group conjunction: And"]) == (190, 2)


def test_attribute_texts_are_all_met_and_all_in_the_table() -> None:
    texts: Counter[str] = Counter()
    for group in raw_groups():
        for holder in (group, *group["sections"], *(row for section in group["sections"] for row in section["rows"])):
            texts.update(" ".join(words["content"].split()) for words in holder["attributes"])
    report = imported().report
    assert texts == {"Must be taken for a letter grade": 11, "Maximum credit, one course": 2}
    assert {text: report.count(f"words on a group, section or row: {text}") for text in texts} == texts
    assert report.count("words on a cell: Maximum credit, one course") == 6
    assert report.count("words on a rule: Articulation is subject to placement by proficiency exam") == 5


def test_recommended_groups_are_those_below_their_title_and_the_agreement_that_requires_nothing() -> None:
    expected = []
    for document in raw():
        assets = [asset for asset in document["templateAssets"] if asset["area"] == "Requirements"]
        assets.sort(key=lambda asset: asset["position"])
        for before, asset in zip([None, *assets], assets, strict=False):
            heading = (before or {}).get("content") or ""
            if asset["type"] == "RequirementGroup" and heading == "RECOMMENDED BUT NOT REQUIRED":
                expected.append(title_of(document))
    assert len(expected) == 11
    named = {c.title for c in credentials() if "Recommended, not required" in (c.description or "")}
    assert named == {*expected, "Religion, Study of B.A."}


# -- what the trees say --


def test_each_leaf_is_a_receiver_of_its_agreement_and_each_receiver_has_its_place() -> None:
    by_name = {title_of(document): document for document in raw()}
    for credential in credentials():
        words = f"{credential.description} " if credential.requirement is None else ""
        leaves: set[str] = set()
        for _, node in walk(credential.requirement) if credential.requirement else ():
            if isinstance(node, CourseLeaf):
                leaves.update(codes_of(node.course))
            words += f"{node.note} {node.what if isinstance(node, AfterTransfer) else ''} "
        words += credential.description or ""
        asked = {code for code, _ in receivers(by_name[credential.title])}
        assert {first_code(code) for code in asked if not mentions(words, code)} <= {first_code(c) for c in leaves}
        assert {first_code(code) for code in leaves} <= {first_code(code) for code in asked}


def receivers(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every receiving code of the template with the id of its cell."""
    for asset in document["templateAssets"]:
        for section in asset.get("sections") or ():
            for cell in (cell for row in section["rows"] for cell in row["cells"]):
                for course in [cell["course"]] if cell["type"] == "Course" else cell["series"]["courses"]:
                    yield code_of(course), cell["id"]


def code_of(course: Mapping[str, Any]) -> str:
    return f"{course['prefix'].strip()} {course['courseNumber']}"


def codes_of(course_id: str) -> list[str]:
    course = catalog().courses[course_id]
    return [course.code, *(alias.code for alias in course.aliases)]


def first_code(code: str) -> str:
    (course_id,) = catalog().courses_by_code("ucsd", code)
    return catalog().courses[course_id].code


def mentions(words: str, code: str) -> bool:
    return any(f"{mark}{code}{end}" in words for mark in (" ", "(") for end in (" ", ",", ".", ";", ":", ")"))


def test_receivers_that_nobody_articulates_are_after_transfer_in_87_agreements() -> None:
    expected = {
        title_of(document)
        for document in raw()
        if any(e["articulation"]["sendingArticulation"]["noArticulationReason"] for e in document["articulations"])
    }
    assert len(expected) == 87
    found = {c.title for c in credentials() if c.requirement is not None and tells_of_later(c)}
    assert found == expected


def tells_of_later(credential: Credential) -> bool:
    assert credential.requirement is not None
    nodes = [node for _, node in walk(credential.requirement)]
    return any(isinstance(node, AfterTransfer) or "only after transfer" in (node.note or "") for node in nodes)


def test_no_choice_is_met_by_an_alternative_that_nobody_articulates() -> None:
    for credential in credentials():
        if credential.requirement is None:
            continue
        nodes = dict(walk(credential.requirement))
        for path, node in nodes.items():
            if isinstance(node, AfterTransfer) and "/" in path:
                assert type(nodes[path.rpartition("/")[0]]).__name__ == "AllOf", f"{credential.id} {path}"


def test_parts_in_doubt_are_undecided_and_say_so() -> None:
    doubtful = {
        credential.title
        for credential in credentials()
        if credential.requirement is not None
        and any(isinstance(node, Statement) for _, node in walk(credential.requirement))
    }
    # read by hand in the general texts: each chooses among courses that its template lists without a number
    assert {title for title in doubtful if not title.startswith(("Literature", "Political Science"))} == {
        "Biology with a Specialization in Bioinformatics B.S.",
        "Biology: Ecology, Behavior, and Evolution B.S.",
        "ECE: Electrical Engineering and Society B.A.",
        "Ethnic Studies B.A.",
        "History B.A.",
        "Linguistics Language Program",
        "Mathematics/Secondary Education B.A.",
    }
    assert len([title for title in doubtful if title.startswith("Literature")]) == 4
    assert len([title for title in doubtful if title.startswith("Political Science")]) == 8


# -- the rules, one by one --

Ways = frozenset[frozenset[str]]


def ways_of(expression: SourceExpression) -> Ways:
    """Return the alternatives of an expression, each a set of courses."""
    match expression:
        case SourceItem():
            return frozenset({frozenset({str(expression.course)})})
        case AnySource():
            return frozenset(way for part in expression.parts for way in ways_of(part))
        case AllSources():
            parts = [ways_of(part) for part in expression.parts]
            return frozenset(frozenset().union(*chosen) for chosen in product(*parts))
        case _:
            raise AssertionError(expression)


def published_ways(rule: Mapping[str, Any]) -> Ways:
    """Return the alternatives of a normalised rule; its spans join two groups at most."""
    groups = [frozenset(course_id("smcc", course[0]) for course in courses) for _, courses in rule["groups"]]
    if any(operator == "And" for _, operator in rule["conj"]):
        assert len(groups) == 2
        return frozenset({groups[0] | groups[1]})
    return frozenset(groups)


def course_id(organization: str, code: str) -> str:
    (found,) = catalog().courses_by_code(organization, " ".join(code.split()))
    return found


def test_the_164_published_rules_are_ours_one_by_one() -> None:
    with gzip.open(RULES, "rt", encoding="utf-8") as lines:
        published = [json.loads(line) for line in lines]
    assert len(published) == 164
    kinds = {
        "No Course Articulated": "none_here",
        "This course must be taken at the university after transfer": "only_at_receiver",
    }
    ours: dict[tuple[str, tuple[str, ...], Ways], Equivalence] = {
        (rule.target.kind, rule.target.courses, ways_of(rule.sources)): rule for rule in catalog().equivalences.values()
    }
    met: set[str] = set()
    for rule in published:
        courses = tuple(course_id("ucsd", code) for code in rule["receiving"])
        articulated = "course" if len(courses) == 1 else "courses"
        kind = kinds.get(rule["no_articulation"] or "", articulated)
        mine = ours[kind, courses, published_ways(rule)]
        assert [condition.text for condition in mine.conditions] == (rule["attributes"] if rule["groups"] else [])
        met.add(mine.id)
    # three are one rule whose sending course got an end date in some agreements, two one rule under a cross-listed code
    assert met == set(catalog().equivalences)
    assert len(met) == 159


def test_rules_hold_for_the_institution_since_all_agreements_agree() -> None:
    assert {rule.scope for rule in catalog().equivalences.values()} == {None}
    (agreement,) = catalog().agreements.values()
    assert (agreement.sending, agreement.receiving, agreement.sources_used) == (("smcc",), "ucsd", "each_rule")


def test_the_two_spans_of_and_need_both_groups() -> None:
    rule = rule_for("MAE 30A")
    assert isinstance(rule.sources, AllSources)
    assert ways_of(rule.sources) == frozenset({frozenset({"smcc:ENGR-12", "smcc:ENGR-16"})})


def rule_for(code: str) -> Equivalence:
    wanted = course_id("ucsd", code)
    (found,) = (rule for rule in catalog().equivalences.values() if rule.target.courses == (wanted,))
    return found


def test_a_course_that_ends_was_taken_before_its_end() -> None:
    rule = rule_for("PSYC 1")
    assert isinstance(rule.sources, SourceItem)
    assert rule.sources.course == "smcc:PSYCH-1"
    assert (str(rule.sources.taken.begin), str(rule.sources.taken.until)) == ("1995-08-16", "2025-08-16")


def test_cross_listed_codes_are_one_course() -> None:
    assert course_id("ucsd", "MATH 15A") == course_id("ucsd", "CSE 20")
    assert course_id("ucsd", "MGT 4") == course_id("ucsd", "ECON 4")
    assert course_id("smcc", "PHILOS 51") == course_id("smcc", "POL SC 51")


def test_a_range_of_units_is_kept() -> None:
    ranged = [course for course in catalog().courses.values() if course.credit_max is not None]
    assert [(course.code, str(course.credit), str(course.credit_max)) for course in ranged] == [("TDPR 6", "4", "6")]


# -- as a catalogue --


def test_nothing_dangles_and_nothing_contradicts_itself() -> None:
    assert [finding.render() for finding in lint(catalog()) if finding.severity != "hint"] == []


def test_the_catalogue_survives_being_written_and_read(tmp_path: Any) -> None:
    write_catalog(imported().things, tmp_path / "smc")
    assert open_catalog(tmp_path / "smc").digest == catalog().digest


def test_the_order_of_the_agreements_does_not_matter(tmp_path: Any) -> None:
    with gzip.open(AGREEMENTS, "rt", encoding="utf-8") as lines:
        backwards = [line.rstrip("\n") for line in lines][::-1]
    shuffled = tmp_path / "backwards.jsonl"
    shuffled.write_text("\n".join(backwards), "utf-8")
    assert collect(read_assist(shuffled).things).digest == catalog().digest


def test_the_report_is_readable_and_is_data() -> None:
    report = imported().report
    assert "group conjunction: And: 2 - the tree of the source expression" in report.text()
    assert json.loads(json.dumps(report.data()))["unknown_keys"] == {}
