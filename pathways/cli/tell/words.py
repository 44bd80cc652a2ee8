"""How are figures said?  Amounts, shares and lists in plain words that never promise more than is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pathways.model.exact import format_exact

UNITS = {
    "credit": ("credit", "credits"),
    "hours": ("hour", "hours"),
    "items": ("item", "items"),
    "blocks": ("block", "blocks"),
}


def percent(share: Fraction) -> str:
    """Return a share in percent with one decimal, rounded down, so that only the whole is 100.0 %.

    >>> percent(Fraction(7, 20)), percent(Fraction(9999, 10000)), percent(Fraction(1, 5000))
    ('35.0 %', '99.9 %', 'less than 0.1 %')
    """
    tenths = int(share * 1000)
    return "less than 0.1 %" if share and not tenths else f"{tenths // 10}.{tenths % 10} %"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "course"), count(13, "course"), count(2, "this", "these")
    ('1 course', '13 courses', '2 these')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def amount(value: Fraction, measure: str, currency: str = "") -> str:
    """Return an exact amount with its unit; a credit system counts as credits.

    >>> amount(Fraction(39), "ontario-college"), amount(Fraction(1), "items"), amount(Fraction(8, 3), "us-semester")
    ('39 credits', '1 item', '8/3 credits')
    >>> amount(Fraction(2925), "money", "USD")
    '2925 USD'
    """
    if measure == "money":
        return f"{format_exact(value)} {currency or 'in money'}"
    one, many = UNITS.get(measure, UNITS["credit"])
    return f"{format_exact(value)} {one if value == 1 else many}"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Return names in a row; of a long list the first ``most`` and how many more there are.

    >>> listed(["a", "b", "c", "d"], 2), listed(["a", "b", "c"], 2)
    ('a, b and 2 more', 'a, b, c')
    """
    if most is None or len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def sentence(words: str) -> str:
    """Return words as a sentence: a capital letter first, except in an id, and a full stop last.

    >>> sentence("it is too old"), sentence("ng-lk-1 does not hold")
    ('It is too old.', 'ng-lk-1 does not hold.')
    """
    if not words:
        return ""
    first = words.partition(" ")[0].rstrip(".,;:")
    return (words[0].upper() + words[1:] if first.isalpha() else words) + ("" if words[-1] in ".!?" else ".")


def section(name: str, number: int = 1) -> str:
    """Return the name of a section of a catalogue as people say it, in the singular for one.

    >>> section("credit-systems"), section("policies"), section("courses", 3)
    ('credit system', 'policy', 'courses')
    """
    words = name.replace("-", " ")
    if number != 1:
        return words
    return f"{words[:-3]}y" if words.endswith("ies") else words.removesuffix("s")


def sections(counts: Mapping[str, int]) -> str:
    """Return what a catalogue holds, section by section, without the empty ones.

    >>> sections({"courses": 1200, "policies": 1, "terms": 0})
    '1,200 courses, 1 policy'
    """
    return ", ".join(f"{number:,} {section(name, number)}" for name, number in counts.items() if number)
