"""What does one worker process do and need?  Every question of a set in a process of its own, answered whole.

A worker opens its catalogue, answers one question, and then freezes what it holds, so that collecting garbage never
looks at the catalogue again.  In the first round the programs are met for the first time, in the second they are known.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final

from pathways.completion.report import audit_document
from tests.benchmarks.audits import SETS, Question
from tests.support import REPO

SPACE: Final = 50_000
"""New objects between two looks for garbage; most of a document is not garbage before it is written."""


def tables() -> Iterator[str]:
    """Yield the table line by line; a set whose shared data is absent is left out."""
    yield "\n| a worker by itself | documents | a second, first round | a second, second round | most MB |"
    yield "|---|---|---|---|---|"
    for name in SETS:
        said = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.worker", name], cwd=REPO, stdout=subprocess.PIPE, check=True
        )
        found = json.loads(said.stdout)
        if found["documents"]:
            rates = " | ".join(f"{found['documents'] / seconds:,.0f}" for seconds in found["seconds"])
            yield f"| {name} | {found['documents']} | {rates} | {found['megabytes']:.0f} |"


def work(name: str) -> dict[str, object]:
    """Answer every question of a set twice; return how many, the seconds of both rounds, the most memory in MB."""
    asked = list(SETS[name]())
    if asked:
        _answer(asked[:1])
    gc.collect()
    gc.freeze()
    gc.set_threshold(SPACE)
    seconds = [_answer(asked), _answer(asked)] if asked else []
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return {"documents": len(asked), "seconds": seconds, "megabytes": most}


def _answer(asked: Iterable[Question]) -> float:
    start = time.perf_counter()
    for question in asked:
        audit_document(question.examine())
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(sys.argv[1])))
