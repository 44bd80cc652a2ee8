"""Vocabularies: ours say what the published ones say, no other is taken or fetched, and none hides what is read."""

from __future__ import annotations

import hashlib
import http.server
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pyld import jsonld  # type: ignore[import-untyped]

from pathways.model.check_codes import CheckCode, Outcome
from pathways.verification.checks import Refusal
from pathways.verification.meanings import MEANING
from pathways.verification.proofs.active import NOTHING, Active, entered
from pathways.verification.proofs.allowed import CREDENTIALS_1, CREDENTIALS_2, FAMILIES, FIRST, OPEN_BADGES_2, named
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.proofs.contexts import FOLDER, Term, pinned
from pathways.verification.proofs.loss import _Refused
from tests.support import needs_shared
from tests.unit.verification.linked import BADGES, official, options, restated

Json = dict[str, Any]
BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ONLY_IN_TESTS = {"https://www.w3.org/ns/credentials/examples/v2", "https://w3id.org/citizenship/v4rc1"}
VARIANT = " ("


def meanings(contexts: Mapping[str, Json], urls: list[str]) -> Json:
    """Return what another library takes every term to mean behind these vocabularies, scoped ones included."""
    chosen = options(contexts) | {"processingMode": "json-ld-1.1"}
    processor = jsonld.JsonLdProcessor()
    active = processor.process_context(processor._get_initial_context(chosen), urls, chosen)
    return _facts(processor, active, chosen, set(active["mappings"]))


def _facts(processor: Any, active: Any, chosen: Json, names: set[str]) -> Json:
    found: Json = {"@vocab": active.get("@vocab")}
    for name in names & set(active["mappings"]):
        term = active["mappings"][name]
        facts = {key: value for key, value in term.items() if key not in ("@context", "_prefix", "_term_has_colon")}
        if "@context" in term:
            inner = processor._process_context(active, term["@context"], chosen, override_protected=True)
            facts["inside"] = _facts(processor, inner, chosen, set(term["@context"] or ()))
            facts["forgets"] = term["@context"] is None
        found[name] = json.loads(json.dumps(facts, sort_keys=True, default=dict))
    return found


def shared_pairs() -> list[tuple[str, str]]:
    if not BADGES.is_dir():
        return []
    rows = json.loads((BADGES / "contexts" / "manifest.json").read_text(encoding="utf-8"))
    return [(row["url"], row["file"]) for row in rows if row["url"] not in ONLY_IN_TESTS]


@needs_shared
@pytest.mark.badge_row(6)
@pytest.mark.parametrize(("url", "file"), shared_pairs())
def test_every_published_file_is_restated(url: str, file: str) -> None:
    data = (BADGES / file).read_bytes()
    told = dict(pinned()[url.split(VARIANT, 1)[0]].restates)
    without = told[hashlib.sha256(data).hexdigest()]
    published: Json = json.loads(data)
    lacking = {name for name in without if name not in published["@context"]}
    assert lacking == set(without)
    assert not without or VARIANT in url


BEHIND = [CREDENTIALS_1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]
OTHERS = [url for name, family in FAMILIES.items() if name != "badges" for url in family]


@needs_shared
@pytest.mark.parametrize("urls", [[url] for url in sorted(pinned())] + [[*BEHIND, url] for url in OTHERS])
def test_every_term_means_what_the_published_one_means(urls: list[str]) -> None:
    """Behind others too, because some leave a prefix to those before them."""
    assert meanings(restated(), urls) == meanings(official(), urls)


@needs_shared
def test_a_variant_differs_in_nothing_but_what_it_lacks() -> None:
    for url, _ in shared_pairs():
        if VARIANT in url:
            plain = url.split(VARIANT, 1)[0]
            lacks = {name for _, without in pinned()[plain].restates for name in without}
            ours = {name: said for name, said in meanings(restated(), [plain]).items() if name not in lacks}
            assert meanings({plain: official()[url]}, [plain]) == ours


