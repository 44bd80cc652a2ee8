"""What is there to do?  The words for taking, sitting, claiming, with the price and whether anybody vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.language.words import Say, msg

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "section": msg("course"),
        "challenge_exam": msg("exam"),
        "prior_learning_assessment": msg("assessment"),
        "recognition_application": msg("application"),
        "award": msg("award to claim"),
    }
)
"""The word for each kind of thing to do."""

DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "section": msg("Take {title}"),
        "challenge_exam": msg("Sit the exam for {title}"),
        "prior_learning_assessment": msg("Have {title} assessed"),
        "recognition_application": msg("Apply for {title}"),
        "award": msg("Claim {title}"),
    }
)
"""What is said to somebody who is to do it."""

DELIVERIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "face_to_face": msg("face to face"),
        "online": msg("online"),
        "hybrid": msg("partly online"),
        "self_paced": msg("at one's own pace"),
    }
)


def deed(say: Say, kind: str, title: str) -> str:
    """Return what to do in a few words, such as ``Take MAT1001 Mathematics for Technology``."""
    return say(DEEDS[kind], title=title)


def price(say: Say, cost: Fraction | None, currency: str | None, *, claim: bool = False) -> str:
    """Return a price with its currency; a star behind it says that nobody vouches for it."""
    if cost is None:
        return say("no price stated")
    return say.money(cost, currency) + ("*" if claim and cost else "")


def is_claim(catalog: Catalog, offering: str | None) -> bool:
    """Return whether no source is named for the price of an offering."""
    known = catalog.offerings.get(offering or "")
    return known is not None and known.source is None


def sentence(say: Say, words: str) -> str:
    """Return words of the engine as a sentence, in the reader's language.

    >>> sentence(Say("en"), "at most 2 courses a term")
    'At most 2 courses a term.'
    """
    said = say.engine(words)
    return f"{said[:1].upper()}{said[1:]}" + ("" if said.endswith((".", "!", "?")) else ".")
