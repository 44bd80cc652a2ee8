"""Which plans do properties ask for?  Small worlds with terms, prices, prerequisites, exams, badges and a learner.

Small enough that every way to do everything can be gone through; names are those of :mod:`tests.strategies`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun
from pathways.model.competency import Framework
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord, Preferences
from pathways.planning.question import Question
from pathways.recognition.rules import RuleBook
from tests.dice import Dice
from tests.drawn_rules import SOURCE, Sizes, policy_of, rules_of
from tests.drawn_trees import COMPETENCIES, Trees, looking, overlays, paths_of
from tests.strategies import AS_OF, CREDITS, WORLD, line_fields

Node = dict[str, Any]

TERMS = (
    ("f26", "2026-09-07", "2026-12-18"),
    ("w27", "2027-01-11", "2027-04-23"),
    ("s27", "2027-05-10", "2027-08-13"),
    ("f27", "2027-09-06", "2027-12-17"),
)
OTHER_TERMS = (("y26", "2026-09-07", "2027-04-23"), ("o26", "2026-10-05", "2026-11-27"))
MODES = ("online", "face_to_face")
PLAIN = Sizes(home=4, leaves=3, rules=2, lines=3, doubts=False, refusals=False, substitutions=False, blocks=False)


@dataclass(frozen=True, repr=False)
class PlanCase:
    """One planning question: what is on offer, who asks, for which awards, under which conditions."""

    things: tuple[Noun, ...]
    record: LearnerRecord
    goals: tuple[Credential, ...]
    preferences: Preferences = field(default_factory=Preferences)
    as_of: dt.date = AS_OF

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalogue with the goals in it."""
        return collect((*self.things, *(goal for goal in self.goals if goal not in self.things)))

    @cached_property
    def book(self) -> RuleBook:
        """Return its rules."""
        return RuleBook(self.catalog)

    @property
    def question(self) -> Question:
        """Return what the planner is asked."""
        return Question(self.catalog, self.book, self.record, self.goals, self.as_of, self.preferences)

    def wishing(self, **changes: Any) -> PlanCase:
        """Return the same question under other conditions of the learner."""
        asked = self.preferences.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        wished = {name: value for name, value in {**asked, **changes}.items() if value is not None}
        return replace(self, preferences=Preferences.model_validate(wished))

    def __repr__(self) -> str:
        """Return what was asked, without the world that is always the same, as a catalogue would say it."""
        asked = [thing for thing in self.things if thing not in WORLD]
        told = (*asked, *(goal for goal in self.goals if goal not in asked), self.record, self.preferences)
        return "\n".join(
            ["", *(f"{type(t).__name__} {t.model_dump_json(by_alias=True, exclude_defaults=True)}" for t in told), ""]
        )

    def _repr_pretty_(self, printer: Any, cycle: object) -> None:
        printer.text(repr(self))


@dataclass(frozen=True)
class Names:
    """What a world is made of."""

    home: tuple[str, ...]
    away: tuple[str, ...]
    small: tuple[str, ...]
    terms: tuple[str, ...]
    skills: bool
    awards: tuple[str, ...] = ()

    @property
    def courses(self) -> tuple[str, ...]:
        """Return all courses."""
        return self.home + self.away


@st.composite
def plan_cases(
    draw: st.DrawFn, *, goals: int = 2, few: bool = False, plain: bool = False, wishing: bool = False
) -> PlanCase:
    """A planning question; ``few``: of fewer things, ``plain``: no fees and no limits on reuse, ``wishing``: always
    under some conditions of the learner."""
    dice = Dice(draw)
    skills = dice.chance(3)
    inner = dice.chance(3)
    names = Names(
        awards=("Q",) if inner else (),
        home=tuple(f"u{n}" for n in range(1, 3 + dice.upto(1 if few else 2))),
        away=("s1", "t1")[: dice.upto(2)] if dice.chance(2) else ("s1",),
        small=("m1", "m2")[: 1 + dice.upto(1)] if skills else (),
        terms=tuple(name for name, *_ in TERMS[: 2 + dice.upto(1 if few else 2)]),
        skills=skills,
    )
    with_policy, with_rules = dice.chance(3), not dice.chance(3)
    lines, wishes = dice.upto(2), wishing or dice.chance(3)
    things: list[Noun] = [*WORLD, *_terms(dice.fresh(), names)]
    things += [_course(dice.fresh(), name, names) for name in names.courses]
    things += [_badge(dice.fresh(), name) for name in names.small]
    if skills:
        things.append(_framework(dice.fresh()))
    for name in (*names.courses, *names.small):
        things += _offerings(dice.fresh(), name, names)
    if with_rules and names.away:
        things += rules_of(dice.fresh(), names.away, names.home, ["root"], PLAIN)
    if with_policy or skills:
        things.append(_policy(dice.fresh(), names, plain=plain))
    goal = _goal(dice.fresh(), Trees(dice, names.home, names.small, skills, 3), plain=plain)
    within = _within(dice.fresh(), names.home, plain=plain) if inner else None
    aims, goal = _aims(dice.fresh(), goal, within, goals)
    things += [] if within is None else [within]
    entries = [line_fields(dice.fresh(), n, names.courses, names.small) for n in range(1, 1 + lines)]
    record = LearnerRecord.model_validate({"learner": {"id": "L"}, "attainments": entries})
    wished = _wishes(dice.fresh(), names) if wishes else {}
    if goal not in aims:
        things.append(goal)
    return PlanCase(tuple(things), record, aims, Preferences.model_validate(wished))


