"""Checks of backups, and what a collector is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.extends import Condition
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.state import fetchall
from regulars.edges.health import counting
from regulars.edges.health.checks import Looker, good, warning
from regulars.edges.operations.queries import last_backup, last_proven_restore
from regulars.kit import clock

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

PATIENCE = 2  # backups may be late by as much again
UNATTENDED_HOURS = 24 * 7
PROOF_VALID = timedelta(days=180)
ARCHIVED_SOON = {str(seconds) for seconds in range(1, 61)}  # 0 means that a piece waits until it is full


def backup() -> Condition:
    """The last backup is not too old."""
    shop, last = find_shop(), last_backup()
    fix = _("Run `regulars backup`, and let a worker run: it makes one by itself.")
    if last is None or last.made_at is None:
        return good(_("nothing to back up yet")) if shop is None or shop.is_demo else warning(_("none yet"), fix)
    age = clock.now() - last.made_at
    hours = int(age.total_seconds()) // 3600
    words = ngettext("%(hours)s hour old", "%(hours)s hours old", hours) % {"hours": hours}
    allowed = (current().backup_every_hours or UNATTENDED_HOURS) * PATIENCE
    return warning(words, fix) if age > timedelta(hours=allowed) else good(words)


def proven() -> Condition:
    """A backup was restored once: until then nobody knows that it can be."""
    at, shop = last_proven_restore(), find_shop()
    fix = _("Run `regulars restore BACKUP --rehearse`: it restores into a throwaway home and checks it there.")
    if at is None:
        return good(_("nothing to restore yet")) if shop is None or shop.is_demo else warning(_("never"), fix)
    days = (clock.now() - at).days
    words = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    return warning(words, fix) if clock.now() - at > PROOF_VALID else good(words)


def archiving() -> Condition:
    """PostgreSQL hands its log over as it is written, so that at most a minute is lost with the disk (O1)."""
    fix = _("Archive the log of PostgreSQL; docs/howto/run-on-postgresql.md says how.")
    if str(fetchall("SHOW archive_mode")[0][0]) == "off":
        return warning(_("the log is not archived: what was written since the last backup is lost with the disk"), fix)
    archived, failed = fetchall("SELECT last_archived_time, last_failed_time FROM pg_stat_archiver")[0]
    if failed is not None and (archived is None or failed > archived):
        return warning(_("the last piece of the log could not be archived"), fix)
    if str(fetchall("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'")[0][0]) not in ARCHIVED_SOON:
        return warning(_("a piece of the log may wait for more than a minute until it is archived"), fix)
    return good(_("the log is archived"))


def measured() -> Iterator[GaugeMetricFamily]:
    """Yield when the last backup was made and the last restore proven; 0 for never."""
    from prometheus_client.core import GaugeMetricFamily

    last, at = last_backup(), last_proven_restore()
    made = last.made_at.timestamp() if last and last.made_at else 0.0
    yield GaugeMetricFamily("regulars_last_backup_timestamp_seconds", "When the last backup was made.", value=made)
    proof = at.timestamp() if at else 0.0
    name = "regulars_last_proven_restore_timestamp_seconds"
    yield GaugeMetricFamily(name, "When a backup was last restored, for good or as a rehearsal.", value=proof)


def register() -> None:
    """Register all of them."""
    counting.sources.append(measured)
    extends.checks.register(Looker("backup", gettext_lazy("Last backup"), 140, backup))
    extends.checks.register(Looker("restore", gettext_lazy("Last proven restore"), 150, proven))
    if not current().database_url.startswith("sqlite"):
        extends.checks.register(Looker("archiving", gettext_lazy("Archive of the database's log"), 160, archiving))
