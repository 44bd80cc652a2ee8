"""Small invented agreements in ASSIST's own structure, for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pathways.catalog.collection import Catalog, collect
from pathways.formats.assist import AssistImport, read_assist

LETTER = "Must be taken for a letter grade"
ONE_COURSE = "Maximum credit, one course"
ONLY_THERE = "This course must be taken at the university after transfer"
NONE_HERE = "No Course Articulated"


def course(
    code: str, units: str = "4.0", *, begin: str = "F2000", end: str = "", most: str | None = None
) -> dict[str, Any]:
    """Return a course as ASSIST writes it."""
    prefix, _, number = code.rpartition(" ")
    return {
        "prefix": prefix,
        "courseNumber": number,
        "courseTitle": f"About {code}",
        "prefixDescription": f"Subject {prefix}",
        "minUnits": float(units),
        "maxUnits": float(most or units),
        "begin": begin,
        "end": end,
        "pathways": [],
    }


def words(*texts: str) -> list[dict[str, Any]]:
    """Return attributes with these texts."""
    return [{"content": text, "position": place} for place, text in enumerate(texts)]


def cell(code: str, *, texts: tuple[str, ...] = (), same: tuple[str, ...] = (), **facts: Any) -> dict[str, Any]:
    """Return the cell of one course, under an id made of its code."""
    return {
        "id": f"cell {code}",
        "type": "Course",
        "position": 0,
        "course": course(code, **facts),
        "visibleCrossListedCourses": [{"course": course(other, **facts)} for other in same],
        "attributes": words(*texts),
        "courseAttributes": [],
        "requisites": [],
    }


def series(*codes: str, joined: str = "And", units: str = "4.0") -> dict[str, Any]:
    """Return the cell of a series."""
    courses = [{**course(code, units), "position": place} for place, code in enumerate(codes)]
    inner = {"conjunction": joined, "name": ", ".join(codes), "courses": courses, "seriesPathways": []}
    return {"id": f"cell {'+'.join(codes)}", "type": "Series", "position": 0, "series": inner, "seriesAttributes": []}


def named_area(name: str) -> dict[str, Any]:
    """Return the cell of a named requirement."""
    return {"id": f"cell {name}", "type": "Requirement", "position": 0, "requirement": {"name": name}}


def section(
    *cells: dict[str, Any] | str, choose: float | None = None, unit: str = "Course", texts: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a section with one cell a row; ``choose`` is its own number."""
    said = {"type": "NFollowing", "selectionType": "Select", "amount": choose, "amountUnitType": unit, "position": 0}
    made = [cell(item) if isinstance(item, str) else item for item in cells]
    return {
        "type": "Section",
        "position": 0,
        "advisements": [] if choose is None else [said],
        "attributes": words(*texts),
        "rows": [{"position": place, "attributes": [], "cells": [item]} for place, item in enumerate(made)],
    }


