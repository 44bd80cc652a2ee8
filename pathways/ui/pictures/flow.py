"""Where does the credit go?  From what was earned, through what it counts as, to the requirement that it fills; or why
it is lost.

Lines that are recognised together are one stream.  A column shows at most twelve things; smaller ones are put together,
and the table holds every one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.documents import LineEntry, OptionEntry
from pathways.ui.picture import FILLS, Picture, layout, wrapped

MOST: Final = 12
"""Things in a column; what is smaller is put together."""

ZERO: Final = Fraction(0)
_ROW: Final = 46
_GAP: Final = 14
_SIGNS: Final = {"done": "✓", "unneeded": "–", "coming": "…", "open": "?", "lost": "✗"}
_VEILS: Final = {
    "done": "rgba(27,110,83,0.32)",
    "coming": "rgba(84,150,196,0.38)",
    "open": "rgba(200,170,30,0.38)",
    "lost": "rgba(140,45,98,0.34)",
    "unneeded": "rgba(120,126,136,0.34)",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """Credit that goes one way: from which lines, as what, to where; ``fate`` is what becomes of it.

    ``fate`` is done (fills a requirement, or is accepted where no goal is asked), unneeded (accepted and left over),
    coming (in progress), open (undecided) or lost (refused).
    """

    lines: tuple[str, ...]
    middle: str
    end: str
    credit: Fraction
    fate: str
    why: str = ""


def streams(
    lines: Sequence[LineEntry], titles: Mapping[str, str], say: Say, pending: Iterable[str] = (), *, applied: bool
) -> tuple[Stream, ...]:
    """Return every stream of credit.

    ``titles`` names requirements by path, ``pending`` lines that are in progress; ``applied`` says whether the lines
    are those of an audit, which say what fills a requirement.
    """
    waiting = set(pending)
    found: list[Stream] = []
    for line in lines:
        total = line.credit_attempted or ZERO
        if total > 0:
            found += _of_line(line, total, titles, say, line.attainment in waiting, applied=applied)
    return tuple(found)


def _of_line(
    line: LineEntry, total: Fraction, titles: Mapping[str, str], say: Say, pending: bool, *, applied: bool
) -> list[Stream]:
    why = reason_of(line, say)
    group = together(line)
    if line.decision == "undecided":
        return [Stream(group, why, "", total, "open", why)]
    if line.decision == "refused":
        return [Stream(group, why, "", total, "lost", why)]
    middle = say.listed(say.engine(item) for item in line.recognized_as) or say("accepted")
    if pending:
        return [Stream(group, middle, say("in progress"), total, "coming", say("in progress"))]
    if not applied:
        return [Stream(group, middle, "", total, "done")]
    used = line.credit_applied or ZERO
    places = say.listed(say.engine(titles.get(path, path)) for path in line.applied_to)
    parts = [Stream(group, middle, places, used, "done")] if used > 0 else []
    left = total - used
    rest = say("accepted, left over")
    return [*parts, Stream(group, middle, rest, left, "unneeded", why or rest)] if left > 0 else parts


def together(line: LineEntry) -> tuple[str, ...]:
    """Return the lines that are recognised as one with a line, itself first."""
    option = in_use(line)
    others = [name for name in option.uses if name != line.attainment] if option else []
    return (line.attainment, *others)


def in_use(line: LineEntry) -> OptionEntry | None:
    """Return the option by which an accepted line is recognised."""
    if line.decision != "accepted":
        return None
    fitting = [item for item in line.options if (item.rule, item.recognized_as) == (line.by, line.recognized_as)]
    told = [item for item in fitting if item.why in str(line.reason["statement"])]
    return next(iter(told or fitting), None)


def reason_of(line: LineEntry, say: Say) -> str:
    """Return in plain words why a line does not count, or not whole: the meaning of its first code."""
    for code in line.codes:
        if code in WORDS:
            return say.engine(WORDS[ReasonCode(code)].meaning)
    return say("not decided") if line.decision == "undecided" else ""


def flow_picture(
    found: Sequence[Stream], names: Mapping[str, str], system: str, say: Say, *, applied: bool
) -> Picture | None:
    """Return the streams as a picture, or None where no line carries credit."""
    if not found:
        return None
    columns = (
        say("Learning"),
        say("Credit"),
        say("Counts as, or why not"),
        say("Fills"),
        say("What becomes of it"),
    )
    rows = tuple(
        (
            say.listed(names.get(name, name) for name in stream.lines),
            say.number(stream.credit),
            stream.middle,
            stream.end,
            f"{_SIGNS[stream.fate]} {_fate(stream.fate, say, applied=applied)}",
        )
        for stream in found
    )
    title = _title(found, system, say, applied=applied)
    words = say.listed(f"{row[0]}: {row[1]}, {row[4]}" for row in rows)
    return Picture("credit-flow", title, Drawing(found, names, say).spec(), words, columns, rows)


def _fate(fate: str, say: Say, *, applied: bool) -> str:
    told = {
        "done": say("used") if applied else say("accepted"),
        "unneeded": say("accepted, left over"),
        "coming": say("in progress"),
        "open": say("undecided"),
        "lost": say("refused"),
    }
    return told[fate]


def _sum(found: Iterable[Stream], *fates: str) -> Fraction:
    return sum((stream.credit for stream in found if stream.fate in fates), ZERO)


def _title(found: Sequence[Stream], system: str, say: Say, *, applied: bool) -> str:
    """Return the finding: how much is used, and what is lost and why."""
    said = {
        "used": say.number(_sum(found, "done")),
        "all": amount(say, _sum(found, *_SIGNS), system),
        "left": say.number(_sum(found, "unneeded")),
        "lost": say.number(_sum(found, "lost")),
    }
    parts = [say("{used} of {all} are used", **said) if applied else say("{used} of {all} are accepted", **said)]
    if _sum(found, "unneeded"):
        parts.append(say("{left} are accepted and left over", **said))
    if _sum(found, "open"):
        parts.append(say("{n} are undecided", n=say.number(_sum(found, "open"))))
    lost = [stream for stream in found if stream.fate == "lost"]
    if not lost:
        return say.apart(parts)
    why = say.listed(f"{reason} ({say.number(_sum_of(lost, reason))})" for reason in dict.fromkeys(s.why for s in lost))
    return say.apart([*parts, say("{lost} are lost: {why}", why=why, **said)])


def _sum_of(found: Iterable[Stream], why: str) -> Fraction:
    return sum((stream.credit for stream in found if stream.why == why), ZERO)


def short_name(name: str) -> str:
    """Return a label that fits beside a node: a course's code, else the beginning.

    >>> short_name("COMM101 Communicating at Work"), short_name("Python Foundations for Everybody")
    ('COMM101', 'Python Foundations …')
    """
    code = name.partition(" ")[0].rstrip(":")
    if any(letter.isdigit() for letter in code) and any(letter.isalpha() for letter in code):
        return code
    return wrapped(name, 20, 1) if len(name) > 20 else name


class Drawing:
    """Puts streams into at most three columns of nodes, each at a place of its own."""

    def __init__(self, found: Sequence[Stream], names: Mapping[str, str], say: Say) -> None:
        order = list(_SIGNS)
        self.found = sorted(found, key=lambda stream: order.index(stream.fate))
        self.names, self.say = names, say
        self.firsts = self._gathered([self._first(stream) for stream in self.found])
        self.middles = self._gathered([self._marked(stream, stream.middle) for stream in self.found])
        self.ends = self._gathered([self._marked(stream, stream.end) if stream.end else "" for stream in self.found])

    def _first(self, stream: Stream) -> str:
        return " + ".join(short_name(self.names.get(name, name)) for name in stream.lines)

    @staticmethod
    def _marked(stream: Stream, text: str) -> str:
        last = stream.end == text or not stream.end
        return f"{_SIGNS[stream.fate]} {text if stream.fate != 'done' else short_name(text)}" if last else text

    def _gathered(self, labels: list[str]) -> list[str]:
        """Return the labels, those of the least credit beyond the most that fit put together under one."""
        sums: dict[str, Fraction] = {}
        for label, stream in zip(labels, self.found, strict=True):
            if label:
                lost = 1_000_000 if stream.fate in ("lost", "open", "unneeded") else 0
                sums[label] = sums.get(label, ZERO) + stream.credit + lost
        if len(sums) <= MOST:
            return labels
        kept = set(sorted(sums, key=lambda label: -sums[label])[: MOST - 1])
        more = self.say("{n} more", n=self.say.number(len(sums) - len(kept)))
        return [label if label in kept or not label else more for label in labels]

    def _nodes(self) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], Fraction], dict[tuple[int, str], str]]:
        """Return the nodes by column and label: their number, how much goes through, and what becomes of it."""
        places: dict[tuple[int, str], int] = {}
        through: dict[tuple[int, str], Fraction] = {}
        fates: dict[tuple[int, str], str] = {}
        for column, labels in enumerate((self.firsts, self.middles, self.ends)):
            for label, stream in zip(labels, self.found, strict=True):
                if label:
                    key = (column, label)
                    places.setdefault(key, len(places))
                    through[key] = through.get(key, ZERO) + stream.credit
                    fates.setdefault(key, stream.fate)
        return places, through, fates

    def _links(self, places: Mapping[tuple[int, str], int]) -> dict[tuple[int, int, str], tuple[Fraction, list[str]]]:
        joined: dict[tuple[int, int, str], tuple[Fraction, list[str]]] = {}
        for stream, first, middle, end in zip(self.found, self.firsts, self.middles, self.ends, strict=True):
            for column, left, right in ((0, first, middle), (1, middle, end)):
                if not right:
                    continue
                key = (places[column, left], places[column + 1, right], stream.fate)
                credit, told = joined.get(key, (ZERO, []))
                joined[key] = (credit + stream.credit, [*told, *(self.names.get(n, n) for n in stream.lines)])
        return joined

    def spec(self) -> dict[str, Any]:
        """Return what plotly draws."""
        places, through, fates = self._nodes()
        deepest = max(sum(1 for column, _ in places if column == number) for number in range(3))
        height = 40 + _ROW * max(4, deepest)
        spots = _spots(through, height - 16)
        full = {key: self._full(key) for key in places}
        node = {
            "label": [wrapped(label, 18, 3) for _, label in places],
            "customdata": [full[key] for key in places],
            "hovertemplate": "%{customdata}: %{value}<extra></extra>",
            "color": [FILLS["done" if column == 0 else fates[column, label]] for column, label in places],
            "line": {"color": "#3F4650", "width": 0.5},
            "thickness": 14,
            "pad": _GAP,
            "x": [(0.001, 0.42 if any(self.ends) else 0.999, 0.999)[column] for column, _ in places],
            "y": [spots[key] for key in places],
        }
        links = self._links(places)
        link = {
            "source": [source for source, _, _ in links],
            "target": [target for _, target, _ in links],
            "value": [float(credit) for credit, _ in links.values()],
            "color": [_VEILS[fate] for _, _, fate in links],
            "customdata": [self.say.listed(dict.fromkeys(told), most=4) for _, told in links.values()],
            "hovertemplate": "%{customdata}: %{value}<extra></extra>",
        }
        sankey = {
            "type": "sankey",
            "arrangement": "fixed",
            "node": node,
            "link": link,
            "textfont": {"size": 12, "color": "#10202E"},
        }
        return {"data": [sankey], "layout": layout(height)}

    def _full(self, key: tuple[int, str]) -> str:
        """Return the whole of what a short label stands for."""
        column, label = key
        labels = (self.firsts, self.middles, self.ends)[column]
        found = [stream for stream, mine in zip(self.found, labels, strict=True) if mine == label]
        if column:
            return self.say.listed(dict.fromkeys((s.middle, s.end)[column - 1] for s in found), most=4)
        return self.say.listed(dict.fromkeys(self.names.get(n, n) for s in found for n in s.lines), most=4)


def _spots(through: Mapping[tuple[int, str], Fraction], height: int) -> dict[tuple[int, str], float]:
    """Return the middle of every node, from 0 at the top to 1: each as high as its credit, none on another."""
    columns = [[key for key in through if key[0] == number] for number in range(3)]
    scales = [
        (height - _GAP * (len(keys) - 1)) / float(total)
        for keys in columns
        if (total := sum((through[key] for key in keys), ZERO))
    ]
    scale = min(scales)
    found: dict[tuple[int, str], float] = {}
    for keys in columns:
        if not keys:
            continue
        used = float(sum((through[key] for key in keys), ZERO)) * scale
        gap = min((height - used) / max(1, len(keys) - 1), 3.0 * _GAP)
        begin = 0.0
        for key in keys:
            tall = float(through[key]) * scale
            found[key] = min(0.999, max(0.001, (begin + tall / 2) / height))
            begin += tall + gap
    return found
