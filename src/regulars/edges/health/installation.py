"""Checks of the installation: database, key, addresses, shop, people, figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.activity import readers
from regulars.base.extends import Condition
from regulars.base.lake import is_behind
from regulars.base.lake import manifest as manifests
from regulars.base.lake.engine import lake_folder
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.staff.queries import list_staff
from regulars.base.state import Act, change_seq, fetchall, verb, write
from regulars.edges.health.checks import Looker, bad, good, warning
from regulars.edges.health.ground import durability_faults, migrations_missing, vendor
from regulars.kit import clock

LAG_SHOULD = timedelta(minutes=15)
LOCAL = {"127.0.0.1", "localhost", "::1"}


def database() -> Condition:
    """The database answers and keeps what it acknowledges."""
    fetchall("SELECT 1")
    faults = list(durability_faults())
    if faults:
        return bad("; ".join(faults), _("Turn it on in the database's own settings; Regulars does not serve below it."))
    if vendor() == "postgresql" and str(fetchall("SHOW data_checksums")[0][0]) == "off":
        return warning(
            _("postgresql, durable, without checksums"), _("Run pg_checksums --enable while the database is stopped.")
        )
    return good(_("%(vendor)s, durable") % {"vendor": vendor()})


@verb
def touch(act: Act) -> int:
    """Commit the smallest write there is."""
    return change_seq()


def writing() -> Condition:
    """A write commits, by the same door as every other."""
    write(touch, Act.by("system"))
    return good(_("a write was committed"))


def migrations() -> Condition:
    """The database is at the level of this version."""
    missing = migrations_missing()
    if missing:
        return bad(_("%(count)s missing") % {"count": len(missing)}, _("Run `regulars migrate`."))
    return good(_("all applied"))


def secret_key() -> Condition:
    """There is a key of our own."""
    if not current().secret_key:
        return bad(_("is missing"), _("Run `regulars init`."))
    return good(_("is set"))


def addresses() -> Condition:
    """People can be sent links that lead here, safely."""
    url = current().public_url
    if not url:
        return warning(
            _("no public address is set: links in messages would lead nowhere"),
            _("Set REGULARS_PUBLIC_URL=https://... and put a proxy with a certificate in front."),
        )
    if urlsplit(url).scheme != "https":
        return warning(_("%(url)s is not encrypted") % {"url": url}, _("Use https: see the guide to deploying."))
    return good(url)


def listening() -> Condition:
    """The server is not reachable around its proxy."""
    ours = current()
    if ours.host in LOCAL or not ours.public_url:
        return good(f"{ours.host}:{ours.port}")
    return warning(
        _("it listens on %(host)s, so it can be reached around the proxy") % {"host": ours.host},
        _("Set REGULARS_HOST=127.0.0.1, unless the proxy runs on another machine or in another container."),
    )


def shop() -> Condition:
    """The shop is described."""
    found = find_shop()
    if found is None:
        return warning(_("not set up yet"), _("Import a file, or run `regulars init --zone ... --currency ...`."))
    return good(f"{found.name}, {found.zone}, {found.reporting_currency}")


def owner() -> Condition:
    """Somebody may do everything."""
    count = sum(one.role == "owner" and one.is_active for one in list_staff())
    found = _("%(count)s can log in") % {"count": count}
    return good(found) if count else warning(found, _("Run `regulars staff add E-MAIL --role owner`."))


def lake() -> Condition:
    """Figures are current."""
    snapshot, now = manifests.load(lake_folder()), clock.now()
    if not snapshot.published_at:
        return warning(_("empty"), _("Run `regulars lake sync`; the worker does so by itself."))
    age = now - datetime.fromisoformat(snapshot.published_at)
    if age > LAG_SHOULD and is_behind(now):
        found = _("figures are %(minutes)s minutes behind") % {"minutes": int(age.total_seconds()) // 60}
        return warning(found, _("See whether a worker runs."))
    return good(snapshot.id)


def log() -> Condition:
    """Whoever listens to the log keeps up, and takes every row."""
    now, rows = clock.now(), readers.standing()
    late = [one for one in rows if one.oldest_waiting is not None and now - one.oldest_waiting > LAG_SHOULD]
    if late:
        found = _("%(name)s has %(count)s entries still to read") % {"name": late[0].name, "count": late[0].waiting}
        return warning(found, _("See whether a worker runs; it reads the log for all of them."))
    parked = sum(one.parked for one in rows)
    if parked:
        found = _("%(count)s entries were set aside by a reader") % {"count": parked}
        return warning(found, _("`regulars audit readers` says why, `regulars audit retry` tries them again."))
    return good(_("everybody who listens is up to date"))


def register() -> None:
    """Register all of them."""
    for item in (
        Looker("secret_key", gettext_lazy("Secret key"), 30, secret_key, True),
        Looker("database", gettext_lazy("Database"), 40, database, True),
        Looker("writing", gettext_lazy("Writing"), 45, writing, True),
        Looker("migrations", gettext_lazy("Migrations"), 50, migrations, True),
        Looker("addresses", gettext_lazy("Public address"), 80, addresses),
        Looker("listening", gettext_lazy("Listening"), 85, listening),
        Looker("shop", gettext_lazy("Shop"), 90, shop),
        Looker("owner", gettext_lazy("Owner"), 100, owner),
        Looker("log", gettext_lazy("Activity log"), 125, log),
        Looker("lake", gettext_lazy("Figures"), 130, lake),
    ):
        extends.checks.register(item)
