"""§14: what carries over is what an audit applies; what a ladder costs beyond its top, and where its credit dies.

The figures are those of story E, worked out by hand: certificate 30, diploma 60, another institution's degree 120.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog, collect
from pathways.errors import QuestionError, UnknownIdError
from pathways.model.base import Noun
from pathways.model.credential import Credential
from pathways.model.equivalence import Equivalence
from pathways.model.exact import format_exact
from pathways.model.policy import RecognitionPolicy
from tests.golden.cases import sample_desk

AS_OF = dt.date(2026, 9, 1)
CERTIFICATE, DIPLOMA = "ridgeway-certificate-data-analytics", "ridgeway-diploma-data-analytics"
DEGREE = "meridian-bs-data-analytics"
LADDER = (CERTIFICATE, DIPLOMA, DEGREE)


def changed(catalog: Catalog, *things: Noun) -> Catalog:
    """Return the catalogue with some things in the place of those of the same name."""
    known = (thing for name in ("organizations", "credit-systems", "grade-scales", "level-frameworks", "frameworks",
             "occupations", "courses", "credentials", "agreements", "equivalences", "policies", "terms", "offerings")
             for thing in catalog.section(name).values())  # fmt: skip
    return collect((*known, *things))


def edited(noun: Noun, edit: Any) -> Any:
    data = noun.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    edit(data)
    return type(noun).model_validate(data)


def group(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the node of a tree by the ids on its path."""
    here: dict[str, Any] = data["requirement"]
    for name in names:
        here = next(child for child in here["all"] if child.get("id") == name)
    return here


@cache
def sample() -> Catalog:
    return sample_desk().catalog


@cache
def climbed() -> Any:
    return sample_desk().ladder(LADDER, as_of=AS_OF)


@cache
def stacked(credential: str) -> Any:
    return sample_desk().stacking(credential, as_of=AS_OF)


def with_residency(share: str) -> Desk:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["residency"][0]["share"] = share

    degree: Credential = edited(sample().credentials[DEGREE], edit)
    return Desk(changed(sample(), degree))


# -- story E ---------------------------------------------------------------------------------------------------------


def test_14_1_each_step_carries_what_its_audit_applies() -> None:
    ladder = climbed()
    told = [(s.carried, s.brought, s.applied, s.remaining, f"{float(s.share):.1%}") for s in ladder.steps]
    assert told == [(27, 30, 27, 33, "90.0%"), (57, 60, 57, 63, "95.0%")]


def test_14_2_the_certificate_into_the_degree_is_measured_through_the_diploma() -> None:
    ladder = climbed()
    through = {(t.smaller, t.larger): (t.carried, t.brought, f"{float(t.share):.1%}") for t in ladder.through}
    assert through == {
        (CERTIFICATE, DIPLOMA): (27, 30, "90.0%"),
        (CERTIFICATE, DEGREE): (24, 30, "80.0%"),
        (DIPLOMA, DEGREE): (57, 60, "95.0%"),
    }


def test_14_3_126_credits_along_the_ladder_and_a_penalty_of_6() -> None:
    ladder = climbed()
    assert [format_exact(rung.earned) for rung in ladder.rungs] == ["30", "33", "63"]
    assert [rung.items for rung in ladder.rungs] == [10, 11, 21]
    assert (ladder.earned, ladder.alone) == (126, 120)
    assert (ladder.penalty.amount, ladder.penalty.hours, ladder.penalty.saving) == (6, 270, 0)
    assert ladder.penalty.share * 100 == 5
    assert ladder.complete
    assert ladder.penalty.words == (
        "The ladder takes 6 credits more than going straight to the top (5 %); "
        "270 hours of work stop counting on the way."
    )


def test_14_4_what_dies_is_named_with_its_place_and_reason() -> None:
    dead = climbed().dead_ends
    assert [(d.amount, d.hours, d.code, d.died_in, d.stood_as) for d in dead] == [
        (3, 135, "NO_SLOT", DIPLOMA, "MC8: Survey Tools"),
        (3, 135, "NO_SLOT", DEGREE, "Two general courses"),
    ]
    assert dead[0].id == "ridgeway-mc8"
    assert dead[1].id in ("ridgeway-GEN101", "ridgeway-GEN102")


def test_14_5_of_the_63_that_remain_45_are_upper_level_and_all_are_in_residence() -> None:
    step = climbed().steps[-1]
    top = climbed().rungs[-1]
    levels = [sample().courses[part.id].level for part in top.parts]
    assert sum(3 for level in levels if level is not None and level >= 3) == 45
    assert step.resident == 63
    assert step.resident_share * 1000 == 525


