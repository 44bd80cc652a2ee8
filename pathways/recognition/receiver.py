"""Who recognises, under which policies?  What depends on no record is worked out once and kept with the rule book."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.model.codes import NONE_HERE, ReasonCode
from pathways.model.competency import CompetencyLevel
from pathways.model.credential import Credential
from pathways.recognition.checks import Judge
from pathways.recognition.hints import Chain, chains
from pathways.recognition.lines import Looks
from pathways.recognition.match import Need, need_of
from pathways.recognition.memory import Memory
from pathways.recognition.rules import Policies, Rule, RuleBook
from pathways.recognition.targets import Granter
from pathways.recognition.types import Bar


@dataclass(frozen=True, slots=True, eq=False)
class ReadyRule:
    """A rule, read for applying: its need, the rows of its award, and the bars that do not depend on the learner.

    ``rivals`` are the rules of equal rank on the same source that answer differently; ``anywhere`` says that no
    program limits it, ``always`` that neither the day of learning nor its age matters.
    """

    id: str
    rule: Rule
    need: Need
    rows: tuple[Rule, ...]
    refusal: Bar | None
    conditions: tuple[Bar, ...]
    unclear: Bar
    rivals: frozenset[str]
    anywhere: bool
    always: bool


Ability = tuple[str, int | None]
"""A competency, at a level or at none."""

Shows = Memory[int, tuple[object, tuple[Ability, ...]]]
"""What a definition shows here, by its ``id``, beside the definition."""


@dataclass(frozen=True, eq=False)
class Receiver:
    """One receiving organization under one set of policies."""

    catalog: Catalog
    book: RuleBook
    id: str
    policies: Policies
    looks: Looks = field(default_factory=Memory)
    last: list[object] = field(default_factory=list)
    _rules: dict[str, tuple[ReadyRule, ...]] = field(default_factory=dict)
    _ready: dict[str, ReadyRule] = field(default_factory=dict)
    _chains: dict[str, tuple[Chain, ...]] = field(default_factory=dict)
    shows: Shows = field(default_factory=Memory)
    _shown: dict[str, tuple[CompetencyLevel, ...]] = field(default_factory=dict)

    @cached_property
    def judge(self) -> Judge:
        """Return who applies the policies."""
        return Judge(self.catalog, self.policies, self.id)

    @cached_property
    def granter(self) -> Granter:
        """Return who builds what is recognised."""
        return Granter(self.catalog, self.id, self.policies)

    def rules(self, name: str) -> tuple[ReadyRule, ...]:
        """Return the rules into this organization that name the source, by id."""
        known = self._rules.get(name)
        if known is None:
            found = [rule for rule in self.book.from_source(name) if rule.receiving == self.id]
            known = tuple(self._read(rule) for rule in found)
            if known:
                self._rules[name] = known
        return known

    def _read(self, rule: Rule) -> ReadyRule:
        known = self._ready.get(rule.id)
        if known is None:
            known = self._ready[rule.id] = self._made_ready(rule)
        return known

    def _made_ready(self, rule: Rule) -> ReadyRule:
        equivalence = rule.equivalence
        need = need_of(equivalence.sources)
        beside = (other for other in self.book.from_source(need.names[0]) if other.receiving == self.id)
        text = f"{rule.id} and another rule of equal rank answer differently; the source does not say which holds"
        return ReadyRule(
            rule.id,
            rule,
            need,
            self.book.by_award(equivalence.award) if equivalence.award else (rule,),
            refusal_of(rule),
            tuple(_conditions(rule)),
            Bar(ReasonCode.AMBIGUOUS_RULES, text, True, rule.id, rule.source),
            frozenset(other.id for other in beside if is_rival(rule, other)),
            rule.scope.kind != "program" or not rule.scope.credentials,
            rule.valid.begin is None and rule.valid.until is None and equivalence.max_age_years is None,
        )

    def shown(self, name: str) -> tuple[CompetencyLevel, ...]:
        """Return the competencies that an agreed rule of this organization grants for a definition."""
        known = self._shown.get(name)
        if known is None:
            rules = [ready.rule for ready in self.rules(name) if ready.rule.status == "agreed"]
            targets = [rule.equivalence.target for rule in rules if rule.equivalence.target.kind == "competency"]
            known = tuple(CompetencyLevel(competency=each) for target in targets for each in target.competencies)
            self._shown[name] = known
        return known

    def chains(self, course: str) -> tuple[Chain, ...]:
        """Return the chains of two rules that lead from the course to this organization."""
        known = self._chains.get(course)
        if known is None:
            known = self._chains[course] = chains(self.book, course, self.id)
        return known

    def names(self, credential: Credential, goal: Credential | None) -> bool:
        """Return whether the goal's requirements (of this organization's, where there is no goal) name a credential."""
        if credential.organization == self.id:
            return True
        components = self.catalog.components
        nothing: frozenset[str] = frozenset()
        naming = components.get(credential.id, nothing) | components.get(credential.key, nothing)
        if goal is not None:
            return not naming.isdisjoint({goal.id, goal.key})
        return not naming.isdisjoint(self._own)

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(item.id for item in self.catalog.credentials.values() if item.organization == self.id)


def receiver_of(catalog: Catalog, book: RuleBook, organization: str, policies: Policies) -> Receiver:
    """Return who recognises; asked again with the same policies of the book's own catalogue, the same object."""
    if book.catalog is not catalog:
        return Receiver(catalog, book, organization, policies)
    key = (organization, tuple(policy.id for policy in policies.all))
    known = book.receivers.get(key)
    if known is None:
        known = book.receivers[key] = Receiver(catalog, book, organization, policies)
    return known