def group(
    *sections: dict[str, Any], instruction: dict[str, Any] | None = None, texts: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a requirement group."""
    placed = [{**item, "position": place} for place, item in enumerate(sections)]
    return {
        "type": "RequirementGroup",
        "area": "Requirements",
        "position": 0,
        "instruction": instruction,
        "attributes": words(*texts),
        "advisements": [],
        "sections": placed,
    }


def either() -> dict[str, Any]:
    """Return the instruction to complete one section or another."""
    return {"type": "Conjunction", "conjunction": "Or", "selectionType": "Complete"}


def from_area(amount: float, unit: str = "Course", **more: Any) -> dict[str, Any]:
    """Return the instruction to complete so much from all sections together."""
    return {
        "type": "NFromArea",
        "selectionType": "Complete",
        "amount": amount,
        "amountUnitType": unit,
        "amountQuantifier": "None",
        "areaType": "None",
        "toAmount": 0.0,
        "toAmountDeterminer": "None",
        **more,
    }


def from_conjunction(amount: float, conjunction: str) -> dict[str, Any]:
    """Return the instruction to complete so many courses from A and (or) B."""
    return {**from_area(amount), "type": "NFromConjunction", "conjunction": conjunction}


def title(text: str) -> dict[str, Any]:
    """Return a heading between groups."""
    return {"type": "RequirementTitle", "area": "Requirements", "position": 0, "content": text}


def text(content: str) -> dict[str, Any]:
    """Return a general text."""
    return {"type": "GeneralText", "area": "General", "position": 0, "content": f"<p>{content}</p>"}


def sent(*groups: str, spans: tuple[tuple[str, int, int], ...] = (), joined: str = "And") -> dict[str, Any]:
    """Return what the sender offers: groups written as ``"MATH 7 & MATH 8"``, joined by spans."""
    items = []
    for place, said in enumerate(groups):
        courses = [
            {**course(code.strip(), "5.0"), "type": "Course", "position": number, "visibleCrossListedCourses": []}
            for number, code in enumerate(said.split("&"))
        ]
        items.append(
            {"type": "CourseGroup", "position": place, "courseConjunction": joined, "items": courses, "attributes": []}
        )
    return {
        "type": "SendingArticulation",
        "noArticulationReason": None,
        "deniedCourses": [],
        "items": items,
        "courseGroupConjunctions": [
            {
                "groupConjunction": operator,
                "sendingCourseGroupBeginPosition": begin,
                "sendingCourseGroupEndPosition": end,
            }
            for operator, begin, end in spans
        ],
        "attributes": [],
    }


def nothing(reason: str = ONLY_THERE) -> dict[str, Any]:
    """Return a sender that offers nothing, with the reason."""
    return {**sent(), "noArticulationReason": reason}


def entry(receiver: dict[str, Any] | str, sending: dict[str, Any] | str, **more: Any) -> dict[str, Any]:
    """Return one articulation: the receiver of a cell with what is sent for it."""
    made = cell(receiver) if isinstance(receiver, str) else receiver
    sender = sent(sending) if isinstance(sending, str) else sending
    kept = {key: value for key, value in made.items() if key not in ("id", "position", "requisites")}
    inner = {**kept, "sendingArticulation": sender, "templateOverrides": [], **more}
    return {
        "templateCellId": made["id"],
        "articulation": inner,
        "receivingAttributes": {"type": made["type"], "attributes": []},
    }


def institution(code: str, name: str, category: str, terms: str) -> dict[str, Any]:
    """Return an institution."""
    return {"code": f"{code}  ", "names": [{"name": name, "fromYear": 0}], "category": category, "termType": terms}


def agreement(
    *assets: dict[str, Any], entries: tuple[dict[str, Any], ...] = (), name: str = "Testing B.S.", **more: Any
) -> dict[str, Any]:
    """Return an agreement with its assets in order."""
    return {
        "name": name,
        "type": "Major",
        "publishDate": "2024-09-09T16:23:09",
        "sendingInstitution": institution("WEST", "West College", "CCC", "Semester"),
        "receivingInstitution": institution("EAST", "East University", "UC", "Quarter"),
        "academicYear": {"code": "2024-2025", "beginDate": "2024-10-01T00:00:00", "endDate": "2025-10-01T00:00:00"},
        "templateAssets": [{**asset, "position": place} for place, asset in enumerate(assets)],
        "articulations": list(entries),
        **more,
    }


def read(tmp_path: Path, *documents: dict[str, Any]) -> AssistImport:
    """Return what the reader makes of the documents."""
    path = tmp_path / "agreements.jsonl"
    path.write_text("\n".join(json.dumps(document) for document in documents), "utf-8")
    return read_assist(path)


def catalog_of(tmp_path: Path, *documents: dict[str, Any]) -> Catalog:
    """Return the catalogue of the documents."""
    return collect(read(tmp_path, *documents).things)
