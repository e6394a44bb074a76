"""The log for its owner: who did what, in words."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from regulars.base.activity import ActivityRow, kinds, list_activity
from regulars.base.saying import from_source, say_all
from regulars.base.shop.queries import ShopRow
from regulars.base.staff.queries import list_staff
from regulars.base.web.access import access
from regulars.base.web.components import (
    Badge,
    Cell,
    Chip,
    Choice,
    Column,
    FilterBar,
    FilterField,
    Pager,
    Row,
    Tab,
    Table,
    Tabs,
)
from regulars.base.web.csv import csv_address, csv_part
from regulars.base.web.desk import shop_of, viewer_of
from regulars.base.web.formats import INSTANT
from regulars.kit.errors import Problem

SIZE = 50
SUBJECTS = {"cus": "customer", "ord": "order", "prd": "product"}
# What a kind is about, by the noun it begins with.
AREAS = {
    "order": gettext_lazy("Orders"),
    "order_list": gettext_lazy("Exports"),
    "customer": gettext_lazy("Customers"),
    "customer_list": gettext_lazy("Exports"),
    "product": gettext_lazy("Products"),
    "unit_cost": gettext_lazy("Unit costs"),
    "shop": gettext_lazy("Settings"),
    "currency_rate": gettext_lazy("Currencies"),
    "staff": gettext_lazy("Staff"),
    "link": gettext_lazy("Links"),
    "api_key": gettext_lazy("API keys"),
    "import": gettext_lazy("Imports"),
    "spend": gettext_lazy("Ad spend"),
    "goal": gettext_lazy("Goals"),
    "target": gettext_lazy("Goals"),
    "advice": gettext_lazy("Advice"),
    "activity": gettext_lazy("Audit"),
    "audit": gettext_lazy("Audit"),
    "reader": gettext_lazy("Audit"),
    "backup": gettext_lazy("Backups"),
    "go_live_check": gettext_lazy("Go live"),
    "privacy_request": gettext_lazy("Privacy"),
}


@access("staff.manage", privacy="personal")
def activity_list(request: HttpRequest) -> HttpResponseBase:
    """Show the log, last recorded first: what staff did, or everything."""
    given = request.GET
    everything = given.get("all") == "1"
    area, actor, words = given.get("area", ""), given.get("actor", ""), given.get("q", "").strip()
    shop = shop_of(request)
    subject = _subject(words, shop)
    before = given.get("before", "")
    facts = list_activity(
        by_staff=not everything and not subject,
        actor=actor,
        kinds=_kinds(area),
        subject=subject,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        limit=SIZE + 1,
    )
    table = _table(request, facts[:SIZE], more=len(facts) > SIZE)
    if answer := csv_part(request, table):
        return answer
    context = {
        "heading": _("Log"),
        "finding": _(
            "Everything that changed something, who did it and when. Entries stay; what they say of a person goes "
            "when that person is erased."
        ),
        "tabs": Tabs(
            [
                Tab(_("What people did"), _address(request, all=""), not everything),
                Tab(_("Everything, imports too"), _address(request, all="1"), everything),
            ],
            label=_("Which part of the log"),
        ),
        "filters": _filters(request, area, actor, words),
        "unread": _("“%(words)s” is no id of a customer, order or product.") % {"words": words}
        if words and not subject
        else "",
        "table": table,
    }
    return render(request, "settings/activity.html", context)


def _table(request: HttpRequest, facts: list[ActivityRow], *, more: bool) -> Table:
    names = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    columns = [
        Column("what", _("What"), wide=True),
        Column("who", _("Who")),
        Column("at", _("When"), INSTANT),
        Column("how", _("How"), hidden=True),
        Column("recorded", _("Recorded"), INSTANT, hidden=True),
    ]
    rows = []
    for fact, said in zip(facts, say_all(facts, viewer_of(request)), strict=True):
        title = said.title if said else _("Something else happened")
        what = Cell(title, note=said.detail if said else "", url=said.url if said else "")
        old = Badge(_("imported history"), "") if fact.backfill else None
        who = Cell(actor_words(fact.actor, names), badge=old)
        rows.append(Row([what, who, fact.occurred_at, from_source(fact.source), fact.recorded_at]))
    pager = Pager(
        (1 if rows else 0, len(rows)), None, next_url=_address(request, before=str(facts[-1].id)) if more else ""
    )
    return Table(
        "log", columns, rows, caption=_("Log"), csv_url=csv_address(request, "log"), choose_columns=True, pager=pager
    )


def actor_words(actor: str, names: dict[str, str]) -> str:
    """Return who acted, in words; `names` are those of staff by `staff:<key>`."""
    if actor in names:
        return names[actor]
    known = {
        "system": _("Regulars"),
        "cli": _("Command line"),
        "link": _("Somebody with a link"),
        "staff": _("Former staff"),
        "customer": _("A customer"),
        "key": _("A program"),
    }
    return known.get(actor.partition(":")[0], _("Somebody"))


def _filters(request: HttpRequest, area: str, actor: str, words: str) -> FilterBar:
    areas = sorted({(str(label), _area_key(noun)) for noun, label in AREAS.items() if _kinds(_area_key(noun))})
    people = [(f"staff:{one.id}", one.name or one.email) for one in list_staff()]
    fields = [
        FilterField("q", _("Id of a customer, order or product"), "search", words, primary=True),
        FilterField(
            "area",
            pgettext("log", "About"),
            "select",
            area,
            [Choice("", _("All")), *(Choice(key, label) for label, key in areas)],
            primary=True,
        ),
        FilterField(
            "actor",
            _("Who"),
            "select",
            actor,
            [Choice("", _("All")), *(Choice(key, name) for key, name in people)],
            primary=True,
        ),
        FilterField("all", "", "hidden", request.GET.get("all", "")),
    ]
    chips = []
    if words:
        chips.append(Chip(words, _address(request, q="")))
    if area in AREAS:
        chips.append(Chip(AREAS[area], _address(request, area="")))
    if actor:
        chips.append(Chip(dict(people).get(actor, actor), _address(request, actor="")))
    return FilterBar(fields, chips, reset_url=reverse("desk_settings:activity"))


def _area_key(noun: str) -> str:
    """Return the first noun with the same label: areas of one name are one."""
    return next(one for one, label in AREAS.items() if label == AREAS[noun])


def _kinds(area: str) -> tuple[str, ...]:
    if area not in AREAS:
        return ()
    nouns = {noun for noun, label in AREAS.items() if label == AREAS[area]}
    return tuple(sorted(kind for kind in kinds() if kind.partition(".")[0] in nouns))


def _subject(words: str, shop: ShopRow | None) -> str:
    """Return the log's name of the thing whose public id was given."""
    prefix = words.lower().partition("_")[0]
    if shop is None or prefix not in SUBJECTS:
        return ""
    try:
        return f"{SUBJECTS[prefix]}:{shop.number(prefix, words)}"
    except Problem:
        return ""


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"