def test_files_are_named_once_and_hashes_are_hashes() -> None:
    assert len(pinned()) == len(list(FOLDER.glob("*.json"))) == 23
    every = [digest for one in pinned().values() for digest, _ in one.restates]
    assert len(set(every)) == len(every) == 25
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in every)


def told(context: Any) -> CheckCode | str:
    found = canonical_form({"@context": context, "id": "urn:x:1", "name": "A"})
    return found.code if isinstance(found, Refusal) else found


@pytest.mark.badge_row(5)
@pytest.mark.badge_row(6)
@pytest.mark.parametrize(
    ("context", "code"),
    [
        ([CREDENTIALS_2, "https://w3id.org/unknown/v1"], "CONTEXT_NOT_PINNED"),
        ([CREDENTIALS_2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.4.json"], "CONTEXT_NOT_PINNED"),
        (CREDENTIALS_2 + "#", "CONTEXT_NOT_PINNED"),
        ([CREDENTIALS_2, {"headline": "https://schema.org/name"}], "CONTEXT_INLINE"),
        ([CREDENTIALS_2, {}], "CONTEXT_INLINE"),
        ([CREDENTIALS_2, None], "CONTEXT_INLINE"),
        (None, "CONTEXT_INLINE"),
        ([CREDENTIALS_2, 5], "CONTEXT_INLINE"),
        ([[CREDENTIALS_2]], "CONTEXT_INLINE"),
        ({"@vocab": "https://schema.org/"}, "CONTEXT_INLINE"),
        ([], "CONTEXT_MISSING"),
        ([BADGES_3], "CONTEXT_MISSING"),
        ([BADGES_3, CREDENTIALS_2], "CONTEXT_MISSING"),
        ([CREDENTIALS_2, CREDENTIALS_2], "CONTEXTS_NOT_TOGETHER"),
        ([CREDENTIALS_2, CREDENTIALS_1], "CONTEXTS_NOT_TOGETHER"),
        ([CREDENTIALS_2, "https://w3id.org/security/v1"], "CONTEXTS_NOT_TOGETHER"),
        ([CREDENTIALS_2, "https://w3id.org/openbadges/v2"], "CONTEXTS_NOT_TOGETHER"),
        ([CREDENTIALS_2, FAMILIES["badges"][2], BADGES_3], "CONTEXTS_NOT_TOGETHER"),
        ([CREDENTIALS_2, "https://w3id.org/security/data-integrity/v1"], "TERM_REDEFINED"),
    ],
)
def test_no_other_vocabulary_is_taken(context: Any, code: str) -> None:
    assert told(context) == code


def test_where_it_stands_does_not_matter() -> None:
    inner = {"@context": [CREDENTIALS_2, {"headline": "https://schema.org/name"}], "type": ["VerifiableCredential"]}
    document = {
        "@context": [CREDENTIALS_2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [{"@context": CREDENTIALS_2, "type": "VerifiableCredential"}, inner],
    }
    found = canonical_form(document)
    assert isinstance(found, Refusal)
    assert found.code is CheckCode.CONTEXT_INLINE
    assert ("path", "/verifiableCredential/1") in found.evidence


class _Counting(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_error(404)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def loopback() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Counting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/context.json"
        server.shutdown()
        thread.join()


@pytest.mark.badge_row(7)
def test_no_request_leaves(loopback: str, no_request: None) -> None:
    places = [loopback, "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://localhost/x", "/x"]
    for place in places:
        for context in (place, [place], [CREDENTIALS_2, place], [CREDENTIALS_2, BADGES_3, place]):
            assert told(context) == "CONTEXT_NOT_PINNED"
    assert _Counting.asked == 0
    assert MEANING[CheckCode.CONTEXT_NOT_PINNED][0] is Outcome.UNKNOWN


# What recognition reads: the type inside which it stands, and its name.
READ = [
    ("VerifiableCredential", name)
    for name in ("issuer", "credentialSubject", "credentialStatus", "validFrom", "validUntil", "expirationDate")
]
READ += [("AchievementSubject", name) for name in ("achievement", "creditsEarned", "identifier", "result")]
READ += [("Achievement", name) for name in ("alignment", "humanCode", "creator", "creditsAvailable", "achievementType")]
READ += [("Alignment", name) for name in ("targetUrl", "targetCode", "targetName", "targetFramework")]
READ += [("IdentityObject", name) for name in ("identityHash", "identityType", "hashed", "salt")]
READ += [("Achievement", "name"), ("VerifiableCredential", "name"), ("Profile", "name")]
READ += [(kind, name) for kind in ("VerifiableCredential", "Achievement") for name in ("id", "type")]


def combinations(first: str) -> Iterator[tuple[str, ...]]:
    """None, one and two vocabularies that may stand behind the first, in every order."""
    families = [list(family) for family in FIRST[first].values()]
    for size in range(3):
        for chosen in itertools.permutations(families, size):
            yield from itertools.product(*chosen)


def behind(first: str, others: tuple[str, ...]) -> Active | None:
    active: Active | Refusal = entered(NOTHING, pinned()[first].context, "here")
    for url in others:
        assert isinstance(active, Active)
        active = entered(active, pinned()[url].context, "here")
        if isinstance(active, Refusal):
            return None
    assert isinstance(active, Active)
    return active


def inside(active: Active, kind: str) -> Active | None:
    term = active.terms.get(kind)
    if term is None or term.scoped is None:
        return active
    found = entered(active, term.scoped, "type")
    return None if isinstance(found, Refusal) else found


def meaning(active: Active, kind: str, name: str) -> Term | None:
    scope = inside(active, kind)
    return scope.terms.get(name) if scope is not None else None


@pytest.mark.parametrize("first", [CREDENTIALS_1, CREDENTIALS_2, OPEN_BADGES_2])
def test_no_vocabulary_changes_what_recognition_reads(first: str) -> None:
    """A term means what the one vocabulary makes it mean that brings it, whatever else stands there."""
    alone = {url: behind(first, (url,)) for family in FIRST[first].values() for url in family}
    plain = behind(first, ())
    assert plain is not None
    tried = 0
    for others in combinations(first):
        active = behind(first, others)
        if active is None or any(alone[url] is None for url in others):
            continue
        tried += 1
        for kind, name in READ:
            possible = [scope for url in others if (scope := alone[url]) is not None] + [plain]
            said = {iri(meaning(scope, kind, name)) for scope in possible} - {None}
            assert iri(meaning(active, kind, name)) in said | {None}, (others, kind, name)
            assert len(said) <= 1, (others, kind, name, said)
    assert tried > (1 if first == OPEN_BADGES_2 else 100)


def iri(term: Term | None) -> str | None:
    return None if term is None else term.iri


@pytest.mark.parametrize("first", [CREDENTIALS_1, CREDENTIALS_2])
def test_nothing_that_is_read_has_a_second_name(first: str) -> None:
    """Else a value could be moved to where nobody looks, and the signature would still hold."""
    for others in combinations(first):
        active = behind(first, others)
        for kind in active.terms if active is not None else ():
            scope = inside(active, kind) if active is not None else None
            names: defaultdict[str, set[str]] = defaultdict(set)
            for name, term in scope.terms.items() if scope is not None else ():
                if term.iri and not name[:1].isupper():
                    names[term.iri].add(name)
            assert [found for found in names.values() if len(found) > 1] == [], (others, kind)


def test_the_reader_of_names_raises_nothing_else() -> None:
    assert len(named([CREDENTIALS_2, BADGES_3])) == 2
    with pytest.raises(_Refused) as refused:
        named(["http://127.0.0.1/"])
    assert refused.value.why.code is CheckCode.CONTEXT_NOT_PINNED
