"""How an order stands, in a word and a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.web.components import Badge
from regulars.base.web.formats import day
from regulars.domains.orders.facts import NOT_SALES
from regulars.domains.orders.types import OrderDetail, OrderRow

KIND_NAMES = {
    "one_off": gettext_lazy("One-off"),
    "subscription_first": gettext_lazy("First of a subscription"),
    "renewal": gettext_lazy("Renewal"),
    "wholesale": gettext_lazy("Wholesale"),
    "point_of_sale": gettext_lazy("Point of sale"),
    "marketplace": gettext_lazy("Marketplace"),
    "replacement": gettext_lazy("Replacement"),
    "staff_test": gettext_lazy("Staff or test"),
}
ROLE_NAMES = {
    "refund": gettext_lazy("Refund"),
    "cancellation": gettext_lazy("Cancellation"),
    "return": gettext_lazy("Return"),
    "adjustment": gettext_lazy("Correction"),
}


def badges_of(row: OrderRow) -> list[Badge]:
    """Return what is special about an order; an ordinary paid one has none."""
    found = []
    if not row.is_counted:
        found.append(Badge(_("Does not count"), "warning", "circle-x"))
    if row.kind != "one_off":
        found.append(Badge(KIND_NAMES[row.kind]))
    if row.refunded_minor > 0:
        whole = row.net_minor <= 0
        found.append(Badge(_("Given back") if whole else _("Partly given back"), "warning", "undo-2"))
    if row.customer is None:
        found.append(Badge(_("Unidentified"), "note", "circle-help"))
    return found


def standing_of(detail: OrderDetail) -> str:
    """Return one sentence that says whether the order counts, and why."""
    row = detail.row
    if detail.canceled_at is not None:
        return _("Canceled on %(day)s, so it does not count.") % {"day": day(detail.canceled_at)}
    if detail.paid_at is None:
        unpaid = _("Not paid (the store says “%(status)s”), so it does not count.") % {"status": row.status}
        return unpaid if row.status else _("Not paid, so it does not count.")
    if row.kind in NOT_SALES:
        words = _("%(kind)s orders go out for free or to ourselves, so this one is no sale.")
        return words % {"kind": KIND_NAMES[row.kind]}
    if row.sold_minor <= 0:
        return _("Nothing was sold at a price, so it is no sale.")
    paid = _("Paid on %(day)s; it counts as a sale.") % {"day": day(detail.paid_at)}
    nobody = _("It counts in sales, but names nobody, so it counts for no customer.")
    return nobody if row.customer is None else paid
