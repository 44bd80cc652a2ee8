"""One check for each step, a closed list of codes, and no single word for all of it."""

from __future__ import annotations

import ast
import json
from typing import Any

import jsonschema
import pytest

from pathways.formats.schemas import DOCUMENTS, schema_of
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import Kind, VerificationDocument
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal, check, printable, refusal
from pathways.verification.examine import examine
from pathways.verification.kinds import TITLES, classify
from pathways.verification.meanings import MEANING
from pathways.verification.presentation import presented
from pathways.verification.terms import Terms
from tests.support import PACKAGE
from tests.unit.verification.signing import NOW, codes, credential, good_token


def test_every_code_has_one_outcome_and_one_sentence() -> None:
    assert set(MEANING) == set(CheckCode)
    assert all(words.endswith(".") for _, words in MEANING.values())
    assert len({words for _, words in MEANING.values()}) == len(MEANING)
    assert set(TITLES) == set(Kind)


def test_every_code_is_used_outside_the_list() -> None:
    paths = [path for path in sorted((PACKAGE / "verification").rglob("*.py")) if path.name != "checks.py"]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert {code.value for code in CheckCode} <= used


def test_evidence_from_outside_is_short_and_printable() -> None:
    found = refusal(CheckCode.KEY_MALFORMED, key="\x1b[2J\n" + "k" * 10_000).at(Step.KEY).entry()
    assert found.outcome is Outcome.FAIL
    assert found.evidence[0].value.startswith("\ufffd[2J\ufffdkkk")
    assert len(found.evidence[0].value) == 200
    assert printable("\ud800\u202e") == "\ufffd\ufffd"


@pytest.mark.parametrize(
    "data",
    [good_token().encode(), b"%PDF", json.dumps(credential()).encode(), b'{"a": 1}'],
    ids=["token", "PDF", "JSON", "other"],
)
def test_the_document_has_every_step_once_fits_its_schema_and_says_no_single_word(data: bytes) -> None:
    document = examine(data, Terms(now=NOW))
    assert [one.step for one in document.checks] == list(Step)
    text = document.to_json()
    whole = json.loads(text)
    jsonschema.Draft202012Validator(schema_of(DOCUMENTS["verification"])).validate(whole)
    assert whole["as_of"] == "2026-11-22T12:00:00+00:00"
    assert not {"valid", "verified", "genuine", "result", "verdict"} & whole.keys()
    assert VerificationDocument.model_validate_json(text) == document
    assert examine(data, Terms(now=NOW)).to_json() == text


def test_a_moment_without_time_zone_is_no_moment_to_ask_about() -> None:
    with pytest.raises(ValueError, match="timezone"):
        examine(b"{}", Terms(now=NOW.replace(tzinfo=None)))


def test_a_document_of_somebody_else_names_moments_that_can_be_written() -> None:
    text = examine(b"{}", Terms(now=NOW)).to_json()
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        with pytest.raises(ValueError, match="1 to 9999"):
            VerificationDocument.model_validate_json(text.replace(NOW.isoformat(), moment))


def test_what_is_not_supported_is_neither_genuine_nor_forged() -> None:
    document = examine(b'{"payload": "e30", "signatures": []}', Terms(now=NOW))
    assert document.kind is Kind.JADES
    assert codes(document) == {"carrier": "CARRIER_READ", "structure": "KIND_UNSUPPORTED"}
    assert not {Outcome.FAIL} & {one.outcome for one in document.checks}


FOREIGN: list[tuple[dict[str, Any], Kind, str | None]] = [
    ({"type": ["VerifiableCredential", "EuropeanDigitalCredential"]}, Kind.EUROPEAN_DIGITAL_CREDENTIAL, None),
    ({"@context": ["http://data.europa.eu/snb/model/context/edc-ap"]}, Kind.EUROPEAN_DIGITAL_CREDENTIAL, None),
    ({"@context": "https://schema.hropenstandards.org/4.4/"}, Kind.LER_RS, None),
    ({"type": "LER-RS"}, Kind.LER_RS, None),
    ({"@context": "https://purl.imsglobal.org/spec/clr/v1p0/context", "type": "Clr"}, Kind.CLR_1, "1.0"),
    ({"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}, Kind.OPEN_BADGE_1, "1.1"),
    ({"uid": "1", "recipient": {}, "badge": "https://a.example.org"}, Kind.OPEN_BADGE_1, "1.0"),
    ({"recipient": "a", "badge": {"version": "0.5.0"}}, Kind.OPEN_BADGE_1, "0.5"),
    ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, Kind.CREDENTIAL, "1.1"),
    ({"type": "StatusList2021Credential"}, Kind.STATUS_LIST, None),
    ({"keys": [{"kty": "EC"}]}, Kind.KEY, None),
    ({"keys": []}, Kind.KEY, None),
    ({"type": {"a": 1}, "@context": 7}, Kind.OTHER, None),
    ({}, Kind.OTHER, None),
]


@pytest.mark.parametrize(("value", "kind", "version"), FOREIGN, ids=[json.dumps(row[0])[:60] for row in FOREIGN])
def test_kinds_by_what_they_call_themselves(value: dict[str, Any], kind: Kind, version: str | None) -> None:
    carried = open_carrier(json.dumps(value).encode())
    assert isinstance(carried, Carried)
    assert (classify(carried).kind, classify(carried).version) == (kind, version)


def test_a_presentation_hands_out_what_it_holds_each_for_itself() -> None:
    base = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}
    envelope = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{good_token()}"}
    found = presented({**base, "verifiableCredential": [credential(), envelope, "eyJ", {**envelope, "id": "x"}]})
    assert [one.code if isinstance(one, Refusal) else one.form.value for one in found] == [
        "json",
        "jwt",
        "JSON_MALFORMED",
        "CARRIER_UNSUPPORTED",
    ]
    old = {**base, "@context": ["https://www.w3.org/2018/credentials/v1"], "verifiableCredential": good_token()}
    assert [one.form.value for one in presented(old) if isinstance(one, Carried)] == ["jwt"]
    many = presented({**base, "verifiableCredential": [{}] * 51})
    assert [one.code for one in many if isinstance(one, Refusal)] == ["CARRIER_TOO_LARGE"]


def test_a_check_says_its_step() -> None:
    assert check(Step.TIME, CheckCode.IN_TIME).entry().step is Step.TIME


@pytest.mark.parametrize("member", ["validFrom", "validUntil", "awardedDate"])
@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment_have_an_answer(member: str, date: str) -> None:
    document = examine(json.dumps(credential(**{member: date})).encode(), Terms(now=NOW))
    time = next(one for one in document.checks if one.step is Step.TIME)
    assert time.code is (
        CheckCode.NOT_YET_VALID
        if (member, date[:1]) == ("validFrom", "9")
        else CheckCode.DATE_MALFORMED
        if (member, date[:1]) == ("validUntil", "0")
        else CheckCode.IN_TIME
    )
    assert VerificationDocument.model_validate_json(document.to_json()) == document


def test_of_two_ends_the_earlier_holds() -> None:
    ends = {"validUntil": "2030-01-01T00:00:00Z", "expirationDate": "2026-02-01T00:00:00Z"}
    document = examine(json.dumps(credential(**ends)).encode(), Terms(now=NOW))
    assert codes(document)["time"] == "EXPIRED"
    assert document.says.ends is not None
    assert document.says.ends.year == 2026
    document = examine(json.dumps(credential(issuanceDate="2026-12-01T00:00:00Z")).encode(), Terms(now=NOW))
    assert codes(document)["time"] == "NOT_YET_VALID"
