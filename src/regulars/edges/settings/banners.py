"""Lines across the top of the desk: data that ends early, and background work that stands still."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.extends import Banner, Viewer
from regulars.base.jobs import is_work_late
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.staff.rules import allows
from regulars.base.web.formats import INSTANT, day, show
from regulars.domains.orders.queries import last_full_day
from regulars.kit import clock

DAY = timedelta(days=1)
PATIENCE = timedelta(minutes=5)


class DataEnds:
    """Says that figures run to a day that is not yesterday, because the data ends there."""

    key = "data_ends"

    def banner(self, viewer: Viewer) -> Banner | None:
        shop = find_shop()
        if shop is None:
            return None
        now = clock.now()
        as_of = last_full_day(now)
        if as_of >= now.astimezone(shop.tz).date() - DAY:
            return None
        text = _("The data ends on %(day)s, so figures run to the end of that day.") % {"day": day(as_of)}
        if not allows(viewer.role, "imports.run"):
            return Banner(text)
        return Banner(text, link=_("Import newer orders"), url=reverse("imports:imports"))


class WorkStandsStill:
    """Says that jobs wait and nobody takes them: the worker is not running."""

    key = "work_stands_still"

    def banner(self, viewer: Viewer) -> Banner | None:
        if not allows(viewer.role, "jobs.read"):
            return None
        if not is_work_late(clock.now() - PATIENCE):
            return None
        text = _("Background work has been waiting for over five minutes: the worker does not run.")
        return Banner(text, tone="warning", link=_("See the jobs"), url=reverse("desk_settings:jobs"))


class TestMode:
    """Says on every page that time and chance are driven from outside, so that nobody takes it for the real thing."""

    key = "test_mode"

    def banner(self, viewer: Viewer) -> Banner | None:
        if not current().test_mode:
            return None
        return Banner(_("Test mode: it is %(now)s here.") % {"now": show(clock.now(), INSTANT)}, tone="warning")


def register() -> None:
    """Register all of them; called once, from the app's ready()."""
    extends.banners.register(TestMode())
    extends.banners.register(DataEnds())
    extends.banners.register(WorkStandsStill())
