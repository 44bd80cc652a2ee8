"""What does somebody bring who holds this credential and nothing else?  A model holder: the cheapest completion.

The holder took what completes the credential most cheaply from nothing: each thing whole, at the best grade, handed in
on the day of asking, and used for this award (so that a policy on reuse speaks of it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice, product
from math import comb, prod
from typing import Final

from pathways.catalog.collection import Catalog, key_of
from pathways.completion.audit import Completion, Examination
from pathways.completion.steps import best_grade
from pathways.completion.totals import LineResult, line_results
from pathways.model.course import Course
from pathways.model.credential import Credential, CredentialKind, Measure
from pathways.model.exact import format_exact
from pathways.model.record import Attainment, Learner, LearnerRecord, PriorUse, Verification

Examine = Callable[[LearnerRecord, Credential], Examination]
"""How a record is audited toward a credential: passed in by the desk."""

Thing = Course | Credential
ZERO = Fraction(0)


RANKS: Final = {
    CredentialKind.CERTIFICATE: 1,
    CredentialKind.DIPLOMA: 2,
    CredentialKind.ASSOCIATE: 2,
    CredentialKind.BACHELOR: 3,
    CredentialKind.MASTER: 4,
    CredentialKind.DOCTORATE: 5,
}
"""How high a kind of credential usually stands; all others stand below."""


def rank(credential: Credential) -> int:
    """Return how high the kind of a credential stands, from 0.

    >>> from pathways.model.credential import Credential
    >>> rank(Credential(id="a", organization="o", kind="bachelor", title="A"))
    3
    """
    return RANKS.get(credential.kind, 0)


@dataclass(frozen=True, slots=True)
class Unit:
    """What amounts of a credential are counted in: its measure, and the name that stands beside an amount."""

    measure: Measure
    name: str

    @property
    def words(self) -> str:
        """Return how the unit is said."""
        return "credits" if self.measure == "credit" else self.name

    def told(self, amount: Fraction) -> str:
        """Return an amount with its unit.

        >>> Unit("blocks", "blocks").told(Fraction(1)), Unit("credit", "ects").told(Fraction(5, 2))
        ('1 block', '2.5 credits')
        """
        return f"{format_exact(amount)} {self.words.removesuffix('s') if amount == 1 else self.words}"

    def of(self, thing: Thing) -> Fraction:
        """Return the amount of a thing; nothing where nobody states it."""
        match self.measure:
            case "credit":
                return thing.credit or ZERO
            case "hours":
                return thing.hours or ZERO
            case _:
                return Fraction(1)


def unit_of(catalog: Catalog, credential: Credential) -> Unit:
    """Return the unit of a credential: its credit system or measure; hours or items where it carries no credit."""
    measure: Measure = credential.measure
    if measure == "credit" and credential.credit is None and credential.requirement is None:
        measure = "items" if credential.hours is None else "hours"
    home = catalog.organizations.get(credential.organization)
    system = home.credit_system if home is not None and measure == "credit" else None
    return Unit(measure, system or measure)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is brought: its amount in the unit of what it was earned for, and how much of it still counts.

    ``here`` is what still counts, in the unit of where it stands now; ``alive`` the share of the amount that this is.
    ``origins`` gives the amount by the number of the rung for which it was earned; ``served`` the awards it was used
    for.
    """

    thing: Thing
    amount: Fraction
    here: Fraction
    path: str | None = None
    alive: Fraction = Fraction(1)
    origins: Mapping[int, Fraction] = field(default_factory=dict)
    served: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id or key of the thing."""
        return key_of(self.thing)

    @property
    def line(self) -> str:
        """Return the name of its line on a record."""
        return self.id.replace("@", ":")

    def kept(self, share: Fraction, here: Fraction, path: str | None) -> Part:
        """Return what is left of it where only a share still counts."""
        origins = {rung: amount * share for rung, amount in self.origins.items()}
        return replace(self, here=here, path=path, alive=self.alive * share, origins=origins)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a credential: the parts that were taken for it, and what could not be taken."""

    credential: Credential
    unit: Unit
    parts: tuple[Part, ...]
    impossible: tuple[str, ...] = ()
    ways: int = 1

    @property
    def amount(self) -> Fraction:
        """Return what is brought in all, in the credential's unit."""
        return sum((part.here for part in self.parts), ZERO)

    @property
    def hours(self) -> Fraction | None:
        """Return the workload of all parts; None where one does not state it."""
        return hours_of(part.thing for part in self.parts)


def hours_of(things: Iterable[Thing]) -> Fraction | None:
    """Return the workload of things together, in hours; None where one does not state it."""
    total = ZERO
    for thing in things:
        if thing.hours is None:
            return None
        total += thing.hours
    return total


