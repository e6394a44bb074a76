"""Whom a command means."""

from __future__ import annotations

from django.utils.translation import gettext as _

from regulars.base.shop.queries import shop
from regulars.domains.customers import queries
from regulars.kit.errors import Conflict, NotFound


def customer_named(words: str) -> int:
    """Return whom words mean: an id (`cus_...`), an e-mail, a phone in international form, a store's number.

    Raises:
        NotFound: nobody is known by it.
        Conflict: several people are.
    """
    found = queries.people_named(words)
    if not found:
        raise NotFound("customer.unknown", _("Nobody is known by this"), field="customer", value=words)
    if len(found) > 1:
        ids = ", ".join(shop().public("cus", one) for one in found)
        raise Conflict("customer.several", _("Several customers are known by this: %(ids)s"), field="customer",
                       params={"ids": ids}, fix=_("Say which one by its id."))  # fmt: skip
    return found[0]
