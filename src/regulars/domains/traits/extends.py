"""What traits add to the page of a customer: figures and state under the heading, scores at the side."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.extends import PanelContent, Viewer
from regulars.base.shop.queries import shop
from regulars.base.web import nav
from regulars.base.web.components import Fact, Facts, Stat
from regulars.base.web.formats import COUNT, DATE, DAYS, TEXT, day, money_in, show
from regulars.domains.catalog import queries as catalog
from regulars.domains.traits import queries
from regulars.domains.traits.forms import sentence_of
from regulars.domains.traits.rules import BINS
from regulars.domains.traits.types import SEGMENT_NAMES, STATE_NAMES, PersonRow, segment
from regulars.kit import clock
from regulars.kit.rounding import half_even

PERMISSION = "customers.read"


class FiguresPanel:
    """How often, how recently and for how much somebody bought, and what that says of them."""

    key, title, order, permission = "figures", gettext_lazy("Figures"), 1, PERMISSION

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        did = queries.list_people([customer]).get(customer)
        if did is None:
            return None
        if not did.orders:
            return PanelContent("traits/figures_panel.html", {}, "head", self._no_buyer(did.state))
        ours = shop()
        money = money_in(ours.reporting_currency)
        net = did.net_rep or 0
        back = _("%(money)s of it given back") % {"money": show(did.refunded_rep, money)} if did.refunded_rep else ""
        stats = [
            Stat(_("State"), _(STATE_NAMES[did.state]), TEXT, term=did.state.replace("_", " ")),
            Stat(_("Orders"), did.orders, COUNT),
            Stat(_("Net revenue"), net, money, term="net sales", note=back),
            Stat(_("Average order"), half_even(net, did.orders), money, term="average order value"),
            Stat(
                _("Usual gap"),
                did.median_gap_days,
                DAYS,
                note=_("middle of the days between orders")
                if did.median_gap_days
                else _("known from the second order"),
            ),
        ]
        today = clock.now().astimezone(ours.tz).date()
        finding = sentence_of(did, queries.people_as_of() or today, today)
        return PanelContent("traits/figures_panel.html", {"stats": stats}, "head", finding)

    @staticmethod
    def _no_buyer(state: str) -> str:
        if state == "shared":
            return _("Many people order with this address, so these orders are counted as nobody's.")
        if state == "returned":
            return _("Gave back everything that was ordered.")
        return _("Has not ordered anything that counts.")


class ScoresPanel:
    """Recency, frequency and monetary value from 1 to 5, and the group they make."""

    key, title, order, permission = "scores", gettext_lazy("Recency, frequency, money"), 12, PERMISSION

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        did = queries.list_people([customer]).get(customer)
        if did is None or did.last_on is None or not (did.r and did.f and did.m):
            return None
        group = segment(did.r, did.f)
        words = {
            "r": _("last order on %(day)s") % {"day": day(did.last_on)},
            "f": _("ordered on %(days)s different days") % {"days": show(did.purchase_days, COUNT)},
            "m": self._money(did),
        }
        names = {"r": _("Recency"), "f": _("Frequency"), "m": _("Monetary value")}
        scores = [
            {
                "name": names[one],
                "value": getattr(did, one),
                "steps": [step <= getattr(did, one) for step in range(1, BINS + 1)],
                "words": words[one],
            }
            for one in names
        ]
        context = {
            "scores": scores,
            "group": _(SEGMENT_NAMES[group]),
            "group_url": f"{reverse('traits:customers')}?group={group}",
            "facts": _firsts(did),
        }
        return PanelContent("traits/scores_panel.html", context, "aside")

    @staticmethod
    def _money(did: PersonRow) -> str:
        words = _("%(money)s net") if did.money == did.net_rep else _("%(money)s before refunds that name no order")
        return words % {"money": show(did.money, money_in(shop().reporting_currency))}


def _firsts(did: PersonRow) -> Facts:
    title = catalog.product_titles([did.first_product]).get(did.first_product, "") if did.first_product else ""
    url = reverse("catalog:product", args=[shop().public("prd", did.first_product)]) if did.first_product else ""
    facts = [Fact(_("First order"), did.first_on, DATE), Fact(_("First product"), title, url=url)]
    return Facts([fact for fact in facts if fact.value])


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    nav.add(
        nav.NavItem(
            room="customers",
            label=gettext_lazy("All customers"),
            url_name="traits:customers",
            permission=PERMISSION,
            order=10,
            words="profiles list people buyers contacts audience",
        )
    )
    extends.panels.register(FiguresPanel())
    extends.panels.register(ScoresPanel())
