"""What can be sent of badges as a page for itself?  A shared document as a paper: the same words, the same limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from pathways.language.words import Say
from pathways.model.backpack import SharedDocument, SharedItem
from pathways.model.check_codes import Outcome
from pathways.model.verification_documents import Kind
from pathways.papers.paper import LETTERS, Block, Facts, Heading, Items, Paper, Paragraph, Table
from pathways.ui.checks_told import STEPS, outcome_words, standing_words


def shared_paper(shown: SharedDocument, say: Say, day: dt.date, *, invented: bool = False) -> Paper:
    """Return a shared document as a paper; ``invented`` says that it comes from a sample."""
    return Paper(
        title=shown.title,
        day=day,
        blocks=tuple(_blocks(shown, say, invented=invented)),
        footer=say("As of {day}. No proof by itself.", day=say.day(day)),
        letters=say(LETTERS),
    )


def _blocks(shown: SharedDocument, say: Say, *, invented: bool) -> Iterator[Block]:
    pairs = ((say("For"), shown.audience), (say("To be seen until"), say.day(shown.expires.date())))
    yield Facts(tuple((name, text) for name, text in pairs if text))
    yield Paragraph(
        say(
            "How each badge stood when it was last examined is told below. This page proves nothing by itself: examine "
            "the badge, where it is enclosed, or ask who issued it."
        )
    )
    if invented:
        yield Paragraph(say("The institutions named here are invented: they come from a sample."), strong=True)
    for item in shown.items:
        yield from _item(item, say)


def _item(item: SharedItem, say: Say, level: int = 2) -> Iterator[Block]:
    yield Heading(item.name or say("badge without a name"), level)
    yield Paragraph(item_standing(say, item), strong=True)
    yield Items(tuple(item_lines(say, item)))
    rows = tuple((say(STEPS[one.step]), outcome_words(say, one.outcome), say.engine(one.words)) for one in item.checks)
    yield Table(say("Every step that was examined"), (say("Step"), say("Result"), say("Why")), rows, (2, 1, 4))
    for one in item.contains:
        yield from _item(one, say, 3)


def item_standing(say: Say, item: SharedItem) -> str:
    """Return how a badge stands; of an endorsement, which is awarded to nobody, whether every step of it holds."""
    if item.kind is not Kind.ENDORSEMENT:
        return standing_words(say, item.standing)
    found = {one.outcome for one in item.checks}
    worst = next((one for one in (Outcome.FAIL, Outcome.UNKNOWN) if one in found), Outcome.PASS)
    return outcome_words(say, worst)


def item_lines(say: Say, item: SharedItem) -> list[str]:
    """Return what is shown of a badge beside its name, as sentences; nothing where nothing is said."""
    who = " ".join(word for word in (item.issuer_name, f"({item.issuer})" if item.issuer else "") if word)
    found = (
        (say("Issuer"), who),
        (say("Awarded"), say.day(item.begins.date()) if item.begins else ""),
        (say("Valid until"), say.day(item.ends.date()) if item.ends else ""),
        (say("Examined"), say.day(item.checked.date())),
        (say("Credits, as it says"), item.credits or ""),
        (say("Leads to, as it says"), say.listed(one.name or one.code or one.url or "" for one in item.alignments)),
        (say("Awarded to"), say.listed(_recipients(say, item))),
        (say("Results, as it says"), say.listed(item.results)),
        (say("Evidence, as it says"), say.apart(_evidence(item))),
        (say("Note of the learner"), " ".join((item.note or "").split())),
    )
    return [say.named(name, text) for name, text in found if text]


def _recipients(say: Say, item: SharedItem) -> Iterator[str]:
    for one in item.recipients:
        yield say("a hash of {kind}", kind=one.kind) if one.hashed else one.value


def _evidence(item: SharedItem) -> Iterable[str]:
    for one in item.evidence:
        yield " ".join(word for word in (one.name, one.text, one.id) if word)
