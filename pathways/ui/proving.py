"""What of a file holds that somebody hands over as proof?  Every badge in it is examined anew; runs in a worker.

A badge, a passport, a bundle of evidence, an exported backpack, a shared document, the receipt of a log.  Answers that
lie in a file are its maker's word: they are compared with what is found now, never believed.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pathways.errors import PathwaysError
from pathways.formats.backpack_export import read_export
from pathways.formats.evidence import Bundle, open_bundle, replay
from pathways.formats.passport_bundle import Enclosed, read_passport
from pathways.language.words import msg
from pathways.model.backpack import SharedDocument, SharedItem
from pathways.model.badge_documents import BadgesDocument, Standing, TrustPolicy
from pathways.model.proof_documents import Handed, ProofDocument, ProofEntry, ProofFinding
from pathways.model.record import LearnerRecord
from pathways.model.verification_documents import Kind, VerificationDocument
from pathways.ui.examining import Conditions, Place, terms_of
from pathways.ui.intake import read_one
from pathways.ui.proof_kinds import Given, given, shared_in
from pathways.ui.worker import Trouble, catalogue, told
from pathways.verification.attainment import attained, standing_of
from pathways.verification.entries import read_opening
from pathways.verification.examine import examine
from pathways.verification.notes import VerifierKey, read_key
from pathways.verification.passport import lines_of
from pathways.verification.receipt import read_receipt
from pathways.verification.terms import Terms

MOST_FILES: Final = 50
"""Files that are examined at once."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Under which terms everything is examined, in which catalogue, with which other badges at hand."""

    terms: Terms
    place: Place
    keys: tuple[str, ...] = ()
    loose: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, VerificationDocument] = field(default_factory=dict)

    def badges(self, data: Sequence[bytes]) -> BadgesDocument:
        """Return every badge with its checks, its standing and its match."""
        documents = [self.examined(one) for one in data]
        day, registry = self.terms.now.date(), self.terms.registry
        return attained(documents, catalogue(*self.place), as_of=day, registry=registry)

    def examined(self, data: bytes) -> VerificationDocument:
        """Return what is found of a badge now; the same one is examined once."""
        name = hashlib.sha256(data).hexdigest()
        if name not in self.known:
            self.known[name] = examine(data, self.terms)
        return self.known[name]

    def lines(self, record: LearnerRecord, data: Sequence[bytes]) -> BadgesDocument:
        """Return badges with what each line of a record rests on."""
        found = self.badges(data)
        return found.model_copy(update={"lines": lines_of(record, found)})


@told
def prove(sent: tuple[tuple[str, bytes], ...], asked: Conditions, place: Place, keys: tuple[str, ...]) -> ProofDocument:
    """Return what was found of every file; ``keys`` are the public keys of logs that are trusted."""
    terms = terms_of(asked)
    files = [one for name, data in sent[:MOST_FILES] for one in given(name, data)]
    loose = {_sha(one.data): one.data for one in files if one.kind is Handed.BADGE}
    asking = Asking(terms, place, keys, loose)
    entries = tuple(_entry(one, asking) for one in files)
    title = terms.registry.title if terms.registry is not None else None
    return ProofDocument(as_of=terms.now, issuers=title, holder=terms.holder.known, entries=entries)


def _entry(one: Given, asking: Asking) -> ProofEntry:
    """Return what was found of one file; what is damaged says so, and takes nothing from the others."""
    bare = ProofEntry(name=one.name, what=one.kind, sha256=_sha(one.data))
    if one.why:
        return bare.model_copy(update={"findings": (_found("whole", None, one.why),)})
    try:
        return bare.model_copy(update=_PROVERS[one.kind](one, asking))
    except PathwaysError as error:
        if error.code == "X002":
            raise
        words = tuple(_found("whole", False, item.message) for item in error.findings[:1])
        return bare.model_copy(update={"findings": words})


Parts = dict[str, object]
"""What is known of an entry beyond its name: findings, badges, what was shared."""


def _badge(one: Given, asking: Asking) -> Parts:
    found = asking.badges([one.data])
    if found.verifications[0].kind is Kind.OTHER:
        return {"what": Handed.OTHER, "badges": found}
    return {"badges": found}


def _other(one: Given, asking: Asking) -> Parts:
    return {"findings": (_found("whole", None, msg("It is nothing that is examined here.")),)}


def _record(one: Given, asking: Asking) -> Parts:
    """Return what lines rest on, by the badges that were handed in beside the record."""
    found = read_one(one.name, one.data)
    if isinstance(found, Trouble):
        return {"findings": tuple(_found("whole", False, item.message) for item in found.findings[:1])}
    named = [line.badge for line in found.attainments if line.badge in asking.loose]
    words = msg("A record carries no proofs; badges that are handed in beside it are looked at.")
    return {
        "findings": (_found("proofs", None, words),),
        "badges": asking.lines(found, [asking.loose[name] for name in dict.fromkeys(named) if name]),
    }


def _passport(one: Given, asking: Asking) -> Parts:
    found = read_passport(one.data)
    badges = asking.lines(found.record, [each.data for each in found.badges])
    return {"findings": tuple(_of_answers(found.badges, asking)), "badges": badges}


def _of_answers(enclosed: Sequence[Enclosed], asking: Asking) -> Iterator[ProofFinding]:
    """Yield that a file is whole, and how the answers that lie in it compare with those found now."""
    yield _found("whole", True, msg("Every file in it is as it was when it was made."))
    pairs = [(each.document, asking.examined(each.data)) for each in enclosed]
    claimed = [now for then, now in pairs if _stands(then) is Standing.PROVEN]
    fallen = tuple(_name(now) for now in claimed if _stands(now) is not Standing.PROVEN)
    if fallen:
        words = msg("It says that these are proven, and here they are not.")
        yield _found("answers", None, words, *fallen)
    elif claimed:
        yield _found("answers", True, msg("What it says is proven is proven here, too."))


