"""What does the command line say of an encoder that cannot be used?  It never suggests without it in silence."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.asking import RECORDS, here

ASKED = ("suggest", "river-bend-CIS151", "--at", "lakeside", "--as-of", "2026-09-01")
QUEUE = ("queue", str(RECORDS / "first-generation-student.yaml"), "--at", "lakeside")


@pytest.mark.parametrize("asked", [ASKED, QUEUE])
def test_a_folder_that_is_no_model_is_refused(asked: tuple[str, ...], tmp_path: Path) -> None:
    done = here(*asked, "--encoder", tmp_path)
    assert done.exit_code == 3
    assert "F001" in done.stderr
    assert "Name the folder of a sentence-transformers model" in " ".join(done.stderr.split())


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the extra embeddings is installed")
def test_without_the_library_it_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"")
    parts = [{"type": "sentence_transformers.models.Transformer", "path": ""}]
    (tmp_path / "modules.json").write_text(json.dumps(parts), encoding="utf-8")
    done = here(*ASKED, "--encoder", tmp_path)
    assert done.exit_code == 4
    assert "pathways-planner[embeddings]" in done.stderr


def test_vectors_are_of_an_encoder_and_an_encoder_of_suggestions() -> None:
    done = here(*ASKED, "--vectors", "somewhere")
    assert (done.exit_code, "U003" in done.stderr) == (2, True)
    jointly = here("suggest", "--jointly", "lakeside-DAT1300", "--from", "river-bend", "--encoder", "somewhere")
    assert (jointly.exit_code, "--jointly asks about one course" in jointly.stderr) == (2, True)
