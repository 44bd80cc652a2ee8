"""How is an ASSIST document read into typed parts?  Every misfit is a finding F007 with its path; all are reported."""

from __future__ import annotations

import html
import re

from pathways.errors import Finding, FormatError
from pathways.formats.assist_courses import TERM
from pathways.formats.assist_cursor import At, Findings
from pathways.formats.assist_raw import (
    Agreement,
    Amount,
    Articulation,
    Cell,
    CourseGroup,
    Group,
    Institution,
    Instruction,
    RawCourse,
    Receiver,
    Row,
    Section,
    Sending,
    Span,
)
from pathways.formats.assist_read import Document
from pathways.formats.problems import brief, refusals

_TAG = re.compile(r"<[^<>]*>")
_TITLES = ("GeneralTitle", "RequirementTitle")
_WORDED = ("attributes", "courseAttributes", "seriesAttributes")
_LONGEST = 40
_MOST = 1_000
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 _.-]*$")
_NOTHING = (None, "", "None", "0", "0.0")


def parse_agreement(document: Document) -> tuple[Agreement | None, tuple[Finding, ...]]:
    """Return the agreement, or None with the findings F007 that say where it differs from the published structure."""
    findings = Findings(document.where)
    at = At(document.value, "")
    try:
        agreement = _agreement(at, findings)
        _check_whole(agreement, at)
    except FormatError as error:
        findings.add(error)
        return None, tuple(findings.found)
    return (None if findings.found else agreement), tuple(findings.found)


def _check_whole(agreement: Agreement, at: At) -> None:
    """Raise F007 where years run backwards, or an articulation and its cell do not find each other."""
    if agreement.end <= agreement.begin:
        at.get("academicYear").fail(f"the year ends {agreement.end}, but begins {agreement.begin}")
    cells: dict[str, Receiver] = {}
    for cell in (cell for g in agreement.groups for s in g.sections for row in s.rows for cell in row.cells):
        if cells.setdefault(cell.id, cell.receiver) != cell.receiver:
            at.get("templateAssets").fail(f"two different cells have the id {brief(cell.id)}")
    seen: set[str] = set()
    for number, articulation in enumerate(agreement.articulations if cells else ()):
        name = articulation.cell
        if name not in cells or name in seen:
            words = f"a second articulation names the cell {brief(name)}" if name in seen else f"no cell {brief(name)}"
            At(None, f"/articulations/{number}/templateCellId").fail(words)
        seen.add(name)


def parse_agreements(documents: tuple[Document, ...]) -> tuple[Agreement, ...]:
    """Return every agreement in the order of the documents; raises FormatError F007 with all findings."""
    read = [parse_agreement(document) for document in documents]
    findings = [finding for _, found in read for finding in found]
    if findings:
        raise refusals(findings)
    return tuple(agreement for agreement, _ in read if agreement is not None)


def _agreement(at: At, findings: Findings) -> Agreement:
    year = at.get("academicYear")
    assets = sorted(at.maybe("templateAssets").entries(), key=_asset_order)
    return Agreement(
        name=at.get("name").filled(),
        type=at.get("type").text(),
        sender=_institution(at.get("sendingInstitution")),
        receiver=_institution(at.get("receivingInstitution")),
        year=year.get("code").filled(),
        begin=year.get("beginDate").day(),
        end=year.get("endDate").day(),
        published=str(at.maybe("publishDate").value or "")[:10],
        groups=findings.collect(_headed_groups(assets), _group),
        titles=tuple(_plain(asset.get("content").text()) for asset in assets if asset.get("type").value in _TITLES),
        articulations=findings.collect(list(at.get("articulations").entries()), _articulation),
        texts=tuple(
            _plain(asset.get("content").text()) for asset in assets if asset.get("type").value == "GeneralText"
        ),
        file=findings.where.file or "",
        line=findings.where.line,
    )


def _asset_order(asset: At) -> tuple[str, int]:
    asset.get("type").one_of("GeneralTitle", "GeneralText", "RequirementTitle", "RequirementGroup")
    return asset.get("area").one_of("General", "Requirements"), asset.get("position").count()


