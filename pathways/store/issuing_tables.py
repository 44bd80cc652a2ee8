"""What does an institution keep of what it has issued?  Three tables, and no word about any learner.

``credentials``: one row for each that was signed: its id, the hash of its bytes, its place in a status list, and the
commitment to whom and what (which only its opening tells).  ``changes``: revoked, suspended, lifted, by whom and why.
``keys``: the public side of each key and the name of the file of its secret half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pathways.store.database import SEAL, Layout, library

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

ISSUED: Final = "issued"
REVOKED: Final = "revoked"
SUSPENDED: Final = "suspended"
ABANDONED: Final = "abandoned"
"""Signed, but never handed out: the process ended before the log had it.  Its place is not used again."""


def tables() -> MetaData:
    """Return the tables of an issuing cupboard.  Raises NotAvailableError X002 without the extra ``store``."""
    sa = library()
    found: MetaData = sa.MetaData()
    text, whole = sa.Text, sa.Integer
    sa.Table(
        "issuer",
        found,
        sa.Column("one", whole, primary_key=True),
        sa.Column("profile", text, nullable=False),
        sa.Column("log_key", text, nullable=False),
        sa.Column(SEAL, text, nullable=False),
        sqlite_strict=True,
    )
    sa.Table(
        "keys",
        found,
        sa.Column("name", text, primary_key=True),
        sa.Column("number", whole, nullable=False, unique=True),
        sa.Column("entry", text, nullable=False),
        sa.Column("file", text, nullable=False),
        sa.Column(SEAL, text, nullable=False),
        sqlite_strict=True,
    )
    sa.Table("credentials", found, *_credential_columns(), sqlite_strict=True)
    sa.Table(
        "changes",
        found,
        sa.Column("number", whole, primary_key=True),
        sa.Column("id", text, sa.ForeignKey("credentials.id"), nullable=False),
        sa.Column("state", text, nullable=False),
        sa.Column("at", text, nullable=False),
        sa.Column("by", text, nullable=False),
        sa.Column("reason", text, nullable=False),
        sa.Column("leaf", text, nullable=False),
        sa.Column("log_index", whole),
        sa.Column(SEAL, text, nullable=False),
        sqlite_strict=True,
    )
    return found


def _credential_columns() -> list[object]:
    sa = library()
    text, whole = sa.Text, sa.Integer
    return [
        sa.Column("id", text, primary_key=True),
        sa.Column("digest", text, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("about", text, nullable=False),
        sa.Column("form", text, nullable=False),
        sa.Column("key", text, sa.ForeignKey("keys.name"), nullable=False),
        sa.Column("purpose", text, nullable=False),
        sa.Column("list", whole, nullable=False),
        sa.Column("place", whole, nullable=False),
        sa.Column("issued_at", text, nullable=False),
        sa.Column("leaf", text, nullable=False, unique=True),
        sa.Column("log_index", whole),
        sa.Column("state", text, nullable=False),
        sa.Column(SEAL, text, nullable=False),
        sa.UniqueConstraint("purpose", "list", "place"),
    ]


LAYOUT: Final = Layout("issuing cupboard", 1, tables)


def table(name: str) -> Table:
    """Return one of the tables by its name."""
    return tables().tables[name]
