"""Which rules speak about this learning, and what do they inherit from their agreement?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pathways.catalog.collection import Catalog
from pathways.model.base import ALWAYS, Validity
from pathways.model.credential import Credential
from pathways.model.equivalence import (
    AllSources,
    AnySource,
    ArticulationAgreement,
    ChooseSources,
    Equivalence,
    Scope,
    SourceExpression,
    SourceItem,
    source_items,
)
from pathways.model.policy import (
    AgeRule,
    ConversionRule,
    JointRule,
    PriorLearningRule,
    RecognitionPolicy,
    ReuseRule,
)

if TYPE_CHECKING:
    from pathways.recognition.receiver import Receiver


@dataclass(frozen=True, slots=True)
class Rule:
    """An equivalence with what it inherits: receiver, dates, scope, status, source."""

    equivalence: Equivalence
    receiving: str | None
    valid: Validity
    scope: Scope
    status: str
    share: str | None
    transitive: bool
    source: str

    @property
    def id(self) -> str:
        """Return the id of the equivalence."""
        return self.equivalence.id

    def in_scope(self, credential: Credential | None) -> bool:
        """Return whether the rule holds for the credential (None: for the institution at large)."""
        if self.scope.kind != "program" or not self.scope.credentials:
            return True
        return credential is not None and not {credential.id, credential.key}.isdisjoint(self.scope.credentials)


@dataclass(frozen=True)
class RuleBook:
    """The equivalences of a catalogue, found by what they start from."""

    catalog: Catalog

    @cached_property
    def _by_source(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for rule in self.catalog.equivalences.values():
            for item in source_items(rule.sources):
                for name in names_of(item):
                    found[name][rule.id] = None
        return {name: tuple(ids) for name, ids in found.items()}

    def from_source(self, name: str) -> tuple[Rule, ...]:
        """Return the rules that name this course, credential, occupation or competency as a source, by id."""
        known = self._found.get(name)
        if known is None:
            known = tuple(self.resolve(rule_id) for rule_id in self._by_source.get(name, ()))
            if known:
                self._found[name] = known
        return known

    @cached_property
    def _found(self) -> dict[str, tuple[Rule, ...]]:
        return {}

    @cached_property
    def receivers(self) -> dict[tuple[str, tuple[str, ...]], Receiver]:
        """Return who has been asked so far: organization and ids of its policies, at most each set of the catalogue."""
        return {}

    def resolve(self, rule_id: str) -> Rule:
        """Return the rule with what it inherits from its agreement."""
        known = self._resolved.get(rule_id)
        if known is None:
            known = self._resolved[rule_id] = resolve(self.catalog, self.catalog.equivalences[rule_id])
        return known

    @cached_property
    def _resolved(self) -> dict[str, Rule]:
        return {}

    def into_course(self, name: str) -> tuple[Rule, ...]:
        """Return the agreed rules that give this receiving course, by id."""
        return tuple(rule for rule in map(self.resolve, self._by_target.get(name, ())) if rule.status == "agreed")

    @cached_property
    def _by_target(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for rule in self.catalog.equivalences.values():
            for course in rule.target.courses:
                found[course].append(rule.id)
        return {name: tuple(ids) for name, ids in found.items()}

    def by_award(self, award: str) -> tuple[Rule, ...]:
        """Return the rules that are rows of one award."""
        return tuple(self.resolve(rule_id) for rule_id in self._awards.get(award, ()))

    @cached_property
    def _awards(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for rule in self.catalog.equivalences.values():
            if rule.award is not None:
                found[rule.award].append(rule.id)
        return {name: tuple(ids) for name, ids in found.items()}


def names_of(item: SourceItem) -> tuple[str, ...]:
    """Return every id that this source accepts; a credential also without its edition."""
    named = (item.course, item.credential, item.occupation, item.competency)
    return tuple(dict.fromkeys((*(name for name in named if name), *item.same_as)))


def in_words(expression: SourceExpression) -> str:
    """Return what a rule asks for, for people: ``A and (B or C)``."""
    match expression:
        case SourceItem():
            return " or ".join(names_of(expression))
        case AllSources():
            return " and ".join(_inside(part) for part in expression.parts)
        case AnySource():
            return " or ".join(_inside(part) for part in expression.parts)
        case ChooseSources():
            return f"{expression.choose} of: " + ", ".join(_inside(part) for part in expression.parts)


def _inside(part: SourceExpression) -> str:
    words = in_words(part)
    return words if isinstance(part, SourceItem) and not part.same_as else f"({words})"


def resolve(catalog: Catalog, rule: Equivalence) -> Rule:
    """Return ``rule`` with receiver, dates, scope, status and source of its agreement where it has none itself."""
    agreement = catalog.agreements.get(rule.agreement) if rule.agreement else None
    status = rule.status
    if agreement is not None and status == "agreed":
        status = agreement.status
    return Rule(
        equivalence=rule,
        receiving=rule.receiving or (agreement.receiving if agreement else None),
        valid=rule.valid or (agreement.valid if agreement else ALWAYS),
        scope=rule.scope or (agreement.scope if agreement else Scope()),
        status=status,
        share=agreement.id if agreement and agreement.sources_used == "each_rule" else None,
        transitive=bool(agreement and agreement.transitive),
        source=_source(rule, agreement),
    )


def _source(rule: Equivalence, agreement: ArticulationAgreement | None) -> str:
    if rule.source is not None:
        return str(rule.source)
    return str(agreement.source) if agreement else f"equivalence {rule.id}, no source stated"


@dataclass(frozen=True)
class Policies:
    """Every policy that binds one question; lists are joined, single rules come from the most specific policy."""

    all: tuple[RecognitionPolicy, ...]

    @cached_property
    def ages(self) -> tuple[tuple[AgeRule, RecognitionPolicy], ...]:
        """Return all age rules with their policies."""
        return tuple((rule, policy) for policy in self.all for rule in policy.max_ages)

    @cached_property
    def conversion(self) -> ConversionRule | None:
        """Return the conversion rule of the most specific policy that has one."""
        return next((policy.conversion for policy in self.all if policy.conversion), None)

    @cached_property
    def joint(self) -> tuple[JointRule, RecognitionPolicy] | None:
        """Return the rule for joint coverage with its policy."""
        return next(((policy.joint, policy) for policy in self.all if policy.joint), None)

    @cached_property
    def prior_learning(self) -> tuple[PriorLearningRule, RecognitionPolicy] | None:
        """Return the rule for prior learning with its policy."""
        return next(((policy.prior_learning, policy) for policy in self.all if policy.prior_learning), None)

    @cached_property
    def excluding(self) -> tuple[RecognitionPolicy, ...]:
        """Return the policies that exclude a kind."""
        return tuple(policy for policy in self.all if policy.excluded_kinds)

    @cached_property
    def seeing(self) -> bool:
        """Return whether any rule on grades or ages looks at what the learning is."""
        return any(policy.min_grades or policy.max_ages for policy in self.all)

    @cached_property
    def unlisted(self) -> str:
        """Return what becomes of a course that no rule speaks of."""
        return next((policy.unlisted for policy in self.all if policy.unlisted != "undecided"), "undecided")

    @cached_property
    def reuse(self) -> tuple[ReuseRule, RecognitionPolicy] | None:
        """Return the rule on learning that already served another award, if it limits anything."""
        return next(((p.reuse, p) for p in self.all if p.reuse.mode != "unlimited"), None)


def policies_for(catalog: Catalog, organization: str, credential: Credential | None, on: dt.date) -> Policies:
    """Return the policies in force on the day, the most specific first."""
    if not catalog.policies:
        return Policies(())
    names = {credential.id, credential.key} if credential else set()
    found = [
        policy
        for policy in catalog.policies.values()
        if policy.organization == organization
        and policy.valid.holds_on(on)
        and (not policy.credentials or not names.isdisjoint(policy.credentials))
    ]
    return Policies(tuple(sorted(found, key=lambda policy: (not policy.credentials, policy.id))))
