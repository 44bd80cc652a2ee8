"""What may the badges of a learner count for?  For each: what it is in the catalogue, how it stands, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pathways.model.base import Day, Noun, Reference
from pathways.model.check_codes import CheckCode, Step
from pathways.model.record import Attainment, Verification
from pathways.model.verification_documents import CheckEntry, Instant, Kind, SaidEntry, VerificationDocument

BADGES_SCHEMA = "pathways/badges/1"


class Standing(StrEnum):
    """How a badge stands toward a record.

    ``proven`` counts; a ``claim`` is shown and worth nothing until its open checks are answered; ``refused`` failed a
    check; ``replaced`` has a newer issue, and ``duplicate`` says what another badge says already.
    """

    PROVEN = "proven"
    CLAIM = "claim"
    REFUSED = "refused"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"


class FoundBy(StrEnum):
    """By what a badge was found in the catalogue."""

    REGISTRY = "registry"
    IDENTIFIER = "identifier"
    ALIGNMENT = "alignment"
    CODE = "code"


class TrustPolicy(Noun):
    """Which checks have to hold before a badge counts: the decision that the checks themselves do not take.

    Every step of ``needs`` must pass or not apply; the proof (of a token or embedded) and the steps of ``proves`` must
    pass.  ``tolerates`` names codes whose outcome UNKNOWN does not stand in the way.
    """

    needs: tuple[Step, ...] = (
        Step.CARRIER,
        Step.STRUCTURE,
        Step.PROOF_JWT,
        Step.PROOF_EMBEDDED,
        Step.DATA_LOSS,
        Step.KEY,
        Step.STATUS,
        Step.TIME,
        Step.RECIPIENT,
        Step.RECOGNIZED_ISSUER,
    )
    proves: tuple[Step, ...] = (Step.KEY, Step.TIME, Step.RECIPIENT, Step.RECOGNIZED_ISSUER)
    tolerates: tuple[CheckCode, ...] = ()


class MatchEntry(Noun):
    """What a badge is in the catalogue: exactly one credential or course, and by what it was found."""

    credential: Reference | None = None
    course: Reference | None = None
    title: str
    by: FoundBy
    value: str = Field(description="the identifier, target or code that led there, as the badge writes it")


class BadgeEntry(Noun):
    """One badge: how it stands, what it says, what it is in the catalogue, and what stands in its way."""

    sha256: str = Field(description="of the file that it came in")
    path: str = Field(default="", description="where it stands inside that file; empty for the file itself")
    kind: Kind
    standing: Standing
    words: str
    says: SaidEntry
    match: MatchEntry | None = None
    open_checks: tuple[CheckEntry, ...] = Field(default=(), description="the checks that keep it from counting")
    same_as: str | None = Field(default=None, description="the badge that replaces it, or that it repeats")
    attainment: Attainment | None = Field(default=None, description="the line of the record that it becomes")


class LineProof(StrEnum):
    """What a line of a passport rests on.

    ``proven``: the badge that is enclosed, which says the same.  ``genuine``: such a badge, of which only whose it is,
    whether its issuer is accepted, or what it is in the catalogue was not told.  ``vouched``: the record's word that it
    was verified.  ``claimed``: the learner's word.  ``changed``: the line says something else than its badge.
    ``refused``: its badge failed a check.  ``missing``: its badge is not enclosed.
    """

    PROVEN = "proven"
    GENUINE = "genuine"
    VOUCHED = "vouched"
    CLAIMED = "claimed"
    CHANGED = "changed"
    REFUSED = "refused"
    MISSING = "missing"


class PassportLine(Noun):
    """One line of a passport: what it rests on, and what of it that does not show.

    ``differs`` names what the line says otherwise than its badge, ``beyond`` what it says and the badge does not.
    """

    id: str
    title: str
    proof: LineProof
    words: str
    said: Verification | None = Field(default=None, description="what the record itself says of it")
    badge: str | None = Field(default=None, description="SHA-256 of the badge that it names")
    issuer: str | None = None
    issuer_name: str | None = None
    checked: Instant | None = Field(default=None, description="when the badge was examined for this answer")
    open_checks: tuple[CheckEntry, ...] = ()
    differs: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


class BadgesDocument(Noun):
    """``pathways/badges/1``: every badge that was handed in, those that count first."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Annotated[Literal["pathways/badges/1"], Field(alias="schema")] = "pathways/badges/1"
    as_of: Day
    at: Reference | None = None
    badges: tuple[BadgeEntry, ...]
    verifications: tuple[VerificationDocument, ...] = Field(default=(), description="every step, for each file")
    lines: tuple[PassportLine, ...] = Field(default=(), description="of a passport that was handed in")

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


DOCUMENTS: dict[str, type[BadgesDocument]] = {"badges": BadgesDocument}
