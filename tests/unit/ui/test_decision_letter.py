"""A letter says what the document says, in plain words, in both languages; nothing open is said to be granted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, partial

import pytest

from pathways.formats.letterhead import load_letterheads
from pathways.formats.native import load_record, open_catalog
from pathways.language.words import say_in
from pathways.model.letter_documents import CureEntry, LetterDocument
from pathways.papers.decision_letter import Sent, decision_letter, in_short, sentences, verdict_words
from pathways.papers.paper import Paper, to_html
from pathways.papers.plain_text import to_text
from pathways.planning.letter import Case, letter
from pathways.recognition.rules import RuleBook
from pathways.resources import data_root, sample_catalog, sample_letterheads

DAY = dt.date(2026, 9, 1)
LEARNERS = ("career-changer", "refugee-partial-papers", "first-generation-student", "employee")


@cache
def book() -> RuleBook:
    """Return the rules of the sample."""
    return RuleBook(open_catalog(sample_catalog()))


@cache
def told(name: str, at: str = "lakeside") -> LetterDocument:
    """Return the letter of an institution to a sample learner."""
    record = load_record(data_root() / "sample" / "records" / f"{name}.yaml")
    head = load_letterheads(sample_letterheads()).of(at)
    return letter(Case(book().catalog, book(), record, at, DAY, letterhead=head))


def text(document: LetterDocument, language: str = "en") -> str:
    """Return a letter as text in one line."""
    words = to_text(decision_letter(Sent(document, "Ana Reyes", sample=True), say_in(language)))
    return " ".join(words.replace("\u00a0", " ").split())


def section(document: LetterDocument, name: str) -> str:
    """Return the part of a letter that is about one line."""
    line = next(each for each in document.lines if each.attainment == name)
    return text(document.model_copy(update={"lines": (line,)}))


def test_the_worked_example_of_a_grade_that_is_too_low() -> None:
    said = section(told("career-changer"), "N3")
    assert "STAT120 Introduction to Statistics: the decision of Lakeside College" in said
    assert "Grade 58 is below 60." in said
    assert "The substantial difference: Quality: how well it was done" in said
    assert "Transfer credit, grade (rule lakeside-policy)." in said
    assert (
        "What you can do, at the least cost: Pass the examination for STA1001 Statistics for Decisions at Lakeside "
        "College, without taking the course. Price: $148.86. Next: Sep 8, 2026 to Dec 18, 2026. That counts as STA1001 "
        "Statistics for Decisions (3 credits)." in said
    )
    assert "Somebody who had no part in the decision reads it" in said
    assert "Signed: Ana Reyes" in said


def test_what_is_too_old_names_no_difference() -> None:
    said = section(told("career-changer"), "N4")
    assert "What it rests on: This is about papers, dates or double use." in said
    assert "substantial difference" not in said


@pytest.mark.parametrize("name", LEARNERS)
def test_nothing_that_is_open_is_said_to_be_granted_or_refused(name: str) -> None:
    document = told(name)
    still_open = tuple(line for line in document.lines if line.verdict == "open")
    assert all(not line.counts_as and not line.credit and line.by is None for line in still_open)
    said = text(document.model_copy(update={"lines": still_open}))
    number = len(still_open)
    assert f"{number} {'is' if number == 1 else 'are'} not decided yet." in said or not number
    assert not re.search(r"It counts (in part )?at|does not count at|Learning that counts", said)


@pytest.mark.parametrize("name", LEARNERS)
def test_the_numbers_of_the_first_sentence_add_up(name: str) -> None:
    document = told(name)
    first, *rest = map(int, re.findall(r"\d+", in_short(document, say_in("en"))))
    assert first == sum(rest) == len(document.lines)


@pytest.mark.parametrize("name", LEARNERS)
def test_a_letter_names_nobody_else(name: str) -> None:
    others = [told(other) for other in LEARNERS if other != name]
    said = told(name).to_json()
    assert not any(str(other.name) in said or other.learner in said for other in others)


@pytest.mark.parametrize("written", [partial(to_html, language="fr"), to_text])
def test_the_same_letter_is_the_same_bytes(written: Callable[[Paper], str]) -> None:
    once = told("career-changer")
    papers = (decision_letter(Sent(each, "Ana"), say_in("fr")) for each in (once, LetterDocument(**dict(once))))
    first, second = (written(paper) for paper in papers)
    assert first == second


@pytest.mark.parametrize("name", LEARNERS[:3])
def test_a_french_letter_holds_no_english_sentence_of_ours(name: str) -> None:
    said = text(told(name), "fr")
    for words in (" you ", "What ", "Price", "Take ", " counts", "Nobody", "decided", " the institution ", "Hand in"):
        assert words not in said


def test_markup_in_a_record_is_shown_letter_by_letter() -> None:
    line = told("career-changer").lines[0].model_copy(update={"title": "<img src=x onerror=alert(1)>"})
    sent = Sent(told("career-changer").model_copy(update={"lines": (line,)}))
    html = to_html(decision_letter(sent, say_in("en")), "en")
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert html.startswith('<!doctype html>\n<html lang="en">')


def test_without_words_of_the_institution_the_letter_has_a_plain_sentence() -> None:
    bare = told("career-changer").model_copy(update={"letterhead": None})
    assert "You may ask Lakeside College to look again" in text(bare)
    assert "{" not in text(bare)


def test_a_refusal_without_a_cure_says_so() -> None:
    said = section(told("employee"), "K7")
    assert "What you can do: nothing that is known to us would change this." in said


def test_every_cure_is_said_in_words() -> None:
    """Each kind of cure, and each paper, has a sentence of its own."""
    cures: list[CureEntry] = [cure for name in LEARNERS for line in told(name).lines for cure in line.cures]
    assert {cure.kind for cure in cures} >= {"document", "again", "exam", "beside"}
    lines = [line for name in LEARNERS for line in told(name).lines]
    said = {verdict_words(told("employee"), line, say_in("en")) for line in lines}
    assert said >= {
        "It counts at Lakeside College.",
        "It does not count at Lakeside College.",
        "Lakeside College has not decided about it.",
        "It counts in part at Lakeside College: 3 credits of 4.",
    }


def test_clauses_become_sentences() -> None:
    assert sentences(["it is late", "it is late", "why?"]) == "It is late. Why?"


def test_titles_of_letters_fit_the_line_they_are_about() -> None:
    paper = decision_letter(Sent(told("career-changer")), say_in("en"))
    assert paper.title == "What your learning counts for at Lakeside College"
