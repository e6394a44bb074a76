"""From local clock times to instants: offsets, zone names, and the hours that summer time skips or repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

ABBREVIATIONS = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "aest": 600, "aedt": 660,
    "acst": 570, "acdt": 630, "awst": 480, "nzst": 720, "nzdt": 780, "jst": 540, "kst": 540, "sgt": 480, "hkt": 480,
}  # fmt: skip
_OFFSET = re.compile(r"^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?$")


def zone_of(text: str) -> tzinfo | None:
    """The zone a suffix names (`-0500`, `Z`, `CEST`, `Europe/Berlin`); None when it names none we know."""
    word = text.strip().strip("()[]").lower()
    if word in ABBREVIATIONS:
        return _fixed(ABBREVIATIONS[word])
    match = _OFFSET.match(word)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return _fixed(minutes if match[1] == "+" else -minutes) if minutes <= 14 * 60 else None
    name = _names().get(word)
    return ZoneInfo(name) if name else None


@cache
def _fixed(minutes: int) -> tzinfo:
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if "/" in name}


def to_utc(local: datetime, zone: tzinfo) -> tuple[datetime, bool]:
    """`(instant in UTC, whether the clock ever showed that time)` of a naive local time.

    A time in the hour that summer time skips is moved forward by that hour; in the hour that comes twice, the first
    is meant. Years at the edge of the calendar stay as they are.
    """
    aware = local.replace(tzinfo=zone)
    try:
        instant = aware.astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC), True
    if isinstance(zone, ZoneInfo) and zone.utcoffset(local) != zone.utcoffset(local.replace(fold=1)):
        return instant, instant.astimezone(zone).replace(tzinfo=None) == local
    return instant, True


def consistent_zones(seen: Iterable[tuple[datetime, int]], likely: Iterable[str]) -> list[str]:
    """Those of the `likely` zones whose clocks had exactly the offsets (in minutes) seen at these instants."""
    pairs = list(seen)
    found = []
    for name in likely:
        zone = ZoneInfo(name)
        if all(zone.utcoffset(at.replace(tzinfo=None)) == timedelta(minutes=offset) for at, offset in pairs):
            found.append(name)
    return found


LIKELY = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Chicago", "America/Denver",
    "America/Phoenix", "America/Toronto", "America/Vancouver", "America/Sao_Paulo", "America/Mexico_City",
    "Europe/Lisbon", "Europe/Athens", "Europe/Helsinki", "Europe/Moscow", "Europe/Istanbul", "Asia/Dubai",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth", "Pacific/Auckland", "Africa/Johannesburg", "UTC",
)  # fmt: skip
