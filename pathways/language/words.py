"""In which words is it said?  Our own text in the visitor's language, from one ``.po`` file a language.

English stands in the code.  ``locale/fr.po`` holds French; a new language is one more file beside it.  Numbers, money
and days are written as the language writes them (CLDR, by way of Babel).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from pathways.language.speech import Speech
from pathways.model.exact import format_exact

FOLDER: Final = Path(__file__).with_name("locale")
ENGLISH: Final = "en"

_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
"""A large number as the engine writes it, in groups of three digits."""


def msg(text: str) -> str:
    """Mark a text for translation where it is written down, to be said later."""
    return text


def languages() -> tuple[str, ...]:
    """Return the languages that can be spoken: English, and one for each file in ``locale``."""
    return (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.po")))


def best_language(wanted: Iterable[str | None]) -> str:
    """Return the first language of those wanted (such as ``fr-CA``) that can be spoken, else English.

    >>> best_language(["fr-CA", "en"]), best_language([None, "tlh"])
    ('fr', 'en')
    """
    spoken = languages()
    short = ((name or "").replace("_", "-").partition("-")[0].lower() for name in wanted)
    return next((name for name in short if name in spoken), ENGLISH)


@lru_cache(maxsize=8)
def say_in(language: str) -> Say:
    """Return the words of a language; of an unknown one, English."""
    return Say(language if language in languages() else ENGLISH)


class Say:
    """Says our texts in one language.

    >>> say = Say("en")
    >>> say("{done} of {all} credits", done=3, all=10), say.many("{n} course", "{n} courses", 1)
    ('3 of 10 credits', '1 course')
    """

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse("en_CA" if self.language == ENGLISH else self.language)

    @cached_property
    def _texts(self) -> Catalog | None:
        if self.language == ENGLISH:
            return None
        with (FOLDER / f"{self.language}.po").open("rb") as file:
            return read_po(file, locale=self.language)

    @cached_property
    def _speech(self) -> Speech:
        """Return what turns the engine's sentences into this language."""
        told = {str(m.id): str(m.string) for m in self._texts or () if m.context == "engine" and m.string}
        return Speech(told, {"n": self._number_of, "day": self._day_of})

    def _number_of(self, text: str) -> str:
        """Return a number of the engine as the language writes it; what is none stays."""
        try:
            return self.number(Fraction(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text))
        except (ValueError, ZeroDivisionError):
            return text

    def _day_of(self, text: str) -> str:
        try:
            return self.day(dt.date.fromisoformat(text))
        except ValueError:
            return text

    @property
    def name(self) -> str:
        """Return the language's own name for itself.

        >>> Say("fr").name
        'Français'
        """
        words = Locale.parse(self.language).display_name or self.language
        return words[:1].upper() + words[1:]

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a text in this language, with its values; what has no translation stays English."""
        return self._filled(self._found(text) or text, text, values)

    def many(self, one: str, more: str, n: int, /, **values: object) -> str:
        """Return the text for one, or for so many: ``n`` stands for the number in it."""
        english = one if n == 1 else more
        found = english
        if self._texts is not None:
            forms = self._forms(one)
            singular = self._locale.plural_form(n) == "one"
            found = str(forms[0 if singular else -1]) if len(forms) > 1 else self._found(english) or english
        return self._filled(found, english, {"n": self.number(n), **values})

    def _found(self, text: str) -> str:
        return next(iter(self._forms(text)), "")

    def _forms(self, text: str) -> tuple[str, ...]:
        """Return how a text is said: nothing where it is not translated, several forms where it goes with a number."""
        message = self._texts.get(text) if self._texts is not None else None
        said = message.string if message else ""
        forms = tuple(said) if isinstance(said, (tuple, list)) else (str(said),)
        return forms if all(forms) else ()

    @staticmethod
    def _filled(found: str, english: str, values: dict[str, object]) -> str:
        if not values:
            return found
        try:
            return found.format(**values)
        except (KeyError, IndexError, ValueError):
            return english.format(**values)

    def engine(self, sentence: str, *, part: bool = False) -> str:
        """Return a sentence of the engine in this language, or a ``part`` of one; what is not known stays as it is."""
        return sentence if self.language == ENGLISH else self._speech.say(sentence, part=part)

    def named(self, name: str, words: str) -> str:
        """Return words after the name of what they are about, as the language sets them apart.

        >>> Say("en").named("Grade", "B"), Say("fr").named("Note", "B") == "Note\\u00a0: B"
        ('Grade: B', True)
        """
        return self("{name}: {words}", name=name, words=words)

    def apart(self, clauses: Iterable[str]) -> str:
        """Return clauses in one sentence, set apart as the language does.

        >>> Say("en").apart(["one", "two"])
        'one; two'
        """
        return self("; ").join(clauses)

    def number(self, value: Fraction | int) -> str:
        """Return an exact number as the language writes it; a fraction that does not end stays a fraction.

        >>> Say("en").number(Fraction(9, 2)), Say("fr").number(Fraction(9, 2)), Say("en").number(Fraction(8, 3))
        ('4.5', '4,5', '8/3')
        """
        return _number(Fraction(value), self._locale)

    def percent(self, share: Fraction) -> str:
        """Return a share in percent, rounded down to one decimal, so that only the whole is 100 %."""
        tenths = int(share * 1000)
        if share and not tenths:
            return self("less than {least}", least=self.percent(Fraction(1, 1000)))
        return str(format_percent(Decimal(tenths) / 1000, format="#,##0.#\u00a0%", locale=self._locale))

    def money(self, amount: Fraction | None, currency: str | None) -> str:
        """Return an amount of money; what nobody states is said to be so."""
        if amount is None:
            return self("no price stated")
        if currency is None:
            return self.number(amount)
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return str(format_currency(exact, currency, locale=self._locale, format_type="standard"))

    def day(self, day: dt.date | None) -> str:
        """Return a day in words that nobody can misread, such as 1 Sept 2026."""
        return "" if day is None else str(format_date(day, format="medium", locale=self._locale))

    def listed(self, words: Iterable[str], *, most: int | None = None) -> str:
        """Return words in a row, as the language joins them; of a long list the first and how many more there are."""
        given = list(words)
        if most is not None and len(given) > most + 1:
            given = [*given[:most], self("{n} more", n=self.number(len(given) - most))]
        return str(format_list(given, style="standard", locale=self._locale)) if given else ""


@lru_cache(maxsize=4_000)
def _number(value: Fraction, locale: Locale) -> str:
    """Return a number as a locale writes it; the same few numbers stand on every page."""
    text = format_exact(value)
    return text if "/" in text else str(format_decimal(Decimal(text), locale=locale, decimal_quantization=False))


def amount(say: Say, value: Fraction, measure: str) -> str:
    """Return an exact amount with its unit; a credit system counts as credits.

    >>> amount(Say("en"), Fraction(39), "ontario-college"), amount(Say("en"), Fraction(1), "items")
    ('39 credits', '1 item')
    """
    n, written = (1 if value == 1 else 0 if value < 2 else 2), say.number(value)
    match measure:
        case "items":
            return say.many("{amount} item", "{amount} items", n, amount=written)
        case "blocks":
            return say.many("{amount} block", "{amount} blocks", n, amount=written)
        case "hours":
            return say.many("{amount} hour", "{amount} hours", n, amount=written)
        case _:
            return say.many("{amount} credit", "{amount} credits", n, amount=written)
