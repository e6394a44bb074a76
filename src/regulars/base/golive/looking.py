"""Looking at the checks, and what follows from what they said."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.extends import Condition, GoLiveCheck, Text
from regulars.kit.errors import Problem

if TYPE_CHECKING:
    from regulars.base.golive.models import Answer, Waiver

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """One check as it stands: `state` is `good`, `warning`, `bad`, `waived`, or `unknown` before the first look."""

    key: str
    title: Text
    state: str
    found: str
    fix: str
    url: str
    checked_at: datetime | None
    waived_by: str = ""
    waived_because: str = ""
    waived_at: datetime | None = None
    blocks: bool = False


def look_at_all() -> dict[str, Condition]:
    """Ask every check now; some reach out over the network, so never inside a verb. One that cannot answer is bad."""
    return {check.key: _asked(check) for check in extends.golive}


def _asked(check: GoLiveCheck) -> Condition:
    try:
        return check.look()
    except Problem as problem:
        return Condition("bad", problem.message_in(_), problem.fix_in(_))
    except (DatabaseError, OSError) as error:
        log.warning("the check %s could not look: %s", check.key, type(error).__name__)
        return Condition("bad", _("It could not be checked."))


def standing() -> list[Standing]:
    """Return every registered check with its last answer and its waiver, in the order of the page."""
    answers, waivers = _answers(), _waivers()
    return [_stands(check, answers.get(check.key), waivers.get(check.key)) for check in extends.golive]


def blocking() -> list[str]:
    """Return the keys of the checks that keep marketing locked."""
    return [one.key for one in standing() if one.blocks]


def is_live() -> bool:
    """Say whether marketing may reach people: every check was right once or is waived. Reads two small tables.

    A check that declares `always = True` has to be right at the last look, not only once.
    """
    return not blocking()


def _stands(check: GoLiveCheck, answer: Answer | None, waiver: Waiver | None) -> Standing:
    state = answer.state if answer else "unknown"
    once = bool(answer and answer.passed_at)
    passed = state in {"good", "warning"} if getattr(check, "always", False) else once
    return Standing(
        key=check.key,
        title=check.title,
        state="waived" if waiver and state in {"bad", "unknown"} else state,
        found=answer.found if answer else "",
        fix=answer.fix if answer else "",
        url=check.url,
        checked_at=answer.checked_at if answer else None,
        waived_by=waiver.actor if waiver else "",
        waived_because=waiver.reason if waiver else "",
        waived_at=waiver.waived_at if waiver else None,
        blocks=not (passed or waiver),
    )


def _answers() -> dict[str, Answer]:
    from regulars.base.golive.models import Answer  # a package's own tables load after the package

    return {one.key: one for one in Answer.objects.all()}


def _waivers() -> dict[str, Waiver]:
    from regulars.base.golive.models import Waiver

    return {one.key: one for one in Waiver.objects.all()}
