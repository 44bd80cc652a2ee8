"""What the engine says about the sample can be said in French, whole; what stays English is the catalogue's own."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.design.asks import asked_in_words
from pathways.errors import CODES
from pathways.formats.native import load_catalog, load_record
from pathways.language.speech import Speech
from pathways.language.words import say_in
from pathways.model.base import Noun
from pathways.model.codes import WORDS
from pathways.model.record import LearnerRecord, Preferences
from pathways.model.requirement import walk
from pathways.planning.answer import Request
from pathways.planning.search import Effort
from pathways.resources import data_root, sample_catalog
from pathways.ui.evidence_names import NAMES
from pathways.verification.kinds import TITLES
from pathways.verification.meanings import MEANING
from tests.golden.bad_input.test_bad_input import CASES, findings_of
from tests.support import PACKAGE
from tests.translations import ENGINE, files, read

SAID = ("statement", "why", "words", "advice", "cure", "need", "notes", "assumptions", "impossible")
"""The keys of a document under which the engine says something."""

QUICK = ("career-changer", "employee", "noor")
"""Of these learners the steps and the map are looked at too."""

RECORDS = sorted((data_root() / "sample" / "records").rglob("*.yaml"))
THEIRS = ("while scanning", "expecting ", "unexpected end")
"""How the words of libraries begin that read YAML, JSON and CSV."""

BADGES_SAY = ("verification/attainment", "verification/passport")
"""Where sentences about badges are written as they are shown."""

REFUSE = (
    "formats/backpack_export",
    "formats/evidence",
    "formats/passport_bundle",
    "formats/stored",
    "store/backpack",
    "store/sharing",
    "verification/notes",
    "verification/receipt",
    "verification/checkpoint",
)
"""Where that is refused which a visitor may hand in as a proof, or ask of a backpack."""

OF_STANDARDS = frozenset(
    {
        "_sd_alg",
        "alg",
        "aud",
        "b64",
        "challenge",
        "crit",
        "crv",
        "cryptosuite",
        "domain",
        "iat",
        "iss",
        "jwk",
        "key_ops",
    }
    | {
        "kid",
        "kty",
        "multicodec",
        "nonce",
        "oid",
        "pem",
        "previousProof",
        "proofPurpose",
        "proofValue",
        "sd_hash",
        "typ",
    }
    | {"vct", "verificationMethod"}
)
"""Names of evidence that stand so in tokens and proofs, and stay."""

REFUSING = re.compile(r"_?(refuse|refusal|refusals|damaged|malformed|bad_key|nonsense|finding)")


@lru_cache(maxsize=1)
def desk() -> Desk:
    return Desk(load_catalog(sample_catalog()).catalog)


@lru_cache(maxsize=1)
def own_words() -> frozenset[str]:
    """Return every text of the catalogue: they stay as they are."""
    catalog = desk().catalog
    sections = (catalog.courses, catalog.credentials, catalog.equivalences, catalog.organizations, catalog.occupations)
    found = set(strings([thing.model_dump(mode="json") for section in sections for thing in section.values()]))
    return frozenset(found | {f"{course.code} {course.title}" for course in catalog.courses.values()})


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def told(value: Any, key: str = "") -> Iterator[str]:
    """Yield what the engine says in a document."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from told(part, name)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from told(part, key)
    elif isinstance(value, str) and key in SAID:
        yield value


def french() -> Speech:
    return say_in("fr")._speech


def unsaid(sentences: Iterator[str]) -> list[str]:
    """Return the sentences that stay English and are not made of the catalogue's own words."""
    return [sentence for sentence in dict.fromkeys(sentences) if not french().knows(sentence) and not is_own(sentence)]


def is_own(sentence: str) -> bool:
    """Return whether a sentence is the catalogue's, or ours with one of the catalogue's in it, or two of its names."""
    if sentence in own_words() or all(part in own_words() for part in sentence.split(": ")):
        return True
    notes = [text for text in own_words() if len(text) > 20 and text in sentence]
    return any(french().knows(sentence.replace(text, "level 1 is below 2")) for text in notes)


def goals_of(record: LearnerRecord) -> list[str]:
    return [name for goal in record.goals if (name := goal.credential or goal.occupation)]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_every_sentence_about_a_sample_learner_is_said(path: Path) -> None:
    record = load_record(path)
    day = record.as_of or dt.date(2026, 9, 1)
    goal = goals_of(record)[-1]
    found: list[Noun] = []
    if goal in desk().catalog.occupations:
        found += [desk().gap(record, goal, as_of=day)]
    else:
        audit = desk().audit(record, goal, as_of=day)
        found += [audit, desk().recognize(record, audit.organization, as_of=day)]
    if path.stem in QUICK:
        found += [desk().next(record, [goal], as_of=day), desk().map(record, [goal], as_of=day)]
    sentences = [text for document in found for text in told(document.model_dump(mode="json"))]
    assert len(sentences) > 5
    assert not unsaid(iter(sentences))


