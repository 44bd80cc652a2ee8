"""Proofs, keys and notes that others wrote are judged as they say."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from pathways.verification.checkpoint import read_checkpoint
from pathways.verification.merkle import ProofVerdict, Tree, check_consistency, check_inclusion
from pathways.verification.notes import (
    SignatureVerdict,
    SignedNote,
    check_signatures,
    read_key,
    read_note,
    signed,
    signing_key,
)
from tests.support import SHARED, needs_shared

VECTORS = SHARED / "data" / "badges" / "tlog"
FILES = sorted(VECTORS.glob("*.json"))

LEAVES = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
"""The list of eight leaves that implementations of RFC 6962 share, and the root after each."""
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
KEYS = (
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
)
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def _judged(case: dict[str, Any]) -> ProofVerdict:
    path = [base64.b64decode(item) for item in case["proof"]]
    if "leafIdx" in case:
        leaf, root = base64.b64decode(case["leafHash"]), base64.b64decode(case["root"])
        return check_inclusion(leaf, case["leafIdx"], case["treeSize"], path, root)
    roots = [base64.b64decode(case[name]) for name in ("root1", "root2")]
    return check_consistency(case["size1"], case["size2"], path, *roots)


@needs_shared
def test_the_vectors_are_there() -> None:
    assert len(FILES) == 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vectors_of_proofs(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    assert _judged(case).holds is not case["wantErr"]


@needs_shared
def test_our_proof_is_the_one_of_the_vector() -> None:
    case = json.loads((VECTORS / "inclusion-2-happy-path.json").read_text(encoding="utf-8"))
    path = tuple(base64.b64decode(item) for item in case["proof"])
    assert Tree(LEAVES).inclusion(case["leafIdx"], case["treeSize"]) == path
    cut = json.loads((VECTORS / "consistency-2-truncated-proof.json").read_text(encoding="utf-8"))
    assert Tree(LEAVES).consistency(6, 8)[:2] == tuple(base64.b64decode(item) for item in cut["proof"])


def test_the_shared_tree_of_eight_leaves() -> None:
    tree = Tree(LEAVES)
    assert [tree.root(size).hex() for size in range(1, 9)] == list(ROOTS)
    assert [Tree(LEAVES[:size]).root().hex() for size in range(1, 9)] == list(ROOTS)


def test_a_note_of_the_first_implementation_verifies() -> None:
    note = read_note(NOTE.encode())
    found = check_signatures(note, map(read_key, KEYS))
    assert [(each.name, each.verdict) for each in found] == [
        ("PeterNeumann", SignatureVerdict.GENUINE),
        ("EnochRoot", SignatureVerdict.GENUINE),
    ]
    assert str(note) == NOTE
    assert [str(read_key(text)) for text in KEYS] == list(KEYS)


def test_the_secret_keys_of_the_first_implementation_sign_as_it_does() -> None:
    # Ed25519 is deterministic, so the same seed gives the same line.
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    key = signing_key("PeterNeumann", seed)
    assert str(key.verifier) == KEYS[0]
    text = NOTE.partition("\n\n")[0] + "\n"
    assert str(signed(SignedNote(text), key)).splitlines()[-1] == NOTE.splitlines()[-2]


def test_the_cosigned_checkpoint_of_the_specification_is_read() -> None:
    found = read_checkpoint(COSIGNED.encode())
    assert (found.checkpoint.origin, found.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(found) == COSIGNED
    assert found.checkpoint.text == found.note.text
    assert [len(each.data) for each in found.note.signatures] == [64, 72]
    assert int.from_bytes(found.note.signatures[1].data[:8], "big") == 1679315147
