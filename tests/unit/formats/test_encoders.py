"""Is a model read from a folder of this machine, and from nothing else?"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pathways.errors import FormatError, NotAvailableError
from pathways.formats.encoders import load_encoder

PARTS = [
    {"type": f"sentence_transformers.models.{name}", "path": path}
    for name, path in (("Transformer", ""), ("Pooling", "1"))
]
MODEL = os.environ.get("PATHWAYS_ENCODER")


def model(folder: Path, **files: object) -> Path:
    """Write a folder that looks like a model; ``files`` are written as JSON in place of its own."""
    given = {"config": {}, "modules": PARTS, **files}
    for name, content in given.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def write(name: str, text: str = "") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
            "F001",
            "model.safetensors",
        ),
        (lambda folder: (folder / "modules.json").unlink(), "F001", "modules.json"),
        (write("modeling_own.py"), "F008", "modeling_own.py"),
        (write("config.json", '{"auto_map": {"AutoModel": "x--y.Z"}}'), "F008", "auto_map"),
        (write("tokenizer_config.json", '{"auto_map": {}}'), "F008", "auto_map"),
        (write("adapter_config.json", "{}"), "F008", "adapter"),
        (write("config.json", "{"), "F002", "is not JSON"),
        (write("modules.json", "{}"), "F008", "other parts"),
        (write("modules.json", "[]"), "F008", "other parts"),
        (write("modules.json", '["x"]'), "F008", "other parts"),
        (write("modules.json", '[{"type": "own.Transformer", "path": ""}]'), "F008", "other parts"),
        (write("modules.json", '[{"type": "sentence_transformers.models.Dense", "path": "2"}]'), "F008", "other parts"),
        (write("modules.json", json.dumps([{**PARTS[0], "path": "../elsewhere"}])), "F008", "other parts"),
    ],
)
def test_a_folder_that_is_no_model_or_brings_code_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], code: str, said: str
) -> None:
    _installed(monkeypatch, lambda *_, **__: pytest.fail("nothing is opened"))
    change(model(tmp_path))
    with pytest.raises(FormatError, match=said) as error:
        load_encoder(tmp_path)
    assert error.value.code == code
    assert error.value.hint
    assert str(tmp_path) in str(error.value.where)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="there is no folder") as error:
        load_encoder(tmp_path / "nowhere")
    assert error.value.code == "F001"


def test_without_the_library_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, None)
    with pytest.raises(NotAvailableError, match="X002") as error:
        load_encoder(model(tmp_path))
    assert "pathways-planner[embeddings]" in error.value.hint


def test_a_model_is_opened_offline_from_safe_files_and_named_after_its_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def opened(folder: str, **how: Any) -> Any:
        asked.update(how, folder=folder)
        return SimpleNamespace(encode=lambda texts, **_: np.ones((len(texts), 1)))

    _installed(monkeypatch, opened)
    found = load_encoder(model(tmp_path))
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert (asked["folder"], asked["local_files_only"], asked["trust_remote_code"]) == (str(tmp_path), True, False)
    assert asked["model_kwargs"] == {"use_safetensors": True}
    assert found.name == f"{tmp_path.name} ({hashlib.sha256(b'weights').hexdigest()[:12]})"
    assert found.encode(["a", "b"]).dtype == np.float32


def test_what_the_library_cannot_read_is_told_in_our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("header too large")

    _installed(monkeypatch, broken)
    with pytest.raises(FormatError, match=r"cannot be read as a model \(header too large\)") as error:
        load_encoder(model(tmp_path))
    assert error.value.code == "F003"


def _installed(monkeypatch: pytest.MonkeyPatch, opened: Callable[..., Any] | None) -> None:
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, "0")
    library = SimpleNamespace(SentenceTransformer=opened) if opened else None
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)


@pytest.mark.skipif(
    MODEL is None or find_spec("sentence_transformers") is None,
    reason="needs the extra embeddings, and PATHWAYS_ENCODER to name the folder of all-MiniLM-L6-v2",
)
def test_the_real_model_finds_what_means_the_same() -> None:
    encoder = load_encoder(Path(str(MODEL)))
    rows = encoder.encode(["Pottery", "Introduction to Ceramics", "Linear Algebra"])
    assert encoder.name == "all-MiniLM-L6-v2"
    assert (rows.dtype, rows.shape) == (np.dtype(np.float32), (3, 384))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
