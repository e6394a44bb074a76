"""The filters as options of a command, the same as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from regulars.domains.insights.types import BASES, Filters
from regulars.domains.insights.types.dates import COMPARISONS

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--dates",
        metavar="DAYS",
        help="2025, 2025-Q3, 2025-09, 2025-W40, 2025-09-05, FIRST..LAST, last-90-days, last-month, all.",
    ),
    click.option("--from", "from_day", metavar="DAY", help="First day, in place of --dates."),
    click.option("--to", "to_day", metavar="DAY", help="Last day, in place of --dates."),
    click.option("--compare", type=click.Choice(COMPARISONS), help="Compare with the time just before or a year ago."),
    click.option("--store", multiple=True, help="Only orders of this store; may be repeated, “(none)” for no store."),
    click.option("--channel", multiple=True, help="Only orders of this sales channel."),
    click.option("--country", multiple=True, help="Only orders to this country."),
    click.option("--currency", multiple=True, help="Only orders in this currency."),
    click.option("--category", multiple=True, help="Only lines of products in this category."),
    click.option("--first-product", multiple=True, metavar="NUMBER", help="Only buyers who began with this product."),
    click.option("--acquisition", multiple=True, help="Only buyers whose first order came from here."),
    click.option("--basis", type=click.Choice(BASES), help="net: less discounts, tax and refunds (default); sold."),
    click.option("--renewals/--no-renewals", default=None, help="Count subscription renewals; as set in the shop."),
    click.option("--wholesale/--no-wholesale", default=None, help="Count wholesale orders; as set in the shop."),
    click.option("--as-of", metavar="DAY", help="See only what happened before this day began."),
)
_PARAMETERS = (
    "dates", "from_day", "to_day", "compare", "store", "channel", "country", "currency", "category", "first_product",
    "acquisition", "basis", "renewals", "wholesale", "as_of",
)  # fmt: skip


def filter_options(command: F) -> F:
    """Give a command all filters; its function gets them as keywords and hands them to `filters_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filters_of(options: dict[str, Any]) -> Filters:
    """Take the filters out of a command's keywords. Raises `Refused` naming the option at fault."""
    found = {name: options.pop(name) for name in _PARAMETERS}
    found["from"], found["to"] = found.pop("from_day"), found.pop("to_day")
    for switch in ("renewals", "wholesale"):
        if found[switch] is not None:
            found[switch] = "yes" if found[switch] else "no"
    return Filters.parse({name: value for name, value in found.items() if value is not None})
