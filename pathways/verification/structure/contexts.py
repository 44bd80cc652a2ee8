"""Do the contexts come as they have to?  The base first, those of the kind after it, and no type without a meaning.

Only what can be told without the contexts themselves: what they define, the step on data loss asks.

Source: VC Data Model 2.0 sections 4.3 and 4.5; Open Badges 3.0 and CLR 2.0, property ``@context``; JSON-LD 1.1 section
4.1.11 (protected terms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.strict import Json
from pathways.verification.structure import badge3, clr2, model11, model20
from pathways.verification.structure.rules import Fault, shown
from pathways.verification.structure.values import is_address

_BASES: Final = (model20.BASE, model11.BASE)
_AFTER: Final[Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]] = MappingProxyType(
    {
        "badge": ((badge3.CONTEXT, "the context of Open Badges 3.0"),),
        "EndorsementCredential": ((badge3.CONTEXT, "the context of Open Badges 3.0"),),
        "record": ((clr2.CONTEXT, "the context of CLR 2.0"), (badge3.CONTEXT, "the context of Open Badges 3.0")),
    }
)
_OF_BASE: Final = frozenset(
    {
        "VerifiableCredential",
        "VerifiablePresentation",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
        "JsonSchema",
        "JsonSchemaCredential",
        "BitstringStatusList",
        "BitstringStatusListCredential",
        "BitstringStatusListEntry",
    }
)
_SPACED: Final = re.compile(r"\s")


def context_faults(credential: Json, shape: str) -> Iterator[Fault]:
    """Yield what is wrong with the contexts; that there are any at all, the tables ask."""
    stated = credential.get("@context")
    if stated is None or stated == []:
        return
    contexts = stated if isinstance(stated, list) else [stated]
    if contexts[0] not in _BASES:
        yield Fault(CheckCode.CONTEXT_WRONG, "@context/0", f"{_BASES[0]} or {_BASES[1]}", shown(contexts[0]))
    for place, (pattern, expected) in enumerate(_AFTER.get(shape, ()), start=1):
        found = contexts[place] if len(contexts) > place else "nothing"
        if not isinstance(found, str) or not pattern.match(found):
            yield Fault(CheckCode.CONTEXT_WRONG, f"@context/{place}", expected, shown(found))
    yield from _of_inline(contexts)
    yield from _of_types(credential, contexts)


def _of_inline(contexts: list[Any]) -> Iterator[Fault]:
    """Yield terms that are mapped to what is no address, and protected ones that are defined anew."""
    protected: dict[str, Any] = {}
    for place, context in enumerate(contexts):
        for term, meaning in context.items() if isinstance(context, dict) else ():
            path = f"@context/{place}/{term}"
            if isinstance(meaning, str) and _SPACED.search(meaning):
                yield Fault(CheckCode.CONTEXT_WRONG, path, "an absolute address", meaning)
            if term in protected and protected[term] != meaning:
                yield Fault(CheckCode.CONTEXT_WRONG, path, "the meaning that is protected", shown(meaning))
        if isinstance(context, dict) and context.get("@protected") is True:
            protected.update((term, meaning) for term, meaning in context.items() if not term.startswith("@"))


def _of_types(credential: Json, contexts: list[Any]) -> Iterator[Fault]:
    """Yield a type that means nothing, where only the base and inline contexts could give it a meaning."""
    if any(isinstance(context, str) and context not in _BASES for context in contexts):
        return
    inline = [context for context in contexts if isinstance(context, dict)]
    if any(context.get("@vocab") or "@import" in context for context in inline):
        return
    defined = _OF_BASE.union(*inline)
    stated = credential.get("type")
    for name in stated if isinstance(stated, list) else [stated]:
        if isinstance(name, str) and name not in defined and not is_address(name):
            yield Fault(CheckCode.TYPE_WRONG, "type", "a type that the contexts define", name)
