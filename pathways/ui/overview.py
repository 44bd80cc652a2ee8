"""What is in this installation?  The shipped sample, counted, and one learner of it, audited with every reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pathways.advising import Desk
from pathways.catalog.collection import SECTIONS, Catalog
from pathways.formats.native import open_catalog
from pathways.formats.records import load_record
from pathways.model.documents import AuditDocument
from pathways.model.exact import format_exact
from pathways.resources import sample_catalog, sample_record

EXISTS = (
    "This page is a beginning: one audit of the shipped sample and a count of its catalogue. "
    "All questions can be asked on the command line: `pathways --help`. Every institution here is invented."
)


def counts(catalog: Catalog) -> tuple[tuple[str, int], ...]:
    """Return the number of things in each section of a catalogue, in reading order."""
    return tuple((name, len(catalog.section(name))) for name in SECTIONS)


def sample_audit(desk: Desk) -> tuple[str, AuditDocument]:
    """Return the shipped sample learner's name and the audit of the last goal, on the day that the record names."""
    record = load_record(sample_record())
    goals = [goal.credential for goal in record.goals if goal.credential]
    return record.learner.name or record.learner.id, desk.audit(record, goals[-1], as_of=record.as_of or dt.date.max)


def reason_markdown(reason: Mapping[str, Any], depth: int = 0) -> str:
    """Return a reason tree, as data, as a nested markdown list.

    >>> print(reason_markdown({"statement": "Yes", "because": [{"statement": "MATH 1 counts", "source": "Calendar"}]}))
    - Yes
      - MATH 1 counts *(Calendar)*
    """
    source = f" *({reason['source']})*" if reason.get("source") else ""
    lines = ["  " * depth + f"- {reason['statement']}{source}"]
    lines += [reason_markdown(part, depth + 1) for part in reason.get("because", ())]
    return "\n".join(lines)


def show() -> None:
    """Draw the page."""
    import streamlit as st

    st.title("Pathways")
    st.write(EXISTS)
    desk = st.cache_resource(lambda: Desk(open_catalog(sample_catalog())))()
    _audit(*sample_audit(desk))
    st.header("The sample catalogue")
    st.table([{"section": name, "number": number} for name, number in counts(desk.catalog)])


def _audit(name: str, audit: AuditDocument) -> None:
    import streamlit as st

    st.header(f"{name}: {audit.title}")
    st.write(f"{audit.reason['statement']}, as of {audit.as_of}.")
    figures = audit.credit
    for column, (label, amount) in zip(
        st.columns(3),
        (("required", figures.required), ("applied", figures.applied), ("missing", figures.shortfall)),
        strict=True,
    ):
        column.metric(f"{label} ({figures.system})", format_exact(amount))
    st.subheader("Each line of the record")
    st.table([_line(line.model_dump(mode="json")) for line in audit.lines])
    st.subheader("What is missing")
    st.markdown("\n".join(f"- {item.need}" for item in audit.missing) or "Nothing.")
    with st.expander("Why"):
        st.markdown(reason_markdown(audit.reason))


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    return {
        "what": line["title"],
        "decision": line["decision"],
        "recognized": line["credit_recognized"],
        "applied": line["credit_applied"] or "",
        "why": ", ".join(line["codes"]),
    }
