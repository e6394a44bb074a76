"""The shop tables hold nothing about a customer."""

from regulars.base.privacy import NONE, register

register(
    "shop.Shop",
    dict.fromkeys(
        (
            "id",
            "name",
            "zone",
            "reporting_currency",
            "prices_include_tax",
            "margin_rate_bps",
            "language",
            "fiscal_start_month",
            "include_renewals",
            "include_wholesale",
            "counted_statuses",
            "rfm_cuts",
            "is_demo",
            "id_key",
            "set_up_at",
            "changed_seq",
        ),
        NONE,
    ),
)
register("shop.Source", {"id": NONE, "name": NONE})
register("shop.Store", {"id": NONE, "name": NONE})
register("shop.SalesChannel", {"id": NONE, "name": NONE})
register(
    "shop.CurrencyRate",
    dict.fromkeys(("id", "currency", "reporting_currency", "starts_on", "rate_numerator", "rate_denominator"), NONE),
)
