"""What was found of one file?  What it is, what of it holds, its badges with every step, the lines of a passport."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import streamlit as st

from pathways.language.words import Say, msg
from pathways.model.badge_documents import BadgeEntry, BadgesDocument, LineProof, PassportLine
from pathways.model.check_codes import Step
from pathways.model.proof_documents import Handed, ProofDocument, ProofEntry, ProofFinding
from pathways.model.verification_documents import VerificationDocument
from pathways.ui.checks_told import STEPS, said_lines, standing_words, step_lines, why_not
from pathways.ui.names import plain
from pathways.ui.pages.shared_told import shared_view
from pathways.ui.pieces import table
from pathways.ui.visit import Visit
from pathways.verification.passport import checks_at, is_genuine

FILES: Final = MappingProxyType(
    {
        Handed.BADGE: msg("A badge"),
        Handed.EVIDENCE: msg("A bundle of evidence: a badge, an answer about it, and all that the answer rests on"),
        Handed.BACKPACK: msg("An exported backpack: all badges of one person, with the answers about them"),
        Handed.SHARED: msg("A shared document: what somebody chose to show of their badges"),
        Handed.RECEIPT: msg("A receipt: the proof that something was written into a log"),
        Handed.PASSPORT: msg("A passport with proofs: lines of learning, and the badges that they rest on"),
        Handed.RECORD: msg("A passport or record without proofs: lines of learning"),
        Handed.OTHER: msg("Nothing that is examined here"),
    }
)

PROOFS: Final = MappingProxyType(
    {
        LineProof.PROVEN: ("✓", msg("proven by its badge")),
        LineProof.GENUINE: ("◐", msg("genuine badge, not everything was asked")),
        LineProof.VOUCHED: ("?", msg("the record's word")),
        LineProof.CLAIMED: ("?", msg("claim")),
        LineProof.CHANGED: ("✗", msg("says something else than its badge")),
        LineProof.REFUSED: ("✗", msg("refused")),
        LineProof.MISSING: ("?", msg("its badge is missing")),
    }
)

PARTS: Final = MappingProxyType(
    {
        "title": msg("title"),
        "completed": msg("day of completion"),
        "valid": msg("how long it holds"),
        "status": msg("state"),
        "credential": msg("what it is in the catalogue"),
        "course": msg("what it is in the catalogue"),
        "code": msg("code"),
        "credit": msg("credit"),
        "grade": msg("grade"),
        "grade_scale": msg("grade scale"),
        "hours": msg("hours of work"),
        "competencies": msg("abilities"),
        "organization": msg("institution"),
        "note": msg("note"),
        "started": msg("first day"),
        "assessed": msg("whether it was assessed"),
        "route": msg("how it was learned"),
        "name": msg("name"),
        "issuer": msg("issuer"),
        "issuer_name": msg("name of the issuer"),
        "achievement": msg("what was achieved"),
        "achievement_kind": msg("kind of achievement"),
        "credits": msg("credits"),
        "begins": msg("first day"),
        "ends": msg("last day"),
        "results": msg("results"),
        "alignments": msg("what it leads to"),
        "sha256": msg("checksum"),
        "kind": msg("kind"),
    }
)
"""What a line or a shared badge says, by the name of the member."""

SIGNS: Final = {True: "✓", False: "✗", None: "?"}
MANY: Final = 12
"""Badges of one file that are shown unfolded; of more only those that are asked for."""


def entry(visit: Visit, one: ProofEntry, place: int) -> None:
    """Show what was found of one file."""
    say = visit.say
    st.subheader(plain(one.name))
    st.markdown(f"{say(FILES[one.what])}.")
    lines = [finding_words(say, item) for item in one.findings]
    if lines:
        st.markdown("\n".join(lines))
    if one.badges is not None and one.badges.lines:
        passport_lines(visit, one.badges, f"{place}")
    if one.shared is not None:
        with st.expander(say("What is shown in it"), icon=":material/visibility:"):
            shared_view(visit, one.shared)
    if one.badges is not None:
        _badges(visit, one.badges, place)


def finding_words(say: Say, found: ProofFinding) -> str:
    """Return one thing that was found of a file, with a sign and what it speaks of."""
    about = say.listed((_about(say, found.what, item) for item in found.about), most=6)
    ours = say(found.words)
    words = plain(ours if ours != found.words else say.engine(found.words))
    return f"- {SIGNS[found.holds]} {say.named(words.rstrip('.'), plain(about)) if about else words}"


def _about(say: Say, what: str, item: str) -> str:
    if what in {"again", "since"} and item in {step.value for step in Step}:
        return say(STEPS[Step(item)])
    return say(PARTS[item]) if what == "item" and item in PARTS else item


def _badges(visit: Visit, found: BadgesDocument, place: int) -> None:
    say, files = visit.say, {one.sha256: one for one in found.verifications}
    for number, one in enumerate(found.badges):
        with st.container(border=True):
            badge(visit, one, files[one.sha256], f"{place}-{number}", unfolded=len(found.badges) <= MANY)
    shown = {one.sha256 for one in found.badges}
    for document in found.verifications:
        if document.sha256 not in shown:
            with st.container(border=True):
                st.markdown(f"**{plain(document.claims_to_be)}**")
                st.markdown(step_lines(say, document.checks))


def badge(visit: Visit, one: BadgeEntry, document: VerificationDocument, key: str, *, unfolded: bool) -> None:
    """Show one badge: how it stands and why, what it says, and every step."""
    say = visit.say
    st.markdown(f"**{plain(one.says.name or say('badge without a name'))}** · {plain(standing(say, one, document))}")
    st.markdown(plain(_by(say, one)))
    st.markdown(plain(say.engine(one.words)))
    if one.open_checks:
        st.markdown(why_not(say, one.open_checks))
    with st.expander(say("What it says, and every step"), key=f"verify-steps-{key}"):
        st.markdown("\n".join(f"- {line}" for line in said_lines(say, one.says)))
        st.markdown(step_lines(say, checks_at(document, one.path)))
        if not one.path:
            _inside(say, document)
        if document.resolved:
            st.markdown(f"**{say('Looked up before, and by whom')}**")
            st.markdown("\n".join(_resolved(say, document)))


def _by(say: Say, one: BadgeEntry) -> str:
    by = one.says.issuer_name or one.says.issuer or say("nobody who is named")
    since = say("awarded {day}", day=say.day(one.says.begins.date())) if one.says.begins else ""
    return " · ".join(word for word in (by, since) if word)


def _inside(say: Say, document: VerificationDocument) -> None:
    for inner in document.contains:
        title = plain(say.named(inner.claims_to_be, inner.says.name or "") if inner.says.name else inner.claims_to_be)
        st.markdown(f"**{say('Inside')}** · {title}")
        st.markdown(step_lines(say, inner.checks))


def _resolved(say: Say, document: VerificationDocument) -> Iterator[str]:
    for one in document.resolved:
        yield f"- {plain(one.url)} ({say.day(one.retrieved.date())})"


def standing(say: Say, one: BadgeEntry, document: VerificationDocument) -> str:
    """Return how a badge stands; of one that is only not asked everything, that it is genuine so far."""
    if not is_genuine(one, checks_at(document, one.path)):
        return standing_words(say, one.standing)
    open_ = {check.step for check in one.open_checks}
    if Step.RECIPIENT in open_:
        return f"◐ {say('genuine, but whose it is stays open')}"
    if Step.RECOGNIZED_ISSUER in open_:
        return f"◐ {say('genuine, but nobody says that its issuer is accepted')}"
    return f"◐ {say('genuine, but it counts for nothing here')}"


def passport_lines(visit: Visit, found: BadgesDocument, key: str) -> None:
    """Show each line of a passport with what it rests on."""
    say = visit.say
    rows = [line_row(say, line) for line in found.lines]
    table(visit, rows, alt=say("Each line, and what it rests on"), name=f"lines-{key}")
    st.caption(
        say(
            "Proven is only what a badge says. What the record adds to it, such as a grade, is the record's word; "
            "a claim is the learner's."
        )
    )


def line_row(say: Say, line: PassportLine) -> dict[str, str]:
    """Return one line of a passport as a row."""
    odd = say.listed(say(PARTS.get(name, name)) for name in line.differs)
    own = say.listed(say(PARTS.get(name, name)) for name in line.beyond)
    open_ = say.listed(say(STEPS[one.step]) for one in line.open_checks)
    why = (
        say("not the same: {parts}", parts=odd) if odd else "",
        say("open or wrong: {steps}", steps=open_) if open_ else "",
        say("the record's word: {parts}", parts=own) if own else "",
    )
    sign, word = PROOFS[line.proof]
    return {
        say("Line"): line.title,
        say("What it rests on"): f"{sign} {say(word)}",
        say("Why"): say.apart(part for part in why if part),
        say("Issuer"): line.issuer_name or line.issuer or "",
        say("Examined"): say.day(line.checked.date()) if line.checked else "",
    }


def csv_rows(found: ProofDocument) -> list[dict[str, str]]:
    """Return what was found as rows for other programs: the words are codes, the same in every language."""
    return [row for one in found.entries for row in _rows(one)]


def _rows(one: ProofEntry) -> Iterator[dict[str, str]]:
    for item in one.findings:
        held = {True: "holds", False: "wrong", None: "open"}[item.holds]
        yield _row(one, "file", item.what, held, "; ".join((item.words, *item.about)))
    for badge_ in one.badges.badges if one.badges else ():
        codes = "; ".join(f"{each.step.value}: {each.code.value}" for each in badge_.open_checks)
        says = badge_.says
        yield _row(one, "badge", says.name or "", badge_.standing.value, codes, says.issuer or "", badge_.sha256)
    for line in one.badges.lines if one.badges else ():
        why = "; ".join((*line.differs, *(each.code.value for each in line.open_checks), *line.beyond))
        yield _row(one, "line", line.title, line.proof.value, why, line.issuer or "", line.badge or "")


def _row(
    one: ProofEntry, what: str, name: str, result: str, why: str, issuer: str = "", sha: str = ""
) -> dict[str, str]:
    return {
        "file": one.name,
        "kind": one.what.value,
        "what": what,
        "name": name,
        "result": result,
        "why": why,
        "issuer": issuer,
        "sha256": sha or one.sha256,
    }
