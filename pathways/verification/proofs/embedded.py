"""Does a proof inside a document hold, does it cover all that is said, and is its key the issuer's?

One proof of a set is enough; the three answers are always about the same proof: the one with which the document stands
best, that is, whose worst answer is best.  Anybody can add a proof to a document, so a bad one takes nothing away.

Source: VC Data Integrity 1.0, sections 2.1 and 4.4; Open Badges 3.0, "Verify a Linked Data Proof".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.claims import issuer_of
from pathways.verification.keys import FoundKey, find_key, listed_by
from pathways.verification.limits import Limits
from pathways.verification.proofs.allowed import PLAIN, Reading
from pathways.verification.proofs.chains import Links, links_of, proofs_of
from pathways.verification.proofs.options import STATEMENT, ReadProof, Wanted, read_proof
from pathways.verification.proofs.selective import Derived, check_shown, may_hide, shown_of
from pathways.verification.proofs.suites import Signed, digest_of, document_bytes, options_bytes
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.publickey import KeyType
from pathways.verification.signature import fits, readable
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_RANK: Final = {Outcome.FAIL: 0, Outcome.UNKNOWN: 1, Outcome.NOT_APPLICABLE: 1, Outcome.PASS: 2}


@dataclass(frozen=True, slots=True)
class _Judged:
    """The three answers about one proof."""

    proof: Check
    loss: Check = Check(Step.DATA_LOSS, CheckCode.NOT_CHECKED)  # noqa: RUF009 - frozen
    key: Check = Check(Step.KEY, CheckCode.NOT_CHECKED)  # noqa: RUF009 - frozen

    @property
    def rank(self) -> tuple[int, ...]:
        """Return how well a document stands with this proof: the worst answer first."""
        ranks = [_RANK[one.outcome] for one in (self.proof, self.loss, self.key)]
        return min(ranks), *ranks


def check_embedded(
    document: Json, terms: Terms, *, wanted: Wanted = STATEMENT, reading: Reading = PLAIN
) -> list[Check]:
    """Return the checks of proof, data loss and key of a document with a proof, or proofs, inside.

    ``reading`` says what is taken beyond plain terms of pinned vocabularies, which is nothing unless asked for.
    Raises NotAvailableError X002 without the extra ``badges``.
    """
    proofs = proofs_of(document, limits=terms.limits)
    if isinstance(proofs, Refusal):
        judged = [_Judged(proofs.at(Step.PROOF_EMBEDDED))]
    else:
        judged = _Judge(document, proofs, terms, wanted, reading).all()
    best = max(judged, key=lambda one: one.rank)
    return [_with_others(best.proof, judged), best.loss, best.key]


def _with_others(best: Check, judged: Sequence[_Judged]) -> Check:
    """Return the check of a proof; of several, with how each of them came out."""
    if len(judged) == 1:
        return best
    each = ", ".join(f"{place} {one.proof.code}" for place, one in enumerate(judged, start=1))
    return Check(best.step, best.code, (*best.evidence, ("proofs", each)))


class _Judge:
    """Judges the proofs of one document, each once, and those that one builds on before it."""

    def __init__(self, document: Json, proofs: Sequence[Json], terms: Terms, wanted: Wanted, reading: Reading) -> None:
        self._bare = {name: value for name, value in document.items() if name != "proof"}
        self._proofs, self._terms, self._wanted, self._reading = proofs, terms, wanted, reading
        self._links = links_of(proofs)
        self._limits = _shared(terms.limits, len(set(self._links)))
        self._done: dict[int, _Judged] = {}
        self._forms: dict[tuple[object, ...], bytes | Refusal] = {}

    def all(self) -> list[_Judged]:
        """Return the answers about each proof, in their order."""
        return [self._of(place) for place in range(len(self._proofs))]

    def _of(self, place: int) -> _Judged:
        if place not in self._done:
            self._done[place] = self._judge(place, self._links[place])
        return self._done[place]

    def _judge(self, place: int, links: Links) -> _Judged:
        if isinstance(links, Refusal):
            return _Judged(links.at(Step.PROOF_EMBEDDED))
        read = read_proof(self._proofs[place], wanted=self._wanted, now=self._terms.now, limits=self._terms.limits)
        if isinstance(read, Refusal):
            return _Judged(read.at(Step.PROOF_EMBEDDED))
        own = self._alone(read, links)
        before = min((self._of(link).proof for link in links), key=lambda one: _RANK[one.outcome], default=own.proof)
        if _RANK[before.outcome] >= _RANK[own.proof.outcome]:
            return own
        code = CheckCode.PROOF_CHAIN_BROKEN if before.outcome is Outcome.FAIL else before.code
        return _Judged(check(Step.PROOF_EMBEDDED, code, previous=before.code), own.loss, own.key)

    def _alone(self, read: ReadProof, links: tuple[int, ...]) -> _Judged:
        """Return the answers about a proof, whatever those say that it builds on."""
        terms, purpose = self._terms, self._wanted.purpose
        found = find_key(read.method, terms.resolver, limits=terms.limits, relation=purpose)
        unusable = found if isinstance(found, Refusal) else _unusable(found, read)
        kind = found.key.type if isinstance(found, FoundKey) and unusable is None else KeyType.ED25519
        signed = self._signed(read, links, kind)
        loss = (signed if isinstance(signed, Refusal) else _covered(read, signed, self._bare)).at(Step.DATA_LOSS)
        if isinstance(found, Refusal):
            return _Judged(found.at(Step.PROOF_EMBEDDED), loss, found.at(Step.KEY))
        proof = (unusable or _holds(read, signed, found)).at(Step.PROOF_EMBEDDED)
        return _Judged(proof, loss, self._owner(read, found))

    def _signed(self, read: ReadProof, links: tuple[int, ...], kind: KeyType) -> Signed | Refusal:
        """Return what is signed; the form of the document is made once for all proofs that sign the same."""
        document = {**self._bare, "proof": [self._proofs[link] for link in links]} if links else self._bare
        limits, digest, reading = self._limits, digest_of(kind), self._reading
        name = (links, digest, read.suite.form, str(read.proof.get("@context")))
        if name not in self._forms:
            self._forms[name] = document_bytes(
                document, read.proof, read.suite, key=kind, limits=limits, reading=reading
            )
        form = self._forms[name]
        if isinstance(form, Refusal):
            return form
        options = options_bytes(document, read.proof, read.suite, key=kind, limits=limits, reading=reading)
        return options if isinstance(options, Refusal) else Signed(form, options, digest)

    def _owner(self, read: ReadProof, found: FoundKey) -> Check:
        """Return whether the key is that of the one who has to sign, and was in use when it signed."""
        by_issuer = self._wanted.signer == "issuer"
        signer = issuer_of(self._bare) if by_issuer else _holder_of(self._bare)
        if signer is None:
            return check(Step.KEY, CheckCode.ISSUER_MISSING if by_issuer else CheckCode.HOLDER_MISSING)
        terms, relation = self._terms, self._wanted.purpose
        listed = listed_by(signer, found, terms.resolver, limits=terms.limits, relation=relation)
        if isinstance(listed, Refusal):
            another = listed.code is CheckCode.KEY_NOT_OF_ISSUER and not by_issuer
            return (Refusal(CheckCode.KEY_NOT_OF_HOLDER, listed.evidence) if another else listed).at(Step.KEY)
        signed = signed_at(self._bare, proof=read.proof)
        refused = check_window(listed, signed, issuer=signer, now=terms.now, registry=terms.registry)
        if refused is not None:
            return refused.at(Step.KEY)
        code = CheckCode.KEY_OF_ISSUER if by_issuer else CheckCode.KEY_OF_HOLDER
        return check(Step.KEY, code, key=found.name, **{self._wanted.signer: signer})


def _shared(limits: Limits, forms: int) -> Limits:
    """Return the limits of one of several forms of a document: together they cost no more than one alone."""
    return replace(
        limits, canonical_work=limits.canonical_work // max(forms, 1), statements=limits.statements // max(forms, 1)
    )


def _unusable(found: FoundKey, read: ReadProof) -> Refusal | None:
    """Return why the key is not one by which this suite signs, or None."""
    algorithm = read.suite.keys.get(found.key.type)
    if algorithm is None or found.key.algorithm not in (None, algorithm):
        return refusal(CheckCode.ALGORITHM_NOT_FOR_KEY, suite=read.suite.name, key=found.key.type)
    return None if readable(found.key) else refusal(CheckCode.KEY_MALFORMED, key=found.name)


def _holds(read: ReadProof, signed: Signed | Refusal, found: FoundKey) -> Refusal:
    """Return how the signature comes out, as what becomes a check."""
    if isinstance(signed, Refusal):
        return signed
    if isinstance(read.signature, Derived):
        shown = shown_of(signed.document, read.signature)
        if isinstance(shown, Refusal):
            return shown
        wrong = check_shown(read.signature, shown, options_hash=signed.options_hash, key=found.key)
        if wrong is not None:
            return wrong
    elif not fits(found.key, signed.message, read.signature):
        return refusal(CheckCode.SIGNATURE_WRONG, suite=read.suite.name, key=found.name)
    return refusal(CheckCode.PROOF_INSIDE_HOLDS, suite=read.suite.name, key=found.name)


def _covered(read: ReadProof, signed: Signed, bare: Json) -> Refusal:
    """Return how much of what is said the proof covers, as what becomes a check."""
    if not isinstance(read.signature, Derived):
        code = CheckCode.NOTHING_DROPPED if read.suite.form == "rdfc" else CheckCode.SIGNED_AS_WRITTEN
        return refusal(code, suite=read.suite.name)
    shown = shown_of(signed.document, read.signature)
    hidden = shown if isinstance(shown, Refusal) else may_hide(bare, shown)
    if isinstance(hidden, Refusal):
        return hidden
    if hidden is not None:
        return refusal(CheckCode.MAY_BE_HIDDEN, suite=read.suite.name, members=hidden)
    return refusal(CheckCode.SHOWN_IS_SIGNED, suite=read.suite.name)


def _holder_of(presentation: Json) -> str | None:
    """Return the id of whoever presents, or None where nobody is named."""
    holder = presentation.get("holder")
    found = holder.get("id") if isinstance(holder, dict) else holder
    return found if isinstance(found, str) and found else None
