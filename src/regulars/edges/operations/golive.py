"""What the ground itself asks for before marketing reaches anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.extends import Condition, Text
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.staff import factor
from regulars.base.staff.queries import list_staff
from regulars.base.staff.rules import OWNER
from regulars.edges.health.checks import ask, bad, good, warning
from regulars.edges.operations.queries import last_backup, last_proven_restore
from regulars.edges.operations.reaching import reach
from regulars.kit import clock

CERTIFICATE_DAYS = 14
BACKUP_AGE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Demand:
    """One check made of a function; `always` when it must hold at the last look, not only once."""

    key: str
    title: Text
    order: int
    look: Callable[[], Condition]
    url: str = ""
    always: bool = False


def public_address() -> Condition:
    """The address in our messages leads here."""
    url = current().public_url
    fix = _("Set REGULARS_PUBLIC_URL to the address people will use, and let its name lead to this machine.")
    if not url:
        return bad(_("No public address is set."), fix)
    found = reach(url)
    if found.problem:
        return bad(found.problem, fix)
    return good(_("%(url)s answers as Regulars.") % {"url": url})


def encryption() -> Condition:
    """The address is encrypted with a certificate that stays valid for a while."""
    url = current().public_url
    if not url.startswith("https://"):
        return bad(
            _("The public address is not https."),
            _("Put a proxy with a certificate in front; the compose file under deploy/ brings one by itself."),
        )
    found = reach(url)
    if found.problem or found.certified_until is None:
        return bad(found.problem or _("It shows no certificate."), _("See the proxy's log for why it has none."))
    days = (found.certified_until - clock.now()).days
    words = ngettext(
        "The certificate is valid for %(days)s more day.", "The certificate is valid for %(days)s more days.", days
    )
    words = words % {"days": days}
    return warning(words, _("It should have been renewed by now.")) if days < CERTIFICATE_DAYS else good(words)


def backup_made() -> Condition:
    """There is a fresh backup."""
    last = last_backup()
    if last is None or last.made_at is None or clock.now() - last.made_at > BACKUP_AGE:
        return bad(
            _("There is no backup from the last seven days."),
            _("Run `regulars backup`, or let a worker run, which makes one every day."),
        )
    return good(_("%(name)s, %(size)s MB.") % {"name": last.name, "size": last.size_bytes // 1_048_576})


def backup_restored() -> Condition:
    """A backup was restored once."""
    at = last_proven_restore()
    if at is None:
        return bad(
            _("No backup was ever restored, so nobody knows whether one can be."),
            _("Run `regulars restore BACKUP --rehearse`: it restores into a throwaway home and checks it there."),
        )
    days = (clock.now() - at).days
    return good(ngettext("Proven %(days)s day ago.", "Proven %(days)s days ago.", days) % {"days": days})


def real_shop() -> Condition:
    """The shop is described and not an invented one."""
    shop = find_shop()
    if shop is None:
        return bad(_("The shop is not described yet."), _("Import your orders, or fill in Settings > Shop."))
    if shop.is_demo:
        return bad(_("The demo's invented customers are still here."), _("Remove the demo under Settings > Data."))
    return good(f"{shop.name}, {shop.zone}")


def second_factor() -> Condition:
    """Whoever may do everything needs more than a password."""
    owners = [one for one in list_staff() if one.role == OWNER and one.is_active]
    without = sum(not factor.state(one.id).is_on for one in owners)
    if not owners:
        return bad(_("Nobody is an owner."), _("Run `regulars staff add E-MAIL --role owner`."))
    if without:
        words = ngettext("%(count)s owner has no second factor.", "%(count)s owners have no second factor.", without)
        fix = _("Each of them turns it on under Settings > My account.")
        return bad(words % {"count": without}, fix)
    return good(_("Every owner logs in with a second factor."))


def own_key() -> Condition:
    """The key is ours, and nobody drives the clock."""
    ours = current()
    if ours.debug or ours.test_mode:
        return bad(_("Debug or test mode is on."), _("Remove REGULARS_DEBUG and REGULARS_TEST_MODE."))
    if not ours.secret_key:
        return bad(_("There is no secret key."), _("Run `regulars init`."))
    return good(_("A key of this installation's own signs sessions and links."))


def as_checked(key: str) -> Condition:
    """Say what one of the doctor's checks says."""
    check = extends.checks.get(key)
    assert check is not None, key
    answer = ask(check)
    return bad(answer.found, answer.fix) if not answer.ok else good(answer.found)


def worker_runs() -> Condition:
    """Somebody does the work that sending is made of."""
    check = extends.checks.get("worker")
    assert check is not None
    answer = ask(check)
    return bad(answer.found, answer.fix) if answer.warning or not answer.ok else good(answer.found)


def register() -> None:
    """Register all of them; later parts add theirs the same way."""
    shop, data = "desk_settings:shop", "desk_settings:data"
    for item in (
        Demand("public_address", gettext_lazy("The public address leads here"), 10, public_address),
        Demand("encryption", gettext_lazy("The connection is encrypted"), 20, encryption),
        Demand("durable", gettext_lazy("What is acknowledged is kept"), 30, partial(as_checked, "database")),
        Demand("worker", gettext_lazy("A worker runs"), 40, worker_runs, "desk_settings:jobs"),
        Demand("backup_made", gettext_lazy("There is a backup"), 50, backup_made),
        Demand("backup_restored", gettext_lazy("A backup was restored once"), 60, backup_restored),
        Demand(
            "second_factor", gettext_lazy("Owners have a second factor"), 65, second_factor, "desk_settings:account"
        ),
        Demand("own_key", gettext_lazy("Keys are your own, test mode is off"), 70, own_key, always=True),
        Demand("clock", gettext_lazy("The clock is right"), 80, partial(as_checked, "clock")),
        Demand("real_shop", gettext_lazy("The shop is yours, not the demo"), 90, real_shop, data, always=True),
        Demand("zone", gettext_lazy("The time zone is known"), 100, partial(as_checked, "zone_data"), shop),
    ):
        extends.golive.register(item)
