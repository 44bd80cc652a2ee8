"""Where the backpack of a visitor lies, what may be dropped into it, and what may not."""

from __future__ import annotations

import datetime as dt
import gc
import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from pathways.formats.backpack_export import read_export, write_export
from pathways.formats.evidence import pack
from pathways.model.badge_documents import Standing
from pathways.model.check_codes import CheckCode
from pathways.resources import sample_catalog, sample_issuers
from pathways.store.backpack import open_backpack
from pathways.ui import held, sent_badges
from pathways.ui.examining import (
    Conditions,
    Looked,
    Taken,
    check_issuers_file,
    closely,
    look,
    picture_of,
    recheck,
    take,
)
from pathways.ui.sent_badges import Part, Unkept, opened
from pathways.ui.shelf import named_at_start, stamp
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble
from pathways.verification.terms import Terms
from tests.unit.store.held import MAIL, NOW, badge, filled, put

PLACE = (sample_catalog(), stamp(sample_catalog()))
DAY = dt.date(2026, 11, 22)
ASKED = Conditions(NOW)


def taken(path: Path, *sent: tuple[str, bytes], asked: Conditions = ASKED) -> Taken:
    found = take(path, sent, asked)
    assert isinstance(found, Taken), found
    return found


def seen(path: Path) -> Looked:
    found = look(path, PLACE, None, DAY, None)
    assert isinstance(found, Looked), found
    return found


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def painted(width: int = 400, height: int = 200) -> bytes:
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("secret", "maria")
    Image.new("RGB", (width, height), (10, 120, 40)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def test_a_file_named_at_the_start_is_no_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "maria.backpack"
    filled(file, 1)
    words = [f"--backpack={file}", str(tmp_path)]
    assert held.file_at_start(words) == file
    assert named_at_start(words) == (tmp_path,)
    assert held.file_at_start(["--backpack=", "x"]) is None


def test_a_backpack_of_the_visit_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["app.py"])
    visit = Visit()
    place = held.kept(visit)
    assert (place.named, place.begun, held.kept(visit)) == (False, False, place)
    place.open()
    folder = place.folder
    assert place.begun
    assert folder.stat().st_mode & 0o077 == 0
    visit.held = None
    del place
    gc.collect()
    assert not folder.exists()


def test_a_named_file_stays_and_only_the_folder_of_the_visit_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "maria.backpack"
    monkeypatch.setattr("sys.argv", ["app.py", f"--backpack={file}"])
    visit = Visit()
    place = held.kept(visit)
    assert (place.path, place.named, place.begun) == (file, True, False)
    place.open()
    visit.held = None
    del place
    gc.collect()
    assert file.exists()


def test_folders_that_a_killed_server_left_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["app.py"])
    old, other = tmp_path / f"{held.PREFIX}old", tmp_path / "other"
    for folder in (old, other):
        folder.mkdir()
        os.utime(folder, (1, 1))
    visit = Visit()
    assert held.kept(visit).folder.parent == tmp_path
    assert (old.exists(), other.exists()) == (False, True)


@pytest.mark.parametrize(
    ("text", "mails", "ids"),
    [
        ("", (), ()),
        ("ana@example.org;  bo@example.org", ("ana@example.org", "bo@example.org"), ()),
        ("did:web:ana.example\nana@example.org", ("ana@example.org",), ("did:web:ana.example",)),
        ("mailto:ana@example.org", (), ("mailto:ana@example.org",)),
        ("a@b.c a@b.c", ("a@b.c",), ()),
    ],
)
def test_whose_they_are(text: str, mails: tuple[str, ...], ids: tuple[str, ...]) -> None:
    assert held.whose(text) == held.Whose(mails, ids)


def test_whom_a_text_names_is_bounded() -> None:
    assert len(held.whose(" ".join(f"a{n}@example.org" for n in range(1_000))).mails) == held.MOST_NAMES


def test_good_files_are_kept_and_bad_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    found = taken(
        path,
        ("one.jwt", badge(1)),
        ("letter.pdf", b"%PDF-1.7 hello"),
        ("nothing.json", b""),
        ("list.json", b'{"type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "x"}'),
        ("broken.zip", b"PK\x03\x04 nothing"),
        ("two.jwt", badge(2)),
    )
    assert len(found.new) == 2
    assert [(one.name, one.why) for one in found.unkept] == [
        ("letter.pdf", "unread"),
        ("nothing.json", "empty"),
        ("list.json", "kind"),
        ("broken.zip", "archive"),
    ]
    assert [item.says.name for item in seen(path).backpack.items] == ["Course 1", "Course 2"]
    again = taken(path, ("one.jwt", badge(1)))
    assert (again.new, again.again) == ((), found.new[:1])


def test_nothing_is_begun_for_files_without_badges(tmp_path: Path) -> None:
    taken(tmp_path / "visit.backpack", ("letter.pdf", b"%PDF-1.7"))
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_badges_is_opened_within_bounds(tmp_path: Path) -> None:
    inner = zipped(**{"x.jwt": badge(1)})
    data = zipped(**{"a/one.jwt": badge(1), "__MACOSX/._one.jwt": b"x", "in.zip": inner, "big.json": bytes(17 << 20)})
    found = list(opened("wallet.zip", data))
    assert [type(one) for one in found] == [Part, Unkept, Unkept]
    assert [one.why for one in found if isinstance(one, Unkept)] == ["nested", "large"]
    assert [one.why for one in opened("empty.zip", zipped(**{".x": b"1"}))] == ["empty"]  # type: ignore[union-attr]


