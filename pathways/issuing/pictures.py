"""What does a badge look like where nobody drew one?  A plain seal with its name, as SVG, and the same seal as PNG."""

from __future__ import annotations

import textwrap
import zlib
from typing import Final
from xml.sax.saxutils import escape

from pathways.verification.png import SIGNATURE

_SIZE: Final = 240
_INK, _RING, _PAPER = (0x1F, 0x3A, 0x5F), (0xE0, 0xA5, 0x3B), (0xFF, 0xFF, 0xFF)
_LINES: Final = 4


def plain_svg(title: str, issuer: str) -> bytes:
    """Return a seal with the title of the award and who made it.

    >>> b"Data &amp; Ethics" in plain_svg("Data & Ethics", "Uni")
    True
    """
    lines = textwrap.wrap(_printable(title), 18)[:_LINES] or [""]
    first = 118 - 11 * (len(lines) - 1)
    words = "".join(_line(escape(line), first + 22 * place, 18) for place, line in enumerate(lines))
    below = _line(escape(textwrap.shorten(_printable(issuer), 30, placeholder="…")), 190, 11)
    label = escape(_printable(title), {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-label="{label}">'
        f'<circle cx="120" cy="120" r="116" fill="{_hex(_RING)}"/>'
        f'<circle cx="120" cy="120" r="106" fill="{_hex(_INK)}"/>'
        f"{words}{below}</svg>\n"
    ).encode()


def plain_png() -> bytes:
    """Return the seal without words, for readers that know no SVG."""
    rows = b"".join(b"\0" + bytes(_colour(x, y) for x in range(_SIZE)) for y in range(_SIZE))
    head = _SIZE.to_bytes(4, "big") * 2 + bytes((8, 3, 0, 0, 0))
    palette = bytes((*_PAPER, *_RING, *_INK))
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"tRNS", b"\0\xff\xff"),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _colour(x: int, y: int) -> int:
    """Return the place in the palette: outside, ring, or inside."""
    far = (2 * x + 1 - _SIZE) ** 2 + (2 * y + 1 - _SIZE) ** 2
    return 0 if far > (2 * 116) ** 2 else 1 if far > (2 * 106) ** 2 else 2


def _line(text: str, y: int, size: int) -> str:
    style = f'font-family="sans-serif" font-size="{size}" fill="#fff" text-anchor="middle"'
    return f'<text x="120" y="{y}" {style}>{text}</text>'


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
