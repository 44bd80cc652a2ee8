"""Wishes for a plan: an address says them again exactly, and each way out of a conflict changes the one that stands."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.base import Money
from pathways.model.plan_documents import ClashEntry, FrontEntry, PlanDocument, RelaxationEntry
from pathways.model.record import Goal, Learner, LearnerRecord, Preferences
from pathways.ui.wishes import KEYS, ORDERS, Wishes, eased, joined, parted, picked, wishes_of

RECORD = LearnerRecord(
    learner=Learner(id="ana"),
    goals=(Goal(credential="diploma"),),
    preferences=Preferences(
        max_courses_per_term=2,
        start="fall",
        budget=Money(amount=Fraction(1500), currency="CAD"),
        blackout=("winter", "spring"),
        take=("exam, written",),
    ),
)
IDS = st.lists(st.text("ab,% é", min_size=1, max_size=6), max_size=3, unique=True).map(tuple)
AMOUNTS = st.none() | st.fractions(0, 100, max_denominator=12)

PREFERENCES = st.builds(
    Preferences,
    max_courses_per_term=st.none() | st.integers(1, 9),
    max_credits_per_term=AMOUNTS,
    hours_per_week=AMOUNTS,
    budget=st.none() | st.builds(Money, amount=st.fractions(0, 100, max_denominator=100), currency=st.just("EUR")),
    deadline=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)),
    start=st.none() | st.sampled_from(["fall", "winter"]),
    blackout=IDS,
    delivery=IDS,
    places=IDS,
    organizations=IDS,
    take=IDS,
    avoid=IDS,
    years_on=st.integers(0, 10),
)


@given(
    goals=IDS.filter(bool),
    preferences=PREFERENCES,
    first=st.sampled_from(sorted(ORDERS)),
    whole=st.booleans(),
    longer=st.booleans(),
    record=st.sampled_from([None, RECORD]),
)
def test_an_address_says_the_same_wishes_again(
    goals: tuple[str, ...],
    preferences: Preferences,
    first: str,
    whole: bool,
    longer: bool,
    record: LearnerRecord | None,
) -> None:
    wishes = Wishes(goals, preferences, first, whole, longer)
    said = wishes.words(record, "diploma")
    assert wishes_of(said, record, "diploma") == wishes
    assert set(said) <= set(KEYS)


def test_who_wishes_nothing_says_nothing() -> None:
    assert wishes_of({}, RECORD, "diploma").words(RECORD, "diploma") == {}
    assert wishes_of({}, RECORD, "diploma").preferences == RECORD.preferences
    assert wishes_of({}, None, None) == Wishes()


@pytest.mark.parametrize(
    "said", [{"load": "many"}, {"load": "0"}, {"budget": "lots"}, {"deadline": "soon"}, {"years": "11"}, {"first": "?"}]
)
def test_what_makes_no_sense_is_passed_over(said: dict[str, str]) -> None:
    assert wishes_of(said, RECORD, "diploma") == wishes_of({}, RECORD, "diploma")


def test_ids_with_commas_and_percent_signs_are_parted_again() -> None:
    names = ("a,b", "100%", "%2C")
    assert parted(joined(names)) == names


CLASHES = (
    ClashEntry(kind="requirement", words="everything that it requires", yours=False, parts=("Diploma: MAT 1",)),
    ClashEntry(kind="deadline", words="finished by 2026-12-31", yours=True),
    ClashEntry(kind="budget", words="at most 1500 CAD in all", yours=True),
    ClashEntry(kind="load", words="at most 2 courses a term", yours=True),
    ClashEntry(kind="hours", words="at most 6 hours a week", yours=True),
    ClashEntry(kind="blackout", words="nothing in Winter 2027", yours=True),
    ClashEntry(kind="take", words="exam, written is taken", yours=True),
    ClashEntry(kind="delivery", words="delivered online", yours=True),
    ClashEntry(kind="calendar", words="what is on offer is published to 2029", yours=False),
)
NONE = PlanDocument.model_validate(
    {
        "schema": "pathways/plan/1",
        "as_of": "2026-09-01",
        "catalog": "0",
        "learner": "ana",
        "goals": ["diploma"],
        "title": "Diploma",
        "status": "infeasible_proven",
        "conflict": CLASHES,
        "reason": {"statement": "no plan"},
    }
)
TERMS = {"winter": "Winter 2027", "spring": "Spring 2027"}


@pytest.mark.parametrize(
    ("change", "words", "changed"),
    [
        ("finished by 2026-12-31", "one more term: finish by 2027-04-23", {"deadline": dt.date(2027, 4, 23)}),
        (
            "at most 1500 CAD in all",
            "6.86 CAD more: 1506.86 CAD in all",
            {"budget": Money(amount=Fraction("1506.86"), currency="CAD")},
        ),
        ("at most 2 courses a term", "4 courses a term instead of 2", {"max_courses_per_term": 4}),
        ("at most 6 hours a week", "without asking for this: at most 6 hours a week", {"hours_per_week": None}),
        ("nothing in Winter 2027", "without asking for this: nothing in Winter 2027", {"blackout": ("spring",)}),
        ("exam, written is taken", "without asking that exam, written is taken", {"take": ()}),
        ("delivered online", "without asking for this: delivered online", {"delivery": ()}),
        ("what is on offer is published to 2029", "if the years go on as the last one", {"years_on": 2}),
    ],
)
def test_a_way_out_changes_the_control_that_stands_in_the_way(
    change: str, words: str, changed: dict[str, object]
) -> None:
    wishes = wishes_of({"hours": "6", "delivery": "online", "deadline": "2026-12-31"}, RECORD, "diploma")
    way = RelaxationEntry(
        change=(change,), words=words, finish=dt.date(2027, 4, 23), cost=Fraction("1506.86"), checked=True
    )
    lighter = eased(wishes, NONE, way, TERMS)
    assert lighter is not None
    assert lighter.preferences == wishes.preferences.model_copy(update=changed)
    assert lighter.preferences != wishes.preferences


def test_what_only_an_institution_grants_changes_no_control() -> None:
    way = RelaxationEntry(change=("Diploma: MAT 1",), words="a waiver of Diploma: MAT 1", checked=True)
    assert eased(wishes_of({}, RECORD, "diploma"), NONE, way, TERMS) is None


def test_picking_a_plan_asks_within_its_day_and_price_for_the_most_in_hand() -> None:
    entry = FrontEntry(
        finish=dt.date(2028, 8, 18), terms=6, cost=Fraction(5196), stop_value=Fraction(480), awards=(), items=()
    )
    found = picked(wishes_of({}, RECORD, "diploma"), entry, "CAD")
    assert found.preferences.deadline == dt.date(2028, 8, 18)
    assert found.preferences.budget == Money(amount=Fraction(5196), currency="CAD")
    assert found.wanted().first == ("stop", "time", "cost")
    assert found.preferences.take == RECORD.preferences.take
