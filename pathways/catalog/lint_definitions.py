"""Are definitions and policies what they claim to be?  Codes C001, C002, C007, C009, C010, C011, C012 and C014."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Tree, node_filters
from pathways.catalog.lint_references import sources_of
from pathways.catalog.names import did_you_mean
from pathways.catalog.naming import named_in, named_in_node
from pathways.errors import Finding
from pathways.model.base import Validity
from pathways.model.credential import Credential, CredentialKind
from pathways.model.filter import Filter
from pathways.model.policy import RecognitionPolicy
from pathways.model.requirement import named_path, walk

_SMALL = frozenset({CredentialKind.MICRO_CREDENTIAL, CredentialKind.BADGE, CredentialKind.CERTIFICATE})
_LEAST_WEEKS = Fraction(1)
_MOST_WEEKS = Fraction(52)


def definitions(known: Known) -> Iterator[Finding]:
    """Yield what is wrong with single definitions and policies."""
    yield from _competencies_once(known)
    yield from _editions(known)
    for key, credential in known.catalog.credentials.items():
        yield from _sourced(key, credential)
        yield from _profile(key, credential)
        yield from _supersedes(known, key, credential)
        yield from _sharing_paths(key, credential)
    for key, policy in known.catalog.policies.items():
        yield from _systems(known, key, policy)
    yield from _block_paths(known)
    yield from _dead_ends(known)


def overlap(first: Validity, second: Validity) -> bool:
    """Return whether some day lies in both periods.

    >>> import datetime as dt
    >>> early = Validity(until=dt.date(2026, 1, 1))
    >>> overlap(early, Validity(begin=dt.date(2026, 1, 1))), overlap(early, Validity())
    (False, True)
    """
    if first.is_empty or second.is_empty:
        return False
    begins = [day for day in (first.begin, second.begin) if day is not None]
    ends = [day for day in (first.until, second.until) if day is not None]
    return not begins or not ends or max(begins) < min(ends)


def _competencies_once(known: Known) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for key, framework in known.catalog.frameworks.items():
        for place, item in enumerate(framework.competencies):
            if item.id in first:
                words = f"has a competency {item.id!r}, which framework {first[item.id]!r} has already"
                yield note("C001", "frameworks", key, words, ("competencies", place, "id"))
            first.setdefault(item.id, key)


def _editions(known: Known) -> Iterator[Finding]:
    for name in dict.fromkeys(item.id for item in known.catalog.credentials.values()):
        editions = known.catalog.editions(name)
        for place, second in enumerate(editions):
            first = next((item for item in editions[:place] if overlap(item.valid, second.valid)), None)
            if first is not None:
                yield _both_in_force(first, second)


def _both_in_force(first: Credential, second: Credential) -> Finding:
    since = max((day for day in (first.valid.begin, second.valid.begin) if day), default=None)
    when = f"from {since}" if since else "always"
    words = f"is in force at the same time as {first.key!r} ({when})"
    hint = f"Give {first.key!r} an 'until' on the day on which {second.key!r} begins."
    return note("C007", "credentials", second.key, words, ("valid",), hint=hint)


def _sourced(key: str, credential: Credential) -> Iterator[Finding]:
    if credential.requirement is not None and credential.source is None:
        hint = "Add 'source' with at least a title."
        words = "states requirements without saying where they come from"
        yield note("C010", "credentials", key, words, hint=hint, severity="warning")


def _profile(key: str, credential: Credential) -> Iterator[Finding]:
    weeks = credential.weeks
    micro = credential.kind is CredentialKind.MICRO_CREDENTIAL
    if micro and weeks is not None and not _LEAST_WEEKS <= weeks <= _MOST_WEEKS:
        words = f"takes {weeks} weeks; a micro-credential takes 1 to 52"
        hint = "Check the weeks, or give it another kind."
        yield note("C011", "credentials", key, words, ("weeks",), hint=hint, severity="warning")


def _supersedes(known: Known, key: str, credential: Credential) -> Iterator[Finding]:
    name = credential.supersedes
    if name is None or known.has("credentials", name) or known.has("credentials", f"{credential.id}@{name}"):
        return
    words = f"supersedes {name!r}, which this catalog does not contain"
    hint = known.hint("credentials", name)
    yield note("C002", "credentials", key, words, ("supersedes",), hint=hint, severity="warning")


def paths_of(credential: Credential) -> tuple[str, ...]:
    """Return the path of every requirement of a credential; none without a requirement."""
    return () if credential.requirement is None else tuple(path for path, _ in walk(credential.requirement))


def _sharing_paths(key: str, credential: Credential) -> Iterator[Finding]:
    known = paths_of(credential) if credential.sharing else ()
    for number, rule in enumerate(credential.sharing):
        for place, path in enumerate(rule.between):
            if named_path(known, path) is None:
                words = f"shares learning with {path!r}, which is none of its requirements"
                parts = ("sharing", number, "between", place)
                yield note("C014", "credentials", key, words, parts, hint=did_you_mean(path, known))


def _block_paths(known: Known) -> Iterator[Finding]:
    for key, rule in known.catalog.equivalences.items():
        if rule.target.block is None:
            continue
        reference, _, path = rule.target.block.partition("#")
        name, _, edition = reference.partition("@")
        editions = [item for item in known.catalog.editions(name) if not edition or item.edition == edition]
        paths = [path for item in editions for path in paths_of(item)]
        if editions and path not in paths:
            words = f"counts as the block {path!r}, which is no requirement of {reference!r}"
            yield note("C014", "equivalences", key, words, ("to", "block"), hint=did_you_mean(path, paths))


def _systems(known: Known, key: str, policy: RecognitionPolicy) -> Iterator[Finding]:
    """A rate into another system than the organization's own would never be used."""
    own = known.credit_system(policy.organization)
    for place, factor in enumerate(policy.conversion.factors if policy.conversion else ()):
        if own is not None and factor.to_system != own and known.has("credit-systems", factor.to_system):
            words = f"converts into {factor.to_system!r}, but its organization counts in {own!r}"
            yield note("C012", "policies", key, words, ("conversion", "factors", place, "to_system"))


