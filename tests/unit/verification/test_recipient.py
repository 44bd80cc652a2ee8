"""A badge is of whoever hands it in where a name that it gives is theirs; another's is refused; the rest stays open."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.verification.award import Award, Recipient, award_of
from pathways.verification.checks import Check
from pathways.verification.examine import examine
from pathways.verification.recipient import check_recipient
from pathways.verification.terms import NOBODY, Holder, Terms
from tests.unit.verification.signing import NOW, at, credential, good_token

LEARNER = "did:example:learner"
MAIL = "ada@example.org"


def asked(*recipients: Recipient, holder: Holder = NOBODY, proven: str | None = None) -> Check:
    return check_recipient(Award(recipients=recipients), Terms(now=NOW, holder=holder), proven_holder=proven)


def digest(way: str, text: str) -> str:
    return f"{way}${hashlib.new(way, text.encode()).hexdigest()}"


def mail(value: str, *, hashed: bool = False, salt: str = "") -> Recipient:
    return Recipient("emailAddress", value, hashed, salt)


def named(value: str) -> Recipient:
    return Recipient("id", value)


def evidence(found: Check) -> dict[str, str]:
    return dict(found.evidence)


def test_nobody_named_is_anybodys() -> None:
    found = asked(holder=Holder(ids=(LEARNER,)))
    assert (found.code, found.outcome) == ("RECIPIENT_NOT_NAMED", Outcome.UNKNOWN)


def test_nobody_known_is_not_asked() -> None:
    found = asked(named(LEARNER))
    assert (found.code, found.outcome) == ("RECIPIENT_NOT_ASKED", Outcome.UNKNOWN)


def test_a_known_id_is_theirs() -> None:
    assert asked(named(LEARNER), holder=Holder(ids=("did:example:phone", LEARNER))).code == "RECIPIENT_IS_HOLDER"


@pytest.mark.badge_row(34)
@pytest.mark.parametrize(
    ("recipient", "holder"),
    [
        (named(LEARNER), Holder(ids=("did:example:somebody-else",))),
        (named(LEARNER), Holder(ids=(LEARNER.upper(), LEARNER + "#key"))),
        (named(f"mailto:{MAIL}"), Holder(emails=("bob@example.org",))),
        (mail(MAIL), Holder(emails=("bob@example.org",))),
        (mail(digest("sha256", MAIL + "salt"), hashed=True, salt="salt"), Holder(emails=("bob@example.org",))),
        (mail(digest("sha256", MAIL + "salt"), hashed=True, salt="other"), Holder(emails=(MAIL,))),
        (mail(digest("sha256", "salt" + MAIL), hashed=True, salt="salt"), Holder(emails=(MAIL,))),
    ],
)
def test_another_persons_badge_is_refused(recipient: Recipient, holder: Holder) -> None:
    found = asked(recipient, holder=holder)
    assert (found.code, found.outcome) == ("RECIPIENT_IS_ANOTHER", Outcome.FAIL)


@pytest.mark.parametrize("salt", ["", "s4lt"])
@pytest.mark.parametrize("way", ["sha256", "md5"])
def test_a_hashed_mail_address_is_theirs(way: str, salt: str) -> None:
    found = asked(mail(digest(way, MAIL + salt), hashed=True, salt=salt), holder=Holder(emails=("b@x.org", MAIL)))
    assert found.code == "RECIPIENT_IS_HOLDER"
    assert (evidence(found)["hash"], evidence(found)["spelled"]) == (way, "as given")
    assert evidence(found).get("weak") == ("md5" if way == "md5" else None)


@pytest.mark.parametrize("hashed", [True, False])
def test_capitals_in_a_mail_address_are_tried_as_given_and_lowered(hashed: bool) -> None:
    given, lowered = "Ada@Example.org", "ada@example.org"
    for written, spelled in ((given, "as given"), (lowered, "in lower case")):
        value = digest("sha256", written + "x") if hashed else written
        found = asked(mail(value, hashed=hashed, salt="x"), holder=Holder(emails=(given,)))
        assert (found.code, evidence(found)["spelled"]) == ("RECIPIENT_IS_HOLDER", spelled)


@pytest.mark.parametrize("hashed", [False, True])
def test_a_letter_that_only_looks_like_another_in_lower_case_is_another(hashed: bool) -> None:
    value = digest("sha256", "kim@example.org") if hashed else "kim@example.org"
    holder = Holder(emails=("\N{KELVIN SIGN}im@example.org",))
    assert asked(mail(value, hashed=hashed), holder=holder).code == "RECIPIENT_IS_ANOTHER"
    value = digest("sha256", "ärmel@example.org") if hashed else "ärmel@example.org"
    holder = Holder(emails=("Ärmel@example.org",))
    assert asked(mail(value, hashed=hashed), holder=holder).code == "RECIPIENT_IS_HOLDER"


def test_capitals_of_a_digest_are_no_difference() -> None:
    upper = "sha256$" + digest("sha256", MAIL)[7:].upper()
    assert asked(mail(upper, hashed=True), holder=Holder(emails=(MAIL,))).code == "RECIPIENT_IS_HOLDER"


@pytest.mark.parametrize(
    ("recipient", "holder"),
    [
        (named(LEARNER), Holder(emails=(MAIL,))),
        (mail(MAIL), Holder(ids=(LEARNER,))),
        (mail(digest("sha256", MAIL), hashed=True), Holder(ids=(LEARNER,))),
        (mail("sha512$" + "0" * 128, hashed=True), Holder(emails=(MAIL,))),
        (mail("sha256$" + "0" * 32, hashed=True), Holder(emails=(MAIL,))),
        (mail("md5$" + "0" * 64, hashed=True), Holder(emails=(MAIL,))),
        (mail(MAIL, hashed=True), Holder(emails=(MAIL,))),
        (Recipient("studentId", "4711"), Holder(emails=(MAIL,), ids=(LEARNER,))),
        (Recipient("studentId", digest("sha256", "4711"), hashed=True), Holder(emails=(MAIL,))),
        (named("urn:uuid:1"), Holder(ids=(LEARNER,))),
    ],
)
def test_what_cannot_be_compared_stays_open(recipient: Recipient, holder: Holder) -> None:
    found = asked(recipient, holder=holder)
    assert (found.code, found.outcome) == ("RECIPIENT_NOT_COMPARABLE", Outcome.UNKNOWN)


def test_an_identifier_of_another_kind_is_theirs_where_it_is_known() -> None:
    holder = Holder(ids=("4711",))
    assert asked(Recipient("studentId", "4711"), holder=holder).code == "RECIPIENT_IS_HOLDER"
    hashed = Recipient("studentId", digest("sha256", "4711abc"), hashed=True, salt="abc")
    assert asked(hashed, holder=holder).code == "RECIPIENT_IS_HOLDER"


def test_one_name_that_fits_is_enough_and_one_that_is_unknown_leaves_it_open() -> None:
    other = named("did:example:wallet")
    assert asked(other, mail(MAIL), holder=Holder(ids=(LEARNER,), emails=(MAIL,))).code == "RECIPIENT_IS_HOLDER"
    assert asked(other, mail(MAIL), holder=Holder(ids=(LEARNER,))).code == "RECIPIENT_NOT_COMPARABLE"
    assert asked(other, mail(MAIL), holder=Holder(ids=(LEARNER,), emails=("b@x.org",))).code == "RECIPIENT_IS_ANOTHER"


def test_a_key_that_was_proven_is_the_best_answer() -> None:
    found = asked(named(LEARNER), proven=LEARNER)
    assert (found.code, found.outcome) == ("RECIPIENT_PROVEN", Outcome.PASS)


@pytest.mark.badge_row(34)
def test_a_key_of_somebody_else_proves_that_it_is_anothers() -> None:
    assert asked(named(LEARNER), proven="did:example:thief").code == "RECIPIENT_IS_ANOTHER"
    known = asked(named(LEARNER), proven="did:example:thief", holder=Holder(ids=(LEARNER,)))
    assert known.code == "RECIPIENT_IS_HOLDER"


@pytest.mark.parametrize(
    "recipient",
    [
        {"type": "email", "hashed": True, "salt": "sea", "identity": digest("sha256", MAIL + "sea")},
        {"type": "email", "hashed": False, "identity": MAIL},
        {"type": "email", "identity": MAIL},
    ],
)
def test_the_recipients_of_open_badges_2(recipient: dict[str, Any]) -> None:
    award = award_of({"type": "Assertion", "recipient": recipient})
    assert check_recipient(award, Terms(now=NOW, holder=Holder(emails=(MAIL,)))).code == "RECIPIENT_IS_HOLDER"
    other = check_recipient(award, Terms(now=NOW, holder=Holder(emails=("bob@example.org",))))
    assert other.code == "RECIPIENT_IS_ANOTHER"


def test_it_is_a_step_of_the_examination() -> None:
    data = good_token().encode()
    assert at(examine(data, Terms(now=NOW)), Step.RECIPIENT).code == "RECIPIENT_NOT_ASKED"
    mine = examine(data, Terms(now=NOW, holder=Holder(ids=(credential()["credentialSubject"]["id"],))))
    assert at(mine, Step.RECIPIENT).code == "RECIPIENT_IS_HOLDER"
