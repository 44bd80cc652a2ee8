"""What of a backpack travels, and how does it arrive in another?  All rows as plain values, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pathways.model.backpack import CollectionEntry, Contents, Held, ReceiptEntry, ShareEntry
from pathways.model.part import Part
from pathways.store.backpack_tables import Rows, list_in, listed, moment


def all_of(rows: Rows, digest: str | None = None) -> Contents:
    """Return what the rows hold: all of it, or one badge alone.  Raises StoreError S007."""
    where = {} if digest is None else {"sha256": digest}
    items = tuple(_held(rows, row) for row in rows.all("items", "place", **where))
    if digest is not None:
        return Contents(items)
    collections = tuple(
        CollectionEntry(name=row["name"], items=list_in(row["items"])) for row in rows.all("collections", "place")
    )
    return Contents(items, collections, tuple(shares_in(rows)))


def _held(rows: Rows, row: dict[str, Any]) -> Held:
    answers = rows.all("verifications", "number", item=row["sha256"])
    return Held(
        sha256=row["sha256"],
        data=row["data"],
        added=row["added"],
        verifications=tuple(each["document"] for each in answers),
        labels=list_in(row["labels"]),
        note=row["note"],
        hidden=bool(row["hidden"]),
    )


def shares_in(rows: Rows, name: str | None = None) -> Iterable[ShareEntry]:
    """Yield every share with its openings, the oldest first, or one alone.  Raises StoreError S007."""
    where = {} if name is None else {"id": name}
    for row in rows.all("shares", "created", "id", **where):
        openings = rows.all("openings", "number", share=row["id"])
        yield ShareEntry(
            id=row["id"],
            title=row["title"],
            audience=row["audience"],
            items=list_in(row["items"]),
            parts=tuple(Part(each) for each in list_in(row["parts"])),
            passphrase=bool(row["passphrase"]),
            created=dt.datetime.fromisoformat(row["created"]),
            expires=dt.datetime.fromisoformat(row["expires"]),
            withdrawn=dt.datetime.fromisoformat(row["withdrawn"]) if row["withdrawn"] else None,
            elsewhere=bool(row["elsewhere"]),
            receipts=tuple(_receipt(each) for each in openings),
        )


def _receipt(row: dict[str, Any]) -> ReceiptEntry:
    at = dt.datetime.fromisoformat(row["at"])
    return ReceiptEntry(at=at, viewer=row["viewer"], items=list_in(row["items"]), removed=row["removed"])


def bring_in(rows: Rows, contents: Contents) -> tuple[str, ...]:
    """Write what is not there yet, and return the digests of new badges."""
    there = set(rows.keys("items", "sha256"))
    new = [each for each in contents.items if each.sha256 not in there]
    place = rows.last("items", "place") + 1
    rows.put("items", (_row(each, place + number) for number, each in enumerate(new)))
    for each in contents.items:
        _bring_answers(rows, each)
    _bring_collections(rows, contents.collections)
    known = set(rows.keys("shares", "id"))
    for share in contents.shares:
        if share.id not in known:
            _bring_share(rows, share)
    return tuple(each.sha256 for each in new)


def _row(held: Held, place: int) -> dict[str, Any]:
    own = {"labels": listed(held.labels), "note": held.note, "hidden": int(held.hidden)}
    return {"sha256": held.sha256, "place": place, "data": held.data, "added": held.added, **own}


def _bring_answers(rows: Rows, held: Held) -> None:
    there = {row["document"] for row in rows.all("verifications", item=held.sha256)}
    number = rows.last("verifications", "number", item=held.sha256) + 1
    for text in held.verifications:
        if text not in there:
            rows.put("verifications", [_answer(held.sha256, number, text)])
            number += 1


def _answer(item: str, number: int, text: str) -> dict[str, Any]:
    return {"item": item, "number": number, "document": text}


def _bring_collections(rows: Rows, collections: Iterable[CollectionEntry]) -> None:
    for one in collections:
        there = rows.one("collections", name=one.name)
        if there is None:
            place = rows.last("collections", "place") + 1
            rows.put("collections", [{"name": one.name, "place": place, "items": listed(one.items)}])
        else:
            both = dict.fromkeys((*list_in(there["items"]), *one.items))
            rows.change("collections", there, items=listed(both))


def _bring_share(rows: Rows, share: ShareEntry) -> None:
    rows.put("shares", [share_row(share, secret=f"elsewhere {share.id}", passphrase="yes" if share.passphrase else "")])
    rows.put("openings", (opening_row(share.id, number, each) for number, each in enumerate(share.receipts)))


def share_row(share: ShareEntry, *, secret: str, passphrase: str) -> dict[str, Any]:
    """Return a share as a row; ``secret`` is the digest of its token, or what is none where it came from elsewhere."""
    return {
        "id": share.id,
        "title": share.title,
        "audience": share.audience,
        "items": listed(share.items),
        "parts": listed(share.parts),
        "secret": secret,
        "passphrase": passphrase,
        "created": moment(share.created),
        "expires": moment(share.expires),
        "withdrawn": moment(share.withdrawn) if share.withdrawn else "",
        "elsewhere": int(share.elsewhere or secret.startswith("elsewhere ")),
    }


def opening_row(share: str, number: int, receipt: ReceiptEntry) -> dict[str, Any]:
    """Return the opening of a share as a row."""
    seen = {"items": listed(receipt.items), "removed": receipt.removed}
    return {"share": share, "number": number, "at": moment(receipt.at), "viewer": receipt.viewer, **seen}