def _terms(dice: Dice, names: Names) -> list[Term]:
    known = [t for t in TERMS if t[0] in names.terms]
    own = [OTHER_TERMS[dice.upto(1)]] if dice.chance(4) else []
    fields = [{"id": name, "title": name, "begin": begin, "end": end} for name, begin, end in (*known, *own)]
    return [Term.model_validate({**f, **({"organization": "S"} if f["id"] == "o26" else {})}) for f in fields]


def _course(dice: Dice, name: str, names: Names) -> Course:
    fields: Node = {"id": name, "organization": name[0].upper(), "code": name.upper(), "title": name}
    fields |= {"credit": dice.pick(CREDITS), "subject": dice.pick(("A", "B")), "level": dice.pick(("2", "1"))}
    others = tuple(other for other in names.courses if other != name)
    if dice.chance(4):
        fields["prerequisite"] = _before(dice, others, names)
    if dice.chance(7):
        fields["corequisite"] = _before(dice, others, names)
    if names.skills and not dice.chance(3):
        fields["outcomes"] = [{"competency": k, "level": 1} for k in dice.some(COMPETENCIES, 2, 1)]
    if dice.chance(2):
        fields |= {"hours": dice.pick(("90", "45"))}
    if dice.chance(3):
        fields["attributes"] = ("ge",)
    return Course.model_validate(fields)


def _before(dice: Dice, others: Sequence[str], names: Names) -> Node:
    """Return what must be had before a course."""
    leaf: Node = {"course": dice.pick(others)}
    if dice.chance(5):
        leaf["min_grade"] = {"grade": "B", "scale": "letters"}
    more: Node = {"course": dice.pick(others)}
    pool: Node = {"credits": dice.pick(("3", "2", "4.5", "6")), "from": dice.pick(({}, {"subject": ["A"]}))}
    match dice.upto(8):
        case 2:
            return {"all": [leaf, more]}
        case 3:
            return {"any": [leaf, more]}
        case 4:
            return pool
        case 5:
            return {"courses": 1, "from": {"organization": [dice.pick(("U", "S"))]}}
        case 6:
            return {"at_least": str(1 + dice.upto(1)), "of": [leaf, more, pool]}
        case 7 if names.skills:
            return {"competency": dice.pick(COMPETENCIES)}
        case 8 if names.awards or names.small:
            return {"credential": dice.pick(names.awards or names.small)}
        case _:
            return leaf


def _badge(dice: Dice, name: str) -> Credential:
    fields: Node = {"id": name, "organization": dice.pick(("S", "U")), "title": name, "assessment": ["test"]}
    fields |= {"kind": dice.pick(("badge", "micro_credential")), "credit": dice.pick(("1", "3", "2"))}
    fields["competencies"] = [{"competency": k, "level": 2} for k in dice.some(COMPETENCIES, 2, 1)]
    fields["hours"] = dice.pick(("45", "90"))
    return Credential.model_validate(fields)


def _framework(dice: Dice) -> Framework:
    held_when = dice.pick(("all", 1))
    items: list[Node] = [{"id": "k0", "title": "k0", "held_when": held_when}]
    items += [{"id": name, "title": name, "broader": "k0"} for name in ("k1", "k2")]
    items += [{"id": "k3", "title": "k3"}]
    return Framework.model_validate({"id": "frame", "title": "Frame", "competencies": items, "source": SOURCE})


def _money(amount: str) -> Node:
    return {"amount": amount, "currency": "CAD"}


