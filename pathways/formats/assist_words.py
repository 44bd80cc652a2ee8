"""Which words of an agreement bind, and which only advise?  The exact texts met, and what each becomes.

A text that is not in the table is taken for a genuine condition: it blocks automatic award until a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from pathways.formats.assist_raw import Agreement, Group, Section

Meaning = Literal["letter grade", "one course", "condition", "note"]

TEXTS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        # encoded: at least D- on the letter scale; P has no place there and stays undecided
        "must be taken for a letter grade": "letter grade",
        # encoded: the marked rows are one choice
        "maximum credit, one course": "one course",
        # a person has to see the result of an exam: an unencoded condition of the rule
        "articulation is subject to placement by proficiency exam": "condition",
        # a permission, not a condition: leaving it out never awards too much
        "regular and honors courses may be combined to complete this series": "note",
    }
)
"""Attribute texts in small letters without a final stop, and what each becomes."""


def meaning(text: str) -> Meaning:
    """Return what an attribute text becomes; an unknown text is a condition.

    >>> meaning("Must be taken for a letter  grade"), meaning("Bring a portfolio")
    ('letter grade', 'condition')
    """
    return TEXTS.get(" ".join(text.split()).rstrip(". ").casefold(), "condition")


def heads_recommendation(title: str | None) -> bool:
    """Return whether a title says that the groups below it are recommended and not required.

    >>> heads_recommendation("RECOMMENDED BUT NOT REQUIRED"), heads_recommendation("REQUIRED COURSEWORK")
    (True, False)
    """
    words = (title or "").casefold()
    return "recommended" in words or "not required" in words or "optional" in words


_SENTENCE = re.compile(r"(?<=[.;!])\s+|\s(?=\*\*|●|•)")
_NUMBER = re.compile(r"(?<![A-Z0-9])\d{1,4}[A-Z]{0,3}(?![a-z0-9])")
_NUMERALS = ("one", "two", "three", "four", "five", "six")
_SO_MANY = rf"\b({'|'.join(_NUMERALS)})\b"
_CHOICE = re.compile(
    rf"(?:\bany |\bcan be )?{_SO_MANY}[^.;:]{{0,60}}\b(?:of|from|courses?)\b|\bmay be utilized\b", re.IGNORECASE
)
_WINDOW = 240
_NOT_REQUIRED = re.compile(r"\b(?:is|are) not required\b", re.IGNORECASE)
_FOR_TRANSFER = re.compile(r"\brequired for transfer\b", re.IGNORECASE)
_WHOLE = re.compile(r"\blower[- ]division course ?work\b[^.;]{0,60}\bnot required\b", re.IGNORECASE)
_MENUS = (
    # what the text says, and the titles of the groups that it speaks of
    (re.compile(r"\bin the chosen language\b", re.IGNORECASE), re.compile("")),
    (re.compile(r"\bthese are course equivalencies\b", re.IGNORECASE), re.compile("")),
    (
        re.compile(r"\belective courses in social sciences and humanities studies\b", re.IGNORECASE),
        re.compile(r"STUDIES$"),
    ),
)
_BINDING = re.compile(
    r"\bGPA\b|\bletter grade\b|\bgrade of\b|\bminimum grade\b|\bC-|\bpass(?:ed)? the\b", re.IGNORECASE
)

DOUBT_CHOICE = "its general text chooses among these courses, its template does not say how many are needed"
DOUBT_HEADING = "a heading above another group says that what follows is recommended; this group may be meant too"
DOUBT_REPEAT = "a course is listed twice here, so these are probably alternatives, which the template does not say"
DOUBT_OPTIONAL = "its general text calls these courses not required, its template lists them like the others"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the general texts change: nothing is required; menus (by title); sentences that bear on courses.

    A choice is the number that a sentence names, the words after it, and the sentence.
    """

    optional: bool
    menus: tuple[re.Pattern[str], ...]
    choices: tuple[tuple[int, str, str], ...]
    waived: tuple[str, ...]
    binding: int


def read_texts(agreement: Agreement) -> Reading:
    """Return how the general texts of an agreement bear on its template."""
    sentences = [part for text in agreement.texts for part in _SENTENCE.split(text)]
    waived = [part for part in sentences if _NOT_REQUIRED.search(part) and not _FOR_TRANSFER.search(part)]
    return Reading(
        optional=any(_WHOLE.search(text) for text in agreement.texts),
        menus=tuple(titles for menu, titles in _MENUS if any(menu.search(text) for text in agreement.texts)),
        choices=tuple(choice for part in sentences for choice in _choices(part)),
        waived=tuple(waived),
        binding=sum(bool(_BINDING.search(text)) for text in agreement.texts),
    )


def _choices(sentence: str) -> Iterator[tuple[int, str, str]]:
    for match in _CHOICE.finditer(sentence):
        number = _NUMERALS.index(match[1].lower()) + 1 if match[1] else 0
        yield number, sentence[match.start() : match.start() + _WINDOW].split(" as well as ", maxsplit=1)[0], sentence


def doubt_about(group: Group, section: Section, reading: Reading) -> str | None:
    """Return why it is not certain that every row of a section without a number is required, or None.

    Only groups that state no number themselves are in question.
    """
    if section.amount is not None or (group.instruction is not None and group.instruction.amount is not None):
        return None
    named = _codes(section)
    if any(_mentions(section, sentence, sentence) == set(named) for sentence in reading.waived):
        return DOUBT_OPTIONAL
    if len(named) != len(set(named)):
        return DOUBT_REPEAT
    if len(section.rows) < 2 or group.instruction is not None:
        return None
    if any(titles.search(group.title or "") for titles in reading.menus):
        return DOUBT_CHOICE
    if any(len(_mentions(section, words, sentence)) > max(n, 1) for n, words, sentence in reading.choices):
        return DOUBT_CHOICE
    return DOUBT_REPEAT if _shares_courses(group, section) else None


def _codes(section: Section) -> list[str]:
    return [course.code for row in section.rows for cell in row.cells for course in cell.receiver.courses]


def _mentions(section: Section, words: str, sentence: str) -> set[str]:
    """Return the section's courses whose number stands in the words, where the sentence names their subject."""
    numbers = set(_NUMBER.findall(words))
    small = sentence.casefold()
    courses = [course for row in section.rows for cell in row.cells for course in cell.receiver.courses]
    return {
        course.code
        for course in courses
        if course.number in numbers and (course.prefix in sentence or course.subject.casefold() in small)
    }


def _shares_courses(group: Group, section: Section) -> bool:
    others = {code for other in group.sections if other is not section for code in _codes(other)}
    return not others.isdisjoint(_codes(section))
