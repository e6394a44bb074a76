"""What the settings add to the rail, and words for the activity of units that have no pages of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain
from regulars.base.staff.keyring import key_by_id
from regulars.base.staff.queries import staff_by_id
from regulars.base.web import nav
from regulars.base.web.formats import COUNT, show
from regulars.edges.settings.forms.staff import ROLE_NAMES

PAGES = (
    ("shop", gettext_lazy("Shop"), "settings.read", 10, "time zone currency tax margin fiscal year name"),
    ("figures", gettext_lazy("What counts"), "settings.read", 20, "statuses renewals wholesale rfm cuts scores"),
    ("currencies", gettext_lazy("Currencies"), "settings.read", 30, "exchange rates conversion"),
    ("data", gettext_lazy("Data"), "settings.read", 50, "sync refresh verify lake rebuild demo remove as of"),
    ("jobs", gettext_lazy("Jobs"), "jobs.read", 60, "queue background worker progress errors"),
    ("links", gettext_lazy("Links"), "reports.share", 70, "share shared public url"),
    ("keys", gettext_lazy("API keys"), "keys.manage", 75, "token developer program integration rest"),
    ("staff", gettext_lazy("Staff"), "staff.manage", 80, "users team roles permissions invite login"),
    ("login_rules", gettext_lazy("Logging in"), "staff.manage", 85, "second factor 2fa mfa two-factor totp security"),
    ("activity", gettext_lazy("Log"), "staff.manage", 90, "audit history activity who did what"),
    (
        "account",
        gettext_lazy("My account"),
        "account.own",
        100,
        "password language profile me second factor 2fa sessions devices",
    ),
)
FIELDS = {
    "name": gettext_lazy("name"),
    "zone": gettext_lazy("time zone"),
    "reporting_currency": gettext_lazy("reporting currency"),
    "prices_include_tax": gettext_lazy("whether prices contain tax"),
    "margin_rate_bps": gettext_lazy("margin"),
    "language": gettext_lazy("language"),
    "fiscal_start_month": gettext_lazy("fiscal year"),
    "include_renewals": gettext_lazy("whether renewals count"),
    "include_wholesale": gettext_lazy("whether wholesale counts"),
    "counted_statuses": gettext_lazy("statuses that count"),
    "rfm_cuts": gettext_lazy("cuts of the scores"),
    "is_demo": gettext_lazy("that it is a demo"),
    "role": gettext_lazy("role"),
    "is_active": gettext_lazy("whether the login is open"),
}

ENDED_BY = {
    "password": gettext_lazy("because of a new password"),
    "role": gettext_lazy("because of another role"),
    "closed": gettext_lazy("because the login was closed"),
    "second_factor": gettext_lazy("because the second factor changed"),
}


def _named(fields: object) -> str:
    names = fields.split(", ") if isinstance(fields, str) else list(fields or ())  # type: ignore[call-overload]
    return ", ".join(str(FIELDS.get(name, name)) for name in names)


def _shop_set_up(fact: ActivityRow, viewer: Viewer) -> str:
    words = _("The shop was set up: %(zone)s, %(currency)s")
    return words % {"zone": fact.data.get("zone", ""), "currency": fact.data.get("reporting_currency", "")}


def _shop_changed(fact: ActivityRow, viewer: Viewer) -> str:
    return _("Settings of the shop changed: %(fields)s") % {"fields": _named(fact.data.get("fields"))}


def _rates(fact: ActivityRow, viewer: Viewer) -> str:
    count = int(fact.data.get("count", 0))
    words = ngettext("%(count)s currency rate was recorded", "%(count)s currency rates were recorded", count)
    return words % {"count": show(count, COUNT)}


def _member(fact: ActivityRow) -> tuple[str, str]:
    one = staff_by_id(int(fact.data.get("staff", 0)))
    if one is None:
        return _("somebody"), ""
    return one.name or one.email, reverse("desk_settings:staff_member", args=[one.id])


def _staff_added(fact: ActivityRow, viewer: Viewer) -> Said:
    name, url = _member(fact)
    role = str(ROLE_NAMES.get(str(fact.data.get("role")), ""))
    return Said(_("%(name)s was added as %(role)s") % {"name": name, "role": role}, "", "user-plus", url)


def _staff_changed(fact: ActivityRow, viewer: Viewer) -> Said:
    name, url = _member(fact)
    fields = _named(fact.data.get("change", ""))
    return Said(_("Login of %(name)s changed: %(fields)s") % {"name": name, "fields": fields}, "", "user", url)


def _password_reset(fact: ActivityRow, viewer: Viewer) -> Said:
    name, url = _member(fact)
    return Said(_("%(name)s has a new password") % {"name": name}, "", "lock", url, "warning")


def _who(icon: str, words: str, tone: str = "") -> Callable[[ActivityRow, Viewer], Said]:
    """Return what says `words` about the member that a fact names."""

    def said(fact: ActivityRow, viewer: Viewer) -> Said:
        name, url = _member(fact)
        return Said(_(words) % {"name": name, **fact.data}, "", icon, url, tone)

    return said


def _login_refused(fact: ActivityRow, viewer: Viewer) -> Said:
    name, url = _member(fact)
    count = int(fact.data.get("tries", 0))
    known = ngettext(
        "%(count)s failed login in a row as %(name)s", "%(count)s failed logins in a row as %(name)s", count
    )
    unknown = ngettext(
        "%(count)s failed login in a row with an address that nobody has",
        "%(count)s failed logins in a row with an address that nobody has",
        count,
    )
    words = known if fact.data.get("staff") else unknown
    return Said(words % {"count": show(count, COUNT), "name": name}, "", "lock", url, "warning")


def _sessions_ended(fact: ActivityRow, viewer: Viewer) -> Said:
    name, url = _member(fact)
    count = int(fact.data.get("count", 0))
    words = ngettext("%(count)s session of %(name)s was ended", "%(count)s sessions of %(name)s were ended", count)
    why = ENDED_BY.get(str(fact.data.get("reason")), "")
    return Said(words % {"count": show(count, COUNT), "name": name}, str(why), "log-out", url)


def _demanded(fact: ActivityRow, viewer: Viewer) -> str:
    roles = ", ".join(str(ROLE_NAMES.get(role, role)) for role in fact.data.get("roles", []))
    if not roles:
        return _("No role needs a second factor any more")
    return _("These roles need a second factor: %(roles)s") % {"roles": roles}


def _link_created(fact: ActivityRow, viewer: Viewer) -> str:
    if fact.data.get("purpose") == "staff_password":
        return _("A link to set a password was made")
    return _("A link was given out")


def _link_revoked(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A link was closed")


def _reader_rewound(fact: ActivityRow, viewer: Viewer) -> str:
    words = _("“%(name)s” reads the activity log again from entry %(seq)s on")
    return words % {"name": fact.data.get("reader", ""), "seq": show(int(fact.data.get("seq", 0)), COUNT)}


def _reader_retried(fact: ActivityRow, viewer: Viewer) -> str:
    words = _("Entries that “%(name)s” had set aside were tried again: %(taken)s went through, %(still)s did not")
    taken, still = (show(int(fact.data.get(name, 0)), COUNT) for name in ("taken", "still"))
    return words % {"name": fact.data.get("reader", ""), "taken": taken, "still": still}


def _key_named(fact: ActivityRow) -> str:
    row = key_by_id(int(fact.data.get("key", 0)))
    return row.name if row else ""


def _key(icon: str, words: str) -> Callable[[ActivityRow, Viewer], Said]:
    """Return what says `words` about the API key that a fact names."""

    def said(fact: ActivityRow, viewer: Viewer) -> Said:
        may = ", ".join(fact.data.get("permissions", []))
        return Said(_(words) % {"name": _key_named(fact)}, may, icon, reverse("desk_settings:keys"))

    return said


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for name, label, permission, order, words in PAGES:
        nav.add(nav.NavItem("settings", label, f"desk_settings:{name}", permission, order, words))
    for kind, icon, say in (
        ("shop.set_up", "store", _shop_set_up),
        ("shop.changed", "settings", _shop_changed),
        ("currency_rate.recorded", "coins", _rates),
        ("staff.added", "user-plus", _staff_added),
        ("staff.changed", "user", _staff_changed),
        ("staff.password_reset", "lock", _password_reset),
        ("staff.logged_in", "user", _who("user", gettext_noop("%(name)s logged in"))),
        ("staff.logged_out", "log-out", _who("log-out", gettext_noop("%(name)s logged out"))),
        ("staff.login_refused", "lock", _login_refused),
        ("staff.sessions_ended", "log-out", _sessions_ended),
        ("staff.second_factor_on", "lock", _who("lock", gettext_noop("%(name)s has a second factor now"))),
        (
            "staff.second_factor_off",
            "lock",
            _who("lock", gettext_noop("%(name)s has no second factor now"), "warning"),
        ),
        ("staff.recovery_codes_renewed", "lock", _who("lock", gettext_noop("%(name)s has new recovery codes"))),
        ("staff.second_factor_demanded", "lock", _demanded),
        ("api_key.created", "lock", _key("lock", gettext_noop("The API key “%(name)s” was made"))),
        ("api_key.rotated", "refresh-cw", _key("refresh-cw", gettext_noop("The API key “%(name)s” is being replaced"))),
        ("api_key.revoked", "lock", _key("lock", gettext_noop("The API key “%(name)s” was revoked"))),
        ("link.created", "link", _link_created),
        ("link.revoked", "lock", _link_revoked),
        ("reader.rewound", "refresh-cw", _reader_rewound),
        ("reader.retried", "refresh-cw", _reader_retried),
    ):
        extends.sentences.register(plain(kind, icon, say))
