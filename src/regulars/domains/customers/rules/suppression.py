"""What stops mail whatever consent says: reasons by address, ranked, and what lifts each.

Some reasons are about the person (they complained, they said stop): these hold for every address of theirs. Others are
about the address (it bounces): these hold for that address alone.
"""

from __future__ import annotations

ERASED, COMPLAINT, MANUAL, UNSUBSCRIBED, SUNSET = "erased", "complaint", "manual", "unsubscribed", "sunset"
HARD_BOUNCE, INVALID = "hard_bounce", "invalid"
RANK = (ERASED, COMPLAINT, HARD_BOUNCE, INVALID, MANUAL, UNSUBSCRIBED, SUNSET)  # the strongest first
OF_THE_PERSON = frozenset({ERASED, COMPLAINT, MANUAL, UNSUBSCRIBED, SUNSET})
OF_THE_ADDRESS = frozenset({HARD_BOUNCE, INVALID})
ON_ALL_CHANNELS = frozenset({COMPLAINT, ERASED})  # a complaint by mail stops text messages too
STOPS_RECEIPTS = OF_THE_ADDRESS
BY_STAFF = frozenset({HARD_BOUNCE, INVALID, MANUAL, SUNSET, UNSUBSCRIBED})  # what staff may lift, saying why
BY_A_FRESH_ACT = frozenset({UNSUBSCRIBED, SUNSET})


def is_lifted_by(reason: str, method: str, fresh: frozenset[str]) -> bool:
    """Say whether a yes given by `method` lifts a suppression. A confirmed mail lifts any: it arrived, and was read."""
    return method == "double_opt_in" or (reason in BY_A_FRESH_ACT and method in fresh)


def strongest(reasons: set[str]) -> str:
    """Return the reason to name of several, empty for none."""
    return next((one for one in RANK if one in reasons), "")
