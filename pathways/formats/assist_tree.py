"""What does one agreement ask for?  Its template as a requirement tree, with what is only recommended kept apart.

How a template is read (evidence in ``docs/formats/assist.md``): a section that states no number asks for all its rows;
a group that counts over its sections (NFromArea, NFromConjunction) makes them pools, of which a section's own number is
the most that it may give; a title heads the group below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from pathways.formats import assist_choice as choice
from pathways.formats.assist_choice import Part
from pathways.formats.assist_courses import CourseBook
from pathways.formats.assist_raw import Agreement, Amount, Articulation, Cell, Group, RawCourse, Row, Section
from pathways.formats.assist_rules import LETTER, REASONS
from pathways.formats.assist_words import (
    DOUBT_HEADING,
    Reading,
    doubt_about,
    heads_recommendation,
    meaning,
    read_texts,
)
from pathways.formats.loss import Tally
from pathways.model.credential import SharingRule
from pathways.model.filter import Filter
from pathways.model.requirement import AllOf, AnyOf, CourseLeaf, CoursePool, Requirement, walk

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a major asks for before transfer; ``recommended`` names courses that are not required."""

    requirement: Requirement | None
    recommended: tuple[str, ...]
    sharing: tuple[SharingRule, ...]
    notes: tuple[str, ...]


def preparation(agreement: Agreement, book: CourseBook, tally: Tally) -> Preparation:
    """Return the preparation for the major of one agreement; what was met is counted in ``tally``."""
    reading = read_texts(agreement)
    builder = _Builder(agreement, book, tally, reading, {a.cell: a for a in agreement.articulations})
    required: list[Part] = []
    recommended: list[str] = []
    for number, whole in enumerate(agreement.groups, 1):
        group = builder.filled(whole)
        if not group.sections:
            continue
        part = builder.group(group, number)
        if reading.optional or (heads_recommendation(group.title) and group.directly):
            recommended.extend(_course_names(group))
            tally.noted("group: recommended", "named in the description, not required", agreement.name)
        else:
            required.append(part)
    root = choice.everything(required).node if required else None
    return Preparation(root, tuple(dict.fromkeys(recommended)), sharing(root), builder.notes())


