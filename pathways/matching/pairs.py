"""Which pair do these words name?  Learning and receiving organization as the queue writes them, such as in addresses.

``course hill-M20 -> lakeside``; behind it ``for`` and programs, where a decision holds for these only.  Learning that
is decided about together is joined by ``with``: ``credential viz with credential sql -> lakeside``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from pydantic import ValidationError

from pathways.errors import QuestionError
from pathways.matching.decided import settled
from pathways.model.base import Noun
from pathways.model.decision import Learning, Pair

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog

NounT = TypeVar("NounT", bound=Noun)

_PAIR: Final = re.compile(r"(?P<learning>.+?) -> (?P<at>.+?)(?: for (?P<programs>.+))?")
_WITH: Final = re.compile(r" with (?=(?:course|credential|occupation|competency|code) )")
_LEARNING: Final = re.compile(r"(?P<kind>course|credential|occupation|competency|code) (?P<name>.+)")


def pair_of(words: str, catalog: Catalog) -> Pair:
    """Return the pair that the queue names so, a course by its id where the catalogue knows it.

    Raises QuestionError U003 where the words name none, UnknownIdError U001 for an organization or a program.
    """
    found = _PAIR.fullmatch(words.strip())
    if found is None:
        nonsense(f"{words[:80]!r} names no pair", "Write it as the queue does: course hill-M20 -> lakeside.")
    programs = tuple(name.strip() for name in (found["programs"] or "").split(",") if name.strip())
    receiving = catalog.organization(found["at"]).id
    for name in programs:
        catalog.credential(name)
    first, *others = (learning_of(each) for each in _WITH.split(found["learning"]))
    about = {"learning": first, "together": tuple(others), "receiving": receiving, "credentials": programs}
    return settled(catalog, valid(Pair, about))


def learning_of(words: str) -> Learning:
    """Return the learning that words name, such as ``code hill MATH 20A``.  Raises QuestionError U003."""
    found = _LEARNING.fullmatch(words.strip())
    if found is None:
        nonsense(f"{words[:80]!r} names no learning", "Begin with course, code, credential, occupation or competency.")
    kind, name = found["kind"], found["name"]
    if kind == "code":
        organization, _, code = name.partition(" ")
        return valid(Learning, {"organization": organization, "code": code or None})
    shown, _, level = name.rpartition(" at ")
    if kind == "competency" and shown and level.isdecimal():
        return valid(Learning, {"competency": shown, "level": level})
    return valid(Learning, {kind: name})


def valid(noun: type[NounT], values: dict[str, Any]) -> NounT:
    """Return the noun of these values.  Raises QuestionError U003 with all that contradicts itself."""
    try:
        return noun.model_validate(values)
    except ValidationError as error:
        told = "; ".join(str(each["msg"]).removeprefix("Value error, ") for each in error.errors())
        nonsense(told, "See pathways decide --help.")


def nonsense(message: str, hint: str) -> NoReturn:
    """Raise QuestionError U003."""
    raise QuestionError("U003", message, hint=hint)