@pytest.mark.parametrize(("share", "carried", "remaining", "codes"), [
    ("0.25", 57, 63, {"NO_SLOT"}),
    ("0.5", 57, 63, {"NO_SLOT"}),
    ("0.525", 57, 63, {"NO_SLOT"}),
    ("0.55", 54, 66, {"NO_SLOT", "RESIDENCY_CAP"}),
])  # fmt: skip
def test_14_5_residency_of_a_half_fits_what_remains_of_55_percent_does_not(
    share: str, carried: int, remaining: int, codes: set[str]
) -> None:
    step: Any = with_residency(share).ladder(LADDER, as_of=AS_OF).steps[-1]
    assert (step.carried, step.remaining) == (carried, remaining)
    assert {dead.code for dead in step.dies} <= codes
    assert ("RESIDENCY_CAP" in {dead.code for dead in step.dies}) == ("RESIDENCY_CAP" in codes)


def test_14_3_the_fix_leaves_no_penalty() -> None:
    """MC8 becomes a diploma elective that the degree takes as one, and the degree has 15 credits of electives."""

    def elective(data: dict[str, Any]) -> None:
        pool = group(data, "electives", "professional")
        pool["from"] = {"any": [{"organization": ["ridgeway"], "attribute": ["professional"]},
                                {"credential": ["ridgeway-mc8"]}]}  # fmt: skip

    def slots(data: dict[str, Any]) -> None:
        group(data, "electives", "general")["credits"] = "6"
        group(data, "breadth")["credits"] = "15"

    def counted(data: dict[str, Any]) -> None:
        data["to"] = {"kind": "general_elective", "level": "2", "credit": {"how": "fixed", "amount": "3"}}
        data["attributes"] = ["professional"]

    rule: Equivalence = edited(sample().equivalences["rw-me-mc8"], counted)
    fixed = [edited(sample().credentials[DIPLOMA], elective), edited(sample().credentials[DEGREE], slots), rule]
    ladder: Any = Desk(changed(sample(), *fixed)).ladder(LADDER, as_of=AS_OF)
    assert [format_exact(rung.earned) for rung in ladder.rungs] == ["30", "30", "60"]
    assert [float(step.share) for step in ladder.steps] == [1, 1]
    assert (ladder.penalty.amount, ladder.penalty.saving, ladder.penalty.hours) == (0, 0, 0)
    assert ladder.dead_ends == ()
    assert ladder.alone == 120  # as the degree states: Meridian itself has one general course for the two slots
    assert any(note.startswith("From nothing the top cannot be completed") for note in ladder.notes)
    assert ladder.penalty.words == "The ladder takes no credits more than going straight to the top."


# -- one credential ----------------------------------------------------------------------------------------------------


def test_14_6_the_certificate_stacks_into_the_diploma_and_mc8_leads_nowhere_else() -> None:
    found = stacked(CERTIFICATE)
    first = found.into[0]
    assert (first.larger, first.way, first.how) == (DIPLOMA, "parts", ("parts_count",))
    assert (first.carried, first.recognized, first.applied, first.required, first.remaining) == (27, 30, 27, 60, 33)
    assert {e.larger: format_exact(e.carried) for e in found.into}[DEGREE] == "24"
    assert [(part.id, part.amount, part.paths) for part in found.dead_ends] == [
        ("ridgeway-mc8", 3, ("root/skills/mc8",))
    ]
    micro = {f"ridgeway-mc{n}" for n in range(1, 9)}
    assert {entry.credential for entry in found.embedded if entry.part} == micro
    assert {entry.credential for entry in found.below if "names_it" in entry.how} == micro


def test_14_6_a_component_states_what_refuses_it() -> None:
    found = stacked(CERTIFICATE)
    degree = next(entry for entry in found.into if entry.larger == DEGREE)
    dies = {dead.id: (dead.code, dead.source) for dead in degree.dies}
    assert dies["ridgeway-mc8"][0] == "NO_EQUIVALENCE"
    assert (
        dies["ridgeway-mc8"][1] == "Ridgeway and Meridian degree completion agreement 2024 (invented for this sample)"
    )
    assert degree.rules[:2] == ("rw-me-gen101", "rw-me-mc1")


def test_14_6_all_ways_of_choosing_electives_are_audited() -> None:
    found = stacked(DIPLOMA)
    assert found.holder.ways == 4
    cases = found.into[0].cases
    assert (cases.ways, cases.worst, cases.best) == (4, 57, 57)


