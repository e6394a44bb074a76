"""What the lake gets of insights: ad spend, also in the reporting currency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from regulars.base.lake import Column, Config, Dataset
from regulars.base.lake.declare import Row
from regulars.base.shop.queries import Rates, find_shop
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

COLUMNS = (
    Column("id", "int64"),
    Column("changed_seq", "int64"),
    Column("deleted", "bool"),
    Column("spent_on", "date"),
    Column("channel", "string", of="insights.AdSpend.channel"),
    Column("campaign", "string", of="insights.AdSpend.campaign"),
    Column("amount_rep", "int64"),
)
SELECT = (
    "SELECT id, changed_seq, voided_at IS NOT NULL OR superseded_by IS NOT NULL, spent_on, channel, campaign, "
    "currency, amount_minor FROM insights_spend WHERE changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)


def _config(now: datetime) -> dict[str, Any]:
    shop = find_shop()
    if shop is None:
        return {"currency": "EUR", "rates": ""}
    return {"currency": shop.reporting_currency, "rates": Rates(shop.reporting_currency).fingerprint()}


def _converter(config: Config) -> Callable[[Row], Row]:
    ours = str(config["currency"])
    rates, digits = Rates(ours), minor_digits(ours)

    def in_ours(amount: int, currency: str, day: date) -> int | None:
        rate = Fraction(1) if currency == ours else rates.on(currency, day)
        if rate is None:
            return None
        found = amount * rate * Fraction(10**digits, 10 ** minor_digits(currency))
        return half_even(found.numerator, found.denominator)

    def row(raw: Row) -> Row:
        number, seq, deleted, spent_on, channel, campaign, currency, amount = raw
        day = spent_on if isinstance(spent_on, date) else date.fromisoformat(str(spent_on))
        return (number, seq, bool(deleted), day, channel, campaign, in_ours(amount, currency, day))

    return row


SPEND = Dataset("spend", COLUMNS, SELECT, convert=_converter, config=_config)
