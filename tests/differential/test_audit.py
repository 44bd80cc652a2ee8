"""The audit says what going through everything says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from hypothesis import assume, given
from hypothesis import strategies as st

from pathways.completion.audit import Completion, Examination
from pathways.completion.build import IF_ALL, IF_COMPLETED, IF_POSSIBLE, NOW, Reading
from pathways.model.requirement import AtLeast
from tests.drawn_rules import LARGE, Sizes
from tests.oracle import direct
from tests.oracle.brute import Answer, TooLargeError, least
from tests.oracle.things import Question, Shown, Thing, owned_things
from tests.strategies import AS_OF, Case, cases, examined
from tests.support import central

DIRECT = Sizes(blocks=False, small=False, skills=False, substitutions=False, rules=4)


def question(case: Case, reading: Reading = NOW) -> Question:
    return Question(case.catalog, case.record, case.credential, AS_OF, "possible" in reading)


def brute(asked: Question, owned: Iterable[Thing], shown: frozenset[Shown] = frozenset()) -> Answer | None:
    """Return the answer of the oracle; questions that are too large for it are left out."""
    try:
        return least(asked, owned, shown)
    except TooLargeError:
        assume(False)
        raise


def with_what_recognition_says(case: Case, examination: Examination, reading: Reading) -> Answer | None:
    """Return the oracle's answer, with the options of recognition that count in a reading."""
    hopeful, completed = "possible" in reading, "completed" in reading
    result = examination.recognition
    options = [o for o in result.options if (o.certain or hopeful) and (not o.pending or completed)]
    shown = frozenset(
        (e.competency, e.level)
        for e in result.evidence
        if e.assessed and (e.certain or hopeful) and (not e.pending or completed)
    )
    asked = question(case, reading)
    return brute(asked, owned_things(asked, options), shown)


def assert_same(found: Completion, expected: Answer | None) -> None:
    """Assert that the audit and the oracle agree on what is possible, taken as met, missing, and applied."""
    if expected is None:
        assert found.allocation.impossible
        return
    assert not found.allocation.impossible
    assumed = len(found.conditions) + len(found.after_transfer)
    assert (assumed, found.shortfall, found.allocation.items) == expected[:3]
    if _counts_plainly(found):
        assert _completed(found) == expected.credit


def _counts_plainly(found: Completion) -> bool:
    """Return whether the credit applied is a plain sum: nothing is shared, nothing is counted by a group."""
    nodes = found.problem.program.nodes
    counted = any(isinstance(n.requirement, AtLeast) and n.requirement.counting != "requirements" for n in nodes)
    return not counted and not found.problem.sharing


def _completed(found: Completion) -> object:
    units, scale = found.problem.units, found.problem.scale
    uses = (use for use in found.allocation.applied if units[use.unit].owned and not units[use.unit].pending)
    return sum(use.amount for use in uses) / type(found.shortfall)(scale)


@central(one_in=2)
@given(cases())
def test_the_audit_is_the_cheapest_of_all_completions(case: Case) -> None:
    examination = examined(case)
    assert_same(examination.reading(), with_what_recognition_says(case, examination, NOW))


@central(one_in=8)
@given(cases(LARGE))
def test_the_audit_of_larger_questions_is_the_cheapest_of_all_completions(case: Case) -> None:
    examination = examined(case)
    assert_same(examination.reading(), with_what_recognition_says(case, examination, NOW))


@central(one_in=8)
@given(cases(), st.sampled_from([IF_COMPLETED, IF_POSSIBLE, IF_ALL]))
def test_every_reading_is_the_cheapest_of_all_completions(case: Case, reading: Reading) -> None:
    examination = examined(case)
    assert_same(examination.reading(reading), with_what_recognition_says(case, examination, reading))


@given(cases(Sizes(lines=1)))
def test_the_empty_record_is_completed_at_least_cost(case: Case) -> None:
    bare = case.with_record(case.record.model_copy(update={"attainments": (), "adjustments": ()}))
    assert_same(examined(case).empty, brute(question(bare), ()))


@central(one_in=2)
@given(cases(DIRECT))
def test_direct_rules_give_the_options_that_the_law_says(case: Case) -> None:
    asked = question(case)
    expected = [(option.certain, option.things) for option in direct.given(asked)]
    options = examined(case).recognition.options
    found = [(option.certain, tuple(owned_things(asked, [option]))) for option in options]
    assert Counter(map(_seen, found)) == Counter(map(_seen, expected))


def _seen(option: tuple[bool, tuple[Thing, ...]]) -> Hashable:
    """Return what is compared of an option: everything but the names of tags."""
    certain, things = option
    facts = (
        (t.facts.subject, t.facts.level, t.facts.kind, t.facts.attribute, t.facts.course, t.facts.source)
        for t in things
    )
    rest = ((t.credit, t.uses, t.same, t.points, t.pending, t.grade[0], t.served) for t in things)
    return certain, tuple(sorted(zip(facts, rest, strict=True), key=repr))


@central(one_in=4)
@given(cases(DIRECT))
def test_the_audit_of_direct_rules_is_the_cheapest_of_all_completions(case: Case) -> None:
    asked = question(case)
    owned = [t for option in direct.given(asked) if option.certain and not option.pending for t in option.things]
    assert_same(examined(case).reading(), brute(asked, owned))
