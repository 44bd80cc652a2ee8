"""How is a set of learning told?  Outcome by outcome with its source, what nobody could leave out, and the gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.matching.covers import Covers, Pieces, without
from pathways.matching.parts import Piece, Showing
from pathways.matching.queue import learning_of, title_of_line
from pathways.model.course import Course
from pathways.model.decision import Pair
from pathways.model.exact import format_exact
from pathways.model.joint_documents import (
    JOINT_SCHEMA,
    AnsweredEntry,
    JointAsked,
    JointMember,
    JointOutcome,
    JointSet,
    JointSuggestionsDocument,
    LeftOutEntry,
)
from pathways.recognition.apply import lines_by_name
from pathways.recognition.joint import may_take_part, minimal_covers
from pathways.recognition.match import need_of, ways_to_meet
from pathways.recognition.receiver import Receiver
from pathways.recognition.rules import Rule
from pathways.recognition.types import Bar, Line, RecognitionResult

SHOWN: Final = 20


@dataclass(frozen=True)
class Answered:
    """What the receiver has answered already, and what bars a line here."""

    catalog: Catalog
    receiver: Receiver
    course: Course
    as_of: dt.date
    result: RecognitionResult | None = None
    met: dict[tuple[str, ...], AnsweredEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what gives the course in this record already."""
        self.met.update({entry.members: entry for entry in self._given})

    def bars(self, line: Line) -> tuple[Bar, ...]:
        """Return what keeps a line out of every set: its own bars, and those of the policies for this course."""
        features = self.receiver.granter.course(self.course.id).features
        found = (*line.bars, *self.receiver.judge.policy_bars(line, features, line.source))
        return tuple(bar for bar in found if not bar.undecided or bar in line.bars)

    def doubts(self, line: Line) -> tuple[str, ...]:
        """Return what would leave a line undecided; of what is only on offer, whether it is assessed."""
        features = self.receiver.granter.course(self.course.id).features
        found = [bar for bar in self.receiver.judge.policy_bars(line, features, line.source) if bar.undecided]
        return tuple(bar.statement for bar in found if self.result is not None or "assessed" in bar.statement)

    def spoken(self, lines: tuple[Line, ...]) -> AnsweredEntry | None:
        """Return how the receiver has answered about these lines, all of them or some; None where it has not."""
        names = frozenset(line.id for line in lines)
        entry = next((one for one in self._given if names.issuperset(one.members)), None)
        entry = entry or self._ruled(lines) or self._by_policy(lines)
        if entry is not None:
            self.met.setdefault(entry.members, entry)
        return entry

    @cached_property
    def _given(self) -> tuple[AnsweredEntry, ...]:
        """Return what gives the course in this record already, by a rule or by a policy."""
        options = self.result.options if self.result else ()
        return tuple(
            AnsweredEntry(members=tuple(sorted(option.uses)), rule=option.rule, text=option.why)
            for option in options
            if any(item.course == self.course.id for item in option.items)
        )

    def _ruled(self, lines: tuple[Line, ...]) -> AnsweredEntry | None:
        for rule in self.rules(lines):
            if not self._met(rule, lines):
                continue
            names = tuple(sorted(line.id for line in lines))
            if self.course.id in rule.equivalence.target.courses and not rule.equivalence.target.is_no:
                return AnsweredEntry(members=names, rule=rule.id, text=f"{rule.id} gives {self.course.code} for these")
            whole = not any(self._met(rule, tuple(each for each in lines if each is not one)) for one in lines)
            if rule.equivalence.target.is_no and whole:
                return AnsweredEntry(members=names, rule=rule.id, text=f"{rule.id} says no to these")
        return None

    def _by_policy(self, lines: tuple[Line, ...]) -> AnsweredEntry | None:
        """Return those of the lines that give the course by the policy's rule on joint coverage, if any do."""
        joint = self.receiver.policies.joint
        if joint is None or not self.course.outcomes or (joint[0].courses and self.course.id not in joint[0].courses):
            return None
        rule, policy = joint
        parts = tuple(line for line in lines if may_take_part(line, rule))
        cover = next(iter(minimal_covers(self.course, parts, rule)), None)
        if cover is None:
            return None
        names = tuple(sorted(line.id for line in cover.lines))
        return AnsweredEntry(members=names, rule=policy.id, text=cover.words(rule))

    def rules(self, lines: Iterable[Line]) -> tuple[Rule, ...]:
        """Return the agreed rules of the receiver that name any of the lines, by id."""
        names = lines_by_name(tuple(lines))
        found = {ready.id: ready.rule for name in names for ready in self.receiver.rules(name)}
        return tuple(rule for _, rule in sorted(found.items()) if self._holds(rule))

    def _holds(self, rule: Rule) -> bool:
        agreed = rule.status == "agreed" and rule.in_scope(None)
        return agreed and rule.equivalence.editions.holds_on(self.as_of)

    def _met(self, rule: Rule, lines: tuple[Line, ...]) -> bool:
        days = (line.attainment.completed or self.as_of for line in lines)
        fits = all(rule.valid.holds_on(day) for day in days)
        return (
            fits and bool(lines) and bool(ways_to_meet(need_of(rule.equivalence.sources), lines_by_name(lines)).found)
        )

    def alone(self, line: Line) -> tuple[str, ...]:
        """Return the rules that speak of the line alone."""
        return tuple(rule.id for rule in self.rules((line,)) if self._met(rule, (line,)))

    def counts_as(self, line: Line) -> tuple[str, ...]:
        """Return what the line counts as in this record by a rule of its own."""
        options = [each for each in self.result.options if each.uses == (line.id,)] if self.result else []
        return tuple(sorted({item.label for option in options for item in option.items}))


