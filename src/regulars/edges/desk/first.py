"""What the first page shows before there is an order."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from regulars.base.extends import Viewer
from regulars.base.staff.rules import allows
from regulars.base.web.components import Action, Empty


def nothing_yet(viewer: Viewer) -> dict[str, Any]:
    """The empty page: what will be here, and the one step that fills it for those who may take it."""
    action = None
    if allows(viewer.role, "imports.run"):
        try:
            action = Action(_("Bring in your orders"), reverse("imports:start"), "upload", primary=True)
        except NoReverseMatch:
            action = None
    empty = Empty(
        _("Here the brief will say what changed in your shop, and why"),
        _(
            "It needs nothing but your orders: an export from Shopify, WooCommerce or any other shop. A minute "
            "later it says who comes back, who does not, what that is worth and what to do next."
        ),
        action=action,
    )
    return {"heading": _("Welcome"), "finding": _("There is no order yet."), "empty": empty}
