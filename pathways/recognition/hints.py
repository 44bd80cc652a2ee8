"""Could a chain of rules help?  A->B->C as a hint with witnesses, loss and veto; never granted.

Source: semantics 9; on real rules a chain with one witness is right about one time in three, with six nearly always.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from pathways.recognition.rules import Rule, RuleBook
from pathways.recognition.types import Hint, Line

Chain = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...], Fraction | None, Fraction | None]
"""A hint without its line: target, witnesses, rules, the likely and the greatest worth."""


def chains(book: RuleBook, course: str, receiving: str) -> tuple[Chain, ...]:
    """Return the targets that two-hop chains suggest, most witnesses first; none where a published *no* vetoes.

    A witness is an institution in the middle; several rules through one institution are one witness.
    """
    own = book.from_source(course)
    if any(rule.receiving == receiving and rule.equivalence.target.kind in _VETO for rule in own):
        return ()
    links: dict[str, list[tuple[str, Rule, Rule]]] = defaultdict(list)
    for first in own:
        if not _direct(first) or first.receiving in (receiving, None):
            continue
        for second in book.from_source(first.equivalence.target.courses[0]):
            if second.receiving == receiving and _direct(second):
                target = second.equivalence.target.courses[0]
                links[target].append((str(first.receiving), first, second))
    found = (_chain(target, group) for target, group in links.items())
    return tuple(sorted(found, key=lambda chain: (-len(chain[1]), chain[0])))


def chained_hints(line: Line, found: tuple[Chain, ...]) -> tuple[Hint, ...]:
    """Return the chains as hints about the line."""
    return tuple(Hint(line.id, *chain) for chain in found)


_VETO = ("course", "courses", "none_here", "only_at_receiver", "denied", "subject_elective", "general_elective")
"""Where the receiving organization itself has spoken, a chain has nothing to add."""


def _direct(rule: Rule) -> bool:
    """Return whether the rule is an agreed one-to-one course rule; chains go through no other."""
    equivalence = rule.equivalence
    return (
        equivalence.target.kind == "course"
        and rule.status == "agreed"
        and getattr(equivalence.sources, "course", None) is not None
    )


def _chain(target: str, links: list[tuple[str, Rule, Rule]]) -> Chain:
    witnesses = tuple(sorted({middle for middle, _, _ in links}))
    rules = tuple(sorted((first.id, second.id) for _, first, second in links))
    estimates: list[tuple[Fraction, Fraction]] = []
    for _, first, second in links:
        shares = (first.equivalence.coverage, second.equivalence.coverage)
        if shares[0] is not None and shares[1] is not None:
            estimates.append((shares[0] * shares[1], min(shares[0], shares[1])))
    best = max(estimates, default=(None, None))
    return target, witnesses, rules, best[0], best[1]
