"""Which words stand for each other?  Counted in the titles of both sides of published rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from pathways.matching.lexicon import Lexicon
from pathways.matching.listing import Listing
from pathways.matching.precedents import Precedent
from pathways.matching.text import meeting

APART: Final = 3
LEAST_PAIRS: Final = 5
LEAST_RECEIVERS: Final = 3
LEAST_SHARE: Final = 0.06
KEPT: Final = 4
"""How many words of a title may be lost, how many titles and receivers must agree, in which share of the rules, and
how many words are kept for one."""


def lexicon_of(rules: Iterable[Precedent], listings: Mapping[str, Listing]) -> Lexicon:
    """Return the words that stand for each other, the likeliest first."""
    seen, pairs = Counter[str](), Counter[tuple[str, str]]()
    receivers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mine, theirs, receiver in _titles(rules, listings):
        seen.update(mine)
        lost, new = _apart(mine, theirs), _apart(theirs, mine)
        if 0 < len(lost) <= APART and 0 < len(new) <= APART:
            for word in lost:
                for other in new:
                    pairs[word, other] += 1
                    receivers[word, other].add(receiver)
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (word, other), count in pairs.items():
        enough = count >= LEAST_PAIRS and len(receivers[word, other]) >= LEAST_RECEIVERS
        if enough and count / seen[word] >= LEAST_SHARE:
            found[word].append((round(count / seen[word], 2), other))
    return {
        word: {other: share for share, other in sorted(shares, key=lambda pair: (-pair[0], pair[1]))[:KEPT]}
        for word, shares in sorted(found.items())
    }


def _titles(
    rules: Iterable[Precedent], listings: Mapping[str, Listing]
) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Return each pair of titles once for a receiver."""
    given = (one for one in rules if one.answer.kind == "course" and one.answer.value in listings)
    pairs = ((listings[one.source].words, listings[one.answer.value].words, one.receiver) for one in given)
    return sorted(set(pairs))


@cache
def _apart(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, numbers left out, that meet no word of the other title."""
    meets = meeting(theirs)
    return tuple(word for word in mine if not word.isdigit() and not meets(word))
