"""Currencies and their dated rates."""

from __future__ import annotations

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.lake import cached, session
from regulars.base.shop import service as shops
from regulars.base.shop.queries import ShopRow, rates_of
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Cell, Column, Row, Table
from regulars.base.web.csv import csv_address, csv_part
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.formats import COUNT, DATE, Unit, show
from regulars.edges.settings import jobs
from regulars.edges.settings.forms.currencies import Rate, RateForm, RatesFileForm
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.views.shop import not_set_up

RATE = Unit("number", digits=6)
ROWS_SHOWN = 200


@access("settings.read", privacy="none")
def currency_page(request: HttpRequest) -> HttpResponseBase:
    """Show which currencies orders come in, and the rates they are converted by."""
    shop = shop_of(request)
    if shop is None:
        return not_set_up(request, _("Currencies"))
    if request.method == "POST":
        return _record(request, shop)
    return _page(request, shop, _rate_form(shop), RatesFileForm(shop.reporting_currency))


def _rate_form(shop: ShopRow) -> RateForm:
    """Begin with a currency that misses a rate, else with one that orders come in."""
    used = cached("currencies used", _used)
    others = [str(row["currency"]) for row in sorted(used, key=lambda row: not row["without"])]
    others = [one for one in others if one != shop.reporting_currency]
    usual = "USD" if shop.reporting_currency != "USD" else "EUR"
    return RateForm(shop.reporting_currency, initial={"currency": next(iter(others), usual)})


@access("settings.change", privacy="none")
def _record(request: HttpRequest, shop: ShopRow) -> HttpResponseBase:
    one, many = _rate_form(shop), RatesFileForm(shop.reporting_currency)
    if request.FILES or request.POST.get("what") == "file":
        form: RateForm | RatesFileForm = RatesFileForm(shop.reporting_currency, request.POST, request.FILES)
        many = form  # type: ignore[assignment]
    else:
        form = one = RateForm(shop.reporting_currency, request.POST)
    if form.is_valid():
        rates: list[Rate] = form.rates()
        changed = attempt(
            form, lambda: write(shops.record_rates, act_of(request), rates, shop.reporting_currency), field="rates_file"
        )
        if changed is not None:
            _tell(request, changed)
            return HttpResponseRedirect(reverse("desk_settings:currencies"))
    return _page(request, shop, one, many, status=422)


def _tell(request: HttpRequest, changed: int) -> None:
    if not changed:
        messages.info(request, _("These rates are known already."))
        return
    write(jobs.ask_for, act_of(request), jobs.SYNC)
    words = ngettext("%(count)s rate was recorded.", "%(count)s rates were recorded.", changed)
    rest = _("The figures follow within a minute.")
    messages.success(request, f"{words % {'count': show(changed, COUNT)}} {rest}")


def _page(
    request: HttpRequest, shop: ShopRow, one: RateForm, many: RatesFileForm, status: int = 200
) -> HttpResponseBase:
    rates = rates_of(shop.reporting_currency)
    table = _rates_table(request, rates, shop)
    if request.method == "GET" and (answer := csv_part(request, _all_rates(rates, shop))):
        return answer
    used = cached("currencies used", _used)
    context = {
        "heading": _("Currencies"),
        "finding": _finding(used, shop),
        "used": _used_table(used, shop),
        "rates": table,
        "form": one,
        "file_form": many,
        "able": may(request.user, "settings.change"),
    }
    return render(request, "settings/currencies.html", context, status=status)


def _used() -> list[dict[str, object]]:
    """Return per currency how many orders came in it, and how many of them have no rate for their day."""
    from regulars.base.expressions import many

    with session() as lake:
        orders = lake.table("orders")
        orders = orders.filter(~orders.deleted)
        rows = orders.group_by("currency").aggregate(
            orders=many(orders),
            without=many(orders, orders.net_rep.isnull()),
            first_on=orders.ordered_on.min(where=orders.net_rep.isnull()),
        )
        return sorted(lake.rows(rows), key=lambda row: -row["orders"])


def _used_table(used: list[dict[str, object]], shop: ShopRow) -> Table | None:
    if not used:
        return None
    columns = [
        Column("currency", _("Currency")),
        Column("orders", _("Orders"), COUNT),
        Column("without", _("Without a rate"), COUNT),
        Column("first_on", _("First of them"), DATE),
    ]
    rows = []
    for row in used:
        currency, orders, without, first_on = row["currency"], row["orders"], row["without"], row["first_on"]
        own = currency == shop.reporting_currency
        missing = Cell(int(str(without)), tone="warning" if without else "")
        rows.append(
            Row(
                [
                    Cell(str(currency), note=_("the reporting currency") if own else ""),
                    int(str(orders)),
                    missing,
                    first_on,  # type: ignore[list-item]
                ]
            )
        )
    return Table("used", columns, rows, caption=_("What orders are paid in"))


def _rates_table(request: HttpRequest, rates: list[Rate], shop: ShopRow) -> Table | None:
    if not rates:
        return None
    shown = _all_rates(sorted(rates, key=lambda rate: (rate[0], -rate[1].toordinal()))[:ROWS_SHOWN], shop)
    note = ""
    if len(rates) > ROWS_SHOWN:
        words = _("The first %(shown)s of %(all)s; the file has all.")
        note = words % {"shown": show(ROWS_SHOWN, COUNT), "all": show(len(rates), COUNT)}
    return Table(
        "rates", shown.columns, shown.rows, caption=_("Rates"), csv_url=csv_address(request, "rates"), note=note
    )


def _all_rates(rates: list[Rate], shop: ShopRow) -> Table:
    columns = [
        Column("currency", _("Currency")),
        Column("starts_on", _("From"), DATE),
        Column("rate", _("One unit in %(currency)s") % {"currency": shop.reporting_currency}, RATE),
    ]
    return Table("rates", columns, [Row([code, day, Fraction(rate)]) for code, day, rate in rates])


def _finding(used: list[dict[str, object]], shop: ShopRow) -> str:
    without = sum(int(str(row["without"])) for row in used)
    if without:
        words = ngettext(
            "%(count)s order has no rate for its day, so its money is left out of every figure.",
            "%(count)s orders have no rate for their day, so their money is left out of every figure.",
            without,
        )
        return words % {"count": show(without, COUNT)}
    if len(used) < 2:
        return _("All orders are in %(currency)s; no rate is needed.") % {"currency": shop.reporting_currency}
    return _("Every order has a rate for its day.")
