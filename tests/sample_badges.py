"""What are the sample badges made of?  ``python -m tests.sample_badges [--seed WORDS]`` makes all of them anew.

Everything is signed by the code that institutions issue with.  The secret keys follow from the seed and are kept
nowhere; without a seed it is drawn at random, so that nobody can sign as the invented institutions of the sample.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pathways.issuing.bake import bake
from pathways.issuing.credential import CONTEXTS
from pathways.issuing.issuer import IssuerProfile, KeyEntry, as_json, instant, key_entry, profile_json, published
from pathways.issuing.keys import SecretKey, read_key
from pathways.issuing.pictures import plain_png
from pathways.issuing.recipient import by_mail
from pathways.issuing.sign import as_token, with_proof
from pathways.issuing.status import list_address, list_credential, status_entry
from pathways.verification.checks import Refusal
from tests.support import REPO

Json = dict[str, Any]

SAMPLE: Final = REPO / "data" / "sample"
BADGES: Final = "badges"
KNOWN: Final = "known"
MAIL: Final = "amara.osei@example.org"
TAKEN: Final = dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC)
"""When the documents of the institutions were taken, and when the latest badges were signed."""
BEGAN: Final = dt.datetime(2024, 1, 8, 9, tzinfo=dt.UTC)
CLR: Final = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json")
INSTITUTIONS: Final[Mapping[str, str]] = {
    "lakeside": "Lakeside College",
    "river-bend": "River Bend Community College",
    "learnwell": "Learnwell Online",
    "brightwater": "Brightwater Logistics",
    "skills-office": "Provincial Skills Office",
    "elm-street": "Elm Street Secondary School",
}


class Seal:
    """One invented institution: its profile, its key, and what it publishes."""

    def __init__(self, name: str, seed: str) -> None:
        self.profile = IssuerProfile(
            id=f"did:web:{name}.example", url=f"https://{name}.example", name=INSTITUTIONS[name]
        )
        self.secret = _secret(f"{seed}/{name}")
        self.key: KeyEntry = key_entry(f"{self.profile.id}#key-1", self.secret.public, BEGAN)

    @property
    def document(self) -> tuple[str, bytes]:
        """Return the address of the DID document, and what stands there."""
        address = f"{self.profile.url}/.well-known/did.json"
        return address, published(self.profile, (self.key,))[address]

    def sign(self, document: Json, created: dt.datetime) -> Json:
        """Return the document with the institution's proof inside."""
        made = with_proof(document, self.secret, name=self.key.name, created=created)
        if isinstance(made, Refusal):
            raise SystemExit(f"not signed: {made}")
        return made

    def token(self, document: Json) -> str:
        """Return the document as the institution's token."""
        made = as_token(document, self.secret, name=self.key.name)
        if isinstance(made, Refusal):
            raise SystemExit(f"not signed: {made}")
        return made


def _secret(words: str) -> SecretKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key = ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha256(words.encode()).digest())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return read_key(key.private_bytes(serialization.Encoding.PEM, form, plain))


def name_of(what: str) -> str:
    """Return an id that is always the same for the same thing of the sample."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://sample.example/{what}").urn


def achievement(seal: Seal, place: str, title: str, kind: str, narrative: str) -> Json:
    """Return what was achieved; ``place`` is where its id lies below the institution's address."""
    return {
        "id": f"{seal.profile.url}/{place}",
        "type": ["Achievement"],
        "achievementType": kind,
        "name": title,
        "description": f"{title}, awarded by {seal.profile.name}.",
        "criteria": {"narrative": narrative},
        "creator": {"id": seal.profile.id, "type": ["Profile"]},
    }


def badge(seal: Seal, done: Json, begins: dt.datetime, **more: Any) -> Json:
    """Return an Open Badge 3.0 for Amara Osei, not signed; the salt of her address is another in each."""
    who = by_mail(MAIL, salt=hashlib.sha256(done["id"].encode()).hexdigest()[:20])
    return {
        "@context": list(CONTEXTS),
        "id": name_of(done["id"]),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile_json(seal.profile),
        "validFrom": instant(begins),
        "name": done["name"],
        "credentialSubject": {**who.as_json(), "achievement": done},
        **more,
    }


def day(year: int, month: int, number: int) -> dt.datetime:
    """Return noon of a day."""
    return dt.datetime(year, month, number, 12, tzinfo=dt.UTC)


def files(seed: str) -> dict[str, bytes]:
    """Return every file below ``data/sample``, by its place."""
    seals = {name: Seal(name, seed) for name in INSTITUTIONS}
    made = {f"{BADGES}/{name}": body for name, body in _badges(seals)}
    known = [seal.document for seal in seals.values()] + [_list(seals["river-bend"])]
    listed = []
    for address, body in known:
        host, _, rest = address.removeprefix("https://").partition("/")
        name = f"{host.removesuffix('.example')}-{rest.rpartition('/')[2]}"
        made[f"{KNOWN}/{name}"] = body
        listed.append({"url": address, "file": name, "retrieved": instant(TAKEN)})
    made[f"{KNOWN}/snapshots.json"] = as_json({"schema": "pathways/snapshots/1", "snapshots": listed})
    return made


