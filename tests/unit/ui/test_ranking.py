"""Goals and plans as pictures: the bars, the points, the words and the table say the same."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.language.words import Say
from pathways.model.documents import CompareEntry
from pathways.model.plan_documents import AwardEntry, FrontEntry, PlanDocument, PlanTotals
from pathways.ui.names import Names
from pathways.ui.pictures.ranking import MOST, ranking_picture
from pathways.ui.pictures.trade import trade_picture

EN = Say("en")


def entry(name: str, progress: Fraction, **more: object) -> CompareEntry:
    shown = {
        "credential": name,
        "title": name,
        "kind": "certificate",
        "organization": "lakeside",
        "status": "satisfied" if progress == 1 else "unsatisfied",
        "progress": progress,
        "applied": "18",
        "accepted": "24",
        "shortfall": str(30 * (1 - progress)),
        "system": "ontario-college",
        "items_missing": 4,
    }
    return CompareEntry.model_validate({**shown, **more})


def test_each_bar_is_the_whole_way() -> None:
    entries = [entry("done", Fraction(1)), entry("near", Fraction(3, 5)), entry("far", Fraction(1, 10))]
    shown = ranking_picture(entries, Names(Catalog()), EN)
    there, missing = shown.spec["data"]
    assert there["x"] == [1.0, 0.6, 0.1]
    assert [round(a + b, 9) for a, b in zip(there["x"], missing["x"], strict=True)] == [1, 1, 1]
    assert there["text"] == ["100\u00a0%", "60\u00a0%", ""], "a short bar has no room for words"
    assert shown.title == "Nearest: near, 60\u00a0% of the way, 12 credits missing"
    assert shown.table()[1] == {
        "Goal": "near",
        "Institution": "lakeside",
        "Progress": "60\u00a0%",
        "Accepted": "24",
        "Applied": "18",
        "Missing": "12 credits",
        "Items missing": "4",
    }


def test_only_the_first_goals_are_drawn() -> None:
    entries = [entry(f"goal {number}", Fraction(1, 2)) for number in range(MOST + 5)]
    shown = ranking_picture(entries, Names(Catalog()), EN)
    assert len(shown.rows) == len(shown.spec["data"][0]["y"]) == MOST
    assert len(set(shown.spec["data"][0]["y"])) == MOST, "no two goals share a bar"


def test_a_goal_that_somebody_decides_is_marked() -> None:
    shown = ranking_picture([entry("x", Fraction(1, 2), status="undecided")], Names(Catalog()), EN)
    assert shown.rows[0][2] == "? 50\u00a0%, somebody has to decide"


def front(*plans: tuple[str, str, int, int]) -> PlanDocument:
    """Return a plan with a front: last day, cost, what is held on the way, and how many awards, of each."""
    others = tuple(
        FrontEntry(
            finish=dt.date.fromisoformat(day),
            terms=2,
            cost=Fraction(cost),
            stop_value=Fraction(stop),
            awards=tuple(
                AwardEntry(credential=f"c{n}", title=f"Award {n}", day=dt.date.fromisoformat(day), uses=())
                for n in range(awards)
            ),
            items=("a", "b"),
        )
        for day, cost, stop, awards in plans
    )
    totals = PlanTotals(
        terms=2, finish=None, cost=Fraction(0), due=Fraction(0), currency="CAD", credit=Fraction(0), items=0
    )
    return PlanDocument.model_validate(
        {
            "schema": "pathways/plan/1",
            "as_of": "2026-09-01",
            "catalog": "0",
            "learner": "ana",
            "goals": ["c0"],
            "title": "Award 0",
            "status": "optimal",
            "totals": totals,
            "others": others,
            "reason": {"statement": "told"},
        }
    )


def test_each_plan_of_a_front_is_a_point_of_its_own_look() -> None:
    plan = front(("2027-04-23", "1506.86", 240, 1), ("2028-08-18", "5196.86", 480, 2))
    shown = trade_picture(plan, EN, 2)
    (points,) = shown.spec["data"]
    assert points["x"] == ["2027-04-23", "2028-08-18"]
    assert points["y"] == [1506.86, 5196.86]
    assert points["marker"]["symbol"] == ["circle", "square"]
    assert points["marker"]["size"][0] < points["marker"]["size"][1]
    assert points["text"] == ["1", "✓ 2"], "the plan that is shown has a sign, not only a colour"
    assert shown.title == (
        "2 plans that no other beats: done from Apr 23, 2027 to Aug 18, 2028, for $1,506.86 to $5,196.86"
    )
    assert [row["Held on the way"] for row in shown.table()] == ["240", "480"]
    assert shown.table()[1]["Awards"] == "Award 0 (Aug 18, 2028) and Award 1 (Aug 18, 2028)"


def test_one_plan_alone_is_said_to_be_best_in_all() -> None:
    shown = trade_picture(front(("2027-04-23", "1506.86", 0, 1)), EN)
    assert shown.title == "One plan is the soonest, the cheapest, and holds the most on the way"
    assert len(shown.rows) == 1
