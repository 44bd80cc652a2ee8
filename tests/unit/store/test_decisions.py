"""What was decided is kept as it was, in order; what somebody changed afterwards is named."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pathways.errors import PathwaysError, StoreError
from pathways.matching.decided import fragment_of, standing
from pathways.model.decision import Withdrawal
from pathways.model.desk_documents import DecisionsDocument
from pathways.store.decisions import DecisionStore, open_decisions
from tests.unit.matching.deciding import NOW, decision, offered


@pytest.fixture
def desk(tmp_path: Path) -> DecisionStore:
    return open_decisions(tmp_path / "desk.db")


def withdrawal(name: str) -> Withdrawal:
    return Withdrawal(decision=name, because="the wrong course", by="Bo", at=NOW)


def filled(desk: DecisionStore) -> DecisionStore:
    first = decision("a1")
    desk.decide(first)
    desk.decide(decision("a2", "refuse"))
    desk.decide(decision("a1", "partial", supersedes=first.id))
    desk.withdraw(withdrawal(decision("a2", "refuse").id))
    return desk


def mended(path: Path, change: str) -> None:
    """Change the file behind the back of its guards."""
    connection = sqlite3.connect(path)
    made = [str(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for name in ("events_kept", "events_stays", "events_in_order"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(change)
    for sql in made:
        connection.execute(sql)
    connection.commit()
    connection.close()


def code_of(call: Any, *words: Any) -> str:
    with pytest.raises(PathwaysError) as caught:
        call(*words)
    return caught.value.code


def test_everything_is_kept_in_order_and_the_last_stands(desk: DecisionStore) -> None:
    document = filled(desk).document()
    assert [entry.event for entry in document.entries] == ["decide", "decide", "supersede", "withdraw"]
    assert [each.verdict for each in desk.standing()] == ["partial"]
    assert document.standing == (desk.standing()[0].id,)
    assert [entry.previous for entry in document.entries[1:]] == [entry.digest for entry in document.entries[:-1]]
    assert document.head == document.entries[-1].digest
    again = open_decisions(desk.path)
    assert again.document() == document
    assert DecisionsDocument.model_validate_json(document.to_json()) == document


def test_the_whole_store_replayed_gives_the_same_rules(desk: DecisionStore) -> None:
    filled(desk)
    events = [entry.decision or entry.withdrawal for entry in desk.entries()]
    replayed = standing([event for event in events if event is not None])
    assert fragment_of(offered(), replayed) == fragment_of(offered(), desk.standing())


def test_a_decision_against_what_was_not_seen_is_not_written_and_both_are_shown(desk: DecisionStore) -> None:
    first = decision("a1")
    desk.decide(first)
    with pytest.raises(StoreError) as caught:
        desk.decide(decision("a1", "refuse", by="Bo"))
    assert caught.value.code == "S009"
    told = str(caught.value)
    assert f"what stands is {first.id}: accept course a1 -> b as b1, by Ana" in told
    assert "what was not written is refuse course a1 -> b (LEVEL_TOO_LOW), by Bo" in told
    assert [each.id for each in desk.standing()] == [first.id]
    assert code_of(desk.decide, decision("a2", supersedes=first.id)) == "S009"
    assert len(desk.entries()) == 1


def test_who_did_not_hear_the_answer_may_ask_again(desk: DecisionStore) -> None:
    assert desk.decide(decision("a1")) == desk.decide(decision("a1"))
    assert len(desk.entries()) == 1
    desk.withdraw(withdrawal(decision("a1").id))
    assert code_of(desk.decide, decision("a1")) == "U003"
    desk.decide(decision("a1", by="Bo"))
    assert [each.by for each in desk.standing()] == ["Bo"]


def test_what_does_not_stand_is_not_withdrawn(desk: DecisionStore) -> None:
    filled(desk)
    assert code_of(desk.withdraw, withdrawal("decision-0")) == "U001"
    assert code_of(desk.withdraw, withdrawal(decision("a1").id)) == "S009"
    assert code_of(desk.withdraw, withdrawal(decision("a2", "refuse").id)) == "S009"


def test_a_withdrawn_decision_does_not_bring_back_what_it_superseded(desk: DecisionStore) -> None:
    filled(desk)
    (last,) = desk.standing()
    desk.withdraw(withdrawal(last.id))
    assert desk.standing() == ()


def test_the_table_itself_refuses_to_change_or_lose_a_row(desk: DecisionStore) -> None:
    filled(desk)
    with sqlite3.connect(desk.path) as connection:
        for words in (
            "DELETE FROM events",
            "UPDATE events SET body = ''",
            "INSERT INTO events VALUES (9,'','','','','','')",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                connection.execute(words)
    connection.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE events SET body = replace(body, 'Ana', 'Eve') WHERE number = 2", "row 2 is not as it was written"),
        ("UPDATE events SET number = 9 WHERE number = 4", "row 4 is missing"),
        ("DELETE FROM events WHERE number = 2", "row 2 is missing"),
        ("UPDATE events SET previous = '' WHERE number = 3", "row 3 does not follow"),
        ("UPDATE events SET event = 'decide' WHERE number = 3", "row 3 is not as it was written"),
    ],
)
def test_whoever_mends_a_row_is_named_by_it(desk: DecisionStore, change: str, told: str) -> None:
    filled(desk)
    mended(desk.path, change)
    with pytest.raises(StoreError, match=told) as caught:
        open_decisions(desk.path)
    assert caught.value.code == "S007"


def test_who_writes_sees_what_others_wrote_since_and_what_they_changed(desk: DecisionStore) -> None:
    other, dice = open_decisions(desk.path), random.Random(3)  # noqa: S311 -- the same every time, and no secret
    for number in range(24):
        name, store = f"a{dice.randint(1, 4)}", dice.choice((desk, other))
        stands = {each.pair.learning.course: each for each in store.standing()}.get(name)
        if stands is not None and dice.random() < 0.3:
            store.withdraw(withdrawal(stands.id))
        else:
            store.decide(decision(name, words=f"{number}", supersedes=stands.id if stands else None))
    assert [entry.number for entry in desk.entries()] == list(range(1, 25))
    events = [entry.decision or entry.withdrawal for entry in other.entries()]
    assert desk.standing() == standing([event for event in events if event is not None])
    mended(desk.path, "UPDATE events SET digest = replace(digest, 'a', 'b') WHERE number = 24")
    assert code_of(desk.decide, decision("a9")) == "S007"


def test_a_table_without_its_guards_is_damaged(desk: DecisionStore) -> None:
    connection = sqlite3.connect(desk.path)
    connection.execute("DROP TRIGGER events_kept")
    connection.commit()
    connection.close()
    assert code_of(open_decisions, desk.path) == "S007"


def test_whoever_keeps_the_last_digest_sees_that_rows_were_cut_off(desk: DecisionStore, tmp_path: Path) -> None:
    head = filled(desk).document().head
    desk.check(head)
    short = open_decisions(tmp_path / "short.db")
    for entry in desk.entries()[:2]:
        if entry.decision is not None:
            short.decide(entry.decision)
    assert code_of(short.check, head) == "S006"


def test_a_backpack_is_no_store_of_decisions(tmp_path: Path) -> None:
    from pathways.store.backpack import open_backpack

    open_backpack(tmp_path / "maria.db")
    assert code_of(open_decisions, tmp_path / "maria.db") == "S008"