@dataclass(slots=True)
class _Builder:
    agreement: Agreement
    book: CourseBook
    tally: Tally
    reading: Reading
    articulations: Mapping[str, Articulation]
    doubts: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        """Return what the reader of the credential has to know about how it was read."""
        found: list[str] = []
        if self.doubts:
            found.append(f"Undecided parts, see their statements: {len(self.doubts)}")
        if self.reading.binding:
            found.append("A general text of the agreement states grades or other conditions that are not encoded")
        return tuple(found)

    def filled(self, group: Group) -> Group:
        """Return the group without sections that hold no rows, which ask for nothing."""
        full = tuple(section for section in group.sections if section.rows)
        empty = len(group.sections) - len(full)
        if empty or not group.sections:
            name = f"{self.agreement.name}, {group.title}"
            self.tally.noted("section or group without rows", "it asks for nothing", name, max(empty, 1))
        return group if not empty else replace(group, sections=full)

    def group(self, group: Group, number: int) -> Part:
        """Return the node of one requirement group."""
        self._count_group(group)
        title = group.title if group.title and group.directly else f"Group {number}"
        instruction = group.instruction
        amount = instruction.amount if instruction else group.advisement
        if amount is not None:
            joins = instruction.conjunction if instruction else None
            part = self._counted(group, amount, title, each=joins == "And" and len(group.sections) > 1)
        else:
            part = self._whole(group, title)
        if heads_recommendation(group.title) and not group.directly:
            part = choice.in_doubt(part, f"{self.agreement.name}: {DOUBT_HEADING}")
            self.tally.noted("group: perhaps recommended", "all of it, or a statement for a person to decide", title)
        return self._finish(part, group.texts, f"g{number}", title)

    def _whole(self, group: Group, title: str) -> Part:
        """Return a group whose sections each say themselves what they ask."""
        instruction = group.instruction
        sections = [self._section(section) for section in group.sections]
        doubts = {
            place: why for place, section in enumerate(group.sections) if (why := self._doubt(group, section, title))
        }
        named = [
            self._finish(part, section.texts, letter, None) if len(sections) > 1 else self._finish(part, section.texts)
            for part, (section, letter) in zip(sections, _lettered(group), strict=True)
        ]
        if instruction is not None and instruction.type == "Conjunction" and instruction.conjunction == "Or":
            return choice.choose(
                1, [_doubtful(part, doubts.get(place)) for place, part in enumerate(named)], self.tally
            )
        sure = [part for place, part in enumerate(named) if place not in doubts]
        unsure = [part for place, part in enumerate(named) if place in doubts]
        if unsure:
            asked = unsure[0] if len(unsure) == 1 else choice.everything(unsure)
            sure.append(choice.in_doubt(asked, next(iter(doubts.values()))))
        return sure[0] if len(sure) == 1 else choice.everything(sure)

    def _doubt(self, group: Group, section: Section, title: str) -> str | None:
        why = doubt_about(group, section, self.reading)
        if why is None:
            return None
        self.doubts.append(title)
        place = f"{self.agreement.name}, {title}"
        self.tally.noted("section whose number is in doubt", "all of it, or a statement for a person to decide", place)
        return f"{self.agreement.name}: {why}"

    def _section(self, section: Section) -> Part:
        """Return a section that stands for itself: so many of its rows, or all."""
        parts = self._rows(section)
        limit = _limit(section)
        amount = section.amount
        if amount is None and limit is None:
            return choice.everything(parts)
        if amount is None or amount.unit == "Course":
            n = int(amount.n) if amount is not None else len(parts)
            return choice.choose(min(n, limit) if limit is not None else n, parts, self.tally)
        return choice.choose_credit(self._units(amount), parts, self.tally)

    def _counted(self, group: Group, amount: Amount, label: str, *, each: bool) -> Part:
        """Return a group that counts over its sections: they are pools."""
        pools = [(self._rows(section), _pool_limit(section), letter) for section, letter in _lettered(group)]
        texts = [text for section in group.sections for text in section.texts]
        if amount.unit != "Course":
            part = choice.choose_credit(
                self._units(amount), [part for parts, _, _ in pools for part in parts], self.tally
            )
            if any(limit is not None for _, limit, _ in pools):
                self.tally.lost(
                    "number of a section inside a group that counts units", "the group's units hold alone", label
                )
        elif each or any(limit is not None and limit > 1 for _, limit, _ in pools):
            part = choice.choose_items(int(amount.n), pools, self.tally, each=each)
        else:
            part = choice.choose(int(amount.n), list(self._spread(pools)), self.tally)
        return self._finish(part, texts)

    def _spread(self, pools: Iterable[tuple[Sequence[Part], int | None, str]]) -> Iterable[Part]:
        """Yield the rows of all pools; a pool that may give one at most is one choice among them."""
        for parts, limit, letter in pools:
            if limit is None:
                yield from parts
            else:
                one = choice.choose(1, parts, self.tally)
                note = None if one.standing == "after" else "At most one of these counts"
                yield Part(choice.dressed(one.node, node_id=letter, note=note), one.standing, one.label, one.credit)

    def _units(self, amount: Amount) -> Fraction:
        """Return an amount in the receiver's units: a semester unit is 3/2 quarter units."""
        theirs = self.agreement.receiver.term_type
        if amount.unit in ("Unit", f"{theirs}Unit"):
            return amount.n
        self.tally.represented("units of the other system", "converted at 2 semester to 3 quarter units", str(amount.n))
        return amount.n * (Fraction(3, 2) if theirs == "Quarter" else Fraction(2, 3))

    def _rows(self, section: Section) -> list[Part]:
        """Return the rows; neighbours marked as "maximum credit, one course" are one choice."""
        found: list[Part] = []
        run: list[Part] = []
        for row in section.rows:
            self.tally.represented("row", "a part of its section")
            part = self._row(row)
            if _marked_one(row):
                run.append(part)
                continue
            found.extend(self._one_of(run))
            run = []
            found.append(part)
        return [*found, *self._one_of(run)]

    def _one_of(self, run: Sequence[Part]) -> list[Part]:
        if len(run) < 2:
            return list(run)
        label = " or ".join(part.label for part in run)
        one = choice.choose(1, run, self.tally)
        note = "Maximum credit, one course"
        return [
            Part(choice.dressed(one.node, node_id=choice.node_id(label), note=note), one.standing, label, one.credit)
        ]

    def _row(self, row: Row) -> Part:
        parts = [self._cell(cell) for cell in row.cells]
        part = parts[0] if len(parts) == 1 else choice.everything(parts)
        return self._finish(part, [text for text in row.texts if meaning(text) != "one course"])

    def _cell(self, cell: Cell) -> Part:
        receiver = cell.receiver
        self.tally.represented(f"cell: {receiver.kind}", "a leaf, or the leaves of a series", receiver.name)
        known = self.articulations.get(cell.id)
        for text in cell.texts:
            self.tally.represented(
                f"words on a cell: {text}", "on the rule or the choice that the cell is in", receiver.name
            )
        texts = [x for x in cell.texts if meaning(x) != "one course" and (known is None or x not in known.texts)]
        reason = known.sending.reason if known else None
        if reason is not None and reason in REASONS:
            return self._unarticulated(cell, reason, texts)
        part = self._leaves(cell, open_=known is None or not known.sending.groups)
        if known is None:
            self.tally.represented("cell without articulation", "a leaf without a rule: not evaluated", receiver.name)
            return Part(
                choice.dressed(part.node, note="; ".join(texts)), part.standing, part.label, part.credit, part.items
            )
        return self._finish(part, texts)

    def _unarticulated(self, cell: Cell, reason: str, texts: Sequence[str]) -> Part:
        receiver = cell.receiver
        self.tally.represented(f"receiver that nobody articulates: {reason}", "a leaf after transfer", receiver.name)
        theirs, ours = self.agreement.receiver.name, self.agreement.sender.name
        if REASONS[reason] == "only_at_receiver":
            why = f"only at {theirs}"
        else:
            why = f"no course of {ours} is articulated; another college may have one"
        titles = "; ".join(f"{course.code} {course.title}" for course in receiver.courses) or receiver.name
        credit = sum((course.min_units for course in receiver.courses), Fraction(0))
        part = choice.after_transfer(receiver.name, f"{titles}: {why}", credit)
        return Part(choice.dressed(part.node, note="; ".join(texts)), part.standing, part.label, part.credit)

    def _leaves(self, cell: Cell, *, open_: bool) -> Part:
        receiver = cell.receiver
        standing: choice.Standing = "open" if open_ else "articulated"
        if not receiver.courses:
            pool = CoursePool(id=choice.node_id(receiver.name), n=1, source=Filter(attribute=(receiver.name,)))
            return Part(pool, standing, receiver.name)
        leaves = [self._leaf(course, standing) for course in receiver.courses]
        if len(leaves) == 1:
            return leaves[0]
        name = choice.node_id("+".join(course.code for course in receiver.courses))
        if receiver.joined == "Or":
            either = AnyOf(id=name, title=receiver.name, children=tuple(leaf.node for leaf in leaves))
            return Part(either, standing, receiver.name, leaves[0].credit)
        series = choice.everything(leaves)
        node = choice.dressed(series.node, node_id=name, title=receiver.name)
        return Part(node, standing, series.label, series.credit, series.items)

    def _leaf(self, course: RawCourse, standing: choice.Standing) -> Part:
        reference = self.book.course_id(self.agreement.receiver, course)
        leaf = CourseLeaf(id=choice.node_id(course.code), title=f"{course.code} {course.title}", course=reference)
        return Part(leaf, standing, course.code, course.min_units)

    def _finish(self, part: Part, texts: Sequence[str], name: str | None = None, title: str | None = None) -> Part:
        """Return the part with its name and title and with what its attribute texts ask."""
        asked = [text for text in texts if meaning(text) == "condition"]
        notes = [text for text in texts if meaning(text) == "note" or (part.standing == "after" and text in asked)]
        node = part.node if part.standing == "after" else choice.stated(part, asked).node
        if any(meaning(text) == "letter grade" for text in texts):
            node = node.model_copy(update={"min_grade": LETTER})
        if name is not None and isinstance(node, CourseLeaf):
            node = AllOf(children=(node,))
        node = choice.dressed(node, node_id=name, title=title, note="; ".join(notes))
        for text in texts:
            self.tally.represented(f"words on a group, section or row: {text}", _fate(text), self.agreement.name)
        return Part(node, part.standing, part.label, part.credit, part.items)

    def _count_group(self, group: Group) -> None:
        kind = group.instruction
        joins = f" {kind.conjunction}" if kind and kind.conjunction else ""
        self.tally.represented("group", "a node of the requirement tree", self.agreement.name)
        self.tally.represented(
            f"group: {kind.type if kind else 'no instruction'}{joins}", "how its sections are joined"
        )
        for section in group.sections:
            amount = section.amount
            self.tally.represented("section", "a node, or a pool of its group")
            said = f"{amount.selection} {amount.n} {amount.unit}" if amount else "none"
            how = (
                "the number of the choice, or the most its pool gives" if amount else "all rows, or a pool of its group"
            )
            self.tally.represented(f"section advisement: {said}", how)


