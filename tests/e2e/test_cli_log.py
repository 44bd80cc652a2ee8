"""The log on the command line: kept by an institution, watched by a partner, checked by a learner, forgetting one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from pathways.store.log import open_log
from pathways.store.log_files import HEAD, RECORD
from tests.e2e.asking import ask_here, document_here, here, refused, told

ORIGIN = "uni.example/decisions"


def ask(*words: str | Path, code: int = 0) -> Result:
    return ask_here("log", *words, code=code)


def document(stem: str, *words: str | Path, code: int = 0) -> dict[str, Any]:
    return document_here(stem, "log", *words, code=code)


def append(log: Path, learner: str, about: str, kind: str = "award") -> str:
    words = ("--kind", kind, "--by", "uni", "--learner", learner, "--about", about, "--on", "2026-05-01")
    (added,) = document("log", "append", log, *words)["added"]
    return str(added["commitment"])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sealed log: an award and its revocation for one learner, an award for another."""
    path = tmp_path_factory.mktemp("log") / "decisions.log"
    ask("init", path, "--origin", ORIGIN)
    award = append(path, "ana-duval", "mc-bees")
    append(path, "ben-okafor", "mc-trees")
    append(path, "ana-duval", award, "revocation")
    ask("seal", path)
    return path


@pytest.fixture
def log(begun: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return shutil.copytree(begun.parent, tmp_path / "log") / begun.name


def receipts(log: Path, learner: str) -> list[Path]:
    out = log.parent / f"receipts-{learner}"
    return [Path(name) for name in document("log", "prove", log, "--learner", learner, "--out", out)["files"]]


def outcomes(found: dict[str, Any]) -> dict[str, bool | None]:
    return {one["what"]: one["holds"] for one in found["findings"]}


def test_a_receipt_proves_what_it_says(log: Path) -> None:
    key = log.with_name("decisions.log.pub")
    files = receipts(log, "ana-duval")
    assert [path.name for path in files] == ["000000-award.receipt", "000002-revocation.receipt"]
    found = document("log-check", "check", files[0], "--key", key)
    assert outcomes(found) == {"opening": True, "inclusion": True, "signature": True}
    assert "award of 'mc-bees' to 'ana-duval' by 'uni' on 2026-05-01" in ask("check", files[0], "--key", key).stdout
    assert outcomes(document("log-check", "check", files[0], code=1))["signature"] is None


def test_a_receipt_that_was_changed_proves_nothing(log: Path, tmp_path: Path) -> None:
    key = log.with_name("decisions.log.pub")
    whole = receipts(log, "ana-duval")[0].read_bytes()
    for place in range(0, len(whole), 97):
        changed = tmp_path / "changed.receipt"
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert here("log", "check", changed, "--key", key).exit_code in (1, 2, 3)


def test_the_whole_log_is_checked_and_damage_is_named(log: Path) -> None:
    found = document("log-check", "check", log)
    assert (found["size"], outcomes(found)) == (3, {"records": True, "root": True, "signature": True})
    whole = log.read_bytes()
    for record in range(3):
        place = HEAD + record * RECORD + 5
        log.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        (finding,) = document("log-check", "check", log, code=1)["findings"]
        assert finding["holds"] is False
        assert f"record {record} of 3" in finding["words"]
    log.write_bytes(whole[:20] + b"x" + whole[21:])
    assert "the head of decisions.log" in ask("check", log, code=1).stdout
    log.write_bytes(whole[: HEAD + RECORD])
    assert "record 1 and those behind it are missing" in ask("check", log, code=1).stdout


def test_another_key_does_not_vouch_for_it(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "x.log"
    ask("init", other, "--origin", ORIGIN)
    found = document("log-check", "check", log, "--key", other.with_name("x.log.pub"), code=1)
    assert outcomes(found) == {"records": True, "root": True, "signature": False}


def test_a_witness_signs_what_only_grows(log: Path, tmp_path: Path) -> None:
    checkpoint, seen, proof = log.with_name("decisions.log.checkpoint"), tmp_path / "seen", tmp_path / "proof"
    key = log.with_name("decisions.log.pub")
    words = ("--log", key, "--key", tmp_path / "w.key", "--name", "partner.example/w", "--seen", seen)
    first = document("cosign", "cosign", checkpoint, *words)
    assert first["cosigned"]
    partner = tmp_path / "w.pub"
    partner.write_text(first["verifier"], encoding="utf-8")
    ask("keep", log, seen, "--witness", partner)
    watched = ("--witness", partner, "--quorum", "1")
    assert document("log-check", "check", log, *watched)["findings"][-1]["holds"]
    receipt = receipts(log, "ana-duval")[0]
    assert here("log", "check", receipt, "--key", key, *watched).exit_code == 0

    append(log, "cleo", "mc-woods")
    ask("seal", log)
    assert document("log-check", "check", log, *watched, code=1)["findings"][-1]["words"] == "too few witnesses"
    assert not document("cosign", "cosign", checkpoint, *words, code=1)["cosigned"]
    document("log", "consistency", log, "3", "--out", proof)
    again = document("cosign", "cosign", checkpoint, *words, "--proof", proof)
    assert (again["cosigned"], again["size"], again["verifier"]) == (True, 4, first["verifier"])
    ask("keep", log, seen, "--witness", partner)
    assert document("log-check", "check", log, *watched)["size"] == 4


def test_a_witness_does_not_sign_a_log_that_was_rewritten(log: Path, tmp_path: Path) -> None:
    checkpoint, seen = log.with_name("decisions.log.checkpoint"), tmp_path / "seen"
    key = log.with_name("decisions.log.pub")
    words = ("--log", key, "--key", tmp_path / "w.key", "--name", "partner.example/w", "--seen", seen)
    ask("cosign", checkpoint, *words)
    before = seen.read_bytes()
    for path in (log, checkpoint):
        path.unlink()
    log.write_bytes(b"")
    open_log(log, ORIGIN).close()  # the institution begins again, with its own key
    for number in range(5):
        append(log, "dan", f"mc-{number}")
    ask("seal", log)
    document("log", "consistency", log, "3", "--out", tmp_path / "proof")
    found = document("cosign", "cosign", checkpoint, *words, "--proof", tmp_path / "proof", code=1)
    assert not found["cosigned"]
    assert seen.read_bytes() == before


def test_a_learner_is_forgotten(log: Path) -> None:
    bens = receipts(log, "ben-okafor")
    assert document("log", "erase", log, "--learner", "ana-duval")["erased"]
    assert document("log-check", "check", log)["size"] == 3
    assert here("log", "check", bens[0], "--key", log.with_name("decisions.log.pub")).exit_code == 0
    assert len(receipts(log, "ben-okafor")) == 1
    assert document("log", "prove", log, "--learner", "ana-duval", "--out", log.parent / "none", code=1)["files"] == []
    assert not document("log", "erase", log, "--learner", "ana-duval", code=1)["erased"]
    left = b"".join(path.read_bytes() for path in log.parent.glob("decisions.log*"))
    assert b"duval" not in left


def test_a_receipt_is_about_its_badge(log: Path, tmp_path: Path) -> None:
    badge = tmp_path / "badge.json"
    badge.write_text("{}", encoding="utf-8")
    words = ("--kind", "award", "--by", "uni", "--learner", "cleo", "--about", "x", "--document", badge)
    ask("append", log, *words)
    ask("seal", log)
    (receipt,) = receipts(log, "cleo")
    key = log.with_name("decisions.log.pub")
    assert document("log-check", "check", receipt, "--key", key, "--badge", badge)["findings"][-1]["holds"]
    badge.write_text('{"a": 1}', encoding="utf-8")
    assert not document("log-check", "check", receipt, "--key", key, "--badge", badge, code=1)["findings"][-1]["holds"]


def test_as_a_process(tmp_path: Path) -> None:
    assert f"{ORIGIN}: 0 entries." in told("log", "init", tmp_path / "x.log", "--origin", ORIGIN)
    assert "U003" in refused(2, "log", "init", tmp_path / "x.log", "--origin", ORIGIN, "--json")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("seal", "absent"), 3, "F001"),
        (("check", "absent"), 3, "F001"),
        (("init", "new", "--origin", "two words"), 3, "B002"),
        (("consistency", "log", "99"), 2, "U003"),
        (("check", "log", "--key", "nonsense"), 3, "B002"),
        (("append", "log", "--kind", "gift", "--by", "u", "--learner", "l", "--about", "a"), 2, "--kind"),
        (("keep", "log", "log"), 3, "B001"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said(log: Path, words: tuple[str, ...], code: int, said: str) -> None:
    places = {"log": log, "absent": log.with_name("absent"), "new": log.with_name("new")}
    before = log.read_bytes()
    done = here("log", *(places.get(word, word) for word in words))
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert log.read_bytes() == before
    assert not log.with_name("new").exists()
