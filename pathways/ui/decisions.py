"""What becomes of a line, and of all together?  The pieces that show decisions, on every page of an advisor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from pathways.language.words import Say, amount
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.documents import HintEntry, LineEntry, OptionEntry, RequirementEntry, Totals
from pathways.model.exact import format_exact
from pathways.papers.decision_letter import DIFFERENCES
from pathways.ui.names import plain
from pathways.ui.pieces import figures, reasons, standing
from pathways.ui.visit import Visit

SIGNS = {"accepted": "✓", "refused": "✗", "undecided": "?"}


def requirement_titles(entry: RequirementEntry) -> dict[str, str]:
    """Return what every requirement of a tree is called, by its path."""
    found = {entry.path: entry.title}
    for child in entry.children:
        found.update(requirement_titles(child))
    return found


def totals_figures(visit: Visit, totals: Totals, *, applied: bool) -> None:
    """Show the totals apart, each with its meaning, and how they add up."""
    say = visit.say
    shown = [
        (say("Attempted"), say.number(totals.attempted), "attempted"),
        (say("Evaluable"), say.number(totals.evaluable), "evaluable"),
        (say("Accepted"), say.number(totals.accepted), "accepted"),
    ]
    if applied:
        shown += [
            (say("Applied"), say.number(totals.applied), "applied"),
            (say("Excess"), say.number(totals.excess), "excess"),
        ]
    shown += [
        (say("Refused"), say.number(totals.refused), "refused"),
        (say("Undecided"), say.number(totals.undecided), "undecided"),
    ]
    figures(visit, [(label, figure, term) for label, figure, term in shown])
    st.caption(adding_up(say, totals, applied=applied))


def in_short(say: Say, totals: Totals, institution: str, program: str, system: str) -> str:
    """Return the whole decision in a sentence or three; its figures add up."""
    said = {
        "institution": institution,
        "program": program,
        "accepted": say.number(totals.accepted),
        "all": amount(say, totals.evaluable, system),
        "applied": say.number(totals.applied),
        "excess": say.number(totals.excess),
        "refused": say.number(totals.refused),
        "undecided": say.number(totals.undecided),
    }
    parts = [say("{institution} accepts {accepted} of {all} that can be judged.", **said)]
    if program:
        parts.append(say("Of these, {applied} fill requirements of {program}; {excess} are left over.", **said))
    if totals.refused and totals.undecided:
        parts.append(say("{refused} are refused and {undecided} are not decided yet.", **said))
    elif totals.refused:
        parts.append(say("{refused} are refused.", **said))
    elif totals.undecided:
        parts.append(say("{undecided} are not decided yet.", **said))
    return " ".join(parts)


def bars_of(reason: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the innermost reasons of a decision, in order: the rules that bar a line."""
    for part in reason.get("because", ()):
        inner = tuple(bars_of(part))
        yield from inner or (part,)


def adding_up(say: Say, totals: Totals, *, applied: bool) -> str:
    """Return how the totals add up, as sums that anybody can check."""
    said = {name: say.number(getattr(totals, name)) for name in type(totals).model_fields}
    parts = [say("{accepted} accepted + {refused} refused + {undecided} undecided = {evaluable} evaluable.", **said)]
    if applied:
        parts.append(say("{applied} applied + {excess} in excess = {accepted} accepted.", **said))
    if totals.attempted != totals.evaluable:
        aside = say.number(totals.attempted - totals.evaluable)
        parts.append(say("{aside} more are still in progress, or there twice.", aside=aside))
    return " ".join(parts)


def code_words(say: Say, codes: Sequence[str]) -> list[str]:
    """Return codes with what they mean in plain words.

    >>> code_words(Say("en"), ["TOO_OLD"])
    ['TOO_OLD: it was completed too long ago']
    """
    return [f"{code}: {say.engine(WORDS[ReasonCode(code)].meaning)}" if code in WORDS else code for code in codes]


def line_label(visit: Visit, line: LineEntry, names: Mapping[str, str]) -> str:
    """Return a line in one row: decision, what it is, what it counts as or why not."""
    say = visit.say
    name = names.get(line.attainment, line.title)
    what = say.listed(say.engine(item) for item in line.recognized_as)
    if line.decision == "accepted" and what:
        end = f"→ {what} ({say.number(line.credit_recognized)})"
    else:
        meant = [say.engine(WORDS[ReasonCode(code)].meaning) for code in line.codes if code in WORDS]
        end = f"– {say.listed(meant)}" if meant else ""
    told = plain(f"{line.attainment} {name} {end}".strip())
    return f"{standing(say, line.decision)} · {told}"


