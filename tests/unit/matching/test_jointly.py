"""Which learning covers a course only together?  By outcomes at their level, by hours, by texts last."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog, collect
from pathways.errors import QuestionError, UnknownIdError
from pathways.formats.native import load_record, open_catalog
from pathways.matching.decided import with_decisions
from pathways.matching.jointly import JointSuggester, Sought
from pathways.matching.pairs import pair_of
from pathways.model.base import Noun
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem
from pathways.model.decision import Decision
from pathways.model.equivalence import Equivalence
from pathways.model.joint_documents import JointSuggestionsDocument
from pathways.model.organization import Organization
from pathways.model.policy import JointRule, RecognitionPolicy
from pathways.model.record import LearnerRecord
from pathways.recognition.joint import minimal_covers
from pathways.recognition.lines import read_lines
from pathways.resources import sample_catalog
from tests.golden.cases import SAMPLE
from tests.unit.matching.deciding import BOOK, DAY, brings

WANTED = [{"competency": name, "level": 2} for name in ("k1", "k2", "k3", "k4")]
KNOWN = ("k1", "k2", "k3", "k4", "k4a", "k4b")


def badge(name: str, *shown: Any, **more: Any) -> Credential:
    """Return a badge of ``s``; what it shows is a competency at level 2, or whatever is written."""
    listed = [{"competency": each, "level": 2} if isinstance(each, str) else each for each in shown]
    values = {"id": name, "organization": "s", "kind": "badge", "title": name.title(), "competencies": listed}
    made = {"assessment": ["test"], "hours": 20, "source": BOOK, **values, **more}
    return Credential.model_validate({key: value for key, value in made.items() if value is not None})


def world(*more: Noun, course: dict[str, Any] | None = None, fourth: dict[str, Any] | None = None) -> Catalog:
    """Return a catalogue in which ``b`` has one course of four outcomes and 40 hours, and ``s`` what is given."""
    target = {"id": "t", "organization": "b", "code": "T 1", "title": "Target", "credit": 3}
    target |= {"hours": 40, "outcomes": WANTED}
    listed: list[dict[str, Any]] = [{"id": name, "title": name.upper()} for name in KNOWN]
    listed[3] |= fourth or {}
    places = [
        Organization(id=name, title=name, kind="college", credit_system="c", grade_scale=None) for name in ("b", "s")
    ]
    return collect(
        [
            *places,
            CreditSystem(id="c", title="C", source=BOOK),
            Framework.model_validate({"id": "f", "title": "F", "competencies": listed, "source": BOOK}),
            Course.model_validate({**target, **(course or {})}),
            *more,
        ]
    )


def offered(*badges: Noun, **more: Any) -> JointSuggestionsDocument:
    """Return which badges of ``s`` cover the course."""
    asked = {key: more.pop(key) for key in ("coverage", "amount", "parts", "most", "texts") if key in more}
    return JointSuggester(world(*badges, **more)).from_senders(["s"], Sought("t", DAY, **asked))


def names(document: JointSuggestionsDocument) -> list[str]:
    """Return the sets in order, each as the names of its members."""
    return ["+".join(one.id for one in found.members) for found in document.sets]


def test_fewest_members_first_then_least_excess_then_names() -> None:
    found = offered(
        badge("a", "k1", "k2"), badge("b", "k3", "k4", hours=30), badge("c", "k3", "k4"), badge("d", "k1", "k2"),
        badge("e", "k1", hours=10), badge("f", "k2", hours=10), coverage=Fraction(1), amount=Fraction(1),
    )  # fmt: skip
    assert names(found) == ["a+c", "c+d", "a+b", "b+d", "c+e+f", "b+e+f"]
    assert [float(one.excess) for one in found.sets] == [0, 0, 10, 10, 0, 10]
    assert (found.complete, found.cut, found.candidates) == (True, None, 6)
    assert "the list is whole: there is no other minimal set of that size" in found.told
    few = offered(*(badge(name, "k1", "k2", "k3", "k4", hours=40) for name in "vwxyz"), most=2)
    assert (names(few), few.complete, few.cut) == (["v", "w"], False, "number")
    assert any("the list is cut" in words for words in few.told)


def test_each_outcome_has_its_source_and_each_member_its_need() -> None:
    found = offered(badge("a", "k1", "k2"), badge("b", "k2", "k3"))
    (only,) = found.sets
    told = {one.competency: [each.member for each in one.by] for one in only.outcomes}
    assert told == {"k1": ["a"], "k2": ["a", "b"], "k3": ["b"], "k4": []}
    assert (only.covered, only.share, only.missing, only.amount) == (3, Fraction(3, 4), ("k4",), Fraction(40))
    assert [(one.only, one.covered_without, one.short_without) for one in only.members] == [
        (("k1",), 2, Fraction(16)),
        (("k3",), 2, Fraction(16)),
    ]
    assert only.because[:2] == (
        "a with b: 3 of 4 outcomes of T 1 = 75 %, 40 of at least 36 hours",
        "without a: 2 of 4 outcomes of T 1 = 50 %, 20 of at least 36 hours",
    )
    assert only.pair == "credential a with credential b -> b"


@pytest.mark.parametrize(("level", "met"), [(3, True), (2, True), (1, False), (None, False)])
def test_an_outcome_is_met_at_its_level_only(level: int | None, met: bool) -> None:
    low = badge("a", "k1", "k2", {"competency": "k3", "level": level}, hours=40)
    found = offered(low)
    assert (names(found) == ["a"]) is met
    near = (found.sets or found.nearest)[0]
    (source,) = near.outcomes[2].by
    assert (source.level, source.level_met, near.outcomes[2].covered) == (level, met, met)
    if not met:
        assert (near.covered, near.missing) == (2, ("k3", "k4"))
        shown = "at level 1" if level else "at no stated level"
        assert f"a shows k3 {shown}; 2 is asked for" in near.because


def test_an_exactly_aligned_competency_counts_and_says_who_aligns_it() -> None:
    aligned = {"alignments": [{"kind": "exact", "target": "other", "source": BOOK}]}
    found = offered(badge("a", "k1", "k2", "other", hours=40), fourth=aligned)
    (source,) = found.sets[0].outcomes[3].by
    assert (source.how, source.competency, source.source) == ("aligned", "other", "Book")
    assert "other of a is exactly aligned with k4 (Book)" in found.sets[0].because
    broader = {"alignments": [{"kind": "broader", "target": "other", "source": BOOK}]}
    assert names(offered(badge("a", "k1", "k2", "other", hours=40), fourth=broader)) == []


def test_narrower_ones_of_several_members_make_an_outcome_where_the_framework_says_so() -> None:
    both = (badge("a", "k1", "k2", "k4a"), badge("b", "k4b"))
    narrower = [{"id": "k4a", "title": "A", "broader": "k4"}, {"id": "k4b", "title": "B", "broader": "k4"}]
    listed = [{"id": name, "title": name} for name in ("k1", "k2", "k3")]
    for rule, sets in (("all", ["a+b"]), (None, [])):
        parent = {"id": "k4", "title": "K4", "held_when": rule}
        frame = {"id": "f", "title": "F", "competencies": [*listed, parent, *narrower], "source": BOOK}
        catalog = world(*both)
        things = [each for name in ("organizations", "credit-systems", "courses", "credentials")
                  for each in catalog.section(name).values()]  # fmt: skip
        found = JointSuggester(collect([*things, Framework.model_validate(frame)])).from_senders(
            ["s"], Sought("t", DAY)
        )
        assert names(found) == sets
        if sets:
            assert [each.how for each in found.sets[0].outcomes[3].by] == ["parts", "parts"]


def test_hours_bind_and_what_does_not_state_them_brings_none() -> None:
    thin = badge("a", "k1", "k2", "k3", hours=30)
    assert names(offered(thin, badge("b", "k1", hours=6), badge("c", "k1", hours=5))) == ["a+b"]
    found = offered(badge("a", "k1", "k2", "k3", hours=None))
    assert (found.sets, found.nearest[0].unstated, found.nearest[0].short) == ((), ("a",), Fraction(36))
    assert names(offered(badge("a", "k1", "k2", "k3", hours=None), amount=Fraction(0))) == ["a"]
    no_hours = {"hours": None, "credit": 3}
    weighed = offered(badge("a", "k1", "k2", "k3", credit=3, kind="micro_credential", hours=None), course=no_hours)
    assert (weighed.asked.measure, weighed.asked.amount, names(weighed)) == ("credit", Fraction(27, 10), ["a"])


def test_the_nearest_lack_fewest_outcomes_then_least_hours() -> None:
    found = offered(
        badge("a", "k1", "k2", hours=10), badge("b", "k1", "k2", hours=20), badge("c", "k1", hours=50),
        badge("d", {"competency": "k3", "level": 1}, hours=90)
    )  # fmt: skip
    assert found.sets == ()
    assert ["+".join(one.id for one in near.members) for near in found.nearest] == ["a+c", "b+c"]
    assert found.told[:2] == (
        "no set of at most 4 covers T 1",
        "all 3 together: 2 of 4 outcomes of T 1 = 50 %, 80 of at least 36 hours",
    )
    many = offered(*(badge(name, f"k{place + 1}", hours=9) for place, name in enumerate("abcd")), most=3)
    assert names(many) == ["a+b+c+d"]
    wide = JointSuggester(world(*(badge(f"x{n}", f"k{n}", hours=9) for n in (1, 2, 3, 4)))).from_senders(
        ["s"], Sought("t", DAY, coverage=Fraction(1), parts=3)
    )
    assert "all 4 together cover it, but only with more than 3 parts" in wide.told


def test_texts_are_compared_only_where_stated_outcomes_give_nothing_and_named_as_weaker() -> None:
    wanted = {"outcomes": [{"competency": name} for name in ("k1", "k2")]}
    silent = badge("a", description="K1 and K2 in practice", hours=40)
    found = offered(silent, course=wanted)
    assert (names(found), found.sets[0].weaker) == (["a"], True)
    assert {each.how for one in found.sets[0].outcomes for each in one.by} == {"text"}
    assert found.told[0] == "compared by words of texts, which is weaker: no stated outcomes cover it"
    assert offered(silent, course=wanted, texts=False).sets == ()
    stated = badge("b", {"competency": "k1"}, {"competency": "k2"}, hours=60)
    assert names(offered(silent, stated, course=wanted)) == ["b"]
    says = badge("a", {"competency": "k3"}, description="K1 and K2 in practice", hours=40)
    assert offered(says, course=wanted).sets == ()


def test_a_course_without_outcomes_is_compared_by_its_description() -> None:
    told = {"outcomes": [], "description": "Relational databases; query languages, data warehouses"}
    found = offered(
        badge("a", description="Relational databases and a query language", hours=20),
        badge("b", description="Building data warehouses", hours=20),
        course=told, coverage=Fraction(1),
    )  # fmt: skip
    assert names(found) == ["a+b"]
    assert [one.title for one in found.sets[0].outcomes] == [
        "Relational databases",
        "query languages",
        "data warehouses",
    ]
    assert found.sets[0].weaker
    nothing = offered(badge("a", "k1"), course={"outcomes": []})
    assert nothing.told == ("T 1 states no outcomes and has no description: nothing can be compared",)


def test_a_part_is_not_put_beside_the_whole_that_it_is_a_part_of() -> None:
    whole = badge("w", "k1", "k2", "k3", hours=20, requirement={"all": [{"credential": "p", "id": "one"}]})
    assert names(offered(whole, badge("p", "k1", hours=20), badge("q", "k1", hours=20))) == ["q+w"]


def test_what_was_never_assessed_or_is_no_longer_offered_takes_no_part() -> None:
    seen = badge("a", "k1", "k2", "k3", hours=40, assessment=["attendance"], kind="attendance")
    old = badge("o", "k1", "k2", "k3", hours=40, valid={"until": "2020-01-01"})
    found = offered(seen, old)
    assert (found.sets, [(one.id, one.codes) for one in found.left_out]) == ((), [("a", ("NOT_ASSESSED",))])


def rule(name: str, learning: list[str], kind: str = "course") -> Equivalence:
    target = {"kind": kind, "courses": ["t"]} if kind == "course" else {"kind": kind}
    sources = {"all": [{"credential": each} for each in learning]}
    return Equivalence.model_validate({"id": name, "receiving": "b", "from": sources, "to": target, "source": BOOK})


def test_what_the_receiver_has_answered_is_named_and_not_suggested() -> None:
    three = (badge("a", "k1", "k2"), badge("b", "k3"), badge("c", "k3"))
    assert names(offered(*three)) == ["a+b", "a+c"]
    for kind in ("course", "denied"):
        found = offered(*three, rule("r", ["a", "b"], kind))
        assert names(found) == ["a+c"]
        assert [(one.members, one.rule) for one in found.answered] == [(("a", "b"), "r")]
    part = offered(*three, rule("r", ["b"], "denied"))
    assert names(part) == ["a+b", "a+c"]
    assert part.sets[0].members[1].alone == ("r",)
    joint = RecognitionPolicy(
        id="p", organization="b", joint=JointRule(coverage="0.75", credentials=("a", "b")), source=BOOK
    )
    policed = offered(*three, joint)
    assert (names(policed), [one.rule for one in policed.answered]) == (["a+c"], ["p"])
    assert policed.asked.policy == "p"


def test_it_agrees_with_what_a_policy_for_joint_coverage_would_recognise() -> None:
    dice = Random(11)  # noqa: S311 - chance, not secrets
    for _ in range(12):
        badges = [
            badge(f"x{n}", *dice.sample(["k1", "k2", "k3", "k4"], dice.randint(1, 2)), hours=dice.choice([8, 16, 24]))
            for n in range(6)
        ]
        catalog, ours = world(*badges), JointRule(coverage="0.75", hours="0.9", max_parts=3)
        record = brings("ana", **{each.id: {"credential": each.id} for each in badges})
        found = JointSuggester(catalog).from_record(
            record, Sought("t", DAY, Fraction(3, 4), Fraction(9, 10), 3, most=100)
        )
        lines = read_lines(catalog, record, "b", DAY)
        theirs = {
            frozenset(line.id for line in each.lines) for each in minimal_covers(catalog.courses["t"], lines, ours)
        }
        assert {frozenset(one.id for one in each.members) for each in found.sets} == theirs
        for each in found.sets[:2]:
            assert decided_stands(catalog, record, str(each.pair)) == {one.id for one in each.members}


def decided_stands(catalog: Catalog, record: LearnerRecord, pair: str) -> set[str]:
    """Return which lines of a record count once a set is accepted as the course."""
    given = {"kind": "course", "courses": ["t"]}
    values = {"pair": pair_of(pair, catalog), "verdict": "accept", "given": given, "source": BOOK, "by": "Ana"}
    made = Decision.model_validate({**values, "at": "2026-08-31T09:00:00Z"})
    lines = Desk(with_decisions(catalog, [made])).recognize(record, "b", as_of=DAY).lines
    return {line.attainment for line in lines if line.decision == "accepted"}


def test_lines_of_a_record_are_read_with_what_bars_them_and_what_they_count_as() -> None:
    record = brings(
        "ana",
        a={"credential": "a"},
        b={"credential": "b", "status": "in_progress", "completed": None},
        c={"credential": "c", "valid": {"until": "2026-01-01"}},
        w={"title": "Work", "route": "prior_learning", "assessed": True, "hours": 30,
           "competencies": [{"competency": "k3", "level": 2}]},
    )  # fmt: skip
    catalog = world(badge("a", "k1", "k2"), badge("b", "k3"), badge("c", "k3"), rule("r", ["a"], "general_elective"))
    found = JointSuggester(catalog).from_record(record, Sought("t", DAY))
    assert names(found) == ["a+b", "a+w"]
    started, worked = found.sets
    assert [one.pending for one in started.members] == [False, True]
    assert "b is not completed" in started.because
    assert started.members[0].counts_as == ("elective in any subject",)
    assert (worked.pair, worked.members[1].learning) == (None, None)
    assert "w can be named by no rule: it is decided about for this record alone" in worked.because
    assert [(one.id, one.codes) for one in found.left_out] == [("c", ("EXPIRED",))]


@pytest.mark.parametrize(("share", "needed"), [("0.25", 1), ("0.26", 2), ("0.6", 3), ("0.75", 3), ("1", 4)])
def test_a_share_of_the_outcomes_is_reached_never_rounded_away(share: str, needed: int) -> None:
    assert offered(badge("a", "k1"), coverage=Fraction(share)).asked.needed == needed


@pytest.mark.parametrize(
    "wrong",
    [{"coverage": Fraction(2)}, {"coverage": Fraction(0)}, {"amount": Fraction(3, 2)}, {"parts": 9}, {"most": 0}],
)
def test_a_question_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        offered(badge("a", "k1"), **wrong)


def test_names_that_nobody_knows_are_refused() -> None:
    suggester = JointSuggester(world())
    with pytest.raises(UnknownIdError):
        suggester.from_senders(["nobody"], Sought("t", DAY))
    with pytest.raises(UnknownIdError):
        suggester.from_senders(["s"], Sought("nothing", DAY))
    with pytest.raises(QuestionError):
        suggester.from_senders(["b"], Sought("t", DAY))


# Story A: two badges for one course.

STORY = dt.date(2026, 9, 1)


@cache
def without_its_rule() -> Catalog:
    """Return the sample in which no policy speaks of joint coverage."""
    sample = open_catalog(sample_catalog())
    policies = {name: each.model_copy(update={"joint": None}) for name, each in sample.policies.items()}
    return replace(sample, policies=MappingProxyType(policies))


@cache
def amara() -> LearnerRecord:
    return load_record(SAMPLE / "records" / "career-changer.yaml")


def test_the_two_badges_of_story_a_are_suggested_when_their_rule_is_taken_away() -> None:
    found = JointSuggester(without_its_rule()).from_record(amara(), Sought("lakeside-DAT1300", STORY))
    (only,) = found.sets
    assert only.because[0] == "B2 with B3: 4 of 5 outcomes of DAT1300 = 80 %, 44 of at least 40.5 hours"
    assert only.pair == "credential idp-badge-dashboards with credential learnwell-badge-charts -> lakeside"
    whole = JointSuggester(without_its_rule()).from_record(
        amara(), Sought("lakeside-DAT1300", STORY, coverage=Fraction(1))
    )
    assert (whole.sets, [near.missing for near in whole.nearest]) == ((), [("design-accessible-charts",)])


def test_once_the_two_are_decided_about_together_the_audit_counts_them() -> None:
    catalog, goal = without_its_rule(), "lakeside-diploma-data-analytics"
    assert Desk(catalog).audit(amara(), goal, as_of=STORY).totals.applied == 15
    found = JointSuggester(catalog).from_record(amara(), Sought("lakeside-DAT1300", STORY))
    pair = pair_of(str(found.sets[0].pair), catalog)
    given = {"kind": "course", "courses": ["lakeside-DAT1300"]}
    made = Decision.model_validate(
        {"pair": pair, "verdict": "accept", "given": given, "source": BOOK, "by": "Ana", "at": "2026-08-31T09:00:00Z"}
    )
    decided = with_decisions(catalog, [made])
    after = Desk(decided).audit(amara(), goal, as_of=STORY)
    assert after.totals.applied == 18
    told = {line.attainment: f"{line.decision} {line.credit_applied}" for line in after.lines}
    assert (told["B2"], told["B3"]) == ("accepted 0", "accepted 3")  # on the first of the set, by name
    again = JointSuggester(decided).from_record(amara(), Sought("lakeside-DAT1300", STORY))
    assert (again.sets, again.nearest, [one.rule for one in again.answered]) == ((), (), [made.id])
