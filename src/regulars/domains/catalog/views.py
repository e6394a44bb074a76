"""Pages of the catalog: what the shop sells, at which price, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import of_subject
from regulars.base.saying import say_all
from regulars.base.shop.queries import ShopRow, shop
from regulars.base.web.access import access, may
from regulars.base.web.components import (
    Action,
    Cell,
    Chip,
    Choice,
    Column,
    Empty,
    Event,
    Fact,
    Facts,
    FilterBar,
    FilterField,
    LineChart,
    Pager,
    Row,
    Series,
    Table,
    Timeline,
)
from regulars.base.web.csv import csv_address, csv_part
from regulars.base.web.desk import shop_of, viewer_of
from regulars.base.web.formats import COUNT, DATE, PERCENT, Value, money_in, show
from regulars.domains.catalog import queries
from regulars.domains.catalog.types import CostRow, PriceRow, ProductRow, VariantRow
from regulars.kit import clock
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

SIZE = 50
EVENTS_MAX = 30
SERIES_MAX = 6
PAGE_MAX = 10_000
STATUSES = {"active": gettext_lazy("On sale"), "draft": gettext_lazy("Draft"), "archived": gettext_lazy("Archived")}


@access("products.read", privacy="none")
def product_list(request: HttpRequest) -> HttpResponseBase:
    """Show a page of the products an address asks for."""
    ours = shop_of(request)
    given = request.GET
    words, category = given.get("q", "").strip()[:120], given.get("category", "")
    bare = given.get("cost") == "none"
    text = given.get("page", "")
    page = min(max(int(text), 1), PAGE_MAX) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    everything = queries.page_of_products(limit=1) if ours else None
    if ours is None or everything is None or not everything.total:
        return render(request, "catalog/products.html", {"heading": _("Products"), "empty": _nothing_yet(request)})
    found = queries.page_of_products(
        words=words, category=category, without_cost=bare, offset=(page - 1) * SIZE, limit=SIZE
    )
    variants = _variants(ours, [row.id for row in found.rows])
    table = _table(request, found.rows, variants, ours, found.total, page)
    if answer := csv_part(request, table):
        return answer
    without_cost = queries.page_of_products(without_cost=True, limit=1).total
    context = {
        "heading": _("Products"),
        "finding": _finding(found.total, everything.total, without_cost, words or category or bare),
        "filters": _filters(request, words, category, bare),
        "table": table,
    }
    return render(request, "catalog/products.html", context)


@access("products.read", privacy="none")
def product_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one product."""
    ours = shop()
    row = queries.product(ours.number("prd", public_id))
    variants = _variants(ours, [row.id]).get(row.id, [])
    names = {one.id: one.title or _("this product") for one in variants}
    prices, costs = queries.prices_of(names), queries.costs_of(names)
    viewer = viewer_of(request)
    panels = [
        {"key": panel.key, "title": panel.title, "template": content.template, "context": content.context}
        for panel in extends.product_panels
        if may(request.user, panel.permission) and (content := panel.draw(row.id, viewer)) is not None
    ]
    facts = of_subject(f"product:{row.id}", limit=EVENTS_MAX)
    events = [
        Event(fact.occurred_at, said.title, said.detail, said.icon, said.url, said.tone)  # type: ignore[arg-type]
        for fact, said in zip(facts, say_all(facts, viewer), strict=True)
        if said is not None
    ]
    context = {
        "heading": row.title,
        "finding": _price_words(variants, ours),
        "row": row,
        "picture": f"/desk/files/{row.picture}" if row.picture else "",
        "facts": _facts(row),
        "panels": panels,
        "variants": _variant_table(variants),
        "price_chart": _price_chart(prices, names, clock.now().astimezone(ours.tz).date()),
        "costs": _cost_table(costs, names),
        "timeline": Timeline(events),
    }
    return render(request, "catalog/product.html", context)


def _variants(ours: ShopRow, products: Sequence[int]) -> dict[int, list[VariantRow]]:
    now = clock.now()
    return queries.variants_of(products, now, now.astimezone(ours.tz).date())


