"""Opening a demo in this process's home: the shop, its data, its figures and a login. Opening it again reuses it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base import lake
from regulars.base.settings import current
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.staff import rules
from regulars.base.staff import service as staff
from regulars.base.staff.queries import list_staff, staff_by_email
from regulars.base.state import Act, write
from regulars.edges.demo import grocery, loading, marker
from regulars.edges.demo.generator.calendar import ZONE
from regulars.edges.demo.generator.shop import DemoShop
from regulars.edges.demo.marker import Marker
from regulars.edges.demo.removing import remove_demo, take_out
from regulars.edges.imports import service as imports
from regulars.edges.imports.deciding import Choices
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.periods import DAY, local_date

__all__ = ["COFFEE", "GROCERY", "Opened", "occupant", "open_demo", "open_file", "remove_demo", "take_out", "what_of"]

COFFEE, GROCERY, FILE, OTHER = "coffee", "grocery", "file:", "shop"
OWNER_EMAIL = "owner@demo.example"
FALLBACK_ZONE, FALLBACK_CURRENCY = "UTC", "EUR"

Report = Callable[[int, int | None, str], None]
Stage = Callable[[str, str], AbstractContextManager[Report]]  # label and unit, to a progress bar


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened. `password` is empty where the login is one whose password only its owner knows."""

    home: Path
    shop: str
    is_new: bool
    orders: int
    email: str
    password: str


def what_of(shop: str, data: Path | None) -> str:
    """Return the word under which a home remembers what it was opened with."""
    return f"{FILE}{data.name}" if data is not None else shop


def occupant(home: Path) -> str:
    """Return what a home holds: what `open_demo` or `open_file` opened, `shop` for any other, or nothing."""
    found = marker.read(home)
    if found is not None:
        return found.what
    return "" if find_shop() is None else OTHER


def open_demo(what: str, seed: int, language: str, stage: Stage) -> Opened:
    """Open the coffee or the grocery shop here; one that was opened before keeps its seed, its days and its data."""
    home, act = current().home, Act.by("cli", "demo", backfill=True)
    found = marker.read(home)
    if found is not None and found.is_loaded:
        return _opened_again(home, found, language)
    # An interrupted opening goes on with the shop it began.
    chosen = found or Marker(what, seed, local_date(clock.now(), ZoneInfo(ZONE)) - DAY)
    marker.keep(home, chosen)
    with stage(_("orders"), _("orders")) as report:
        if what == GROCERY:
            count = loading.load_grocery(grocery.folder(), act, report, language)
        else:
            count = loading.load_coffee(DemoShop(chosen.last, chosen.seed), act, report, language)
    _bring_up_to_date(stage)
    marker.keep(home, replace(chosen, is_loaded=True))
    return _opened(home, language, count)


def open_file(path: Path, language: str, stage: Stage) -> Opened:
    """Open the shop whose orders are in a file, by everything that the file itself suggests.

    Raises:
        Refused: columns that an order cannot do without were not recognized.
    """
    home, act = current().home, Act.by("cli", "file", backfill=True)
    found = marker.read(home)
    if found is not None and found.is_loaded:
        return _opened_again(home, found, language)
    chosen = Marker(what_of("", path), 0, local_date(clock.now(), ZoneInfo(FALLBACK_ZONE)))
    with stage(_("reading"), _("rows")) as report:
        proposal = imports.inspect(path, "orders", progress=report)
        if not (proposal.plan.zone and proposal.plan.currency):
            fallback = Choices(proposal.plan.zone or FALLBACK_ZONE, proposal.plan.currency or FALLBACK_CURRENCY)
            proposal = imports.inspect(path, "orders", choices=fallback)
    plan = proposal.plan
    if proposal.missing:
        raise Refused(
            "import.unmapped",
            _("No column of the file was recognized as %(fields)s."),
            field="map",
            value=", ".join(proposal.missing),
            fix=_("Import it by `regulars import orders %(file)s --map %(first)s=COLUMN`."),
            params={"fields": ", ".join(proposal.missing), "file": str(path), "first": proposal.missing[0]},
        )
    marker.keep(home, chosen)
    if find_shop() is None:
        tax: dict[str, Any] = {} if plan.prices_include_tax is None else {"prices_include_tax": plan.prices_include_tax}
        write(shops.set_up_shop, act, path.name.partition(".")[0], plan.zone, plan.currency, language=language, **tax)
    with stage(_("importing"), _("rows")) as report:
        outcome = imports.run(path, plan, act, report)
    _bring_up_to_date(stage)
    marker.keep(home, replace(chosen, is_loaded=True))
    return _opened(home, language, int(outcome.report["done"].get("created", 0)))


def _bring_up_to_date(stage: Stage) -> None:
    with stage(_("figures"), _("tables")) as report:
        lake.sync(clock.now(), report, ahead=True)


def _opened(home: Path, language: str, orders: int) -> Opened:
    owners = [one for one in list_staff() if one.role == rules.OWNER]
    if owners:  # of a home that had a login before
        return Opened(home, _name(), True, orders, owners[0].email, "")
    password = staff.new_password()
    write(staff.add_staff, Act.by("cli", "cli"), OWNER_EMAIL, rules.OWNER, password, language=language)
    return Opened(home, _name(), True, orders, OWNER_EMAIL, password)


def _opened_again(home: Path, found: Marker, language: str) -> Opened:
    """The demo's own login gets a new password, since the old one was printed once; other logins are left alone."""
    member = staff_by_email(OWNER_EMAIL)
    if member is None:
        return replace(_opened(home, language, 0), is_new=False)
    password = ""
    if found.what in (COFFEE, GROCERY):
        password = staff.new_password()
        write(staff.reset_password, Act.by("cli", "cli"), member.id, password)
    return Opened(home, _name(), False, 0, member.email, password)


def _name() -> str:
    shop = find_shop()
    return "" if shop is None else shop.name
