"""What is built can be installed anywhere and finds its data from anywhere."""

from __future__ import annotations

import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support import REPO, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from the source distribution, so that both are tested."""
    place = tmp_path_factory.mktemp("dist")
    _build("sdist", REPO, place)
    (archive,) = place.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    _build("wheel", place / archive.name.removesuffix(".tar.gz"), place)
    (built,) = place.glob("*.whl")
    return built


def _build(kind: str, source: Path, place: Path) -> None:
    done = run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", place, cwd=source)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a fresh environment with the wheel; what it depends on is borrowed from this one."""
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(place, with_pip=True)
    interpreter = place / "bin" / "python"
    installed = run(interpreter, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    assert installed.returncode == 0, installed.stderr
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return interpreter


def test_the_wheel_carries_data_page_licence_and_types(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert {
        "pathways/_bundled/app.py",
        "pathways/_bundled/.streamlit/config.toml",
        "pathways/py.typed",
    } <= names
    shipped = {path.relative_to(REPO).as_posix() for path in (REPO / "data").rglob("*") if path.is_file()}
    assert {f"pathways/_bundled/{name}" for name in shipped} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_data_is_found_inside_the_installed_package_from_anywhere(python: Path) -> None:
    question = (
        "from pathways import resources as r; print(r.data_root()); print(r.sample_catalog()); print(r.app_script())"
    )
    done = run(python, "-I", "-c", question, cwd=Path("/"))
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        assert Path(line).is_relative_to(python.parents[1]), "found outside the installed package"
        assert Path(line).exists()


def test_the_command_is_installed_and_answers_from_anywhere(python: Path) -> None:
    done = run(python.parent / "pathways", "check", "--json", cwd=Path("/"))
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.startswith("{")
