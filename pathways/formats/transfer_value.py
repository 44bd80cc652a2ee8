"""How does a decision travel?  What was accepted as CTDL transfer value profiles (JSON-LD), with what is lost.

Source: Credential Transparency Description Language, class TransferValueProfile; terms as the Registry Assistant of
Credential Engine writes them.  A profile says what is given, never what is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.formats.loss import LossLine, LossReport
from pathways.model.decision import Decision, Learning, in_brief
from pathways.model.exact import format_exact

CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"
_OURS: Final = uuid.uuid5(uuid.NAMESPACE_URL, CONTEXT)
"""The name space of the identifiers: the same decision has the same CTID in every export."""


@dataclass(frozen=True, slots=True)
class TransferValues:
    """The JSON-LD document, and what became of everything that was decided."""

    document: dict[str, Any]
    report: LossReport


def transfer_values(decisions: Iterable[Decision], catalog: Catalog) -> TransferValues:
    """Return a profile for each decision that accepts, wholly or in part; the others are counted in the report."""
    ordered = sorted(decisions, key=lambda each: each.id)
    given = [each for each in ordered if each.given is not None]
    graph = _Graph(catalog)
    for decision in given:
        graph.add(decision)
    document = {"@context": CONTEXT, "@graph": [*graph.profiles, *graph.nodes.values()]}
    return TransferValues(document, _report(given, [each for each in ordered if each.given is None]))


class _Graph:
    """The profiles, and the nodes to which they point: each thing once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.profiles: list[dict[str, Any]] = []
        self.nodes: dict[str, dict[str, Any]] = {}

    def add(self, decision: Decision) -> None:
        """Add the profile of a decision, and what it points to."""
        given = decision.given
        if given is None:
            return
        profile: dict[str, Any] = {
            "@type": "ceterms:TransferValueProfile",
            "@id": _urn(decision.id),
            "ceterms:ctid": f"ce-{_uuid(decision.id)}",
            "ceterms:name": _text(self._title(decision)),
            "ceterms:description": _text(". ".join(part for part in (in_brief(decision), decision.in_words) if part)),
            "ceterms:ownedBy": [self._organization(decision.pair.receiving)],
            "ceterms:lifeCycleStatusType": _aligned("lifeCycle:Active", "Active"),
            "ceterms:identifier": [_identifier(decision.id)],
            "ceterms:transferValue": self._value(decision),
            "ceterms:transferValueFrom": [
                self._learning(each) for each in (*decision.pair.whole, *decision.conditions.beside)
            ],
            "ceterms:transferValueFor": [self._course(each) for each in given.courses],
            "ceterms:requires": _requires(decision),
            "ceterms:startDate": decision.valid.begin and decision.valid.begin.isoformat(),
            "ceterms:endDate": decision.valid.last_day and decision.valid.last_day.isoformat(),
            "ceterms:supersedes": decision.supersedes and _urn(decision.supersedes),
            "ceterms:subjectWebpage": decision.source.url,
        }
        self.profiles.append({name: value for name, value in profile.items() if value})

    def _title(self, decision: Decision) -> str:
        return (
            f"{decision.title or ' with '.join(each.key for each in decision.pair.whole)} at {decision.pair.receiving}"
        )

    def _value(self, decision: Decision) -> list[dict[str, Any]]:
        given = decision.given
        if given is None:
            return []
        low, high = given.credit.amount, given.credit.max
        if given.credit.how == "catalogue" and given.courses:
            known = [self.catalog.courses.get(name) for name in given.courses]
            amounts = [course.credit for course in known if course is not None and course.credit is not None]
            low = sum(amounts, Fraction(0)) if len(amounts) == len(known) else None
        value: dict[str, Any] = {"@type": "ceterms:ValueProfile"}
        if low is None:
            words = {"zero": "no credit"}.get(given.credit.how, "as much credit as was earned, converted")
            value["ceterms:description"] = _text(words)
        elif high is not None:
            value |= {"schema:minValue": _number(low), "schema:maxValue": _number(high)}
        else:
            value["schema:value"] = _number(low)
        unit = self._unit(decision.pair.receiving)
        value |= {"ceterms:creditUnitType": [unit]} if unit and low is not None else {}
        value |= {"ceterms:subject": [_aligned(None, given.subject)]} if given.subject else {}
        return [value]

    def _unit(self, organization: str) -> dict[str, Any] | None:
        known = self.catalog.organizations.get(organization)
        system = self.catalog.credit_systems.get(known.credit_system or "") if known else None
        return _aligned(None, system.title) if system else None

    def _organization(self, name: str) -> str:
        known = self.catalog.organizations.get(name)
        node = {"@type": "ceterms:CredentialOrganization", "ceterms:name": _text(known.title if known else name)}
        page = {"ceterms:subjectWebpage": known.url} if known and known.url else {}
        return self._node(f"organization {name}", {**node, **page})

    def _course(self, name: str) -> str:
        known = self.catalog.courses.get(name)
        if known is None:
            return self._node(f"course {name}", {"@type": "ceterms:Course", "ceterms:name": _text(name)})
        node = {"@type": "ceterms:Course", "ceterms:name": _text(known.title), "ceterms:codedNotation": known.code}
        return self._node(f"course {name}", {**node, "ceterms:ownedBy": [self._organization(known.organization)]})

    def _learning(self, learning: Learning) -> str:
        if learning.course is not None:
            return self._course(learning.course)
        if learning.code is not None and learning.organization is not None:
            node = {"@type": "ceterms:Course", "ceterms:name": _text(learning.code)}
            owner = {"ceterms:ownedBy": [self._organization(learning.organization)]}
            return self._node(learning.key, {**node, "ceterms:codedNotation": learning.code, **owner})
        if learning.credential is not None:
            editions = self.catalog.editions(learning.credential.partition("@")[0])
            title = editions[-1].title if editions else learning.credential
            return self._node(learning.key, {"@type": "ceterms:Credential", "ceterms:name": _text(title)})
        kind = "ceterms:Occupation" if learning.occupation else "ceasn:Competency"
        name = "ceterms:name" if learning.occupation else "ceasn:competencyText"
        known = self.catalog.occupations.get(learning.occupation or "") or self.catalog.competencies.get(
            learning.competency or ""
        )
        title = known.title if known else str(learning.occupation or learning.competency)
        return self._node(learning.key, {"@type": kind, name: _text(title)})

    def _node(self, key: str, node: dict[str, Any]) -> str:
        name = f"_:{_uuid(key)}"
        self.nodes.setdefault(name, {"@id": name, **node})
        return name


