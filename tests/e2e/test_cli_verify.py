"""``pathways verify`` as people ask it: files in, every step told, and an exit code that a script can rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pathways.formats.evidence import pack
from pathways.formats.issuers import load_issuers
from pathways.formats.native import open_catalog
from pathways.formats.passport_bundle import Enclosed, passport_bundle
from pathways.model.base import Source
from pathways.model.check_codes import CheckCode
from pathways.model.issuers import Issuer, IssuerRegistry
from pathways.model.record import Attainment, Learner, LearnerRecord
from pathways.resources import sample_badges, sample_catalog, sample_issuers, sample_known
from pathways.verification.attainment import attained, with_badges
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.terms import Holder, Terms
from tests.e2e.asking import here, joined
from tests.unit.verification.proving import badge as unsigned
from tests.unit.verification.proving import controller, proved
from tests.unit.verification.signing import NOW


@pytest.fixture
def badge(tmp_path: Path) -> Path:
    """Return a badge by a did:key that is right in everything."""
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(proved(unsigned())), "utf-8")
    return path


def codes(text: str) -> dict[str, str]:
    document: dict[str, Any] = json.loads(text)
    (one,) = document["verifications"]
    return {check["step"]: check["code"] for check in one["checks"]}


def test_a_badge_that_is_right_in_everything_that_was_asked(badge: Path) -> None:
    done = here("verify", badge)
    assert done.exit_code == 0, done.output
    assert "+ holds signature inside: The signature over the document holds." in done.stdout
    assert "? open  accepted issuer" in done.stdout


def test_one_changed_letter_is_told(badge: Path) -> None:
    badge.write_text(badge.read_text("utf-8").replace("Networking", "Networkinq"), "utf-8")
    done = here("verify", badge)
    assert done.exit_code == 1
    assert "x fails signature inside" in done.stdout
    assert "1 refused" in done.stdout


def test_whose_it_is_is_asked_where_somebody_is_named(badge: Path) -> None:
    assert here("verify", badge, "--holder", "did:example:somebody-else").exit_code == 1
    assert here("verify", badge, "--holder", "did:example:learner").exit_code == 0


def test_who_may_award_it_is_asked_where_issuers_are_listed(badge: Path, tmp_path: Path) -> None:
    issuers = tmp_path / "issuers.json"
    issuer = json.loads(badge.read_text("utf-8"))["issuer"]["id"]
    entry = {"id": "c", "title": "College", "identifiers": [issuer], "source": {"title": "ours"}}
    award = {"achievement": "urn:uuid:2f4c3c1e-0000-4000-8000-00000000000a"}
    for awards, code in (([award], 0), ([], 1)):
        document = {"schema": "pathways/issuers/1", "title": "ours", "issuers": [entry | {"awards": awards}]}
        issuers.write_text(json.dumps(document), "utf-8")
        done = here("verify", badge, "--issuers", issuers)
        assert done.exit_code == code, done.output


def test_evidence_is_kept_and_answers_again_without_the_badge(badge: Path, tmp_path: Path) -> None:
    kept = tmp_path / "evidence.zip"
    first = here("verify", badge, "--evidence", kept, "--as-of", "2026-11-22", "--json")
    again = here("verify", kept, "--json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "worth what the word of its maker is worth" in joined(here("verify", kept).stdout)
    assert json.loads(first.stdout)["verifications"] == json.loads(again.stdout)["verifications"]
    damaged = kept.read_bytes()
    kept.write_bytes(damaged[:-30] + bytes([damaged[-30] ^ 1]) + damaged[-29:])
    assert here("verify", kept).exit_code == 3


@pytest.mark.parametrize("own", ["issuers", "holder", "known"])
def test_evidence_that_somebody_made_up_proves_nothing_to_whoever_has_sources(tmp_path: Path, own: str) -> None:
    """The keys in it are the forger's, and so is the list that accepts them."""
    did, achievement = "did:web:uni.example.edu", "urn:uuid:2f4c3c1e-0000-4000-8000-00000000000a"
    keys = controller(did)
    issuer = Issuer(
        id="u", title="U", identifiers=(did,), awards=({"achievement": achievement},), source=Source(title="made up")
    )
    registry = IssuerRegistry(title="made up", issuers=(issuer,))
    bare = unsigned(issuer={"id": did, "type": ["Profile"], "name": "University"})
    forged = json.dumps(proved(bare, verificationMethod=f"{did}#1")).encode()
    holder = Holder(ids=("did:example:learner",))
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(pack(forged, Terms(now=NOW, resolver=Snapshots([keys]), registry=registry, holder=holder)))
    again = here("verify", bundle, "--json")
    assert codes(again.stdout)["key"] == CheckCode.KEY_OF_ISSUER
    (tmp_path / "snapshots.json").write_text('{"schema": "pathways/snapshots/1", "snapshots": []}', "utf-8")
    (tmp_path / "issuers.json").write_bytes(registry.model_dump_json(by_alias=True, exclude_none=True).encode())
    said: dict[str, str | Path] = {
        "issuers": tmp_path / "issuers.json",
        "holder": "did:example:learner",
        "known": tmp_path,
    }
    done = here("verify", bundle, f"--{own}", said[own], "--json")
    assert done.exit_code == 1
    assert codes(done.stdout)["key"] == CheckCode.KEY_NOT_RESOLVED
    assert "proven" not in {one["standing"] for one in json.loads(done.stdout)["badges"]}


