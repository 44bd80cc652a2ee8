"""How hard do the tests search?  Hypothesis profiles ``dev``, ``ci`` and ``long``.

Chosen by HYPOTHESIS_PROFILE; without it ``ci`` where CI is set, else ``dev``.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.support import EXAMPLES

for _name, (_ordinary, _central) in EXAMPLES.items():
    settings.register_profile(
        _name,
        max_examples=_ordinary,
        deadline=None,
        derandomize=_name == "ci",
        database=None if _name == "ci" else settings.get_profile("default").database,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
