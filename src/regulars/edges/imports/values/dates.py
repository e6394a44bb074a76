"""Dates and times as people write them. Day first or month first is decided for the column and then kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.values.clocktime import split_time
from regulars.edges.imports.values.shapes import ColumnProfile
from regulars.edges.imports.values.unreadable import Unreadable, is_nothing
from regulars.edges.imports.values.zones import to_utc, zone_of

YEARS = (1970, 2100)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_UNITS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}
SHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- a spreadsheet's days are local
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner jaenner", "feb february februar", "mar march mär märz maerz mrz",
            "apr april", "may mai", "jun june juni", "jul july juli", "aug august", "sep sept september",
            "oct october okt oktober", "nov november", "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMERIC = re.compile(r"^(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?$")
_DAY_WORD = re.compile(
    r"^(?:[^\W\d_]{2,10}[.,]?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d_]{3,9})\.?,?[\s-]+(\d{2,4})$"
)
_WORD_DAY = re.compile(r"^(?:[^\W\d_]{2,10}[.,]?\s+)?([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})$")
_DIGITS = re.compile(r"^[0-9]{1,18}$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column writes dates. `order` is day_first, month_first or year_first for dates in numbers;

    `kind` is calendar, or a count since 1970 (epoch_s, epoch_ms, epoch_us) or of a spreadsheet's days (sheet_days).
    """

    order: str = "year_first"
    kind: str = "calendar"


def decide(field: str, profile: ColumnProfile, default_order: str, forced: str = "") -> tuple[DateStyle, Note | None]:
    """Choose a column's style; `forced` is an order a person asked for, `default_order` the locale's."""
    if counted := _counted(profile.shapes):
        return DateStyle(kind=counted), note("date_counted", field=field, kind=counted)
    slashed = {triple: count for triple, count in profile.triples.items() if triple[0] <= 31}
    ambiguous_layout = sum(slashed.values())
    if not ambiguous_layout:
        return DateStyle(), None
    if forced:
        return DateStyle(forced), note("date_order_given", field=field, order=forced)
    day = sum(count for (first, _second, _size), count in slashed.items() if first > 12)
    month = sum(count for (_first, second, _size), count in slashed.items() if second > 12)
    example = next(iter(profile.examples.values()), "")
    if day and month:
        order = "day_first" if day >= month else "month_first"
        return DateStyle(order), note(
            "date_order_contested", certain=False, field=field, order=order, day=day, month=month
        )
    if day or month:
        order = "day_first" if day else "month_first"
        high = max(max(first, second) for first, second, _size in slashed)
        return DateStyle(order), note("date_order_proven", field=field, order=order, count=day or month, high=high)
    return _by_sequence(field, profile, default_order, example)


def _by_sequence(field: str, profile: ColumnProfile, default_order: str, example: str) -> tuple[DateStyle, Note]:
    """No day above 12 anywhere. An export is usually in order of time: only one reading may make it so."""
    by_day, by_month = profile.breaks_day_first, profile.breaks_month_first
    if max(by_day, by_month) >= 5 * min(by_day, by_month) + 3:
        order = "day_first" if by_day < by_month else "month_first"
        return DateStyle(order), note("date_order_sequence", field=field, order=order)
    return DateStyle(default_order), note(
        "date_order_default", certain=False, field=field, order=default_order, example=example
    )


def _counted(shapes: Mapping[str, int]) -> str:
    """Whether the column holds counts of seconds or days instead of dates."""
    total = sum(shapes.values())
    if not total:
        return ""
    digits: dict[int, int] = {}
    for shape, count in shapes.items():
        whole = shape.partition(".")[0]
        if set(whole) == {"9"} and set(shape) <= {"9", "."}:
            digits[len(whole)] = digits.get(len(whole), 0) + count
    for size, kind in ((10, "epoch_s"), (13, "epoch_ms"), (16, "epoch_us"), (5, "sheet_days")):
        if digits.get(size, 0) >= 0.9 * total:
            return kind
    return ""