@dataclass(frozen=True)
class Found:
    """What one search found, with everything that it is told by."""

    course: Course
    asked: JointAsked
    showing: Showing
    parts: tuple[Piece, ...]
    pieces: Pieces
    scale: int
    covers: Covers
    known: Answered
    left_out: tuple[tuple[Piece, tuple[Bar, ...]], ...] = ()
    nearest: Covers | None = None
    nearest_sure: bool = True

    def unanswered(self, members: tuple[int, ...]) -> bool:
        """Return whether the receiver has said nothing of this set."""
        return self.known.spoken(tuple(self.parts[one].line for one in members)) is None

    def brought(self, members: tuple[int, ...]) -> Fraction:
        """Return how much the members bring together, as far as they state it."""
        return Fraction(int(self.pieces.amounts[list(members)].sum()), self.scale)

    def lacking(self, members: tuple[int, ...]) -> Fraction:
        """Return how much of the amount asked for the members lack."""
        return max(Fraction(0), (self.asked.amount or Fraction(0)) - self.brought(members))


def document_of(found: Found, *, learner: str | None = None, senders: tuple[str, ...] = ()) -> JointSuggestionsDocument:
    """Return ``pathways/joint-suggestions/1``."""
    known = found.known
    sets = tuple(_set(found, members) for members in found.covers.sets)
    nearest = tuple(_set(found, members) for members in found.nearest.sets) if found.nearest else ()
    left = found.left_out
    return JointSuggestionsDocument(
        schema_name=JOINT_SCHEMA,
        as_of=known.as_of,
        catalog=known.catalog.digest,
        course=found.course.id,
        code=found.course.code,
        title=found.course.title,
        at=found.course.organization,
        learner=learner,
        senders=senders,
        asked=found.asked,
        candidates=len(found.parts),
        sets=sets,
        nearest=nearest,
        complete=found.covers.cut is None,
        cut=found.covers.cut,
        looked_at=found.covers.looks,
        answered=tuple(known.met[key] for key in sorted(known.met)),
        left_out=tuple(_left_out(piece, bars) for piece, bars in left[:SHOWN]),
        left_out_count=len(left),
        told=tuple(_told(found, sets)),
    )


