"""What has to hold for the product to serve; each check says what it found in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from regulars.base.lake import current_manifest
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.staff.queries import list_staff
from regulars.base.state import fetchall

FREE_BYTES_MIN = 500 * 1024 * 1024
POSTGRESQL_MUST = {"fsync": "on", "full_page_writes": "on"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check. A `warning` does not keep the product from serving."""

    name: str
    ok: bool
    found: str
    warning: bool = False


def run_checks() -> list[Check]:
    """Run every check, in the order in which one rests on another; one that cannot run has failed."""
    return [_safe(name, check) for name, check in CHECKS.items()]


def migrations_missing() -> list[str]:
    """Return the migrations that the database still needs."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def all_migrations() -> set[str]:
    """Return every migration of this version as `app.name`."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def durability_faults() -> Iterator[str]:
    """Yield what would let an acknowledged write be lost when the power goes."""
    if connection.vendor == "sqlite":
        mode = str(fetchall("PRAGMA journal_mode")[0][0]).lower()
        level = int(fetchall("PRAGMA synchronous")[0][0])
        if mode != "wal":
            yield f"journal_mode is {mode}, not wal"
        if level < 2:
            yield "synchronous is below FULL"
        return
    for name, value in POSTGRESQL_MUST.items():
        if fetchall(f"SHOW {name}")[0][0] != value:
            yield f"{name} is not {value}"
    if fetchall("SHOW synchronous_commit")[0][0] == "off":
        yield "synchronous_commit is off"


def _safe(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (DatabaseError, OSError) as error:
        return Check(name, False, str(error).strip())


def _home() -> Check:
    home = current().home
    if not home.is_dir():
        return Check("home", False, _("%(home)s does not exist: run regulars init") % {"home": home})
    free = shutil.disk_usage(home).free
    if not os.access(home, os.W_OK):
        return Check("home", False, _("%(home)s cannot be written") % {"home": home})
    found = _("%(home)s, %(free)s MB free") % {"home": home, "free": free // 1_048_576}
    return Check("home", True, found, warning=free < FREE_BYTES_MIN)


def _secret() -> Check:
    found = bool(current().secret_key)
    return Check("secret_key", found, _("is set") if found else _("is missing: run regulars init"))


def _database() -> Check:
    fetchall("SELECT 1")
    faults = list(durability_faults())
    return Check("database", not faults, "; ".join(faults) or _("%(vendor)s, durable") % {"vendor": connection.vendor})


def _migrations() -> Check:
    missing = migrations_missing()
    found = _("%(count)s missing: run regulars migrate") % {"count": len(missing)} if missing else _("all applied")
    return Check("migrations", not missing, found)


def _shop() -> Check:
    shop = find_shop()
    found = _("not set up yet") if shop is None else f"{shop.name}, {shop.zone}, {shop.reporting_currency}"
    return Check("shop", True, found, warning=shop is None)


def _owner() -> Check:
    owners = [one for one in list_staff() if one.role == "owner" and one.is_active]
    found = _("%(count)s can log in") % {"count": len(owners)}
    return Check("owner", True, found, warning=not owners)


def _lake() -> Check:
    found = current_manifest()
    return Check(
        "lake", True, str(found.name) if hasattr(found, "name") else str(found or _("empty")), warning=not found
    )


CHECKS: dict[str, Callable[[], Check]] = {
    "home": _home,
    "secret_key": _secret,
    "database": _database,
    "migrations": _migrations,
    "shop": _shop,
    "owner": _owner,
    "lake": _lake,
}
