"""Why is this likely, and what speaks against it?  Evidence in words, with the rules it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.matching.abilities import outcome_evidence
from pathways.matching.engine import Candidates
from pathways.matching.evidence import Evidence, Witness
from pathways.matching.features import COURSE
from pathways.matching.index import DescriptionIndex
from pathways.matching.lexicon import Lexicon, pairs_of
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, AnswerKind, Precedent, subject_answer
from pathways.matching.text import words
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.suggestion_documents import Difference, DifferenceEntry, EvidenceEntry, EvidenceKind
from pathways.recognition.rules import resolve

ALIKE: Final = 0.6
SAME: Final = 0.97
SHOWN: Final = 12
RIVALS: Final = 3
HALF: Final = 0.5
OFTEN: Final = 0.05
TOLD: Final = 6
COMMON: Final = frozenset(
    words(
        "advanced basic beginning elementary fundamentals general intermediate introduction principles seminar special "
        "studies survey topics"
    )
)
"""Words that titles of any subject say."""


def evidence_for(
    catalog: Catalog, query: Listing, answer: Answer, found: Candidates, known: Mapping[str, Listing]
) -> tuple[EvidenceEntry, ...]:
    """Return what speaks for and against an answer: prior decisions first, then code, text and measures."""
    evidence = found.evidence
    speaks = evidence.witnesses.get(answer, Witness())
    entries = [*_decided(catalog, answer, query, speaks, known), *_rivals(catalog, answer, query, evidence, known)]
    entries += [*_own(catalog, answer, evidence), *_siblings(catalog, answer, query, evidence, known)]
    if answer.kind != "course":
        entries += _usual(answer, query, evidence)
    else:
        one = known[answer.value]
        entries += [*_subject(answer, one, query, evidence), *_text(query, one, found.lexicon)]
        entries += [*_encoded(one, found), *_descriptions(query, one, found.described)]
        if one.abilities and query.abilities:
            entries += outcome_evidence(catalog, query.abilities, one.abilities)
        entries += _measures(query, one)
    return tuple(entries)


def named(answer: Answer, known: Mapping[str, Listing]) -> str:
    """Return an answer in words."""
    match answer.kind:
        case "course":
            one = known.get(answer.value)
            return f"{one.code} {one.title}" if one else answer.value
        case "elective":
            return f"an elective in {answer.value}" if answer.value else "a general elective"
        case "none":
            return "nothing"


def _entry(
    catalog: Catalog, text: str, count: int, rules: Iterable[Precedent], *, against: bool = False
) -> EvidenceEntry:
    ids = tuple(dict.fromkeys(one.rule for one in rules))[:SHOWN]
    sources = dict.fromkeys(_source(catalog, name) for name in ids)
    speaks = "against" if against else "for"
    return EvidenceEntry(
        kind="prior_decisions", speaks=speaks, text=text, rules=ids, count=count, sources=tuple(sources)
    )


def _source(catalog: Catalog, name: str) -> str:
    """Return where a rule is published; of a decision also who decided, and when."""
    stated = catalog.equivalences[name].source
    told = resolve(catalog, catalog.equivalences[name]).source
    return f"{told} ({stated.note})" if stated is not None and stated.note else told


def _institutions(count: int) -> str:
    return "1 other institution" if count == 1 else f"{count} other institutions"


def _near(query: Listing, found: Witness, known: Mapping[str, Listing]) -> list[tuple[float, Precedent]]:
    """Return the rules of a title much like this one; both say more than such words as *introduction*."""
    said = set(query.words) - COMMON
    return [
        (alike, one)
        for alike, one in found.neighbours.values()
        if alike >= SAME or (alike >= ALIKE and not said.isdisjoint(known[one.source].words))
    ]


def _decided(
    catalog: Catalog, answer: Answer, query: Listing, found: Witness, known: Mapping[str, Listing]
) -> Iterator[EvidenceEntry]:
    what = named(answer, known)
    same = [one for alike, one in _near(query, found, known) if alike >= SAME]
    near = [one for alike, one in _near(query, found, known) if alike < SAME]
    if same:
        text = f"courses of the same title from {_institutions(len(same))} count as {what}"
        yield _entry(catalog, text, len(same), same)
    if near:
        titles = ", ".join(dict.fromkeys(repr(known[one.source].title) for one in near[:RIVALS]))
        text = f"courses of a similar title ({titles}) from {_institutions(len(near))} count as {what}"
        yield _entry(catalog, text, len(near), near)
    if found.chains:
        pairs = [rule for _, links in sorted(found.chains.items()) for rule in links]
        text = f"{_institutions(len(found.chains))} take it for a course that counts as {what} (two rules in a chain)"
        yield _entry(catalog, text, len(found.chains), pairs)
    if found.shared:
        triples = [rule for _, links in sorted(found.shared.items()) for rule in links]
        senders = {sender for _, sender in found.shared}
        text = f"{_institutions(len(senders))} have a course that counts elsewhere as this one does, and here as {what}"
        yield _entry(catalog, text, len(senders), triples)
    if found.alike_there:
        both = [rule for _, pair in sorted(found.alike_there.items()) for rule in pair]
        text = f"{_institutions(len(found.alike_there))} take it for the same as {what}"
        yield _entry(catalog, text, len(found.alike_there), both)


def _rivals(
    catalog: Catalog, answer: Answer, query: Listing, evidence: Evidence, known: Mapping[str, Listing]
) -> Iterator[EvidenceEntry]:
    """Name the other answers that prior decisions speak for."""
    others = [(one, found) for one, found in evidence.witnesses.items() if one != answer]
    others.sort(key=lambda pair: (-len(pair[1].chains) - pair[1].weight, pair[0]))
    for one, found in others[:RIVALS]:
        near = [rule for _, rule in _near(query, found, known)]
        chained = [rule for _, links in sorted(found.chains.items()) for rule in links]
        count = len({rule.sender for rule in near} | set(found.chains))
        if count:
            text = f"prior decisions about {_institutions(count)} speak for {named(one, known)} instead"
            yield _entry(catalog, text, count, [*near, *chained], against=True)


_AS: Final[Mapping[AnswerKind, str]] = MappingProxyType(
    {"course": "a course of theirs", "elective": "an elective", "none": "nothing"}
)


def _own(catalog: Catalog, answer: Answer, evidence: Evidence) -> Iterator[EvidenceEntry]:
    """Tell how others answered for this very course: for what they agree with, against what they do not."""
    for kind, given in _AS.items():
        rules = [one for one in evidence.own if one.answer.kind == kind]
        count = len({one.receiver for one in rules})
        if count and (kind == answer.kind or "none" in (kind, answer.kind)):
            verb = "takes" if count == 1 else "take"
            text = f"{_institutions(count)} {verb} this very course for {given}"
            yield _entry(catalog, text, count, rules, against=kind != answer.kind)


def _siblings(
    catalog: Catalog, answer: Answer, query: Listing, evidence: Evidence, known: Mapping[str, Listing]
) -> Iterator[EvidenceEntry]:
    """Tell what other courses of the same institution were given here: in this subject, and this very answer."""
    rules = evidence.siblings.rules
    one = known.get(answer.value)
    wanted = Answer(answer.kind, one.subject) if one is not None and answer.kind == "course" else answer
    alike = [rule for rule in rules if subject_answer(rule.answer, known) == wanted]
    if rules:
        of = f"{len(alike)} of {len(rules)}"
        often = len(alike) >= OFTEN * len(rules)
        if answer.kind == "course":
            text = f"{of} rules about other {query.subject} courses of its institution give a course in {wanted.value}"
        else:
            what = named(answer, known)
            text = f"{of} rules about other {query.subject} courses of its institution give {what}"
        yield _entry(catalog, text, len(alike if often else rules), alike if often else rules, against=not often)
    same = [rule for rule in rules if rule.answer == answer and answer.kind == "course"]
    if same:
        codes = ", ".join(dict.fromkeys(known[rule.source].code for rule in same[:RIVALS]))
        yield _entry(
            catalog, f"another course of its institution counts as it already: {codes}", len(same), same, against=True
        )


def _usual(answer: Answer, query: Listing, evidence: Evidence) -> Iterator[EvidenceEntry]:
    """Tell how often rules about others give an elective, or nothing: here, about the same subject."""
    shares = [share for one, share in evidence.subjects.items() if one == answer]
    if evidence.subjects:
        given = f"{sum(shares):.0%} of the rules about {query.subject} of others give {named(answer, {})}"
        yield EvidenceEntry(kind="code", speaks="for" if sum(shares) >= OFTEN else "against", text=given)
    elif answer.kind in evidence.kinds:
        share = evidence.kinds[answer.kind]
        text = f"{share:.0%} of all rules of others here give {_AS[answer.kind]}"
        yield EvidenceEntry(kind="code", speaks="for" if share >= OFTEN else "against", text=text)


def _subject(answer: Answer, one: Listing, query: Listing, evidence: Evidence) -> Iterator[EvidenceEntry]:
    share = evidence.subjects.get(Answer("course", one.subject), 0.0)
    if share >= OFTEN:
        text = f"{share:.0%} of the rules about {query.subject} of others give a course in {one.subject}"
        yield EvidenceEntry(kind="code", speaks="for", text=text)
    elif evidence.subjects:
        text = f"no more than one rule in twenty about {query.subject} of others gives a course in {one.subject}"
        yield EvidenceEntry(kind="code", speaks="against", text=text)
    if evidence.rules and not evidence.popularity(answer):
        text = "no rule of another institution gives this course"
        yield EvidenceEntry(kind="prior_decisions", speaks="against", text=text)


def _text(query: Listing, one: Listing, lexicon: Lexicon) -> Iterator[EvidenceEntry]:
    shared = [word for word in query.words if word in one.words]
    apart = [word for word in one.words if word not in query.words]
    if shared:
        yield _said("text", "for", f"both titles say {', '.join(shared)}")
    for mine, theirs in pairs_of(query.words, one.words, lexicon):
        yield _said("text", "for", f"in published rules {mine} often stands for {theirs}")
    if apart:
        yield _said("text", "against", f"only the title there says {', '.join(apart)}")
    if query.numerals and one.numerals and query.numerals != one.numerals:
        parts = f"{', '.join(sorted(query.numerals))} here, {', '.join(sorted(one.numerals))} there"
        yield _said("text", "against", f"another part of a sequence: {parts}")


def _encoded(one: Listing, found: Candidates) -> Iterator[EvidenceEntry]:
    """Tell how alike an encoder finds the texts of a course and a candidate."""
    if found.encoder:
        row = [course.id for course in found.courses].index(one.id)
        alike = float(found.course_rows[row, COURSE.index("encoded")])
        told, side = ("alike", "for") if alike >= HALF else ("little alike", "against")
        yield _said("text", side, f"the sentence encoder {found.encoder} finds the texts {told} ({alike:.2f})")


def _descriptions(query: Listing, one: Listing, index: DescriptionIndex | None) -> Iterator[EvidenceEntry]:
    """Tell the rarest words that both descriptions say, or that only one side has a description."""
    if index is None or not (query.text or one.text):
        return
    if not (query.text and one.text):
        here = "there" if query.text else "here"
        yield _said("text", "against", f"no description {here}: titles alone were compared")
        return
    both = set(one.text).intersection(query.text).difference(query.words, one.words)
    shared = index.rarest(both)[:TOLD]
    if shared:
        yield _said("text", "for", f"both descriptions say {', '.join(shared)}")
    else:
        yield _said("text", "against", "the descriptions share no word beside the titles")


def _measures(query: Listing, one: Listing) -> Iterator[EvidenceEntry]:
    if query.level is not None and one.level is not None and query.framework == one.framework:
        side = "for" if query.level >= one.level else "against"
        yield _said("level", side, f"level {query.level:g} here, {one.level:g} there")
    if query.credit is not None and one.credit is not None and query.unit == one.unit:
        side = "for" if query.credit >= one.credit else "against"
        yield _said("workload", side, f"{query.credit:g} credits here, {one.credit:g} there")
    if query.hours is not None and one.hours is not None:
        side = "for" if query.hours >= one.hours else "against"
        yield _said("workload", side, f"{query.hours:g} hours here, {one.hours:g} there")


def _said(kind: EvidenceKind, side: str, text: str) -> EvidenceEntry:
    return EvidenceEntry(kind=kind, speaks="for" if side == "for" else "against", text=text)


def differences(query: Listing, one: Listing, evidence: Evidence) -> tuple[DifferenceEntry, ...]:
    """Return the substantial differences between a course and one at the receiver, as a refusal would name them.

    Source: Lisbon Recognition Convention (level, workload, profile, outcomes).
    """
    found = []
    if (
        query.level is not None
        and one.level is not None
        and query.framework == one.framework
        and query.level < one.level
    ):
        found.append(_difference("level", ReasonCode.LEVEL_TOO_LOW))
    if _short(query.hours, one.hours) or (query.unit == one.unit and _short(query.credit, one.credit)):
        found.append(_difference("workload", ReasonCode.HOURS_TOO_FEW))
    if evidence.subjects and Answer("course", one.subject) not in evidence.subjects and query.subject != one.subject:
        found.append(_difference("profile", ReasonCode.NO_EQUIVALENCE, "no rule leads from this subject to that one"))
    if one.outcomes and query.outcomes and len(query.outcomes & one.outcomes) < HALF * len(one.outcomes):
        found.append(_difference("outcomes", ReasonCode.COVERAGE_TOO_LOW))
    return tuple(found)


def _short(mine: float | None, theirs: float | None) -> bool:
    return mine is not None and theirs is not None and mine < theirs


def _difference(difference: Difference, code: ReasonCode, text: str = "") -> DifferenceEntry:
    return DifferenceEntry(difference=difference, code=code.value, text=text or WORDS[code].meaning)
