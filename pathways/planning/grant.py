"""What if somebody granted it?  The same question, with one rule of the catalogue waived.

A rule over a whole credential, a prerequisite, the terms or the capacity of an offering: each is taken out of the
catalogue itself, so that a plan without it is made and checked like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.completion.audit import shelf_for
from pathways.completion.rules import problem_rules
from pathways.model.credential import Credential, Overlays
from pathways.model.policy import RecognitionPolicy
from pathways.planning.assume import continued
from pathways.planning.conditions import Condition
from pathways.planning.question import Question
from pathways.planning.task import YEARS_ON
from pathways.recognition.rules import RuleBook, policies_for

LISTS: Final = ("residency", "caps", "levels", "reuse")
SINGLE: Final = ("total_credits", "min_gpa")


def granted(question: Question, condition: Condition) -> Question | None:
    """Return the question with a condition of the catalogue waived; None where it is not one that can be."""
    match condition.kind:
        case "prerequisite" | "corequisite":
            return _without_before(question, condition)
        case "offering" | "capacity":
            return _offered(question, condition)
        case "calendar":
            longer = continued(question.catalog, YEARS_ON)
            return _with(question, terms=longer.terms, offerings=longer.offerings)
        case "rule":
            return _without_rule(question, condition)
        case _:
            return None


def _with(question: Question, **sections: Mapping[str, Any]) -> Question:
    """Return the question over a catalogue with some sections changed; the goals are those of that catalogue."""
    frozen = {name: MappingProxyType(dict(section)) for name, section in sections.items()}
    catalog: Catalog = replace(question.catalog, **frozen)
    goals = tuple(catalog.credentials.get(goal.key, goal) for goal in question.goals)
    hoped = tuple(catalog.credentials.get(goal.key, goal) for goal in question.hoped)
    return replace(question, catalog=catalog, book=RuleBook(catalog), goals=goals, hoped=hoped)


def _without_before(question: Question, condition: Condition) -> Question | None:
    catalog, name = question.catalog, condition.subject
    course, credential = catalog.courses.get(name), catalog.credentials.get(name)
    if course is not None:
        bare = course.model_copy(update={condition.kind: None})
        return _with(question, courses={**catalog.courses, name: bare})
    if credential is not None:
        free = credential.model_copy(update={"prerequisite": None})
        return _with(question, credentials={**catalog.credentials, name: free})
    return None


def _offered(question: Question, condition: Condition) -> Question:
    """Return the question with an offering that has a place, or what is on offer in some terms on offer in all."""
    changed = dict(question.catalog.offerings)
    for name, offering in question.catalog.offerings.items():
        if condition.kind == "capacity" and name == condition.subject:
            changed[name] = offering.model_copy(update={"capacity": None})
        if condition.kind == "offering" and condition.subject in (offering.course, offering.credential):
            changed[name] = offering.model_copy(update={"terms": ()})
    return _with(question, offerings=changed)


def _without_rule(question: Question, condition: Condition) -> Question | None:
    """Return the question without the rule over the whole that is said in these words."""
    key, _, where = condition.subject.partition("#")
    if where.partition(" ")[0]:
        return None
    goal = next((goal for goal in question.goals if goal.key == key), None)
    if goal is None:
        return None
    said = condition.words.removeprefix(f"{goal.title}: ")
    for other in _lighter(question, goal):
        known = next((g for g in other.goals if g.key == key), goal)
        if said not in _words(other, known):
            return other
    return None


def _words(question: Question, goal: Credential) -> set[str]:
    """Return every rule over a goal in words."""
    policies = policies_for(question.catalog, goal.organization, goal, question.as_of)
    program = shelf_for(question.catalog, goal, policies, as_of=question.as_of).program
    return {rule.words for rule in problem_rules(program, 1, ())}


def _lighter(question: Question, goal: Credential) -> Iterator[Question]:
    """Yield the question with each single rule of the goal, and of the policies over it, left out."""
    for rules in _each_left_out(goal.rules):
        lighter = goal.model_copy(update={"rules": rules})
        if goal.key in question.catalog.credentials:
            yield _with(question, credentials={**question.catalog.credentials, goal.key: lighter})
    for policy in policies_for(question.catalog, goal.organization, goal, question.as_of).all:
        for rules in _each_left_out(policy.rules):
            freer: RecognitionPolicy = policy.model_copy(update={"rules": rules})
            yield _with(question, policies={**question.catalog.policies, policy.id: freer})


def _each_left_out(rules: Overlays) -> Iterator[Overlays]:
    for name in LISTS:
        listed = getattr(rules, name)
        for number in range(len(listed)):
            yield rules.model_copy(update={name: (*listed[:number], *listed[number + 1 :])})
    for name in SINGLE:
        if getattr(rules, name) is not None:
            yield rules.model_copy(update={name: None})
