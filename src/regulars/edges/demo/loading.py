"""Loading an invented or bundled shop through the same verbs as any import. Loading it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from regulars.base.files.service import store_file
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop, source_names
from regulars.base.state import Act, verb, write
from regulars.domains.catalog import queries as catalog_queries
from regulars.domains.catalog import service as catalog
from regulars.domains.insights import service as insights
from regulars.domains.orders import service as orders
from regulars.domains.orders.types import OrderFacts, RefundFacts
from regulars.edges.demo.generator.assortment import PRODUCTS
from regulars.edges.demo.generator.calendar import DAY, ZONE
from regulars.edges.demo.generator.markets import CURRENCY, SHOP_NAME
from regulars.edges.demo.generator.pictures import picture_of
from regulars.edges.demo.generator.shop import DemoShop
from regulars.edges.demo.grocery import baskets

SOURCE = "demo"
# What the demo brought carries this in place of an import's key: below zero, where no import can be.
DEMO_IMPORT = -1
ROWS_A_HOLD = 400
GROCERY_NAME = "The Complete Journey"

Report = Callable[[int, int | None, str], None]


def load_coffee(shop: DemoShop, act: Act, report: Report, language: str) -> int:
    """Set up the coffee shop and load it; return how many orders it has."""
    source = _set_up(act, SHOP_NAME, ZONE, CURRENCY, language=language, prices_include_tax=True)
    for day, prices in shop.price_lists():
        opened = act.on(shop.calendar.instant(shop.calendar.number(day) * DAY))
        write(catalog.record_products, opened, source, prices, DEMO_IMPORT)
    write(catalog.record_costs, act, source, list(shop.costs()), DEMO_IMPORT)
    write(hang_pictures, act)
    # Spend of one import adds up, so an opening that goes on must not record it twice.
    write(insights.record_spend, act, source, list(shop.spend()), DEMO_IMPORT, key=f"demo.spend.{source}")
    return _record(act, source, shop.orders(), report)


def load_grocery(folder: Path, act: Act, report: Report, language: str) -> int:
    """Set up the grocery shop and load its baskets from `folder`; return how many there are."""
    source = _set_up(act, GROCERY_NAME, baskets.ZONE, baskets.CURRENCY, language=language, prices_include_tax=False)
    return _record(act, source, baskets.orders(folder), report)


@verb
def hang_pictures(act: Act) -> None:
    """Give every product of the coffee shop its drawing."""
    numbers = {row.title: row.id for row in catalog_queries.list_products()}
    for product in PRODUCTS:
        catalog.set_picture(act, numbers[product.title], store_file(act, picture_of(product).encode()))


def _set_up(act: Act, name: str, zone: str, currency: str, **settings: Any) -> str:
    """Make the shop a demo and return the source under which this opening records.

    Each opening after a removal has a source of its own: what was voided stays voided.
    """
    shop = find_shop()
    sources = sorted((one for one in source_names().values() if one.startswith(SOURCE)), key=len)
    is_going_on = shop is not None and shop.is_demo and bool(sources)
    source = sources[-1] if is_going_on else SOURCE + "+" * len(sources)
    write(shops.ensure_source, act, source)
    if shop is None:
        write(shops.set_up_shop, act, name, zone, currency, is_demo=True, **settings)
    elif not shop.is_demo:  # its owner's settings stay
        write(shops.change_shop, act, is_demo=True)
    return source


def _record(act: Act, source: str, statements: Iterable[OrderFacts | RefundFacts], report: Report) -> int:
    done = 0
    for part in _holds(statements):
        write(orders.record_orders, act, source, part, DEMO_IMPORT)
        done += sum(isinstance(one, OrderFacts) for one in part)
        report(done, None, "")
    write(orders.flag_shared_addresses, act)
    return done


def _holds(statements: Iterable[OrderFacts | RefundFacts]) -> Iterator[list[OrderFacts | RefundFacts]]:
    """Statements whose rows, their own and their lines', are at most `ROWS_A_HOLD` together."""
    part: list[OrderFacts | RefundFacts] = []
    rows = 0
    for one in statements:
        size = 1 + len(one.lines)
        if part and rows + size > ROWS_A_HOLD:
            yield part
            part, rows = [], 0
        part.append(one)
        rows += size
    if part:
        yield part
