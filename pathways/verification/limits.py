"""How much work may one input cause?  Every limit of this room, with a reason, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read; bytes and characters unless the name says otherwise.

    ``binding_age`` and ``binding_skew`` are seconds: how old the proof of a holder may be, how far clocks may differ;
    so are ``fetch_seconds``, for all that has to do with one address of somebody else.

    The largest real badges (a CLR with pictures inside) are some hundred kilobytes of JSON; pictures a few megabytes.
    """

    file: int = 16 * 1024 * 1024
    badge: int = 2 * 1024 * 1024
    json_depth: int = 64
    json_values: int = 100_000
    json_number: int = 40
    png_chunks: int = 20_000
    svg: int = 4 * 1024 * 1024
    xml_elements: int = 50_000
    xml_depth: int = 100
    jwt_header: int = 16 * 1024
    key_name: int = 4_096
    key_document: int = 256 * 1024
    base58: int = 200
    proofs: int = 5
    derived: int = 128 * 1024
    statements: int = 20_000
    canonical_work: int = 30_000
    canonical_depth: int = 100
    presented: int = 50
    nested: int = 256
    nested_depth: int = 4
    schemas: int = 8
    schema_work: int = 50_000
    status_entries: int = 16
    status_list: int = 4 * 1024 * 1024
    revoked: int = 100_000
    replacements: int = 4
    disclosures: int = 500
    issuer_keys: int = 20
    binding_age: int = 300
    binding_skew: int = 60
    fetched: int = 4 * 1024 * 1024
    fetch_seconds: int = 10
    redirects: int = 3
    requests: int = 30
    merkle_path: int = 64
    merkle_proof: int = 8_192
    evidence: int = 64 * 1024 * 1024
    rsa_least: int = 2_048
    rsa_most: int = 8_192


LIMITS = Limits()
"""The limits that hold unless others are given."""
