"""What does each piece of learning show of a course?  Outcome by outcome, at its level; by texts only where asked.

Whether a competency shows an outcome is decided as everywhere: itself, one exactly aligned, or as many narrower ones as
its framework says (semantics 4).  Words of a text are weaker, and named so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import CompetencyRules, Formula, shows
from pathways.matching.abilities import aligned_by
from pathways.matching.covers import Goal, Pieces
from pathways.matching.text import words
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.joint_documents import JointSource
from pathways.recognition.evidence import of_definition
from pathways.recognition.receiver import Receiver
from pathways.recognition.types import Line

ENOUGH_WORDS: Final = Fraction(2, 3)
"""So many of the words of an outcome a text has to say, to cover it by its words."""

_PHRASE: Final = re.compile(r"[.;:\n•]+|,(?=\s)|\s+-\s+")
_EMPTY: Final = frozenset(
    words(
        "ability able analyze apply appropriate basic concept course demonstrate describe different discuss evaluate "
        "explain identify include key know knowledge learn learner learning new student topic understand understanding "
        "use using various will work working its their from that which this how is are be as can"
    )
)
"""Words that outcomes are put in, and that say nothing of what they are about."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that a course is assessed on; without a competency, a part of its description."""

    title: str
    words: frozenset[str]
    want: CompetencyLevel | None = None
    formula: Formula | None = None

    @property
    def name(self) -> str:
        """Return the competency, or the words of the description."""
        return self.want.competency if self.want else self.title


@dataclass(frozen=True, slots=True)
class Piece:
    """One line that may take part, with what it shows and how much it brings (None: not stated)."""

    line: Line
    shown: tuple[CompetencyLevel, ...]
    amount: Fraction | None

    @property
    def id(self) -> str:
        """Return the id of the line."""
        return self.line.id


def outcomes_of(catalog: Catalog, course: Course) -> tuple[Outcome, ...]:
    """Return the outcomes of a course; where it states none, the parts of its description."""
    if not course.outcomes:
        return tuple(dict.fromkeys(_phrases(course.description or "")))
    rules = CompetencyRules(catalog)
    return tuple(_outcome(catalog, want, rules) for want in course.outcomes)


def _outcome(catalog: Catalog, want: CompetencyLevel, rules: CompetencyRules) -> Outcome:
    known = catalog.competencies.get(want.competency)
    title = known.title if known else want.competency
    said = f"{title} {known.statement or ''}" if known else title
    return Outcome(title, _content(title) or _content(said), want, rules.formula(want.competency, want.level))


def _phrases(text: str) -> Iterator[Outcome]:
    for part in _PHRASE.split(text):
        said = " ".join(part.split())
        if len(_content(said)) >= 2:
            yield Outcome(said, _content(said))


def _content(text: str) -> frozenset[str]:
    return frozenset(words(text)) - _EMPTY


def shown_by(line: Line, receiver: Receiver) -> tuple[CompetencyLevel, ...]:
    """Return every ability that a line shows: stated, of its definition, or granted for it by an agreed rule."""
    granted = receiver.shown(line.definition.id) if line.definition is not None else ()
    return (*line.attainment.competencies, *of_definition(line.definition), *granted)


