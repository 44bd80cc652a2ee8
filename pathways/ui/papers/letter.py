"""What may an advisor send?  The decision on a transcript as a letter: what counts, what does not, why, what to do.

Every refusal names the substantial difference that it rests on, the least that would cure it, and the source of its
rule.  The words are those of the visitor's language; titles are those of the catalogue and the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.codes import WORDS, ReasonCode
from pathways.model.documents import LineEntry, Totals
from pathways.ui.papers.paper import LETTERS, Block, Facts, Heading, Items, Paper, Paragraph, Table
from pathways.ui.pictures.flow import together
from pathways.ui.words import Say, amount, msg

DIFFERENCES: Final = {
    "quality": msg("quality: how well it was done, or how surely it was assessed"),
    "outcomes": msg("outcomes: what a learner can do afterwards"),
    "level": msg("level: how demanding it is"),
    "workload": msg("workload: how much time it takes"),
    "profile": msg("profile: what it is about"),
}
"""The substantial differences of the Lisbon Recognition Convention in plain words."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a letter is about: the lines of one record at one institution, with the names that people use.

    ``names`` say what a line of the record is about, ``titles`` what a requirement is called; ``program`` is empty
    where the decision is not toward one; ``signed`` stands under the letter; ``invented`` says that the catalogue is
    the sample, whose institutions do not exist.
    """

    learner: str
    institution: str
    program: str
    day: dt.date
    lines: tuple[LineEntry, ...]
    totals: Totals
    system: str
    names: Mapping[str, str]
    titles: Mapping[str, str]
    signed: str = ""
    invented: bool = False


def letter(decided: Decided, say: Say) -> Paper:
    """Return the letter as a paper, to be written as HTML or PDF."""
    return Paper(
        title=say("What {institution} recognises", institution=decided.institution),
        day=decided.day,
        blocks=tuple(_blocks(decided, say)),
        footer=say("{learner}, as of {day}", learner=decided.learner, day=say.day(decided.day)),
        letters=say(LETTERS),
    )


def _blocks(decided: Decided, say: Say) -> Iterator[Block]:
    yield _facts(decided, say)
    if decided.invented:
        yield Paragraph(say("The institutions in this letter are invented: it comes from a sample."), strong=True)
    yield Paragraph(summary(decided, say), strong=True)
    yield from _accepted(decided, say)
    yield from _refused(decided, say)
    yield from _open(decided, say)
    yield from _spare(decided, say)
    yield from _end(decided, say)


def _facts(decided: Decided, say: Say) -> Facts:
    pairs = [
        (say("Learner"), decided.learner),
        (say("Institution"), decided.institution),
        (say("Program"), decided.program),
        (say("As of"), say.day(decided.day)),
        (say("Prepared by"), decided.signed),
    ]
    return Facts(tuple((name, said) for name, said in pairs if said))


def summary(decided: Decided, say: Say) -> str:
    """Return the whole decision in a sentence or three; its figures add up."""
    totals = decided.totals
    said = {
        "institution": decided.institution,
        "program": decided.program,
        "accepted": say.number(totals.accepted),
        "all": amount(say, totals.evaluable, decided.system),
        "applied": say.number(totals.applied),
        "excess": say.number(totals.excess),
        "refused": say.number(totals.refused),
        "undecided": say.number(totals.undecided),
    }
    parts = [say("{institution} accepts {accepted} of {all} that can be judged.", **said)]
    if decided.program:
        parts.append(say("Of these, {applied} fill requirements of {program}; {excess} are left over.", **said))
    if totals.refused and totals.undecided:
        parts.append(say("{refused} are refused and {undecided} are not decided yet.", **said))
    elif totals.refused:
        parts.append(say("{refused} are refused.", **said))
    elif totals.undecided:
        parts.append(say("{undecided} are not decided yet.", **said))
    return " ".join(parts)


def _accepted(decided: Decided, say: Say) -> Iterator[Block]:
    lines = [line for line in decided.lines if line.decision == "accepted"]
    if not lines:
        return
    yield Heading(say("What is accepted"))
    columns = [say("Learning"), say("Counts as"), say("Credit")]
    columns += [say("Fills")] if decided.program else []
    rows = []
    for line in lines:
        row = [_name(decided, line), _counts_as(decided, line, say), say.number(line.credit_recognized)]
        fills = say.listed(say.engine(decided.titles.get(path, path)) for path in line.applied_to)
        rows.append(tuple([*row, fills or "–"] if decided.program else row))
    widths = (8, 7, 3, 7) if decided.program else (9, 9, 3)
    yield Table(say("Accepted learning"), tuple(columns), tuple(rows), widths)


def _counts_as(decided: Decided, line: LineEntry, say: Say) -> str:
    what = say.listed(say.engine(item) for item in line.recognized_as)
    others = [decided.names.get(name, name) for name in together(line)[1:]]
    return say("{what}, together with {others}", what=what, others=say.listed(others)) if others else what


def _refused(decided: Decided, say: Say) -> Iterator[Block]:
    lines = [line for line in decided.lines if line.decision == "refused"]
    if lines:
        yield Heading(say("What is not accepted, and what you can do"))
    for line in lines:
        yield from _barred(decided, line, say)


def _open(decided: Decided, say: Say) -> Iterator[Block]:
    lines = [line for line in decided.lines if line.decision == "undecided"]
    if lines:
        yield Heading(say("What nobody has decided yet"))
    for line in lines:
        yield from _barred(decided, line, say)


def _barred(decided: Decided, line: LineEntry, say: Say) -> Iterator[Block]:
    yield Heading(_name(decided, line), 3)
    bars = tuple(bars_of(line.reason))
    why = dict.fromkeys(say.engine(str(bar["statement"])) for bar in bars)
    meant = dict.fromkeys(say.engine(WORDS[ReasonCode(code)].meaning) for code in line.codes if code in WORDS)
    pairs = [
        (say("Why"), say.apart(why) or say.apart(meant)),
        (say("In plain words"), say.apart(meant) if why else ""),
        (say("What differs"), say.listed(say(DIFFERENCES[name]) for name in line.differences if name in DIFFERENCES)),
        (say("What you can do"), say.engine(line.cure) if line.cure else ""),
        (say("Source of the rule"), say.listed(dict.fromkeys(str(bar["source"]) for bar in bars if bar.get("source")))),
    ]
    yield Facts(tuple((name, said) for name, said in pairs if said))
    if not any(bar.get("source") for bar in bars):
        yield Paragraph(say("No source is named for this: ask the institution to confirm it."))


def bars_of(reason: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the innermost reasons of a decision, in order: the rules that bar a line."""
    for part in reason.get("because", ()):
        inner = tuple(bars_of(part))
        yield from inner or (part,)