def test_14_6_the_worst_case_is_that_of_an_elective_without_a_rule() -> None:
    catalog = sample()
    rules = [rule for rule in catalog.equivalences.values() if rule.id != "rw-me-dan214"]
    things = [thing for name in ("organizations", "credit-systems", "grade-scales", "level-frameworks", "frameworks",
              "courses", "credentials", "agreements", "policies")
              for thing in catalog.section(name).values()]  # fmt: skip
    cases: Any = Desk(collect([*things, *rules])).stacking(DIPLOMA, as_of=AS_OF).into[0].cases
    assert (cases.ways, cases.worst, cases.best) == (4, 54, 57)


def test_14_6_an_award_named_by_a_larger_one_counts_as_one_thing() -> None:
    found: Any = sample_desk().stacking("thornbury-pgcert-data", as_of=AS_OF)
    entry = next(entry for entry in found.into if entry.larger == "thornbury-msc-data-science")
    assert (entry.way, entry.how, entry.carried, entry.brought) == ("award", ("names_it",), 60, 60)
    assert [line.id for line in entry.lines] == ["thornbury-pgcert-data"]


def test_14_6_where_the_award_carries_no_more_than_its_parts_the_parts_go_on() -> None:
    rungs = ("river-bend-certificate-data-support", "river-bend-as-data-science@2026")
    (step,) = sample_desk().ladder(rungs, as_of=AS_OF).steps
    assert (step.way, step.how) == ("parts", ("pool_admits_it", "parts_count"))
    assert step.share == 1


def test_14_6_without_requirements_the_award_is_all_that_is_brought() -> None:
    found: Any = sample_desk().stacking("ridgeway-mc8", as_of=AS_OF)
    assert [part.id for part in found.holder.parts] == ["ridgeway-mc8"]
    assert [(e.larger, e.share, e.way) for e in found.into] == [(CERTIFICATE, 1, "award")]
    assert found.embedded == found.dead_ends == ()


def test_14_6_the_top_stacks_into_nothing() -> None:
    found: Any = sample_desk().stacking(DEGREE, as_of=AS_OF)
    assert found.into == found.dead_ends == ()
    assert found.notes == ("it stacks into no larger credential in force here",)
    assert DIPLOMA in {entry.credential for entry in found.below}


def test_14_6_a_policy_on_reuse_speaks_of_what_served_the_smaller_award() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["reuse"] = {"mode": "none"}

    policy: RecognitionPolicy = edited(sample().policies["meridian-policy"], edit)
    ladder: Any = Desk(changed(sample(), policy)).ladder((DIPLOMA, DEGREE), as_of=AS_OF)
    assert ladder.steps[0].carried == 0
    assert {dead.code for dead in ladder.dead_ends} == {"ALREADY_USED"}
    assert (ladder.earned, ladder.alone) == (180, 120)
    assert (ladder.penalty.amount, ladder.penalty.share * 2) == (60, 1)


def test_14_7_ladders_on_offer_go_by_the_nearest_kinds() -> None:
    desk = sample_desk()
    assert desk.ladders(CERTIFICATE, as_of=AS_OF) == (LADDER,)
    assert desk.ladders(DIPLOMA, as_of=AS_OF) == (LADDER[1:],)
    assert desk.ladders(DEGREE, as_of=AS_OF) == ()


@pytest.mark.parametrize(("rungs", "words"), [
    ((CERTIFICATE,), "a ladder needs two credentials or more"),
    ((), "a ladder needs two credentials or more"),
    ((CERTIFICATE, CERTIFICATE), "a ladder names a credential twice"),
    ((CERTIFICATE, "ridgeway-mc8"), "states no requirements"),
])  # fmt: skip
def test_14_7_questions_that_make_no_sense(rungs: tuple[str, ...], words: str) -> None:
    with pytest.raises(QuestionError, match=words) as caught:
        sample_desk().ladder(rungs, as_of=AS_OF)
    assert caught.value.code == "U003"


def test_14_7_unknown_names() -> None:
    for ask in (sample_desk().stacking, sample_desk().ladders):
        with pytest.raises(UnknownIdError) as caught:
            ask("ridgeway-certificate", as_of=AS_OF)
        assert caught.value.code == "U001"


def test_14_7_credit_of_different_systems_is_not_added() -> None:
    ladder: Any = sample_desk().ladder(("thornbury-pgcert-data", "valmont-master-donnees"), as_of=AS_OF)
    assert ladder.unit is ladder.earned is ladder.penalty is None
    assert "The credentials count in different units, which are not added; see each step." in ladder.notes
    assert ladder.steps[0].unit != ladder.steps[0].system


def test_14_the_reason_is_a_tree_with_every_dead_end() -> None:
    reason = climbed().reason
    assert reason["statement"].startswith("The ladder takes 6 credits more")
    below = [item["statement"] for step in reason["because"] for item in step.get("because", ())]
    assert len(below) == 2
    assert below[0].startswith("MC8: Survey Tools: 3 end: no requirement of this credential has room")
