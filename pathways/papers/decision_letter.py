"""What is a learner told, in words that everybody understands?  The decisions of one institution as a letter.

Everything in it comes from the document (``pathways/letter/1``): nothing is decided here, and nothing is added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.language.words import Say, amount, msg
from pathways.model.codes import WORDS
from pathways.model.letter_documents import TWICE, CureEntry, LetterDocument, LetterLine, ReasonEntry
from pathways.papers.appeal import again
from pathways.papers.cures import cure_words
from pathways.papers.paper import LETTERS, Block, Facts, Heading, Items, Paper, Paragraph, Table

BASES: Final = {
    "procedural": msg("This is about papers, dates or double use. It says nothing about how good your learning is."),
    "incomplete": msg("Something that the rule asks for beside it is missing. What you learned is not judged by that."),
    "unnamed": msg("The source names no substantial difference. You may ask the institution to name one."),
}
"""What a reason is where it is no substantial difference."""

_ID: Final = re.compile(r"[A-Za-z0-9_.:@-]*[A-Za-z0-9]")
"""What may be an id inside a sentence."""

ENDS: Final = ".!?…"
"""How a sentence may end."""


DIFFERENCES: Final = {
    "quality": msg("quality: how well it was done, or how surely it was assessed"),
    "outcomes": msg("outcomes: what a learner can do afterwards"),
    "level": msg("level: how demanding it is"),
    "workload": msg("workload: how much time it takes"),
    "profile": msg("profile: what it is about"),
}
"""The substantial differences of the Lisbon Recognition Convention in plain words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter as it is sent: ``signed`` stands under it, ``sample`` says that its institutions do not exist."""

    document: LetterDocument
    signed: str = ""
    sample: bool = False


def decision_letter(sent: Sent, say: Say) -> Paper:
    """Return the letter as a paper, to be written as HTML, PDF or text."""
    document = sent.document
    return Paper(
        title=_title(document, say),
        day=document.as_of,
        blocks=tuple(_blocks(sent, say)),
        footer=say("{institution} to {learner}, {day}", **_named(document, say)),
        letters=say(LETTERS),
    )


def _named(document: LetterDocument, say: Say) -> dict[str, str]:
    learner = document.name or document.learner
    return {"institution": document.title, "learner": learner, "day": say.day(document.as_of)}


def _title(document: LetterDocument, say: Say) -> str:
    if len(document.lines) == 1:
        line = document.lines[0]
        return say("{learning}: the decision of {institution}", learning=line.title, institution=document.title)
    return say("What your learning counts for at {institution}", institution=document.title)


def _blocks(sent: Sent, say: Say) -> Iterator[Block]:
    document = sent.document
    yield _head(sent, say)
    if sent.sample or document.invented:
        yield Paragraph(say("The institutions in this letter are invented: it comes from a sample."), strong=True)
    yield Paragraph(in_short(document, say), strong=True)
    yield from _accepted(document, say)
    yield from _apart(document, "partial", say("What counts in part"), say)
    yield from _coming(document, say)
    yield from _apart(document, "refused", say("What does not count, and what you can do"), say)
    yield from _open(document, say)
    yield from again(document, say)


def _head(sent: Sent, say: Say) -> Facts:
    document = sent.document
    head = document.letterhead
    office = head.office if head else None
    pairs = [
        (say("To"), document.name or document.learner),
        (say("Sender"), ", ".join(word for word in (document.title, office, *(head.address if head else ())) if word)),
        (say("Date"), say.day(document.as_of)),
        (say("Program"), document.program or ""),
        (say("Credits are"), document.system_title or document.system or ""),
        (say("Signed"), sent.signed),
    ]
    return Facts(tuple((name, said) for name, said in pairs if said))


def in_short(document: LetterDocument, say: Say) -> str:
    """Return the whole letter in a sentence; the numbers add up to the number of lines."""
    looked = say.many(
        "{institution} looked at {n} thing that you learned",
        "{institution} looked at {n} things that you learned",
        len(document.lines),
        institution=document.title,
    )
    told = counted(document, say)
    return say("{looked}: {told}.", looked=looked, told=told) if told else f"{looked}."


def counted(document: LetterDocument, say: Say) -> str:
    """Return how many lines count, wholly or in part, how many do not, and how many are not decided."""
    found = Counter(line.verdict for line in document.lines)
    parts = (
        (found["accepted"], say.many("{n} counts in full", "{n} count in full", found["accepted"])),
        (found["partial"], say.many("{n} counts in part", "{n} count in part", found["partial"])),
        (found["coming"], say.many("{n} will count later", "{n} will count later", found["coming"])),
        (found["refused"], say.many("{n} does not count", "{n} do not count", found["refused"])),
        (found["open"], say.many("{n} is not decided yet", "{n} are not decided yet", found["open"])),
    )
    return say.listed(words for number, words in parts if number)


def _accepted(document: LetterDocument, say: Say) -> Iterator[Block]:
    lines = [line for line in document.lines if line.verdict == "accepted"]
    if not lines:
        return
    yield Heading(say("What counts"))
    columns = (say("What you learned"), say("Counts as"), say("Credits"), say("By which rule"))
    rows = tuple(
        (_learned(line), _counts(document, line, say), say.number(line.credit), _rule(line, say)) for line in lines
    )
    yield Table(say("Learning that counts"), columns, rows, (6, 6, 2, 6))


def _coming(document: LetterDocument, say: Say) -> Iterator[Block]:
    lines = [line for line in document.lines if line.verdict == "coming"]
    if lines:
        yield Heading(say("What will count once it is completed"))
        yield Paragraph(say("None of this counts yet. By the rules of today it will, if you complete it."))
        columns = (say("What you learn"), say("Will count as"))
        rows = tuple((_learned(line), _counts(document, line, say)) for line in lines)
        yield Table(say("Learning that is not completed"), columns, rows, (1, 1))


def _learned(line: LetterLine) -> str:
    return f"{line.title} ({line.attainment})"


def _counts(document: LetterDocument, line: LetterLine, say: Say) -> str:
    what = say.listed(say.engine(item.title) for item in line.counts_as if item.title)
    known = {other.attainment: other.title for other in document.lines}
    if not line.together:
        return what
    others = say.listed(known.get(name, name) for name in line.together)
    return say("{what}, together with {others}", what=what, others=others)


def _rule(line: LetterLine, say: Say) -> str:
    """Return who decided and on what a line rests."""
    made = _maker(line.by, line.on, say)
    return say.apart(word for word in (made, line.source or "", line.rule if line.rule != "own" else "") if word)


def _maker(by: str | None, on: object, say: Say) -> str:
    if by is None:
        return ""
    return say("decided by {name} on {day}", name=by, day=say.day(on)) if on else say("decided by {name}", name=by)  # type: ignore[arg-type]


def _apart(document: LetterDocument, verdict: str, heading: str, say: Say) -> Iterator[Block]:
    lines = [line for line in document.lines if line.verdict == verdict]
    if lines:
        yield Heading(heading)
    for line in lines:
        yield from _one(document, line, say)


def _open(document: LetterDocument, say: Say) -> Iterator[Block]:
    """Tell what is not decided: lines of which nobody has said anything together, the others one by one."""
    lines = [line for line in document.lines if line.verdict == "open"]
    if not lines:
        return
    yield Heading(say("What nobody has decided yet"))
    yield Paragraph(say("Not decided is not a no, and not a yes. Nothing below has been granted or refused."))
    plain = [line for line in lines if not line.cures and not line.worth_asking and _unlooked(line)]
    if plain:
        yield Paragraph(
            say(
                "No rule of {institution} speaks of these. Ask it to look at them, and send what shows what you "
                "learned: a description, hours, a test that you passed.",
                institution=document.title,
            )
        )
        yield Items(tuple(_learned(line) for line in plain))
    for line in lines:
        if line not in plain:
            yield from _one(document, line, say)


def _unlooked(line: LetterLine) -> bool:
    return all(reason.code == "NOT_EVALUATED" and reason.rule is None for reason in line.reasons)


def _one(document: LetterDocument, line: LetterLine, say: Say) -> Iterator[Block]:
    yield Heading(_learned(line), 3)
    yield Paragraph(verdict_words(document, line, say))
    pairs = [
        (say("Where and when"), _where(line, say)),
        (say("Counts as"), _counts(document, line, say) if line.verdict == "partial" else ""),
        (say("Why"), sentences(why_words(document, reason, say) for reason in line.reasons)),
        (say("In plain words"), sentences(_meaning(reason, say) for reason in line.reasons)),
        (say("The substantial difference"), _differences(line.reasons, say)),
        (say("What it rests on"), _basis(line.reasons, say)),
        (say("Decided"), _decided(document, line, say)),
        (say("Source"), _sources(line, say)),
    ]
    yield Facts(tuple((name, said) for name, said in pairs if said))
    yield from cured(line, say)


def verdict_words(document: LetterDocument, line: LetterLine, say: Say) -> str:
    """Return what became of a line in one sentence; nothing that is open is said to be granted."""
    named = {"institution": document.title}
    match line.verdict:
        case "accepted":
            return say("It counts at {institution}.", **named)
        case "partial":
            got = amount(say, line.credit, document.system or "")
            if line.brought is None or line.brought <= line.credit:
                return say("It counts in part at {institution}: {credit}.", credit=got, **named)
            brought = say.number(line.brought)
            return say("It counts in part at {institution}: {credit} of {all}.", credit=got, all=brought, **named)
        case "coming":
            return say("It will count at {institution} once it is completed.", **named)
        case "refused" if any(reason.code in TWICE for reason in line.reasons):
            return say("It stands on your record twice, and is looked at once.")
        case "refused":
            return say("It does not count at {institution}.", **named)
        case "open":
            return say("{institution} has not decided about it.", **named)


def _meaning(reason: ReasonEntry, say: Say) -> str:
    return say("by itself it is not enough") if reason.basis == "incomplete" else say.engine(WORDS[reason.code].meaning)


def _where(line: LetterLine, say: Say) -> str:
    grade = say("grade {grade}", grade=line.grade) if line.grade else ""
    return ", ".join(word for word in (line.organization or "", say.day(line.completed), grade) if word)


def sentences(words: Iterable[str]) -> str:
    """Return clauses as sentences, each once, with a large letter first and an end.

    >>> sentences(["grade 58 is below 60", "it is late."])
    'Grade 58 is below 60. It is late.'
    """
    each = dict.fromkeys(" ".join(word.split()) for word in words)
    return " ".join(f"{word[:1].upper()}{word[1:]}{'' if word[-1] in ENDS else '.'}" for word in each if word)


def why_words(document: LetterDocument, reason: ReasonEntry, say: Say) -> str:
    """Return a reason in the language, with names in the place of ids; the rule itself keeps its id.

    A text that a person wrote stays as it is.
    """
    if reason.by is not None:
        return reason.statement
    named = dict(document.names)
    if reason.rule is not None and not reason.rule.startswith("decision-"):
        named.setdefault(reason.rule, say("the rule {rule}", rule=reason.rule))
    words = say.engine(reason.statement)
    return _ID.sub(lambda found: named.get(found[0], found[0]), words)


def _differences(reasons: Sequence[ReasonEntry], say: Say) -> str:
    """Return the differences that are named, each with what it means."""
    named = dict.fromkeys(reason.difference for reason in reasons if reason.difference)
    return sentences(say(DIFFERENCES[name]) for name in named)


def _basis(reasons: Sequence[ReasonEntry], say: Say) -> str:
    """Return what the reasons are where none of them is a substantial difference."""
    if any(reason.difference for reason in reasons):
        return ""
    return sentences(say(BASES[reason.basis]) for reason in reasons)


def _decided(document: LetterDocument, line: LetterLine, say: Say) -> str:
    if line.verdict == "open":
        return ""
    people = [(reason.by, reason.on) for reason in line.reasons] or [(line.by, line.on)]
    told = [word for by, on in dict.fromkeys(people) if (word := _maker(by, on, say))]
    if told:
        return sentences(told)
    return say("By the published rules of {institution}, read on {day}.", **_named(document, say))


def _sources(line: LetterLine, say: Say) -> str:
    """Return the sources with the id of the rule or decision, and where one can read it."""
    found = [(reason.source, reason.rule, reason.url) for reason in line.reasons]
    found += [(line.source, line.rule, None)] if line.verdict == "partial" else []
    told = dict.fromkeys(_source(say, *each) for each in found if each[0] or each[1])
    if not told and line.verdict == "refused":
        return say("Your record itself shows this; no rule had to be asked.")
    return sentences(told)


def _source(say: Say, source: str | None, rule: str | None, url: str | None) -> str:
    first = source or ""
    named = say("rule {rule}", rule=rule) if rule else ""
    whole = f"{first} ({named})" if first and named else first or named
    return f"{whole}, {url}" if url else whole


def cured(line: LetterLine, say: Say) -> Iterator[Block]:
    """Say what the learner can do: the cheapest that was found and checked, then what else there is."""
    if line.verdict not in ("refused", "open"):
        return
    if line.cures:
        first, *others = line.cures
        yield Paragraph(say.named(_way(line.cures, say), cure_words(first, say)), strong=True)
        if others:
            yield Paragraph(say("Other ways:"))
            yield Items(tuple(cure_words(cure, say) for cure in others))
    elif any(reason.code in TWICE for reason in line.reasons):
        yield Paragraph(say("You need to do nothing: the other line stands for it."), strong=True)
    elif line.verdict == "refused":
        yield Paragraph(say("What you can do: nothing that is known to us would change this."), strong=True)
    else:
        yield Paragraph(say("What you can do: ask for a decision, and send what shows what you learned."), strong=True)
    if line.worth_asking:
        what = say.listed(line.worth_asking)
        told = say(
            "Worth asking about: rules of other institutions suggest {what}. Nothing is granted by that.", what=what
        )
        yield Paragraph(told)


def _way(cures: Sequence[CureEntry], say: Say) -> str:
    """Return what stands before the first cure: it is the cheapest only where all prices are of one currency."""
    first, currencies = cures[0], {cure.price.currency for cure in cures if cure.price}
    if first.kind == "instead":
        return say("The line itself cannot count. What gives the same")
    priced = first.kind == "document" or (first.price is not None and len(currencies) == 1)
    return say("What you can do, at the least cost") if priced else say("What you can do")
