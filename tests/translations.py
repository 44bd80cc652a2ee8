"""Which texts does the page say, and are they in every language file?  ``python -m tests.translations [NEW ...]``.

Collects the texts from the code and writes them into every file of ``pathways/language/locale``: translations are kept,
texts that nobody says any more go out, what is missing is printed.  A name such as ``de`` begins a new language.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tests.support import PACKAGE

SPEAKING: Final = (PACKAGE / "language", PACKAGE / "papers", PACKAGE / "ui")
"""The rooms that say something in the reader's language."""

LOCALE: Final = PACKAGE / "language" / "locale"
ENGINE: Final = "engine"
HEADER: Final = "# {name}: the texts of the page, and how the sentences of the engine are said. See docs/languages.md."

_PLACE: Final = re.compile(r"\{(\w+)\}")

Text = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is said somewhere in the code; ``text`` is None where it cannot be read from the code."""

    text: Text | None
    where: str


@lru_cache(maxsize=2)
def said(folders: tuple[Path, ...] = SPEAKING) -> tuple[Said, ...]:
    """Return every text that the code says to a reader or marks, in the order of files and lines."""
    found: list[Said] = []
    for file in sorted(file for folder in folders for file in folder.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Call)), key=lambda node: node.lineno)
        found += [item for node in calls for item in _of_call(node, file)]
    return tuple(found)


def _of_call(node: ast.Call, file: Path) -> Iterator[Said]:
    where = f"{file.name}:{node.lineno}"
    kind = _kind(node.func, file)
    if kind == "many" and len(node.args) >= 2:
        one, more = (_literals(arg) for arg in node.args[:2])
        if one and more:
            yield Said(None if None in (*one, *more) else (str(one[0]), str(more[0])), where)
    elif kind == "one" and node.args:
        yield from (Said(text, where) for text in _literals(node.args[0]))


def _kind(called: ast.expr, file: Path) -> str | None:
    """Return whether a call says one text, or one of two by number; None where it says nothing."""
    match called:
        case ast.Name(id="say" | "msg") | ast.Attribute(attr="say", value=ast.Name()):
            return "one"
        case ast.Name(id="self") if file.name == "words.py":
            return "one"
        case ast.Attribute(attr="many", value=ast.Name(id="say") | ast.Attribute(attr="say")):
            return "many"
    return None


def _literals(given: ast.expr) -> list[str | None]:
    """Return the texts that an argument may be; None for one that is put together, and nothing for a marked one."""
    match given:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=other):
            return [*_literals(body), *_literals(other)]
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format" | "join")):
            return [None]
    return []


def files() -> list[Path]:
    """Return the language files."""
    return sorted(LOCALE.glob("*.po"))


def read(file: Path) -> Catalog:
    """Return a language file as a catalogue of texts; raises what Babel raises where it is not valid."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem, abort_invalid=True)


def patterns() -> list[str]:
    """Return the patterns of the engine's sentences that any language file holds."""
    return sorted({str(item.id) for file in files() for item in read(file) if item.context == ENGINE})


def template() -> Catalog:
    """Return every text that a language file must hold, without translations."""
    wanted = Catalog()
    for item in said():
        if item.text is not None:
            wanted.add(item.text)
    for pattern in patterns():
        wanted.add(pattern, context=ENGINE)
    return wanted


def update(file: Path) -> Catalog:
    """Write the texts of the code into a language file, keep what is translated, and return it."""
    kept = read(file) if file.exists() else Catalog(locale=file.stem)
    fresh = Catalog(locale=file.stem, project="Pathways", header_comment=HEADER.format(name=file.stem), fuzzy=False)
    for item in template():
        if item.id:
            old = kept.get(item.id, item.context)
            same = old is not None and isinstance(old.id, (tuple, list)) == isinstance(item.id, (tuple, list))
            fresh.add(item.id, old.string if old and same else None, context=item.context)
    with file.open("wb") as opened:
        write_po(opened, fresh, width=116, omit_header=True)
    body = file.read_text(encoding="utf-8")
    file.write_text(_head(fresh, file.stem) + body, encoding="utf-8")
    return read(file)


def _kept(old: Message | None, item: Message) -> str | tuple[str, ...] | None:
    """Return the translation that a text has already, unless it has become one with a number, or is so no longer."""
    if old is None or isinstance(old.string, str) != isinstance(item.id, str):
        return None
    return old.string if isinstance(old.string, str) else tuple(old.string or ())


def _head(texts: Catalog, language: str) -> str:
    """Return the head of a language file: no dates, so that only texts change it."""
    lines = {
        "Project-Id-Version": "Pathways",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": texts.plural_forms,
    }
    told = "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    return f'{HEADER.format(name=language)}\nmsgid ""\nmsgstr ""\n{told}\n'


def missing(texts: Catalog) -> list[Message]:
    """Return the texts without a translation."""
    return [item for item in texts if item.id and not all(forms_of(item))]


def forms_of(item: Message) -> tuple[str, ...]:
    """Return the translations of a text: one, or one for each number."""
    return tuple(item.string) if isinstance(item.string, (tuple, list)) else (str(item.string or ""),)


def places(text: str) -> set[str]:
    """Return the names of the places in a text."""
    return set(_PLACE.findall(text))


def misplaced(item: Message) -> bool:
    """Return whether a translation has other places than the English text; the form for one may leave out ``n``."""
    if not isinstance(item.id, (tuple, list)):
        return bool(item.string) and places(str(item.string)) != places(str(item.id))
    *few, most = forms_of(item)
    wanted = places(item.id[1])
    return bool(most) and (places(most) != wanted or any(wanted - places(form) - {"n", "amount"} for form in few))


def main(new: Iterable[str]) -> int:
    """Bring every language file up to date, and say what is missing."""
    for file in [*files(), *(LOCALE / f"{name}.po" for name in new)]:
        texts = update(file)
        open_texts = missing(texts)
        for item in open_texts:
            sys.stdout.write(f"{file.stem}: {item.context + ': ' if item.context else ''}{item.id}\n")
        sys.stdout.write(f"{file.stem}: {len(texts)} texts, {len(open_texts)} not translated\n")
    for text in said():
        if text.text is None:
            sys.stdout.write(f"{text.where}: a text that is put together cannot be translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
