"""What can a learner do, in plain words?  A cure, step by step, with what it costs and what it then counts as."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from pathways.language.words import Say, amount
from pathways.model.base import Money
from pathways.model.exact import parse_exact
from pathways.model.letter_documents import CureEntry, CureStep


def cure_words(cure: CureEntry, say: Say) -> str:
    """Return all steps of a cure, and as what the learning counts then."""
    steps = " ".join(_step(step, say) for step in cure.steps)
    what = say.listed(say.engine(item) for item in cure.counts_as if item)
    credit = amount(say, cure.credit, "")
    then = say("Then it counts as {what} ({credit}).", what=what, credit=credit) if what else say("Then it counts.")
    if cure.kind in ("exam", "instead"):
        then = say("That counts as {what} ({credit}).", what=what, credit=credit)
    total = cure.price if len(cure.steps) > 1 else None
    whole = say("Together: {price}.", price=money_words(total, say)) if total else ""
    return " ".join(part for part in (steps, whole, then) if part)


def money_words(price: Money, say: Say) -> str:
    """Return a price as the language writes it."""
    return say.money(price.amount, price.currency)


def _step(step: CureStep, say: Say) -> str:
    return _paper(step, say) if step.kind == "document" else f"{_to_do(step, say)} {_details(step, say)}".strip()


def _paper(step: CureStep, say: Say) -> str:
    """Return which paper to hand in, and what it has to show."""
    least = step.at_least
    match step.fact:
        case "grade":
            return say("Hand in a paper that shows your grade: {grade} or better.", grade=least or "")
        case "completed":
            if least is None:
                return say("Hand in a paper that shows when you completed it.")
            day = say.day(dt.date.fromisoformat(least))
            return say("Hand in a paper that shows when you completed it: on {day} or later.", day=day)
        case "assessed":
            return say("Hand in a paper that shows that you were tested, and were not only there.")
        case "verified":
            return say("Hand in proof that it is genuine, such as the signed badge itself.")
        case "hours":
            hours = say.number(parse_exact(least or "0"))
            return say("Hand in a paper that shows how many hours it took: {hours} or more.", hours=hours)
        case "credit" | None:
            return say("Hand in a paper that shows how much credit it carries, and in which system.")
        case _:
            assert_never(step.fact)


def _to_do(step: CureStep, say: Say) -> str:
    named = {"title": step.title, "place": step.place}
    match step.kind:
        case "again" if step.at_least:
            return say("Take {title} at {place} again, and reach {grade} or better.", grade=step.at_least, **named)
        case "again":
            return say("Take {title} at {place} again.", **named)
        case "exam":
            return say("Pass the examination for {title} at {place}, without taking the course.", **named)
        case "beside":
            return say("Take {title} at {place} too.", **named)
        case "instead" | "document":
            return say("Take {title} at {place}.", **named)
        case _:
            assert_never(step.kind)


def _details(step: CureStep, say: Say) -> str:
    price = say("Price: {price}.", price=money_words(step.price, say)) if step.price else ""
    unknown = "" if step.price else say("Nobody states a price.")
    hours = "" if step.hours is None else say("Work: {hours}.", hours=amount(say, step.hours, "hours"))
    when = ""
    if step.begins is not None and step.ends is not None:
        when = say("Next: {begin} to {end}.", begin=say.day(step.begins), end=say.day(step.ends))
    elif step.offering is None:
        when = say("Ask there when it is next on offer.")
    return " ".join(part for part in (price, unknown, hours, when) if part)
