"""A code belongs to one customer: it goes when they are erased, and the store's copy ends by itself."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import FIGURES, NONE, PERSONAL, PSEUDONYMOUS, Retention, Unmoved, add_merger, holds, register

register(
    "offers.Code",
    dict.fromkeys(
        (
            "id", "source", "title", "percent_bps", "amount_minor", "currency", "minimum_minor", "problem",
            "changed_at",
        ),
        NONE,
    )
    | dict.fromkeys(
        ("customer", "state", "starts_at", "ends_at", "external_id", "used_order", "issued_at"), PSEUDONYMOUS
    )
    | {"code": PERSONAL},
)  # fmt: skip
holds(
    "offers.Code",
    title=_("Discount codes"),
    purpose=FIGURES,
    find="customer_id IN ({in})",
    delete=True,
    retention=(Retention(None, _("As long as the customer: which code led to which order.")),),
)

add_merger(
    Unmoved("offers", "A code stays with the customer it was made for; readers follow the merge to who holds it now.")
)
