"""Could a chain of rules help?  A->B->C as a hint with witnesses, loss and veto; never granted.

Source: semantics 9; on real rules a chain with one witness is right about one time in three, with six nearly always.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.model.course import Course
from pathways.recognition.rules import Rule, RuleBook
from pathways.recognition.types import Hint, Line


def chained_hints(catalog: Catalog, book: RuleBook, line: Line, receiving: str) -> tuple[Hint, ...]:
    """Return the targets that two-hop chains suggest, most witnesses first; none where a published *no* vetoes.

    A witness is an institution in the middle; several rules through one institution are one witness.
    """
    if not isinstance(line.definition, Course):
        return ()
    own = book.from_source(line.definition.id)
    if any(rule.receiving == receiving and rule.equivalence.target.kind in _VETO for rule in own):
        return ()
    chains: dict[str, list[tuple[str, Rule, Rule]]] = defaultdict(list)
    for first in own:
        if not _direct(first) or first.receiving in (receiving, None):
            continue
        for second in book.from_source(first.equivalence.target.courses[0]):
            if second.receiving == receiving and _direct(second):
                target = second.equivalence.target.courses[0]
                chains[target].append((str(first.receiving), first, second))
    hints = (_hint(line.id, target, links) for target, links in chains.items())
    return tuple(sorted(hints, key=lambda hint: (-len(hint.witnesses), hint.target)))


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


def _hint(line_id: str, target: str, links: list[tuple[str, Rule, Rule]]) -> Hint:
    witnesses = tuple(sorted({middle for middle, _, _ in links}))
    rules = tuple(sorted((first.id, second.id) for _, first, second in links))
    estimates: list[tuple[Fraction, Fraction]] = []
    for _, first, second in links:
        shares = (first.equivalence.coverage, second.equivalence.coverage)
        if shares[0] is not None and shares[1] is not None:
            estimates.append((shares[0] * shares[1], min(shares[0], shares[1])))
    best = max(estimates, default=(None, None))
    return Hint(line_id, target, witnesses, rules, best[0], best[1])
