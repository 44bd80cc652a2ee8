"""Which requirements are asked?  Random trees of every kind and modifier, overlays and sharing rules, as documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.dice import Dice

COMPETENCIES = ("k0", "k1", "k2", "k3")
PLACES: tuple[dict[str, Any], ...] = (
    {"source": ["transfer"]},
    {"subject": ["A"]},
    {"level": {"max": 1}},
    {"source": ["transfer"]},
    {},
)


@dataclass
class Trees:
    """Draws requirement trees; ``left`` is how many leaves may still be made."""

    start: Dice
    courses: tuple[str, ...]
    credentials: tuple[str, ...]
    skills: bool
    left: int
    named: list[str] = field(default_factory=list)

    @property
    def dice(self) -> Dice:
        """Return dice of its own for each node."""
        return self.start.fresh()

    def course(self, dice: Dice) -> dict[str, Any]:
        """Return a leaf that names a course, seldom one that is named already."""
        fresh = [name for name in self.courses if name not in self.named]
        name = dice.pick(self.courses if not fresh or dice.chance(4) else fresh)
        self.named.append(name)
        return {"course": name}

    def filter(self, dice: Dice) -> dict[str, Any]:
        kind = dice.upto(10)
        simple: list[dict[str, Any]] = [
            {"kind": ["course", "elective"]},
            {"subject": [dice.pick(("A", "B"))]},
            {"level": {"min": 2}},
            {"attribute": ["ge"]},
            {"course": dice.some(self.courses, 3, 1)} if kind == 4 else {"subject": ["A", "B"]},
            {"kind": ["course"], "source": ["resident"]},
            {"any": [{"subject": ["A"]}, {"level": {"min": 3}}]},
            {"subject": ["A"], "level": {"min": 2}},
            {"kind": ["course", "elective"], "not": {"subject": ["A"]}},
            {"kind": ["course"], "not": {"course": [self.courses[0]]}},
            {"kind": ["credential"]} if self.credentials else {"subject": ["B"]},
        ]
        found: dict[str, Any] = simple[kind]
        return found

    def leaf(self, dice: Dice) -> dict[str, Any]:
        self.left -= 1
        match dice.upto(12):
            case 0 | 1 | 2 | 3:
                node = self.course(dice)
            case 4 | 5 | 6:
                node = {"credits": dice.pick(("3", "2", "1", "2.5", "4", "1", "6")), "from": self.filter(dice)}
                if dice.chance(4):
                    node["up_to"] = dice.pick(("6", "7.5"))
            case 7 | 8:
                node = {"courses": dice.pick((1, 1, 2, 0)), "from": self.filter(dice)}
                if dice.chance(3):
                    node["up_to"] = 2
            case 9 if self.skills:
                node = {"competency": dice.pick(COMPETENCIES)}
                if dice.chance(2):
                    node["level"] = dice.pick((1, 2))
            case 10 if self.credentials:
                node = {"credential": dice.pick(self.credentials)}
            case 11 | 12:
                node = self.apart(dice)
            case _:
                node = self.course(dice)
        return self.modified(node, dice)

    def apart(self, dice: Dice) -> dict[str, Any]:
        """Return a leaf that uses nothing up."""
        if dice.chance(2):
            return self.used(dice)
        return (
            self.course(dice)
            if dice.chance(2)
            else dice.pick(({"statement": "an interview"}, {"after_transfer": "a seminar"}))
        )

    def used(self, dice: Dice) -> dict[str, Any]:
        """Return a look at what others use; :func:`looking` says later where it looks."""
        node: dict[str, Any] = {"used": dice.pick(("1", "2", "1", "0")), "from": self.filter(dice)}
        if dice.chance(3):
            node |= {"used": dice.pick(("3", "2.5")), "counting": "credits"}
        if dice.chance(3):
            node["from"] = dice.pick(PLACES)
        return node

    def modified(self, node: dict[str, Any], dice: Dice) -> dict[str, Any]:
        if "used" in node or not dice.chance(3):
            return node
        match dice.upto(5):
            case 0:
                node["min_grade"] = dice.pick(({"grade": "B", "scale": "letters"}, {"grade": "C"}))
            case 1:
                node["max_age_years"] = dice.pick(("5", "7.5", "10"))
            case 2:
                node["caps"] = [{"credits": dice.pick(("3", "2", "4.5")), "from": dice.pick(PLACES)}]
            case 3:
                node["caps"] = [{"items": dice.pick((1, 2, 1, 0)), "from": dice.pick(PLACES)}]
            case 4:
                node["level_minimum"] = {"credits": dice.pick(("1", "2")), "level": "2"}
            case _:
                node["min_gpa"] = dice.pick(("2.5", "3", "8/3"))
        return node

    def whole(self) -> dict[str, Any]:
        """Return a tree: a group, for a leaf alone asks too little."""
        dice = self.dice
        return self.modified(self.group(2, dice), dice)

    def node(self, depth: int) -> dict[str, Any]:
        dice = self.dice
        if depth == 0 or self.left <= 1 or dice.chance(3):
            return self.leaf(dice)
        return self.modified(self.group(depth, dice), dice)

    def group(self, depth: int, dice: Dice) -> dict[str, Any]:
        kind = dice.upto(5)
        children = [self.node(depth - 1)]
        while len(children) < 3 and self.left > 0 and dice.upto(3):
            children.append(self.node(depth - 1))
        match kind:
            case 0 | 1:
                return {"all": children}
            case 2:
                return {"any": children}
            case 3:
                return {"at_least": str(1 + dice.upto(len(children) - 1)), "of": children}
            case _:
                return self.counted(children, "items" if kind == 4 else "credits", dice)

    def counted(self, children: list[dict[str, Any]], counting: str, dice: Dice) -> dict[str, Any]:
        most = len(children)
        need = str(1 + dice.upto(most)) if counting == "items" else dice.pick(("3", "1", "2", "4.5", "6"))
        node: dict[str, Any] = {"at_least": need, "of": children, "counting": counting}
        match dice.upto(7):
            case 5:
                node["distinct"] = {"min": min(2, most)}
            case 6:
                node["distinct"] = {"max": 1}
            case 7:
                node["each"] = 2
            case _:
                pass
        return node


def overlays(dice: Dice, *, few: bool) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if dice.chance(10 if few else 6):
        rules["total_credits"] = dice.pick(("3", "4", "4.5", "6"))
    if dice.chance(10 if few else 4):
        choices: tuple[dict[str, Any], ...] = (
            {"credits": "3"},
            {"courses": 1},
            {"share": "1/3", "of": "courses"},
            {"share": "0.25"},
            {"share": "1/2", "of": "courses"},
            {"courses": 2},
        )
        rules["residency"] = [dice.pick(choices)]
    if dice.chance(8 if few else 4):
        choices = ({"credits": "3"}, {"items": 1}, {"share": "0.5"}, {"credits": "1.5"}, {"items": 0})
        kinds = dice.pick((["transfer"], ["badge", "transfer"], ["transfer"], ["resident"]))
        rules["caps"] = [{"sources": kinds, **dice.pick(choices)}]
    if dice.chance(12 if few else 6):
        rules["levels"] = [{"credits": dice.pick(("1.5", "3")), "level": "2"}]
    if dice.chance(12 if few else 8):
        rules["min_gpa"] = dice.pick(("2.5", "3", "8/3"))
    if dice.chance(20 if few else 10):
        rules["reuse"] = [dice.pick(({"credits": "2"}, {"share": "0.25"}, {"credits": "0", "awards": ["other"]}))]
    return rules


def paths_of(node: dict[str, Any], path: str, *, counted: bool = True) -> list[str]:
    """Return the paths of a tree; ``counted=False`` leaves out what stands below a group that counts."""
    children = next((node[key] for key in ("all", "any", "of") if key in node), ())
    if not counted and "counting" in node:
        children = ()
    names = enumerate(children, 1)
    return [path, *(name for number, child in names for name in paths_of(child, f"{path}/{number}", counted=counted))]


def looking(dice: Dice, node: dict[str, Any], paths: list[str]) -> None:
    """Say for every look at what others use where it looks: at the whole credential, or at one requirement."""
    if "used" in node and dice.chance(2):
        node["within"] = dice.pick(paths)
    for child in next((node[key] for key in ("all", "any", "of") if key in node), ()):
        looking(dice, child, paths)


def sharing(dice: Dice, paths: list[str]) -> list[dict[str, Any]]:
    apart = [(a, b) for a in paths for b in paths if a < b and not (b + "/").startswith(a + "/")]
    if not apart or not dice.chance(3):
        return []
    rule: dict[str, Any] = {"between": list(dice.pick(apart[:16]))}
    if dice.chance(3):
        rule["from"] = dice.pick((*PLACES[:3], {"course": ["u1", "u2"]}))
    match dice.upto(4):
        case 2:
            rule["max_items"] = dice.pick((1, 0))
        case 3:
            rule["max_credits"] = dice.pick(("3", "4"))
        case 4:
            rule["split"] = True
        case _:
            pass
    return [rule]
