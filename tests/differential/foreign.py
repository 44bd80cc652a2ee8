"""Three verifiers that others wrote, asked without a network: each says that it takes a badge, or why not.

``openbadgeslib`` and ``openvc`` are Python packages; the verifier of the Digital Credentials Consortium (DCC) is a
package of another language, installed once into a cache beside the tests' own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import REPO, SHARED, plain_environment

Web = Mapping[str, bytes]
"""What stands at which address; nothing else is ever asked."""

TAKEN: Final = "taken"
CONTEXTS: Final = SHARED / "data" / "badges" / "contexts"
BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DCC: Final = REPO / "tests" / "peers" / "dcc"
INSTALLING: Final = 240
"""Seconds within which the peer has to be installed, the first time."""


def by_openbadgeslib(data: bytes, web: Web) -> str:
    """Return ``taken``, or why the package openbadgeslib refuses a badge."""
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

    def download(url: str) -> bytes:
        return web[url]

    try:
        if data.lstrip().startswith(b"{"):
            document = json.loads(data)
            verifier = OB3LdpVerifier.for_issuer_did(_issuer(document), download=download)
            listed = "credentialStatus" in document
            # It knows no status list with a proof inside, so it looks at the list without its proof.
            verifier.verify(document, check_status=listed, download=download, verify_status_list=False)
        else:
            token = data.decode().strip()
            of_tokens = OB3Verifier.for_issuer_did(str(_claims(token)["iss"]), download=download)
            of_tokens.verify(token, check_status="credentialStatus" in str(_claims(token)), download=download)
    except OB3VerificationError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return TAKEN


def by_openvc(data: bytes, web: Web) -> str:
    """Return ``taken``, or why the package openvc refuses a badge."""
    from openvc.did.base import DidResolverRegistry
    from openvc.did.did_jwk import DidJwkResolver
    from openvc.did.did_key import DidKeyResolver
    from openvc.did.did_web import DidWebResolver
    from openvc.errors import OpenvcError
    from openvc.resolvers import default_status_list_resolver
    from openvc.verify import verify_credential

    def fetch(url: str) -> Any:
        return json.loads(web[url])

    resolver = DidResolverRegistry([DidKeyResolver(), DidJwkResolver(), DidWebResolver(fetch)])
    known = _contexts()
    lists = default_status_list_resolver(resolver=resolver, fetch=lambda url: web[url].decode(), extra_contexts=known)
    credential = json.loads(data) if data.lstrip().startswith(b"{") else data.decode().strip()
    try:
        verify_credential(credential, resolver=resolver, resolve_status_list=lists, extra_contexts=known)
    except OpenvcError as error:
        return f"{type(error).__name__}: {error}"
    except KeyError as error:
        return f"not at hand: {error}"
    return TAKEN


def by_dcc(cases: Mapping[str, bytes], web: Web, folder: Path) -> dict[str, str]:
    """Return for each case ``taken``, or why the verifier of the DCC refuses it; all are asked in one process."""
    asked = folder / "asked.json"
    documents = {name: json.loads(data) for name, data in cases.items()}
    asked.write_text(json.dumps({"web": {url: body.decode() for url, body in web.items()}, "cases": documents}))
    done = subprocess.run(
        ["node", str(peer() / "verify.mjs"), str(asked)],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: _of_dcc(answer) for name, answer in json.loads(done.stdout).items()}


def _of_dcc(answer: Mapping[str, Any]) -> str:
    """Return what the steps of its answer come to: a step that failed or could not be taken refuses."""
    wrong = [f"{step} {found}" for step, found in answer["steps"].items() if found is not True]
    told = [*answer["errors"], *(each for each in wrong if not each.startswith("registered_issuer"))]
    if answer["shapes"] and not all(answer["shapes"]):
        told.append("schema")
    return ", ".join(told) or TAKEN


@cache
def peer() -> Path:
    """Return the folder of the installed peer; installs it once, and skips the test where that cannot be done."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("the verifier of the DCC needs node and npm")
    lock = (DCC / "package-lock.json").read_bytes() + (DCC / "verify.mjs").read_bytes()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pathways-tests"
    found = home / f"dcc-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not found.is_dir():
        _install(home, found)
    return found


def _install(home: Path, found: Path) -> None:
    """Install into a folder beside, and give it its name once it is whole."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as name:
        beside = Path(name) / "peer"
        shutil.copytree(DCC, beside)
        command = ["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=beside, capture_output=True, timeout=INSTALLING, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("the verifier of the DCC could not be installed in time")
        if done.returncode != 0:
            pytest.skip("the verifier of the DCC could not be installed: its packages are not to be had")
        try:
            beside.rename(found)
        except OSError:
            assert found.is_dir(), "another run has installed it meanwhile"


@cache
def _contexts() -> dict[str, Any]:
    path = CONTEXTS / "ob-v3p0-3.0.3.json"
    return {BADGES: json.loads(path.read_text("utf-8"))} if path.is_file() else {}


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    return str(issuer.get("id") if isinstance(issuer, dict) else issuer)


def _claims(token: str) -> dict[str, Any]:
    from pathways.verification.encoding import from_base64url

    found: dict[str, Any] = json.loads(from_base64url(token.split(".")[1]) or b"{}")
    return found