def _cost_minor(one: VariantRow) -> int | None:
    if one.cost_micros is None:
        return None
    return half_even(one.cost_micros, 10 ** (6 - minor_digits(one.cost_currency)))


def _range(values: Sequence[int], currency: str) -> str | None:
    """Return one amount, or the lowest and highest."""
    if not values:
        return None
    low, high = show(min(values), money_in(currency)), show(max(values), money_in(currency))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _margin(variants: Sequence[VariantRow]) -> tuple[float, float] | None:
    """Return the lowest and highest share of the price that is left, where price and cost share a currency."""
    shares = [
        1 - cost / one.price_minor
        for one in variants
        if one.price_minor and one.currency == one.cost_currency and (cost := _cost_minor(one)) is not None
    ]
    return (min(shares), max(shares)) if shares else None


def _table(
    request: HttpRequest,
    rows: Sequence[ProductRow],
    variants: dict[int, list[VariantRow]],
    ours: ShopRow,
    total: int,
    page: int,
) -> Table:
    columns = [
        Column("title", _("Product"), wide=True),
        Column("category", _("Category")),
        Column("vendor", _("Vendor"), hidden=True),
        Column("variants", _("Variants"), COUNT),
        Column("price", _("Price")),
        Column("cost", _("Unit cost")),
        Column("margin", _("Left of the price")),
        Column("status", _("Status"), hidden=True),
    ]

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    first = (page - 1) * SIZE
    shown = (first + 1 if rows else 0, first + len(rows))
    return Table(
        key="products",
        columns=columns,
        rows=[_row(row, variants.get(row.id, []), ours) for row in rows],
        caption=_("Products"),
        csv_url=csv_address(request, "products"),
        choose_columns=True,
        pager=Pager(shown, total, address(page - 1) if page > 1 else "", address(page + 1) if shown[1] < total else ""),
    )


def _row(row: ProductRow, variants: list[VariantRow], ours: ShopRow) -> Row:
    currency = next((one.currency for one in variants if one.currency), ours.reporting_currency)
    cost_currency = next((one.cost_currency for one in variants if one.cost_currency), currency)
    costs = [cost for one in variants if (cost := _cost_minor(one)) is not None]
    margin = _margin(variants)
    low, high = (show(one, PERCENT) for one in margin) if margin else ("", "")
    cells: list[Cell | Value] = [
        Cell(row.title, image=f"/desk/files/{row.picture}" if row.picture else ""),
        row.category,
        row.vendor,
        len(variants),
        _range([one.price_minor for one in variants if one.price_minor is not None], currency),
        _range(costs, cost_currency),
        (low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}) if margin else None,
        str(STATUSES.get(row.status, row.status)),
    ]
    return Row(cells, url=reverse("catalog:product", args=[row.public_id]))


def _filters(request: HttpRequest, words: str, category: str, bare: bool) -> FilterBar:
    names = queries.category_names()
    chosen = [Choice("", _("All")), *(Choice(name, name) for name in names)] if len(names) > 1 else []
    fields = [
        FilterField("q", _("Title, vendor or stock number"), "search", words, primary=True),
        FilterField("category", _("Category"), "select", category, chosen, primary=True),
        FilterField(
            "cost", _("Unit cost"), "select", "none" if bare else "",
            [Choice("", _("All")), Choice("none", _("Not known"))], primary=True,
        ),
    ]  # fmt: skip

    def without(name: str) -> str:
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        return f"?{query.urlencode()}"

    chips = [Chip(label, without(name)) for name, label, active in _active(words, category, bare) if active]
    return FilterBar([one for one in fields if one.kind != "select" or one.choices], chips, reverse("catalog:products"))


def _active(words: str, category: str, bare: bool) -> tuple[tuple[str, str, object], ...]:
    return (
        ("q", _("“%(words)s”") % {"words": words}, words),
        ("category", category, category),
        ("cost", _("Unit cost not known"), bare),
    )


def _finding(found: int, everything: int, without_cost: int, is_filtered: object) -> str:
    if is_filtered:
        return _("%(found)s of %(all)s products.") % {"found": show(found, COUNT), "all": show(everything, COUNT)}
    words = ngettext("%(count)s product.", "%(count)s products.", everything) % {"count": show(everything, COUNT)}
    if not without_cost:
        return _("%(products)s The unit cost of each is known.") % {"products": words}
    missing = _("The unit cost of %(missing)s is not known; their margin is estimated or left out.")
    return f"{words} {missing % {'missing': show(without_cost, COUNT)}}"


