"""Which rows of a transcript does a St. Olaf ``where`` clause mean, said as a filter of ours?

Subject, number and level are parts of a filter; attributes and general-education codes are attributes; everything else
that a clause asks of a row (its name, its grade option, the term it was taken in, ...) is a tag that the row carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Doc = dict[str, Any]

POINTS: Mapping[str, str] = {
    "A": "4", "A-": "3.7", "B+": "3.3", "B": "3", "B-": "2.7", "C+": "2.3",
    "C": "2", "C-": "1.7", "D+": "1.3", "D": "1", "D-": "0.7", "F": "0",
}  # fmt: skip
NOTHING: Doc = {"tag": ["no row carries this"]}
SUFFIX = {"lab": ".L", "flac": ".F", "discussion": ".D"}
SUBJECT = {"CH/BI 125": "CHEM", "CH/BI 126": "CHEM", "CH/BI 127": "BIO", "CH/BI 227": "BIO"}
OPERATORS = ("$eq", "$neq", "$in", "$nin", "$gte", "$gt", "$lte", "$lt")
YEARS = 12


def identity(row: Doc) -> str:
    """Return the code by which specifications name a row's course."""
    return f"{row['subject']} {row['number']}{SUFFIX.get(row['sub_type'], '')}"


def marks(row: Doc) -> tuple[str, ...]:
    """Return the tags of a row: everything that a clause may ask of it beyond subject, number, level, attributes."""
    said = {
        "course": identity(row),
        "name": row["name"],
        "credits": row["credits"],
        "crsid": row["crsid"],
        "course_type": row["course_type"],
        "grade": row["grade_code"],
        "grade_option": row["grade_option"],
        "institution": row["institution_short"],
        "is_in_gpa": row["flag_gpa"],
        "is_in_progress": row["flag_in_progress"],
        "is_stolaf": row["flag_stolaf"],
        "semester": row["term"],
        "type": row["sub_type"].capitalize() or "course",
        "year": row["year"],
        "term": term(row),
    }
    if row["flag_stolaf"]:
        said["course here"] = identity(row)
    if row["course_type"] == "AP":
        said["examination"] = row["name"]
    return tuple(mark(key, value) for key, value in said.items())


def term(row: Doc) -> str:
    """Return year and term of a row, as one word."""
    return f"{row['year']}{row['term']}"


def mark(key: str, value: object) -> str:
    """Return the tag that says ``key`` is ``value``; amounts are the same however they are written."""
    if isinstance(value, bool):
        return f"{key} {'yes' if value else 'no'}"
    return f"{key} {Decimal(str(value)).normalize():f}" if key == "credits" else f"{key} {value}"


def general_education(code: str) -> str:
    """Return the attribute that stands for a general-education code."""
    return f"ge {code}"


class Where:
    """Reads clauses for one learner: conditions ask what that learner has declared, years count from matriculation."""

    def __init__(self, declared: Iterable[str], matriculation: int) -> None:
        self.declared = frozenset(declared)
        self.matriculation = matriculation

    def holds(self, condition: Doc) -> bool:
        """Return whether a condition over the learner's declared areas holds; petitions are on no transcript."""
        ((key, value),) = condition.items()
        match key:
            case "$or":
                return any(self.holds(part) for part in value)
            case "$and":
                return all(self.holds(part) for part in value)
            case "$not":
                return not self.holds(value)
            case "has-declared-area-code":
                return str(value) in self.declared
            case "has-override-exception":
                return False
        raise ValueError(f"a condition that nobody has read yet: {key}")

    def branch(self, node: Doc) -> Any:
        """Return the branch of an ``$if`` that applies; None where there is none."""
        return node["$then"] if self.holds(node["$if"]) else node.get("$else")

    def filter(self, clause: Doc | None) -> Doc:
        """Return a filter of ours that admits exactly the rows that the clause means."""
        if clause is None:
            return {}
        if "$if" in clause:
            chosen = self.branch(clause)
            return NOTHING if chosen is None else self.filter(chosen)
        parts = [self._part(key, value) for key, value in clause.items()]
        return parts[0] if len(parts) == 1 else {"all": parts}

    def _part(self, key: str, value: Any) -> Doc:
        match key:
            case "$and":
                return {"all": [self.filter(part) for part in value]}
            case "$or":
                return {"any": [self.filter(part) for part in value]}
            case "$not":
                return {"not": self.filter(value)}
        (operator,) = (name for name in value if name in OPERATORS)
        asked = value[operator]
        if operator in ("$eq", "$in", "$neq", "$nin"):
            admitted = one_of(key, asked if isinstance(asked, list) else [asked])
            return admitted if operator in ("$eq", "$in") else {"not": admitted}
        return self._ordered(key, operator, asked)

    def _ordered(self, key: str, operator: str, asked: Any) -> Doc:
        if key in ("level", "number") and operator in ("$gte", "$lte"):
            return {key: {"min" if operator == "$gte" else "max": str(asked)}}
        if key == "grade":
            return {"tag": [mark("grade", grade) for grade in grades(operator, asked)]}
        if key == "year" and operator == "$gte":
            first = self.matriculation if asked == "$matriculation-year" else int(asked)
            return {"tag": [mark("year", year) for year in range(first, first + YEARS)]}
        raise ValueError(f"an order that nobody has read yet: {key} {operator}")


def one_of(key: str, values: Iterable[Any]) -> Doc:
    """Return the filter that admits what has one of the values."""
    match key:
        case "subject" | "subjects":
            return {"subject": [str(value) for value in values]}
        case "attribute" | "attributes":
            return {"attribute": [str(value) for value in values]}
        case "gereqs" | "gereq":
            return {"attribute": [general_education(str(value)) for value in values]}
        case "level" | "number":
            ranges: list[Doc] = [{key: {"min": str(int(value)), "max": str(int(value))}} for value in values]
            return ranges[0] if len(ranges) == 1 else {"any": ranges}
    return {"tag": [mark(key, value) for value in values]}


def grades(operator: str, than: str) -> list[str]:
    """Return the letter grades that stand in the order to ``than``; grades without letters are in no order."""
    bound = Decimal(POINTS[than])
    tests = {
        "$lt": lambda points: points < bound,
        "$lte": lambda points: points <= bound,
        "$gt": lambda points: points > bound,
        "$gte": lambda points: points >= bound,
    }
    return [grade for grade, points in POINTS.items() if tests[operator](Decimal(points))]
