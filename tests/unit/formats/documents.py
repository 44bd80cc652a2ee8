"""Small documents of every noun, drawn at random: catalogues and records that are well formed, sound or not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from pathways.catalog.collection import SECTIONS
from pathways.model.base import Noun
from pathways.model.exact import format_exact

WORDS = st.sampled_from(
    ["MATH 1", "no", "null", "010", "2026", "é ü", "a: b", "- x", "# y", "~", "x'\"\\", "1e3", "true"]
)
TEXTS = WORDS | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
IDS = st.sampled_from(["a", "B-2", "no", "010", "é", "x y", "12", "null", "a:b", "[z]"])
REFERENCES = st.sampled_from(["a", "B-2", "a@2026", "no", "null", "é"])
AMOUNTS = st.builds(Fraction, st.integers(0, 999), st.integers(1, 12)).map(format_exact) | st.integers(0, 99)
SHARES = st.sampled_from(["0", "1", "0.25", "1/3"])
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)).map(str)
COUNTS = st.integers(0, 9)
SOURCE = st.fixed_dictionaries({"title": TEXTS}, optional={"clause": TEXTS, "retrieved": DAYS})


def some(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return documents with the required keys and any of the optional ones; a last ``_`` is dropped from names."""
    return st.fixed_dictionaries(required, optional={key.rstrip("_"): value for key, value in optional.items()})


def many(inner: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(inner, min_size=least, max_size=2)


VALID = some({}, from_=DAYS, until=DAYS)
LASTING = VALID.filter(lambda days: len(days) < 2 or days["from"] < days["until"])
RANGES = some({}, min=AMOUNTS, max=AMOUNTS)
GRADES = some({"grade": TEXTS}, scale=REFERENCES)
LEVELS = many(some({"competency": REFERENCES}, level=st.integers(1, 9)))
FILTERS = st.recursive(
    some({}, subject=many(TEXTS), code=many(TEXTS), level=RANGES, kind=many(st.just("badge")), course=many(REFERENCES)),
    lambda inner: some({}, all=many(inner), any=many(inner), not_=inner, tag=many(TEXTS)),
    max_leaves=3,
)
NODE = {"title": TEXTS, "min_grade": GRADES, "caps": many(some({"from": FILTERS}, credits=AMOUNTS)), "min_gpa": AMOUNTS}
LEAVES = st.one_of(
    some({"course": REFERENCES}, **NODE),
    some({"credential": REFERENCES}, max_age_years=AMOUNTS),
    some({"competency": REFERENCES}, level=st.integers(1, 9)),
    some({"credits": AMOUNTS}, from_=FILTERS, up_to=AMOUNTS),
    some({"courses": COUNTS}, from_=FILTERS, up_to=COUNTS),
    some({"after_transfer": TEXTS}),
    some({"statement": TEXTS}, note=TEXTS),
)
REQUIREMENTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        some({"all": many(inner, 1)}, id=st.sampled_from(["core", "no"]), **NODE),
        some({"any": many(inner, 1)}),
        some({"at_least": AMOUNTS, "of": many(inner, 1)}, counting=st.just("credits"), distinct=some({}, min=COUNTS)),
    ),
    max_leaves=5,
)
ITEMS = st.one_of(
    some({"course": REFERENCES}, min_grade=GRADES, same_as=many(REFERENCES), taken=VALID),
    some({"credential": REFERENCES}, min_hours=AMOUNTS),
    some({"occupation": REFERENCES}),
    some({"competency": REFERENCES}, level=st.integers(1, 9)),
)
SOURCES = st.recursive(
    ITEMS,
    lambda inner: st.one_of(
        some({"all": many(inner, 1)}), some({"any": many(inner, 1)}), some({"choose": st.just(1), "of": many(inner, 1)})
    ),
    max_leaves=4,
)
CREDIT = st.one_of(
    some({"how": st.just("fixed"), "amount": AMOUNTS}),
    some({"how": st.just("range"), "amount": AMOUNTS, "max": AMOUNTS}),
    some({"how": st.sampled_from(["zero", "catalogue"])}, factor=AMOUNTS),
)
TARGETS = st.one_of(
    some({"kind": st.just("course"), "courses": st.lists(REFERENCES, min_size=1, max_size=1)}, credit=CREDIT),
    some({"kind": st.just("subject_elective"), "subject": TEXTS}, level=AMOUNTS),
    some({"kind": st.just("block"), "block": st.just("a#root/1")}),
    some({"kind": st.sampled_from(["general_elective", "denied", "not_evaluated"])}),
)
SCOPE = some({"kind": st.just("program")}, credentials=many(REFERENCES))
OVERLAYS = some(
    {},
    total_credits=AMOUNTS,
    residency=many(some({"share": SHARES})),
    caps=many(some({"sources": st.just(["exam"]), "credits": AMOUNTS})),
    levels=many(some({"credits": AMOUNTS, "level": AMOUNTS})),
)
MONEY = some({"amount": AMOUNTS, "currency": st.just("CAD")})

