"""What does a part of one credential count as in another?  As the catalogue's rules say; silence is told as such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.design.asks import name_of
from pathways.model.credential import Credential
from pathways.model.design_documents import Correspondence
from pathways.model.equivalence import Equivalence
from pathways.model.requirement import CourseLeaf, CredentialLeaf, walk
from pathways.recognition.rules import Rule, RuleBook, in_words


def correspondences(
    book: RuleBook, earlier: Credential, later: Credential, as_of: dt.date
) -> tuple[Correspondence, ...]:
    """Return for each course or credential that the earlier tree names what it counts as in the later, in order."""
    found: list[Correspondence] = []
    for path, node in walk(earlier.requirement) if earlier.requirement is not None else ():
        if isinstance(node, CourseLeaf | CredentialLeaf):
            name = node.course if isinstance(node, CourseLeaf) else node.credential
            found.append(_of(book, path, name, later, as_of))
    return tuple(found)


def _of(book: RuleBook, path: str, name: str, later: Credential, as_of: dt.date) -> Correspondence:
    title, named = name_of(book.catalog, name), named_in(later.requirement)
    if name in (*named.courses, *named.credentials):
        words = f"{title} stands in both"
        return Correspondence(part=name, title=title, path=path, kind="same", counts_as=(name,), words=words)
    rules = sorted(_speaking(book, name, later, as_of), key=lambda rule: (rule.equivalence.target.is_no, rule.id))
    if not rules:
        return Correspondence(
            part=name, title=title, path=path, kind="unsaid", words=f"{title}: no rule says what it counts as"
        )
    return _by_rule(book.catalog, path, name, title, rules[0])


def _speaking(book: RuleBook, name: str, later: Credential, as_of: dt.date) -> Iterator[Rule]:
    """Yield the agreed rules that name a part alone or with others, for what the later credential names."""
    for rule in book.from_source(name):
        fits = rule.receiving == later.organization and rule.in_scope(later) and rule.status == "agreed"
        if fits and rule.valid.holds_on(as_of) and (rule.equivalence.target.is_no or _reaches(rule, later)):
            yield rule


def _reaches(rule: Rule, later: Credential) -> bool:
    target, named = rule.equivalence.target, named_in(later.requirement)
    if target.block is not None:
        return target.block.partition("#")[0] in (later.id, later.key)
    return not target.courses or not set(target.courses).isdisjoint(named.courses)


def _by_rule(catalog: Catalog, path: str, name: str, title: str, rule: Rule) -> Correspondence:
    equivalence = rule.equivalence
    kind = _kind(equivalence)
    told = _target_names(catalog, equivalence)
    parts = [f"{title} counts as {' and '.join(told)}" if told else f"{title} counts as nothing there"]
    if in_words(equivalence.sources) != name:
        parts.append(f"together with what the rule asks for besides: {in_words(equivalence.sources)}")
    parts += [condition.text for condition in equivalence.conditions]
    parts += [equivalence.note] if equivalence.note else []
    return Correspondence(
        part=name,
        title=title,
        path=path,
        kind=kind,
        counts_as=told,
        rule=rule.id,
        words="; ".join(parts),
        source=rule.source,
    )


def _kind(rule: Equivalence) -> Literal["total", "partial", "conditional", "none"]:
    if rule.target.is_no:
        return "none"
    if rule.coverage is not None and rule.coverage < 1:
        return "partial"
    return "conditional" if any(not condition.encoded for condition in rule.conditions) else "total"


def _target_names(catalog: Catalog, rule: Equivalence) -> tuple[str, ...]:
    target = rule.target
    if target.is_no:
        return ()
    if target.block is not None:
        return (target.block.partition("#")[2],)
    if target.courses:
        return tuple(name_of(catalog, course) for course in target.courses)
    return (target.kind.replace("_", " "), *target.areas)
