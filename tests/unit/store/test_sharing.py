"""A share shows what the learner chose, to who has its link, while it lasts; everybody else learns nothing."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path

import pytest

from pathways.errors import QuestionError, UnknownIdError
from pathways.formats.backpack_export import read_export, write_export
from pathways.model.backpack import SharedDocument
from pathways.model.part import Part
from pathways.store import sharing
from pathways.store.backpack import Backpack, open_backpack
from pathways.store.shared_view import Offer
from pathways.store.sharing import open_share, preview, share, shares, withdraw
from tests.unit.store.held import LATER, MAIL, NOW, answer, badge, filled

SOON = NOW + dt.timedelta(days=1)
GOOD, WRONG, OTHER = "bees and trees", "bees", "trees"
WHOLE = (Part.RECIPIENT, Part.RESULTS, Part.EVIDENCE)


class Counter:
    """Gives bytes that are all different, and no secret."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, count: int) -> bytes:
        self.asked += 1
        return self.asked.to_bytes(count, "big")


def names(backpack: Backpack) -> tuple[str, ...]:
    return tuple(item.sha256 for item in backpack.listed().items)


def offer(backpack: Backpack, *parts: Part, count: int = 2) -> Offer:
    return Offer("For Acme", names(backpack)[:count], LATER, parts, "Acme Ltd")


def made(backpack: Backpack, *parts: Part, passphrase: str = "") -> str:
    return share(backpack, offer(backpack, *parts), at=NOW, random=Counter(), passphrase=passphrase).token


def test_the_preview_is_what_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backpack, random = filled(tmp_path / "maria.db"), Counter()
    backpack.note(names(backpack)[0], "my best")
    monkeypatch.setattr(sharing, "_stretched", lambda words, salt: salt)
    for parts in ((), *((part,) for part in Part if part is not Part.ORIGINAL), WHOLE, (*WHOLE, Part.ORIGINAL)):
        asked = offer(backpack, *parts)
        before = preview(backpack, asked)
        done = share(backpack, asked, at=NOW, random=random)
        assert done.preview == before == open_share(backpack, done.token, now=SOON)


