"""What `orders` holds about a person: whose order it is, by number, and what they bought."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from regulars.base.privacy import (
    FIGURES,
    NONE,
    PERSONAL,
    PSEUDONYMOUS,
    Retention,
    Union,
    add_merger,
    holds,
    register,
)
from regulars.base.state import Act
from regulars.domains.orders import queries, service

ABOUT_A_PERSON = (
    "customer", "number", "external_id", "placed_at", "paid_at", "canceled_at", "country", "acquisition", "campaign",
    "sold_minor", "discount_minor", "included_tax_minor", "shipping_minor", "tax_minor", "refunded_minor", "net_minor",
    "total_minor", "units_milli", "line_count",
)  # fmt: skip
register(
    "orders.Order",
    dict.fromkeys(
        (
            "id", "source", "kind", "status", "currency", "store", "channel", "prices_include_tax", "has_code",
            "digest", "recorded_at", "import_id", "voided_at", "changed_seq",
        ),
        NONE,
    )
    | dict.fromkeys(ABOUT_A_PERSON, PSEUDONYMOUS)
    | {"tags": PERSONAL},
)  # fmt: skip
register(
    "orders.OrderLine",
    dict.fromkeys(("id", "position", "role", "voided_at", "changed_seq"), NONE)
    | dict.fromkeys(
        (
            "order", "product", "variant", "title", "quantity_milli", "unit_price_micros", "sold_minor",
            "discount_minor", "tax_minor", "net_minor",
        ),
        PSEUDONYMOUS,
    ),
)  # fmt: skip
register("orders.Discount", {"id": NONE, "order": PSEUDONYMOUS, "code": PERSONAL})
register(
    "orders.Payment",
    {"id": NONE, "order": PSEUDONYMOUS, "method": NONE, "amount_minor": PSEUDONYMOUS, "paid_at": PSEUDONYMOUS},
)
register(
    "orders.Refund",
    dict.fromkeys(
        (
            "id", "source", "role", "currency", "store", "channel", "digest", "recorded_at", "import_id", "voided_at",
            "changed_seq",
        ),
        NONE,
    )
    | dict.fromkeys(
        (
            "external_id", "order", "customer", "refunded_at", "amount_minor", "tax_minor", "shipping_minor",
            "country",
        ),
        PSEUDONYMOUS,
    )
    | {"reason": PERSONAL},
)  # fmt: skip
register(
    "orders.RefundLine",
    {"id": NONE}
    | dict.fromkeys(("refund", "product", "variant", "title", "quantity_milli", "amount_minor"), PSEUDONYMOUS),
)

OF_THEIR_ORDERS = "order_id IN (SELECT id FROM orders_order WHERE customer_id IN ({in}))"
SUM = _("An amount, a count or a day of the sale: bookkeeping and figures need it, and it names nobody.")
PAPERS = _("The number of the sale in the shop's own books, which the law makes it keep.")
WARES = _("What was sold, not to whom.")
WHOSE = _("The number of a customer who is nobody any more.")
BOOKS = (Retention(None, _("As long as the shop's books; tax law asks for six to ten years in most countries.")),)

holds(
    "orders.Order",
    title=_("Orders"),
    purpose=FIGURES,
    find="customer_id IN ({in})",
    empty={"tags": []},
    keeps=dict.fromkeys(ABOUT_A_PERSON, SUM) | {"number": PAPERS, "external_id": PAPERS, "customer": WHOSE},
    retention=BOOKS,
)
holds(
    "orders.OrderLine",
    title=_("Lines of orders"),
    purpose=FIGURES,
    find=OF_THEIR_ORDERS,
    keeps=dict.fromkeys(
        (
            "order", "product", "variant", "title", "quantity_milli", "unit_price_micros", "sold_minor",
            "discount_minor", "tax_minor", "net_minor",
        ),
        WARES,
    ),
    retention=BOOKS,
)  # fmt: skip
holds(
    "orders.Discount",
    title=_("Discount codes used"),
    purpose=FIGURES,
    find=OF_THEIR_ORDERS,
    delete=True,
    retention=BOOKS,
)
holds(
    "orders.Payment",
    title=_("Payments"),
    purpose=FIGURES,
    find=OF_THEIR_ORDERS,
    keeps=dict.fromkeys(("order", "amount_minor", "paid_at"), SUM),
    retention=BOOKS,
)
holds(
    "orders.Refund",
    title=_("Refunds"),
    purpose=FIGURES,
    find=f"customer_id IN ({{in}}) OR {OF_THEIR_ORDERS}",
    empty={"reason": ""},
    keeps=dict.fromkeys(("order", "refunded_at", "amount_minor", "tax_minor", "shipping_minor", "country"), SUM)
    | {"external_id": PAPERS, "customer": WHOSE},
    retention=BOOKS,
)
holds(
    "orders.RefundLine",
    title=_("Lines of refunds"),
    purpose=FIGURES,
    find=f"refund_id IN (SELECT id FROM orders_refund WHERE customer_id IN ({{in}}) OR {OF_THEIR_ORDERS})",
    keeps=dict.fromkeys(("refund", "product", "variant", "title", "quantity_milli", "amount_minor"), WARES),
    retention=BOOKS,
)


class OrdersMerger:
    """Orders stay under the id they were recorded with; figures count them for whoever lives on."""

    key = "orders"

    def preview(self, union: Union) -> Sequence[str]:
        """Say how many orders count as the other person's."""
        count = len(queries.orders_of(union.moved))
        words = ngettext(
            "%(count)s order counts for the person who stays.",
            "%(count)s orders count for the person who stays.",
            count,
        )
        return [words % {"count": count}] if count else []

    def merge(self, act: Act, union: Union) -> None:
        """Count their orders for the survivor."""
        service.count_anew(act, union.moved)

    def unmerge(self, act: Act, union: Union) -> None:
        """Count their orders as their own again."""
        service.count_anew(act, union.moved)


add_merger(OrdersMerger())
