"""How stores stand, for the doctor, for going live and for who collects metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.extends import Condition
from regulars.base.state import fetchall, instant_value
from regulars.edges.health import counting
from regulars.edges.health.checks import Looker, bad, good, warning
from regulars.edges.operations.golive import Demand
from regulars.edges.stores import queries
from regulars.kit import clock

LATE = timedelta(hours=1)
RECONCILED = timedelta(hours=36)


def stores() -> Condition:
    """Every connected store can be read, and was lately."""
    found = queries.accounts()
    if not found:
        return good(_("none is connected"))
    failing = [one for one in found if one.failing_since is not None]
    if failing:
        one = failing[0]
        words = _("%(name)s cannot be read: %(why)s") % {"name": one.name, "why": one.failure}
        return warning(words, _("See Settings > Stores: test the connection there."))
    late = [one.name for one in found if one.synced_at is None or clock.now() - one.synced_at > LATE]
    if late:
        words = _("not read for over an hour: %(names)s") % {"names": ", ".join(late)}
        return warning(words, _("See that a worker runs, and Settings > Stores."))
    lost = sum(queries.failed_deliveries(one.id) for one in found)
    if lost:
        words = ngettext("%(count)s message could not be taken", "%(count)s messages could not be taken", lost)
        return warning(words % {"count": lost}, _("The nightly comparison reads again what they were about."))
    return good(ngettext("%(count)s is read", "%(count)s are read", len(found)) % {"count": len(found)})


def store_connected() -> Condition:
    """Orders come in by themselves."""
    found = queries.accounts()
    if not found:
        return bad(
            _("No store is connected, so orders come in by file only."),
            _("Connect it under Settings > Stores; without a connection codes do not work at your checkout."),
        )
    unfilled = [one.name for one in found if not _is_filled(one.id)]
    if unfilled:
        words = _("Older orders of %(names)s are still coming in.") % {"names": ", ".join(unfilled)}
        return bad(words, _("Wait until they are here: until then everybody looks like a new customer."))
    broken = [one for one in found if one.failing_since is not None]
    if broken:
        return bad(_("%(name)s cannot be read: %(why)s") % {"name": broken[0].name, "why": broken[0].failure})
    return good(", ".join(one.title or one.name for one in found))


def families() -> Iterator[Any]:
    """Yield what a collector reads about stores."""
    from prometheus_client.core import GaugeMetricFamily

    age = GaugeMetricFamily("regulars_store_sync_age_seconds", "Since a store was read last.", labels=["store"])
    failing = GaugeMetricFamily("regulars_store_failing", "1 when a store cannot be read.", labels=["store"])
    for one in queries.accounts():
        seconds = (clock.now() - one.synced_at).total_seconds() if one.synced_at else 0.0
        age.add_metric([one.name], max(0.0, seconds))
        failing.add_metric([one.name], float(one.failing_since is not None))
    yield from (age, failing)
    counts: dict[str, int] = dict(fetchall("SELECT state, count(*) FROM stores_delivery GROUP BY state"))
    waiting = GaugeMetricFamily("regulars_webhooks", "Messages of stores by state.", labels=["state"])
    for state in ("waiting", "failed"):
        waiting.add_metric([state], float(counts.get(state, 0)))
    yield waiting
    oldest = fetchall("SELECT min(received_at) FROM stores_delivery WHERE state = 'waiting'")[0][0]
    seconds = 0.0
    if oldest is not None:
        now = instant_value(clock.now())
        seconds = (now - oldest).total_seconds() if hasattr(oldest, "tzinfo") else (now - oldest) / 1_000_000
    yield GaugeMetricFamily(
        "regulars_webhooks_oldest_seconds", "How long the oldest waiting message has waited.", value=max(0.0, seconds)
    )


def _is_filled(number: int) -> bool:
    known = [one for one in queries.streams(number).values() if ":" not in one.kind]
    return bool(known) and all(one.is_filled for one in known)


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    extends.checks.register(Looker("stores", gettext_lazy("Stores"), 130, stores))
    title = gettext_lazy("Orders come in by themselves")
    extends.golive.register(Demand("store_connected", title, 95, store_connected, "stores:stores"))
    counting.sources.append(families)
