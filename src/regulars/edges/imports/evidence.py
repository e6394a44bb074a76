"""What a file lets one conclude about the shop: time zone, currency, whether prices hold the tax, statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regulars.edges.imports.columns import StagedColumns
from regulars.edges.imports.layouts.layout import Layout
from regulars.edges.imports.layouts.statuses import is_known, meaning_of, word_of
from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.values import currency as money
from regulars.edges.imports.values import numbers
from regulars.edges.imports.values.dates import local_of
from regulars.edges.imports.values.numbers import NumberStyle
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.edges.imports.values.zones import LIKELY, consistent_zones

TAX_ROWS = 20_000
_OFFSET = r"([+-]\d{2}:?\d{2})\s*$"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for one question of the first run, and what speaks for it. Empty means that nobody knows."""

    value: str
    note: Note | None = None


def suggest_zone(columns: StagedColumns, given: str, house: str) -> Suggestion:
    """The zone of times without one: as given, as the shop's, as the offsets in the file say, as its country says."""
    if given:
        return Suggestion(given)
    fitting = _zones_by_offset(columns)
    if house:
        if fitting and house not in fitting:
            return Suggestion(house, note("zone_differs", certain=False, zone=house, seen=fitting[0]))
        return Suggestion(house)
    country, share = _main_country(columns)
    by_country = money.of_country(country)[1] if country else ""
    if fitting:
        zone = by_country if by_country in fitting else fitting[0]
        return Suggestion(zone, note("zone_by_offsets", zone=zone))
    if by_country:
        return Suggestion(
            by_country, note("zone_by_country", certain=False, zone=by_country, country=country, share=share)
        )
    return Suggestion("")


def _zones_by_offset(columns: StagedColumns) -> list[str]:
    field = next((name for name in ("placed_at", "created_at") if name in columns.fields), "")
    if not field:
        return []
    rows = columns.fetch(
        f"SELECT any_value({field}) FROM staged WHERE {field} <> '' "
        f"GROUP BY substr({field}, 1, 7), regexp_extract({field}, ?, 1) LIMIT 2000",
        [_OFFSET],
    )
    seen: list[tuple[datetime, int]] = []
    for (text,) in rows:
        found = local_of(str(text), "year_first")
        if found is None or isinstance(found, Unreadable):
            return []
        local, zone = found
        aware = local if local.tzinfo else local.replace(tzinfo=zone) if zone else None
        offset = aware.utcoffset() if aware else None
        if aware is None or offset is None:
            return []
        seen.append((aware, int(offset.total_seconds() // 60)))
    return consistent_zones(seen, LIKELY) if seen and any(offset for _at, offset in seen) else []


def _main_country(columns: StagedColumns) -> tuple[str, int]:
    """The commonest country and its share of the rows that name one, in percent."""
    if "country" not in columns.fields:
        return "", 0
    counts = [(word, count) for word, count in columns.counts("country") if word]
    total = sum(count for _word, count in counts)
    if not counts or counts[0][1] * 2 < total:
        return "", 0
    return counts[0][0], round(100 * counts[0][1] / total)


def suggest_currency(  # noqa: PLR0911 -- one way to know after the other
    columns: StagedColumns, signs: Counter[str], given: str, house: str
) -> Suggestion:
    """The currency of amounts without one: as given, the file's column, the signs beside its amounts, shop, country."""
    if given:
        return Suggestion(given)
    if "currency" in columns.fields:
        words = [(word, count) for word, count in columns.counts("currency") if word and money.read(word)]
        if words:
            total = sum(count for _word, count in words)
            code = money.read(words[0][0]) or ""
            share = round(100 * words[0][1] / total)
            return Suggestion(code, note("currency_by_column", currency=code, share=share))
    sure = [(code, count) for code, count in signs.most_common() if not code.endswith("?")]
    if sure:
        return Suggestion(sure[0][0], note("currency_by_sign", currency=sure[0][0], count=sure[0][1]))
    if house:
        return Suggestion(house)
    country, share = _main_country(columns)
    by_country = money.of_country(country)[0] if country else ""
    if by_country:
        return Suggestion(
            by_country, note("currency_by_country", certain=False, currency=by_country, country=country, share=share)
        )
    shared = signs.most_common(1)
    if shared:
        code = shared[0][0].rstrip("?")
        return Suggestion(code, note("currency_by_shared_sign", certain=False, currency=code))
    return Suggestion("")


def suggest_tax(
    columns: StagedColumns, styles: Mapping[str, NumberStyle], layout: Layout, given: bool | None, house: bool | None
) -> Suggestion:
    """Whether prices hold the tax (`yes`, `no`, empty): as given, as the layout says, as totals add up, as the shop."""
    if given is not None:
        return Suggestion("yes" if given else "no")
    if layout.rules.lines_exclude_tax:
        return Suggestion("no", note("tax_by_layout"))
    if {"subtotal", "tax", "total"} <= set(columns.fields):
        including, excluding = _tax_votes(columns, styles)
        if including + excluding:
            value = "yes" if including >= excluding else "no"
            agree = max(including, excluding)
            return Suggestion(
                value,
                note(
                    "tax_included" if value == "yes" else "tax_added",
                    certain=agree >= 0.95 * (including + excluding),
                    count=agree,
                    total=including + excluding,
                ),
            )
    if house is not None:
        return Suggestion("")
    return Suggestion("", note("tax_unknown", certain=False) if "tax" in columns.fields else None)


def _tax_votes(columns: StagedColumns, styles: Mapping[str, NumberStyle]) -> tuple[int, int]:
    """How many orders add up with the tax inside the subtotal, and how many with the tax on top."""
    shipping = "shipping" if "shipping" in columns.fields else "''"
    rows = columns.fetch(
        f"SELECT subtotal, tax, total, {shipping} FROM staged WHERE subtotal <> '' AND tax <> '' AND total <> '' "
        f"ORDER BY _row LIMIT {TAX_ROWS}"
    )
    names = ("subtotal", "tax", "total", "shipping")
    read = [numbers.reader(styles.get(name, NumberStyle())) for name in names]
    including = excluding = 0
    for row in rows:
        subtotal, tax, total, freight = (one(str(cell)) or 0 for one, cell in zip(read, row, strict=True))
        if not isinstance(subtotal, int) or not isinstance(tax, int) or not isinstance(total, int) or tax <= 0:
            continue
        rest = total - subtotal - (freight if isinstance(freight, int) else 0)
        including += rest == 0
        excluding += rest == tax
    return including, excluding


def statuses_of(columns: StagedColumns, chosen: Mapping[str, str]) -> list[tuple[str, int, str, bool]]:
    """Every status word with its count, its meaning and whether that meaning is known."""
    if "status" not in columns.fields:
        return []
    counts: Counter[str] = Counter()
    for word, count in columns.counts("status"):
        if word:
            counts[word_of(word)] += count
    return [
        (word, count, meaning_of(word, chosen), is_known(word) or word in chosen)
        for word, count in counts.most_common(40)
    ]