def _backpack(one: Given, asking: Asking) -> Parts:
    contents = read_export(one.data)
    held = [
        Enclosed(each.data, VerificationDocument.model_validate_json(each.verifications[-1])) for each in contents.items
    ]
    return {
        "findings": tuple(_of_answers(held, asking)),
        "badges": asking.badges([each.data for each in held]),
    }


def _evidence(one: Given, asking: Asking) -> Parts:
    bundle = open_bundle(one.data)
    return {"findings": tuple(_of_bundle(bundle, asking)), "badges": asking.badges([bundle.credential])}


def _of_bundle(bundle: Bundle, asking: Asking) -> Iterator[ProofFinding]:
    """Yield whether a bundle gives its answer again, who vouches for what it rests on, and what is otherwise now."""
    yield _found("whole", True, msg("Every file in it is as it was when it was made."))
    then, again = bundle.document, replay(bundle)
    odd = tuple(one.step.value for one, two in zip(then.checks, again.checks, strict=True) if one != two)
    if again == then:
        yield _found("again", True, msg("Examined again as it was then, it gives the same answer, letter by letter."))
    elif bundle.changed:
        words = msg("It gives another answer; what this program keeps has changed since.")
        yield _found("again", None, words, *bundle.changed)
    else:
        yield _found("again", False, msg("Examined again as it was then, it gives another answer."), *odd)
    words = msg("What was looked up then lies in the file; whoever made the file vouches for it.")
    yield _found("evidence", None, words, *(one.url for one in bundle.snapshots))
    now = asking.examined(bundle.credential)
    since = tuple(one.step.value for one, two in zip(then.checks, now.checks, strict=True) if one.code != two.code)
    if since:
        yield _found("since", None, msg("Asked now, by what is known here, these steps come out otherwise."), *since)


def _shared(one: Given, asking: Asking) -> Parts:
    found = shared_in(one.data)
    if isinstance(found, str):
        return {"findings": (_found("whole", False, found),)}
    badges = [data for item in found.items if (data := _original(item)) is not None]
    return {"findings": tuple(_of_items(found, asking)), "badges": asking.badges(badges), "shared": found}


def _of_items(found: SharedDocument, asking: Asking) -> Iterator[ProofFinding]:
    for item in found.items:
        name, data = item.name or "", _original(item)
        if data is None:
            words = msg(
                "The badge itself is not enclosed: all that is said of it is the word of whoever made the file."
            )
            yield _found("item", None, words, name)
            continue
        odd = tuple(_differing(item, asking.examined(data), data))
        if odd:
            yield _found("item", False, msg("It is shown otherwise than the badge that is enclosed says."), name, *odd)
        else:
            yield _found("item", True, msg("The badge itself is enclosed, and says what is shown."), name)
    if found.expires <= asking.terms.now:
        yield _found("expired", None, msg("It was meant to be looked at until a day that is past."))


def _original(item: SharedItem) -> bytes | None:
    if item.original is None:
        return None
    with contextlib.suppress(binascii.Error, ValueError):
        return base64.b64decode(item.original, validate=True)
    return b""


_SHOWN: Final = ("name", "achievement", "code", "achievement_kind", "issuer", "issuer_name", "credits")


def _differing(item: SharedItem, document: VerificationDocument, data: bytes) -> Iterator[str]:
    """Yield what is shown otherwise than the badge itself says."""
    says = document.says
    if item.sha256 != _sha(data):
        yield "sha256"
    yield from (
        name for name in (*_SHOWN, "begins", "ends", "alignments") if getattr(item, name) != getattr(says, name)
    )
    if item.results and item.results != says.results:
        yield "results"
    if item.kind is not document.kind:
        yield "kind"


def _receipt(one: Given, asking: Asking) -> Parts:
    """Return whether an entry stands in a log, who vouches for that, and whether it is about a badge at hand."""
    from pathways.store.log_desk import check_paper

    receipt = read_receipt(one.data)
    keys = _keys(asking.keys)
    own = next((key for key in keys if key.name == receipt.signed.checkpoint.origin), None)
    about = asking.loose.get(read_opening(receipt.extra).entry.digest) if receipt.extra else None
    found = check_paper(one.data, own, [key for key in keys if key is not own], 0, about)
    return {"findings": tuple(_found(item.what, item.holds, item.words) for item in found.findings)}


def _keys(texts: Sequence[str]) -> list[VerifierKey]:
    """Return the keys that can be read; raises BadgeError B002 for one that is none."""
    return [read_key(text) for text in texts]


_PROVERS: Final[Mapping[Handed, Callable[[Given, Asking], Parts]]] = MappingProxyType(
    {
        Handed.BADGE: _badge,
        Handed.EVIDENCE: _evidence,
        Handed.BACKPACK: _backpack,
        Handed.SHARED: _shared,
        Handed.RECEIPT: _receipt,
        Handed.PASSPORT: _passport,
        Handed.RECORD: _record,
        Handed.OTHER: _other,
    }
)


def counted(entry: ProofEntry) -> Counter[Standing]:
    """Return how many badges of a file stand how."""
    return Counter(badge.standing for badge in entry.badges.badges) if entry.badges else Counter()


def _stands(document: VerificationDocument) -> Standing:
    return standing_of(document.checks, TrustPolicy())[0]


def _name(document: VerificationDocument) -> str:
    return document.says.name or document.sha256[:12]


def _found(what: str, holds: bool | None, words: str, *about: str) -> ProofFinding:
    return ProofFinding(what=what, holds=holds, words=words, about=about)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