def _price_words(variants: Sequence[VariantRow], ours: ShopRow) -> str:
    prices = [one.price_minor for one in variants if one.price_minor is not None]
    currency = next((one.currency for one in variants if one.currency), ours.reporting_currency)
    price = _range(prices, currency)
    margin = _margin(variants)
    if price is None:
        return _("No price list was imported; prices are those of the orders.")
    if margin is None:
        return _("Costs %(price)s today; what one unit costs the shop is not known.") % {"price": price}
    return _("Costs %(price)s today, of which at least %(margin)s are left after the unit cost.") % {
        "price": price,
        "margin": show(margin[0], PERCENT),
    }


def _facts(row: ProductRow) -> Facts:
    facts = [
        Fact(_("Category"), row.category),
        Fact(_("Vendor"), row.vendor),
        Fact(_("Status"), str(STATUSES.get(row.status, row.status))),
        Fact(_("Id"), row.public_id),
    ]
    return Facts([fact for fact in facts if fact.value])


def _variant_table(variants: Sequence[VariantRow]) -> Table | None:
    if not variants:
        return None
    columns = [
        Column("title", _("Variant")),
        Column("sku", _("Stock number")),
        Column("price", _("Price")),
        Column("cost", _("Unit cost")),
        Column("barcode", _("Barcode"), hidden=True),
    ]
    rows = []
    for one in variants:
        cost = _cost_minor(one)
        price = Cell(one.price_minor, money_in(one.currency)) if one.price_minor is not None else None
        unit_cost = Cell(cost, money_in(one.cost_currency)) if cost is not None else None
        rows.append(Row([one.title or _("(only one)"), one.sku, price, unit_cost, one.barcode]))
    return Table("variants", columns, rows, caption=_("Variants"), choose_columns=True)


def _price_chart(prices: Sequence[PriceRow], names: dict[int, str], today: date) -> LineChart | None:
    """Draw prices up to today as stairs, one line a variant; None while no price has changed."""
    days = sorted({one.starts_at.date() for one in prices})
    changes = len(days) - 1
    if changes < 1:
        return None
    days = sorted({*days, today})
    currency = prices[-1].currency
    series = []
    for variant, name in list(names.items())[:SERIES_MAX]:
        own = [one for one in prices if one.variant == variant and one.currency == currency]
        values = [next((one.price_minor for one in reversed(own) if one.starts_at.date() <= day), None) for day in days]
        if own:
            series.append(Series(name, values))
    title = ngettext("The price changed %(times)s time", "Prices changed %(times)s times", changes)
    return LineChart(
        key="prices",
        title=title % {"times": changes},
        x=days,
        series=series,
        unit=money_in(currency),
        x_label=_("From"),
        x_unit=DATE,
        form="step",
        from_zero=False,
    )


def _cost_table(costs: Sequence[CostRow], names: dict[int, str]) -> Table | None:
    if not costs:
        return None
    columns = [Column("variant", _("Variant")), Column("from", _("From"), DATE), Column("cost", _("Unit cost"))]
    rows = [
        Row([names[one.variant], _since(one.starts_on), Cell(_minor(one), money_in(one.currency))]) for one in costs
    ]
    return Table("costs", columns, rows, caption=_("Unit costs"))


def _minor(one: CostRow) -> int:
    return half_even(one.cost_micros, 10 ** (6 - minor_digits(one.currency)))


def _since(day: date) -> Cell:
    """A cost without a start counts from the beginning."""
    return Cell(_("the beginning")) if day.year <= 1970 else Cell(day, DATE)


def _nothing_yet(request: HttpRequest) -> Empty:
    able = may(request.user, "imports.run")
    return Empty(
        _("No products yet"),
        _("Products come with your orders; a product export adds categories, prices and pictures."),
        icon="package",
        action=Action(_("Import a file"), "/desk/imports", icon="upload", primary=True) if able else None,
    )
