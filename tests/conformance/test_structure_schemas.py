"""The tables of forms beside the official JSON schemas: whatever those refuse of a mutated sample, the tables refuse.

Each part of the official samples is mutated alone: every member is left out, and given every other kind of value.  What
the tables refuse beyond the schemas is listed by reason; nothing else may be refused more.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest

from pathways.model.check_codes import Outcome
from pathways.verification.kinds import classify_json
from pathways.verification.structure import badge3, clr2
from pathways.verification.structure.check import check_structure
from pathways.verification.structure.rules import Fault, Shapes, faults
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared

pytestmark = needs_shared
BADGES = SHARED / "data" / "badges"
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

Json = dict[str, Any]

VALUES: tuple[Any, ...] = (
    None,
    7,
    7.5,
    True,
    "text",
    "",
    [],
    ["text"],
    [7],
    {},
    {"x": 1},
    {"en": "text"},
    "https://college.example.edu/1",
    "2026-01-01T00:00:00Z",
)


@cache
def schema(name: str) -> Json:
    found: Json = json.loads((BADGES / "schemas" / name).read_text(encoding="utf-8"))
    return found


@cache
def official(part: str | None = None) -> Any:
    whole = schema("ob_v3p0_achievementcredential_schema.json")
    asked = whole if part is None else {"$schema": whole["$schema"], "$defs": whole["$defs"], "$ref": f"#/$defs/{part}"}
    return jsonschema.Draft201909Validator(asked)


@cache
def sample(name: str) -> Json:
    found: Json = json.loads((BADGES / name).read_text(encoding="utf-8"))
    return found


def parts() -> dict[str, Json]:
    """Return one sample of each part of Open Badges 3.0, as full as the official ones have it."""
    whole = sample("ob3/complete.json")
    subject = whole["credentialSubject"]
    achievement = subject["achievement"]
    plain = sample("ob3/simple.json")["credentialSubject"]["achievement"]
    endorsed = {"endorsement": [sample("ob3/endorsement-valid.json")], "endorsementJwt": ["e30.e30.AA"]}
    return {
        "AchievementSubject": {**subject, "achievement": plain, "result": subject["result"][:1]},
        "IdentityObject": subject["identifier"][0],
        "Achievement": {
            **achievement,
            **endorsed,
            "creator": sample("ob3/simple.json")["issuer"],
            "resultDescription": achievement["resultDescription"][2],
            "inLanguage": "en-US",
            "version": "2",
            "related": [{"id": "urn:a", "type": ["Related"]}],
        },
        "Related": {"id": "urn:a", "type": ["Related"], "inLanguage": "de", "version": "1"},
        "Alignment": achievement["alignment"][0],
        "Criteria": achievement["criteria"],
        "Profile": {
            **achievement["creator"],
            **endorsed,
            **dict.fromkeys(badge3._PERSON, "text"),
            "dateOfBirth": "2000-01-01",
        },
        "Address": achievement["creator"]["address"],
        "GeoCoordinates": achievement["creator"]["address"]["geo"],
        "IdentifierEntry": achievement["otherIdentifier"][0],
        "Image": achievement["image"],
        "ResultDescription": {**achievement["resultDescription"][1], "valueMin": "1", "valueMax": "5"},
        "RubricCriterionLevel": achievement["resultDescription"][1]["rubricCriterionLevel"][0],
        "Result": {**subject["result"][1], "value": "A", "status": "Completed"},
        "Evidence": whole["evidence"][0],
        "EndorsementCredential": sample("ob3/endorsement-valid.json"),
        "EndorsementSubject": sample("ob3/endorsement-valid.json")["credentialSubject"],
        "Proof": {**whole["proof"][0], "challenge": "c", "domain": "d", "nonce": "n"},
        "RefreshService": whole["refreshService"],
        "CredentialSchema": whole["credentialSchema"][0],
        "CredentialStatus": whole["credentialStatus"],
        "TermsOfUse": {"id": "urn:a", "type": "Policy"},
    }


def mutants(part: Json) -> Iterator[tuple[str, Any, Json]]:
    """Yield each mutation of a part: the member, what it holds instead (``...`` where it is left out), the part."""
    for name in part:
        yield name, ..., {key: value for key, value in part.items() if key != name}
        for value in VALUES:
            yield name, value, {**part, name: copy.deepcopy(value)}
    yield "unknown", 1, {**part, "unknown": 1}


def refused(part: Json, shape: str, shapes: Shapes = badge3.SHAPES_20) -> Fault | None:
    return next(iter(faults(part, shape, shapes)), None)


ADDRESSES = {"id", "url", "targetUrl", "resultDescription", "achievedLevel", "requiredLevel"}
MOMENTS = {"created", "validFrom", "validUntil", "activityStartDate", "activityEndDate", "awardedDate", "dateOfBirth"}


def is_known_to_be_refused_more(member: str, value: Any, fault: Fault) -> bool:
    """Return whether a refusal beyond the official schema is one of those we stand by."""
    reasons = (
        # an address is an absolute one, not any text, and not one text for each language
        member in ADDRESSES and fault.path == member,
        # a moment has its time zone and a day is one: the schema only names the format
        member in MOMENTS and isinstance(value, str) and fault.path == member,
        # the type named is the type demanded: the schema takes any text that is not in a list
        member == "type" and not isinstance(value, list) and fault.path == "type",
        # words of one vocabulary or the language of a text are not written once for each language
        member in {"inLanguage", "endorsementJwt"} and isinstance(value, dict),
        # whoever is awarded something is named by an id or by an identifier, as the text of the standard demands
        fault.expected == "id or identifier",
        # a context is an address or an object; one alone cannot be the two that are demanded
        member == "@context",
        # the issuer is a profile or an address, not one text for each language
        member == "issuer" and isinstance(value, str | dict),
        # a subject says something
        fault.expected == "at least one claim",
    )
    return any(reasons)


@pytest.mark.parametrize("name", sorted(parts()) if BADGES.is_dir() else [])
def test_whatever_the_official_schema_refuses_of_a_part_is_refused(name: str) -> None:
    part, validator = parts()[name], official(name)
    assert validator.is_valid(part)
    assert refused(part, name) is None
    checked = 0
    for member, value, mutant in mutants(part):
        allowed, fault = validator.is_valid(mutant), refused(mutant, name)
        checked += not allowed
        if not allowed:
            assert fault is not None, (member, value)
        elif fault is not None:
            assert is_known_to_be_refused_more(member, value, fault), (member, value, fault)
    assert checked > 0


def of_whole(credential: Json) -> Outcome:
    return check_structure(credential, classify_json(credential), Terms(now=NOW)).outcome


@pytest.mark.parametrize("name", ["ob3/simple.json", "ob3/simple-context-version.json"])
def test_whatever_the_official_schema_refuses_of_a_badge_is_refused(name: str) -> None:
    whole = sample(name)
    assert official().is_valid(whole)
    assert of_whole(whole) is Outcome.PASS
    wrong = [mutant for _, _, mutant in mutants(whole) if not official().is_valid(mutant)]
    assert len(wrong) > 40
    assert {of_whole(mutant) for mutant in wrong} == {Outcome.FAIL}


def test_three_official_error_samples_pass_the_official_schema_and_fail_here() -> None:
    """Which is why the schema alone is not enough."""
    whole = sample("ob3/complete.json")
    for path, word in (("evidence", "InvalidEvidence"), ("issuer", "InvalidProfile")):
        changed = copy.deepcopy(whole)
        held = changed[path][1] if isinstance(changed[path], list) else changed[path]
        held["type"] = word
        assert official().is_valid(changed)
        assert of_whole(changed) is Outcome.FAIL


RECORD_PARTS = ("Association", "ClrSubject")


def test_whatever_the_official_schema_of_a_learner_record_refuses_is_refused() -> None:
    """The shared rendering of that schema is of draft 4 and of data model 1.1."""
    whole_schema = schema("clr_v2p0_clrcredential_schema_draft4.json")
    whole = sample("clr/simple_v1.json")
    validator = jsonschema.Draft4Validator(whole_schema)
    assert validator.is_valid(whole)
    assert of_whole(whole) is Outcome.PASS
    wrong = [(name, value, mutant) for name, value, mutant in mutants(whole) if not validator.is_valid(mutant)]
    assert len(wrong) > 60
    taken = [(name, value) for name, value, mutant in wrong if of_whole(mutant) is not Outcome.FAIL]
    assert taken == [("name", {}), ("name", {"en": "text"})]  # later schemas take a text in several languages


@pytest.mark.parametrize("name", RECORD_PARTS)
def test_whatever_the_official_schema_refuses_of_a_part_of_a_learner_record_is_refused(name: str) -> None:
    whole_schema = schema("clr_v2p0_clrcredential_schema_draft4.json")
    definitions = "definitions" if "definitions" in whole_schema else "$defs"
    validator = jsonschema.Draft4Validator({definitions: whole_schema[definitions], "$ref": f"#/{definitions}/{name}"})
    subject = sample("clr/simple_v1.json")["credentialSubject"]
    part = subject if name == "ClrSubject" else subject["association"][0]
    assert validator.is_valid(part)
    for member, value, mutant in mutants(part):
        if not validator.is_valid(mutant):
            assert refused(mutant, name, clr2.SHAPES_11) is not None, (member, value)
