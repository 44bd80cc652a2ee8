"""May its issuer have a newer one?  Where a credential names a service that hands out its newest version.

Nothing is fetched here: what the resolver has at hand is compared, and another version is to be examined by itself.

Source: Open Badges 3.0, "Verification", step 3; VC Data Model 2.0 section 5.4.
"""

from __future__ import annotations

from typing import Any

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check, check
from pathways.verification.keys import Resolver
from pathways.verification.kinds import credential_of_token
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json


def check_refresh(credential: Json, resolver: Resolver, *, limits: Limits = LIMITS) -> Check:
    """Return whether the service that a credential names, if any, hands out the same one.

    >>> from pathways.verification.keys import Snapshots
    >>> service = {"id": "https://college.example.edu/newest/7", "type": "1EdTechCredentialRefresh"}
    >>> check_refresh({"refreshService": service}, Snapshots()).code.value
    'REFRESH_NOT_ASKED'
    """
    named: Any = credential.get("refreshService")
    first = next((one for one in (named if isinstance(named, list) else [named]) if isinstance(one, dict)), None)
    if first is None:
        return check(Step.REFRESH, CheckCode.NOT_APPLICABLE)
    address = first.get("id")
    evidence = {"service": address, "type": first.get("type")}
    snapshot = resolver.snapshot(address) if isinstance(address, str) else None
    if snapshot is None:
        return check(Step.REFRESH, CheckCode.REFRESH_NOT_ASKED, **evidence)
    newest = open_carrier(snapshot.body, limits=limits)
    same = isinstance(newest, Carried) and _plain(newest) == credential
    code = CheckCode.REFRESH_SAME if same else CheckCode.REFRESH_DIFFERS
    return check(Step.REFRESH, code, **evidence, retrieved=snapshot.retrieved.isoformat())


def _plain(carried: Carried) -> Json:
    return carried.value if carried.header is None else credential_of_token(carried.value)
