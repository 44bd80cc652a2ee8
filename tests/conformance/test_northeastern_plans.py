"""Do Northeastern's official sample plans satisfy their own majors, and if not, is that ours or the plan's?

The plans carry no prerequisites, offerings, prices or electives.  Checked is what they do carry: that each, dated and
replayed by the checker, earns its major with the concentration it comes closest to, or lacks what the major asks for.
Each finding is classified without our engine: a section that the plan's courses could not meet even if every course
counted everywhere is the plan's (it leaves electives open, or names too few courses); what remains would need one
course in two sections, and is compared with the optima that another tool has written into the shared cases.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby

from hypothesis import settings

from pathways.completion.check import Replay
from pathways.recognition.rules import RuleBook
from tests.peers.cases import Asker, transcript
from tests.peers.northeastern import judged, program, sections
from tests.peers.northeastern_plans import Sample, catalog_for, claim_for, closest, lacking, orphans, samples
from tests.support import needs_shared

pytestmark = needs_shared

ONE_IN = 4


@cache
def distinct() -> tuple[Sample, ...]:
    """Return one plan for each set of courses of each major; all of them in the profile ``long``, else some."""
    key = lambda sample: (sample.major, sorted(sample.placed))  # noqa: E731
    every = [next(iter(group)) for _, group in groupby(sorted(samples(), key=key), key=key)]
    return tuple(every if settings.get_current_profile_name() == "long" else every[::ONE_IN])


def faults(sample: Sample) -> tuple[str, ...]:
    credential = program(sample.major, closest(sample))
    catalog = catalog_for(sample, credential)
    return Replay(catalog, RuleBook(catalog), claim_for(sample, credential, catalog)).faults()


def test_every_plan_is_read() -> None:
    assert (len(samples()), len({sample.major for sample in samples()})) == (431, 212)
    assert len(orphans()) == 9


def test_415_plans_lack_what_their_major_asks_for_whoever_counts() -> None:
    """The plan's: electives that it leaves open, or fewer courses than a section asks for."""
    complete = [sample for sample in samples() if not lacking(sample, closest(sample))]
    assert len(complete) == 16
    assert {sample.major.rpartition("/")[2] for sample in complete} == {
        "american_sign_language—english_interpreting_bs",
        "chemistry_bs",
        "mathematics_and_physics_bs",
        "mathematics_ba",
        "philosophy_ba",
        "philosophy_bs",
    }


def test_13_of_the_16_others_hold_and_three_count_a_course_twice() -> None:
    """The plan's: the five-year plans of mathematics name no course for the elective but those required elsewhere."""
    found = {(s.major, s.title): faults(s) for s in samples() if not lacking(s, closest(s))}
    failing = {key: said for key, said in found.items() if said}
    assert len(found) == 16
    assert {major.rpartition("/")[2] for major, _ in failing} == {"mathematics_and_physics_bs", "mathematics_ba"}
    assert len(failing) == 3
    assert all(len(said) == 1 and "is not earned on" in said[0] for said in failing.values())


def test_the_checker_finds_nothing_else_to_say() -> None:
    """No load, price, wish or offering is stated, so whether the major is earned is all that can be wrong."""
    said = {fault for sample in distinct()[::4] for fault in faults(sample)}
    assert said
    assert all("is not earned on" in fault for fault in said)


def test_we_never_meet_what_a_plan_lacks_and_miss_more_only_where_one_course_would_serve_twice() -> None:
    optima = {
        (audit["major"], audit["concentration_index"], frozenset(audit["taken"])): audit["milp_sections_met"]
        for audit in judged()
    }
    compared = 0
    for sample in distinct():
        number = closest(sample)
        credential = program(sample.major, number)
        asker = Asker(catalog_for(sample, credential), credential)
        unmet = asker.examined(transcript("plan", sample.placed)).reading().shortfall
        assert unmet >= len(lacking(sample, number)), sample
        known = optima.get((sample.major, number, frozenset(sample.placed)))
        if known is not None:
            compared += 1
            assert unmet == len(sections(sample.major, number)) - known, sample
    assert compared >= 10
