"""Of each award one badge stands, whatever the order in which they came and whatever others claim."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pathways.model.badge_documents import Standing
from pathways.model.verification_documents import SaidEntry
from pathways.verification.issues import Issue, behind
from tests.support import central

ALONE = (Standing.PROVEN, Standing.CLAIM, Standing.REFUSED)
SAID = st.builds(
    SaidEntry,
    id=st.sampled_from([None, "urn:1", "urn:2"]),
    issuer=st.sampled_from([None, "did:a", "did:b"]),
    begins=st.sampled_from([None, *(dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (1, 2, 3))]),
)
MANY = st.lists(st.tuples(SAID, st.sampled_from(ALONE)), max_size=8).map(
    lambda pairs: [Issue(says, standing, str(place)) for place, (says, standing) in enumerate(pairs)]
)


@given(MANY, st.randoms(use_true_random=False))
@central(one_in=4)
def test_the_order_in_which_they_are_handed_in_does_not_matter(issues: list[Issue], dice: Any) -> None:
    shuffled = issues[:]
    dice.shuffle(shuffled)
    told = dict(zip([one.name for one in issues], behind(issues), strict=True))
    assert told == dict(zip([one.name for one in shuffled], behind(shuffled), strict=True))


@given(MANY)
def test_of_each_award_one_stands_and_it_is_the_newest_that_is_proven(issues: list[Issue]) -> None:
    found = behind(issues)
    named = [issue for issue in issues if issue.says.issuer and issue.says.id]
    for award in {(issue.says.issuer, issue.says.id) for issue in named}:
        inside = [
            (issue, one)
            for issue, one in zip(issues, found, strict=True)
            if (issue.says.issuer, issue.says.id) == award and issue.standing is not Standing.REFUSED
        ]
        if not inside:
            continue
        (front,) = [issue for issue, one in inside if one is None]
        assert all(one.name == front.name for _, one in inside if one is not None)
        proven = [issue.says.begins for issue, _ in inside if issue.standing is Standing.PROVEN]
        if proven:
            assert front.standing is Standing.PROVEN
            days = [day for day in proven if day]
            assert front.says.begins == (max(days) if days else None)


@given(MANY)
def test_what_is_refused_or_has_no_name_stands_by_itself(issues: list[Issue]) -> None:
    for issue, one in zip(issues, behind(issues), strict=True):
        if issue.standing is Standing.REFUSED or not (issue.says.issuer and issue.says.id):
            assert one is None
