"""What `orders` holds about a person: whose order it is, by number, and what they bought."""

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, register

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