def _headed_groups(assets: list[At]) -> list[At]:
    """Return the requirement groups, each with the title above it and whether that stands directly above."""
    title, directly, groups = None, False, []
    for asset in assets:
        kind = asset.get("type").value
        if kind == "RequirementTitle":
            title, directly = _plain(asset.get("content").text()), True
        elif kind == "RequirementGroup":
            groups.append(At({**asset.mapping(), "title": title, "directly": directly}, asset.path))
            directly = False
    return groups


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _institution(at: At) -> Institution:
    names = [entry.get("name").filled() for entry in at.get("names").entries()]
    if not names:
        at.fail("the institution has no name")
    code = at.get("code").filled()
    if not _CODE.match(code):
        at.get("code").fail(f"{brief(code)} is not the code of an institution")
    return Institution(
        code=code,
        name=names[-1],
        category=at.get("category").text(),
        term_type=at.get("termType").one_of("Semester", "Quarter"),
    )


def _group(at: At) -> Group:
    instruction = at.get("instruction")
    amounts = [_amount(entry) for entry in at.maybe("advisements").entries()]
    if len(amounts) > 1:
        at.fail("a group with more than one advisement")
    return Group(
        title=at.mapping()["title"],
        directly=at.mapping()["directly"],
        instruction=_instruction(instruction) if instruction.value else None,
        sections=tuple(_section(section) for section in at.get("sections").in_order()),
        texts=_texts(at, "attributes"),
        advisement=amounts[0] if amounts else None,
    )


def _instruction(at: At) -> Instruction:
    kind = at.get("type").one_of("Conjunction", "Following", "NFromArea", "NFromConjunction")
    joins = kind in ("Conjunction", "NFromConjunction")
    for key in ("toAmount", "toAmountDeterminer", "areaType"):
        if at.maybe(key).value not in _NOTHING:
            at.maybe(key).fail(f"{brief(at.maybe(key).value)} is not understood")
    return Instruction(
        type=kind,
        selection=at.get("selectionType").one_of("Select", "Complete"),
        conjunction=at.get("conjunction").one_of("And", "Or") if joins else None,
        amount=_counted(at) if kind.startswith("NFrom") else None,
    )


def _amount(at: At) -> Amount:
    at.get("type").one_of("NFollowing")
    return _counted(at)


def _counted(at: At) -> Amount:
    if at.maybe("amountQuantifier").value not in (*_NOTHING, "AtLeast"):
        at.maybe("amountQuantifier").fail(f"{brief(at.maybe('amountQuantifier').value)} is not understood")
    unit = at.get("amountUnitType").one_of("Course", "SemesterUnit", "QuarterUnit", "Unit")
    amount = at.get("amount").number()
    if not 0 < amount <= _MOST or (unit == "Course" and amount.denominator != 1):
        at.get("amount").fail(f"{brief(at.get('amount').value)} is no number of courses or units")
    return Amount(amount, unit, at.get("selectionType").one_of("Select", "Complete"))


def _section(at: At) -> Section:
    at.get("type").one_of("Section")
    amounts = [_amount(entry) for entry in at.maybe("advisements").entries()]
    if len(amounts) > 1:
        at.fail("a section with more than one advisement")
    rows = tuple(_row(row) for row in at.get("rows").in_order())
    return Section(rows, amounts[0] if amounts else None, _texts(at, "attributes"))


def _row(at: At) -> Row:
    cells = tuple(_cell(cell) for cell in at.get("cells").in_order())
    if not cells:
        at.fail("a row without cells")
    return Row(cells, _texts(at, "attributes"))


def _cell(at: At) -> Cell:
    texts = _texts(at, *_WORDED, "requisites")
    return Cell(at.get("id").text(), _receiver(at), texts)


def _receiver(at: At) -> Receiver:
    kind = at.get("type").one_of("Course", "Series", "Requirement", "GeneralEducation")
    match kind:
        case "Course":
            course = _course(at.get("course"))
            return Receiver(kind, course.code, (course,), same=_cross_listed(at))
        case "Series":
            series = at.get("series")
            courses = tuple(_course(entry) for entry in series.get("courses").in_order())
            if not courses:
                series.fail("a series without courses")
            name = series.maybe("name").value or ", ".join(course.code for course in courses)
            return Receiver(kind, str(name), courses, series.get("conjunction").one_of("And", "Or"))
        case "Requirement":
            return Receiver(kind, at.get("requirement").get("name").filled())
        case _:
            return Receiver(kind, at.get("generalEducationArea").get("name").filled())


def _cross_listed(at: At) -> tuple[RawCourse, ...]:
    listed = at.maybe("visibleCrossListedCourses").entries()
    return tuple(_course(entry.get("course") if "course" in entry.mapping() else entry) for entry in listed)


