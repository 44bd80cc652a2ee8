"""Whose badges does somebody accept, and for what?  The list of issuers, in YAML or JSON; every finding with its line.

A document holds ``title``, optional ``as_of``, and ``issuers``, with an optional ``schema: pathways/issuers/1``.
Beside a catalogue, whatever a list names and the catalogue does not contain is told as well.  A list of known issuers
as others publish it (:mod:`pathways.formats.known_issuers`) is read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pathways.catalog.collection import Catalog
from pathways.catalog.lint_known import Known, noun
from pathways.catalog.lint_paths import Part, path_parts, path_text
from pathways.errors import CatalogError, Finding, Where
from pathways.formats.documents import LineFinder, parse_file
from pathways.formats.invalid import problems_of
from pathways.formats.known_issuers import is_known_issuers, of_known_issuers
from pathways.formats.problems import brief, in_file, problem, refusal, refusals, shown
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.base import Validity
from pathways.model.issuers import ISSUERS_SCHEMA, IssuedAward, Issuer, IssuerRegistry

_Parts = tuple[Part, ...]
_LOST = "A badge would be matched to nothing, and its credit would be lost in silence."
_NEVER = "Nothing that it awarded would ever be accepted."
_TWO = "Which of the two the badge is would be for nobody to say, so it would be neither."
_COMPARED = 20
"""With how many earlier awards of one name a later one is compared."""
_KNOWN = "A list of known issuers maps a DID to the name, place and page of an issuer."
_SHAPE = "A list of issuers maps 'title' and 'issuers' to what its owner accepts."


def load_issuers(path: Path, *, catalog: Catalog | None = None, limits: Limits | None = None) -> IssuerRegistry:
    """Return the list of issuers at ``path`` (.yaml, .yml or .json), sound in itself and beside ``catalog``, if given.

    Raises FormatError (the file cannot be read as what it claims to be: F001 to F005, F008, F011, F012) or CatalogError
    (C002 names what the catalogue does not contain, C006 ends before it begins, E001 one award is two things), with
    everything that was found.
    """
    bounds = limits or Limits()
    file = Path(path)
    check_file(file)
    if file.suffix.lower() not in (".yaml", ".yml", ".json"):
        message = f"{file.suffix or 'a file without suffix'} is not read as a list of issuers"
        raise refusal("F008", message, where=Where(shown(file)), hint="Use .yaml or .json.")
    lines = LineFinder(bounds)
    registry = _validated(file, bounds, lines)
    found = [_placed(one, file, lines) for one in check_issuers(registry, catalog)]
    if found:
        raise CatalogError(found[0].code, found[0].message, findings=tuple(found))
    return registry


def _validated(file: Path, limits: Limits, lines: LineFinder) -> IssuerRegistry:
    parsed = parse_file(file, limits)
    findings = list(in_file(parsed.findings, shown(file)))
    document = parsed.value
    if not isinstance(document, dict):
        where = Where(shown(file), parsed.first_line)
        findings.append(problem("F003", f"expected a mapping, found {brief(document)}", where=where, hint=_SHAPE))
        raise refusals(findings)
    if is_known_issuers(document):
        document, odd = of_known_issuers(document, file.stem)
        for one in odd:
            where = Where(shown(file), lines.line(file, one.parts), path_text(one.parts))
            findings.append(problem("F003", one.words, where=where, hint=_KNOWN))
    findings.extend(_schema(document, file, lines))
    document = {key: value for key, value in document.items() if key != "schema"}
    try:
        registry = IssuerRegistry.model_validate(document)
    except ValidationError as error:
        for item in problems_of(error, IssuerRegistry, document):
            where = Where(shown(file), lines.line(file, item.parts), path_text(item.parts) or None)
            findings.append(problem(item.code, item.message, where=where, hint=item.hint))
        raise refusals(findings) from None
    if findings:
        raise refusals(findings)
    return registry


def _schema(document: dict[Any, Any], file: Path, lines: LineFinder) -> Iterator[Finding]:
    schema = document.get("schema", ISSUERS_SCHEMA)
    if schema != ISSUERS_SCHEMA:
        where = Where(shown(file), lines.line(file, ("schema",)), "schema")
        hint = f"This version reads {ISSUERS_SCHEMA!r}."
        yield problem("F003", f"unknown schema {brief(schema)}", where=where, hint=hint)


def _placed(finding: Finding, file: Path, lines: LineFinder) -> Finding:
    path = finding.where.path or ""
    return replace(finding, where=Where(shown(file), lines.line(file, path_parts(path)), path or None))


def check_issuers(registry: IssuerRegistry, catalog: Catalog | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a list of issuers, in document order; with ``catalog`` also what that does not contain.

    ``where.path`` is the place in the document, ``subject`` the id of the issuer.
    """
    known = None if catalog is None else Known(catalog)
    found: list[Finding] = []
    for number, issuer in enumerate(registry.issuers):
        parts: _Parts = ("issuers", number)
        found.extend(_windows(issuer, parts))
        found.extend(_two_things(issuer, parts))
        if known is not None:
            found.extend(_dangling(issuer, parts, known))
    return tuple(found)


