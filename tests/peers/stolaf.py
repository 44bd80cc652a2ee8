"""How are St. Olaf's areas of study asked of our engine?  Their YAML specifications as requirements of ours.

The file's own objective is the sum over the leaves that stand under ``all`` alone of min(1, got / needed).  Our engine
counts what is missing, so each such leaf that needs n gets n courses that may be taken for it alone, for share / n
hours; no other course states hours.  Then progress = leaves - least hours / share.  What the objective leaves
out may be taken for nothing, and rules that it leaves out (audits, upper bounds) are left out (``Aim.OBJECTIVE``); the
whole program with all its rules, each missing course at one hour, is ``Aim.WHOLE``.

Source: shared data ``audit/stolaf-areas``, ``audit/stolaf-students`` (PROVENANCE.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

from pydantic import TypeAdapter

from pathways.model.course import Course
from pathways.model.credential import Credential, CredentialKind
from pathways.model.exact import format_exact, parse_exact
from pathways.model.filter import Filter
from pathways.model.requirement import Requirement, walk
from tests.oracle.things import Facts, fits
from tests.peers.stolaf_parts import (
    FURTHER,
    Aim,
    Place,
    both,
    either,
    further_of,
    group,
    group_of,
    meet,
    most,
    named,
    number_of,
    takeable,
    taken,
    with_caps,
)
from tests.peers.stolaf_record import HOME, SOURCE
from tests.peers.stolaf_where import Doc, Where, identity, mark, term

QUARTER = Fraction(1, 4)
MUSIC = {"music performances": "performances", "music recitals": "recitals attended"}
SINCE_DECLARED = "$terms-since-declaring-major"
ANY_OF, ALL_OF = ("any", "either"), ("all", "both")


@dataclass
class Program:
    """A specification as a credential, with what may be taken for each of its leaves.

    ``leaves`` is how many the objective counts and ``share`` how many hours each is worth; ``in_words`` are the rules
    that no transcript can answer, ``looks`` how often a rule looks at what other requirements use.
    """

    credential: Credential
    takeable: tuple[Course, ...]
    leaves: int
    share: int
    in_words: tuple[str, ...]
    looks: int
    credits: dict[str, str]

    def progress(self, hours: Fraction) -> Fraction:
        """Return the file's objective at a least number of hours that are missing."""
        return self.leaves - hours / self.share


def program(name: str, spec: Doc, student: Doc, aim: Aim, *, emphases: bool = False) -> Program:
    """Return a specification for one learner: conditions and emphases are those that the learner has declared.

    ``emphases`` takes every emphasis as declared, so that all of the specification is read.
    """
    reader = _Reader(spec, student, aim, emphases)
    tree: Requirement = TypeAdapter(Requirement).validate_python(reader.whole())
    paths = {node.id: path for path, node in walk(tree) if node.id}
    shared = list(reader.sharing())
    counted = [place for place in reader.places if place.counted]
    share = lcm(1, *(place.steps for place in counted))
    document = {
        "id": name,
        "organization": HOME,
        "kind": CredentialKind.OTHER,
        "title": str(spec["name"]),
        "measure": "hours",
        "requirement": tree,
        "sharing": [{"between": [paths[name] for name in names], "from": learning} for names, learning in shared],
        "source": SOURCE,
    }
    other = {str(k).removeprefix("name="): str(v) for k, v in spec.get("credit", {}).items()}
    return Program(
        credential=Credential.model_validate(document),
        takeable=tuple(course for place in reader.places for course in takeable(place, share, aim)),
        leaves=len(counted),
        share=share,
        in_words=tuple(reader.in_words),
        looks=len(reader.looks),
        credits=other,
    )


@dataclass(frozen=True)
class _Spot:
    """Where the reader stands: requirements in reach, their names above, whether the objective counts what is here."""

    named: Doc
    above: tuple[str, ...] = ()
    counted: bool = True


@dataclass(frozen=True)
class _Look:
    """A look at what other requirements use: which rows it means, and whether further ones are of any kind."""

    node: Doc
    wanted: Doc
    any_kind: bool


