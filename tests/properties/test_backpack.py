"""Of all backpacks: what travels arrives, and nobody learns of what was not shown to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.formats.backpack_export import read_export, write_export
from pathways.model.backpack import CollectionEntry, Contents, Held
from pathways.model.part import Part
from pathways.model.verification_documents import VerificationDocument
from pathways.store.backpack import open_backpack
from pathways.store.shared_view import Offer, shared_view
from tests.unit.store.held import LATER, NOW, answer

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12)
MOMENTS = st.integers(0, 2_000_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
PARTS = st.frozensets(st.sampled_from([part for part in Part if part is not Part.ORIGINAL])).map(tuple)


def unsigned(name: str, recipient: str, result: str, evidence: str) -> bytes:
    """Return a badge that nobody signed; the documents of this test do not look at its proof."""
    whole: dict[str, Any] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": "https://college.example.edu",
        "credentialSubject": {"id": f"urn:{recipient}", "achievement": {"name": name}, "result": [{"value": result}]},
        "evidence": [{"narrative": evidence}],
    }
    return json.dumps(whole).encode()


badges = st.builds(unsigned, WORDS, WORDS, WORDS, WORDS)


@st.composite
def holdings(draw: st.DrawFn) -> tuple[Held, ...]:
    found = {hashlib.sha256(data).hexdigest(): data for data in draw(st.lists(badges, max_size=4))}
    return tuple(_held(draw, name, data) for name, data in found.items())


def _held(draw: st.DrawFn, name: str, data: bytes) -> Held:
    answers = tuple(answer(data, at).model_dump_json(by_alias=True) for at in draw(st.lists(MOMENTS, min_size=1)))
    labels = tuple(each for each in draw(st.lists(WORDS, unique=True, max_size=3)) if each.strip())
    return Held(name, data, NOW.isoformat(), answers, labels, draw(WORDS), draw(st.booleans()))


@settings(deadline=None, max_examples=12)
@given(holdings(), st.data())
def test_what_travels_arrives(held: tuple[Held, ...], data: st.DataObject) -> None:
    order = data.draw(st.permutations([one.sha256 for one in held]))
    groups = (CollectionEntry(name="a group", items=tuple(order)),) if held else ()
    with TemporaryDirectory() as folder:
        first, second = open_backpack(Path(folder) / "a.db"), open_backpack(Path(folder) / "b.db")
        first.take_in(Contents(held, groups))
        assert first.contents() == Contents(held, groups)
        travelling = write_export(first.contents())
        assert read_export(travelling) == first.contents()
        for _ in range(2):  # what is there already stays as it is
            second.take_in(read_export(travelling))
            assert write_export(second.contents()) == travelling
        assert second.listed() == first.listed()


def shown(held: tuple[Held, ...], offer: Offer) -> str:
    found = shared_view(offer, ((one, VerificationDocument.model_validate_json(one.verifications[-1])) for one in held))
    return found.to_json() if found else "nothing"


@given(holdings(), holdings(), PARTS, st.data())
def test_who_is_outside_the_scope_learns_nothing(
    mine: tuple[Held, ...], others: tuple[Held, ...], parts: tuple[Part, ...], data: st.DataObject
) -> None:
    """The same answer, whatever else the learner holds, however much of it there is, in whatever order."""
    chosen = tuple(data.draw(st.lists(st.sampled_from([one.sha256 for one in mine]), unique=True)) if mine else ())
    offer = Offer("A share", chosen, LATER, parts)
    scope = tuple(one for one in mine if one.sha256 in chosen)
    outside = tuple(one for one in others if one.sha256 not in chosen)
    expected = shown(scope, offer)
    assert shown(mine, offer) == expected
    assert shown(tuple(data.draw(st.permutations((*scope, *outside)))), offer) == expected


@given(WORDS, st.tuples(WORDS, WORDS, WORDS), st.tuples(WORDS, WORDS, WORDS), PARTS)
def test_what_was_not_chosen_does_not_change_what_is_seen(
    name: str, first: tuple[str, str, str], second: tuple[str, str, str], parts: tuple[Part, ...]
) -> None:
    """Two learners with the same badge, but for recipient, result and evidence, look the same without these parts."""
    chosen = [part in parts for part in (Part.RECIPIENT, Part.RESULTS, Part.EVIDENCE)]
    second_shown = tuple(one if part else other for one, other, part in zip(first, second, chosen, strict=True))
    answers = []
    for badge, note in ((unsigned(name, *first), "a"), (unsigned(name, *second_shown), "b")):
        document = answer(badge).model_dump_json(by_alias=True)
        held = Held(hashlib.sha256(badge).hexdigest(), badge, NOW.isoformat(), (document,), note=note)
        answers.append(shown((held,), Offer("A share", (held.sha256,), LATER, parts)))
    if Part.NOTE not in parts:
        assert answers[0] == answers[1]
    other = unsigned(name, *second)
    held = Held(
        hashlib.sha256(other).hexdigest(), other, NOW.isoformat(), (answer(other).model_dump_json(by_alias=True),)
    )
    bare = Offer("A share", (held.sha256,), LATER)
    mine = unsigned(name, *first)
    same = Held(hashlib.sha256(mine).hexdigest(), mine, NOW.isoformat(), (answer(mine).model_dump_json(by_alias=True),))
    assert shown((held,), bare) == shown((same,), Offer("A share", (same.sha256,), LATER))
