"""What has to be right on this machine; each check says what it found and what to do about it.

A check is a function that answers a `Condition`; `checking` gives it its key, its place and whether requests need it.
Other parts register theirs with `extends.checks`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.extends import Check, Condition, Text

GOOD, WARNING, BAD = "good", "warning", "bad"
TOLD = ("worker", "log", "lake")  # in the details of /readyz, without turning it red
QUICK = ("home", "secret_key", "database", "migrations", "shop", "owner", "lake")


@dataclass(frozen=True, slots=True)
class Looker:
    """A check made of a function."""

    key: str
    title: Text
    order: int
    look: Callable[[], Condition]
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check answered. A `warning` does not keep the product from serving."""

    name: str
    title: str
    ok: bool
    found: str
    fix: str = ""
    warning: bool = False
    needed: bool = False


def good(found: Text) -> Condition:
    """Answer that all is right."""
    return Condition(GOOD, found)


def warning(found: Text, fix: Text = "") -> Condition:
    """Answer that something wants looking at, and serves meanwhile."""
    return Condition(WARNING, found, fix)


def bad(found: Text, fix: Text = "") -> Condition:
    """Answer that something is wrong."""
    return Condition(BAD, found, fix)


def run_checks(only: tuple[str, ...] = ()) -> list[Answer]:
    """Run every check, or those in `only`, in order; one that cannot run has failed."""
    return [ask(check) for check in extends.checks if not only or check.key in only]


def run_ready_checks() -> list[Answer]:
    """Run what requests need, and what is told beside it although it keeps nobody from being served."""
    return [ask(check) for check in extends.checks if check.is_needed or check.key in TOLD]


def ask(check: Check) -> Answer:
    """Ask one check."""
    try:
        condition = check.look()
    except (DatabaseError, OSError) as error:
        condition = bad(str(error).strip() or type(error).__name__, _("See whether database and disk can be reached."))
    return Answer(
        name=check.key,
        title=str(check.title),
        ok=condition.state != BAD,
        found=str(condition.found),
        fix=str(condition.fix),
        warning=condition.state == WARNING,
        needed=check.is_needed,
    )