def _course(at: At) -> RawCourse:
    course = RawCourse(
        prefix=at.get("prefix").text(),
        number=at.get("courseNumber").text(),
        title=at.get("courseTitle").text(),
        min_units=at.get("minUnits").number(),
        max_units=at.get("maxUnits").number(),
        begin=_term(at.maybe("begin")),
        end=_term(at.maybe("end")),
        subject=str(at.maybe("prefixDescription").value or ""),
        pathways=tuple(_pathway(entry) for entry in at.maybe("pathways").entries()),
    )
    if not course.prefix or not course.number or len(course.code) > _LONGEST or not course.code.isprintable():
        at.fail(f"{brief(course.code)} is not a course code")
    if course.max_units < course.min_units:
        at.fail(f"{course.code} carries at most {course.max_units} but at least {course.min_units} units")
    return course


def _term(at: At) -> str:
    code = str(at.value or "").strip()
    if code and not TERM.match(code):
        at.fail(f"{brief(code)} is not a term such as F1999, W2000, S2000 or Su2000")
    return code


def _pathway(at: At) -> str:
    return f"uc-pathway:{at.get('pathwayCode').text()}/{at.get('expectationName').text()}"


def _articulation(at: At) -> Articulation:
    inner = at.get("articulation")
    own = _texts(inner, *_WORDED, "receivingAttributes")
    beside = at.maybe("receivingAttributes")
    received = _texts(beside, *_WORDED, "seriesCourseAttributes") if beside.value else ()
    return Articulation(
        cell=at.get("templateCellId").text(),
        receiver=_receiver(inner),
        sending=_sending(inner.get("sendingArticulation")),
        texts=tuple(dict.fromkeys((*own, *received))),
        overrides=len(list(inner.maybe("templateOverrides").entries())),
    )


def _sending(at: At) -> Sending:
    reason = at.get("noArticulationReason").value
    entries = at.get("items").in_order()
    if [entry.get("position").count() for entry in entries] != list(range(len(entries))):
        at.get("items").fail("the positions of the groups are not 0, 1, 2 ...")
    groups = tuple(_course_group(group) for group in entries)
    if reason is None and not groups and not list(at.maybe("deniedCourses").entries()):
        at.fail("neither courses nor a reason why there are none")
    if reason is not None and groups:
        at.fail("courses together with a reason why there are none")
    return Sending(
        reason=None if reason is None else at.get("noArticulationReason").text(),
        groups=groups,
        spans=tuple(_span(entry, len(groups)) for entry in at.maybe("courseGroupConjunctions").entries()),
        denied=tuple(_course(entry) for entry in at.maybe("deniedCourses").entries()),
        texts=_texts(at, "attributes"),
    )


def _course_group(at: At) -> CourseGroup:
    at.get("type").one_of("CourseGroup")
    entries = at.get("items").in_order()
    if not entries:
        at.fail("a group without courses")
    texts = [text for entry in entries for text in _texts(entry, "attributes", "requisites")]
    for entry in entries:
        entry.get("type").one_of("Course")
    return CourseGroup(
        courses=tuple((_course(entry), _cross_listed(entry)) for entry in entries),
        joined=at.get("courseConjunction").one_of("And", "Or"),
        texts=(*_texts(at, "attributes"), *texts),
    )


def _span(at: At, groups: int) -> Span:
    begin, end = at.get("sendingCourseGroupBeginPosition").count(), at.get("sendingCourseGroupEndPosition").count()
    if not begin < end < groups:
        at.fail(f"it joins the groups {begin} to {end}, but there are {groups}")
    return Span(at.get("groupConjunction").one_of("And", "Or"), begin, end)


def _texts(at: At, *keys: str) -> tuple[str, ...]:
    """Return the words that stand under the keys, each once."""
    found: dict[str, None] = {}
    for key in keys:
        for entry in at.maybe(key).entries():
            found[_words(entry)] = None
    return tuple(found)


def _words(at: At) -> str:
    if isinstance(at.value, str) and at.text():
        return at.text()
    at.mapping()
    for key in ("content", "description", "text", "name"):
        if isinstance(at.mapping().get(key), str):
            text = _plain(at.get(key).text())
            if text:
                return text
    return f"{at.path.rsplit('/', 2)[-2]} without words"
