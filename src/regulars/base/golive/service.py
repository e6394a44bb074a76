"""Verbs of going live."""

from __future__ import annotations

from collections.abc import Mapping

from regulars.base import extends
from regulars.base.activity import record
from regulars.base.extends import Condition
from regulars.base.golive.events import CheckReinstated, CheckWaived
from regulars.base.state import Act, verb
from regulars.kit.errors import NotFound, Refused

REASON_LENGTH_MIN, TEXT_LENGTH_MAX = 10, 500


@verb
def keep_answers(act: Act, answers: Mapping[str, Condition]) -> None:
    """Keep what the checks said; looking itself happens outside, because it may take seconds."""
    from regulars.base.golive.models import Answer

    for key, condition in answers.items():
        values = {
            "state": condition.state,
            "found": str(condition.found)[:TEXT_LENGTH_MAX],
            "fix": str(condition.fix)[:TEXT_LENGTH_MAX],
            "checked_at": act.now,
        }
        if condition.state != "bad":
            values["passed_at"] = act.now
        Answer.objects.update_or_create(key=key, defaults=values)


@verb
def waive(act: Act, key: str, reason: str) -> None:
    """Take the risk of one check that is not right, by name and with a reason that stays visible.

    Raises:
        NotFound: there is no such check.
        Refused: the reason says nothing.
    """
    from regulars.base.golive.models import Waiver

    _require(key)
    reason = reason.strip()[:TEXT_LENGTH_MAX]
    if len(reason) < REASON_LENGTH_MIN:
        raise Refused("golive.no_reason", "Say in a sentence why this risk is taken", field="reason", value=reason)
    Waiver.objects.update_or_create(key=key, defaults={"reason": reason, "actor": act.actor, "waived_at": act.now})
    record(act, CheckWaived(key), subject=f"go_live_check:{key}")


@verb
def reinstate(act: Act, key: str) -> bool:
    """Take a waiver back. Returns whether there was one.

    Raises:
        NotFound: there is no such check.
    """
    from regulars.base.golive.models import Waiver

    _require(key)
    gone = Waiver.objects.filter(key=key).delete()[0]
    if gone:
        record(act, CheckReinstated(key), subject=f"go_live_check:{key}")
    return bool(gone)


def _require(key: str) -> None:
    if extends.golive.get(key) is None:
        raise NotFound("golive.unknown_check", "There is no such check", field="check", value=key)
