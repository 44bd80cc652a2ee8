"""Which rules lie over a whole program?  Totals, residency, caps, sharing, and what counts from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.design.asks import asked_in_words, filter_in_words
from pathways.language.words import Say, amount, msg
from pathways.model.base import Source
from pathways.model.credential import Credential, Overlays, Residency, ReuseCap, SharingRule, SourceCap
from pathways.model.exact import format_exact
from pathways.model.policy import RecognitionPolicy
from pathways.model.requirement import walk

KINDS: Final = {
    "resident": msg("what is earned here"),
    "transfer": msg("transfer"),
    "prior_learning": msg("prior learning"),
    "exam": msg("exams"),
    "badge": msg("badges"),
    "work": msg("work"),
}

Rule = tuple[str, str, str]
"""What a rule is about, what it says, and where it is written; empty where nobody says."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules over one program, told in one language."""

    catalog: Catalog
    credential: Credential
    say: Say

    def told(self, day: dt.date) -> tuple[Rule, ...]:
        """Return every rule over the whole, then those of the institution in force on a day."""
        own = tuple(self._overlays(self.credential.rules, self.credential.source))
        shared = tuple(self._sharing(rule) for rule in self.credential.sharing)
        policies = (rule for policy in self._policies(day) for rule in self._policy(policy))
        return (*own, *shared, *self._before(), *policies)

    def _overlays(self, rules: Overlays, written: Source | None) -> Iterator[Rule]:
        say = self.say
        if rules.total_credits is not None:
            yield say("Total"), say("At least {n} in all.", n=self._credits(rules.total_credits)), _where(written)
        for residency in rules.residency:
            yield say("Residency"), self._residency(residency, rules), _where(residency.source or written)
        for cap in rules.caps:
            yield say("Cap"), self._cap(cap, rules), _where(cap.source or written)
        for level in rules.levels:
            said = say("At least {n} at level {level} or above.", n=self._credits(level.credits), level=_n(level.level))
            yield say("Level"), said, _where(level.source or written)
        for reuse in rules.reuse:
            yield say("Reuse"), self._reuse(reuse, rules), _where(reuse.source or written)
        if rules.min_gpa is not None:
            said = say("A grade-point average of at least {n}.", n=say.number(rules.min_gpa))
            yield say("Grades"), said, _where(written)

    def _residency(self, rule: Residency, rules: Overlays) -> str:
        say, home = self.say, self._home()
        if rule.share is not None:
            share = say.percent(rule.share)
            whole = self._whole(rules)
            if rule.of == "courses":
                return say("At least {share} of the courses must be taken at {home}.", share=share, home=home)
            if whole is None:
                return say("At least {share} of the credit must be earned at {home}.", share=share, home=home)
            n = self._credits(whole * rule.share)
            return say("At least {share} of the credit must be earned at {home}: {n}.", share=share, home=home, n=n)
        if rule.courses is not None:
            n = say.many("{n} course", "{n} courses", rule.courses)
            return say("At least {n} must be taken at {home}.", n=n, home=home)
        return say("At least {n} must be earned at {home}.", n=self._credits(rule.credits or Fraction(0)), home=home)

    def _cap(self, cap: SourceCap, rules: Overlays) -> str:
        say = self.say
        kinds = say.listed(say(KINDS[kind.value]) for kind in cap.sources)
        if cap.items is not None:
            return say("At most {n} may come from {kinds}.", n=self._items(cap.items), kinds=kinds)
        if cap.credits is not None:
            return say("At most {n} may come from {kinds}.", n=self._credits(cap.credits), kinds=kinds)
        share = say.percent(cap.share or Fraction(0))
        whole = self._whole(rules)
        if whole is None or cap.share is None:
            return say("At most {share} of the credit may come from {kinds}.", share=share, kinds=kinds)
        n = self._credits(whole * cap.share)
        return say("At most {share} of the credit may come from {kinds}: {n}.", share=share, kinds=kinds, n=n)

    def _reuse(self, cap: ReuseCap, rules: Overlays) -> str:
        say = self.say
        most = (
            cap.credits if cap.credits is not None else (self._whole(rules) or Fraction(0)) * (cap.share or Fraction(0))
        )
        if not most:
            return say("Nothing that served another award counts again.")
        return say("At most {n} may have served another award already.", n=self._credits(most))

    def _sharing(self, rule: SharingRule) -> Rule:
        say = self.say
        places = say.listed(self._place(name) for name in rule.between)
        said = say("One thing may fill several of these at once: {places}.", places=places)
        if rule.max_credits is not None:
            said += " " + say("At most {n} in all.", n=self._credits(rule.max_credits))
        if rule.max_items is not None:
            said += " " + say("At most {n} in all.", n=self._items(rule.max_items))
        return say("Sharing"), said, _where(rule.source or self.credential.source)

    def _before(self) -> Iterator[Rule]:
        if self.credential.prerequisite is not None:
            words = self.say.engine(asked_in_words(self.catalog, self.credential.prerequisite))
            yield self.say("Before it begins"), words, _where(self.credential.source)

    def _policies(self, day: dt.date) -> tuple[RecognitionPolicy, ...]:
        mine = self.credential
        return tuple(
            policy
            for policy in self.catalog.policies.values()
            if policy.organization == mine.organization
            and policy.valid.holds_on(day)
            and (not policy.credentials or mine.id in policy.credentials or mine.key in policy.credentials)
        )

    def _policy(self, policy: RecognitionPolicy) -> Iterator[Rule]:
        say = self.say
        yield from self._overlays(policy.rules, policy.source)
        for grade in policy.min_grades:
            what = say.engine(filter_in_words(self.catalog, grade.applies_to), part=True)
            said = say("A grade of at least {grade} for learning {what}.", grade=grade.minimum.grade, what=what)
            yield say("From elsewhere"), said, _where(grade.source or policy.source)
        for age in policy.max_ages:
            what = say.engine(filter_in_words(self.catalog, age.applies_to), part=True)
            said = say("Not older than {n} years for learning {what}.", n=say.number(age.years), what=what)
            yield say("From elsewhere"), said, _where(age.source or policy.source)
        if policy.min_level is not None:
            said = say("Learning at level {level} or above.", level=_n(policy.min_level))
            yield say("From elsewhere"), said, _where(policy.source)

    def _place(self, name: str) -> str:
        root = self.credential.requirement
        found = {} if root is None else dict(walk(root))
        node = found.get(name) or next((node for path, node in found.items() if path.endswith(f"/{name}")), None)
        return (node.title if node is not None else None) or name

    def _whole(self, rules: Overlays) -> Fraction | None:
        return rules.total_credits or self.credential.rules.total_credits or self.credential.credit

    def _credits(self, value: Fraction) -> str:
        return amount(self.say, value, "credit")

    def _items(self, value: int) -> str:
        return amount(self.say, Fraction(value), "items")

    def _home(self) -> str:
        known = self.catalog.organizations.get(self.credential.organization)
        return known.title if known else self.credential.organization


def _where(source: Source | None) -> str:
    return "" if source is None else str(source)


def _n(value: Fraction) -> str:
    return format_exact(value)
