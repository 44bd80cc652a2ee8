"""Every shared file of Open Badges 2.0 gets its verdict, with the other files standing at their own addresses."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, at, codes

pytestmark = needs_shared
FILES = SHARED / "data" / "badges"


@cache
def places() -> dict[str, bytes]:
    """Return what stands where: each asset at its mapped address, and at that of its name, as badges refer to it."""
    named: dict[str, list[str]] = json.loads((FILES / "urlmap.json").read_text(encoding="utf-8"))
    found = {url: (FILES / names[0]).read_bytes() for url, names in named.items()}
    for path in (FILES / "ob2/assets").glob("*.json"):
        for scheme in ("http", "https"):
            found.setdefault(f"{scheme}://example.org/{path.name}", path.read_bytes())
    return found


def asked(name: str, profile: Any = "strict", **instead: str) -> VerificationDocument:
    """Return the answer about a file, which stands at its own address; ``instead`` names another profile."""
    data = (FILES / "ob2" / name).read_bytes()
    known = dict(places())
    if name.endswith(".json"):
        known[json.loads(data).get("id", "")] = data
    for file in instead.values():
        known["http://example.org/issuer-with-allowed-origins"] = (FILES / "ob2/assets" / file).read_bytes()
    port = Snapshots(Snapshot(url, body, NOW) for url, body in known.items())
    return examine(data, Terms(now=NOW, profile=profile, resolver=port))


GOOD = {
    "structure": "STRUCTURE_HOLDS",
    "proof_embedded": "HOSTED_THERE",
    "key": "HOST_OF_ISSUER",
    "status": "STATUS_GOOD",
    "time": "IN_TIME",
}
VERDICTS: list[tuple[str, dict[str, str | None]]] = [
    ("basic-assertion.json", {}),
    ("basic-assertion-with-language.json", {}),
    ("basic-assertion-no-public-key.json", {}),
    ("assertion-with-data-image.json", {}),
    ("warning-with-redirection.json", {"key": "DOCUMENT_UNPROTECTED"}),
    ("assertion-with-endorsements.json", {"nested": "NESTED_UNKNOWN"}),
    ("assertion-with-extension-node-basic.json", {"proof_embedded": "DOCUMENT_UNPROTECTED"}),
    ("assertion-with-multiple-extensions.json", {"proof_embedded": "DOCUMENT_UNPROTECTED"}),
    ("basic-assertion-expired.json", {"time": "EXPIRED"}),
    ("basic-assertion-invalid-context.json", {"structure": "CONTEXT_WRONG"}),
    ("basic-assertion-invalid-type.json", {"structure": "TYPE_WRONG"}),
    ("warning-issuer-non-http.json", {"structure": "DOCUMENT_WITHOUT_ADDRESS", "key": "DOCUMENT_WITHOUT_ADDRESS"}),
    # the picture holds another assertion than the one that the samples let stand at the same address
    ("simple-badge.png", {"proof_embedded": "HOSTED_DIFFERS", "status": None}),
    (
        "simple.jwt",
        {"proof_embedded": None, "proof_jwt": "PROOF_HOLDS", "key": "DOCUMENT_UNPROTECTED", "status": "NO_STATUS"},
    ),
    ("basic-assertion-with-allowed-origins.json", {"key": "DOCUMENT_UNPROTECTED"}),
    ("basic-assertion-with-allowed-origins-valid-multiple-starts-with.json", {"key": "DOCUMENT_UNPROTECTED"}),
    ("basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json", {"key": "DOCUMENT_UNPROTECTED"}),
]
STEPS = ("structure", "proof_jwt", "proof_embedded", "key", "status", "time", "nested")


@pytest.mark.badge_row(31)
@pytest.mark.parametrize(("name", "differs"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_every_assertion_gets_its_verdict(name: str, differs: dict[str, str | None]) -> None:
    wanted = {step: code for step, code in {**GOOD, **differs}.items() if code is not None}
    found = codes(asked(name))
    assert {step: found[step] for step in STEPS if step in found} == wanted


def test_the_table_has_every_assertion() -> None:
    files = {path.name for path in (FILES / "ob2").iterdir() if path.is_file()}
    assert files - {row[0] for row in VERDICTS} == {"badge-class-with-language.json"}
    assert codes(asked("badge-class-with-language.json"))["structure"] == "KIND_UNSUPPORTED"


ORIGINS: list[tuple[str, str, str]] = [
    ("", "issuer-with-allowed-origins.json", "HOST_OF_ISSUER"),
    ("-valid-multiple-starts-with", "issuer-with-allowed-origins-valid-multiple-starts-with.json", "HOST_OF_ISSUER"),
    ("-valid-multiple-starts-with", "issuer-with-allowed-origins-valid-starts-with.json", "HOST_OF_ISSUER"),
    (
        "-invalid-multiple-starts-with",
        "issuer-with-allowed-origins-invalid-multiple-starts-with.json",
        "HOST_NOT_OF_ISSUER",
    ),
    ("-invalid-multiple-starts-with", "issuer-with-allowed-origins-invalid-starts-with.json", "HOST_NOT_OF_ISSUER"),
]


@pytest.mark.badge_row(31)
@pytest.mark.parametrize(("name", "issuer", "code"), ORIGINS, ids=[row[1] for row in ORIGINS])
def test_the_profile_says_from_where_its_issuer_awards(name: str, issuer: str, code: str) -> None:
    """The samples stand at plain http; each profile calls itself by one address, at which the one asked for stands."""
    document = asked(f"basic-assertion-with-allowed-origins{name}.json", "interoperable", issuer=issuer)
    assert codes(document)["key"] == code


def test_the_official_token_is_its_issuers_once_plain_http_is_let_pass() -> None:
    found = codes(asked("simple.jwt", "interoperable"))
    assert (found["proof_jwt"], found["key"]) == ("PROOF_HOLDS", "KEY_OF_ISSUER")


@pytest.mark.parametrize("profile", ["strict", "interoperable"])
def test_without_the_other_files_nothing_is_shown_and_nothing_refuted(profile: Any) -> None:
    for path in (FILES / "ob2").glob("*assertion*.json"):
        document = examine(path.read_bytes(), Terms(now=NOW, profile=profile))
        proven = {at(document, step).outcome for step in (Step.PROOF_EMBEDDED, Step.KEY, Step.STATUS)}
        assert proven <= {Outcome.UNKNOWN}, path.name


def test_what_badges_say_is_read_with_their_other_documents() -> None:
    says = asked("basic-assertion.json").says
    assert (says.name, says.issuer_name) == ("Awesome Robotics Badge", "An Example Badge Issuer")
    assert says.issuer == "https://example.org/organization.json"
