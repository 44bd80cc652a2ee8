"""What a document states: as another library reads it, to the letter, and refused where that one drops something."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal
from pathways.verification.limits import LIMITS
from pathways.verification.proofs.allowed import CREDENTIALS_1, CREDENTIALS_2, PLAIN, Reading
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.proofs.contexts import RESET, Context, Term, pinned
from pathways.verification.proofs.jsonld import statements
from tests.support import central, needs_shared
from tests.unit.verification.linked import BADGES, form, official, restated

Json = dict[str, Any]
BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTRAS = ("https://www.w3.org/ns/credentials/examples/v2", "https://w3id.org/citizenship/v4rc1")


def badge() -> Json:
    """Return a badge that says a good deal."""
    return {
        "@context": [CREDENTIALS_2, BADGES_3],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": "did:key:z6Mk", "type": ["Profile"], "name": "Uni", "address": {"type": ["Address"]}},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": {"@value": "Diplom", "@language": "de-AT"},
        "credentialStatus": {"id": "urn:list#5", "type": "1EdTechRevocationList"},
        "credentialSubject": {
            "id": "did:example:me",
            "type": ["AchievementSubject"],
            "creditsEarned": 3.5,
            "identifier": [{"type": "IdentityObject", "identityHash": "sha256$1", "hashed": True, "salt": "s"}],
            "achievement": {
                "id": "urn:uuid:2",
                "type": ["Achievement"],
                "name": "Networking",
                "criteria": {"narrative": "All of it."},
                "tag": ["a", "b"],
                "alignment": [{"type": "Alignment", "targetName": "N", "targetUrl": "urn:n"}],
            },
        },
    }


def badge_that_is_read() -> Json:
    found = badge()
    found["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    return found


def said(document: Json, reading: Reading = PLAIN) -> str:
    found = canonical_form(document, reading=reading)
    assert isinstance(found, str), found
    return found


def told(document: Json, reading: Reading = PLAIN) -> tuple[str, dict[str, str]]:
    found = canonical_form(document, reading=reading)
    assert isinstance(found, Refusal), found
    return found.code.value, dict(found.evidence)


def code(document: Json) -> str:
    return told(document)[0]


# Against another library


def shared_documents() -> list[str]:
    paths = sorted(BADGES.rglob("*.json")) if BADGES.is_dir() else []
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    kept = [path for path, text in texts if '"@context"' in text and "contexts" not in path.parts]
    return [path.relative_to(BADGES).as_posix() for path in kept if path.parent.name not in ("schemas", "assets")]


@cache
def of_tests() -> Reading:
    """Return that two vocabularies of test vectors are taken."""

    def table(said: Any) -> Context:
        if said is None:
            return RESET
        terms = {name: one(value) for name, value in said.items() if name[0] != "@"}
        return Context(terms, said.get("@protected", False), said.get("@vocab"))

    def one(value: Any) -> Term:
        if isinstance(value, str):
            return Term(value)
        scoped = table(value["@context"]) if "@context" in value else None
        return Term(value["@id"], value.get("@type"), value.get("@container"), scoped)

    return Reading(extra={url: table(official()[url]["@context"]) for url in EXTRAS})


@needs_shared
@pytest.mark.parametrize("name", shared_documents())
def test_shared_documents_state_what_another_library_reads(name: str) -> None:
    """The other library reads the published vocabularies, ours the restated ones."""
    document = json.loads((BADGES / name).read_text(encoding="utf-8"))
    if not isinstance(document, dict) or "@context" not in document:
        pytest.skip("no document of its own")
    bare = {key: value for key, value in document.items() if key != "proof"}
    found = canonical_form(bare, reading=of_tests())
    if isinstance(found, Refusal):
        assert name not in WHOLE
    else:
        assert found == form(bare, official())


WHOLE = {
    "ob3/simple.json",
    "ob3/complete.json",
    "ob3/simple_v1.json",
    "ob3/simple-did-key-method.json",
    "ob3/endorsement-valid.json",
    "clr/simple.json",
    "clr/simple_v1.json",
    "dcc/v1__v1Expired.json",
    "dcc/v1__v1WithValidStatus.json",
    "dcc/v2__v2WithValidStatus.json",
    "dcc/eddsaAndEd25519__v2__v2DoubleSigWithValidStatus.json",
    "blockcerts/v3/ethereum-sepolia-v3.json",
    "blockcerts/v3/mocknet-vc-v2-data-integrity-proof.json",
    "ob2/basic-assertion.json",
    "w3c-di/eddsa-rdfc-2022/signedDataInt.json",
    "w3c-di/eddsa-rdfc-2022/employ/signedDataInt.json",
    "w3c-di/Ed25519Signature2020/signedEdSig.json",
}


@needs_shared
def test_the_vector_of_the_guide_to_the_letter() -> None:
    document = json.loads((BADGES / "ob3" / "guide-vector-signed.json").read_text(encoding="utf-8"))
    proof = document.pop("proof")
    [proof] = proof if isinstance(proof, list) else [proof]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    expected = [(BADGES / "ob3" / f"guide-vector-{part}-canon.txt").read_bytes() for part in ("document", "proof")]
    assert said(document).encode() == expected[0]
    assert said({**options, "@context": document["@context"]}).encode() == expected[1]


NAMES = """name description achievement alignment creator identifier image related result tag targetUrl validFrom issuer
    credentialSubject evidence proofPurpose hashed creditsEarned criteria parentOrg endorsement verifiableCredential
    rubricCriterionLevel"""
KINDS = """VerifiableCredential AchievementCredential AchievementSubject Achievement Alignment Profile Related
    ResultDescription DataIntegrityProof IdentityObject VerifiablePresentation urn:t:1"""
names = st.sampled_from(NAMES.split())
kinds = st.sampled_from(KINDS.split())
scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda value: not value.is_integer()),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.sampled_from(["urn:x:1", "urn:x:2", "assertionMethod", "https://example.org/é"]),
    st.none(),
)
literals = st.one_of(
    st.fixed_dictionaries({"@value": st.text("ab", max_size=2), "@language": st.sampled_from(["de", "EN-us"])}),
    st.fixed_dictionaries({"@value": st.text("ab", max_size=2), "@type": st.sampled_from(["urn:y:1", "Profile"])}),
    st.fixed_dictionaries({"@value": scalars.filter(lambda value: value is not None)}),
)
ids = st.sampled_from([{}, {}, {"id": "urn:x:1"}, {"id": "urn:x:2"}, {"id": "did:key:z6"}])


def things(inner: Any) -> Any:
    one = st.builds(
        lambda name, kind, rest: {**name, "type": kind, **rest},
        ids,
        st.one_of(kinds, st.lists(kinds, min_size=1, max_size=3)),
        st.dictionaries(names, inner, max_size=4),
    )
    return st.one_of(one, st.lists(st.one_of(one, scalars, literals), max_size=3))


values = st.recursive(st.one_of(scalars, literals), things, max_leaves=12)
contexts = st.sampled_from(
    [
        [CREDENTIALS_2, BADGES_3],
        [CREDENTIALS_1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
        [CREDENTIALS_1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],
        [CREDENTIALS_2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", BADGES_3],
    ]
)
documents = st.builds(
    lambda context, kind, name, rest: {"@context": context, "type": kind, **name, **rest},
    contexts,
    st.lists(kinds, min_size=1, max_size=3),
    ids,
    st.dictionaries(names, values, max_size=5),
)


@central(one_in=4)
@given(documents)
def test_drawn_documents_state_what_another_library_reads(document: Json) -> None:
    found = canonical_form(document)
    if isinstance(found, str):
        assert found == form(document, restated())


# What is lost


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict) and "@value" not in value:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        if name != "@context":
            yield from places(inner, (*path, name))


def at(value: Any, path: tuple[Any, ...]) -> Json:
    for step in path:
        value = value[step]
    assert isinstance(value, dict)
    return value


PLACES = list(places(badge()))


def test_the_badge_itself_is_taken() -> None:
    assert len(PLACES) == 9
    assert said(badge_that_is_read()) == form(badge_that_is_read(), restated())


@pytest.mark.badge_row(4)
@central(one_in=8)
@given(st.sampled_from(PLACES), st.text(max_size=8), scalars)
def test_an_undefined_term_is_found_wherever_it_stands(path: tuple[Any, ...], name: str, value: Any) -> None:
    """Nothing that is added anywhere leaves the lines as they were, but the plain absence of a value (A2)."""
    plain = badge_that_is_read()
    document = badge_that_is_read()
    if name in at(document, path):
        return
    at(document, path)[name] = value
    found = canonical_form(document)
    assert isinstance(found, Refusal) or found != said(plain) or value is None
    if not name.isalpha():
        assert isinstance(found, Refusal)
        assert ("path", "/" + "/".join(map(str, path))) in found.evidence


UNDEFINED: list[tuple[str, Any, str]] = [
    ("headline", "x", "TERM_DROPPED"),
    ("headline", None, "TERM_DROPPED"),
    ("headline", [], "TERM_DROPPED"),
    ("", "x", "TERM_DROPPED"),
    ("@reserved", "x", "TERM_NOT_PLAIN"),
    ("@id", "urn:y", "TERM_NOT_PLAIN"),
    ("@graph", [{"id": "urn:y", "name": "x"}], "TERM_NOT_PLAIN"),
    ("@included", [{"id": "urn:y", "name": "x"}], "TERM_NOT_PLAIN"),
    ("@reverse", {"name": {"id": "urn:y"}}, "TERM_NOT_PLAIN"),
    ("@nest", {"name": "x"}, "TERM_NOT_PLAIN"),
    ("@index", "x", "TERM_NOT_PLAIN"),
    ("https://schema.org/name", "x", "TERM_NOT_PLAIN"),
    ("schema:name", "x", "TERM_NOT_PLAIN"),
    ("AchievementCredential", {"type": "Profile"}, "TERM_NOT_PLAIN"),
]


@pytest.mark.badge_row(4)
@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)) or "root")
@pytest.mark.parametrize(("name", "value", "expected"), UNDEFINED)
def test_what_means_nothing_is_named(path: tuple[Any, ...], name: str, value: Any, expected: str) -> None:
    document = badge_that_is_read()
    at(document, path)[name] = value
    found, evidence = told(document)
    assert found in (expected, "TERM_DROPPED")
    assert evidence["term"] == name
    assert evidence["path"] == "/" + "/".join(map(str, path))


def moved(path: tuple[Any, ...], old: str, new: str) -> Json:
    document = badge_that_is_read()
    place = at(document, path)
    place[new] = place.pop(old)
    return document


@pytest.mark.badge_row(5)
@pytest.mark.parametrize(
    ("path", "name"),
    [((), "validFrom"), ((), "credentialStatus"), ((), "issuer"), (("credentialSubject",), "achievement")],
)
def test_nothing_is_hidden_under_another_spelling(path: tuple[Any, ...], name: str) -> None:
    """The same statements, which another library reads alike, but no reader of names would see them (A4)."""
    scope: Any = pinned()[CREDENTIALS_2].context.terms["VerifiableCredential"].scoped
    term: Any = scope.terms.get(name) or Term(f"https://purl.imsglobal.org/spec/vc/ob/vocab.html#{name}")
    document = moved(path, name, term.iri)
    if name == "validFrom":
        document[term.iri] = {"@value": document[term.iri], "@type": term.type}
    elif name == "issuer":
        assert form(document, restated()) == said(badge_that_is_read())
    assert told(document)[0] == "TERM_NOT_PLAIN"


def test_a_class_is_no_property() -> None:
    first = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
    subject = {"type": "AchievementSubject", "achievement": {"id": "urn:a", "type": "Achievement"}}
    document = {"@context": [CREDENTIALS_1, first], "type": "VerifiableCredential", "credentialSubject": subject}
    hidden = copy.deepcopy(document)
    hidden["credentialSubject"] = {"type": "AchievementSubject", "Achievement": subject["achievement"]}
    assert form(hidden, restated()) == said(document)
    assert code(hidden) == "TERM_NOT_PLAIN"


def changed(path: tuple[Any, ...], **values: Any) -> Json:
    document = badge_that_is_read()
    at(document, path).update(values)
    return document


RELATIVE = ["", "5", "/badges/5", "badge 5", "http://example.org/a b", "https ://example.org", "#5", "did:", "a/b:c"]
MALFORMED = ["urn:a<b>", "_:b0", "//example.org/a", "urn:\x00", "urn:\x7f", "1urn:x", "http://example.org/\u0085"]


@pytest.mark.badge_row(28)
@pytest.mark.parametrize("name", RELATIVE + MALFORMED)
def test_relative_and_malformed_ids_are_refused(name: str) -> None:
    """A7: another library drops what is said of it, or resolves it against wherever it is."""
    for path in ((), ("issuer",), ("credentialSubject", "achievement")):
        assert told(changed(path, id=name)) == (
            "ID_NOT_ABSOLUTE",
            {"id": told(changed(path, id=name))[1]["id"], "path": "/" + "/".join(path)},
        )
    assert code(changed(("credentialSubject",), source=name)) == "ID_NOT_ABSOLUTE"


@pytest.mark.parametrize("name", [None, 5, ["urn:a"], ["urn:a", "urn:b"], {"id": "urn:a"}, True])
def test_an_id_is_one_text(name: Any) -> None:
    assert code(changed((), id=name)) == "ID_NOT_ABSOLUTE"


@pytest.mark.badge_row(4)
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Unknown", "TERM_DROPPED"),
        ("id", "TERM_DROPPED"),
        ("", "TERM_DROPPED"),
        ("@json", "TERM_DROPPED"),
        ("https://www.w3.org/2018/credentials#VerifiableCredential", "TERM_NOT_PLAIN"),
        ("https://example.org/a b", "ID_NOT_ABSOLUTE"),
        (5, "VALUE_DROPPED"),
        (None, "VALUE_DROPPED"),
        ({"id": "urn:x"}, "VALUE_DROPPED"),
        (["Profile"], "VALUE_DROPPED"),
    ],
)
def test_types_that_mean_nothing_are_refused(kind: Any, expected: str) -> None:
    assert code(changed((), type=["VerifiableCredential", "AchievementCredential", kind])) == expected


def test_a_type_may_be_an_address_that_no_term_stands_for() -> None:
    document = changed((), type=["VerifiableCredential", "AchievementCredential", "https://example.org/Special"])
    assert said(document) == form(document, restated())


@pytest.mark.parametrize(
    "value",
    [
        {"@value": "x", "@language": "not a tag"},
        {"@value": "x", "@language": ""},
        {"@value": "x", "@language": None},
        {"@value": "x", "@language": "de", "@direction": "ltr"},
        {"@value": "x", "@direction": "rtl"},
        {"@value": "x", "@language": "de", "@type": "urn:y"},
        {"@value": "x", "@index": "1"},
        {"@value": "x", "url": "urn:y"},
        {"@value": "x", "id": "urn:y"},
        {"@value": 5, "@language": "de"},
        {"@value": None},
        {"@value": {}},
        {"@value": ["x"]},
        {"@value": "x", "@type": None},
        {"@value": "x", "@type": ["urn:y"]},
        {"@value": "x", "@type": "@id"},
        {"@value": "x", "type": "Unknown"},
        {"@value": "x", "@context": CREDENTIALS_2},
        {"@set": ["x"]},
        {"@list": ["x"]},
        {"@language": "de"},
        [["x"]],
    ],
)
def test_values_of_which_something_is_lost_are_refused(value: Any) -> None:
    assert code(changed((), name=value)) in ("VALUE_DROPPED", "TERM_NOT_PLAIN", "TERM_DROPPED")


def test_graphs_in_which_nothing_is_said_are_refused() -> None:
    head: Json = {"@context": CREDENTIALS_2, "type": "VerifiableCredential"}
    for held in ("urn:x", {"id": "urn:x"}, {}, {"@value": "x"}, 5, [{"id": "urn:x"}]):
        assert code({**head, "proof": held}) == "VALUE_DROPPED"
    assert said({**head, "proof": {"id": "urn:x", "name": "x"}}).count("_:c14n1") == 2


def test_what_is_said_of_the_credential_stands_in_one_place() -> None:
    """Moved to where the credential is mentioned again, an end is under the signature and not in sight."""
    document = changed(("credentialSubject",), source="urn:uuid:1")
    whole = {**document, "validUntil": "2026-06-01T00:00:00Z"}
    hidden = copy.deepcopy(document)
    again = {"id": "urn:uuid:1", "type": "VerifiableCredential", "validUntil": whole["validUntil"]}
    hidden["credentialSubject"]["source"] = again
    assert form(hidden, restated()) == said(whole)
    assert code(hidden) == "NODE_IN_TWO_PLACES"
    hidden["credentialSubject"]["source"] = {"id": "urn:uuid:1", "type": "VerifiableCredential"}
    assert said(hidden) == said(document)


# How values are written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, '"3"^^<xsd:integer>'),
        (3.0, '"3"^^<xsd:integer>'),
        (-0.0, '"0"^^<xsd:integer>'),
        (1e20, '"100000000000000000000"^^<xsd:integer>'),
        (1e21, '"1.0E21"^^<xsd:double>'),
        (0.1, '"1.0E-1"^^<xsd:double>'),
        (-1234.5678, '"-1.2345678E3"^^<xsd:double>'),
        (5e-324, '"4.940656458412465E-324"^^<xsd:double>'),
        (True, '"true"^^<xsd:boolean>'),
        ("3", '"3"'),
        ("tab\tline\n\x00\x7f\\", '"tab\\tline\\n\\u0000\\u007F\\\\"'),
        ({"@value": "x", "@language": "DE-at"}, '"x"@de-at'),
        ({"@value": 1.5, "@type": "urn:y"}, '"1.5E0"^^<urn:y>'),
    ],
)
def test_values_are_written_in_one_way(value: Any, expected: str) -> None:
    document = {"@context": CREDENTIALS_2, "id": "urn:x:1", "name": value}
    full = expected.replace("xsd:", "http://www.w3.org/2001/XMLSchema#")
    assert said(document) == f"<urn:x:1> <https://schema.org/name> {full} .\n"


@pytest.mark.parametrize("value", [2**53 + 1, -(2**60), 10**30])
def test_a_number_on_which_readers_differ_is_refused(value: int) -> None:
    assert code({"@context": CREDENTIALS_2, "id": "urn:x:1", "name": value}) == "JSON_NUMBER_REFUSED"


def test_nothing_said_is_nothing_lost() -> None:
    for value in (None, [], [None]):
        assert said(changed((), description=value)) == said(badge_that_is_read())


# Work


@pytest.mark.badge_row(9)
def test_many_values_in_one_list(bounded: None) -> None:
    document = changed(("credentialSubject", "achievement"), tag=[f"tag {number}" for number in range(8_000)])
    assert said(document).count("schema.org/keywords") == 8_000


@pytest.mark.badge_row(9)
@pytest.mark.parametrize("value", ["t", {"type": "Alignment"}, {"@value": "x", "@language": "de"}])
def test_more_values_than_a_badge_may_hold(value: Any, bounded: None) -> None:
    items = [f"t{number}" if value == "t" else value for number in range(99_000)]
    name = "tag" if value == "t" else "alignment"
    found = canonical_form(changed(("credentialSubject", "achievement"), **{name: items}))
    assert isinstance(found, Refusal)
    assert found.code is CheckCode.WORK_TOO_MUCH


def test_ever_new_types_together_are_bounded(bounded: None) -> None:
    """Each set of types makes terms of its own, which costs more than a statement."""
    scoped = [name for name, term in pinned()[BADGES_3].context.terms.items() if term.scoped and name[0].isupper()]
    chosen = [name for name in scoped if name not in ("Related", "EndorsementSubject", "Image")][:12]
    sets = [{"type": [name for place, name in enumerate(chosen) if number >> place & 1]} for number in range(4_096)]
    document = {"@context": [CREDENTIALS_2, BADGES_3], "type": "Profile", "endorsement": sets}
    assert code(document) in ("WORK_TOO_MUCH", "TERM_REDEFINED")


@pytest.mark.badge_row(8)
def test_a_clique_in_a_document(bounded: None) -> None:
    def member(number: int) -> Json:
        others = [{"id": f"_:n{other}"} for other in range(8) if other != number]
        return {"id": f"_:n{number}", "type": "Profile", "parentOrg": others}

    document = {"@context": [CREDENTIALS_2, BADGES_3], "type": "Profile", "parentOrg": [member(n) for n in range(8)]}
    assert code(document) == "ID_NOT_ABSOLUTE"
    assert told(document, Reading(names="any"))[0] == "WORK_TOO_MUCH"


@pytest.mark.badge_row(10)
def test_what_is_too_deep_is_refused(bounded: None) -> None:
    document: Json = {"type": "Profile"}
    for _ in range(500):
        document = {"type": "Profile", "parentOrg": document}
    document["@context"] = [CREDENTIALS_2, BADGES_3]
    assert code(document) == "JSON_TOO_DEEP"
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    for reading in (PLAIN, Reading(names="any")):
        assert told(changed((), name=deep), reading)[0] in ("JSON_TOO_DEEP", "TERM_NOT_PLAIN")


def test_threads_do_not_disturb_each_other() -> None:
    kinds = [changed((), name=f"badge {number}") for number in range(8)]
    expected = [said(document) for document in kinds]
    wrong: list[int] = []

    def work(number: int) -> None:
        wrong.extend(number for _ in range(30) if said(kinds[number]) != expected[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_document_is_left_as_it_was() -> None:
    document = badge_that_is_read()
    before = json.dumps(document)
    assert isinstance(statements(document, limits=LIMITS), list)
    assert json.dumps(document) == before


# Readings beyond plain names


def test_any_spelling_where_asked_for() -> None:
    document = moved((), "issuer", "https://www.w3.org/2018/credentials#issuer")
    document["@id"] = document.pop("id")
    assert said(document, Reading(names="any")) == said(badge_that_is_read())
    document["@graph"] = []
    assert told(document, Reading(names="any"))[0] == "STATEMENTS_UNSUPPORTED"


def test_an_extra_vocabulary_where_asked_for() -> None:
    extra = {"urn:extra": Context({"shoe": Term("urn:shoe", "@id"), "gone": Term(None)})}
    document = changed((), shoe="urn:left")
    document["@context"].append("urn:extra")
    assert "<urn:uuid:1> <urn:shoe> <urn:left> .\n" in said(document, Reading(extra=extra))
    assert told({**document, "gone": 1}, Reading(extra=extra))[0] == "TERM_DROPPED"
    assert code(document) == "CONTEXT_NOT_PINNED"
