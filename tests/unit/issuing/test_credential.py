"""A credential says what was proved, refuses what was not, and is the same bytes for the same question."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import jsonschema
import pytest

from pathways.errors import QuestionError
from pathways.issuing.achievement import TYPE_OF, achievement_of, number
from pathways.issuing.credential import Approval, Draft, Withheld, award, lapse_of, recognized
from pathways.issuing.recipient import by_did, by_mail
from pathways.model.credential import CredentialKind, Renewal
from pathways.model.documents import RecognitionDocument
from pathways.verification.entries import EntryKind
from tests.support import SHARED, needs_shared
from tests.unit.issuing.making import (
    DONE,
    ID,
    MAIL,
    NOW,
    PSEUDONYM,
    RECORDS,
    SALT,
    audited,
    desk,
    draft,
    profile,
    recipient,
    terms,
)

CHANGER = RECORDS / "career-changer.yaml"
OPEN = "lakeside-diploma-data-analytics"


def decided() -> RecognitionDocument:
    from pathways.formats.native import load_record

    return desk().recognize(load_record(CHANGER), "lakeside", as_of=NOW.date())


def test_a_complete_stack_is_awarded_with_what_the_audit_found() -> None:
    made = draft(profile())
    document = made.document
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    assert (made.kind, made.about, made.learner) == (EntryKind.AWARD, DONE, audited().learner)
    assert (document["id"], document["validFrom"]) == (ID, "2026-11-22T12:00:00Z")
    assert "validUntil" not in document
    assert achievement["achievementType"] == "Certificate"
    assert achievement["humanCode"] == DONE
    assert subject["creditsEarned"] == achievement["creditsAvailable"] == 16
    assert "MAT150 Statistics" in achievement["criteria"]["narrative"]
    [evidence] = document["evidence"]
    assert "MAT150 Statistics: satisfied by S6" in evidence["narrative"]
    assert desk().catalog.digest in evidence["narrative"]
    assert document["credentialStatus"]["statusListIndex"] == "23"


def test_the_same_question_gives_the_same_bytes() -> None:
    assert json.dumps(draft(profile()).document) == json.dumps(draft(profile()).document)


def test_what_is_not_complete_is_not_awarded_and_says_what_is_missing() -> None:
    audit = audited(CHANGER, OPEN)
    made = award(audit, desk().catalog, profile=profile(), recipient=recipient(), terms=terms(profile()))
    assert isinstance(made, Withheld)
    assert made.code == "NOT_COMPLETE"
    assert made.missing


def test_an_exception_is_awarded_only_in_the_name_of_who_approved_it() -> None:
    approval = Approval("Dr. Osei, registrar", dt.date(2026, 11, 20), "last module examined orally")
    made = award(
        audited(CHANGER, OPEN),
        desk().catalog,
        profile=profile(),
        recipient=recipient(),
        terms=terms(profile()),
        approval=approval,
    )
    assert isinstance(made, Draft)
    told = made.document["evidence"][1]["narrative"]
    assert told == "Awarded by decision of Dr. Osei, registrar on 2026-11-20: last module examined orally"


def test_an_award_of_somebody_else_and_an_audit_of_another_catalogue_are_refused() -> None:
    owner = profile().model_copy(update={"organization": "lakeside"})
    made = award(audited(), desk().catalog, profile=owner, recipient=recipient(), terms=terms(owner))
    assert isinstance(made, Withheld)
    assert made.code == "NOT_OURS"
    with pytest.raises(QuestionError, match="another catalogue"):
        award(
            audited().model_copy(update={"catalog": "0" * 64}),
            desk().catalog,
            profile=profile(),
            recipient=recipient(),
            terms=terms(profile()),
        )


def test_a_recognition_says_what_counts_as_what_by_which_rule_and_source() -> None:
    document = decided()
    line = next(line for line in document.lines if line.decision == "accepted" and line.by not in (None, "own"))
    made = recognized(document, line.attainment, profile=profile(), recipient=recipient(), terms=terms(profile()))
    assert isinstance(made, Draft)
    assert made.kind is EntryKind.RECOGNITION
    achievement = made.document["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "ext:CreditRecognition"
    assert achievement["humanCode"] == line.by
    assert [each["targetCode"] for each in achievement["alignment"]] == list(line.recognized_as)
    told = made.document["evidence"][0]["narrative"]
    assert line.title in told
    assert str(line.reason.get("source", line.by)) in told
    assert made.document["credentialSubject"]["creditsEarned"] == number(line.credit_recognized)


def test_what_was_not_accepted_or_was_earned_here_is_no_recognition() -> None:
    document = decided()
    found = {}
    for line in document.lines:
        made = recognized(document, line.attainment, profile=profile(), recipient=recipient(), terms=terms(profile()))
        found[line.attainment] = made.code if isinstance(made, Withheld) else "made"
        if line.decision != "accepted":
            assert found[line.attainment] == "NOT_ACCEPTED"
        elif line.by == "own":
            assert found[line.attainment] == "EARNED_HERE"
    assert {"NOT_ACCEPTED", "made"} <= set(found.values())
    with pytest.raises(QuestionError, match="no line"):
        recognized(document, "nothing", profile=profile(), recipient=recipient(), terms=terms(profile()))


def test_a_mail_address_is_named_by_its_salted_hash_only() -> None:
    text = json.dumps(draft(profile()).document)
    assert MAIL not in text
    identity = draft(profile()).document["credentialSubject"]["identifier"][0]
    assert identity["identityHash"] == "sha256$" + hashlib.sha256((MAIL + SALT).encode()).hexdigest()
    assert by_mail(MAIL.upper(), salt=SALT) == by_mail(MAIL, salt=SALT)
    assert by_mail(MAIL, salt=SALT).as_json().get("id") is None
    assert by_mail(MAIL, salt=SALT, pseudonym=PSEUDONYM).as_json()["id"] == PSEUDONYM


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: by_did("z6Mk"),
        lambda: by_did("did:key:z6Mk#fragment"),
        lambda: by_mail("nobody", salt=SALT),
        lambda: by_mail("a b@example.com", salt=SALT),
        lambda: by_mail(MAIL, salt="short"),
        lambda: by_mail(MAIL, salt="with space and more"),
        lambda: by_mail(MAIL, salt=SALT, pseudonym="ana"),
    ],
)
def test_what_names_nobody_is_refused(wrong: object) -> None:
    with pytest.raises(QuestionError):
        wrong()  # type: ignore[operator]


def test_every_kind_has_a_name_in_the_vocabulary() -> None:
    assert set(TYPE_OF) == set(CredentialKind)


@needs_shared
def test_every_name_of_a_kind_is_one_that_the_official_schema_knows() -> None:
    path = SHARED / "data" / "badges" / "schemas" / "ob_v3p0_achievementcredential_schema.json"
    schema = json.loads(path.read_text("utf-8"))
    kinds = schema["$defs"]["Achievement"]["properties"]["achievementType"]
    for name in (*TYPE_OF.values(), "ext:CreditRecognition"):
        jsonschema.validate(name, kinds, cls=jsonschema.Draft201909Validator)


@needs_shared
@pytest.mark.parametrize("what", ["award", "recognition", "approved"])
def test_what_is_made_fits_the_official_schema(what: str) -> None:
    path = SHARED / "data" / "badges" / "schemas" / "ob_v3p0_achievementcredential_schema.json"
    owner = profile().model_copy(
        update={"image": "https://riverbend.example.edu/seal.png", "description": "A college."}
    )
    if what == "recognition":
        document = decided()
        line = next(line for line in document.lines if line.decision == "accepted" and line.by not in (None, "own"))
        made = recognized(
            document, line.attainment, profile=owner, recipient=by_did("did:key:z6Mk"), terms=terms(owner)
        )
    else:
        approval = Approval("R", NOW.date(), "because") if what == "approved" else None
        audit = audited(CHANGER, OPEN) if approval else audited()
        made = award(audit, desk().catalog, profile=owner, recipient=recipient(), terms=terms(owner), approval=approval)
    assert isinstance(made, Draft)
    schema = json.loads(path.read_text("utf-8"))
    jsonschema.Draft201909Validator(schema).validate({**made.document, "proof": {"type": "DataIntegrityProof"}})


def test_abilities_are_aligned_with_the_frameworks_that_name_them() -> None:
    credential = desk().catalog.credential("aubrac-x1-b1")
    audit = audited()
    found = achievement_of(credential, desk().catalog, profile(), asked=audit.requirements)
    codes = [each.get("targetCode") for each in found["alignment"]]
    assert [level.competency for level in credential.competencies] == [code for code in codes if code]
    assert found["achievementType"] == "ext:SkillBlock"


def test_an_award_that_has_to_be_renewed_ends() -> None:
    base = desk().catalog.credential(DONE)

    def ends(years: str, begins: dt.datetime) -> dt.datetime | None:
        return lapse_of(base.model_copy(update={"renewal": Renewal.model_validate({"years": years})}), begins)

    assert lapse_of(base, NOW) is None
    assert ends("2", NOW) == NOW.replace(year=2028)
    assert ends("1.5", NOW) == NOW.replace(year=2028, month=5)
    assert ends("1", dt.datetime(2028, 2, 29, tzinfo=dt.UTC)) == dt.datetime(2029, 2, 28, tzinfo=dt.UTC)