def _spare(decided: Decided, say: Say) -> Iterator[Block]:
    if not decided.program:
        return
    lines = [line for line in decided.lines if line.decision == "accepted" and not line.applied_to]
    if lines:
        yield Heading(say("Accepted, but not needed here"))
        yield Items(tuple(f"{_name(decided, line)}: {_spare_why(line, say)}" for line in lines))


def _spare_why(line: LineEntry, say: Say) -> str:
    told = [say.engine(str(bar["statement"])) for bar in bars_of(line.reason)]
    cure = [say.engine(line.cure)] if line.cure else []
    return say.apart([*told, *cure]) or say("accepted, left over")


def _end(decided: Decided, say: Say) -> Iterator[Block]:
    sources = dict.fromkeys(_sources(decided))
    if sources:
        yield Heading(say("The rules this rests on"))
        yield Items(tuple(sources))
    yield Heading(say("If you see it differently"))
    yield Paragraph(
        say(
            "This letter says what the published rules named in it lead to on {day}. The institution decides. You may "
            "ask it to look again, and send what is missing: a syllabus, hours, a grade, proof of an assessment.",
            day=say.day(decided.day),
        )
    )


def _sources(decided: Decided) -> Iterator[str]:
    for line in decided.lines:
        for found in (line.reason, *bars_of(line.reason)):
            if found.get("source"):
                yield str(found["source"])


def _name(decided: Decided, line: LineEntry) -> str:
    name = decided.names.get(line.attainment, line.title)
    return name if name.startswith(line.attainment) else f"{line.attainment} {name}"
