"""The totals are always these, apart, and add up; what is applied was recognised."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from pathways.completion.report import audit_document
from tests.strategies import Case, cases, examined
from tests.support import central


@central(one_in=4)
@given(cases())
def test_totals_add_up(case: Case) -> None:
    examination = examined(case)
    document = audit_document(examination)
    totals, now = document.totals, examination.reading()
    assert totals.evaluable == totals.accepted + totals.refused + totals.undecided
    assert totals.accepted == totals.applied + totals.excess
    assert totals.attempted >= totals.evaluable
    assert totals.applied == sum((line.credit_applied or Fraction(0) for line in document.lines), Fraction(0))
    assert totals.applied <= totals.accepted
    assert now.applied_credit <= recognized(case)


def recognized(case: Case) -> Fraction:
    """Return the most credit that all certain, completed options could give together."""
    options = examined(case).recognition.options
    return sum((option.credit for option in options if option.certain and not option.pending), Fraction(0))


@given(cases())
def test_every_line_has_one_decision_and_every_refusal_a_code(case: Case) -> None:
    document = audit_document(examined(case))
    assert [line.attainment for line in document.lines] == sorted(line.id for line in case.record.attainments)
    for line in document.lines:
        assert line.decision in ("accepted", "refused", "undecided")
        assert line.decision == "accepted" or line.codes
        assert line.decision == "accepted" or not line.credit_applied
        assert (line.credit_applied or 0) <= line.credit_recognized


@given(cases())
def test_what_is_satisfied_as_a_whole_is_satisfied_at_its_root(case: Case) -> None:
    document = audit_document(examined(case))
    assert document.requirements.path == "root"
    if document.status == "satisfied":
        assert document.requirements.status == "satisfied"
        assert not document.missing
        assert not document.impossible
