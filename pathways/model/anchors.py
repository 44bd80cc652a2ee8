"""What does a transaction on a blockchain say?  Records of it that somebody looked up; nothing here asks a network."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from pathways.model.base import Noun

ANCHORS_SCHEMA = "pathways/anchors/1"

Chain = Annotated[str, Field(pattern=r"^[a-z0-9]{1,30}:[a-z0-9]{1,30}$")]
"""Name of a chain and its network, such as ``bitcoin:mainnet`` or ``ethereum:sepolia``."""


class Anchor(Noun):
    """One transaction: what was written down in it, who made it and when; ``source`` says where that was looked up.

    ``transaction`` is its id and ``root`` the data that it holds (after OP_RETURN, or as input), both in hexadecimal
    digits without a prefix; ``sender`` is the address that paid for it, as the chain writes it.
    """

    chain: Chain
    transaction: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sender: Annotated[str, Field(min_length=10, max_length=120)]
    time: AwareDatetime
    source: str


class Anchors(Noun):
    """``pathways/anchors/1``: transactions that were looked up, each once.

    >>> Anchors().of("bitcoin:mainnet", "0" * 64) is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Literal["pathways/anchors/1"] = Field(default="pathways/anchors/1", alias="schema")
    anchors: tuple[Anchor, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Anchors:
        seen: dict[tuple[str, str], Anchor] = {}
        for one in self.anchors:
            if seen.setdefault((one.chain, one.transaction), one) != one:
                raise ValueError(f"transaction {one.transaction} on {one.chain} is recorded twice, and differently")
        return self

    def of(self, chain: str, transaction: str) -> Anchor | None:
        """Return the record of a transaction, or None where it was not looked up."""
        return next((one for one in self.anchors if (one.chain, one.transaction) == (chain, transaction)), None)


NO_ANCHORS = Anchors()
"""The records of somebody who looked nothing up."""

DOCUMENTS: dict[str, type[Anchors]] = {"anchors": Anchors}
