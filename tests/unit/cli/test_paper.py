"""What is told wraps at any width, and nothing is ever cut."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pathways.cli.tell.paper import Column, Paper, plain
from pathways.errors import FormatError

WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me", "Mc", "Lm", "Sk")
    ),
    min_size=1,
    max_size=60,
)
FRAME = "─"


def written(monkeypatch: pytest.MonkeyPatch, width: int, *rows: tuple[str, ...]) -> str:
    stream = io.StringIO()
    monkeypatch.setenv("COLUMNS", str(width))
    paper = Paper(stream)
    paper.table([Column(f"H{number}") for number in range(len(rows[0]))], rows)
    paper.send()
    return stream.getvalue()


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.integers(30, 120))
def test_a_table_keeps_every_letter_within_its_width(rows: list[tuple[str, str, str]], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        text = written(patch, width, *rows)
    told = [column for column in zip(*rows, strict=True) if set(column) != {"-"}]
    numbers = [n for n, column in enumerate(zip(*rows, strict=True)) if set(column) != {"-"}]
    wanted = Counter("".join(cell for column in told for cell in column)) + Counter("".join(f"H{n}" for n in numbers))
    found = Counter(text.replace("\n", ""))
    for letter in (*[letter for letter in set(wanted) | set(found) if letter.isspace()], FRAME):
        wanted.pop(letter, None)
        found.pop(letter, None)
    assert found == wanted
    assert all(cell_len(line) <= width for line in text.splitlines())


def test_a_column_that_says_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "H1" not in written(monkeypatch, 80, ("a", "-"), ("b", "-"))
    assert "H1" in written(monkeypatch, 80, ("a", "-"), ("b", "c"))


def test_words_break_at_hyphens_before_they_break_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    text = written(monkeypatch, 32, ("northgate-certificate-office", "lakeside-diploma-data"))
    assert [line.split() for line in text.splitlines()[2:]] == [
        ["northgate-", "lakeside-"],
        ["certificate-", "diploma-data"],
        ["office"],
    ]


def test_what_could_steer_a_terminal_is_shown_as_a_code() -> None:
    assert plain("a\x1b]0;title\x07b\u202etxt\u2028c") == "a\\x1b]0;title\\x07b\\u202etxt\\u2028c"
    assert plain("Café\u00a0ü — 統計") == "Café ü — 統計"


def test_brackets_are_words_and_not_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[bold]x[/bold] :smile:" in written(monkeypatch, 80, ("[bold]x[/bold] :smile:", "y"))


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_an_answer_that_cannot_be_written_is_told() -> None:
    paper = Paper(Full())
    paper.line("answer")
    with pytest.raises(FormatError) as caught:
        paper.send()
    assert caught.value.code == "F010"
    assert "No space left on device" in str(caught.value)
