"""Which questions make several places want the same learning?  Many lines, few kinds of places, linked on purpose.

Too large to be answered by going through everything; meant for holding one path of the engine against another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from pathways.model.base import Noun
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord
from tests.dice import Dice
from tests.drawn_rules import SOURCE
from tests.drawn_trees import overlays
from tests.strategies import DAYS, GRADES, WORLD, Case

HOME = tuple(f"u{number}" for number in range(1, 8))
AWAY = ("s1", "s2", "t1")
Node = dict[str, Any]


@st.composite
def contests(draw: st.DrawFn, *, often_shared: bool = False, lines: int = 7) -> Case:
    """A question whose places overlap; one in three has a sharing rule, or all have."""
    dice = Dice(draw)
    amounts = dice.pick((("3",), ("3", "4", "2"), ("3", "1", "5", "2.5")))
    named = HOME[: 4 + dice.upto(3)]
    things: list[Noun] = [*WORLD]
    things += [_course(dice.fresh(), name, amounts) for name in (*named, *AWAY)]
    things += _rules(dice.fresh(), named)
    if dice.chance(3):
        things.append(_policy(dice.fresh(), named))
    parts = [_part(dice.fresh(), named) for _ in range(2 + dice.upto(2))]
    credential = {
        "id": "P",
        "organization": "U",
        "kind": "certificate",
        "title": "P",
        "credit": "8",
        "measure": dice.pick(("credit", "credit", "items")),
        "requirement": {"all": parts},
        "rules": overlays(dice.fresh(), few=True) if dice.chance(2) else {},
        "sharing": _sharing(dice.fresh(), len(parts)) if often_shared or dice.chance(3) else [],
    }
    entries = [_line(dice.fresh(), number, named) for number in range(1, 2 + dice.upto(lines - 1))]
    record = LearnerRecord.model_validate({"learner": {"id": "L"}, "attainments": entries})
    return Case(tuple(things), record, Credential.model_validate(credential))


def _course(dice: Dice, name: str, amounts: tuple[str, ...]) -> Course:
    fields: Node = {"id": name, "organization": name[0].upper(), "code": name.upper(), "title": name}
    fields |= {"credit": dice.pick(amounts), "subject": dice.pick(("A", "B")), "level": dice.pick(("2", "1"))}
    return Course.model_validate(fields)


def _line(dice: Dice, number: int, home: tuple[str, ...]) -> Node:
    fields: Node = {"id": f"n{number}", "course": dice.pick((*home, *AWAY)), "status": "completed"}
    if dice.chance(5):
        return {**fields, "status": "in_progress"}
    fields |= {"grade": dice.pick(GRADES), "completed": dice.pick(DAYS)}
    return {key: value for key, value in fields.items() if value is not None}


def _rules(dice: Dice, home: tuple[str, ...]) -> list[Noun]:
    """Return rules that give one piece of learning in several ways."""
    found: list[Noun] = []
    for number in range(dice.upto(4)):
        source: Node = {"course": dice.pick(AWAY)}
        fields: Node = {"id": f"e{number}", "receiving": "U", "priority": number, "agreement": "G"}
        fields["from"] = {"all": [{"course": name} for name in AWAY[:2]]} if dice.chance(5) else source
        targets: tuple[Node, ...] = (
            {"kind": "course", "courses": [dice.pick(home)]},
            {"kind": "general_elective", "credit": {"how": "converted"}},
            {"kind": "subject_elective", "subject": dice.pick(("A", "B")), "credit": {"how": "fixed", "amount": "2"}},
            {"kind": "courses", "courses": dice.some(home, 2, 2)},
        )
        fields["to"] = dice.pick((targets[0], *targets))
        found.append(Equivalence.model_validate(fields))
    agreement = {"id": "G", "sending": ["S", "T"], "receiving": "U", "title": "G", "source": SOURCE}
    used = dice.pick(("once", "each_rule"))
    return [*found, ArticulationAgreement.model_validate({**agreement, "sources_used": used})]


def _policy(dice: Dice, home: tuple[str, ...]) -> RecognitionPolicy:
    fields: Node = {"id": "policy", "organization": "U", "source": SOURCE, "conversion": {"convention": "year_share"}}
    fields["unlisted"] = dice.pick(("general_elective", "undecided"))
    if dice.chance(2):
        fields["max_ages"] = [{"years": "10"}]
    if dice.chance(3):
        fields["exclusions"] = [{"id": "x", "courses": dice.some(home, 2, 2)}]
    return RecognitionPolicy.model_validate(fields)


# -- places ------------------------------------------------------------------------------------------------------


def _part(dice: Dice, home: tuple[str, ...]) -> Node:
    """Return one requirement below the root."""
    kinds: tuple[tuple[str, Callable[[Dice, tuple[str, ...]], Node]], ...] = (
        ("a course", _named),
        ("credit pool", _credits),
        ("course pool", _courses),
        ("group that counts credit", lambda dice, home: _counted(dice, home, "credits")),
        ("group that counts items", lambda dice, home: _counted(dice, home, "items")),
        ("any in any", _nested),
        ("so many of courses", _some),
        ("branches", _branches),
        ("credit pool", _credits),
    )
    name, make = dice.pick(kinds)
    event(name)
    return make(dice, home)


def _named(dice: Dice, home: tuple[str, ...]) -> Node:
    return {"course": dice.pick(home)}


def _filter(dice: Dice, home: tuple[str, ...]) -> Node:
    return dice.pick(
        (
            {},
            {"subject": ["A"]},
            {"kind": ["course", "elective"]},
            {"level": {"min": 2}},
            {"subject": ["B"]},
            {"course": dice.some(home, 4, 2)},
        )
    )


def _credits(dice: Dice, home: tuple[str, ...]) -> Node:
    node: Node = {"credits": dice.pick(("6", "3", "4", "7", "2.5", "9")), "from": _filter(dice, home)}
    return {**node, "up_to": dice.pick(("9", "10"))} if dice.chance(3) else node


def _courses(dice: Dice, home: tuple[str, ...]) -> Node:
    node: Node = {"courses": dice.pick((1, 2, 2, 3, 0)), "from": _filter(dice, home)}
    return {**node, "up_to": 3} if dice.chance(3) else node


def _nested(dice: Dice, home: tuple[str, ...]) -> Node:
    inner = {"any": [_named(dice, home) for _ in range(2)]}
    return {"any": [inner, *(_named(dice, home) for _ in range(1 + dice.upto(1)))]}


def _some(dice: Dice, home: tuple[str, ...]) -> Node:
    named = [{"course": name} for name in dice.some(home, 4, 2)]
    return {"at_least": str(1 + dice.upto(len(named) - 2)), "of": named}


def _branches(dice: Dice, home: tuple[str, ...]) -> Node:
    make = dice.pick((_credits, _courses, _some))
    bundle = {"all": [_named(dice, home), dice.pick((_named, make))(dice, home)]}
    return dice.pick(({"any": [bundle, make(dice, home)]}, {"at_least": "1", "of": [make(dice, home), bundle]}, bundle))


def _counted(dice: Dice, home: tuple[str, ...], counting: str) -> Node:
    """Return a group that counts what stands below it: courses, pools, choices, bundles."""
    left = list(dice.some(home, len(home), 3))
    children: list[Node] = []
    while left:
        match dice.upto(4):
            case 2 if len(left) > 1:
                children.append({"all": [{"course": left.pop()}, {"course": left.pop()}]})
            case 3 if len(left) > 1:
                children.append({"any": [{"course": left.pop()}, {"course": left.pop()}]})
            case 4 if counting == "credits":
                left.pop()
                children.append({"credits": "6", "from": _filter(dice, home), "up_to": "9"})
            case 4:
                left.pop()
                children.append({"courses": dice.pick((0, 1)), "from": _filter(dice, home), "up_to": 3})
            case _:
                children.append({"course": left.pop()})
    need = dice.pick(("3", "6", "4.5", "7")) if counting == "credits" else str(1 + dice.upto(2))
    return {"at_least": need, "counting": counting, "of": children}


def _sharing(dice: Dice, parts: int) -> list[Node]:
    between = [f"root/{number}" for number in sorted(dice.some(range(1, parts + 1), parts, 2))]
    limits: tuple[Node, ...] = ({}, {}, {"max_items": 1}, {"max_credits": "4"}, {"split": True}, {"max_items": 0})
    limit = dice.pick(limits)
    event(f"sharing {limit or 'free'}")
    return [{"between": between, **limit}]