def nobody() -> LearnerRecord:
    """Return the record of somebody who brings nothing."""
    return LearnerRecord(learner=Learner(id="model-holder"))


def record_of(catalog: Catalog, parts: Iterable[Part], as_of: dt.date) -> LearnerRecord:
    """Return the record of somebody who completed the parts on the day, at the best grade, verified and assessed."""
    lines = tuple(_attainment(catalog, part, as_of) for part in parts)
    return LearnerRecord(learner=Learner(id="model-holder"), attainments=lines)


def _attainment(catalog: Catalog, part: Part, as_of: dt.date) -> Attainment:
    thing = part.thing
    home = catalog.organizations.get(thing.organization)
    scale = home.grade_scale if home is not None else None
    return Attainment(
        id=part.line,
        course=thing.id if isinstance(thing, Course) else None,
        credential=thing.key if isinstance(thing, Credential) else None,
        grade=best_grade(catalog, scale),
        grade_scale=scale,
        completed=as_of,
        lodged=as_of,
        assessed=True,
        verification=Verification.VERIFIED,
        used=tuple(PriorUse(credential=name, date=as_of) for name in part.served),
    )


def taken_in(catalog: Catalog, completion: Completion) -> tuple[Thing, ...]:
    """Return what a completion takes in addition, in order of the ids."""
    units = completion.problem.units
    names = sorted(name for unit, number in completion.allocation.bought for name in units[unit].names[:number])
    return tuple(thing_named(catalog, name) for name in names)


def thing_named(catalog: Catalog, name: str) -> Thing:
    """Return the course or credential of an id or key.  Raises UnknownIdError U001."""
    return catalog.courses.get(name) or catalog.credential(name)


def holder_of(catalog: Catalog, credential: Credential, examine: Examine, as_of: dt.date, rung: int = 0) -> Holder:
    """Return the model holder of a credential; of one without requirements the award is all that is brought."""
    unit = unit_of(catalog, credential)
    if credential.requirement is None:
        return Holder(credential, unit, (award_part(credential, unit, rung),))
    empty = examine(nobody(), credential).empty
    parts = tuple(new_part(thing, unit, credential, rung) for thing in taken_in(catalog, empty))
    whole = placed(catalog, parts, credential, examine, as_of)
    return Holder(credential, unit, whole, impossible_paths(empty), _ways(empty))


def award_part(credential: Credential, unit: Unit, rung: int = 0) -> Part:
    """Return a credential as one thing that is brought; it was used for nothing but itself."""
    amount = unit.of(credential)
    return Part(credential, amount, amount, origins={rung: amount})


def new_part(thing: Thing, unit: Unit, credential: Credential, rung: int) -> Part:
    """Return a thing as it was taken for a credential."""
    amount = unit.of(thing)
    return Part(thing, amount, amount, origins={rung: amount}, served=(credential.key,))


def placed(
    catalog: Catalog, parts: tuple[Part, ...], credential: Credential, examine: Examine, as_of: dt.date
) -> tuple[Part, ...]:
    """Return the parts with the places where they stand in the credential, by its own audit."""
    unserved = (replace(part, served=tuple(name for name in part.served if name != credential.key)) for part in parts)
    lines = lines_of(examine(record_of(catalog, unserved, as_of), credential))
    return tuple(replace(part, path=next(iter(lines[part.line].paths), None)) for part in parts)


def lines_of(examination: Examination) -> dict[str, LineResult]:
    """Return what every line comes to, by its name."""
    found = line_results(examination.recognition, examination.reading())
    return {line.recognition.line.id: line for line in found}


def impossible_paths(completion: Completion) -> tuple[str, ...]:
    """Return the paths of the requirements for which nothing is on offer; the root for rules over the whole."""
    program = completion.problem.program
    found = []
    for index in completion.allocation.impossible:
        node = program.leaves[index].node if index >= 0 else -1 - index
        found.append(program.nodes[node if node < len(program.nodes) else program.root].path)
    return tuple(dict.fromkeys(found))


def _ways(empty: Completion) -> int:
    """Return how many completions differ only by equal things taken in the place of each other."""
    units = empty.problem.units
    return prod(comb(len(units[unit].names), number) for unit, number in empty.allocation.bought)


def other_ways(catalog: Catalog, holder: Holder, examine: Examine, most: int) -> Iterator[tuple[Part, ...]]:
    """Yield the parts of each completion that differs by equal things, at most so many; the one taken comes first."""
    empty = examine(nobody(), holder.credential).empty
    units = empty.problem.units
    choices = [combinations(units[unit].names, number) for unit, number in empty.allocation.bought]
    for names in islice(product(*choices), most):
        things = (thing_named(catalog, name) for group in names for name in group)
        parts = (new_part(thing, holder.unit, holder.credential, 0) for thing in things)
        yield tuple(sorted(parts, key=lambda part: part.id))
