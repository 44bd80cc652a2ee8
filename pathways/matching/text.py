"""What does a title say, however it is abbreviated?  Words and character pieces that survive 30-character titles.

Published titles are cut and abbreviated in every way ("Hist Vis Arts II:Renais-Mod"): words meet through a table of
usual abbreviations, everything else through pieces of three and four characters.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

BUCKETS: Final = 1 << 18
"""Into how many places pieces of words are hashed."""

_TOKEN = re.compile(r"[a-z]+|\d+")
_STOP: Final = frozenset({"a", "an", "and", "the", "of", "to", "for", "in", "with", "on", "at", "by", "or"})
_ROMAN: Final[Mapping[str, str]] = MappingProxyType(
    {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
)
_SHORT: Final = """
accounting acct acctg; administration admin adm; advanced adv; american amer; analysis anal anlys; anatomy anat;
anthropology anthro; applications app appl applic applied; architecture arch; beginning beg begin; behavior behav
behavioral; biology bio biol biological; business bus; calculus calc; chemistry chem; child childhood chld;
civilization civ civil; communication comm communications; community cmty commun; composition comp; computer cmptr
comput computing cmp; contemporary contemp; criminal crim; culture cult cultural cul; design des dsgn; development
dev devel develop developmental; early erly; economics econ economic; education ed educ; elementary elem; emergency
emerg; engineering engr eng engrg; english engl; environment env envir environ environmental; ethics eth; european
eur euro; experience exp exper; finance fin financial; fundamentals fund fundamental fundmntls; general gen genl;
geography geog; geology geol; government govt gov; health hlth; history hist; human hum hmn; humanities humn;
independent ind indep; information info; intermediate inter intermed interm; international intl internatl;
introduction intro introductory introd int; investigation invest; language lang; leadership ldrshp; literature lit;
laboratory lab; management mgmt mgt mngmt; marketing mktg mrktg; mathematics math maths; mechanical mech; medicine
med medical; methods meth method; microbiology micro; modern mod; music mus; nursing nurs nsg; nutrition nutr;
operations oper; organization org organizational; philosophy phil philos; physical phys; physiology physio; physics
phy; political pol polit; practicum pract; principles prin princ princip principle; problems prob problem;
procedures proc; processing process prcs; production prod; professional prof; programming prog program programm;
psychology psych psyc psy psychological; quantitative quant; reading read; relations rel relation; religion relig;
research res rsch; resources resource rsrc; science sci sciences; seminar sem; social soc; society socty; sociology
sociol; special spec; spanish span; statistics stat stats statistical; structure struct structures; studies stdy
stds study std; survey surv; systems sys system syst; teaching teach tchg; techniques techn technique; technology
tech technical; theory th theo; topics top topic; twentieth xx; united unit; western west; world wld; writing writ
wrtg; workshop wkshp wksp; women womens wmn
"""


def _table(text: str) -> dict[str, str]:
    groups = (group.split() for group in text.split(";"))
    return {word: words[0] for words in groups for word in words}


_CANON: Final[Mapping[str, str]] = MappingProxyType(_table(_SHORT))


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a title in order, without accents, case and roman numerals.

    >>> tokens("Économie Générale II")
    ('economie', 'generale', '2')
    """
    plain = unicodedata.normalize("NFKD", text.replace("'", "")).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_ROMAN.get(word, word) for word in _TOKEN.findall(plain))


def _word(token: str) -> str:
    if token in _CANON:
        return _CANON[token]
    single = token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith("ss") else token
    return _CANON.get(single, single)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a title, each once, abbreviations written out and small words left out.

    >>> words("Intro to Mgmt Systems I") == words("Introduction to Management Systems 1")
    True
    """
    return tuple(dict.fromkeys(_word(token) for token in tokens(text) if token not in _STOP))


def numerals(text: str) -> frozenset[str]:
    """Return the numbers of a title: which part of a sequence it is.

    >>> sorted(numerals("Calculus III")), sorted(numerals("Calculus"))
    (['3'], [])
    """
    return frozenset(token for token in tokens(text) if token.isdigit())


def pieces(word: str) -> tuple[int, ...]:
    """Return the places of a word's pieces of three and four characters, its ends marked."""
    marked = f" {word} ".encode()
    cut = (marked[at : at + size] for size in (3, 4) for at in range(len(marked) - size + 1))
    return tuple(dict.fromkeys(zlib.crc32(piece) % BUCKETS for piece in cut))


@lru_cache(maxsize=1 << 16)
def abbreviates(short: str, whole: str) -> bool:
    """Return whether ``short`` could abbreviate ``whole``: same first letter, its letters in order in it.

    >>> abbreviates("mgmt", "management"), abbreviates("renais", "renaissance"), abbreviates("art", "history")
    (True, True, False)
    """
    if not short or not whole or short[0] != whole[0] or len(short) > len(whole):
        return False
    rest = iter(whole)
    return all(letter in rest for letter in short)


Meeting = Callable[[str], frozenset[int]]
"""Which words of a query a word meets, by their places."""


def meeting(query: tuple[str, ...]) -> Meeting:
    """Return what tells which words of a query another word meets; each word is compared once."""

    @cache
    def meets(word: str) -> frozenset[int]:
        return frozenset(at for at, own in enumerate(query) if _meet(own, word))

    return meets


def met(query: tuple[str, ...], other: tuple[str, ...], meets: Meeting) -> tuple[float, float]:
    """Return which share of all words, and which of the other's, meets one of the other side, whole or abbreviated.

    >>> met(("art", "renais"), ("renaissance",), meeting(("art", "renais")))
    (0.6666666666666666, 1.0)
    """
    if not query or not other:
        return 0.0, 0.0
    found = [meets(word) for word in other]
    covered = sum(map(bool, found))
    return (len(frozenset().union(*found)) + covered) / (len(query) + len(other)), covered / len(other)


def aligned(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Return which share of the words of both sides meets a word of the other, whole or abbreviated (0 to 1).

    >>> aligned(("art", "renais"), ("renaissance", "art"))
    1.0
    """
    return met(left, right, meeting(left))[0]


def _meet(left: str, right: str) -> bool:
    if left == right:
        return True
    if left[0] != right[0] or left.isdigit() or right.isdigit():
        return False
    short, whole = sorted((left, right), key=len)
    return len(short) >= 2 and abbreviates(short, whole)
