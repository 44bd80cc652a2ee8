"""Columns admit exactly what ``admits`` admits one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pathways.graph.admits import Features, admits
from pathways.graph.columns import Columns
from pathways.model.filter import Filter, Range

NUMBERS = st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(5, 3), Fraction(2)])
WORDS = st.sampled_from(["a", "B", "b  c", "B C", "d@1", "d@2", "d"])
SETS = st.frozensets(WORDS, max_size=3)
LISTS = st.lists(WORDS, max_size=2).map(tuple)
RANGES = st.none() | st.builds(Range, min=st.none() | NUMBERS, max=st.none() | NUMBERS)
TEXT_FEATURES = ("codes", "kinds", "tags", "attributes", "competencies", "courses", "credentials", "component_of")
TEXT_PARTS = ("code", "kind", "tag", "attribute", "competency", "course", "credential", "component_of")

FEATURES = st.builds(
    Features,
    subject=st.none() | WORDS,
    number=st.none() | NUMBERS,
    level=st.none() | NUMBERS,
    organization=st.none() | WORDS,
    source=st.none() | WORDS,
    **dict.fromkeys(TEXT_FEATURES, SETS),
)


def _plain(part: str) -> st.SearchStrategy[Filter]:
    return LISTS.map(lambda values: Filter.model_validate({part: values}))


PARTS = st.one_of(
    *map(_plain, (*TEXT_PARTS, "subject", "organization", "source")),
    st.builds(Filter, number=RANGES, level=RANGES),
)


def _compound(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    few = st.lists(inner, max_size=2).map(tuple)
    return st.tuples(few, few, st.none() | inner, inner).map(
        lambda drawn: drawn[3].model_copy(update={"all": drawn[0], "any": drawn[1], "exclude": drawn[2]})
    )


@given(st.lists(FEATURES, min_size=1, max_size=6), st.recursive(PARTS, _compound, max_leaves=6))
def test_columns_admit_what_admits_admits(things: list[Features], wanted: Filter) -> None:
    assert Columns.of(things).admitted(wanted).tolist() == [admits(wanted, thing) for thing in things]