def test_a_plan_and_why_there_is_none_are_said() -> None:
    record = load_record(data_root() / "sample" / "records" / "career-changer.yaml")
    request = Request(effort=Effort(nodes=50, seconds=5))
    tight = Preferences(max_courses_per_term=1, deadline=dt.date(2026, 12, 31))
    sentences: list[str] = []
    for preferences in (record.preferences, tight):
        plan = desk().plan(
            record, goals_of(record)[:1], as_of=dt.date(2026, 9, 1), preferences=preferences, request=request
        )
        sentences += told(plan.model_dump(mode="json"))
    assert any("clash" in text or "cannot hold together" in text for text in sentences)
    assert not unsaid(iter(sentences))


def test_what_requirements_ask_is_said() -> None:
    asked = (
        asked_in_words(desk().catalog, node)
        for credential in desk().catalog.credentials.values()
        if credential.requirement is not None
        for _, node in walk(credential.requirement)
    )
    assert not unsaid(asked)


def test_reasons_cures_and_errors_are_said() -> None:
    codes = [text for words in WORDS.values() for text in (words.meaning, words.cure)]
    errors = [text for pair in CODES.values() for text in pair]
    assert not unsaid(iter([*codes, *errors]))


def test_every_sentence_about_a_check_and_every_name_of_a_kind_is_said() -> None:
    assert not unsaid(words for _, words in MEANING.values())
    kinds = [
        f"{title}{version}{types}" for title in TITLES.values() for version in ("", " 2.0") for types in ("", " (A)")
    ]
    assert not [words for words in kinds if "2.0" not in words and not french().knows(words)]
    assert not unsaid(iter(["It cannot be read as a shared document (items.0: Field required)."]))
    assert french().say("verifiable credential 2.0 (A)") == "titre vérifiable 2.0 (A)"


@pytest.mark.parametrize("room", BADGES_SAY)
def test_what_a_badge_comes_to_is_said(room: str) -> None:
    sentences = [text for _, text in literals(room) if re.fullmatch(r"[A-Z][^<>=]*\.", text, re.DOTALL)]
    assert len(sentences) >= 6
    assert not unsaid(iter(sentences))


@pytest.mark.parametrize("room", REFUSE)
def test_why_a_proof_is_refused_is_said(room: str) -> None:
    sentences = [text for where, text in literals(room) if where]
    assert len(sentences) >= 3
    assert not unsaid(iter(sentences))


def test_what_a_check_rests_on_has_a_plain_name_or_one_of_a_standard() -> None:
    given = {key.arg for call in checks() for key in call.keywords if key.arg}
    assert len(given) > 100
    assert not given - set(NAMES) - OF_STANDARDS


def checks() -> Iterator[ast.Call]:
    for file in sorted((PACKAGE / "verification").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("check", "refusal"):
                yield node


def literals(room: str) -> Iterator[tuple[bool, str]]:
    """Yield the texts of a module that are sentences, and whether each says why something is refused."""
    tree = ast.parse((PACKAGE / f"{room}.py").read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    refusing = {id(arg) for call in calls(tree) for arg in [*call.args, *(key.value for key in call.keywords)]}
    for node in ast.walk(tree):
        text = (
            written(node)
            if id(node) not in docs and (isinstance(node, ast.JoinedStr) or id(node) not in inside)
            else ""
        )
        if len(text.split()) > 2:
            yield id(node) in refusing, text


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and REFUSING.fullmatch(node.func.id):
            yield node


def written(node: ast.AST) -> str:
    """Return a text of the code, with something in its places."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(written(value) for value in values)
        case ast.FormattedValue(conversion=conversion, format_spec=spec, value=value):
            names = re.findall(r"[A-Z]{4,}|^len", ast.unparse(value))
            return (
                "'x'"
                if conversion == ord("r")
                else "1,234"
                if spec
                else "7"
                if names and "MANIFEST" not in names
                else "x"
            )
    return ""


def test_what_is_wrong_with_a_file_is_said_but_for_the_words_of_libraries(tmp_path: Path) -> None:
    found = []
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        for item in findings_of(case, folder):
            found += [item.message.replace(f"{folder.as_posix()}/", ""), item.why, item.hint]
    sentences = [text for text in found if text and not any(theirs in text for theirs in THEIRS)]
    assert len(sentences) > 100
    assert not unsaid(iter(sentences))


def test_patterns_hold_no_word_that_the_engine_does_not_write() -> None:
    code = "\n".join(file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py"))).lower().replace("_", " ")
    written = set(re.findall(r"[a-z]+", code))
    patterns = {str(item.id) for file in files() for item in read(file) if item.context == ENGINE}
    assert len(patterns) > 900
    assert not {text for text in patterns if set(re.findall(r"[a-z]+", re.sub(r"\{\w+\}", "", text).lower())) - written}
