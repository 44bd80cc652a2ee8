"""A list of issuers is taken whole or not at all; everything that is wrong with it is told at once, with its line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from pathways.catalog.collection import Catalog
from pathways.errors import CatalogError, Finding, FormatError, PathwaysError
from pathways.formats.issuers import check_issuers, load_issuers
from pathways.formats.native import open_catalog
from pathways.model.check_codes import Outcome
from pathways.model.issuers import IssuerRegistry
from pathways.resources import sample_catalog, sample_issuers
from pathways.verification.award import Award
from pathways.verification.issuers import check_issuer
from pathways.verification.terms import Terms

LIST = """\
schema: pathways/issuers/1
title: Ours
issuers:
  - id: college
    title: College
    identifiers: ["https://college.example/1", "did:web:college.example"]
    organization: lakeside
    awards:
      - {achievement: "https://college.example/a/1", credential: lakeside-mc-sql}
      - {code: C-2, course: lakeside-COM1000}
      - {alignment: "https://framework.example/7"}
    recognized_by: [northgate]
    source: {title: invented}
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return open_catalog(sample_catalog())


def told(folder: Path, text: str, catalog: Catalog | None = None, *, name: str = "issuers.yaml") -> PathwaysError:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises((FormatError, CatalogError)) as caught:
        load_issuers(file, catalog=catalog)
    return caught.value


def places(error: PathwaysError) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.where.line, one.where.path) for one in error.findings]