def line_details(visit: Visit, line: LineEntry, names: Mapping[str, str], titles: Mapping[str, str]) -> None:
    """Show everything about the decision on one line."""
    say = visit.say
    st.markdown("\n".join(_facts(visit, line, titles)))
    if line.options:
        st.markdown(f"**{say('Ways to recognise it, and what each uses up')}**")
        st.markdown("\n".join(_option(visit, option, line, names) for option in line.options))
    if line.hints:
        told = say("Worth asking about: a chain of other rules suggests it. It is never granted by this.")
        st.markdown(f"**{told}**")
        st.markdown("\n".join(f"- {_hint(visit, hint)}" for hint in line.hints))
    reasons(visit, line.reason, say("Why? Every reason, its evidence and its source"))


def _facts(visit: Visit, line: LineEntry, titles: Mapping[str, str]) -> Iterator[str]:
    say = visit.say
    pairs = [
        (say("Credit recognised"), say.number(line.credit_recognized)),
        (say("Credit applied"), "" if line.credit_applied is None else say.number(line.credit_applied)),
        (say("Fills"), say.listed(say.engine(titles.get(path, path)) for path in line.applied_to)),
        (say("Codes"), say.listed(code_words(say, line.codes))),
        (say("Why"), "" if line.decision == "accepted" and line.applied_to else _why(say, line)),
        (say("What differs"), say.listed(say(DIFFERENCES.get(name, name)) for name in line.differences)),
        (say("What you can do"), say.engine(line.cure) if line.cure else ""),
        (say("Evidence"), say.listed(evidence_of(line))),
    ]
    for name, said in pairs:
        if said:
            yield f"- **{name}:** {plain(said)}"


def _why(say: Say, line: LineEntry) -> str:
    """Return the rules that bar a line, each with its source."""
    told = []
    for bar in bars_of(line.reason):
        source = f" ({say('source: {source}', source=bar['source'])})" if bar.get("source") else ""
        told.append(f"{say.engine(str(bar['statement']))}{source}")
    return say.apart(dict.fromkeys(told))


def evidence_of(line: LineEntry) -> tuple[str, ...]:
    """Return the evidence that the reason of a line names."""
    return tuple(str(item) for item in line.reason.get("evidence", ()))


def _option(visit: Visit, option: OptionEntry, line: LineEntry, names: Mapping[str, str]) -> str:
    say = visit.say
    used = say.listed(names.get(name, name) for name in option.uses)
    chosen = option.rule == line.by and option.recognized_as == line.recognized_as
    said = say(
        "{what}, {credit}; uses up {lines}",
        what=say.listed(say.engine(item) for item in option.recognized_as),
        credit=say.number(option.credit),
        lines=used,
    )
    doubt = "" if option.certain else f" ({say('if that is decided')})"
    mark = f" — {say('chosen')}" if chosen else ""
    source = f" — *{plain(say('source: {source}', source=option.source))}*" if option.source else ""
    unsourced = "" if option.source else f" — *{say('claim, not checked')}*"
    return f"- {plain(said)}{doubt}{mark}: {plain(say.engine(option.why))}{source}{unsourced}"


def _hint(visit: Visit, hint: HintEntry) -> str:
    say = visit.say
    most = "" if hint.at_most is None else f", {say('at most {n}', n=format_exact(hint.at_most))}"
    way = say("by way of {places}", places=say.listed(visit.opened.names.organization(item) for item in hint.witnesses))
    return plain(f"{say('never granted')}: {visit.opened.names.thing(hint.target)}{most}, {way}")


def line_rows(
    visit: Visit, lines: Sequence[LineEntry], names: Mapping[str, str], titles: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the lines as rows for a table or a download, codes explained."""
    say = visit.say
    return [
        {
            say("Line"): line.attainment,
            say("Learning"): names.get(line.attainment, line.title),
            say("Decision"): standing(say, line.decision),
            say("Counts as"): say.listed(say.engine(item) for item in line.recognized_as),
            say("Credit recognised"): say.number(line.credit_recognized),
            say("Credit applied"): "" if line.credit_applied is None else say.number(line.credit_applied),
            say("Fills"): say.listed(say.engine(titles.get(path, path)) for path in line.applied_to),
            say("Why"): say.listed(code_words(say, line.codes)),
            say("What you can do"): say.engine(line.cure) if line.cure else "",
        }
        for line in lines
    ]


def measured(say: Say, totals: Totals, system: str) -> str:
    """Return what is accepted of what can be judged, with the unit, such as ``24 of 30 credits``."""
    return say("{part} of {all}", part=say.number(totals.accepted), all=amount(say, totals.evaluable, system))
