"""What courses ask for becomes arrows; a circle is named, not walked for ever."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pathways.catalog.collection import Catalog, collect
from pathways.design.curriculum import curriculum
from pathways.design.metrics import measure
from pathways.errors import CatalogError, UnknownIdError
from pathways.graph.csr import Csr
from pathways.model.course import Course


def catalog_of(**courses: dict[str, Any]) -> Catalog:
    return collect(
        Course.model_validate({"id": name, "organization": "o", "code": name, "title": name, **more})
        for name, more in courses.items()
    )


def before(*names: str) -> dict[str, Any]:
    return {"prerequisite": {"all": [{"course": name} for name in names]}}


def arrows(catalog: Catalog, *courses: str, reading: Any = "every") -> set[str]:
    found = curriculum(catalog, courses or None, reading=reading)
    tails, heads = found.arrows.pairs()
    return {found.courses[a] + found.courses[b] for a, b in zip(tails.tolist(), heads.tolist(), strict=True)}


def test_alternatives_are_all_arrows_or_none() -> None:
    tree = {"all": [{"course": "a"}, {"any": [{"course": "b"}, {"course": "c"}]}]}
    catalog = catalog_of(a={}, b={}, c={}, d={"prerequisite": tree})
    assert arrows(catalog) == {"ad", "bd", "cd"}
    assert arrows(catalog, reading="needed") == {"ad"}


def test_a_part_of_every_alternative_is_needed() -> None:
    tree = {"any": [{"all": [{"course": "a"}, {"course": "b"}]}, {"all": [{"course": "a"}, {"course": "c"}]}]}
    assert arrows(catalog_of(a={}, b={}, c={}, d={"prerequisite": tree}), reading="needed") == {"ad"}


@pytest.mark.parametrize(
    ("n", "needed"), [(1, set()), (2, {"ad"}), ("2.5", {"ad", "bd"}), (3, {"ad", "bd"}), (9, {"ad", "bd"})]
)
def test_at_least_so_many(n: Any, needed: set[str]) -> None:
    tree = {"at_least": n, "of": [{"course": "a"}, {"course": "a"}, {"course": "b"}]}
    assert arrows(catalog_of(a={}, b={}, d={"prerequisite": tree}), reading="needed") == needed


def test_pools_and_items_name_what_they_list_and_need_nothing() -> None:
    pool = {
        "all": [
            {"credits": 3, "from": {"course": ["a"]}},
            {"at_least": 1, "of": [{"course": "b"}], "counting": "items"},
        ]
    }
    catalog = catalog_of(a={}, b={}, d={"prerequisite": pool})
    assert arrows(catalog) == {"ad", "bd"}
    assert arrows(catalog, reading="needed") == set()


def test_what_is_taken_beside_comes_before_unless_each_asks_for_the_other() -> None:
    lab = {"corequisite": {"course": "a"}}
    assert arrows(catalog_of(a={}, b=lab)) == {"ab"}
    both = catalog_of(a={"corequisite": {"course": "b"}}, b=lab, c=before("b"))
    assert arrows(both) == {"bc"}


def test_only_the_courses_that_are_asked_about() -> None:
    catalog = catalog_of(a={}, b=before("a"), c=before("b", "nowhere"))
    assert arrows(catalog, "b", "c") == {"bc"}
    assert curriculum(catalog, ("c", "b", "c")).courses == ("b", "c")
    with pytest.raises(UnknownIdError, match="U001"):
        curriculum(catalog, ("x",))


def test_a_circle_is_named() -> None:
    catalog = catalog_of(a=before("c"), b=before("a"), c=before("b"), d=before("a"))
    with pytest.raises(CatalogError, match="a -> b -> c -> a") as error:
        curriculum(catalog)
    assert error.value.code == "C003"
    with pytest.raises(CatalogError, match="0 -> 0"):
        measure(Csr.from_pairs([0], [0], 2))


def test_a_circle_among_alternatives_stands_only_where_all_are_read() -> None:
    catalog = catalog_of(a={"prerequisite": {"any": [{"course": "b"}, {"course": "c"}]}}, b=before("a"), c={})
    assert arrows(catalog, reading="needed") == {"ab"}
    with pytest.raises(CatalogError):
        curriculum(catalog)


def test_nothing_measures_nothing() -> None:
    found = measure(Csr.from_pairs([], [], 0))
    assert (found.blocking, found.complexity, found.structural_complexity, found.paths) == ((), (), 0, 0)


def test_whole_numbers_of_any_size_in_one_pass() -> None:
    """Two hundred layers of four have more paths than a machine word can count."""
    layer, place = np.meshgrid(np.arange(199), np.arange(16))
    tails, heads = (4 * layer + place // 4).ravel(), (4 * layer + 4 + place % 4).ravel()
    found = measure(Csr.from_pairs(tails, heads, 800))
    assert found.paths == 4**200
    assert found.centrality[400] == 4**199 * 200
    assert found.blocking[0] == 199 * 4


def test_a_long_chain_is_no_problem() -> None:
    size = 5_000
    found = measure(Csr.from_pairs(range(size - 1), range(1, size), size))
    assert found.blocking[:2] == (size - 1, size - 2)
    assert set(found.delay) == {size}