def _requires(decision: Decision) -> list[dict[str, Any]]:
    conditions = decision.conditions
    told = list(conditions.words)
    if decision.pair.together or conditions.beside:
        told.append("All that the value comes from, brought together")
    if conditions.min_grade is not None:
        scale = f" on the scale {conditions.min_grade.scale}" if conditions.min_grade.scale else ""
        told.append(f"Minimum grade {conditions.min_grade.grade}{scale}")
    if conditions.min_hours is not None:
        told.append(f"At least {format_exact(conditions.min_hours)} hours")
    if conditions.max_age_years is not None:
        told.append(f"Completed at most {format_exact(conditions.max_age_years)} years ago")
    return [{"@type": "ceterms:ConditionProfile", "ceterms:condition": {"en": told}}] if told else []


def _report(given: list[Decision], others: list[Decision]) -> LossReport:
    exact = [each for each in given if each.given and _unwritable(each.given.credit.amount)]
    lines = [
        LossLine("decision that accepts", len(given), "represented", "TransferValueProfile", _some(given)),
        LossLine(
            "decision that refuses or asks", len(others), "not represented", "a profile gives value", _some(others)
        ),
        LossLine(
            "credit that ends in no decimal", len(exact), "kept as a note", "the description says it", _some(exact)
        ),
    ]
    return LossReport("decisions", tuple(line for line in lines if line.count))


def _some(decisions: list[Decision]) -> tuple[str, ...]:
    return tuple(each.pair.key for each in decisions[:3])


def _unwritable(amount: Fraction | None) -> bool:
    return amount is not None and "/" in format_exact(amount)


def _number(amount: Fraction) -> int | float:
    return int(amount) if amount.denominator == 1 else float(amount)


def _text(words: str) -> dict[str, str]:
    return {"en": words}


def _aligned(node: str | None, name: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "ceterms:CredentialAlignmentObject"}
    found |= {"ceterms:targetNode": node} if node else {}
    return found | {"ceterms:targetNodeName": _text(name or "")}


def _identifier(name: str) -> dict[str, Any]:
    kind = {"ceterms:identifierTypeName": _text("decision")}
    return {"@type": "ceterms:IdentifierValue", **kind, "ceterms:identifierValueCode": name}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(_OURS, name))


def _urn(name: str) -> str:
    return f"urn:uuid:{_uuid(name)}"
