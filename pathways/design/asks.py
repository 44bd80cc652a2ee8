"""What does this requirement ask, in words?  One node at a time, as somebody would read it aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from pathways.catalog.collection import Catalog
from pathways.completion.rules import words_of_used
from pathways.model.exact import format_exact
from pathways.model.filter import Filter, Range
from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Node,
    Requirement,
    Statement,
    UsedLeaf,
)


def asked_in_words(catalog: Catalog, node: Requirement) -> str:
    """Return what a requirement asks by itself, with its modifiers.

    >>> from pathways.catalog.collection import Catalog
    >>> pool = CreditPool.model_validate({"credits": 6, "from": {"subject": ["DAN"], "level": {"min": 3}}})
    >>> asked_in_words(Catalog(), pool)
    'at least 6 credits of learning in DAN at level 3 or above'
    """
    return ", ".join([_plain(catalog, node), *_modifiers(catalog, node)])


def _plain(catalog: Catalog, node: Requirement) -> str:
    match node:
        case AllOf():
            return f"all of {len(node.children)}"
        case AnyOf():
            return f"one of {len(node.children)}"
        case AtLeast():
            return _at_least(node)
        case CourseLeaf() | CredentialLeaf() | CompetencyLeaf():
            return _named(catalog, node)
        case CreditPool() | CoursePool():
            return _pool(catalog, node)
        case UsedLeaf():
            return f"{words_of_used(node)}: {filter_in_words(catalog, node.source)}"
        case AfterTransfer():
            return f"after transfer: {node.what}"
        case Statement():
            return f"a person decides: {node.text}"
        case _:
            assert_never(node)


def _at_least(node: AtLeast) -> str:
    number, below = format_exact(node.n), len(node.children)
    if node.counting == "requirements":
        return f"at least {number} of {below}"
    words = f"at least {number} {node.counting} from {below} groups together"
    if node.distinct is not None and node.distinct.min is not None:
        words += f", from at least {node.distinct.min} of them"
    if node.distinct is not None and node.distinct.max is not None:
        words += f", from at most {node.distinct.max} of them"
    return words + (f", at least {node.each} items from each that counts" if node.each is not None else "")


def _named(catalog: Catalog, node: CourseLeaf | CredentialLeaf | CompetencyLeaf) -> str:
    match node:
        case CourseLeaf():
            return f"the course {name_of(catalog, node.course)}"
        case CredentialLeaf():
            return f"the credential {name_of(catalog, node.credential)}"
        case CompetencyLeaf():
            level = f" at level {node.level}" if node.level is not None else ""
            return f"the ability {name_of(catalog, node.competency)}{level}"


def _pool(catalog: Catalog, node: CreditPool | CoursePool) -> str:
    credit = isinstance(node, CreditPool)
    number = format_exact(node.n) if isinstance(node, CreditPool) else str(node.n)
    most = "" if node.up_to is None else f" and at most {format_exact(node.up_to) if credit else node.up_to}"  # type: ignore[arg-type]
    what = "credits of learning" if credit else "courses or credentials"
    return f"at least {number}{most} {what} {filter_in_words(catalog, node.source)}".rstrip()


def name_of(catalog: Catalog, reference: str) -> str:
    """Return the title of a course (with its code), credential or competency; the reference where nobody knows it.

    A bare id of a credential in several editions stands for any of them, so it is told by its id.
    """
    course = catalog.courses.get(reference)
    if course is not None:
        return course.full_title
    known = [item for item in catalog.editions(reference.partition("@")[0]) if reference in (item.id, item.key)]
    if len(known) == 1:
        return known[0].title
    competency = catalog.competencies.get(reference)
    return competency.title if competency is not None else reference


def filter_in_words(catalog: Catalog, source: Filter) -> str:
    """Return what a filter admits, in words that follow "learning"; of choice where it admits everything."""
    parts = list(_parts(catalog, source))
    parts += [filter_in_words(catalog, part) for part in source.all]
    if source.any:
        parts.append("either " + " or ".join(filter_in_words(catalog, part) for part in source.any))
    if source.exclude is not None:
        parts.append(f"but not {filter_in_words(catalog, source.exclude)}")
    return " ".join(parts) or "of choice"


def _parts(catalog: Catalog, source: Filter) -> Iterator[str]:
    homes = (catalog.organizations[name].title if name in catalog.organizations else name
             for name in source.organization)  # fmt: skip
    yield from _listed("of the kind", (kind.replace("_", " ") for kind in source.kind))
    yield from _listed("in", source.subject)
    yield from _listed("with the code", source.code)
    yield from _range("numbered", source.number)
    yield from _range("at level", source.level)
    yield from _listed("from", homes)
    yield from _listed("marked", (*source.tag, *source.attribute) if not (source.tag and source.attribute) else ())
    if source.tag and source.attribute:
        yield from _listed("marked", source.tag)
        yield from _listed("and marked", source.attribute)
    yield from _listed("that shows", (name_of(catalog, name) for name in source.competency))
    yield from _listed("namely", (name_of(catalog, name) for name in (*source.course, *source.credential)))
    yield from _listed("that is part of", (name_of(catalog, name) for name in source.component_of))
    yield from _listed("earned as", (word.replace("_", " ") for word in source.source))


def _listed(words: str, names: Iterable[str]) -> Iterator[str]:
    told = tuple(names)
    if told:
        yield f"{words} {' or '.join(told)}"


def _range(words: str, bounds: Range | None) -> Iterator[str]:
    if bounds is None:
        return
    if bounds.min is not None and bounds.max is not None:
        yield f"{words} {format_exact(bounds.min)} to {format_exact(bounds.max)}"
    elif bounds.min is not None:
        yield f"{words} {format_exact(bounds.min)} or above"
    elif bounds.max is not None:
        yield f"{words} {format_exact(bounds.max)} or below"


def _modifiers(catalog: Catalog, node: Node) -> Iterator[str]:
    if node.min_grade is not None:
        yield f"with a grade of at least {node.min_grade.grade}"
    if node.max_age_years is not None:
        yield f"not older than {format_exact(node.max_age_years)} years"
    for cap in node.caps:
        most = f"{format_exact(cap.credits)} credits" if cap.credits is not None else f"{cap.items} items"
        yield f"at most {most} of learning {filter_in_words(catalog, cap.source)}"
    if node.level_minimum is not None:
        least, level = node.level_minimum.credits, node.level_minimum.level
        yield f"at least {format_exact(least)} credits of it at level {format_exact(level)} or above"
    if node.min_gpa is not None:
        yield f"with a grade-point average of at least {format_exact(node.min_gpa)}"