def is_rival(rule: Rule, other: Rule) -> bool:
    """Return whether two rules of equal rank on one source answer differently.

    Rows of one award, and rules of an agreement that articulates every receiving course by itself, are not rivals.
    """
    if rule.id == other.id or not _counted(rule) or not _counted(other):
        return False
    one, two = rule.equivalence, other.equivalence
    if (one.priority, rule.scope) != (two.priority, other.scope) or one.sources != two.sources:
        return False
    if one.award is not None and one.award == two.award:
        return False
    return one.target != two.target and _overlap(rule, other)


def _counted(rule: Rule) -> bool:
    return rule.share is None and rule.status == "agreed"


def _overlap(one: Rule, other: Rule) -> bool:
    begins = [day for day in (one.valid.begin, other.valid.begin) if day]
    ends = [day for day in (one.valid.until, other.valid.until) if day]
    return not begins or not ends or max(begins) < min(ends)


def refusal_of(rule: Rule) -> Bar | None:
    """Return the bar of a rule that answers *no* or is not in force; None for a rule that grants."""
    equivalence = rule.equivalence
    kind, said = equivalence.target.kind, equivalence.note or ""
    if rule.status == "proposed":
        return Bar(ReasonCode.NOT_EVALUATED, f"{rule.id} is only proposed", True, rule.id, rule.source)
    if rule.status != "agreed":
        return Bar(ReasonCode.OUTSIDE_AGREEMENT, f"{rule.id} is {rule.status}", False, rule.id, rule.source)
    codes = {
        "none_here": ReasonCode.NO_EQUIVALENCE,
        "only_at_receiver": ReasonCode.ONLY_AT_RECEIVER,
        "denied": ReasonCode.DENIED,
    }
    if kind in codes:
        text = said or f"{rule.id} says: {kind.replace('_', ' ')}"
        code = equivalence.code or codes[kind]
        usual = NONE_HERE if kind == "none_here" and code is ReasonCode.NO_EQUIVALENCE else None
        return Bar(code, text, False, rule.id, rule.source, rests_on=equivalence.difference or usual)
    if kind == "not_evaluated":
        code = equivalence.code or ReasonCode.NOT_EVALUATED
        return Bar(code, said or f"{rule.id}: not yet evaluated", True, rule.id, rule.source)
    return None


def _conditions(rule: Rule) -> list[Bar]:
    texts = [f"condition in words: {each.text}" for each in rule.equivalence.conditions if not each.encoded]
    return [Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, True, rule.id, rule.source) for text in texts]