def _left_out(piece: Piece, bars: tuple[Bar, ...]) -> LeftOutEntry:
    return LeftOutEntry(
        id=piece.id,
        title=title_of_line(piece.line),
        codes=tuple(dict.fromkeys(bar.code.value for bar in bars)),
        text="; ".join(dict.fromkeys(bar.statement for bar in bars)),
    )


def _set(found: Found, members: tuple[int, ...]) -> JointSet:
    outcomes = tuple(_outcomes(found, members))
    covered, brought = sum(one.covered for one in outcomes), found.brought(members)
    total, need = len(outcomes), found.asked.amount
    made = tuple(_member(found, members, one) for one in members)
    unstated = tuple(found.parts[one].id for one in members if found.parts[one].amount is None)
    weaker = any(
        one.covered and all(each.how == "text" for each in one.by if each.level_met or each.how == "text")
        for one in outcomes
    )
    return JointSet(
        members=made,
        outcomes=outcomes,
        covered=covered,
        share=Fraction(covered, total),
        amount=brought,
        excess=max(Fraction(0), brought - (need or Fraction(0))),
        short=found.lacking(members),
        missing=tuple(_name(one) for one in outcomes if not one.covered),
        unstated=unstated if found.asked.measure else (),
        weaker=weaker,
        pair=_pair(found, members),
        because=tuple(_because(found, members, made, outcomes)),
    )


def _outcomes(found: Found, members: tuple[int, ...]) -> Iterator[JointOutcome]:
    met = found.pieces.which(members)
    for outcome, covered in zip(found.showing.outcomes, met, strict=True):
        sources = [each for one in members for each in found.showing.sources(found.parts[one], outcome)]
        want = outcome.want
        yield JointOutcome(
            competency=want.competency if want else None,
            title=outcome.title,
            level=want.level if want else None,
            covered=covered,
            by=tuple(dict.fromkeys(sources)),
        )


def _name(outcome: JointOutcome) -> str:
    return outcome.competency or outcome.title


def _member(found: Found, members: tuple[int, ...], one: int) -> JointMember:
    piece, others = found.parts[one], without(members, one)
    learning = learning_of(piece.line)
    with_it = found.pieces.which(members)
    rest = found.pieces.which(others) if others else (False,) * len(with_it)
    names = [outcome.name for outcome in found.showing.outcomes]
    short = found.lacking(others)
    return JointMember(
        id=piece.id,
        title=title_of_line(piece.line),
        learning=learning.key if learning else None,
        amount=piece.amount if found.asked.measure else None,
        pending=piece.line.pending,
        only=tuple(name for name, now, then in zip(names, with_it, rest, strict=True) if now and not then),
        covered_without=sum(rest),
        short_without=short or None,
        alone=found.known.alone(piece.line),
        counts_as=found.known.counts_as(piece.line),
        doubts=found.known.doubts(piece.line),
    )


def _pair(found: Found, members: tuple[int, ...]) -> str | None:
    named = [learning_of(found.parts[one].line) for one in members]
    known = [learning for learning in named if learning is not None]
    if len(known) < len(named) or len({learning.key for learning in known}) < len(named):
        return None
    return Pair(learning=known[0], together=tuple(known[1:]), receiving=found.course.organization).key


def _because(
    found: Found, members: tuple[int, ...], made: tuple[JointMember, ...], outcomes: tuple[JointOutcome, ...]
) -> Iterator[str]:
    names = [one.id for one in made]
    yield f"{' with '.join(names)}: {_coverage(found, members)}"
    for one in members if len(members) > 1 else ():
        yield f"without {found.parts[one].id}: {_coverage(found, without(members, one))}"
    for outcome in outcomes:
        yield from _of_outcome(outcome)
    for member in made:
        if member.amount is None and found.asked.amount is not None:
            yield f"{member.id} does not state its {found.asked.measure}"
        if member.counts_as:
            yield f"{member.id} counts as {', '.join(member.counts_as)} already, and would not count twice"
        if member.learning is None:
            yield f"{member.id} can be named by no rule: it is decided about for this record alone"
        if member.pending:
            yield f"{member.id} is not completed"


