"""Numbers as people write them: which sign is the decimal one, and exact integers out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.values import currency as money
from regulars.edges.imports.values.shapes import LEADING_ZERO, ColumnProfile
from regulars.edges.imports.values.unreadable import Unreadable, is_nothing

MICROS = 1_000_000
SPACES = " \u00a0\u2009\u202f\u2007"
APOSTROPHES = "'\u2019\u02bc\u00b4`"
MINUSES = "-\u2212\u2013\u2012"
LIMIT = 10**12  # more than any shop turns over; what is longer, such as a barcode, is in the wrong column
_BODY = re.compile(r"[9o][9.,\s'\u2019\u00a0\u2009\u202f\u2007]*9|[9o]|[.,]9+")
_NUMBER = re.compile(r"[0-9][0-9.,\s'\u2019\u02bc\u00b4`\u00a0\u2009\u202f\u2007]*[0-9][.,]?|[0-9][.,]?|[.,][0-9]+")
_AFFIX = re.compile(r"[^\W\d_]{1,4}\.?|[^\w\s.,()'+\-]{1,3}|")
_EXPONENT = re.compile(r"^[+-]?\d{1,40}(?:\.\d{1,40})?[eE][+-]?\d{1,3}$")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a column writes numbers: its decimal sign (`.` or `,`). Spaces and apostrophes always group."""

    decimal: str = "."

    @property
    def grouping(self) -> str:
        return "," if self.decimal == "." else "."


@dataclass(frozen=True, slots=True)
class Votes:
    """What the shapes of a column prove: how many values need a decimal point, how many a comma, how many neither."""

    point: int = 0
    comma: int = 0
    unclear: int = 0
    point_example: str = ""
    comma_example: str = ""
    unclear_example: str = ""

    def __add__(self, other: Votes) -> Votes:
        return Votes(
            self.point + other.point,
            self.comma + other.comma,
            self.unclear + other.unclear,
            self.point_example or other.point_example,
            self.comma_example or other.comma_example,
            self.unclear_example or other.unclear_example,
        )


