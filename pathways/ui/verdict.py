"""What did an advisor type, and is it a decision yet?  From a form to a decision, or what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, msg
from pathways.matching.pairs import valid
from pathways.model.codes import ReasonCode
from pathways.model.decision import OF_A_PAIR, OPEN, Decision, Pair
from pathways.model.exact import parse_exact

VERDICTS: Final[Mapping[str, str]] = {
    "accept": msg("Accept"),
    "partial": msg("Accept in part"),
    "refuse": msg("Refuse"),
    "ask": msg("Ask first"),
}

GIVEN: Final = {
    "course": msg("one or more courses here"),
    "subject": msg("an elective in a subject"),
    "any": msg("a general elective"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands; empty where nothing was typed."""

    verdict: str = ""
    given: str = "course"
    courses: tuple[str, ...] = ()
    subject: str = ""
    credit: str = ""
    code: str = ""
    difference: str = ""
    words: str = ""
    examined: tuple[str, ...] = ()
    min_grade: str = ""
    min_hours: str = ""
    max_age: str = ""
    conditions: str = ""
    begin: dt.date | None = None
    last: dt.date | None = None
    source: str = ""
    clause: str = ""
    by: str = ""
    instead: bool = True

    @property
    def grants(self) -> bool:
        """Return whether something would be given."""
        return self.verdict in ("accept", "partial")


FIELDS: Final = tuple(one.name for one in fields(Typed))


@dataclass(frozen=True, slots=True)
class Context:
    """What the form does not ask: about which pair, what it is called, what was seen standing, which rules leave it."""

    pair: Pair
    title: str = ""
    supersedes: str | None = None
    rules: tuple[str, ...] = field(default=())


def codes_for(verdict: str) -> tuple[ReasonCode, ...]:
    """Return the reasons that a verdict may have.

    >>> codes_for("accept"), [str(code.value) for code in codes_for("ask")]
    ((), ['NOT_EVALUATED', 'INDIVIDUAL_ASSESSMENT'])
    """
    match verdict:
        case "partial" | "refuse":
            return tuple(code for code in ReasonCode if code in OF_A_PAIR - OPEN)
        case "ask":
            return tuple(code for code in ReasonCode if code in OPEN)
        case _:
            return ()


def missing(say: Say, typed: Typed) -> tuple[str, ...]:
    """Return what is still to be said, each in a sentence; empty where it is a decision."""
    found = [] if typed.verdict in VERDICTS else [say("Say whether it is accepted, refused, or asked about.")]
    if typed.grants and typed.given == "course" and not typed.courses:
        found.append(say("Say as which course it counts."))
    if typed.grants and typed.given == "subject" and not typed.subject.strip():
        found.append(say("Say in which subject it is an elective."))
    if typed.verdict in ("partial", "refuse", "ask") and not typed.code:
        found.append(say("Choose the reason."))
    if not typed.source.strip():
        found.append(say("Say on what it rests, such as a syllabus."))
    if not typed.by.strip():
        found.append(say("Say who decides."))
    return (*found, *_wrong(say, typed))


def _wrong(say: Say, typed: Typed) -> Sequence[str]:
    found = []
    numbers = ((say("Credit"), typed.credit), (say("Hours"), typed.min_hours), (say("Years"), typed.max_age))
    for label, text in numbers:
        if (typed.grants and text.strip()) and _number(text) is None:
            found.append(say("{label}: {text} is no number.", label=label, text=text))
    if typed.begin is not None and typed.last is not None and typed.last < typed.begin:
        found.append(say("It would end before it begins."))
    return found


def _number(text: str) -> Fraction | None:
    try:
        value = parse_exact(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if value >= 0 else None


def decision_of(typed: Typed, context: Context, at: dt.datetime) -> Decision:
    """Return the decision that was typed.  Raises QuestionError U003 where it contradicts itself."""
    last = None if typed.last is None else typed.last + dt.timedelta(days=1)
    values: dict[str, Any] = {
        "pair": context.pair,
        "verdict": typed.verdict,
        "given": _target(typed) if typed.grants else None,
        "examined": typed.examined,
        "code": typed.code or None,
        "difference": typed.difference or None,
        "conditions": _conditions(typed) if typed.grants else {},
        "valid": {"from": typed.begin, "until": last},
        "title": context.title or None,
        "words": typed.words.strip(),
        "source": {"title": typed.source.strip(), "clause": typed.clause.strip() or None},
        "by": " ".join(typed.by.split()),
        "at": at,
        "supersedes": context.supersedes,
        "instead_of": context.rules if typed.instead else (),
    }
    return valid(Decision, values)


def _target(typed: Typed) -> dict[str, Any]:
    amount = _number(typed.credit) if typed.credit.strip() else None
    credit = {} if amount is None else {"credit": {"how": "fixed", "amount": amount}}
    match typed.given:
        case "subject":
            return {"kind": "subject_elective", "subject": typed.subject.strip(), **credit}
        case "any":
            return {"kind": "general_elective", **credit}
        case _:
            kind = "course" if len(typed.courses) == 1 else "courses"
            return {"kind": kind, "courses": typed.courses, **credit}


def _conditions(typed: Typed) -> dict[str, Any]:
    grade = typed.min_grade.strip()
    hours, years = typed.min_hours.strip(), typed.max_age.strip()
    return {
        "min_grade": {"grade": grade} if grade else None,
        "min_hours": _number(hours) if hours else None,
        "max_age_years": _number(years) if years else None,
        "words": tuple(line.strip() for line in typed.conditions.splitlines() if line.strip()),
    }
