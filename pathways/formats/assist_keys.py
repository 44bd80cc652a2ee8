"""Which keys does an ASSIST agreement have, and which are left behind?  Unknown keys are counted, never skipped."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pathways.formats.loss import Tally

_READ: Final = ""
"""A key whose value is read (a leaf); other values name the kind of mapping below the key, or why it is left out."""


def _left(why: str) -> str:
    return f"left out: {why}"


_NUMBER = _left("a number inside ASSIST's own database")
_LAYOUT = _left("layout of the ASSIST page")
_OFFICE = _left("which department keeps the course")
_FLAG = _left("a state of ASSIST's own editing")

_COURSE = {
    "prefix": _READ,
    "courseNumber": _READ,
    "courseTitle": _READ,
    "minUnits": _READ,
    "maxUnits": _READ,
    "begin": _READ,
    "end": _READ,
    "position": _READ,
    "pathways": "pathway",
    "prefixDescription": _READ,
    "id": _NUMBER,
    "courseIdentifierParentId": _NUMBER,
    "prefixParentId": _NUMBER,
    "departmentParentId": _NUMBER,
    "publishedCourseIdentifierYearTermId": _NUMBER,
    "department": _OFFICE,
}
_INSTITUTION = {
    "code": _READ,
    "names": "name",
    "category": _READ,
    "termType": _READ,
    "termTypeAcademicYears": "term type year",
    "id": _NUMBER,
    "beginId": _NUMBER,
    "endId": _NUMBER,
    "isCommunityCollege": _left("said by the category too"),
}
_TEXTS = {"content": _READ, "description": _READ, "text": _READ, "name": _READ, "position": _READ, "id": _NUMBER}
_RECEIVING = {"attributes": "words", "courseAttributes": "words", "seriesAttributes": "words", "type": _READ}
_RECEIVER = {
    **_RECEIVING,
    "course": "course",
    "series": "series",
    "requirement": "named area",
    "generalEducationArea": "named area",
    "visibleCrossListedCourses": "cross-listed course",
}
_INSTRUCTION = {
    "type": _READ,
    "selectionType": _READ,
    "conjunction": _READ,
    "amount": _READ,
    "amountUnitType": _READ,
    "amountQuantifier": _READ,
    "areaType": _READ,
    "toAmount": _READ,
    "toAmountDeterminer": _READ,
    "id": _NUMBER,
}

GRAMMAR: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "agreement": {
            "name": _READ,
            "type": _READ,
            "publishDate": _READ,
            "sendingInstitution": "institution",
            "receivingInstitution": "institution",
            "academicYear": "academic year",
            "catalogYear": "catalog year",
            "templateAssets": "asset",
            "articulations": "entry",
            "_file": _left("the name of the file it was collected from"),
        },
        "institution": _INSTITUTION,
        "name": {"name": _READ, "fromYear": _READ, "hasDepartments": _LAYOUT, "hideInList": _LAYOUT},
        "term type year": {"termType": _left("terms of other years"), "fromYear": _left("terms of other years")},
        "academic year": {
            "code": _READ,
            "beginDate": _READ,
            "endDate": _READ,
            "id": _NUMBER,
            "isLocked": _FLAG,
            "isOpenForMaintenance": _FLAG,
            "isOpenForPublic": _FLAG,
            "isOpenForReporting": _FLAG,
        },
        "catalog year": {
            key: _left("said by the academic year too")
            for key in (
                "receivingCatalogYearBegin",
                "receivingCatalogYearEnd",
                "sendingCatalogYearBegin",
                "sendingCatalogYearEnd",
            )
        },
        "asset": {
            "type": _READ,
            "area": _READ,
            "position": _READ,
            "content": _READ,
            "attributes": "words",
            "advisements": "advisement",
            "instruction": "instruction",
            "sections": "section",
            "hideSectionLetters": _LAYOUT,
            "showConjunctionBetweenSections": _LAYOUT,
            "groupId": _NUMBER,
            "academicYearId": _NUMBER,
            "institutionParentId": _NUMBER,
        },
        "instruction": _INSTRUCTION,
        "advisement": {**_INSTRUCTION, "position": _READ},
        "section": {
            "type": _READ,
            "position": _READ,
            "advisements": "advisement",
            "attributes": "words",
            "rows": "row",
        },
        "row": {"position": _READ, "cells": "cell", "attributes": "words"},
        "cell": {**_RECEIVER, "id": _READ, "position": _READ, "requisites": "words"},
        "series": {
            "conjunction": _READ,
            "name": _READ,
            "courses": "course",
            "seriesPathways": _left("said by the courses of the series too"),
        },
        "named area": {"name": _READ, "code": _READ, "id": _NUMBER},
        "course": _COURSE,
        "cross-listed course": {**_COURSE, "course": "course"},
        "pathway": {
            "pathwayCode": _READ,
            "expectationName": _READ,
            "pathwayName": _left("said by its code too"),
            "pathwayId": _NUMBER,
            "expectationId": _NUMBER,
            "subexpectationId": _NUMBER,
            "subexpectationName": _READ,
        },
        "entry": {"templateCellId": _READ, "articulation": "articulation", "receivingAttributes": "receiving"},
        "receiving": {**_RECEIVING, "seriesCourseAttributes": "words"},
        "articulation": {
            **_RECEIVER,
            "receivingAttributes": "words",
            "sendingArticulation": "sending",
            "templateOverrides": "override",
        },
        "override": {},
        "sending": {
            "type": _READ,
            "noArticulationReason": _READ,
            "deniedCourses": "course",
            "items": "course group",
            "courseGroupConjunctions": "span",
            "attributes": "words",
        },
        "course group": {
            "type": _READ,
            "position": _READ,
            "courseConjunction": _READ,
            "items": "sending course",
            "attributes": "words",
        },
        "sending course": {
            **_COURSE,
            "type": _READ,
            "attributes": "words",
            "requisites": "words",
            "visibleCrossListedCourses": "cross-listed course",
        },
        "span": {
            "groupConjunction": _READ,
            "sendingCourseGroupBeginPosition": _READ,
            "sendingCourseGroupEndPosition": _READ,
            "id": _NUMBER,
            "sendingArticulationId": _NUMBER,
        },
        "words": _TEXTS,
    }
)
"""For each kind of mapping: its keys, and what becomes of each."""


def tally_keys(value: Any, tally: Tally) -> None:
    """Count in ``tally`` every key of an agreement that is unknown, and every one that is left out on purpose."""
    stack: list[tuple[str, Any]] = [("agreement", value)]
    while stack:
        kind, here = stack.pop()
        if isinstance(here, list):
            stack.extend((kind, entry) for entry in here)
        elif isinstance(here, dict):
            for key, inner in here.items():
                fate = GRAMMAR[kind].get(key)
                if fate is None:
                    tally.unknown(f"{kind}/{key}")
                elif fate.startswith("left out"):
                    tally.lost(f"key {kind}/{key}", fate)
                elif fate:
                    stack.append((fate, inner))