def _of_outcome(outcome: JointOutcome) -> Iterator[str]:
    good = [each for each in outcome.by if each.level_met]
    for each in good:
        if each.how == "aligned":
            told = f" ({each.source})" if each.source else ""
            yield f"{each.competency} of {each.member} is exactly aligned with {_name(outcome)}{told}"
    low = [each for each in outcome.by if not each.level_met and each.how != "text"]
    if not outcome.covered:
        yield f"nothing covers {_name(outcome)}"
        for each in low:
            shown = f"at level {each.level}" if each.level else "at no stated level"
            yield f"{each.member} shows {each.competency} {shown}; {outcome.level} is asked for"
    elif not good:
        members = " and ".join(each.member for each in outcome.by if each.how == "text")
        if members:
            yield f"only words in the text of {members} cover {_name(outcome)}, which is weaker"


def _coverage(found: Found, members: tuple[int, ...]) -> str:
    met, asked = sum(found.pieces.which(members)) if members else 0, found.asked
    share = f"{float(Fraction(met, asked.outcomes) * 100):.4g} %"
    amount = ""
    if asked.amount is not None:
        unit = "hours" if asked.measure == "hours" else "credit"
        known = not members or any(found.parts[one].amount is not None for one in members)
        brought = format_exact(found.brought(members)) if known else "unknown"
        amount = f", {brought} of at least {format_exact(asked.amount)} {unit}"
    return f"{met} of {asked.outcomes} outcomes of {found.course.code} = {share}{amount}"


def _told(found: Found, sets: tuple[JointSet, ...]) -> Iterator[str]:
    code, parts = found.course.code, found.asked.max_parts
    if not found.asked.outcomes:
        yield f"{code} states no outcomes and has no description: nothing can be compared"
        return
    if found.showing.by_text:
        why = "no stated outcomes cover it" if found.course.outcomes else f"{code} states no outcomes"
        yield f"compared by words of texts, which is weaker: {why}"
    for entry in found.known.met.values():
        yield f"answered already: {' with '.join(entry.members)} by {entry.rule}"
    more = " more" if found.known.met else ""
    if sets:
        yield f"{_count(len(sets), more)} of at most {parts} {'covers' if len(sets) == 1 else 'cover'} {code}"
    elif found.covers.cut is None:
        yield f"no{more} set of at most {parts} covers {code}"
        yield from () if more else _all_together(found)
    yield from _how_far(found)
    if sets:
        yield "this grants nothing: only a recorded decision makes a rule"


def _all_together(found: Found) -> Iterator[str]:
    every = tuple(range(len(found.parts)))
    if not every:
        yield f"nothing here shows any outcome of {found.course.code}"
        return
    met = sum(found.pieces.which(every))
    if met >= found.asked.needed and not found.lacking(every):
        yield f"all {len(every)} together cover it, but only with more than {found.asked.max_parts} parts"
    else:
        yield f"all {len(every)} together: {_coverage(found, every)}"


def _how_far(found: Found) -> Iterator[str]:
    match found.covers.cut:
        case "number":
            yield f"the list is cut: there are more sets, and these {len(found.covers.sets)} are the lightest"
        case "work" if found.covers.sets:
            yield f"the list is cut: the search ended after {found.covers.looks} looks; further sets are heavier"
        case "work":
            yield f"the search ended after {found.covers.looks} looks, and no set was found: there may be one"
        case None:
            if found.covers.sets:
                yield "the list is whole: there is no other minimal set of that size"
    if found.nearest is not None and not found.nearest_sure:
        yield "the search for the nearest ended early: nearer ones may exist"


def _count(number: int, more: str) -> str:
    return f"1{more} minimal set" if number == 1 else f"{number}{more} minimal sets"
