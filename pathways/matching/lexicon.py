"""Which words stand for each other in the titles of different institutions?  Learned from published rules.

"Written Communication" is taken for "English Composition": no letters tell, rules do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

Lexicon = Mapping[str, Mapping[str, float]]
"""For each word, which words stand in its place elsewhere, and in which share of the rules."""

EXPANDED: Final = 6
"""How many words a title is widened by when it is searched."""


def translated(query: Sequence[str], other: Sequence[str], lexicon: Lexicon) -> float:
    """Return which share of a title's words another title says in words that stand for them (0 to 1).

    >>> translated(("speech",), ("public", "speaking"), {"speech": {"speaking": 0.25}})
    0.25
    """
    found = pairs_of(query, other, lexicon)
    return sum(lexicon[mine][theirs] for mine, theirs in found) / max(1, len(query))


def pairs_of(query: Sequence[str], other: Sequence[str], lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the words of a title that another title lacks, each with its likeliest word that stands for it there."""
    apart = [word for word in other if word not in query]
    lost = [word for word in query if word in lexicon and word not in other]
    stand = {word: [one for one in apart if one in lexicon[word]] for word in lost}
    return [(word, max(found, key=lexicon[word].__getitem__)) for word, found in stand.items() if found]


def widened(query: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return a title's words and the likeliest of those that stand for them."""
    found: dict[str, float] = {}
    for word in query:
        for other, share in lexicon.get(word, {}).items():
            if other not in query:
                found[other] = max(share, found.get(other, 0.0))
    return (*query, *sorted(found, key=lambda word: (-found[word], word))[:EXPANDED])
