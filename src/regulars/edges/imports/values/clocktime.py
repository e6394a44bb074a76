"""The time of day at the end of a date: 24 or 12 hours, fractions, and what stands behind it."""

from __future__ import annotations

import re
from datetime import timedelta

_TIME = re.compile(
    r"(?:^|[\sT,]+|(?<=\d)T|\s+(?:um|at)\s+)(\d{1,2})(?:[:.](\d{2}))(?:[:.](\d{2}))?(?:[.,](\d{1,9}))?"
    r"\s*(?:uhr\b)?\s*([ap]\.?\s?m\.?(?![a-z]))?\s*(\S.*)?$",
    re.IGNORECASE,
)
_HOUR = re.compile(r"[\s,]+(\d{1,2})\s*([ap]\.?m\.?(?![a-z]))\s*(\S.*)?$", re.IGNORECASE)


def split_time(text: str) -> tuple[str, timedelta, str] | None:
    """`(day, time of day, zone suffix)` of `3/1/2024 2:05 PM EST`; midnight without a time; None for nonsense."""
    match = _find(text)
    if match is None:
        hour = _HOUR.search(text)
        if hour:
            return _clock(text[: hour.start()], int(hour[1]), 0, 0, "", hour[2], hour[3] or "")
        return text, timedelta(), ""
    hours, minutes, seconds, fraction, half, suffix = match.groups()
    return _clock(
        text[: match.start()], int(hours), int(minutes), int(seconds or 0), fraction or "", half or "", suffix or ""
    )


def _find(text: str) -> re.Match[str] | None:
    """The time begins after the day; with points in both (`01.02.2024 10.15`) the day needs its year first."""
    colon = text.find(":")
    if colon >= 0:
        start = max(text.rfind(" ", 0, colon), text.rfind("T", 0, colon), text.rfind(",", 0, colon), 0)
        return _TIME.search(text, start)
    space = text.find(" ")
    if space >= 0 and re.match(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}\.\d{2}", text):
        return _TIME.search(text, space)
    return None


def _clock(
    day: str, hours: int, minutes: int, seconds: int, fraction: str, half: str, suffix: str
) -> tuple[str, timedelta, str] | None:
    if half:
        if not 1 <= hours <= 12:
            return None if hours > 12 and half[0] in "aA" else _span(day, hours, minutes, seconds, fraction, suffix)
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return _span(day, hours, minutes, seconds, fraction, suffix)


def _span(
    day: str, hours: int, minutes: int, seconds: int, fraction: str, suffix: str
) -> tuple[str, timedelta, str] | None:
    whole_day = hours == 24 and minutes == 0 and seconds == 0
    if (hours > 23 and not whole_day) or minutes > 59 or seconds > 60:
        return None
    micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
    span = timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59), microseconds=micros)
    return day.strip().rstrip(","), span, suffix.strip()
