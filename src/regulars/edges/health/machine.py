"""Checks of the machine: home, disk, clock, time zones, worker."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.extends import Condition
from regulars.base.jobs.presence import list_workers
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.state import as_instant, fetchall, instant_value
from regulars.edges.health.checks import Looker, bad, good, warning
from regulars.edges.health.ground import vendor
from regulars.edges.health.presence import WORKER, is_present
from regulars.kit import clock

FREE_MUST, FREE_SHOULD = 100 * 1_048_576, 500 * 1_048_576
NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)  # this version did not exist earlier
BACKWARDS, SKEW = timedelta(minutes=5), timedelta(seconds=30)
PATIENCE = timedelta(minutes=5)


def home() -> Condition:
    """The home exists, is ours and can be written."""
    place = current().home
    if not place.is_dir():
        return bad(_("%(home)s does not exist") % {"home": place}, _("Run `regulars init`."))
    if not os.access(place, os.W_OK):
        return bad(_("%(home)s cannot be written") % {"home": place}, _("Give the service's user the home (chown)."))
    mode = stat.S_IMODE(place.stat().st_mode)
    if mode & 0o077:
        found = _("%(home)s can be entered by others (mode %(mode)s)") % {"home": place, "mode": oct(mode)[2:]}
        return warning(found, _("Run chmod 700 on it: database, files and backups are as private as your customers."))
    return good(str(place))


def disk() -> Condition:
    """There is room to write."""
    place = current().home
    free = shutil.disk_usage(place).free
    found = _("%(free)s MB free") % {"free": free // 1_048_576}
    fix = _("Free space, or move the home or the backups to a larger disk.")
    if free < FREE_MUST:
        return bad(found, fix)
    return warning(found, fix) if free < FREE_SHOULD else good(found)


def machine_clock() -> Condition:
    """The clock has not gone back, and agrees with the database's."""
    now, fix = clock.now(), _("Set the machine's clock and let it follow a time server (timedatectl set-ntp true).")
    if now < NOT_BEFORE:
        return bad(_("it is %(now)s, before this version was made") % {"now": _moment(now)}, fix)
    rows = fetchall("SELECT recorded_at FROM activity_log ORDER BY id DESC LIMIT 1")
    newest = as_instant(rows[0][0]) if rows else None
    if newest is not None and newest - now > BACKWARDS:
        ahead = int((newest - now).total_seconds())
        return bad(_("the log is %(seconds)s seconds ahead of the clock") % {"seconds": ahead}, fix)
    if vendor() == "postgresql":
        theirs = as_instant(fetchall("SELECT clock_timestamp()")[0][0])
        off = abs(theirs - clock.system_clock()) if theirs else timedelta(0)
        if off > SKEW:
            words = _("the database's clock differs by %(seconds)s seconds") % {"seconds": int(off.total_seconds())}
            return bad(words, fix)
    return good(_("it is %(now)s") % {"now": _moment(now)})


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def zone_data() -> Condition:
    """The shop's time zone is known to this machine."""
    shop = find_shop()
    name = shop.zone if shop else "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        found = _("%(zone)s is not among the time zones of this machine") % {"zone": name}
        return bad(found, _("Install the tzdata package of the system, or update Regulars."))
    return good(name)


def worker() -> Condition:
    """Somebody takes the jobs that are due."""
    before = instant_value(clock.now() - PATIENCE)
    late = int(fetchall("SELECT count(*) FROM jobs_job WHERE state = 'waiting' AND run_after < %s", [before])[0][0])
    alive = bool(list_workers()) or is_present(current().home, WORKER)
    fix = _("Start it: `regulars worker`, or `regulars serve`, which brings its own.")
    if late and not alive:
        return bad(_("no worker runs, and %(count)s jobs have been due for over five minutes") % {"count": late}, fix)
    if late:
        return warning(_("%(count)s jobs have been due for over five minutes") % {"count": late}, _("See the jobs."))
    return good(_("at work")) if alive else warning(_("no worker runs; nothing is due"), fix)


def jobs() -> Condition:
    """No job was given up."""
    dead = int(fetchall("SELECT count(*) FROM jobs_job WHERE state = 'failed'")[0][0])
    if not dead:
        return good(_("none was given up"))
    found = _("%(count)s jobs were given up") % {"count": dead}
    return warning(found, _("See Settings > Jobs: each says why, and can be retried."))


def register() -> None:
    """Register all of them."""
    for item in (
        Looker("home", gettext_lazy("Home directory"), 10, home, True),
        Looker("disk", gettext_lazy("Disk space"), 20, disk, True),
        Looker("clock", gettext_lazy("Clock"), 60, machine_clock, True),
        Looker("zone_data", gettext_lazy("Time zone data"), 70, zone_data),
        Looker("worker", gettext_lazy("Worker"), 110, worker),
        Looker("jobs", gettext_lazy("Jobs"), 120, jobs),
    ):
        extends.checks.register(item)
