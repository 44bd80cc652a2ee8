"""Which lines of a passport do my badges prove, and how do the proofs travel with it?"""

from __future__ import annotations

import streamlit as st

from pathways.model.badge_documents import LineProof, PassportLine
from pathways.model.record import LearnerRecord
from pathways.ui import held
from pathways.ui.asking import worked
from pathways.ui.pieces import download, trouble
from pathways.ui.showing import enclosed, proofs
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble


def proven_lines(visit: Visit, record: LearnerRecord) -> dict[str, PassportLine]:
    """Return by id the lines that a badge in the visitor's backpack proves, by its last examination."""
    if not any(line.badge for line in record.attainments) or held.available() is not None:
        return {}
    place, accepted, shelved = held.kept(visit), held.issuers_of(visit), visit.opened.shelved
    if not place.begun:
        return {}
    registry = accepted.path if accepted else None
    key = (place.stamp, shelved, registry, record, visit.day)
    ask = (place.path, (shelved.path, shelved.stamp), registry, visit.day, record)
    found = place.once("proofs", key, lambda: worked(proofs, *ask))
    if isinstance(found, Trouble):
        trouble(visit, found)
        return {}
    return {line.id: line for line in found if line.proof is LineProof.PROVEN}


def offer_proofs(visit: Visit, record: LearnerRecord, name: str) -> None:
    """Offer the passport with the badges on which its lines rest, where there are any."""
    say = visit.say
    if not any(line.badge for line in record.attainments) or held.available() is not None:
        return
    place = held.kept(visit)
    if not place.begun:
        st.caption(
            say("Some lines rest on badges that are not in this visit; put them into My badges to send them along.")
        )
        return
    found = place.once("enclosed", (place.stamp, record), lambda: worked(enclosed, place.path, record))
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    if not found.badges:
        return
    download(say("Passport with proofs (zip)"), found.data, f"{name}-proofs.zip", "application/zip")
    badges = say.many("{n} badge", "{n} badges", found.badges)
    st.caption(
        say(
            "With proofs, {badges} and the answers about them go along, so that anybody can prove these lines without "
            "us: at the page Verify, or by pathways verify. Whoever has a badge itself can read all that it says.",
            badges=badges,
        )
    )
