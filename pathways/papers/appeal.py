"""What may a learner do who sees it differently?  How to appeal or ask again, by when, and what asking costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pathways.language.words import Say, msg
from pathways.model.letter_documents import LetterDocument
from pathways.papers.cures import money_words
from pathways.papers.paper import Block, Facts, Heading, Paragraph


def again(document: LetterDocument, say: Say) -> Iterator[Block]:
    """Say how to appeal or ask again: in the institution's own words, where it has given them."""
    head = document.letterhead
    yield Heading(say("If you see it differently"))
    own = appeal_of(document, say.language)
    if own:
        yield Paragraph(own)
    else:
        yield Paragraph(
            say(
                "You may ask {institution} to look again, and to give its reasons in writing. Send what was missing, "
                "and say which decision in this letter you mean.",
                institution=document.title,
            )
        )
    facts = [
        (say("Time to appeal"), _days(head.appeal_days if head else None, say)),
        (say("Contact"), (head.contact or "") if head else ""),
        (say("More"), (head.url or "") if head else ""),
        (say("It decides within"), _days(document.decision_days, say)),
        (say("What asking costs"), say.listed(dict.fromkeys(_fees(document, say)))),
    ]
    shown = tuple((name, said) for name, said in facts if said)
    if shown:
        yield Facts(shown)


def appeal_of(document: LetterDocument, language: str) -> str:
    """Return the institution's own words on appeals: in the language, else in English, else in any; or none."""
    words = document.letterhead.appeal if document.letterhead else {}
    return words.get(language) or words.get("en") or next((words[name] for name in sorted(words)), "")


def _days(days: int | None, say: Say) -> str:
    return "" if days is None else say.many("{n} day", "{n} days", days)


FEES: Final = {
    "transfer_line": msg("a course from elsewhere"),
    "prior_learning_course": msg("prior learning, for each course"),
    "application": msg("an application"),
    "badge": msg("a badge"),
}


def _fees(document: LetterDocument, say: Say) -> Iterator[str]:
    for kind, price in document.fees:
        if price.amount:
            yield say("{what}: {price}", what=say(FEES[kind]), price=money_words(price, say))
