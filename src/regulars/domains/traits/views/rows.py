"""What a list of customers shows of each: as a table, and as lines of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.web.components import Badge, Cell, Column, Pager, Row, Table
from regulars.base.web.formats import COUNT, DATE, DAYS, money_in
from regulars.domains.customers.types import CustomerRow
from regulars.domains.traits.forms import state_badge
from regulars.domains.traits.queries import Totals
from regulars.domains.traits.types import SEGMENT_NAMES, STATE_NAMES, PersonRow, segment
from regulars.kit.money import decimal_text
from regulars.kit.rounding import half_even


@dataclass(frozen=True, slots=True)
class Line:
    """One customer of the list: who they are to this reader, what they did, and the title of their first product."""

    who: CustomerRow
    label: str
    did: PersonRow
    first_product: str

    @property
    def average_minor(self) -> int | None:
        if not self.did.orders or self.did.net_rep is None:
            return None
        return half_even(self.did.net_rep, self.did.orders)


def customer_table(
    lines: Sequence[Line], sort: str, *, totals: Totals, currency: str, contact: bool, pager: Pager, csv_url: str
) -> Table:
    """Return the table of one page; its totals are those of the whole list."""
    columns = _columns(currency, contact=contact)
    sums: dict[str, Any] = {columns[0].key: _("All together"), "orders": totals.orders, "revenue": totals.net_rep}
    if totals.orders:
        sums["average"] = half_even(totals.net_rep, totals.orders)
    return Table(
        key="customers",
        columns=columns,
        rows=[_row(line, columns, contact=contact) for line in lines],
        totals=[sums.get(column.key, "") for column in columns],
        sort=sort,
        csv_url=csv_url,
        pager=pager,
        choose_columns=True,
        caption=_("Customers"),
    )


def csv_header(currency: str, *, contact: bool) -> list[str]:
    """Return the header of the file."""
    person = [_("Name"), _("E-mail"), _("Phone"), _("City")] if contact else []
    return [
        _("Id"),
        *person,
        _("Country"),
        _("State"),
        _("Group"),
        _("Orders"),
        f"{_('Net revenue')} ({currency})",
        f"{_('Given back')} ({currency})",
        f"{_('Average order')} ({currency})",
        _("First order"),
        _("Last order"),
        _("Usual days between orders"),
        _("Recency"),
        _("Frequency"),
        _("Monetary value"),
        _("First product"),
        _("Customer since"),
    ]


def csv_row(line: Line, currency: str, *, contact: bool) -> list[Any]:
    """Return one line of the file: exact values, empty where nothing is known."""
    who, did = line.who, line.did

    def money(minor: int | None) -> str:
        return "" if minor is None else decimal_text(minor, currency)

    return [
        who.public_id,
        *([who.name, who.email, who.phone, who.city] if contact else []),
        did.country,
        _(STATE_NAMES[did.state]),
        _(SEGMENT_NAMES[segment(did.r, did.f)]) if did.r and did.f else "",
        did.orders,
        money(did.net_rep),
        money(did.refunded_rep),
        money(line.average_minor),
        did.first_on,
        did.last_on,
        did.median_gap_days,
        did.r,
        did.f,
        did.m,
        line.first_product,
        did.created_on,
    ]


def _columns(currency: str, *, contact: bool) -> list[Column]:
    money = money_in(currency)
    columns = [
        Column("name", _("Customer"), sortable=True) if contact else Column("customer", _("Customer")),
        Column("state", _("State")),
        Column("orders", _("Orders"), COUNT, sortable=True),
        Column("revenue", _("Net revenue"), money, sortable=True),
        Column("average", _("Average"), money, sortable=True),
        Column("last_on", _("Last order"), DATE, sortable=True),
        Column("group", _("Group")),
        Column("scores", _("R F M"), term="RFM", hidden=True),
        *([Column("email", _("E-mail"))] if contact else []),
        Column("country", _("Country"), hidden=contact),
        Column("first_on", _("First order"), DATE, sortable=True, hidden=True),
        Column("gap", _("Days between orders"), DAYS, sortable=True, hidden=True),
        Column("first_product", _("First product"), hidden=True),
        Column("created", _("Customer since"), DATE, sortable=True, hidden=True),
    ]
    return columns + ([Column("phone", _("Phone"), hidden=True)] if contact else [])


def _row(line: Line, columns: Sequence[Column], *, contact: bool) -> Row:
    who, did = line.who, line.did
    url = reverse("customers:customer", args=[who.public_id])
    flag = Badge(_("Relay address"), "note") if did.is_relay else None
    name = Cell(line.label, badge=flag)
    values: dict[str, Any] = {
        "name": name,
        "customer": name,
        "email": who.email,
        "phone": who.phone,
        "state": state_badge(did.state),
        "orders": did.orders,
        "revenue": did.net_rep,
        "average": line.average_minor,
        "last_on": did.last_on,
        "group": _(SEGMENT_NAMES[segment(did.r, did.f)]) if did.r and did.f else None,
        "scores": f"{did.r} {did.f} {did.m}" if did.r else None,
        "country": did.country,
        "first_on": did.first_on,
        "gap": did.median_gap_days,
        "first_product": line.first_product,
        "created": did.created_on,
    }
    return Row([values[column.key] for column in columns], url=url)
