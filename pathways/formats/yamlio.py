"""How is YAML read and written safely?  Core values only, every plain scalar kept as the text that was written.

``NO`` stays a country, ``010`` a code, ``4.5`` exact: what a scalar means is decided by the field that it fills, not by
YAML 1.1 guesses.  The event stream is used rather than PyYAML's own composer, which overflows the stack on deep input.
"""

from __future__ import annotations

from typing import Any

import yaml

from pathways.errors import FormatError, Where
from pathways.formats.problems import refusal, refusals
from pathways.formats.tree import Limits, Parsed, TreeBuilder

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset({"!", *(_CORE + name for name in ("null", "bool", "int", "float", "str", "timestamp"))})
_CONTAINER_TAGS = frozenset({"!", _CORE + "seq", _CORE + "map"})


def parse_yaml(text: str, *, limits: Limits | None = None, with_lines: bool = False) -> Parsed:
    """Return one YAML document as plain values: mappings, lists, text and None.

    Duplicate keys (F012) are findings of the result.  Raises FormatError F002 (not YAML), F004 (no character of text),
    F005 (too deep, too many values), F011 (foreign tags, merge keys, aliases without end).

    >>> parse_yaml("{country: NO, credit: 4.50, from: 2026-09-01, note: ~}").value
    {'country': 'NO', 'credit': '4.50', 'from': '2026-09-01', 'note': None}
    """
    bounds = limits or Limits()
    bounds.check_crowd(text)
    builder = TreeBuilder(bounds, with_lines=with_lines)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    builder.stop("F002", "a second document begins; a file holds one", _line(event))
            else:
                _take(builder, event)
    except UnicodeEncodeError as error:
        where = Where(line=text.count("\n", 0, error.start) + 1)
        raise refusal("F004", f"U+{ord(text[error.start]):04X} is half a character", where=where) from None
    except yaml.reader.ReaderError as error:
        raise _unreadable_character(text, error) from None
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(text, error) from None
    if any(item.code == "F011" for item in builder.findings):
        raise refusals(builder.findings)
    return builder.parsed()


def _take(builder: TreeBuilder, event: Any) -> None:
    line = _line(event)
    match event:
        case yaml.ScalarEvent():
            _take_scalar(builder, event, line)
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            if event.tag is not None and event.tag not in _CONTAINER_TAGS:
                _refuse_tag(builder, event.tag, line)
            builder.begin({} if isinstance(event, yaml.MappingStartEvent) else [], line, event.anchor)
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            builder.end()
        case yaml.AliasEvent():
            builder.alias(event.anchor or "", line)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _take_scalar(builder: TreeBuilder, event: Any, line: int) -> None:
    if event.tag is not None and event.tag not in _SCALAR_TAGS:
        _refuse_tag(builder, event.tag, line)
    plain = event.style in (None, "")
    if builder.awaits_key():
        if plain and event.value == "<<":
            builder.report("F011", "merge keys (<<) are not read", line, hint="Write the keys out, or use an alias.")
        builder.key(event.value, line, event.anchor)
        return
    untyped = plain and event.tag is None and event.value in _NULLS
    builder.scalar(None if untyped or event.tag == _CORE + "null" else event.value, line, event.anchor)


def _refuse_tag(builder: TreeBuilder, tag: str, line: int) -> None:
    shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
    hint = "Remove the tag: fields know their own types."
    builder.report("F011", f"the tag {shown[:60]} is not read", line, hint=hint)


def _syntax_error(text: str, error: yaml.MarkedYAMLError) -> FormatError:
    mark = error.problem_mark or error.context_mark
    last = text.rstrip("\n").count("\n") + 1
    words = " ".join(part for part in (error.context, error.problem) if part)
    hint = "Indent with spaces, not tabs." if "\\t" in words else "Check indentation, quotes and colons on that line."
    return refusal("F002", words, where=Where(line=min(mark.line + 1, last) if mark else None), hint=hint)


def _unreadable_character(text: str, error: yaml.reader.ReaderError) -> FormatError:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    place = match.start() if match else 0
    return refusal(
        "F004",
        f"it contains the control character U+{ord(text[place]):04X}",
        where=Where(line=text.count("\n", 0, place) + 1),
        hint=f"Remove it, or write it as an escape in double quotes ({error.reason}).",
    )


def dump_yaml(value: Any) -> str:
    """Return plain values as YAML text with keys in the given order; reading it gives the same values.

    >>> print(dump_yaml({"id": "no", "credit": "4.5"}), end="")
    id: 'no'
    credit: '4.5'
    """
    text: str = yaml.dump(
        value, Dumper=_plain_dumper(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
    )
    return text


def _plain_dumper() -> Any:
    class Plain(_DUMPER):  # type: ignore[misc, valid-type]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Plain