def reader(style: DateStyle, zone: tzinfo) -> Callable[[str], datetime | Unreadable | None]:
    """A function from text to an instant in UTC (None for "no value"); times without a zone are in `zone`.

    A date without a time is its local midnight. Times that summer time skips are moved forward by the hour.
    """
    if style.kind != "calendar":
        return _count_reader(style.kind, zone)

    def read(text: str) -> datetime | Unreadable | None:
        found = local_of(text, style.order)
        if found is None or isinstance(found, Unreadable):
            return found
        local, named = found
        if local.tzinfo is not None:
            return local.astimezone(UTC)
        return to_utc(local, named or zone)[0]

    return read


def local_of(text: str, order: str) -> tuple[datetime, tzinfo | None] | Unreadable | None:
    """The calendar time a text states and the zone it names (none: the shop's)."""
    try:
        exact = datetime.fromisoformat(text)
    except ValueError:
        return _local_slowly(text, order)
    if len(text) == 8 or not YEARS[0] <= exact.year < YEARS[1]:
        return _local_slowly(text, order)
    return exact, None


def _local_slowly(text: str, order: str) -> tuple[datetime, tzinfo | None] | Unreadable | None:
    if is_nothing(text):
        return None
    bare = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    if match := _COMPACT.match(bare):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return _checked(text, year, month, day, timedelta(hours=hour, minutes=minute, seconds=second), None)
    parts = split_time(bare)
    if parts is None:
        return Unreadable("not_a_date", text)
    day_text, span, suffix = parts
    zone = zone_of(suffix) if suffix else None
    if suffix and zone is None:
        return Unreadable("unknown_zone", text, {"zone": suffix})
    return _calendar(text, day_text, order, span, zone)


def _calendar(
    text: str, day_text: str, order: str, span: timedelta, zone: tzinfo | None
) -> tuple[datetime, tzinfo | None] | Unreadable:
    if match := _NUMERIC.match(day_text):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4 or (first > 31 and len(match[4]) <= 2):
            return _checked(text, _year(match[1]), second, third, span, zone)
        if order == "month_first":
            return _checked(text, _year(match[4]), first, second, span, zone, order)
        return _checked(text, _year(match[4]), second, first, span, zone, order)
    if match := _DAY_WORD.match(day_text):
        month = MONTHS.get(match[2].lower(), 0)
        return _checked(text, _year(match[3]), month, int(match[1]), span, zone)
    if match := _WORD_DAY.match(day_text):
        month = MONTHS.get(match[1].lower(), 0)
        return _checked(text, _year(match[3]), month, int(match[2]), span, zone)
    return Unreadable("not_a_date", text)


def _year(digits: str) -> int:
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


def _checked(
    text: str, year: int, month: int, day: int, span: timedelta, zone: tzinfo | None, order: str = ""
) -> tuple[datetime, tzinfo | None] | Unreadable:
    if not YEARS[0] <= year < YEARS[1]:
        return Unreadable("date_out_of_range", text)
    try:
        return datetime(year, month, day) + span, zone  # noqa: DTZ001 -- local by nature, the zone is beside it
    except ValueError:
        if order and 1 <= day <= 12 < month <= 31:
            return Unreadable("other_date_order", text, {"order": order})
        return Unreadable("not_a_date", text)


def _count_reader(kind: str, zone: tzinfo) -> Callable[[str], datetime | Unreadable | None]:
    def read(text: str) -> datetime | Unreadable | None:
        if is_nothing(text):
            return None
        whole, _, part = text.strip().partition(".")
        if not _DIGITS.match(whole) or (part and not _DIGITS.match(part)):
            return Unreadable("not_a_date", text)
        micros = int(part[:6].ljust(6, "0")) if part else 0
        try:
            if kind == "sheet_days":
                seconds = round((int(whole) * 1_000_000 + micros) * 86_400 / 1_000_000)
                at = to_utc(SHEET_EPOCH + timedelta(seconds=seconds), zone)[0]
            else:
                at = EPOCH + timedelta(microseconds=(int(whole) * 1_000_000 + micros) // EPOCH_UNITS[kind])
        except OverflowError:
            return Unreadable("date_out_of_range", text)
        return at if YEARS[0] <= at.year < YEARS[1] else Unreadable("date_out_of_range", text)

    return read