def test_an_archive_that_swells_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_badges, "MOST_BYTES", 1 << 20)
    data = zipped(**{f"{n}.json": bytes(1 << 19) for n in range(3)})
    assert len(data) < 1 << 12
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    (found,) = opened("bomb.zip", data)
    assert isinstance(found, Unkept)
    assert found.why == "large"


def test_what_an_export_says_of_its_badges_is_not_believed(tmp_path: Path) -> None:
    theirs = filled(tmp_path / "theirs.backpack", 1)
    theirs.note(theirs.listed().items[0].sha256, "mine")
    (item,) = theirs.contents().items
    forged = re.sub('"outcome":"(UNKNOWN|NOT_APPLICABLE)"', '"outcome":"PASS"', item.verifications[-1])
    data = write_export(replace(theirs.contents(), items=(replace(item, verifications=(forged,)),)))
    open_backpack(tmp_path / "other").take_in(read_export(data))
    assert seen(tmp_path / "other").backpack.items[0].standing is Standing.PROVEN
    path = tmp_path / "visit.backpack"
    assert len(taken(path, ("theirs.zip", data)).new) == 1
    (entry,) = seen(path).backpack.items
    assert (entry.standing, entry.examined, entry.note) == (Standing.CLAIM, 2, "mine")
    taken(path, ("theirs.zip", data))  # the same second, and it is here already
    assert seen(path).backpack.items[0].standing is Standing.CLAIM


def test_everything_is_checked_again_for_another_person(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    taken(path, ("1.jwt", badge(1)), ("2.jwt", badge(2)))
    assert recheck(path, replace(ASKED, now=NOW + dt.timedelta(1), mails=(MAIL,))) == 2
    items = seen(path).backpack.items
    assert [item.examined for item in items] == [2, 2]
    found = closely(path, tuple(item.sha256 for item in items))
    assert not isinstance(found, Trouble)
    codes = {one.code for close in found.values() for one in close.document.checks}
    assert CheckCode.RECIPIENT_IS_HOLDER in codes
    assert CheckCode.RECIPIENT_NOT_ASKED not in codes


def test_of_evidence_only_the_badge_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    taken(path, ("evidence.zip", pack(badge(1), Terms(now=NOW))))
    assert open_backpack(path).contents().items[0].data == badge(1)


def test_a_damaged_export_adds_nothing_and_says_why(tmp_path: Path) -> None:
    data = bytearray(write_export(filled(tmp_path / "theirs.backpack", 2).contents()))
    place = data.index(b'"items"')
    data[place + 1] ^= 1
    path = tmp_path / "visit.backpack"
    found = taken(path, ("theirs.zip", bytes(data)))
    assert [one.why for one in found.unkept] == ["export"]
    assert not path.exists()


def test_hidden_badges_are_shown_and_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    first, _ = taken(path, ("1.jwt", badge(1)), ("2.jwt", badge(2))).new
    open_backpack(path).hide(first)
    found = seen(path)
    assert len(found.badges.badges) == 2
    assert [one.says.name for one in found.counted.badges] == ["Course 2"]


def test_a_closer_look_tells_every_step_and_earlier_answers(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    name = put(filled(path, 1), badge(1), NOW + dt.timedelta(days=1))
    found = closely(path, (name,))
    assert not isinstance(found, Trouble)
    assert len(found[name].document.checks) == 13
    assert found[name].before == ((NOW, Standing.CLAIM),)


def test_a_picture_is_made_anew_and_small() -> None:
    made = picture_of(painted())
    assert made is not None
    with Image.open(io.BytesIO(made)) as shown:
        assert (shown.size, shown.info) == ((160, 80), {})
    assert b"maria" not in made


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"\x89PNG\r\n\x1a\n broken",
        painted()[:200],
        painted(5_000, 4_000),
        badge(1),
    ],
    ids=["svg", "broken", "cut", "large", "token"],
)
def test_what_is_no_small_sound_png_is_not_shown(data: bytes) -> None:
    assert picture_of(data) is None


def test_a_list_of_issuers_is_taken_only_when_sound(tmp_path: Path) -> None:
    good = check_issuers_file(tmp_path, "mine.yaml", sample_issuers().read_bytes(), PLACE)
    assert good == (tmp_path / next(iter(os.listdir(tmp_path))), "Issuers accepted in the sample")
    bad = check_issuers_file(tmp_path, "bad.yaml", b"issuers: [{id: x}]", PLACE)
    assert isinstance(bad, Trouble)
    assert not bad.ours
    assert {one.where.file for one in bad.findings} == {"bad.yaml"}
    assert len(os.listdir(tmp_path)) == 1


def test_nobody_is_proven_where_nobody_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "visit.backpack"
    taken(path, ("1.jwt", badge(1)), asked=replace(ASKED, mails=(MAIL,), registry=sample_issuers()))
    assert {one.standing for one in seen(path).badges.badges} == {Standing.CLAIM}