def test_evidence_is_kept_of_one_badge(badge: Path, tmp_path: Path) -> None:
    done = here("verify", badge, badge, "--evidence", tmp_path / "evidence.zip")
    assert done.exit_code == 2
    assert "U003" in done.stderr
    assert not (tmp_path / "evidence.zip").exists()


def test_what_is_no_badge_is_said_and_not_proven(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 ...")
    done = here("verify", path)
    assert done.exit_code == 1
    assert "Files of this type are not read" in done.stdout
    missing = here("verify", tmp_path / "nothing.json")
    assert missing.exit_code == 3
    assert "F001" in missing.stderr


def test_programs_get_every_step(badge: Path) -> None:
    done = here("verify", badge, "--json", "--as-of", "2026-11-22")
    assert codes(done.stdout)["proof_embedded"] == CheckCode.PROOF_INSIDE_HOLDS
    assert codes(done.stdout)["time"] == CheckCode.IN_TIME


def test_a_passport_is_told_line_by_line(tmp_path: Path) -> None:
    folder, known = sample_badges(), ("--known", sample_known(), "--issuers", sample_issuers())
    data = (folder / "sql-for-work.json").read_bytes()
    wares, terms = open_catalog(sample_catalog()), Terms(now=NOW, registry=load_issuers(sample_issuers()))
    found = attained([examine(data, terms)], wares, as_of=NOW.date(), registry=terms.registry)
    own = LearnerRecord(learner=Learner(id="amara"), attainments=(Attainment(id="own", title="Gardening"),))
    record = with_badges(own, found)
    file = tmp_path / "passport.zip"
    file.write_bytes(passport_bundle(record, [Enclosed(data, examine(data, terms))]))
    mail = ("--holder", "amara.osei@example.org")
    done = here("verify", file, *known, *mail)
    assert done.exit_code == 0, done.output
    assert "+ proven" in done.stdout
    assert "2 lines, 1 proven." in done.stdout
    told = {line["title"]: line["proof"] for line in json.loads(here("verify", file, *known, "--json").stdout)["lines"]}
    assert told == {"Gardening": "claimed", "SQL for Work": "genuine"}, "nobody asked whose it is"
    better = [line.model_copy(update={"completed": NOW.date()}) for line in record.attainments]
    changed = record.model_copy(update={"attainments": tuple(better)})
    file.write_bytes(passport_bundle(changed, [Enclosed(data, examine(data, terms))]))
    done = here("verify", file, *known, *mail)
    assert (done.exit_code, "x changed" in done.stdout) == (1, True)
    file.write_bytes(file.read_bytes()[:-1])
    assert here("verify", file).exit_code == 3
