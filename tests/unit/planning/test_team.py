"""A team: the least sum where places are few, and what is said where there is none.

Story F: Li (holds a, b) takes Q and S for 430, Noor (c) P and S for 580, Sam (nothing) P, Q and S for 730, Eve nothing.
Without S everybody takes T for 900; without Q R stands in its place, which is 170 more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import pytest

from pathways.advising import Desk
from pathways.errors import QuestionError
from pathways.formats.native import load_record
from pathways.model.plan_documents import TeamDocument
from pathways.model.record import LearnerRecord, Preferences
from tests.golden.cases import SAMPLE, sample_desk

AS_OF = dt.date(2026, 9, 1)
ROLE = "brightwater-maintenance-planner"
TEAM = ("li", "noor", "sam", "eve")


def desk(**places: int) -> Desk:
    """Return a desk that knows of Brightwater's five offers only, some of them with few places."""
    whole = sample_desk().catalog
    known = {name: o for name, o in whole.offerings.items() if name.startswith("section-brightwater-offer")}
    for letter, capacity in places.items():
        name = f"section-brightwater-offer-{letter}"
        known[name] = known[name].model_copy(update={"capacity": capacity})
    return Desk(replace(whole, offerings=MappingProxyType(known)))


def record_of(name: str) -> LearnerRecord:
    return load_record(SAMPLE / "records" / "team" / f"{name}.yaml")


def team(*names: str, at: Desk | None = None) -> TeamDocument:
    return (at or desk()).team([record_of(name) for name in names or TEAM], [ROLE], as_of=AS_OF)


def costs(document: TeamDocument) -> list[str]:
    return [str(member.cost) for member in document.members]


def told(document: TeamDocument) -> list[str]:
    return [part["statement"] for part in document.reason["because"]]


def test_the_team_of_story_f() -> None:
    found = team()
    assert costs(found) == ["430", "580", "730", "0"]
    assert (found.for_all, found.cost, found.for_all_cost) == ("brightwater-offer-t", Fraction(1740), Fraction(3600))
    assert found.saved == 1860
    assert round(float(found.saved_share or 0), 3) == 0.517


@pytest.mark.parametrize(
    ("places", "expected", "total"),
    [
        ({"s": 3}, ["430", "580", "730", "0"], 1740),
        ({"s": 2}, ["430", "580", "900", "0"], 1910),  # T for Sam is 170 more, for Noor 320, for Li 470
        ({"s": 1}, ["430", "900", "900", "0"], 2230),
        ({"q": 1}, None, 1910),  # Li or Sam: 170 more for either
        ({"q": 1, "r": 0}, ["430", "580", "900", "0"], 1910),  # T for Sam is 170 more, for Li 470
    ],
)
def test_places_go_where_they_save_most(places: dict[str, int], expected: list[str] | None, total: int) -> None:
    found = team(at=desk(**places))
    assert found.cost == total
    assert expected is None or costs(found) == expected


def test_who_does_without_a_place_is_named() -> None:
    assert "section-brightwater-offer-s has too few places: Sam Tremblay does without" in told(team(at=desk(s=2)))


def test_where_places_do_not_suffice_it_is_said() -> None:
    found = team("li", "noor", "sam", at=desk(s=1, t=1))
    assert told(found)[-1] == "some offerings have fewer places than people who would take them"


def test_one_who_has_no_plan_is_shown_and_not_counted() -> None:
    poor = record_of("sam").model_copy(update={"preferences": Preferences.model_validate(_budget(700, "CAD"))})
    found = desk().team([record_of("li"), poor], [ROLE], as_of=AS_OF)
    assert [(member.status, member.cost) for member in found.members] == [("optimal", 430), ("infeasible_proven", None)]
    assert found.cost == 430
    assert (found.for_all, found.saved) == (None, None)
    assert "Sam Tremblay: no plan (infeasible proven)" in told(found)


def _budget(amount: int, currency: str) -> dict[str, object]:
    return {"budget": {"amount": amount, "currency": currency}}


def test_an_offering_that_would_do_for_some_only_is_not_for_all() -> None:
    assert team("li", at=desk(t=0)).for_all is None


def test_an_offering_for_all_has_a_place_for_all() -> None:
    assert team(at=desk(t=3)).for_all is None
    assert team(at=desk(t=4)).for_all == "brightwater-offer-t"


def test_prices_in_two_currencies_are_not_added() -> None:
    other = record_of("sam").model_copy(update={"preferences": Preferences.model_validate(_budget(9000, "USD"))})
    with pytest.raises(QuestionError, match="several currencies: CAD, USD") as caught:
        desk().team([record_of("li"), other], [ROLE], as_of=AS_OF)
    assert caught.value.code == "U003"


def test_a_team_has_somebody_in_it() -> None:
    with pytest.raises(QuestionError, match="needs somebody"):
        desk().team([], [ROLE], as_of=AS_OF)


def test_the_same_team_is_answered_in_the_same_bytes() -> None:
    assert team(at=desk(q=1)).to_json() == team(at=desk(q=1)).to_json()


def test_the_sum_is_that_of_the_plans_one_by_one() -> None:
    alone = [desk().team([record_of(name)], [ROLE], as_of=AS_OF).cost for name in TEAM]
    assert sum(alone, Fraction(0)) == team().cost
