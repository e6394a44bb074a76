"""The catalog holds nothing about a person."""

from regulars.base.privacy import NONE, Unmoved, add_merger, register

register("catalog.Category", dict.fromkeys(("id", "name"), NONE))
register(
    "catalog.Product",
    dict.fromkeys(
        (
            "id", "title", "category", "vendor", "handle", "image_url", "picture", "status", "recorded_at",
            "import_id", "voided_at", "changed_seq",
        ),
        NONE,
    ),
)  # fmt: skip
register("catalog.Variant", dict.fromkeys(("id", "product", "title", "sku", "barcode"), NONE))
register("catalog.ProductKey", dict.fromkeys(("id", "source", "value", "product", "variant"), NONE))
register("catalog.PricePoint", dict.fromkeys(("id", "variant", "starts_at", "price_minor", "currency"), NONE))
register(
    "catalog.UnitCost",
    dict.fromkeys(("id", "variant", "starts_on", "cost_micros", "currency", "import_id"), NONE),
)

add_merger(Unmoved("catalog", "No row is about a person."))
