"""Requests that people made and that are not met yet: noted, extended with a reason, and watched (P11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import record
from regulars.base.extends import Banner, Condition, Viewer
from regulars.base.shop.queries import find_shop
from regulars.base.staff.rules import allows
from regulars.base.state import Act, verb
from regulars.base.web.formats import COUNT, day, show
from regulars.domains.customers.queries import everyone_who_is
from regulars.edges.health.checks import Looker, bad, good, warning
from regulars.edges.operations.golive import Demand
from regulars.edges.privacy.events import RequestExtended, RequestNoted
from regulars.edges.privacy.models import KINDS, Request
from regulars.edges.privacy.rules import LAWS, SOON_DAYS, due_on
from regulars.edges.privacy.service import open_request
from regulars.kit import clock
from regulars.kit.errors import NotFound, Refused
from regulars.kit.text import gettext_noop

REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open requests: how many, how many of them late, how many due within a week, and the day the first is due."""

    count: int
    late: int
    soon: int
    first: date | None


@verb
def note_request(act: Act, customer: int, kind: str, received_on: date, law: str) -> int:
    """Note that a customer asked for a copy or for erasure, or find the open one. Returns the request's key.

    Raises:
        Refused: there is no such kind or law, or the day is to come.
    """
    if kind not in KINDS:
        raise Refused("privacy.unknown_kind", gettext_noop("Ask for export or erase"), field="kind", value=kind)
    if law not in LAWS:
        raise Refused("privacy.unknown_law", gettext_noop("Name gdpr or ccpa"), field="law", value=law)
    if received_on > today():
        raise Refused(
            "privacy.not_received_yet",
            gettext_noop("A request is noted on the day it came, or later"),
            field="received_on",
            value=received_on.isoformat(),
        )
    known = open_request(kind, customer)
    if known is not None:
        return int(known.pk)
    due = due_on(received_on, law)
    made = Request.objects.create(
        kind=kind, customer=customer, customers=list(everyone_who_is(customer)), actor=act.actor, asked_at=act.now,
        received_on=received_on, due_on=due, law=law,
    )  # fmt: skip
    record(act, RequestNoted(made.pk, kind, due.isoformat()), subject=f"privacy_request:{made.pk}")
    return int(made.pk)


@verb
def extend_request(act: Act, request: int, reason: str) -> date:
    """Take the longer time that the law gives, once and for a reason that the person is told. Returns the new day.

    Raises:
        NotFound: there is no open request with this key.
        Refused: it was extended before, is late already, or the reason is missing or too long.
    """
    row = Request.objects.filter(pk=request, state="open").first()
    if row is None or row.received_on is None or row.law is None or row.due_on is None:
        raise NotFound("privacy.no_open_request", "There is no such open request", field="request", value=request)
    if row.extended_because:
        raise Refused("privacy.extended_before", gettext_noop("The law gives more time once"), field="request")
    if today() > row.due_on:
        raise Refused(
            "privacy.late_already", gettext_noop("More time can be taken only before the day"), field="request"
        )
    told = reason.strip()
    if not told or len(told) > REASON_MAX:
        raise Refused(
            "privacy.reason_missing",
            gettext_noop("Say why, in at most %(most)s characters"),
            field="reason",
            params={"most": REASON_MAX},
        )
    row.due_on, row.extended_because = due_on(row.received_on, row.law, is_extended=True), told
    row.save(update_fields=["due_on", "extended_because"])
    record(act, RequestExtended(row.pk, row.due_on.isoformat()), subject=f"privacy_request:{row.pk}")
    return row.due_on


def today() -> date:
    """Return the shop's day."""
    shop, now = find_shop(), clock.now()
    return now.astimezone(shop.tz).date() if shop is not None else now.date()


def waiting() -> Waiting:
    """Return how the open requests stand."""
    found = Request.objects.filter(state="open").values_list("due_on", flat=True)
    days = sorted(one for one in found if one is not None)
    now = today()
    late = sum(one < now for one in days)
    return Waiting(
        len(days), late, sum((one - now).days <= SOON_DAYS for one in days) - late, days[0] if days else None
    )


def deadlines() -> Condition:
    """No request of a person is late."""
    found, fix = (
        waiting(),
        _("Meet them under Settings > Privacy, or take more time there with a reason, before the day."),
    )
    if found.late:
        words = ngettext("%(count)s request of a person is late", "%(count)s requests of people are late", found.late)
        return bad(words % {"count": found.late}, fix)
    if found.soon and found.first:
        words = ngettext(
            "%(count)s request of a person is due within a week, by %(day)s",
            "%(count)s requests of people are due within a week, the first by %(day)s",
            found.soon,
        )
        return warning(words % {"count": found.soon, "day": day(found.first)}, fix)
    words = ngettext(
        "%(count)s request is open, none is late", "%(count)s requests are open, none is late", found.count
    )
    return good(words % {"count": found.count})


class RequestsDue:
    """Says on top of every page that somebody waits for an answer that the law gives a day for."""

    key = "privacy_requests_due"

    def banner(self, viewer: Viewer) -> Banner | None:
        if not allows(viewer.role, "privacy.export"):
            return None
        found = waiting()
        if not found.late and not found.soon:
            return None
        words = (
            ngettext("%(count)s privacy request is late.", "%(count)s privacy requests are late.", found.late)
            if found.late
            else ngettext(
                "%(count)s privacy request is due by %(day)s.",
                "%(count)s privacy requests are due within a week, the first by %(day)s.",
                found.soon,
            )
        )
        said = words % {"count": show(found.late or found.soon, COUNT), "day": day(found.first) if found.first else ""}
        return Banner(said, tone="warning", link=_("See the requests"), url=reverse("privacy:papers"))


def register() -> None:
    """Register check, demand and line; called once, from the app's ready()."""
    title = gettext_lazy("People's requests are met in time")
    extends.checks.register(Looker("privacy_requests", title, 160, deadlines))
    extends.golive.register(Demand("privacy_requests", title, 110, deadlines, "privacy:papers", always=True))
    extends.banners.register(RequestsDue())