def votes(profile: ColumnProfile) -> Votes:
    """Judge every shape of a column once."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for shape, count in profile.shapes.items():
        verdict = _verdict(shape)
        counts[verdict] += count
        if verdict not in examples:
            examples[verdict] = profile.examples.get(shape, shape)
    return Votes(
        counts["."], counts[","], counts["?"], examples.get(".", ""), examples.get(",", ""), examples.get("?", "")
    )


def _verdict(shape: str) -> str:
    """The decimal sign this shape proves: `.`, `,`, `?` when it could be either, empty when it has no sign."""
    match = _BODY.search(shape)
    body = match[0] if match else ""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if not points and not commas:
        return ""
    sign = "." if points else ","
    other = "," if points else "."
    if points + commas > 1:
        return other
    head, tail = body.split(sign)
    if len(tail) == 3 and 1 <= len(head) <= 3 and LEADING_ZERO not in head:
        return "?"
    return sign


def decide(field: str, column: Votes, whole_file: Votes, locale_decimal: str) -> tuple[NumberStyle, Note | None]:
    """Choose a column's decimal sign: by its own proof, else by that of the file's other columns, else by locale.

    A note comes back where the choice is worth saying: it is not the point, it was contested, or it was a default.
    """
    if column.point or column.comma:
        sign = "." if column.point >= column.comma else ","
        winner = column.point_example if sign == "." else column.comma_example
        if column.point and column.comma:
            loser = column.comma_example if sign == "." else column.point_example
            few = min(column.point, column.comma)
            return NumberStyle(sign), note(
                "decimal_contested", certain=False, field=field, sign=sign, example=winner, other=loser, count=few
            )
        return NumberStyle(sign), note("decimal_proven", field=field, sign=sign, example=winner)
    if not column.unclear:
        return NumberStyle(locale_decimal if not (whole_file.point or whole_file.comma) else _sign(whole_file)), None
    if whole_file.point or whole_file.comma:
        sign = _sign(whole_file)
        return NumberStyle(sign), note(
            "decimal_from_file", field=field, sign=sign, example=column.unclear_example, count=column.unclear
        )
    return NumberStyle(locale_decimal), note(
        "decimal_default",
        certain=False,
        field=field,
        sign=locale_decimal,
        example=column.unclear_example,
        count=column.unclear,
    )


def _sign(found: Votes) -> str:
    return "." if found.point >= found.comma else ","


def reader(style: NumberStyle, currency: str = "") -> Callable[[str], int | Unreadable | None]:
    """A function from text to millionths (None for "no value"), exact to the sixth decimal and rounded after it.

    It takes currency signs and codes, percent signs, a minus on either side and parentheses for negative amounts. With
    `currency`, an amount that names another one is not read.
    """
    decimal, grouping = style.decimal, style.grouping
    plain = re.compile(rf"^([+-]?)(\d{{1,12}})(?:{re.escape(decimal)}(\d{{1,6}}))?$")

    def read(text: str) -> int | Unreadable | None:
        match = plain.match(text)
        if match:
            value = int(match[2]) * MICROS + (int(match[3].ljust(6, "0")) if match[3] else 0)
            return -value if match[1] == "-" else value
        return _read_slowly(text, decimal, grouping, currency)

    return read


def _read_slowly(text: str, decimal: str, grouping: str, currency: str) -> int | Unreadable | None:
    if is_nothing(text):
        return None
    bare = text.strip()
    if _EXPONENT.match(bare):
        return _micros(Decimal(bare), text)
    match = _NUMBER.search(bare)
    if match is None:
        return Unreadable("not_a_number", text)
    before, after = bare[: match.start()].strip(), bare[match.end() :].strip()
    negative = False
    if before.startswith("(") and after.endswith(")"):
        negative, before, after = True, before[1:].strip(), after[:-1].strip()
    for sign in MINUSES:
        if sign in before or sign in after:
            negative, before, after = True, before.replace(sign, "").strip(), after.replace(sign, "").strip()
    before, after = before.replace("+", "").strip(), after.strip()
    if not _AFFIX.fullmatch(before) or not _AFFIX.fullmatch(after):
        return Unreadable("not_a_number", text)
    named = {found for found in (money.named(before), money.named(after)) if found}
    if currency and named - {currency}:
        return Unreadable("other_currency", text, {"currency": currency})
    return _exact(text, match[0], decimal, grouping, negative)


def _exact(text: str, body: str, decimal: str, grouping: str, negative: bool) -> int | Unreadable:
    digits = _ungrouped(body, decimal, grouping)
    if digits is None:
        return Unreadable("other_decimal_sign", text, {"sign": decimal})
    value = _micros(Decimal(digits), text)
    return -value if negative and isinstance(value, int) else value


def _ungrouped(body: str, decimal: str, grouping: str) -> str | None:
    """The number with a point and no groups; None when its groups are not groups under this style."""
    for space in SPACES + APOSTROPHES:
        body = body.replace(space, " ")
    head, found, tail = body.partition(decimal)
    if (found and (not tail.isdigit() and tail)) or " " in tail or grouping in tail:
        return None
    if grouping in head or " " in head:
        groups = re.split(rf"[{re.escape(grouping)} ]", head)
        inner = groups[1:-1]
        sound = len(groups[-1]) == 3 and 1 <= len(groups[0]) <= 3 and all(2 <= len(group) <= 3 for group in inner)
        if not sound:
            return None
        head = "".join(groups)
    return f"{head or '0'}.{tail}" if tail else head


def _micros(value: Decimal, text: str) -> int | Unreadable:
    try:
        scaled = int((value * MICROS).to_integral_value(rounding="ROUND_HALF_UP"))
    except (InvalidOperation, OverflowError):
        return Unreadable("not_a_number", text)
    return scaled if abs(scaled) < LIMIT * MICROS else Unreadable("number_too_large", text)


def joint_votes(columns: Iterable[Votes]) -> Votes:
    """All columns of a file together: one program wrote them."""
    return sum(columns, Votes())


def numeric_share(shapes: Mapping[str, int]) -> float:
    """The share of a column's values that look like numbers; for proposing what a column is."""
    good = sum(count for shape, count in shapes.items() if _is_number_shape(shape))
    return good / max(1, sum(shapes.values()))


def _is_number_shape(shape: str) -> bool:
    match = _BODY.search(shape)
    if match is None:
        return False
    rest = (shape[: match.start()] + shape[match.end() :]).strip("()+-\u2212% ")
    return len(rest) <= 4 and "9" not in rest
