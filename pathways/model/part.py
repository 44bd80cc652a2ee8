"""Which parts of a badge may a learner show or withhold?"""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """What a learner may add to a share; all else that is shown (what, by whom, when, its checks) cannot be left out.

    ``original`` is the badge itself, as it was handed in; whoever has it has the other parts too.
    """

    RECIPIENT = "recipient"
    RESULTS = "results"
    EVIDENCE = "evidence"
    NOTE = "note"
    ORIGINAL = "original"