@dataclass
class _Reader:
    spec: Doc
    student: Doc
    aim: Aim
    emphases: bool
    places: list[Place] = field(default_factory=list)
    together: list[list[str]] = field(default_factory=list)
    in_words: list[str] = field(default_factory=list)
    looks: list[_Look] = field(default_factory=list)

    def __post_init__(self) -> None:
        codes = [str(area["code"]) for area in self.student["areas"]]
        emphases = [str(code) for code in self.spec.get("emphases", {})] if self.emphases else []
        self.where = Where((*codes, *emphases), int(self.student["matriculation"]))
        self.rows = self.student["courses"]

    @property
    def strict(self) -> bool:
        """Return whether upper bounds and audits are asked too."""
        return self.aim is Aim.WHOLE

    def whole(self) -> Doc:
        """Return the requirement tree of the specification with the declared emphases and its limits."""
        spot = _Spot(self.spec.get("requirements", {}))
        parts = [self.rule(self.spec["result"], spot)]
        for code, emphasis in self.spec.get("emphases", {}).items():
            if str(code) in self.where.declared:
                parts.append(self.requirement(f"Emphasis: {emphasis['name']}", emphasis, spot))
        tree = group("all", parts) or {"statement": "Nothing is asked."}
        for look in self.looks:
            look.node["from"] = self.looked_at(look)
        limits = [limit for limit in self.spec.get("limit", []) if self.strict]
        return with_caps(tree, [self.cap(limit) for limit in limits])

    def rule(self, rule: Any, spot: _Spot) -> Doc | None:
        """Return one rule as a requirement; None where it asks nothing of this learner."""
        if isinstance(rule, str):
            rule = {"course": rule}
        if "$if" in rule:
            chosen = self.where.branch(rule)
            return None if chosen is None else self.rule(chosen, spot)
        if "requirement" in rule:
            name = rule["requirement"]
            return self.requirement(name, spot.named[name], spot)
        if "from" in rule:
            return self.query(rule, spot)
        if any(key in rule for key in ("course", "crsid", "ap", "proficiency", "template")):
            return self.leaf(rule, spot)
        if any(key in rule for key in (*ALL_OF, *ANY_OF, "of")):
            return self.count(rule, spot)
        return self.requirement(str(rule.get("name", "")), rule, spot)

    def requirement(self, name: str, body: Doc, spot: _Spot) -> Doc | None:
        """Return a named requirement; one without a result is kept by the department alone."""
        inside = _Spot(body.get("requirements", {}), (*spot.above, name), spot.counted)
        if "result" not in body and not {"department_audited", "department-audited"} & body.keys():
            raise ValueError(f"{name!r} is a requirement that nobody has read yet: {sorted(body)}")
        if "result" not in body:
            return self.statement(
                f"{name}: {body.get('message') or 'audited by the department'}", f"department: {name}"
            )
        node = self.rule(body["result"], inside)
        return node if node is None or "title" in node else {**node, "title": name}

    def statement(self, text: str, name: str) -> Doc:
        """Return a condition in words, and remember its name."""
        self.in_words.append(name)
        return {"statement": " ".join(text.split())}

    def count(self, rule: Doc, spot: _Spot) -> Doc | None:
        """Return a rule over rules: all, any, a number of them; with its audit over what they use."""
        key = next(key for key in (*ALL_OF, *ANY_OF, "of") if key in rule)
        number = {"of": rule.get("count")}.get(key, "all" if key in ALL_OF else "any")
        number = "all" if number == len(rule[key]) or (len(rule[key]) == 1 and number == "any") else number
        inside = _Spot(spot.named, spot.above, spot.counted and number == "all")
        before = len(self.places), len(self.looks)
        parts = [self.rule(part, inside) for part in rule[key]]
        node = group(number, parts)
        if node is None or not self.strict or "audit" not in rule:
            return node
        seen = [look.wanted for look in self.looks[before[1] :]] if len(self.places) == before[0] else []
        return self.audited(node, rule["audit"], spot, {"any": seen} if seen else {})

    def audited(self, node: Doc, audit: Doc, spot: _Spot, seen: Doc) -> Doc:
        """Return a node with an audit over what is used below it, or over what is looked at below (``seen``)."""
        name = f"w{len(self.looks) + 1}"
        for part in audit.get("all", [audit]):
            ((key, asked),) = part["assert"].items()
            if "$lte" in asked or asked.get("$eq") == 0:
                node = with_caps(node, [most(key, self.bound(asked), self.where.filter(part.get("where")))])
            elif key == "average(grades)":
                node = {**group_of(node), "min_gpa": str(asked["$gte"])}
            else:
                wanted = (
                    meet(seen, self.where.filter(part.get("where"))) if seen else self.where.filter(part.get("where"))
                )
                inside = name if spot.above and not seen else None
                node = {"id": name, **group_of(node)}
                node["all"].append(self.among_what_is_used(key, self.bound(asked), wanted, inside))
        return node

    def used(self, number: Fraction, wanted: Doc, inside: str | None = None, *, any_kind: bool = True) -> Doc:
        """Return a look at what is used anywhere, or below a requirement of that name.

        ``any_kind`` says whether what may be taken for a search is taken to be of the kind that is looked for.
        """
        node = {"used": format_exact(number), **({"within": inside} if inside else {})}
        self.looks.append(_Look(node, wanted, any_kind))
        return node

    def among_what_is_used(self, key: str, number: Fraction, wanted: Doc, inside: str | None = None) -> Doc:
        """Return the lower bound of an assertion over what is used, as a requirement."""
        if key == "count(courses)":
            return self.used(number, wanted, inside)
        match key:
            case "count(math_perspectives)":
                kinds: list[Doc] = [{"attribute": [f"math_perspective_{letter}"]} for letter in "acdm"]
                further: list[str] = []
            case "count(subjects)":
                kinds = [{"subject": [subject]} for subject in sorted(self.subjects())]
                further = [name for place in self.places if not place.course for name in further_of(place)]
            case _:
                raise ValueError(f"an assertion over what is used that nobody has read yet: {key}")
        of = [self.used(Fraction(1), meet(wanted, kind), inside, any_kind=not further) for kind in kinds]
        return {"at_least": int(number), "of": [*of, *({"used": 1, "from": {"course": [name]}} for name in further)]}

    def subjects(self) -> set[str]:
        """Return the subjects of the transcript and of the courses that are named."""
        named_here = {str(place.course).split(maxsplit=1)[0] for place in self.places if place.course}
        return named_here | {str(row["subject"]) for row in self.rows}

    def looked_at(self, look: _Look) -> Doc:
        """Return what a look sees: rows, named courses that may be taken, and what may be taken for a search."""
        asked = Filter.model_validate(look.wanted)
        fitting = [p for p in self.places if (fits(asked, self.facts(p)) if p.course else look.any_kind)]
        rows = {"all": [{"not": {"tag": [FURTHER]}}, *([look.wanted] if look.wanted else [])]}
        return {"any": [rows, {"tag": [f"{FURTHER} {place.id}" for place in fitting]}]} if fitting else rows

    def facts(self, place: Place) -> Facts:
        """Return what a named course is that may still be taken here, at the best grade."""
        name = str(place.course)
        said = {"course": name, "course here": name, "is_stolaf": True, "grade": "A", "year": self.where.matriculation}
        digits = "".join(letter for letter in name.split()[1] if letter.isdigit())
        number = Fraction(digits) if digits else None
        return Facts(
            subject=name.split(maxsplit=1)[0],
            number=number,
            level=None if number is None else Fraction(number // 100 * 100),
            tag=frozenset(mark(key, value) for key, value in said.items()),
        )

    def leaf(self, rule: Doc, spot: _Spot) -> Doc | None:
        """Return one named course as a pool of one, since each taking of it is a row of its own."""
        name = str(rule.get("course") or rule.get("ap") or rule.get("crsid") or rule.get("proficiency"))
        if "template" in rule:
            return self.statement(
                "The courses that a contract with the department names.", f"contract: {rule['template']}"
            )
        if "proficiency" in rule:
            exam = self.statement(
                f"Proficiency examination passed: {rule['proficiency']}", f"examination: {rule['proficiency']}"
            )
            taught = rule.get("course")
            taught = taught if isinstance(taught, dict) else {k: v for k, v in rule.items() if k != "proficiency"}
            inside = _Spot(spot.named, spot.above, counted=False)
            return group("any", [exam, self.leaf(taught, inside)]) if "course" in taught else exam
        if rule.get("from_claimed"):
            return self.used(Fraction(1), named(rule)) if self.strict else None
        gate = {"min_grade": {"grade": str(rule["grade"]), "scale": "letters"}} if "grade" in rule else {}
        place = self.place(1, None, spot, course=rule.get("course"))
        return {"id": place.id, "title": name, "courses": 1, "from": either(named(rule), place), **gate}

    def place(
        self, steps: int, step: Fraction | None, spot: _Spot, *, course: str | None = None, at: str | None = None
    ) -> Place:
        """Return a new place of the tree."""
        name = f"p{len(self.places) + 1}"
        place = Place(name, at or name, steps, step, spot.counted, spot.above, course)
        self.places.append(place)
        return place

    def query(self, rule: Doc, spot: _Spot) -> Doc | None:
        """Return what a search among the rows asks: its assertions look at one set of rows, so they may share them."""
        name = "/".join(spot.above)
        if rule["from"] in MUSIC:
            return self.statement(f"{name}: {MUSIC[rule['from']]}", f"music: {MUSIC[rule['from']]}")
        if rule["from"] == "claimed":
            return self.claimed(rule) if self.strict else None
        if rule["from"] == "areas":
            return self.area(rule, spot)
        wanted, caps = self.wanted(rule)
        first = len(self.places)
        parts = []
        for part in rule.get("all", [rule]):
            asserted = self.where.branch(part) if "$if" in part else part
            if asserted is None:
                continue
            ((key, asked),) = asserted["assert"].items()
            looked_at = both(wanted, asserted.get("where"), self.where)
            if "$gte" not in asked and "$eq" not in asked:
                caps += [most(key, self.bound(asked), looked_at)] if self.strict else []
            else:
                parts.append(self.least(key, asked, looked_at, spot))
        self.places[first:] = [self.freed(place, rule) for place in self.places[first:]]
        self.together.append([str(part["id"]) for part in parts if part is not None and "id" in part])
        node = group("all", parts)
        return None if node is None else with_caps(node, caps)

    def claimed(self, rule: Doc) -> Doc | None:
        """Return what a search among what other requirements use asks."""
        wanted = self.where.filter(rule.get("where"))
        parts = []
        for part in rule.get("all", [rule]):
            ((key, asked),) = part["assert"].items()
            further = None if part is rule else part.get("where")
            parts.append(self.among_what_is_used(key, self.bound(asked), both(wanted, further, self.where)))
        return group("all", parts)

    def freed(self, place: Place, rule: Doc) -> Place:
        """Return the place, marked where its rule looks at rows without using them up."""
        free = bool(rule.get("allow_claimed")) or rule.get("claim", True) is not True
        return replace(place, free=free)

    def wanted(self, rule: Doc) -> tuple[Doc, list[Doc]]:
        """Return what a query admits and its caps; what may not count at all is not admitted."""
        wanted = self.where.filter(rule.get("where"))
        caps = []
        for limit in rule.get("limit", []):
            if number_of(limit)[0]:
                caps.append(self.cap(limit))
            else:
                wanted = {"all": [wanted, {"not": self.where.filter(limit["where"])}]}
        return wanted, caps

    def cap(self, limit: Doc) -> Doc:
        """Return a limit as a cap; what may still be taken is of no kind, so it does not bind that."""
        number, unit = number_of(limit)
        return {unit: number, "from": taken(self.where.filter(limit["where"]))}

    def bound(self, asked: Doc) -> Fraction:
        """Return the number of an assertion, changed where a declared area changes it."""
        said = str(next(asked[name] for name in ("$gte", "$eq", "$lte") if name in asked))
        value = Fraction(self.since_declared()) if said == SINCE_DECLARED else parse_exact(said)
        for condition, change in asked.get("$changes", []):
            if self.where.holds(condition):
                value = parse_exact(change["set"]) if "set" in change else value + parse_exact(change["add"])
        return value

    def since_declared(self) -> int:
        """Return how many terms ago the learner declared this area; at least one, so that something is asked."""
        mine = [area for area in self.student["areas"] if str(area["code"]) == str(self.spec["code"])]
        return max(1, *(int(area.get("terms_since_declaration") or 0) for area in mine), 1)

    def least(self, key: str, asked: Doc, wanted: Doc, spot: _Spot) -> Doc | None:
        """Return the lower bound of an assertion as a requirement."""
        number = self.bound(asked)
        uncounted = _Spot(spot.named, spot.above, counted=False)
        match key:
            case "count(courses)":
                place = self.place(int(number), None, spot)
                return {"id": place.id, "courses": int(number), "from": either(wanted, place)}
            case "sum(credits)":
                return self.credits(number, wanted, spot)
            case "average(grades)":
                return self.statement(
                    f"An average of {number} over everything taken, failed courses too", "taken: average grade"
                )
            case "sum(credits_from_single_subject)":
                subjects = sorted({str(row["subject"]) for row in self.rows})
                name = f"k{len(self.places) + 1}"
                pools = [self.credits(number, meet(wanted, {"subject": [s]}), uncounted) for s in subjects]
                return {"id": name, "any": pools}
            case "count(terms_from_most_common_course_by_name)":
                names = sorted({str(row["name"]) for row in self.rows if row["subject"] in ("MUSPF", "MUSEN")}) or ["-"]
                tags = [{"tag": [mark("name", name)]} for name in names]
                name = f"m{len(self.places) + 1}"
                return {"id": name, "any": [self.kinds(self.terms(), number, meet(wanted, t), uncounted) for t in tags]}
        return self.kinds(self.different(key), number, wanted, uncounted)

    def credits(self, number: Fraction, wanted: Doc, spot: _Spot) -> Doc:
        """Return a pool of credit; what may be taken for it comes in quarters."""
        place = self.place(int(number / QUARTER), QUARTER, spot)
        return {"id": place.id, "credits": format_exact(number), "from": either(wanted, place)}

    def different(self, key: str) -> list[Doc]:
        """Return the kinds that an assertion wants to differ, each as a filter."""
        match key:
            case "count(terms)":
                return self.terms()
            case "count(subjects)":
                return [{"subject": [name]} for name in sorted({str(row["subject"]) for row in self.rows})]
            case "count(distinct_courses)":
                return [{"tag": [mark("course", name)]} for name in sorted({identity(row) for row in self.rows})]
            case "count(religion_traditions)":
                held = {name for row in self.rows for name in row["attributes"] if name.startswith("rel_tradition_")}
                return [{"attribute": [name]} for name in sorted(held)]
        raise ValueError(f"an assertion that nobody has read yet: {key}")

    def terms(self) -> list[Doc]:
        """Return the terms of the transcript, each as a filter."""
        return [{"tag": [mark("term", name)]} for name in sorted({term(row) for row in self.rows})]

    def kinds(self, kinds: list[Doc], number: Fraction, wanted: Doc, spot: _Spot) -> Doc:
        """Return at least ``number`` pools of one, each of another kind; what may be taken is of further kinds."""
        name = f"k{len(self.places) + 1}"
        further = [self.place(1, None, spot, at=name) for _ in range(int(number))]
        pools: list[Doc] = [{"courses": 1, "from": meet(wanted, kind)} for kind in kinds]
        pools += [{"courses": 1, "from": either({"tag": []}, place)} for place in further]
        return {"id": name, "at_least": int(number), "of": pools}

    def area(self, rule: Doc, spot: _Spot) -> Doc:
        """Return a search among declared areas: they are held like awards."""
        asked = {key: value["$eq"] for part in rule["where"]["$and"] for key, value in part.items()}
        tags = [{"tag": [f"area {asked['type']}".casefold()]}, {"tag": [f"of {asked['degree']}"]}]
        place = self.place(1, None, _Spot(spot.named, spot.above, counted=False))
        return {"id": place.id, "courses": 1, "from": either({"all": [{"kind": ["credential"]}, *tags]}, place)}

    def sharing(self) -> Iterable[tuple[tuple[str, ...], Doc]]:
        """Yield which places may use the same row: of one query, of queries that use nothing up, by name."""
        yield from ((names, {}) for names in self.at_once())
        if self.strict:
            yield from self.multicountable()

    def at_once(self) -> Iterable[tuple[str, ...]]:
        """Yield which places may use any row that they admit."""
        yield from (tuple(ids) for ids in self.together if len(ids) > 1)
        free = tuple(dict.fromkeys(place.at for place in self.places if place.free))
        if free:
            others = list(dict.fromkeys(place.at for place in self.places if not place.free))
            yield from ((other, *free) for other in others)
            if len(free) > 1 and not others:
                yield free

    def multicountable(self) -> Iterable[tuple[tuple[str, str], Doc]]:
        """Yield the pairs of places where one named course may count twice, with that course."""
        for course, paths in self.spec.get("multicountable", {}).items():
            for here, there in combinations(paths, 2):
                places = [(one, other) for one in self.under(here) for other in self.under(there) if one.at != other.at]
                named = [pair for pair in places if course in (pair[0].course, pair[1].course)]
                yield from (((one.at, other.at), {"tag": [mark("course", course)]}) for one, other in named or places)

    def under(self, path: list[str]) -> list[Place]:
        """Return the places of a requirement, by its names from the top; an emphasis goes by its own name."""
        names = [tuple(name.removeprefix("Emphasis: ") for name in place.above) for place in self.places]
        return [place for place, above in zip(self.places, names, strict=True) if above == tuple(path)]