def test_the_list_of_the_sample_is_sound_beside_its_catalogue(catalog: Catalog) -> None:
    found = load_issuers(sample_issuers(), catalog=catalog)
    assert len(found.issuers) > 10
    lakeside = found.of("did:web:lakeside.example")
    assert lakeside is not None
    assert (lakeside.organization, lakeside.scope) == ("lakeside", "organization")
    assert all(".example" in name for issuer in found.issuers for name in issuer.identifiers)
    assert all(catalog.organizations[one.organization or ""].title == one.title for one in found.issuers)
    assert all("invented" in one.source.title for one in found.issuers)


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    written = tmp_path / "a.yaml"
    written.write_text(LIST, encoding="utf-8")
    first = load_issuers(written)
    other = tmp_path / "a.json"
    other.write_text(first.model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
    assert load_issuers(other) == first
    plain = json.loads(first.model_dump_json(by_alias=True))
    plain["schema"] = "pathways/issuers/1"
    other.write_text(json.dumps(plain), encoding="utf-8")
    assert load_issuers(other) == first


@pytest.mark.parametrize(
    ("old", "new", "line", "path"),
    [
        ("title: Ours\n", "", None, "title"),
        ("    title: College\n", "    titel: College\n", 5, "issuers[0].titel"),
        ("pathways/issuers/1", "pathways/issuers/2", 1, "schema"),
        ('["https://college.example/1", "did:web:college.example"]', "[]", 6, "issuers[0].identifiers"),
        ("    source: {title: invented}\n", "", 4, "issuers[0].source"),
        ("    organization: lakeside\n", "    scope: organization\n", 4, "issuers[0]"),
        ("    organization: lakeside\n", "    scope: everything\n", 7, "issuers[0].scope"),
        ('{alignment: "https://framework.example/7"}', "{credential: lakeside-mc-sql}", 11, "issuers[0].awards[2]"),
        (
            "    recognized_by:",
            "    keys: [{key: k-1, begins: 2026-01-02T00:00:00Z, ends: 2026-01-01T00:00:00Z}]\n    recognized_by:",
            12,
            "issuers[0].keys[0]",
        ),
        ("course: lakeside-COM1000}", "course: a, credential: b}", 10, "issuers[0].awards[1]"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, path: str
) -> None:
    assert old in LIST
    found = places(told(tmp_path, LIST.replace(old, new, 1)))
    assert ("F003", path) in [(code, where) for code, _, where in found]
    if line is not None:
        assert ("F003", line, path) in found


def test_one_name_for_two_issuers_is_refused(tmp_path: Path) -> None:
    twice = LIST + LIST[LIST.index("  - id: college") :].replace("id: college", "id: other")
    error = told(tmp_path, twice)
    assert error.code == "F003"
    assert "names two issuers" in error.findings[0].message


@pytest.mark.parametrize("text", ["- a\n", "7\n", "''\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text).code == "F003"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("issuers.txt", LIST, "F008"),
        ("issuers.yaml", "title: [", "F002"),
        ("issuers.yaml", "title: a\ntitle: b\n", "F012"),
        ("issuers.json", '{"title": "a", "title": "b"}', "F012"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    assert code in [one.code for one in told(tmp_path, text, name=name).findings]


def test_nothing_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        load_issuers(tmp_path / "none.yaml")
    assert caught.value.code == "F001"


def test_what_the_catalogue_does_not_contain_is_told_with_what_may_be_meant(tmp_path: Path, catalog: Catalog) -> None:
    wrong = LIST.replace("lakeside-mc-sql", "lakeside-mc-sqll").replace("COM1000", "COM1001").replace("north", "nort")
    error = told(tmp_path, wrong.replace("organization: lakeside", "organization: lakesid"), catalog)
    assert isinstance(error, CatalogError)
    assert places(error) == [
        ("C002", 7, "issuers[0].organization"),
        ("C002", 9, "issuers[0].awards[0].credential"),
        ("C002", 10, "issuers[0].awards[1].course"),
        ("C002", 12, "issuers[0].recognized_by[0]"),
    ]
    assert "lakeside-mc-sql" in error.findings[1].hint
    assert "lost in silence" in error.findings[1].why
    assert "issuers.yaml" in str(error)


def test_without_a_catalogue_references_are_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text(LIST.replace("lakeside-mc-sql", "anything"), encoding="utf-8")
    assert load_issuers(file).issuers[0].awards[0].credential == "anything"


def issues(**changes: Any) -> list[tuple[str, str | None]]:
    issuer = {"id": "a", "title": "A", "identifiers": ["did:web:a.example"], "source": {"title": "x"}, **changes}
    registry = IssuerRegistry.model_validate({"title": "ours", "issuers": [issuer]})
    found: tuple[Finding, ...] = check_issuers(registry)
    return [(one.code, one.where.path) for one in found]


def test_what_ends_before_it_begins_is_told() -> None:
    backwards = {"from": "2026-01-02", "until": "2026-01-01"}
    assert issues(valid=backwards) == [("C006", "issuers[0].valid")]
    assert issues(awards=[{"code": "1"}, {"code": "2", "valid": backwards}]) == [("C006", "issuers[0].awards[1].valid")]


def award(name: str, **more: Any) -> dict[str, Any]:
    return {"code": "1", "credential": name, **more}


@pytest.mark.parametrize(
    ("awards", "ambiguous"),
    [
        ([award("A"), award("B")], True),
        ([award("A"), award("A")], False),
        ([award("A", achievement="urn:1"), award("B", achievement="urn:2")], False),
        ([award("A", achievement="urn:1"), award("B", achievement="urn:1")], True),
        ([award("A", valid={"until": "2026-01-01"}), award("B", valid={"from": "2026-01-01"})], False),
        ([award("A", valid={"until": "2026-01-02"}), award("B", valid={"from": "2026-01-01"})], True),
        ([award("A", valid={"from": "2026-01-02"}), award("B")], True),
        ([{"alignment": "urn:n", "course": "A"}, {"alignment": "urn:n", "credential": "A"}], True),
        ([{"code": "1"}, award("A")], True),
    ],
)
def test_one_name_for_two_things_at_one_time_is_told(awards: list[dict[str, Any]], ambiguous: bool) -> None:
    assert issues(awards=awards) == ([("E001", "issuers[0].awards[1]")] if ambiguous else [])


def test_very_many_awards_of_one_name_are_compared_with_a_few() -> None:
    many = [award("A") for _ in range(3_000)] + [award("B")]
    assert issues(awards=many) == [("E001", "issuers[0].awards[3000]")]


def known(**entries: Any) -> str:
    """Return a list of known issuers as others publish it."""
    meta = {"created": "2024-01-02T00:00:00+00:00", "updated": "2025-03-12T16:20:00+00:00"}
    return json.dumps({"meta": meta, "registry": entries}, indent=1)


def test_a_list_of_others_says_who_they_are_and_not_what_they_may_award(tmp_path: Path) -> None:
    file = tmp_path / "consortium.json"
    page = {"name": "Invented U", "location": "Somewhere", "url": "https://u.example"}
    file.write_text(known(**{"did:key:z6MkInvented": page, "did:web:v.example": {"name": "V"}}), encoding="utf-8")
    found = load_issuers(file)
    assert (found.title, str(found.as_of), len(found.issuers)) == ("consortium", "2025-03-12", 2)
    issuer = found.of("did:key:z6MkInvented")
    assert issuer is not None
    assert (issuer.title, issuer.scope, issuer.awards) == ("Invented U", "listed", ())
    assert (issuer.source.title, issuer.source.url, issuer.source.note) == (
        "consortium",
        "https://u.example",
        "Somewhere",
    )
    terms = Terms(now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), registry=found)
    listed = check_issuer(Award(issuer="did:web:v.example"), terms, on=dt.date(2026, 1, 1))
    assert (listed.code, listed.outcome) == ("AWARD_NOT_LISTED", Outcome.UNKNOWN)


@pytest.mark.parametrize("name", ["College", "http://a.example", "did:", "did:key:a b", "did:web:a#k"])
def test_what_names_no_issuer_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    error = told(tmp_path, known(**{"did:web:a.example": {"name": "A"}, name: {"name": "B"}}), name="k.json")
    assert [(one.code, one.where.line) for one in error.findings] == [("F003", 10)]


@pytest.mark.parametrize("said", [None, "A", {}, {"name": ""}, {"name": ["A"]}])
def test_an_issuer_without_a_name_is_told(tmp_path: Path, said: Any) -> None:
    error = told(tmp_path, known(**{"did:web:a.example": said}), name="k.json")
    assert "has no name" in error.findings[0].message
