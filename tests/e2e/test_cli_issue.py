"""An institution issues, takes back and publishes from the command line; what was not proved is not issued."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from pathways.cli import issue, issuer, issuing
from pathways.formats.native import load_record
from pathways.issuing.pictures import plain_png
from pathways.issuing.recipient import by_mail
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.store.issue import path_on_web
from pathways.store.issuing import open_cupboard
from pathways.store.openings import Openings
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.entries import commitment, read_opening
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.notes import VerifierKey
from pathways.verification.receipt import check_receipt, read_receipt
from pathways.verification.terms import Holder, Terms
from tests.e2e.asking import RECORDS, here
from tests.support import python

STUDENT = RECORDS / "first-generation-student.yaml"
CHANGER = RECORDS / "career-changer.yaml"
DONE = "river-bend-certificate-data-support"
URL = "https://riverbend.example.edu/badges"
MAIL = "ana@example.org"


def begun(folder: Path, *more: str) -> Path:
    done = here("issue", "new", folder / "seal", "--url", URL, "--name", "River Bend College", *more)
    assert done.exit_code == 0, done.output
    return folder / "seal"


@pytest.fixture
def seal(tmp_path: Path) -> Path:
    return begun(tmp_path, "--organization", "river-bend")


def award(seal: Path, out: str, *more: str | Path, to: str = MAIL) -> Result:
    path = seal.parent / out
    words = ("issue", "award", STUDENT, "--goal", DONE, "--issuer", seal, "--to", to, "--out", path)
    return here(*words, *more)


def id_of(result: Result) -> str:
    found = re.search(r"urn:uuid:\S+", result.output)
    assert found is not None, result.output
    return found[0]


def verified(seal: Path, name: str) -> VerificationDocument:
    """Return the verification of a file by somebody who sees what was published, and knows whose mail address it is."""
    web = seal.parent / "web"
    assert here("issue", "publish", seal, "--out", web).exit_code == 0
    now = issuing.moment_now()
    known = {path: f"https://riverbend.example.edu/{path.relative_to(web).as_posix()}" for path in web.rglob("*.*")}
    pages = [Snapshot(address, path.read_bytes(), now) for path, address in known.items() if path.is_file()]
    terms = Terms(now=now, resolver=Snapshots(pages), holder=Holder(emails=(MAIL,)))
    return examine((seal.parent / name).read_bytes(), terms)


def outcomes(document: VerificationDocument) -> dict[Step, Outcome]:
    return {entry.step: entry.outcome for entry in document.checks}


@pytest.mark.parametrize(
    ("out", "more"),
    [
        ("badge.json", ()),
        ("badge.jwt", ()),
        ("badge.png", ()),
        ("badge.svg", ("--jwt",)),
        ("badge.sd.jwt", ("--sd-jwt",)),
    ],
)
def test_a_badge_that_was_issued_is_genuine_to_a_stranger(seal: Path, out: str, more: tuple[str, ...]) -> None:
    done = award(seal, out, *more)
    assert done.exit_code == 0, done.output
    found = outcomes(verified(seal, out))
    assert Outcome.FAIL not in found.values()
    proof = Step.PROOF_EMBEDDED if out in ("badge.json", "badge.png") else Step.PROOF_JWT
    asked = () if out == "badge.sd.jwt" else (Step.RECIPIENT, Step.STATUS)
    for step in (Step.STRUCTURE, proof, Step.KEY, Step.TIME, *asked):
        assert found[step] is Outcome.PASS, step
    assert (seal.parent / out).stat().st_mode & 0o077 == 0 or os.name != "posix"


def test_the_receipt_shows_that_the_log_holds_the_badge(seal: Path) -> None:
    award(seal, "first.json")
    award(seal, "badge.json")
    receipt = read_receipt((seal.parent / "badge.json.receipt").read_bytes())
    opening = read_opening(receipt.extra)
    assert (opening.entry.about, opening.entry.by) == (DONE, "did:web:riverbend.example.edu:badges")
    from pathways.issuing.keys import log_key
    from pathways.store.keyfiles import load_key

    key: VerifierKey = log_key(load_key(seal / "keys" / "log.pem"), "riverbend.example.edu/badges/log").verifier
    assert check_receipt(receipt, commitment(opening), key).holds
    other = read_receipt((seal.parent / "first.json.receipt").read_bytes())
    assert not check_receipt(other, commitment(opening), key).holds


def test_what_is_not_complete_is_not_issued(seal: Path) -> None:
    out = seal.parent / "badge.json"
    open_to_lakeside = begun(seal.parent / "other")
    goal = "lakeside-diploma-data-analytics"
    words = ("issue", "award", CHANGER, "--goal", goal, "--issuer", open_to_lakeside, "--to", MAIL, "--out", out)
    done = here(*words)
    assert done.exit_code == 1
    assert "Nothing was issued" in done.output
    assert not out.exists()
    assert here("issue", "list", open_to_lakeside).output.strip() == ""
    approved = here(*words, "--approved-by", "R. Osei", "--because", "examined orally")
    assert approved.exit_code == 0, approved.output
    assert "Awarded by decision of R. Osei" in out.read_text("utf-8")


def test_a_recognition_is_issued_where_it_was_accepted(seal: Path) -> None:
    lakeside = begun(seal.parent / "lakeside", "--organization", "lakeside")
    decided = json.loads(here("recognize", CHANGER, "--at", "lakeside", "--json").output)
    accepted = next(line for line in decided["lines"] if line["decision"] == "accepted" and line["by"] != "own")
    refused = next(line for line in decided["lines"] if line["decision"] == "refused")

    def ask(line: dict[str, Any], out: str) -> Result:
        path = seal.parent / out
        words = ("--line", line["attainment"], "--issuer", lakeside, "--to", MAIL, "--out", path)
        return here("issue", "recognition", CHANGER, *words)

    assert ask(refused, "no.json").exit_code == 1
    done = ask(accepted, "decision.json")
    assert done.exit_code == 0, done.output
    document = json.loads((seal.parent / "decision.json").read_text("utf-8"))
    assert document["credentialSubject"]["achievement"]["humanCode"] == accepted["by"]
    assert (
        here(
            "issue", "recognition", CHANGER, "--line", "x", "--issuer", seal, "--to", MAIL, "--out", "z.json"
        ).exit_code
        == 2
    )


def test_what_is_revoked_is_refused_once_it_is_published(seal: Path) -> None:
    name = id_of(award(seal, "badge.json"))
    other = id_of(award(seal, "other.json"))
    assert outcomes(verified(seal, "badge.json"))[Step.STATUS] is Outcome.PASS
    done = here("issue", "revoke", name, "--issuer", seal, "--by", "R. Osei", "--because", "awarded in error")
    assert done.exit_code == 0, done.output
    assert outcomes(verified(seal, "badge.json"))[Step.STATUS] is Outcome.FAIL
    assert outcomes(verified(seal, "other.json"))[Step.STATUS] is Outcome.PASS
    again = here("issue", "revoke", name, "--issuer", seal, "--by", "R", "--because", "again")
    assert (again.exit_code, "for good" in again.output) == (2, True)
    assert here("issue", "suspend", other, "--issuer", seal, "--by", "R", "--because", "x").exit_code == 2
    assert here("issue", "revoke", "urn:uuid:0", "--issuer", seal, "--by", "R", "--because", "x").exit_code == 2


def test_what_is_suspended_holds_again_once_it_is_restored(seal: Path) -> None:
    name = id_of(award(seal, "badge.jwt", "--can-be-suspended"))
    for command, expected in (("suspend", Outcome.FAIL), ("restore", Outcome.PASS), ("revoke", Outcome.FAIL)):
        done = here("issue", command, name, "--issuer", seal, "--by", "R", "--because", "x")
        assert done.exit_code == 0, done.output
        assert outcomes(verified(seal, "badge.jwt"))[Step.STATUS] is expected
    assert here("issue", "restore", name, "--issuer", seal, "--by", "R", "--because", "x").exit_code == 2


def test_a_badge_under_an_older_key_holds_and_under_a_lost_one_does_not(
    seal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    award(seal, "old.json")
    assert here("issue", "rotate-key", seal, "--because", "yearly").exit_code == 0
    later = issuing.moment_now() + dt.timedelta(seconds=2)
    for module in (issuing, issue, issuer):
        monkeypatch.setattr(module, "moment_now", lambda: later)
    award(seal, "new.json")
    for name in ("old.json", "new.json"):
        assert outcomes(verified(seal, name))[Step.KEY] is Outcome.PASS
    method = json.loads((seal.parent / "new.json").read_text("utf-8"))["proof"]["verificationMethod"]
    assert method.endswith("#key-2")
    lost = here("issue", "rotate-key", seal, "--lost", method.replace("key-2", "key-1"), "--because", "stolen")
    assert lost.exit_code == 0, lost.output
    assert outcomes(verified(seal, "old.json"))[Step.PROOF_EMBEDDED] is not Outcome.PASS
    assert outcomes(verified(seal, "new.json"))[Step.KEY] is Outcome.PASS
    assert here("issue", "rotate-key", seal, "--lost", "nothing").exit_code == 2


def test_a_sealed_issuer_signs_with_its_passphrase_only(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("correct horse\n")
    seal = begun(tmp_path, "--passphrase-file", str(words), "--method", "https")
    assert b"PRIVATE" not in (seal / "keys" / "key-1.pem").read_bytes()
    assert award(seal, "badge.jwt").exit_code == 3
    assert award(seal, "badge.jwt", "--passphrase-file", words).exit_code == 0
    words.write_text("wrong\n")
    assert award(seal, "other.jwt", "--passphrase-file", words).exit_code == 3
    assert here("issue", "list", seal).output.count("issued") == 1


def test_what_cannot_be_written_or_makes_no_sense_is_refused_before_anything_is_issued(seal: Path) -> None:
    folder = seal.parent
    (folder / "there.json").write_text("mine")
    (folder / "photo.png").write_bytes(plain_png())
    (folder / "broken.png").write_bytes(plain_png()[:-9])
    wrong: list[tuple[str, tuple[str | Path, ...], int]] = [
        ("there.json", (), 3),
        ("missing/badge.json", (), 3),
        ("badge.json", ("--bake", folder / "photo.png"), 2),
        ("badge.svg", ("--bake", folder / "photo.png"), 3),
        ("badge.png", ("--bake", folder / "broken.png"), 3),
        ("badge.png", ("--bake", folder / "nothing.png"), 3),
        ("badge.png", ("--jwt", "--sd-jwt"), 2),
        ("badge.json", ("--until", "2020-01-01"), 2),
        ("badge.json", ("--approved-by", "R"), 2),
    ]
    for out, more, code in wrong:
        done = award(seal, out, *more)
        assert done.exit_code == code, (out, more, done.output)
    assert award(seal, "badge.json", to="nobody").exit_code == 2
    assert here("issue", "list", seal).output.strip() == ""
    assert (folder / "there.json").read_text() == "mine"
    assert here("issue", "new", seal, "--url", URL, "--name", "Again").exit_code == 2
    assert here("issue", "new", folder / "x", "--url", "http://plain.example.edu", "--name", "X").exit_code == 2
    assert not (folder / "x").exists()
    assert here("issue", "list", folder / "x").exit_code == 3
    did = begun(folder / "did", "--method", "key")
    assert here("issue", "rotate-key", did).exit_code == 2


def test_a_picture_of_ones_own_keeps_its_pixels(seal: Path) -> None:
    photo = seal.parent / "photo.png"
    photo.write_bytes(plain_png())
    assert award(seal, "badge.png", "--bake", photo).exit_code == 0
    baked = (seal.parent / "badge.png").read_bytes()
    assert baked.endswith(plain_png()[33:]), "all behind the head of the picture"
    found = open_carrier(baked)
    assert isinstance(found, Carried)
    assert found.label == "openbadgecredential"


def test_nothing_that_an_issuer_keeps_or_publishes_tells_the_mail_address(seal: Path) -> None:
    award(seal, "badge.json")
    verified(seal, "badge.json")
    for path in (*seal.rglob("*"), *(seal.parent / "web").rglob("*")):
        if path.is_file():
            assert MAIL.encode() not in path.read_bytes(), path
            assert load_record(STUDENT).learner.id.encode() not in path.read_bytes(), path
    assert by_mail(MAIL, salt="x" * 16).hashed_mail
    assert path_on_web(f"{URL}/did.json") == "badges/did.json"


def test_a_learner_is_forgotten_and_the_log_still_verifies(seal: Path) -> None:
    award(seal, "badge.json")
    learner = load_record(STUDENT).learner.id
    assert len(opened_openings(seal).of(learner)) == 1
    assert here("issue", "forget", learner, "--issuer", seal).exit_code == 0
    assert opened_openings(seal).of(learner) == ()
    assert here("issue", "forget", learner, "--issuer", seal).exit_code == 1
    assert award(seal, "other.json").exit_code == 0, "the log goes on"
    assert outcomes(verified(seal, "badge.json"))[Step.STATUS] is Outcome.PASS


def opened_openings(seal: Path) -> Openings:
    return open_cupboard(seal).openings()


def test_it_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    done = python("-m", "pathways", "issue", "new", tmp_path / "seal", "--url", URL, "--name", "College")
    assert (done.returncode, done.stderr) == (0, "")
    assert "did:web:riverbend.example.edu:badges" in done.stdout
