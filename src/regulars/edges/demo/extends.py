"""What the demo adds to screens of others: a line that says it is one, and the way to remove it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.extends import Banner, ChoreOffer, Text, Viewer
from regulars.base.saying import job_title
from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, write
from regulars.edges.demo.removing import JOB, remove_demo


class DemoBanner:
    """Says on every page that nothing here is real."""

    key = "demo"

    def banner(self, viewer: Viewer) -> Banner | None:
        shop = find_shop()
        if shop is None or not shop.is_demo:
            return None
        return Banner(_("%(shop)s is a demo shop: look around, nothing here can break.") % {"shop": shop.name})


class RemoveDemo:
    """Takes the demo's customers, orders and products out; settings and logins stay."""

    key, permission = JOB, "demo.remove"

    def offer(self, viewer: Viewer) -> ChoreOffer | None:
        shop = find_shop()
        if shop is None or not shop.is_demo:
            return None
        return ChoreOffer(
            title=_("Remove demo, keep settings"),
            text=_(
                "Takes out the customers, orders and products that came with the demo, so that your own can come in."
            ),
            label=_("Remove demo"),
            confirm=_("All customers, orders and products of %(shop)s go. Settings, logins and your own imports stay.")
            % {"shop": shop.name},
            is_dangerous=True,
        )

    def start(self, act: Act) -> Text:
        write(remove_demo, act)
        return _("The demo is being removed; this takes about a minute.")


def register() -> None:
    """Register what screens of others show."""
    extends.banners.register(DemoBanner())
    extends.chores.register(RemoveDemo())
    extends.job_titles.register(job_title(JOB, gettext_lazy("Remove the demo")))
