"""Every text of the page is in every language file, whole, and as the language is written."""

from __future__ import annotations

import datetime as dt
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from hypothesis import given
from hypothesis import strategies as st

from pathways.language.words import amount, best_language, languages, say_in
from tests.translations import ENGINE, files, forms_of, misplaced, missing, read, said

FILES = pytest.mark.parametrize("file", files(), ids=lambda file: str(file.stem))
NUMBER = re.compile(r"\d")


def texts(file: Path) -> list[Message]:
    return [item for item in read(file) if item.id]


def keys(item: Message) -> list[str | tuple[str, str]]:
    """Return what is said by a text: itself; of one that goes with a number the pair, and each of the two."""
    return (
        [(str(item.id[0]), str(item.id[1])), *map(str, item.id)]
        if isinstance(item.id, (tuple, list))
        else [str(item.id)]
    )


def test_every_text_can_be_collected_from_the_code() -> None:
    assert not [item.where for item in said() if item.text is None]
    assert "How far am I?" in {item.text for item in said()}


@FILES
def test_every_text_is_translated(file: Path) -> None:
    known = {key for item in texts(file) if not item.context and all(forms_of(item)) for key in keys(item)}
    assert not [f"{item.where}: {item.text}" for item in said() if item.text not in known], (
        "python -m tests.translations"
    )
    assert not [item.id for item in missing(read(file))]


@FILES
def test_nothing_is_translated_that_nobody_says(file: Path) -> None:
    spoken = {item.text for item in said()}
    assert not [item.id for item in texts(file) if not item.context and not spoken.intersection(keys(item))]


@FILES
def test_a_translation_has_the_places_of_the_text(file: Path) -> None:
    assert not [item.id for item in texts(file) if misplaced(item)]


@FILES
def test_what_goes_with_a_number_is_more_than_the_number(file: Path) -> None:
    forms = [(item.id, form) for item in texts(file) if isinstance(item.id, (tuple, list)) for form in forms_of(item)]
    assert not [text for text, form in forms if not re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", form))]
    assert not [text for text, form in forms if form.count("{") != form.count("}")]


@FILES
def test_no_text_stands_there_twice(file: Path) -> None:
    found = re.findall(r'^(?:msgctxt "(.*)"\n)?msgid (.*\n(?:".*\n)*)', file.read_text("utf-8"), re.MULTILINE)
    assert len(found) == len(set(found)) > 100


def test_french_is_written_as_french_is() -> None:
    forms = [form for item in texts(files_of("fr")) for form in forms_of(item)]
    plain = [re.sub(r"`[^`]*`", "", form) for form in forms]
    assert not [form for form in plain if re.search(r" [;:?!%»]|« ", form)], "an ordinary space before or after a sign"
    assert not [form for form in plain if re.search(r"[^\W\d_]'[^\W\d_]", form)], "a straight apostrophe"
    assert not [form for form in plain if '"' in form or "“" in form], "a foreign quotation mark"
    assert not [form for form in plain if form != form.strip() and form.strip("\u00a0 ;,()") == form], (
        "a space too many"
    )


def files_of(language: str) -> Path:
    return next(file for file in files() if file.stem == language)


def test_the_best_language_is_found_in_any_spelling() -> None:
    assert {"en", "fr"} <= set(languages())
    assert [best_language([name]) for name in ("fr_CA", "FR-fr", "fr", "de", None, "")] == [
        "fr",
        "fr",
        "fr",
        "en",
        "en",
        "en",
    ]


def test_numbers_go_with_their_words_in_french() -> None:
    say = say_in("fr")
    told = [amount(say, Fraction(value), "ects") for value in ("0", "1", "3/2", "2", "4.5")]
    assert told == ["0 crédit", "1 crédit", "1,5 crédit", "2 crédits", "4,5 crédits"]
    assert [amount(say_in("en"), Fraction(n), "ects") for n in (0, 1, 2)] == ["0 credits", "1 credit", "2 credits"]
    assert say.many("{n} credential", "{n} credentials", 1234).replace("\u202f", " ") == "1 234 titres"


def test_what_is_not_translated_stays_english() -> None:
    say = say_in("fr")
    assert say("nobody ever said {this}", this="x") == "nobody ever said x"
    assert say.many("{n} zebra", "{n} zebras", 3) == "3 zebras"
    assert say.engine("a sentence that no rule makes") == "a sentence that no rule makes"


def test_sentences_of_the_engine_are_said_part_by_part() -> None:
    say = say_in("fr")
    assert say.engine("grade 58 is below 60") == "la note 58 est inférieure à 60"
    assert say.engine("Grade 58 is below 60.") == "La note 58 est inférieure à 60."
    both = say.engine("grade D is below C; something of the catalogue; level 3 is below 4.5")
    assert (
        both == "la note D est inférieure à C\u00a0; something of the catalogue\u00a0; le niveau 3 est inférieur à 4,5"
    )
    day = say.day(dt.date(2026, 9, 1))
    assert say.engine("finished by 2026-09-01") == f"terminé au plus tard le {day}"
    assert say.engine("finished by 2026-99-99") == "terminé au plus tard le 2026-99-99"
    large = say.engine("it has 64,000,000 bytes; at most 2,097,152 are read").replace("\u202f", " ")
    assert large == "il a 64 000 000 octets\u00a0; au plus 2 097 152 sont lus"
    assert say.engine("at least 1/0 credits in total") == "au moins 1/0 crédits en tout"
    assert say.engine("{braces} is refused") == "{braces} est refusé"


def test_titles_stay_as_the_catalogue_writes_them() -> None:
    said_title = say_in("fr").engine("Reading and Writing or Both: at least 12 credit in 3 items are missing")
    assert said_title.startswith("Reading and Writing or Both\u00a0: il manque")


def test_a_part_of_sentences_is_never_taken_for_a_sentence() -> None:
    words = "from the second year on"
    assert say_in("fr").engine(words) == words
    assert "second year" in say_in("fr").engine(f"at least 3 credits of learning {words}")


@given(
    st.lists(st.sampled_from(["; ", ": ", " and ", "a", "is refused", "at least 1", " of ", "credits", " (", ")", "."]))
)
def test_any_words_are_said_without_an_error(parts: list[str]) -> None:
    sentence = "".join(parts)
    assert NUMBER.sub("", say_in("fr").engine(sentence)) is not None


@pytest.mark.parametrize(
    "words",
    ["a is accepted: ", ": ", "; ", "from ", "x counts as ", "at least 1 ", " and ", "x (y) ", "a: satisfied by "],
)
def test_long_and_evil_sentences_cost_little(words: str) -> None:
    speech = say_in("fr")._speech
    begin = time.process_time()
    for number in range(10):
        speech.say((words * 2_000)[: 1_990 - number])
    speech.say(words * 100_000)
    assert time.process_time() - begin < 1


def test_patterns_of_the_engine_are_told() -> None:
    assert sum(item.context == ENGINE for item in texts(files_of("fr"))) > 900