@dataclass(frozen=True)
class Showing:
    """What pieces show of the outcomes of one course; ``by_text`` also asks texts of those that state no ability."""

    catalog: Catalog
    outcomes: tuple[Outcome, ...]
    by_text: bool
    texts: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _atoms(self) -> dict[tuple[tuple[str, ...], int | None], int]:
        found: dict[tuple[tuple[str, ...], int | None], int] = {}
        for outcome in self.outcomes:
            for leaf in _leaves(outcome.formula):
                found.setdefault((leaf.names, leaf.level), len(found))
        return found

    @cached_property
    def _named(self) -> Mapping[str, tuple[tuple[int, int | None], ...]]:
        found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        for (names, level), atom in self._atoms.items():
            for name in names:
                found[name].append((atom, level))
        return {name: tuple(atoms) for name, atoms in found.items()}

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Return one goal for each outcome."""
        first = len(self._atoms)
        return tuple(self._goal(outcome, first + place) for place, outcome in enumerate(self.outcomes))

    def _goal(self, outcome: Outcome, by_text: int) -> Goal:
        if outcome.formula is None:
            return Goal(by_text)
        shown = self._of_formula(outcome.formula)
        return Goal(by_text, ((1, (shown,)),)) if self.by_text else shown

    def _of_formula(self, formula: Formula) -> Goal:
        groups = tuple((need, tuple(map(self._of_formula, parts))) for need, parts in formula.groups)
        return Goal(self._atoms[formula.names, formula.level], groups)

    def pieces(self, parts: tuple[Piece, ...], scale: int, apart: Mapping[int, frozenset[int]]) -> Pieces:
        """Return the pieces for the search, their amounts times ``scale``, shape (parts, atoms)."""
        texts = len(self.outcomes) if self.by_text else 0
        shows_atoms = np.zeros((len(parts), len(self._atoms) + texts), dtype=np.bool_)
        for row, piece in enumerate(parts):
            for atom in self._shown(piece):
                shows_atoms[row, atom] = True
        brought = [int(piece.amount * scale) if piece.amount is not None else 0 for piece in parts]
        kind = np.int64 if sum(brought) < 1 << 53 else object
        known = np.array([piece.amount is not None for piece in parts], dtype=np.bool_)
        return Pieces(self.goals, shows_atoms, np.array(brought, dtype=kind), known, apart)

    def _shown(self, piece: Piece) -> Iterator[int]:
        for item in piece.shown:
            for atom, level in self._named.get(item.competency, ()):
                if level is None or (item.level is not None and item.level >= level):
                    yield atom
        if self.by_text:
            first = len(self._atoms)
            yield from (first + place for place, outcome in enumerate(self.outcomes) if self.says(piece, outcome))

    def helps(self, piece: Piece) -> bool:
        """Return whether the piece shows anything of any outcome."""
        return next(self._shown(piece), None) is not None

    def says(self, piece: Piece, outcome: Outcome) -> bool:
        """Return whether the text of a piece says enough of an outcome; one that states abilities is not read."""
        if (piece.shown and outcome.want is not None) or not outcome.words:
            return False
        if piece.id not in self.texts:
            self.texts[piece.id] = text_of(self.catalog, piece)
        return len(outcome.words & self.texts[piece.id]) >= ENOUGH_WORDS * len(outcome.words)

    def sources(self, piece: Piece, outcome: Outcome) -> Iterator[JointSource]:
        """Yield where in a piece an outcome is shown, also below its level."""
        for item in piece.shown:
            found = self._source(piece, outcome, item)
            if found is not None:
                yield found
        if self.by_text and self.says(piece, outcome):
            level = outcome.want.level if outcome.want else None
            yield JointSource(member=piece.id, how="text", level_met=level is None)

    def _source(self, piece: Piece, outcome: Outcome, item: CompetencyLevel) -> JointSource | None:
        formula, want = outcome.formula, outcome.want
        if formula is None or want is None:
            return None
        held = (item.competency, item.level)
        leaf = next((leaf for leaf in _leaves(formula) if item.competency in leaf.names), None)
        if leaf is None:
            return None
        own = leaf is formula
        return JointSource(
            member=piece.id,
            how="same" if item.competency == want.competency else "aligned" if own else "parts",
            competency=item.competency,
            level=item.level,
            level_met=shows(held, leaf.names, leaf.level),
            source=aligned_by(self.catalog, want.competency, item.competency) if own else None,
        )


def _leaves(formula: Formula | None) -> Iterator[Formula]:
    if formula is not None:
        yield formula
        for _, parts in formula.groups:
            for part in parts:
                yield from _leaves(part)


def text_of(catalog: Catalog, piece: Piece) -> frozenset[str]:
    """Return the words of everything that is said of a piece: titles, description, note, its abilities."""
    return _content(" ".join(_said(catalog, piece)))


def _said(catalog: Catalog, piece: Piece) -> Iterable[str]:
    line, definition = piece.line.attainment, piece.line.definition
    yield from (line.title or "", line.note or "")
    if isinstance(definition, Course | Credential):
        yield from (definition.title, definition.description or "")
    for item in piece.shown:
        known = catalog.competencies.get(item.competency)
        yield known.title if known else item.competency