def test_what_was_not_chosen_is_not_there(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    backpack.note(names(backpack)[0], "my best")
    traces = {
        Part.RECIPIENT: (MAIL, "did:example:maria"),
        Part.RESULTS: ("grade-ninety-one",),
        Part.EVIDENCE: ("https://maria.example/essay", "An essay on bees"),
        Part.NOTE: ("my best",),
    }
    for part, words in traces.items():
        with_it = preview(backpack, offer(backpack, part)).to_json()
        others = [each for each in traces if each is not part]
        without = preview(backpack, offer(backpack, *others)).to_json()
        assert all(word in with_it for word in words)
        assert not any(word in without for word in words)
    bare = preview(backpack, offer(backpack)).to_json()
    for trace in (MAIL, "maria", "essay", "ninety", "Course 3", "urn:uuid:1", *names(backpack)):
        assert trace not in bare


def test_what_may_not_be_hidden_is_always_there(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    data = badge(1, validUntil="2026-12-01T00:00:00Z", exp=1796083200)
    backpack.add(data, answer(data), at=NOW)
    (item,) = preview(backpack, offer(backpack)).items
    document = answer(data)
    assert (item.name, item.achievement, item.begins, item.ends) == (
        "Course 1",
        "urn:uuid:a1",
        document.says.begins,
        document.says.ends,
    )
    assert (item.issuer, item.issuer_name) == (document.says.issuer, "Invented College")
    assert [(one.step, one.outcome, one.code) for one in item.checks] == [
        (one.step, one.outcome, one.code) for one in document.checks
    ]


def test_the_badge_itself_is_shown_only_with_all_that_it_holds(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    for parts in ((), (Part.RECIPIENT, Part.RESULTS)):
        with pytest.raises(QuestionError):
            preview(backpack, offer(backpack, Part.ORIGINAL, *parts))
    (item,) = preview(backpack, offer(backpack, Part.ORIGINAL, *WHOLE)).items
    assert base64.b64decode(item.original or "") == badge(1)


def test_there_is_one_answer_to_all_that_may_not_be_seen(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    random = Counter()
    asked = offer(backpack)
    good = share(backpack, asked, at=NOW, random=random)
    gone = share(backpack, asked, at=NOW, random=random)
    locked = share(backpack, asked, at=NOW, random=random, passphrase=GOOD)
    withdraw(backpack, gone.id, at=NOW)
    answers = [
        open_share(backpack, gone.token, now=SOON),
        open_share(backpack, good.token, now=LATER),
        open_share(backpack, locked.token, now=SOON),
        open_share(backpack, locked.token, now=SOON, passphrase=WRONG),
        open_share(backpack, good.token[:-1], now=SOON),
        open_share(backpack, good.token + "=", now=SOON),
        open_share(backpack, "", now=SOON),
        open_share(backpack, "é" * 43, now=SOON),
        open_share(backpack, "s" + "A" * 43, now=SOON),
        open_share(backpack, good.token[1:] + "A", now=SOON),
        open_share(backpack, good.id, now=SOON),
    ]
    assert answers == [None] * len(answers)
    assert all(not each.receipts for each in shares(backpack).shares)
    assert open_share(backpack, good.token, now=LATER - dt.timedelta(microseconds=1)) == good.preview
    assert open_share(backpack, locked.token, now=SOON, passphrase=GOOD) == locked.preview


def test_a_refusal_takes_the_same_work_whatever_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    random = Counter()
    done: list[str] = []
    good = share(backpack, offer(backpack), at=NOW, random=random)
    locked = share(backpack, offer(backpack), at=NOW, random=random, passphrase=WRONG)

    def stretched(words: str, salt: bytes) -> bytes:
        done.append(words)
        return salt

    monkeypatch.setattr(sharing, "_stretched", stretched)
    for token in ("", "s" + "A" * 43, good.token, locked.token):
        open_share(backpack, token, now=LATER, passphrase=OTHER)
    assert done == [OTHER] * 4


def test_neither_secret_nor_pass_phrase_is_kept(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    token = made(backpack, passphrase=GOOD)
    secret = base64.urlsafe_b64decode(token.removeprefix("s") + "=")
    assert len(secret) == 32
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir()) + write_export(backpack.contents())
    for trace in (token.encode(), secret, secret.hex().encode(), GOOD.encode()):
        assert trace not in left


def test_a_secret_can_be_typed_after_a_command_whatever_it_is(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    token = share(backpack, offer(backpack), at=NOW, random=lambda count: b"\xf8" * count).token
    assert token.startswith("s-")
    assert open_share(backpack, token, now=SOON) is not None


def test_every_opening_leaves_a_receipt(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    token = made(backpack)
    open_share(backpack, token, now=SOON, viewer="Sam of Acme\x1b[31m")
    backpack.hide(names(backpack)[0])
    open_share(backpack, token, now=SOON + dt.timedelta(hours=1))
    (entry,) = shares(backpack).shares
    first, second = names(backpack)[:2]
    assert [(one.at, one.viewer, one.items) for one in entry.receipts] == [
        (SOON, "Sam of Acme[31m", (first, second)),
        (SOON + dt.timedelta(hours=1), "", (second,)),
    ]
    backpack.remove(second)
    (entry,) = shares(backpack).shares
    assert [(one.items, one.removed) for one in entry.receipts] == [((first,), 1), ((), 1)]


def test_nothing_is_shown_without_a_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    token = made(backpack)
    monkeypatch.setattr(sharing, "MOST_RECEIPTS", 2)
    seen = [open_share(backpack, token, now=SOON) is not None for _ in range(4)]
    assert seen == [True, True, False, False]
    assert len(shares(backpack).shares[0].receipts) == 2


def test_what_is_hidden_or_removed_is_shown_by_no_link(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    token, (first, second, _) = made(backpack), names(backpack)
    backpack.hide(first)
    assert _names(open_share(backpack, token, now=SOON)) == ["Course 2"]
    backpack.remove(second)
    assert open_share(backpack, token, now=SOON) is None
    with pytest.raises(QuestionError):
        preview(backpack, Offer("x", (first,), LATER))
    backpack.show(first)
    assert _names(open_share(backpack, token, now=SOON)) == ["Course 1"]


def _names(document: SharedDocument | None) -> list[str | None]:
    assert document is not None
    return [item.name for item in document.items]


def test_a_link_opens_only_where_it_was_made(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db")
    token = made(backpack)
    open_share(backpack, token, now=SOON, viewer="Sam")
    other = open_backpack(tmp_path / "other.db")
    other.take_in(read_export(write_export(backpack.contents())))
    assert open_share(other, token, now=SOON) is None
    (entry,) = shares(other).shares
    assert entry.elsewhere
    assert [one.viewer for one in entry.receipts] == ["Sam"]


def test_a_newer_answer_is_what_is_seen(tmp_path: Path) -> None:
    backpack = open_backpack(tmp_path / "maria.db")
    data = badge(1, validUntil="2026-11-25T00:00:00Z", exp=1795564800)
    backpack.add(data, answer(data), at=NOW)
    token = made(backpack)
    backpack.recheck(answer(data, NOW + dt.timedelta(days=5)))
    seen = open_share(backpack, token, now=NOW + dt.timedelta(days=6))
    assert seen is not None
    assert "EXPIRED" in json.dumps(seen.model_dump(mode="json"))


@pytest.mark.parametrize(
    "wrong",
    [
        Offer("", ("x",), LATER),
        Offer("x", (), LATER),
        Offer("x\x07", ("x",), LATER),
        Offer("x" * 201, ("x",), LATER),
        Offer("x", ("x",), LATER.replace(tzinfo=None)),
    ],
)
def test_offers_without_sense(tmp_path: Path, wrong: Offer) -> None:
    with pytest.raises(QuestionError):
        preview(open_backpack(tmp_path / "maria.db"), wrong)


def test_a_share_of_nothing_or_of_the_past_is_refused(tmp_path: Path) -> None:
    backpack = filled(tmp_path / "maria.db", 1)
    with pytest.raises(UnknownIdError):
        preview(backpack, Offer("x", ("0" * 64,), LATER))
    with pytest.raises(QuestionError):
        share(backpack, offer(backpack), at=LATER, random=Counter())
    with pytest.raises(UnknownIdError):
        withdraw(backpack, "nothing", at=NOW)
    assert shares(backpack).shares == ()
