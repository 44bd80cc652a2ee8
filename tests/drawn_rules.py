"""What counts as what?  Random equivalences, awards and agreements, and one receiving policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pathways.model.base import Noun, Source
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.policy import RecognitionPolicy
from tests.dice import Dice
from tests.drawn_trees import overlays

SOURCE = Source(title="an invented bulletin")


@dataclass(frozen=True)
class Sizes:
    """How large a case may grow, and which constructs it may hold."""

    home: int = 5
    leaves: int = 4
    rules: int = 3
    lines: int = 4
    sharing: bool = True
    residual: bool = True
    doubts: bool = True
    blocks: bool = True
    refusals: bool = True
    small: bool = True
    skills: bool = True
    substitutions: bool = True


SMALL = Sizes()
LARGE = Sizes(home=6, leaves=6, rules=5, lines=6)
AWARD = Sizes(blocks=False, refusals=False)


def _graded(dice: Dice, name: str) -> dict[str, Any]:
    item: dict[str, Any] = {"course": name}
    match dice.upto(7):
        case 5:
            item["min_grade"] = {"grade": dice.pick(("C", "B")), "scale": "letters"}
        case 6:
            item["max_grade"] = {"grade": dice.pick(("C", "B")), "scale": "letters"}
        case 7:
            item["taken"] = {"from": "2015-01-01"}
        case _:
            pass
    return item


def _sources(dice: Dice, away: tuple[str, ...]) -> dict[str, Any]:
    named = [_graded(dice, name) for name in dice.some(away, 3, 1)]
    if len(named) == 1:
        return named[0]
    match dice.upto(2):
        case 0:
            return {"all": named}
        case 1:
            return {"any": named}
        case _:
            return {"choose": 2, "of": named}


def _grant(dice: Dice, home: tuple[str, ...], paths: list[str], sizes: Sizes) -> dict[str, Any]:
    match dice.upto(9):
        case 0 | 1 | 2 | 3:
            return {"kind": "course", "courses": [dice.pick(home)]}
        case 4 if len(home) > 1:
            return {"kind": "courses", "courses": dice.some(home, 2, 2)}
        case 5 | 6:
            credit = dice.pick(({"how": "converted"}, {"how": "fixed", "amount": "2"}))
            level = {"level": "2"} if dice.chance(2) else {}
            return {"kind": "subject_elective", "subject": dice.pick(("A", "B")), "credit": credit, **level}
        case 7:
            return {"kind": "area", "areas": ["ge"], "credit": {"how": "fixed", "amount": "3"}}
        case 8 if sizes.blocks:
            return {"kind": "block", "block": f"P#{dice.pick(paths)}"}
        case 9 if sizes.refusals:
            return {"kind": dice.pick(("denied", "not_evaluated", "none_here"))}
        case _:
            return {"kind": "general_elective", "credit": {"how": "converted"}}


def rules_of(first: Dice, away: tuple[str, ...], home: tuple[str, ...], paths: list[str], sizes: Sizes) -> list[Noun]:
    """Return up to ``sizes.rules`` equivalences, some of them two rows of one award, and their agreement."""
    rules: list[Noun] = []
    each = first.pick(("once", "each_rule"))
    for number in range(first.upto(sizes.rules)):
        dice = first.fresh()
        fields: dict[str, Any] = {"id": f"e{number}", "receiving": "U", "priority": number}
        fields["from"] = _sources(dice, away)
        fields["to"] = _grant(dice, home, paths, sizes)
        if dice.chance(2):
            fields["agreement"] = "G"
        if fields["to"]["kind"] in ("denied", "not_evaluated", "none_here") and dice.chance(2):
            fields["valid"] = {"until": "2015-01-01"}
        if sizes.doubts and dice.chance(10):
            fields["conditions"] = [{"text": "with the dean's consent"}]
        if dice.chance(12):
            fields["status"] = dice.pick(("proposed", "expired"))
        rules.append(Equivalence.model_validate(fields))
        if dice.chance(8):
            both = {"award": f"a{number}", "id": f"f{number}", "to": _grant(dice, home, paths, AWARD)}
            fields["to"] = _grant(dice, home, paths, AWARD)
            rules[-1] = Equivalence.model_validate({**fields, "award": f"a{number}"})
            rules.append(Equivalence.model_validate({**fields, **both}))
    agreement = {"id": "G", "sending": ["S", "T"], "receiving": "U", "title": "G", "source": SOURCE}
    return [*rules, ArticulationAgreement.model_validate({**agreement, "sources_used": each})]


def policy_of(dice: Dice, home: tuple[str, ...], sizes: Sizes) -> RecognitionPolicy:
    """Return the receiving policy: limits on grade and age, overlays, one exclusion."""
    fields: dict[str, Any] = {"id": "policy", "organization": "U", "source": SOURCE}
    fields["conversion"] = {"convention": "year_share"}
    if dice.chance(4):
        fields["min_grades"] = [{"minimum": {"grade": "C", "scale": "letters"}}]
    if dice.chance(6):
        fields["max_ages"] = [{"years": "10"}]
    fields["unlisted"] = dice.pick(("undecided", "general_elective", "refused"))
    if dice.chance(6):
        modes = ({"mode": "once"}, {"mode": "none"}, {"mode": "capped", "credits": "1"})
        fields["reuse"] = dice.pick(modes)
    if dice.chance(4):
        fields["rules"] = overlays(dice, few=True)
    if len(home) > 2 and dice.chance(3):
        group: dict[str, Any] = {"id": "x", "courses": dice.some(home, 3, 2)}
        match dice.upto(3):
            case 1:
                group["max_credits"] = dice.pick(("3", "4"))
            case 2:
                group["max_courses"] = 2
            case 3 if sizes.residual:
                group["residual"] = {group["courses"][0]: "1"}
            case _:
                pass
        fields["exclusions"] = [group]
    return RecognitionPolicy.model_validate(fields)