NOUNS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "organizations": some({"id": IDS, "title": TEXTS, "kind": st.just("college")}, invented=st.booleans(), valid=VALID),
    "credit-systems": some(
        {"id": IDS, "title": TEXTS, "source": SOURCE},
        academic=st.booleans(),
        hours_per_credit=some({"min": AMOUNTS, "max": AMOUNTS}),
        rounding=some({"mode": st.just("half_up")}, step=AMOUNTS),
    ),
    "grade-scales": some({"id": IDS, "title": TEXTS}, steps=many(some({"grade": TEXTS, "rank": AMOUNTS}))),
    "level-frameworks": some({"id": IDS, "title": TEXTS, "min": AMOUNTS, "max": AMOUNTS, "source": SOURCE}),
    "frameworks": some(
        {
            "id": IDS,
            "title": TEXTS,
            "source": SOURCE,
            "competencies": many(some({"id": IDS, "title": TEXTS}, held_when=st.just("all") | st.integers(1, 3))),
        }
    ),
    "occupations": some({"id": IDS, "title": TEXTS, "source": SOURCE, "competencies": LEVELS}),
    "courses": some(
        {"id": IDS, "organization": REFERENCES, "code": TEXTS, "title": TEXTS},
        credit=AMOUNTS,
        outcomes=LEVELS,
        aliases=many(some({"code": TEXTS, "reason": st.just("formerly")}, valid=VALID)),
        prerequisite=REQUIREMENTS,
        delivery=st.just(["online"]),
        description=TEXTS,
    ),
    "credentials": some(
        {"id": IDS, "organization": REFERENCES, "kind": st.just("badge"), "title": TEXTS},
        edition=st.sampled_from(["2026", "no", "1.0", ""]),
        requirement=REQUIREMENTS,
        prerequisite=REQUIREMENTS,
        rules=OVERLAYS,
        sharing=many(some({"between": st.just(["root/1", "root/2"])}, split=st.booleans())),
        weeks=AMOUNTS,
    ),
    "agreements": some(
        {"id": IDS, "sending": many(REFERENCES), "receiving": REFERENCES, "title": TEXTS, "source": SOURCE},
        scope=SCOPE,
        transitive=st.booleans(),
    ),
    "equivalences": some(
        {"id": IDS, "from": SOURCES, "to": TARGETS},
        receiving=REFERENCES,
        valid=VALID,
        priority=st.integers(-9, 9),
        conditions=many(some({"text": TEXTS}, encoded=st.booleans())),
        coverage=SHARES,
        scope=SCOPE,
        award_unclear=st.booleans(),
    ),
    "policies": some(
        {"id": IDS, "organization": REFERENCES, "source": SOURCE},
        max_ages=many(some({"years": AMOUNTS}, applies_to=FILTERS)),
        exclusions=many(
            some({"id": IDS, "courses": st.just(["a", "no"])}, residual=st.dictionaries(WORDS, AMOUNTS, max_size=2))
        ),
        fees=many(some({"kind": st.just("application"), "price": MONEY})),
        require_verified=st.booleans(),
        decision_days=COUNTS,
    ),
    "terms": some({"id": IDS, "title": TEXTS, "begin": DAYS, "end": DAYS}),
    "offerings": some({"id": IDS, "organization": REFERENCES}, price=MONEY, capacity=COUNTS, terms=many(REFERENCES)),
}

DOCUMENTS = st.fixed_dictionaries({}, optional={name: many(noun) for name, noun in NOUNS.items()})
"""Catalogue documents; ids may repeat within a section."""


def nouns_of(document: dict[str, list[dict[str, Any]]]) -> list[Noun]:
    """Return the nouns of a catalogue document."""
    return [SECTIONS[name].model_validate(noun) for name, nouns in document.items() for noun in nouns]


RECORDS = some(
    {"learner": some({"id": IDS}, name=TEXTS)},
    attainments=st.lists(
        some(
            {"id": IDS, "title": TEXTS},
            course=REFERENCES,
            grade=TEXTS,
            credit=some({"amount": AMOUNTS, "system": REFERENCES}),
            completed=DAYS,
            valid=LASTING,
            assessed=st.booleans(),
            competencies=LEVELS,
            status=st.sampled_from(["completed", "in_progress"]),
            used=many(some({"credential": REFERENCES}, credits=AMOUNTS)),
        ),
        max_size=3,
        unique_by=lambda line: line["id"],
    ),
    goals=many(some({"credential": REFERENCES}, entered=DAYS)),
    preferences=some({}, budget=MONEY, places=many(TEXTS)),
    as_of=DAYS,
)