def _offerings(dice: Dice, name: str, names: Names) -> list[Offering]:
    """Return up to two sections and perhaps an exam or an assessment."""
    home = "S" if name[0] == "m" else name[0].upper()
    found: list[Node] = []
    for number in range(1 if not dice.chance(4) else dice.pick((2, 2, 0))):
        fields: Node = {"id": f"{name}-{number}", "terms": dice.some(names.terms, len(names.terms))}
        fields["price"] = _money(dice.pick(("100", "30", "250", "0", "99.5")))
        fields["delivery"] = dice.pick((None, *MODES))
        if dice.chance(12):
            fields |= dice.pick(({"capacity": 0}, {"price": None}, {"place": "away"}))
        if dice.chance(8):
            fields |= dice.pick(({"weeks": "6"}, {"fees": _money("5")}, {"hours": "120"}))
        found.append(fields)
    if dice.chance(5) and home == "U":
        kind = dice.pick(("challenge_exam", "prior_learning_assessment"))
        found.append({"id": f"{name}-x", "kind": kind, "price": _money(dice.pick(("40", "150")))})
    thing = "credential" if name[0] == "m" else "course"
    known: Node = {"organization": home, thing: name}
    kept = [{key: value for key, value in {**known, **fields}.items() if value is not None} for fields in found]
    return [Offering.model_validate(fields) for fields in kept]


def _policy(dice: Dice, names: Names, *, plain: bool) -> RecognitionPolicy:
    policy = policy_of(dice, names.home, PLAIN)
    changes: Node = {}
    if names.skills:
        changes["joint"] = {"coverage": dice.pick(("1", "0.5")), "max_parts": 2}
        if dice.chance(2):
            changes["joint"]["hours"] = "0.5"
    if plain:
        changes |= {"reuse": {}, "rules": {}}
    elif dice.chance(3):
        kinds = dice.some(("transfer_line", "badge", "prior_learning_course"), 3, 1)
        changes["fees"] = [{"kind": kind, "price": _money(dice.pick(("20", "75")))} for kind in kinds]
    return RecognitionPolicy.model_validate({**policy.model_dump(mode="json", by_alias=True), **changes})


def _goal(dice: Dice, trees: Trees, *, plain: bool) -> Credential:
    requirement = trees.whole()
    paths = paths_of(requirement, "root")
    looking(dice, requirement, paths)
    fields: Node = {"id": "P", "organization": "U", "kind": "diploma", "title": "P", "credit": "8"}
    fields |= {"requirement": requirement, "rules": {} if plain else overlays(dice, few=True)}
    return Credential.model_validate(fields)


def _within(dice: Dice, home: tuple[str, ...], *, plain: bool) -> Credential:
    """Return a smaller award of the same organization."""
    trees = Trees(dice, home, (), False, 2)
    fields: Node = {"id": "Q", "organization": "U", "kind": "certificate", "title": "Q", "credit": "4"}
    fields["requirement"] = {"all": [trees.leaf(dice) for _ in range(1 + dice.upto(1))]}
    if not plain and dice.chance(4):
        fields["rules"] = {"reuse": [dice.pick(({"credits": "2"}, {"credits": "0"}, {"share": "0.5"}))]}
    return Credential.model_validate(fields)


def _aims(
    dice: Dice, goal: Credential, within: Credential | None, most: int
) -> tuple[tuple[Credential, ...], Credential]:
    """Return what is aimed at, and the larger award, which may ask for the smaller one."""
    if within is None:
        return (goal,), goal
    if dice.chance(2):
        asked = {"all": [{"credential": "Q"}, goal.model_dump(mode="json", by_alias=True)["requirement"]]}
        rules = {"all": [_plain(asked["all"][0]), _plain(asked["all"][1])]}
        goal = Credential.model_validate({**goal.model_dump(mode="json", by_alias=True), "requirement": rules})
    if most == 1 or dice.chance(3):
        return (goal,), goal
    return dice.pick(((within, goal), (goal, within))), goal


def _plain(node: Any) -> Any:
    """Return a document without what is not stated."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if value is not None}
    return [_plain(value) for value in node] if isinstance(node, list) else node


def _wishes(dice: Dice, names: Names) -> Node:
    """Return one or two conditions of the learner."""
    found: Node = {}
    for _ in range(1 + dice.upto(1)):
        things = (*names.courses, *names.small)
        found |= dice.pick(
            (
                {"max_courses_per_term": 1},
                {"budget": _money(dice.pick(("300", "100", "200", "450")))},
                {"deadline": dice.pick(("2027-04-30", "2026-12-31", "2027-08-31"))},
                {"max_courses_per_term": 2},
                {"max_credits_per_term": dice.pick(("4", "6"))},
                {"hours_per_week": dice.pick(("6", "10"))},
                {"blackout": [dice.pick(names.terms)]},
                {"delivery": [dice.pick(MODES)]},
                {"organizations": ["U"]},
                {"avoid": [dice.pick(things)]},
                {"take": [dice.pick(things)]},
                {"places": ["here"]},
                {"start": names.terms[1]},
            )
        )
    return found
