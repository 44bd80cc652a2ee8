"""What the engine puts into documents without validation is what validation would have made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given

from pathways.advising import Desk
from pathways.catalog.collection import collect
from pathways.formats.native import load_record, open_catalog
from pathways.model.base import Noun
from pathways.model.documents import LineEntry, MissingEntry, OptionEntry, RequirementEntry
from tests.strategies import AS_OF, Case, cases
from tests.support import REPO

MADE = {LineEntry, OptionEntry, RequirementEntry, MissingEntry}


def nouns(value: Any) -> Iterator[Noun]:
    """Yield every noun at or below a value, the inner ones first."""
    if isinstance(value, tuple):
        for each in value:
            yield from nouns(each)
    if isinstance(value, Noun):
        for each in value.__dict__.values():
            yield from nouns(each)
        yield value


def kinds(value: Any) -> Any:
    """Return the types of a value and of what it holds."""
    return (type(value), *map(kinds, value)) if isinstance(value, tuple) else type(value)


def check(noun: Noun) -> None:
    """Compare a noun with the one that validation makes of its values."""
    kind = type(noun)
    validated = kind(**noun.__dict__)
    assert noun == validated
    assert list(noun.__dict__) == list(kind.model_fields), "a field is missing, or out of order"
    assert [kinds(value) for value in noun.__dict__.values()] == [kinds(v) for v in validated.__dict__.values()]
    assert noun.model_fields_set == set(kind.model_fields)
    assert noun.model_dump_json() == validated.model_dump_json()
    assert noun.model_copy(update={"title": "Other"}) == validated.model_copy(update={"title": "Other"})


def test_every_made_entry_of_the_sample_validates() -> None:
    desk = Desk(open_catalog(REPO / "data" / "sample" / "catalog"))
    met = set()
    for path in sorted((REPO / "data" / "sample" / "records").glob("*.yaml")):
        record = load_record(path)
        for goal in ("lakeside-diploma-data-analytics", "northgate-certificate-office"):
            for noun in nouns(desk.audit(record, goal, as_of=record.as_of or AS_OF)):
                if type(noun) in MADE:
                    check(noun)
                    met.add(type(noun))
    assert met == MADE


@given(cases())
def test_every_made_entry_validates(case: Case) -> None:
    desk = Desk(collect((*case.things, case.credential)))
    for noun in nouns(desk.audit(case.record, case.credential.id, as_of=AS_OF)):
        if type(noun) in MADE:
            check(noun)
