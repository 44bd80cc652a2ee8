"""How long do ten thousand badges take?  All distinct, of several issuers, in one status list; one process and two."""

from __future__ import annotations

import json
import multiprocessing
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pathways.issuing.status import list_credential, status_entry
from pathways.model.base import Source
from pathways.model.check_codes import Outcome, Step
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.verification.examine import examine
from pathways.verification.memory import Memory
from pathways.verification.terms import Terms
from tests.benchmarks.badge_kinds import NOW, Seal, badge, known
from tests.benchmarks.badge_rows import memory
from tests.support import REPO

MANY: Final = 10_000
ISSUERS: Final = 5
REVOKED: Final = 100
"""One badge in so many was taken back."""
LIST: Final = "https://status.example.edu/revocation-1.json"
PARTS: Final = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """The badges, and the terms under which they are examined."""

    badges: tuple[bytes, ...]
    terms: Terms


def made(count: int) -> Batch:
    """Return so many badges of several issuers; their status list is signed by one office for all."""
    seals = [Seal(host=f"college-{number}.example.edu") for number in range(ISSUERS)]
    office = Seal(host="status.example.edu")
    badges = []
    for number in range(count):
        seal = seals[number % ISSUERS]
        entry = status_entry(LIST, "revocation", number)
        badges.append(json.dumps(seal.proven(badge(seal, number, credentialStatus=entry))).encode())
    times = (NOW, NOW.replace(month=12))
    taken_back = range(0, count, REVOKED)
    listed = list_credential(office.profile, "revocation", LIST, places=taken_back, times=times)
    issuers = tuple(_listed(seal, office, number) for number, seal in enumerate(seals))
    resolver = known(*seals, office, **{LIST: json.dumps(office.proven(listed)).encode()})
    registry = IssuerRegistry(title="ours", issuers=issuers)
    return Batch(tuple(badges), replace(seals[0].terms(), resolver=resolver, registry=registry))


def _listed(seal: Seal, office: Seal, number: int) -> Issuer:
    award = IssuedAward(achievement=f"{seal.profile.url}/achievements/networking")
    return Issuer(
        id=f"college-{number}",
        title=seal.profile.name,
        identifiers=(seal.profile.id,),
        awards=(award,),
        status_by=(office.profile.id,),
        source=Source(title="drawn"),
    )


_NEEDED: Final = (Step.STRUCTURE, Step.PROOF_EMBEDDED, Step.DATA_LOSS, Step.KEY, Step.TIME, Step.RECIPIENT)


def judged(badges: tuple[bytes, ...], terms: Terms) -> Counter[str]:
    """Return how many hold, how many were revoked, and how many are anything else."""
    found: Counter[str] = Counter()
    for data in badges:
        steps = {one.step: one.outcome for one in examine(data, terms).checks}
        good = all(steps[step] is Outcome.PASS for step in (*_NEEDED, Step.RECOGNIZED_ISSUER))
        state = {Outcome.PASS: "hold", Outcome.FAIL: "revoked"}.get(steps[Step.STATUS], "other")
        found[state if good else "other"] += 1
    return found


_BATCH: list[Batch] = []


def _part(place: int) -> tuple[Counter[str], float]:
    """Return what a part of the batch comes to, and the most memory of this process so far, in MB."""
    batch = _BATCH[0]
    return judged(batch.badges[place::PARTS], batch.terms), memory("VmHWM")


def run(processes: int, count: int = MANY, *, remembers: bool = True) -> dict[str, float]:
    """Return the seconds, the memory and what came out of a batch on so many processes."""
    batch = made(count)
    _BATCH[:] = [Batch(batch.badges, replace(batch.terms, memory=Memory() if remembers else None))]
    begin, spent = time.perf_counter(), _busy()
    if processes == 1:
        parts = [_part(place) for place in range(PARTS)]
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            parts = pool.map(_part, range(PARTS), chunksize=1)
            pool.close()
            pool.join()
    seconds = time.perf_counter() - begin
    busy = _busy() - spent
    found = sum((part for part, _ in parts), Counter())
    if found["other"] or found["revoked"] != len(range(0, count, REVOKED)):
        raise SystemExit(f"the batch came out otherwise than it was made: {dict(found)}")
    return {"seconds": seconds, "busy": busy, "megabytes": max(most for _, most in parts), **found}


def _busy() -> float:
    """Return the seconds of the processor so far, of this process and of those that it began and that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def tables() -> Iterator[str]:
    """Yield the batch on one process and on two, each in a process of its own that made the badges first."""
    yield f"\n| {MANY:,} distinct badges, {ISSUERS} issuers, one status list | s | a second | MB of a process |"
    yield "|---|---|---|---|"
    for label, words in (
        ("one process", ("1", str(MANY), "yes")),
        ("two processes", ("2", str(MANY), "yes")),
        ("one process, the list examined for each badge (1,000 badges)", ("1", "1000", "no")),
    ):
        command = [sys.executable, "-m", "tests.benchmarks.badge_batch", *words]
        said = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, check=True)
        found = json.loads(said.stdout)
        count = found["hold"] + found["revoked"]
        yield (
            f"| {label} | {found['seconds']:.1f} | {count / found['seconds']:,.0f} "
            f"({count / found['busy']:,.0f} a second of the processor) | {found['megabytes']:.0f} |"
        )


if __name__ == "__main__":
    processes, count, remembers = sys.argv[1:]
    sys.stdout.write(json.dumps(run(int(processes), int(count), remembers=remembers == "yes")))
