"""What the first page shows before there is an order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from regulars.base.extends import Viewer
from regulars.base.staff.rules import allows
from regulars.base.web.components import Empty


def nothing_yet(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """`(template, context)` of the empty page: the way in for those who may import, else what will be here."""
    if allows(viewer.role, "imports.run"):
        finding = _(
            "All it needs is your orders. A minute later the brief says who comes back, and what that is worth."
        )
        return "imports/welcome.html", {"heading": _("Welcome"), "finding": finding}
    empty = Empty(
        _("Here the brief will say what changed in your shop, and why"),
        _(
            "It needs nothing but the shop's orders: an export from Shopify, WooCommerce or any other shop. "
            "Whoever may import brings them in."
        ),
    )
    return "web/empty.html", {"heading": _("Welcome"), "finding": _("There is no order yet."), "empty": empty}
