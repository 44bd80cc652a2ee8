"""A schema that a credential names: asked with bounded work, and never beyond what is at hand."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import CheckCode, Outcome
from pathways.verification.checks import Check
from pathways.verification.keys import Snapshots
from pathways.verification.kinds import classify_json
from pathways.verification.limits import LIMITS
from pathways.verification.memory import Memory
from pathways.verification.structure.check import check_structure
from pathways.verification.structure.patterns import plain_pattern
from pathways.verification.structure.schemata import NotAsked, Refused, fault_of
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, credential, snapshot

Json = dict[str, Any]
ADDRESS = "https://college.example.edu/schema.json"
WORK = LIMITS.schema_work


def asked(schema: Any) -> Check:
    body = credential(credentialSchema={"id": ADDRESS, "type": "JsonSchema"})
    terms = Terms(now=NOW, resolver=Snapshots([snapshot(ADDRESS, schema)]))
    return check_structure(body, classify_json(body), terms)


@pytest.mark.usefixtures("bounded")
def test_many_schemas_are_not_asked_and_several_share_the_work() -> None:
    costly = {"allOf": [{"properties": {f"a{number}": True}} for number in range(LIMITS.schema_work // 7)]}
    terms = Terms(now=NOW, resolver=Snapshots([snapshot(ADDRESS, costly)]), memory=Memory())
    for copies, code in ((1, "STRUCTURE_HOLDS"), (8, "SCHEMA_UNSUPPORTED"), (3_000, "SCHEMA_UNSUPPORTED")):
        body = credential(credentialSchema=[{"id": ADDRESS, "type": "JsonSchema"}] * copies)
        assert check_structure(body, classify_json(body), terms).code == code


def test_a_schema_at_hand_is_asked() -> None:
    deep = {"properties": {"credentialSubject": {"required": ["achievement"]}}}
    assert asked({"required": ["issuer"], **deep}).code is CheckCode.STRUCTURE_HOLDS
    deep["properties"]["credentialSubject"]["required"] = ["achievement", "result"]
    one = asked(deep)
    assert one.code is CheckCode.SCHEMA_REFUSES
    assert dict(one.evidence) == {"schema": ADDRESS, "path": "credentialSubject", "keyword": "required"}


def test_what_refuses_goes_before_what_is_not_at_hand() -> None:
    body = credential(
        credentialSchema=[{"id": "https://a.example/1", "type": "JsonSchema"}, {"id": ADDRESS, "type": "JsonSchema"}]
    )
    terms = Terms(now=NOW, resolver=Snapshots([snapshot(ADDRESS, {"required": ["nothing"]})]))
    assert check_structure(body, classify_json(body), terms).code is CheckCode.SCHEMA_REFUSES


NOT_ASKED: list[tuple[Json, str]] = [
    ({"$ref": "https://other.example/schema.json"}, "$ref"),
    ({"$ref": "other.json#/a"}, "$ref"),
    ({"$ref": "#/nowhere"}, "$ref"),
    ({"$ref": "#"}, "$ref"),
    ({"allOf": [{"$ref": "#/allOf/0"}]}, "$ref"),
    ({"properties": {"issuer": {"$id": "https://other.example/", "type": "object"}}}, "$id"),
    ({"pattern": "x", "properties": {"id": {"pattern": "^(a+)+$"}}}, "pattern"),
    ({"properties": {"id": {"pattern": "(?=a)"}}}, "pattern"),
    ({"properties": {"id": {"pattern": "(a|b|ab)*c"}}}, "pattern"),
    ({"unevaluatedProperties": False}, "unevaluatedProperties"),
    ({"$dynamicRef": "#a"}, "$dynamicRef"),
    ({"dependencies": {}}, "dependencies"),
    ({"required": "issuer"}, "required"),
    ({"properties": []}, "properties"),
    ({"type": "text"}, "type"),
    ({"$schema": "http://json-schema.org/draft-04/schema#"}, "$schema"),
]


@pytest.mark.usefixtures("no_request", "bounded")
@pytest.mark.parametrize(("schema", "keyword"), NOT_ASKED)
def test_what_cannot_be_asked_within_bounds_is_unknown_by_its_keyword(schema: Json, keyword: str) -> None:
    one = asked(schema)
    assert one.code is CheckCode.SCHEMA_UNSUPPORTED
    assert one.outcome is Outcome.UNKNOWN
    assert dict(one.evidence)["keyword"] == keyword


@pytest.mark.usefixtures("bounded")
def test_a_schema_that_multiplies_is_stopped() -> None:
    levels: Json = {"0": {"type": "object"}}
    for level in range(1, 40):
        levels[str(level)] = {"allOf": [{"$ref": f"#/$defs/{level - 1}"}, {"$ref": f"#/$defs/{level - 1}"}]}
    found = fault_of({}, {"$defs": levels, "$ref": "#/$defs/39"}, work=WORK)
    assert isinstance(found, NotAsked)
    assert found.reason == "it costs too much"
    big = [{"n": number} for number in range(2_000)]
    again = {"$defs": {"e": {"enum": [big]}}, "allOf": [{"$ref": "#/$defs/e"}] * 2_000}
    assert isinstance(fault_of(big, again, work=WORK), NotAsked)
    assert isinstance(fault_of(big, {"uniqueItems": True}, work=WORK), NotAsked)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize(
    "pattern", ["^a*a*a*a*a*$", "^(a?){30}a{30}$", "^a{0,900}a{0,900}$", "a?" * 30, "(a|aa)+$", "x*x*x*$"]
)
def test_a_pattern_that_tries_again_without_end_is_not_asked(pattern: str) -> None:
    found = plain_pattern(pattern)
    assert found is None or isinstance(fault_of("a" * 3_000 + "b", {"pattern": pattern}, work=WORK), NotAsked)


PATTERNS = [
    "^[a-z]{2,4}(-[A-Z][a-z]{3})?$",
    "^https:\\/\\/a(-3\\.\\d\\.\\d)*\\.json$",
    "a|b$",
    "^\\w+$",
    "[^x]",
    "(?:ab)+",
]


@given(pattern=st.sampled_from(PATTERNS), text=st.text("abcx-A.3:/\nhtpsjo0", max_size=12))
def test_a_plain_pattern_finds_what_the_engine_finds(pattern: str, text: str) -> None:
    found = plain_pattern(pattern)
    assert found is not None
    assert bool(found.compiled.search(text)) == bool(re.search(pattern.replace("$", r"\Z"), text, re.ASCII))


_LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["a", "b", "ab", ""]) | st.just(1.0)
_NAMES = st.sampled_from(["a", "b", "ab"])
_VALUES = st.recursive(
    _LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(_NAMES, one, max_size=3), max_leaves=6
)
_TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": _TYPES | st.lists(_TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(_VALUES, min_size=1, max_size=3),
    "const": _VALUES,
    "required": st.lists(_NAMES, max_size=2, unique=True),
    "minLength": st.integers(0, 2),
    "maxItems": st.integers(0, 2),
    "minProperties": st.integers(0, 2),
    "minimum": st.integers(-1, 1),
    "exclusiveMaximum": st.integers(-1, 2),
    "pattern": st.sampled_from(["^a", "b$", "a|b", "^[ab]*$"]),
    "uniqueItems": st.booleans(),
}


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=2)
    named = st.dictionaries(_NAMES, inner, max_size=2)
    keywords = {
        **_PLAIN,
        "properties": named,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "items": inner,
        "prefixItems": several,
        "contains": inner,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "$defs": st.fixed_dictionaries({"a": inner}),
    }
    return st.booleans() | st.fixed_dictionaries({}, optional=keywords)


_SCHEMAS = st.recursive(st.booleans() | st.fixed_dictionaries({}, optional=_PLAIN), _schemas, max_leaves=5)


@given(schema=_SCHEMAS, value=_VALUES)
def test_whatever_is_asked_is_answered_as_another_implementation_answers(schema: Any, value: Any) -> None:
    whole = {"$defs": {"one": schema}, "allOf": [{"$ref": "#/$defs/one"}]}
    found = fault_of(value, whole, work=WORK)
    assert not isinstance(found, NotAsked)
    assert (found is None) == jsonschema.Draft202012Validator(whole).is_valid(value)


@needs_shared
def test_the_official_schema_of_badges_is_asked_as_another_implementation_asks_it() -> None:
    badges = SHARED / "data" / "badges"
    schema = json.loads((badges / "schemas/ob_v3p0_achievementcredential_schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft201909Validator(schema)
    answers = set()
    for path in sorted((badges / "ob3").glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        found = fault_of(body, schema, work=WORK)
        assert not isinstance(found, NotAsked), (path.name, found)
        assert (found is None) == validator.is_valid(body), path.name
        answers.add(found is None)
    assert answers == {True, False}


def test_the_place_of_a_fault_is_told() -> None:
    schema = {"properties": {"a": {"items": {"type": "string"}}}}
    assert fault_of({"a": ["x", 7]}, schema, work=WORK) == Refused("a/1", "type")