def _fate(text: str) -> str:
    return {
        "letter grade": "a least grade on the letter scale",
        "one course": "a choice of one",
        "note": "a note",
        "condition": "a statement for a person to decide",
    }[meaning(text)]


def _doubtful(part: Part, why: str | None) -> Part:
    return part if why is None else choice.in_doubt(part, why)


def _lettered(group: Group) -> list[tuple[Section, str]]:
    names = [_LETTERS[place] if place < len(_LETTERS) else f"S{place + 1}" for place in range(len(group.sections))]
    return list(zip(group.sections, names, strict=True))


def _limit(section: Section) -> int | None:
    return 1 if any(meaning(text) == "one course" for text in section.texts) else None


def _pool_limit(section: Section) -> int | None:
    stated = int(section.amount.n) if section.amount is not None and section.amount.unit == "Course" else None
    return min((limit for limit in (stated, _limit(section)) if limit is not None), default=None)


def _marked_one(row: Row) -> bool:
    return any(meaning(text) == "one course" for text in (*row.texts, *(x for cell in row.cells for x in cell.texts)))


def _course_names(group: Group) -> list[str]:
    return [cell.receiver.name for section in group.sections for row in section.rows for cell in row.cells]


def sharing(root: Requirement | None) -> tuple[SharingRule, ...]:
    """Return a rule for each course that two leaves ask for, at least one of them in any case.

    A course cannot be taken twice, so asking for it outright in one place lets it serve in the other place too.
    """
    if root is None:
        return ()
    places: dict[str, list[tuple[str, Requirement]]] = {}
    kinds = dict(walk(root))
    for path, node in kinds.items():
        if isinstance(node, CourseLeaf):
            places.setdefault(node.course, []).append((path, node))
    found: list[SharingRule] = []
    for leaves in places.values():
        for place, (one, _) in enumerate(leaves):
            found.extend(
                SharingRule(between=(one, other)) for other, _ in leaves[place + 1 :] if _both_asked(one, other, kinds)
            )
    return tuple(found)


def _both_asked(one: str, other: str, kinds: Mapping[str, Requirement]) -> bool:
    above, below = one.split("/"), other.split("/")
    common = next(place for place, (a, b) in enumerate(zip(above, below, strict=False)) if a != b)
    if not isinstance(kinds["/".join(above[:common])], AllOf):
        return False
    return any(
        all(isinstance(kinds["/".join(path[:end])], AllOf) for end in range(common + 1, len(path)))
        for path in (above, below)
    )
