"""How does what recognition gave become what the bound over the graph takes?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pathways.completion.audit import Examination
from pathways.completion.build import NOW
from pathways.graph.bounds import Holding
from pathways.recognition.types import Option


def holdings(found: Examination) -> Iterator[Holding]:
    """Yield what recognition gave, as the bound takes it."""
    for option in found.inputs.options(NOW):
        for item in option.items:
            if item.block is None and option.place is None:
                courses = item.features.courses | ({item.course} if item.course else frozenset())
                features = replace(item.features, courses=courses)
                yield Holding(found.recognition.receiving, features, item.credit, option.uses[0], way_of(option))


def way_of(option: Option) -> str:
    return f"\x00{option.id}" if option.share is None else option.share


def spoken_for(found: Examination) -> bool:
    """Return whether more than learning speaks for the credential."""
    items = [(option, item) for option in found.inputs.options(NOW) for item in option.items]
    placed = any(option.place is not None or item.block is not None for option, item in items)
    held = any(item.credential == found.credential.key for _, item in items)
    return placed or held or bool(found.inputs.adjustments)
