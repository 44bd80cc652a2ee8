"""To which place in the document does a validation error point?  The model and the document, walked side by side."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from pathways.catalog.lint_paths import Part

_UNIONS = (Union, types.UnionType)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document: its path, the model around it, the type that is expected there, what stands there."""

    parts: tuple[Part, ...]
    owner: type[BaseModel] | None
    expected: Any
    value: Any

    @property
    def is_amount(self) -> bool:
        """Return whether an exact amount is expected here."""
        return any(kind is Fraction for _, kind in members(self.expected))


def members(annotation: Any, tag: str | None = None) -> tuple[tuple[str | None, Any], ...]:
    """Return the alternatives of a type with their union tags.

    >>> members(int | None)
    ((None, <class 'int'>), (None, <class 'NoneType'>))
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return members(inner, next((mark.tag for mark in marks if isinstance(mark, Tag)), tag))
    if origin in _UNIONS:
        return tuple(found for part in get_args(annotation) for found in members(part, tag))
    return ((tag, annotation),)


def place_of(model: type[BaseModel], document: Any, location: Sequence[Part]) -> Place:
    """Return the place of a validation error.

    ``location`` is pydantic's, in which names of union members stand between keys; they are left out of the path.
    """
    parts: list[Part] = []
    owner: type[BaseModel] | None = None
    expected: Any = model
    value = document
    for element in location:
        options = members(expected)
        named = [kind for tag, kind in options if tag is not None and tag == element]
        if named:
            expected = named[0]
            continue
        step = _step(options, element)
        if step is None:
            continue
        owner, expected = step
        parts.append(element)
        value = _inner(value, element)
    return Place(tuple(parts), _model_in(expected) or owner, expected, value)


def _step(options: Sequence[tuple[str | None, Any]], element: Part) -> tuple[type[BaseModel] | None, Any] | None:
    """Return the model that is left and the type inside, or None where the element names no place."""
    for _, kind in options:
        arguments = get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(element, str):
            return kind, _field_type(kind, element)
        if get_origin(kind) is tuple and isinstance(element, int):
            return None, arguments[0]
        if get_origin(kind) is dict and isinstance(element, str) and element != "[key]":
            return None, arguments[1]
    return None


def _field_type(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (field.alias, name):
            return field.annotation
    return None


def _inner(value: Any, element: Part) -> Any:
    try:
        return value[element]
    except (KeyError, IndexError, TypeError):
        return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    models = [kind for _, kind in members(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return models[0] if len(models) == 1 else None


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys that a document may use for a model, in order.

    >>> from pathways.model.base import Validity
    >>> keys_of(Validity)
    ('from', 'until')
    """
    return tuple(field.alias or name for name, field in model.model_fields.items())
