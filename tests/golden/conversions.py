"""What does a golden case of credit conversion say?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pathways.errors import CreditError
from pathways.model.credit import Credit, Rounding
from pathways.model.exact import format_exact
from pathways.model.policy import ConversionRule
from pathways.recognition.convert import convert, from_instructional_hours, workload_interval
from tests.golden.cases import sample_desk


def converted(case: dict[str, Any]) -> dict[str, str]:
    """Return the amount, the interval that the hours alone would give, or the code of the error."""
    systems = sample_desk().catalog.credit_systems
    to = systems[case["to"]]
    try:
        if "workload" in case:
            return {"by_hours": _between(workload_interval(Fraction(case["workload"]), to))}
        if "contact_hours" in case:
            rounding = Rounding.model_validate(case["rounding"]) if "rounding" in case else None
            return {"amount": format_exact(from_instructional_hours(Fraction(case["contact_hours"]), to, rounding))}
    except CreditError as error:
        return {"error": error.code}
    credit = Credit.model_validate({"amount": case["credit"], "system": case["from"]})
    done = convert(credit, to, ConversionRule.model_validate(case["rule"]), systems)
    if done is None:
        return {"amount": "unknown"}
    return {"amount": format_exact(done.amount), "by_hours": _between(done.hours_interval)}


def _between(interval: tuple[Fraction, Fraction] | None) -> str:
    return "unknown" if interval is None else " to ".join(format_exact(end) for end in interval)