def _dead_ends(known: Known) -> Iterator[Finding]:
    """Small credentials that no requirement, rule or policy names, and whose parts count nowhere else either."""
    small = {key: item for key, item in known.catalog.credentials.items() if item.kind in _SMALL}
    if not small:
        return
    named = _named(known)
    kinds = {kind for tree in known.trees for source in _filters(tree) for kind in source.kind}
    for key, item in small.items():
        by_kind = not kinds.isdisjoint({item.kind.value, "credential"})
        if item.id not in named and key not in named and not by_kind and not _parts_count(known, item, named):
            hint = "Name it in a requirement, an equivalence or a policy's joint rule."
            words = f"({item.title}) leads nowhere: nothing in this catalog names it"
            yield note("C009", "credentials", key, words, hint=hint, severity="hint")


def _parts_count(known: Known, item: Credential, named: set[str]) -> bool:
    """Return whether a course of its own counts in another credential, or a competency of its own is asked for."""
    if not named.isdisjoint(held.competency for held in item.competencies):
        return True
    own = {item.id, item.key}
    parts = named_in(item.requirement)
    return any(known.catalog.components.get(name, frozenset()) - own for name in parts.courses + parts.credentials)


def _named(known: Known) -> set[str]:
    """Return the credentials and competencies that requirements, rules and policies name."""
    named: set[str] = set()
    for tree in known.trees:
        for item in tree.nodes:
            found = named_in_node(item.node)
            named.update(found.credentials + found.competencies)
    for rule in known.catalog.equivalences.values():
        named.update(item.credential for item, _ in sources_of(rule) if item.credential is not None)
    for policy in known.catalog.policies.values():
        if policy.joint is not None:
            every = known.catalog.credentials.keys() if not policy.joint.credentials else policy.joint.credentials
            named.update(every)
    return named


def _filters(tree: Tree) -> Iterator[Filter]:
    for item in tree.nodes:
        yield from (source for source, _ in node_filters(item))