def _finding(code: str, words: str, issuer: Issuer, parts: _Parts, *, why: str, hint: str) -> Finding:
    message = f"issuer {issuer.id!r} {words}"
    bare = problem(code, message, where=Where(path=path_text(parts)), hint=hint, subject=issuer.id)
    return replace(bare, why=why)


def _windows(issuer: Issuer, parts: _Parts) -> Iterator[Finding]:
    hint = "'until' is the day after the last one; write 'last_day' where your source names that."
    for place, valid in _validities(issuer, parts):
        if valid.is_empty:
            words = f"is listed until {valid.until} but only from {valid.begin}"
            yield _finding("C006", words, issuer, place, why=_NEVER, hint=hint)


def _validities(issuer: Issuer, parts: _Parts) -> Iterator[tuple[_Parts, Validity]]:
    yield (*parts, "valid"), issuer.valid
    for number, award in enumerate(issuer.awards):
        yield (*parts, "awards", number, "valid"), award.valid


def _two_things(issuer: Issuer, parts: _Parts) -> Iterator[Finding]:
    """Yield awards that one name finds at one time, and that are different things."""
    named: dict[tuple[int, str], list[int]] = {}
    for number, award in enumerate(issuer.awards):
        earlier = named.setdefault(_surest(award), [])
        clash = next((one for one in earlier if _differ(issuer.awards[one], award)), None)
        if clash is not None:
            things = (brief(one.credential or one.course or "nothing here") for one in (issuer.awards[clash], award))
            words = f"awards {' and '.join(things)} under one name, {brief(_surest(award)[1])}, at one time"
            hint = "Give each its own name, or say until when the first and from when the second holds."
            yield _finding("E001", words, issuer, (*parts, "awards", number), why=_TWO, hint=hint)
        if len(earlier) < _COMPARED:
            earlier.append(number)


def _surest(award: IssuedAward) -> tuple[int, str]:
    """Return the name by which an award is found first, and of which sort it is."""
    names = (award.achievement, award.code, award.alignment)
    return next((place, name) for place, name in enumerate(names) if name)


def _differ(first: IssuedAward, second: IssuedAward) -> bool:
    same = (first.credential, first.course) == (second.credential, second.course)
    return not same and _overlap(first.valid, second.valid)


def _overlap(first: Validity, second: Validity) -> bool:
    begins = [one.begin for one in (first, second) if one.begin is not None]
    return not begins or (first.holds_on(max(begins)) and second.holds_on(max(begins)))


def _dangling(issuer: Issuer, parts: _Parts, known: Known) -> Iterator[Finding]:
    for section, name, place in _references(issuer, parts):
        if name is not None and not known.has(section, name):
            words = f"names the {noun(section)} {name!r}, which this catalog does not contain"
            yield _finding("C002", words, issuer, place, why=_LOST, hint=known.hint(section, name))


def _references(issuer: Issuer, parts: _Parts) -> Iterator[tuple[str, str | None, _Parts]]:
    yield "organizations", issuer.organization, (*parts, "organization")
    for number, award in enumerate(issuer.awards):
        yield "credentials", award.credential, (*parts, "awards", number, "credential")
        yield "courses", award.course, (*parts, "awards", number, "course")
    for number, receiving in enumerate(issuer.recognized_by):
        yield "organizations", receiving, (*parts, "recognized_by", number)
