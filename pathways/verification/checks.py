"""What is one check?  A step, its outcome, the code behind it, plain words, and what it rests on.

The list of codes is closed, and each code has one outcome and one sentence: what differs stands in the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pathways.model.verification_documents import CheckCode, CheckEntry, EvidenceEntry, Outcome, Step

Evidence = tuple[tuple[str, str], ...]

_LONGEST = 200
_PASS, _FAIL, _UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

MEANING: Final[Mapping[CheckCode, tuple[Outcome, str]]] = MappingProxyType(
    {
        CheckCode.NOT_APPLICABLE: (Outcome.NOT_APPLICABLE, "This step does not apply to what was handed in."),
        CheckCode.NOT_CHECKED: (_UNKNOWN, "This step was not carried out."),
        CheckCode.CARRIER_READ: (_PASS, "The badge was found and read."),
        CheckCode.CARRIER_UNSUPPORTED: (_UNKNOWN, "Files of this type are not read; nothing is said about them."),
        CheckCode.CARRIER_TOO_LARGE: (_FAIL, "It is larger than a badge may be."),
        CheckCode.CARRIER_DAMAGED: (_FAIL, "The file is damaged."),
        CheckCode.CARRIER_HAS_NO_BADGE: (_FAIL, "The picture holds no badge."),
        CheckCode.CARRIER_HAS_SEVERAL_BADGES: (_FAIL, "The picture holds more than one badge: which is meant is open."),
        CheckCode.CARRIER_COMPRESSED: (_FAIL, "The badge inside the picture is compressed, which is not allowed."),
        CheckCode.XML_UNSAFE: (_FAIL, "The picture defines entities or refers to a document type of its own."),
        CheckCode.JSON_MALFORMED: (_FAIL, "The text is not JSON."),
        CheckCode.JSON_NOT_UTF8: (_FAIL, "The text is not UTF-8."),
        CheckCode.JSON_DUPLICATE_KEY: (_FAIL, "One key stands twice: readers would differ on which value counts."),
        CheckCode.JSON_TOO_DEEP: (_FAIL, "It is nested deeper than a badge may be."),
        CheckCode.JSON_TOO_LARGE: (_FAIL, "It holds more values than a badge may."),
        CheckCode.JSON_NUMBER_REFUSED: (_FAIL, "A number is not finite or has too many digits."),
        CheckCode.KIND_UNSUPPORTED: (_UNKNOWN, "This kind of document is not verified here; it may well be genuine."),
        CheckCode.STRUCTURE_HOLDS: (_PASS, "It has the form that its kind demands."),
        CheckCode.STRUCTURE_HAS_GAPS: (_PASS, "It has the form that its kind demands, but for gaps that are common."),
        CheckCode.CONTEXT_WRONG: (_FAIL, "A context that its kind demands is missing, out of order or wrong."),
        CheckCode.TYPE_WRONG: (_FAIL, "A part does not say that it is of the type demanded there."),
        CheckCode.MEMBER_MISSING: (_FAIL, "A member that its kind demands is missing."),
        CheckCode.MEMBER_WRONG: (_FAIL, "A member holds another kind of value than is demanded there."),
        CheckCode.MEMBER_NOT_ALLOWED: (_FAIL, "A part holds a member that is not allowed there."),
        CheckCode.SCHEMA_NOT_AT_HAND: (_UNKNOWN, "Its form is right; a schema of its issuer is not at hand."),
        CheckCode.SCHEMA_UNSUPPORTED: (_UNKNOWN, "Its form is right; a schema of its issuer cannot be asked here."),
        CheckCode.SCHEMA_REFUSES: (_FAIL, "A schema that it names itself does not allow what it holds."),
        CheckCode.REFRESH_NOT_ASKED: (_UNKNOWN, "Its issuer may have a newer one, and was not asked."),
        CheckCode.REFRESH_SAME: (_PASS, "The newest one that its issuer hands out is the same."),
        CheckCode.REFRESH_DIFFERS: (_UNKNOWN, "Its issuer hands out another one instead: that one is to be examined."),
        CheckCode.NESTED_HOLD: (_PASS, "Every credential inside it holds."),
        CheckCode.NESTED_FAILED: (_FAIL, "A credential inside it does not hold."),
        CheckCode.NESTED_UNKNOWN: (_UNKNOWN, "Of a credential inside it, not everything could be told."),
        CheckCode.NESTED_TOO_MANY: (_UNKNOWN, "It holds more credentials than are examined at once."),
        CheckCode.NESTED_TOO_DEEP: (_UNKNOWN, "Credentials stand inside each other deeper than is examined."),
        CheckCode.PRESENTATION_SIGNED: (_PASS, "The holder's signature holds; nothing was asked: it may be an old one."),
        CheckCode.PRESENTATION_ANSWERS: (_PASS, "The holder's signature holds, and answers what was asked."),
        CheckCode.PRESENTATION_UNSIGNED: (_UNKNOWN, "Nobody signed the presentation: who hands it in is open."),
        CheckCode.PRESENTATION_MALFORMED: (_FAIL, "The token holds no presentation that can be read in one way."),
        CheckCode.HOLDER_DIFFERS: (_FAIL, "The token names another holder than the presentation inside it."),
        CheckCode.PROOF_HOLDS: (_PASS, "The signature holds, and what the token claims agrees with the credential."),
        CheckCode.PROOF_HOLDS_CLAIMS_MISSING: (
            _PASS,
            "The signature holds; claims that the specification asks for are missing, none disagrees.",
        ),
        CheckCode.JWT_MALFORMED: (_FAIL, "The token is not three parts of base64url with JSON in the first two."),
        CheckCode.JWT_HEADER_TOO_LARGE: (_FAIL, "The header of the token is too large."),
        CheckCode.JWT_HEADER_NOT_ALLOWED: (_FAIL, "The header of the token names what is not allowed there."),
        CheckCode.JWT_CRITICAL_EXTENSION: (
            _FAIL,
            "The token asks for an extension that is not understood here.",
        ),
        CheckCode.JWT_UNENCODED_PAYLOAD: (_FAIL, "The token asks for a payload that is not encoded."),
        CheckCode.ALGORITHM_MISSING: (_FAIL, "The token does not say how it is signed."),
        CheckCode.ALGORITHM_NOT_ALLOWED: (_FAIL, "Signatures by this algorithm are not accepted."),
        CheckCode.ALGORITHM_UNSUPPORTED: (_UNKNOWN, "Signatures by this algorithm cannot be checked here."),
        CheckCode.ALGORITHM_NOT_FOR_KEY: (_FAIL, "The key is not for this algorithm or not for signing."),
        CheckCode.SIGNATURE_WRONG: (_FAIL, "The signature does not fit: something was changed, or another key signed."),
        CheckCode.CLAIM_MISSING: (_FAIL, "The token lacks a claim that the specification asks for."),
        CheckCode.CLAIM_DIFFERS: (_FAIL, "The token claims something else than the credential inside it."),
        CheckCode.CLAIMS_AMBIGUOUS: (_FAIL, "The token holds two credentials: which is meant is open."),
        CheckCode.CONTEXT_MISSING: (_FAIL, "It does not begin with the context that a credential must begin with."),
        CheckCode.CONTEXT_NOT_PINNED: (
            _UNKNOWN,
            "It refers to a vocabulary that is not kept here; vocabularies are never fetched.",
        ),
        CheckCode.CONTEXT_INLINE: (_UNKNOWN, "It brings definitions of its own terms, which may hide what it says."),
        CheckCode.CONTEXTS_NOT_TOGETHER: (_UNKNOWN, "It uses vocabularies together that are not known to go together."),
        CheckCode.TERM_REDEFINED: (_FAIL, "It gives a protected term another meaning."),
        CheckCode.TERM_DROPPED: (_FAIL, "It holds a term that means nothing: a signature would not cover it."),
        CheckCode.TERM_NOT_PLAIN: (_FAIL, "A term is written so that readers of plain names would not see it."),
        CheckCode.VALUE_DROPPED: (_FAIL, "It holds a value that a signature would not cover."),
        CheckCode.ID_NOT_ABSOLUTE: (_FAIL, "An id is not an absolute address: what it names depends on the reader."),
        CheckCode.NODE_IN_TWO_PLACES: (_FAIL, "What is said of the credential itself stands in two places."),
        CheckCode.STATEMENTS_UNSUPPORTED: (_UNKNOWN, "It is written in a way that is not read here."),
        CheckCode.WORK_TOO_MUCH: (_FAIL, "It asks for more work than a badge may."),
        CheckCode.PROOF_INSIDE_HOLDS: (_PASS, "The signature over the document holds."),
        CheckCode.PROOF_MISSING: (_FAIL, "Nothing is signed: the document has no proof."),
        CheckCode.PROOF_MALFORMED: (_FAIL, "The proof lacks what it must have, or has it in another form."),
        CheckCode.PROOFS_TOO_MANY: (_FAIL, "It has more proofs than a badge may."),
        CheckCode.PROOF_PURPOSE_WRONG: (_FAIL, "The proof was made for another purpose."),
        CheckCode.PROOF_VALUE_MALFORMED: (_FAIL, "The value of the proof is not a signature."),
        CheckCode.PROOF_EXPIRED: (_FAIL, "The proof itself has run out."),
        CheckCode.PROOF_NOT_MADE_YET: (_FAIL, "The proof says that it was made after the day of asking."),
        CheckCode.PROOF_CHAIN_BROKEN: (
            _FAIL,
            "The proof builds on one that is missing or does not hold, or in a circle on itself.",
        ),
        CheckCode.PROOF_CHALLENGE_WRONG: (_FAIL, "The proof answers another question than the one that was asked."),
        CheckCode.PROOF_DOMAIN_WRONG: (_FAIL, "The proof was made for somebody else."),
        CheckCode.SUITE_UNSUPPORTED: (_UNKNOWN, "Proofs of this type cannot be checked here."),
        CheckCode.NOTHING_DROPPED: (_PASS, "Every term is defined, so all that it says is signed."),
        CheckCode.SIGNED_AS_WRITTEN: (_PASS, "It is signed as it is written, member by member."),
        CheckCode.CONTEXT_NOT_SIGNED: (_FAIL, "Its contexts are not those that were signed."),
        CheckCode.SHOWN_IS_SIGNED: (_PASS, "All that is shown is signed; more may stand in the original."),
        CheckCode.MAY_BE_HIDDEN: (
            _UNKNOWN,
            "Only a part is shown, without its end or its status: whether there is one may have been hidden.",
        ),
        CheckCode.KEY_OF_ISSUER: (_PASS, "The key belongs to the issuer that the credential names."),
        CheckCode.KEY_MISSING: (_FAIL, "Nothing says which key signed."),
        CheckCode.KEY_MALFORMED: (_FAIL, "The key cannot be read."),
        CheckCode.KEY_PRIVATE: (_FAIL, "The private key was published with it: anybody may have signed."),
        CheckCode.KEY_TOO_SHORT: (_FAIL, "The key is too short to be safe, or outside the sizes that are accepted."),
        CheckCode.KEY_TYPE_UNSUPPORTED: (_UNKNOWN, "Keys of this type cannot be used here."),
        CheckCode.KEY_NAME_NOT_A_URI: (_FAIL, "The name of the key is not an address."),
        CheckCode.KEY_METHOD_UNSUPPORTED: (_UNKNOWN, "Keys cannot be looked up in this way here."),
        CheckCode.KEY_METHOD_UNKNOWN: (_FAIL, "There is no such way to look up a key."),
        CheckCode.KEY_ADDRESS_REFUSED: (_FAIL, "The address of the key is not one that may be asked."),
        CheckCode.KEY_NOT_RESOLVED: (_UNKNOWN, "The issuer's own list of keys is not at hand."),
        CheckCode.KEY_DOCUMENT_MALFORMED: (_FAIL, "The document that should hold the key cannot be read."),
        CheckCode.KEY_NOT_IN_DOCUMENT: (_FAIL, "The document that should hold the key does not hold it."),
        CheckCode.KEY_NOT_OF_ISSUER: (_FAIL, "The key belongs to somebody else than the issuer named."),
        CheckCode.ISSUER_MISSING: (_FAIL, "The credential names no issuer."),
        CheckCode.KEY_OF_HOLDER: (_PASS, "The key belongs to the holder that the presentation names."),
        CheckCode.KEY_NOT_OF_HOLDER: (_FAIL, "The key belongs to somebody else than the holder named."),
        CheckCode.HOLDER_MISSING: (_UNKNOWN, "The presentation does not say who presents it."),
        CheckCode.KEY_NOT_YET_VALID: (_FAIL, "It was signed before the key was in use."),
        CheckCode.KEY_NO_LONGER_VALID: (_FAIL, "It was signed when the key was no longer in use."),
        CheckCode.KEY_REVOKED_SINCE: (
            _UNKNOWN,
            "The key was revoked later; that it signed before is said by whoever had the key, and by nobody else.",
        ),
        CheckCode.KEY_DATE_UNKNOWN: (_UNKNOWN, "The key was not always in use, and nothing says when it signed."),
        CheckCode.IN_TIME: (_PASS, "The day of asking lies inside the time for which it is valid."),
        CheckCode.NOT_YET_VALID: (_FAIL, "It is not valid yet."),
        CheckCode.EXPIRED: (_FAIL, "It is no longer valid."),
        CheckCode.DATE_MALFORMED: (_FAIL, "A date is not a moment with its time zone, or the end is before the start."),
        CheckCode.NO_DATES: (_UNKNOWN, "It does not say from when it is valid."),
        CheckCode.STATUS_GOOD: (_PASS, "Its status list says nothing against it."),
        CheckCode.STATUS_GOOD_SHORT_LIST: (
            _PASS,
            "Its status list says nothing against it; the list has fewer places than it must.",
        ),
        CheckCode.NO_STATUS: (
            Outcome.NOT_APPLICABLE,
            "It names no status list: it cannot be taken back, but by its own end.",
        ),
        CheckCode.STATUS_REVOKED: (_FAIL, "Its issuer took it back."),
        CheckCode.STATUS_SUSPENDED: (_FAIL, "Its issuer suspended it; that may be lifted again."),
        CheckCode.STATUS_NEWER_OFFERED: (_UNKNOWN, "Its issuer says that a newer one of it is to be had."),
        CheckCode.STATUS_MESSAGE: (_UNKNOWN, "Its issuer says something about it that somebody has to read."),
        CheckCode.STATUS_ENTRY_MALFORMED: (_FAIL, "What it says of its status list cannot be read."),
        CheckCode.STATUS_UNSUPPORTED: (_UNKNOWN, "Its status is kept in a way that is not read here."),
        CheckCode.STATUS_NOT_FOLLOWED: (
            _UNKNOWN,
            "It names more status lists than are asked, or the status of a status list.",
        ),
        CheckCode.STATUS_NOT_AT_HAND: (_UNKNOWN, "Its status list is not at hand."),
        CheckCode.STATUS_LIST_NOT_PROVEN: (
            _UNKNOWN,
            "That its status list is genuine is not proven, so nothing is taken from it.",
        ),
        CheckCode.STATUS_LIST_OF_ANOTHER: (
            _UNKNOWN,
            "Its status list is signed by somebody whom neither the issuer nor your list names.",
        ),
        CheckCode.STATUS_LIST_DOES_NOT_FIT: (_FAIL, "Its status list is for another purpose."),
        CheckCode.STATUS_LIST_MALFORMED: (_FAIL, "Its status list is signed, and cannot be read."),
        CheckCode.STATUS_LIST_TOO_SHORT: (
            _UNKNOWN,
            "Its status list has fewer places than it must, and may tell who is meant.",
        ),
        CheckCode.STATUS_LIST_TOO_LARGE: (_UNKNOWN, "Its status list is larger than is read here."),
        CheckCode.STATUS_OUT_OF_RANGE: (_FAIL, "Its place lies outside its status list."),
        CheckCode.STATUS_STALE: (_UNKNOWN, "The copy of its status list is not of the time asked about."),
        CheckCode.RECIPIENT_PROVEN: (
            _PASS,
            "Whoever hands it in proved to hold the key of the one to whom it was awarded.",
        ),
        CheckCode.RECIPIENT_IS_HOLDER: (
            _PASS,
            "It was awarded to the one who hands it in, as far as that one is known.",
        ),
        CheckCode.RECIPIENT_IS_ANOTHER: (_FAIL, "It was awarded to somebody else than the one who hands it in."),
        CheckCode.RECIPIENT_NOT_COMPARABLE: (
            _UNKNOWN,
            "It names the one to whom it was awarded by other means than are known here.",
        ),
        CheckCode.RECIPIENT_NOT_ASKED: (
            _UNKNOWN,
            "Nothing is known of the one who hands it in, so it was not asked whose it is.",
        ),
        CheckCode.RECIPIENT_NOT_NAMED: (_UNKNOWN, "It names nobody to whom it was awarded: anybody may hand it in."),
        CheckCode.NOT_REPLACED: (_PASS, "Nothing newer of it is among what was handed in."),
        CheckCode.REPLACED: (_FAIL, "A newer issue of it was handed in."),
        CheckCode.REPLACED_UNPROVEN: (
            _UNKNOWN,
            "A newer issue of it was handed in; that this one is genuine is not proven.",
        ),
        CheckCode.DUPLICATE: (_PASS, "It was handed in more than once."),
        CheckCode.DUPLICATE_DIFFERS: (
            _UNKNOWN,
            "Two of the same name and day were handed in that say different things.",
        ),
        CheckCode.ISSUER_RECOGNIZED: (_PASS, "The issuer is on your list, and may award this."),
        CheckCode.ISSUER_LIST_MISSING: (_UNKNOWN, "There is no list of issuers to ask."),
        CheckCode.ISSUER_NOT_LISTED: (_UNKNOWN, "The issuer is not on your list; somebody has to decide."),
        CheckCode.ISSUER_NOT_LISTED_THEN: (_FAIL, "The issuer is on your list, but not for that day."),
        CheckCode.ISSUER_NOT_LISTED_FOR_YOU: (
            _UNKNOWN,
            "The issuer is on your list, but not for whom you ask; somebody has to decide.",
        ),
        CheckCode.ISSUER_OUTSIDE_SCOPE: (
            _UNKNOWN,
            "The issuer awards what somebody else defined; somebody has to decide.",
        ),
        CheckCode.AWARD_NOT_LISTED: (
            _UNKNOWN,
            "Your list does not say that the issuer may award this; somebody has to decide.",
        ),
        CheckCode.AWARD_NOT_LISTED_THEN: (
            _FAIL,
            "Your list says that the issuer may award this, but not on that day.",
        ),
        CheckCode.SD_JWT_MALFORMED: (
            _FAIL,
            "The token is not a signed part with disclosures after it, each ended by a tilde.",
        ),
        CheckCode.SD_JWT_TOO_LARGE: (_FAIL, "More is shown with the token than is read."),
        CheckCode.SD_JWT_HASH_UNKNOWN: (_FAIL, "The token names a way of hashing what is shown that is not accepted."),
        CheckCode.DISCLOSURE_MALFORMED: (_FAIL, "What is shown with the token cannot be read as a disclosure."),
        CheckCode.DISCLOSURE_UNREFERENCED: (_FAIL, "Something is shown that the issuer did not sign."),
        CheckCode.DISCLOSURE_TWICE: (_FAIL, "The same thing is shown twice."),
        CheckCode.DISCLOSURE_MISPLACED: (
            _FAIL,
            "A member is shown as an element of a list, or an element as a member.",
        ),
        CheckCode.DISCLOSURE_NAME_NOT_ALLOWED: (
            _FAIL,
            "A name is used that only the machinery of disclosures may use.",
        ),
        CheckCode.DISCLOSURE_OVERRIDES: (_FAIL, "What is shown would replace a claim that stands there already."),
        CheckCode.DIGEST_TWICE: (_FAIL, "The issuer signed one digest twice: where the thing stands is open."),
        CheckCode.DISCLOSED_ONLY: (_PASS, "Only what is signed in the open, or shown and signed as a digest, is read."),
        CheckCode.MUST_NOT_BE_HIDDEN: (
            _FAIL,
            "Something may be hidden that must always be seen: who, what, until when, whether revoked.",
        ),
        CheckCode.CREDENTIAL_TYPE_MISSING: (_FAIL, "The token does not say what type of credential it is."),
        CheckCode.CREDENTIAL_TYPE_NAMED: (
            _PASS,
            "The token is put together as it must be, and says of which type it is.",
        ),
        CheckCode.BINDING_HOLDS: (
            _PASS,
            "Whoever hands it in holds the key that it was issued to, and made this for the one who asks.",
        ),
        CheckCode.BINDING_NOT_ASKED: (
            _UNKNOWN,
            "The holder's key signed it, but nobody asked for that: it may be a copy made for another.",
        ),
        CheckCode.BINDING_NOT_SHOWN: (
            _UNKNOWN,
            "It was issued to a key; that whoever hands it in holds that key is not shown.",
        ),
        CheckCode.BINDING_NONE: (_UNKNOWN, "It names no key of a holder: anybody who has it can hand it in."),
        CheckCode.BINDING_MISSING: (_FAIL, "A proof of the holder was asked for and is not there."),
        CheckCode.BINDING_WRONG: (_FAIL, "The proof of the holder is not one."),
        CheckCode.BINDING_OF_ANOTHER: (
            _FAIL,
            "The proof of the holder was made for something else than what is shown.",
        ),
        CheckCode.BINDING_NOT_FOR_US: (
            _FAIL,
            "The proof of the holder was made for somebody else, or for another occasion.",
        ),
        CheckCode.BINDING_TOO_OLD: (_FAIL, "The proof of the holder was not made just now."),
        CheckCode.BADGE2_VERIFIED_OTHERWISE: (
            _FAIL,
            "It does not come in the way in which it says that it is verified: it has no proof.",
        ),
        CheckCode.DOCUMENT_NOT_AT_HAND: (_UNKNOWN, "A document that it refers to is not at hand."),
        CheckCode.DOCUMENT_MALFORMED: (_UNKNOWN, "A document that it refers to cannot be read."),
        CheckCode.DOCUMENT_ADDRESS_REFUSED: (_FAIL, "It refers to an address that may not be asked."),
        CheckCode.DOCUMENT_WITHOUT_ADDRESS: (_UNKNOWN, "It refers to a document by a name that is no address."),
        CheckCode.DOCUMENT_ELSEWHERE: (
            _FAIL,
            "A document that it refers to does not stand where it says that it stands.",
        ),
        CheckCode.DOCUMENT_UNPROTECTED: (
            _UNKNOWN,
            "It rests on a document that came unprotected: it may have been changed on its way.",
        ),
        CheckCode.HOSTED_THERE: (_PASS, "The same stands at the address that it calls its own."),
        CheckCode.HOSTED_DIFFERS: (_FAIL, "Something else stands at the address that it calls its own."),
        CheckCode.HOSTED_ELSEWHERE: (_FAIL, "It calls itself by another address than the one it came from."),
        CheckCode.HOSTED_WITHOUT_ADDRESS: (_FAIL, "It says that it stands at an address, and names none."),
        CheckCode.HOST_OF_ISSUER: (_PASS, "Its address is one from which its issuer awards."),
        CheckCode.HOST_NOT_OF_ISSUER: (_FAIL, "Its address is none from which the issuer named awards."),
        CheckCode.MERKLE_PROOF_MALFORMED: (_FAIL, "Its receipt cannot be read."),
        CheckCode.MERKLE_HASH_DIFFERS: (_FAIL, "It is not what the receipt was made for: something was changed."),
        CheckCode.MERKLE_PATH_WRONG: (_FAIL, "Its receipt does not lead to the root that was written down."),
        CheckCode.ANCHOR_HOLDS: (
            _PASS,
            "It is what was written down in the transaction, which a record of it confirms.",
        ),
        CheckCode.ANCHOR_HOLDS_ON_TEST_NETWORK: (
            _PASS,
            "It is what was written down in the transaction, on a public network made for tests.",
        ),
        CheckCode.ANCHOR_ON_TEST_CHAIN: (
            _UNKNOWN,
            "It fits its receipt, which was made for a test: that proves nothing.",
        ),
        CheckCode.ANCHOR_NOT_CHECKED: (
            _UNKNOWN,
            "It fits its receipt; whether that was ever written down was not checked.",
        ),
        CheckCode.ANCHOR_DIFFERS: (_FAIL, "The transaction holds something else than the receipt says."),
        CheckCode.SENDER_OF_ISSUER: (
            _PASS,
            "The transaction was made with a key that the issuer lists, while it was in use.",
        ),
        CheckCode.SENDER_NOT_OF_ISSUER: (_FAIL, "The transaction was made with a key that the issuer does not list."),
        CheckCode.SENDER_UNKNOWN: (_UNKNOWN, "Who made the transaction is not known."),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not taken: a value that becomes a check of the step in which it happened."""

    code: CheckCode
    evidence: Evidence = ()

    def at(self, step: Step) -> Check:
        """Return it as the check of a step."""
        return Check(step, self.code, self.evidence)