def _badges(seals: Mapping[str, Seal]) -> Iterator[tuple[str, bytes]]:
    yield "sql-for-work.json", as_json(_proven(seals["lakeside"], seals["skills-office"]))
    yield "dashboards.png", _baked(seals["lakeside"])
    yield "record.json", as_json(_record(seals["river-bend"]))
    yield "revoked.json", as_json(_revoked(seals["river-bend"]))
    yield "expired.json", as_json(_expired(seals["brightwater"]))
    yield "not-listed.json", as_json(_not_listed(seals["elm-street"]))
    yield "changed.json", as_json(_changed(seals["learnwell"]))


def _proven(seal: Seal, endorser: Seal) -> Json:
    """Right in everything, and endorsed by somebody else inside."""
    narrative = "Queries over three linked tables, written in a practical examination."
    done = achievement(seal, "achievements/sql-for-work", "SQL for Work", "MicroCredential", narrative)
    done |= {"humanCode": "MC-SQL", "creditsAvailable": 3}
    endorsed = {
        "@context": list(CONTEXTS),
        "id": name_of("endorsement/sql-for-work"),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": profile_json(endorser.profile),
        "validFrom": instant(day(2026, 2, 2)),
        "name": "Endorsement of SQL for Work",
        "credentialSubject": {
            "id": done["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Employers of the province ask for what this examination asks for.",
        },
    }
    done["endorsement"] = [endorser.sign(endorsed, day(2026, 2, 2))]
    return seal.sign(badge(seal, done, day(2026, 6, 19)), day(2026, 6, 19))


def _baked(seal: Seal) -> bytes:
    """A token in a picture; a token has to name its subject, here by an id that says nothing."""
    narrative = "A dashboard that a manager could use the next day."
    done = achievement(seal, "achievements/dashboards", "Dashboards for Managers", "MicroCredential", narrative)
    document = badge(seal, done | {"humanCode": "MC-DASH"}, day(2026, 7, 10))
    document["credentialSubject"]["id"] = name_of("amara/dashboards")
    made = bake(plain_png(), seal.token(document))
    if isinstance(made, Refusal):
        raise SystemExit(f"not baked: {made}")
    return made


def _record(seal: Seal) -> Json:
    """A learner record with one badge inside, each signed."""
    narrative = "Led a student association for a term."
    done = achievement(seal, "badges/emerging-leader", "Emerging Leader", "Badge", narrative)
    inner = seal.sign(badge(seal, done, day(2026, 5, 8)), day(2026, 5, 8))
    who = inner["credentialSubject"]
    whole = {
        "@context": [*CLR, CONTEXTS[1]],
        "id": name_of("record/amara"),
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": profile_json(seal.profile),
        "validFrom": instant(day(2026, 8, 28)),
        "name": "Learner record of Amara Osei",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": who["identifier"],
            "verifiableCredential": [inner],
        },
    }
    return seal.sign(whole, day(2026, 8, 28))


def _revoked(seal: Seal) -> Json:
    """Good when it was signed, and taken back since: its place in the list is set."""
    narrative = "Vouched for by three people of one team."
    done = achievement(seal, "badges/team-player", "Team Player", "Badge", narrative)
    entry = status_entry(list_address(seal.profile, "revocation", 1), "revocation", 48_211)
    return seal.sign(badge(seal, done, day(2026, 4, 17), credentialStatus=entry), day(2026, 4, 17))


def _list(seal: Seal) -> tuple[str, bytes]:
    """Return the list of what River Bend took back: its address, and what stands there."""
    address = list_address(seal.profile, "revocation", 1)
    times = (TAKEN - dt.timedelta(days=1), TAKEN + dt.timedelta(days=29))
    listed = list_credential(seal.profile, "revocation", address, places=[48_211], times=times)
    return address, as_json(seal.sign(listed, times[0]))


def _expired(seal: Seal) -> Json:
    """Held for two years."""
    done = achievement(seal, "badges/forklift", "Forklift Operator", "Certification", "Drove a marked course.")
    ends = {"validUntil": instant(day(2026, 3, 1))}
    return seal.sign(badge(seal, done, day(2024, 3, 1), **ends), day(2024, 3, 1))


def _not_listed(seal: Seal) -> Json:
    """Right in everything, by somebody of whom nobody has decided whether to accept them."""
    done = achievement(seal, "badges/robotics", "Robotics Club", "Badge", "Built a robot that finds its way.")
    return seal.sign(badge(seal, done, day(2024, 6, 14)), day(2024, 6, 14))


def _changed(seal: Seal) -> Json:
    """Signed for listening, and made into one for charts since."""
    done = achievement(seal, "badges/listening", "Listening at Work", "Badge", "Three recorded conversations.")
    made = seal.sign(badge(seal, done | {"humanCode": "LW-LISTEN"}, day(2026, 1, 23)), day(2026, 1, 23))
    text = json.dumps(made).replace("LW-LISTEN", "LW-CHARTS").replace("Listening at Work", "Charts People Understand")
    changed: Json = json.loads(text)
    return changed


def main() -> None:
    """Write all files below ``data/sample``."""
    parser = argparse.ArgumentParser(prog="python -m tests.sample_badges", description="Make the sample badges anew.")
    parser.add_argument("--seed", default=None, help="words from which the keys follow; random without")
    for name, body in files(parser.parse_args().seed or secrets.token_hex(32)).items():
        path = SAMPLE / name
        Path(path.parent).mkdir(exist_ok=True)
        path.write_bytes(body)


if __name__ == "__main__":
    main()
