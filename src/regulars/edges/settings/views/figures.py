"""What figures count by default: kinds, statuses, and the shop's own cuts of the three scores."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.shop import service as shops
from regulars.base.shop.queries import ShopRow
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Column, Row, Stat, Table
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.formats import COUNT, PERCENT, Value, show
from regulars.domains.orders import queries as orders
from regulars.domains.orders.types import StatusRow
from regulars.domains.traits import queries as traits
from regulars.domains.traits.types import SEGMENT_NAMES
from regulars.edges.settings.forms.figures import CutsForm, KindsForm, StatusesForm, shown
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.service import ask_for_recount
from regulars.edges.settings.views.shop import not_set_up, tell_changed

USUAL_CUTS = {"r": [30, 90, 180, 365], "f": [2, 3, 5, 10], "m": [5000, 10000, 25000, 50000]}


@access("settings.read", privacy="none")
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show what counts, and change it for those who may."""
    shop = shop_of(request)
    if shop is None:
        return not_set_up(request, _("What counts"))
    if request.method == "POST":
        return _change(request, shop)
    return _page(request, shop)


@access("settings.change", privacy="none")
def _change(request: HttpRequest, shop: ShopRow) -> HttpResponse:
    what = request.POST.get("what", "")
    if what == "kinds":
        kinds = KindsForm(request.POST)
        return _save(request, shop, kinds=kinds) if kinds.is_valid() else _page(request, shop, kinds=kinds)
    if what == "statuses":
        statuses = StatusesForm(_choices(_named()), request.POST)
        return (
            _save(request, shop, statuses=statuses) if statuses.is_valid() else _page(request, shop, statuses=statuses)
        )
    if what == "ranks":
        changed = write(shops.change_shop, act_of(request), rfm_cuts=None)
        tell_changed(request, changed)
        return _done()
    cuts = CutsForm(shop, request.POST)
    if not cuts.is_valid() or what == "preview":
        return _page(request, shop, cuts=cuts)
    return _save(request, shop, cuts=cuts)


def _save(
    request: HttpRequest,
    shop: ShopRow,
    *,
    kinds: KindsForm | None = None,
    statuses: StatusesForm | None = None,
    cuts: CutsForm | None = None,
) -> HttpResponse:
    if statuses is not None:
        return _count_statuses(request, shop, statuses)
    form = kinds or cuts
    assert form is not None
    changes = kinds.cleaned_data if kinds else {"rfm_cuts": cuts.cuts() if cuts else None}
    changed = attempt(form, lambda: write(shops.change_shop, act_of(request), **changes))
    if changed is None:
        return _page(request, shop, kinds=kinds, cuts=cuts)
    tell_changed(request, changed)
    return _done()


def _count_statuses(request: HttpRequest, shop: ShopRow, form: StatusesForm) -> HttpResponse:
    chosen = set(form.cleaned_data["statuses"])
    changed = {row.status: row.status in chosen for row in _named() if (row.counted > 0) != (row.status in chosen)}
    if not changed:
        messages.info(request, _("Nothing was different."))
        return _done()
    write(ask_for_recount, act_of(request), changed, sorted(chosen))
    messages.success(request, _("Saved. The orders are counted again now; the figures follow."))
    return _done()


def _named() -> list[StatusRow]:
    """Statuses that a setting can do something about: stated ones, not those of canceled orders alone."""
    return [row for row in orders.list_statuses() if row.status and row.canceled < row.orders]


def _choices(named: list[StatusRow]) -> list[tuple[str, str]]:
    words = _("%(status)s (%(orders)s orders, %(counted)s count)")
    return [
        (
            row.status,
            words % {"status": row.status, "orders": show(row.orders, COUNT), "counted": show(row.counted, COUNT)},
        )
        for row in named
    ]


def _page(
    request: HttpRequest,
    shop: ShopRow,
    *,
    kinds: KindsForm | None = None,
    statuses: StatusesForm | None = None,
    cuts: CutsForm | None = None,
) -> HttpResponse:
    named = _named()
    counted = {"statuses": [row.status for row in named if row.counted]}
    given = {"include_renewals": shop.include_renewals, "include_wholesale": shop.include_wholesale}
    own = shown(shop.rfm_cuts or USUAL_CUTS, shop.reporting_currency)
    preview = traits.preview_cuts(cuts.cuts()) if cuts is not None and cuts.is_valid() else None
    wrong = any(form is not None and form.errors for form in (kinds, statuses, cuts))
    context = {
        "heading": _("What counts"),
        "finding": _("What every figure counts unless a report is asked otherwise."),
        "kinds": kinds or KindsForm(initial=given),
        "statuses": statuses or (StatusesForm(_choices(named), initial=counted) if named else None),
        "cuts": cuts or CutsForm(shop, initial=own),
        "has_own_cuts": shop.rfm_cuts is not None,
        "preview_stats": _preview_stats(preview) if preview else None,
        "preview_groups": _preview_groups(preview) if preview else None,
        "preview_scores": _preview_scores(preview) if preview else None,
        "able": may(request.user, "settings.change"),
    }
    return render(request, "settings/figures.html", context, status=422 if wrong else 200)


def _preview_stats(preview: traits.CutsPreview) -> list[Stat]:
    return [
        Stat(_("Buyers"), preview.buyers, COUNT),
        Stat(_("Get another score"), preview.moved, COUNT, note=_share(preview.moved, preview.buyers)),
        Stat(_("Change their group"), preview.regrouped, COUNT, note=_share(preview.regrouped, preview.buyers)),
    ]


def _share(part: int, whole: int) -> str:
    return show(part / whole, PERCENT) if whole else ""


def _preview_groups(preview: traits.CutsPreview) -> Table:
    columns = [
        Column("group", _("Group")),
        Column("now", _("Now"), COUNT),
        Column("then", _("With these cuts"), COUNT),
        Column("change", _("Difference"), COUNT),
    ]
    rows = [
        Row([_(name), now, then, then - now])
        for key, name in SEGMENT_NAMES.items()
        if (pair := preview.groups.get(key)) is not None
        for now, then in [pair]
    ]
    return Table("groups", columns, rows, caption=_("Groups"))


def _preview_scores(preview: traits.CutsPreview) -> Table:
    columns = [Column("score", _("Score"))]
    names = {"r": _("Recency"), "f": _("Frequency"), "m": _("Money")}
    for score, name in names.items():
        columns += [Column(f"{score}_now", name, COUNT), Column(f"{score}_then", _("then"), COUNT)]
    rows = []
    for place in reversed(range(5)):
        cells: list[Value] = [str(place + 1)]
        for score in names:
            now, then = preview.scores[score]
            cells += [now[place], then[place]]
        rows.append(Row(cells))
    return Table("scores", columns, rows, caption=_("How many buyers have each score"))


def _done() -> HttpResponse:
    return HttpResponseRedirect(reverse("desk_settings:figures"))