@dataclass(frozen=True, slots=True)
class Check:
    """One step of a verification; ``outcome`` and ``words`` follow from the code.

    >>> check(Step.TIME, CheckCode.EXPIRED, until="2025-01-01").outcome.value
    'FAIL'
    """

    step: Step
    code: CheckCode
    evidence: Evidence = ()

    @property
    def outcome(self) -> Outcome:
        """Return how the step came out."""
        return MEANING[self.code][0]

    @property
    def words(self) -> str:
        """Return the sentence that people read."""
        return MEANING[self.code][1]

    def entry(self) -> CheckEntry:
        """Return the check as it stands in a document."""
        evidence = tuple(EvidenceEntry(name=name, value=value) for name, value in self.evidence)
        return CheckEntry(step=self.step, outcome=self.outcome, code=self.code, words=self.words, evidence=evidence)


def check(step: Step, code: CheckCode, **evidence: object) -> Check:
    """Return the check of a step with its evidence, each value shortened and printable."""
    return Check(step, code, _pairs(evidence))


def refusal(code: CheckCode, **evidence: object) -> Refusal:
    """Return a refusal with its evidence, each value shortened and printable.

    >>> refusal(CheckCode.KEY_MALFORMED, key="z6Mk" + "x" * 300).evidence[0][1][-6:]
    'xxxxx…'
    """
    return Refusal(code, _pairs(evidence))


def _pairs(evidence: Mapping[str, object]) -> Evidence:
    return tuple((name, printable(value)) for name, value in evidence.items())


def printable(value: object) -> str:
    """Return what came from outside as a short text without control characters or half characters."""
    text = value if isinstance(value, str) else str(value)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in short)
