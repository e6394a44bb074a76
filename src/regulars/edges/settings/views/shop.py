"""The shop's own settings."""

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
from regulars.base.web.components import Action, Empty
from regulars.base.web.desk import act_of, shop_of
from regulars.edges.settings import jobs
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.forms.shop import ShopForm


@access("settings.read", privacy="none")
def shop_page(request: HttpRequest) -> HttpResponse:
    """Show the shop's settings, and change them for those who may."""
    shop = shop_of(request)
    if shop is None:
        return not_set_up(request, _("Shop"))
    if request.method == "POST":
        return _change(request, shop)
    return _page(request, ShopForm(initial=ShopForm.values_of(shop)))


@access("settings.change", privacy="none")
def _change(request: HttpRequest, shop: ShopRow) -> HttpResponse:
    form = ShopForm(request.POST, initial=ShopForm.values_of(shop))
    if form.is_valid():
        changed = attempt(form, lambda: write(shops.change_shop, act_of(request), **form.changes()))
        if changed is not None:
            tell_changed(request, changed)
            return HttpResponseRedirect(reverse("desk_settings:shop"))
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: ShopForm, status: int = 200) -> HttpResponse:
    context = {
        "heading": _("Shop"),
        "finding": _("Which day, which currency and which year the figures are about."),
        "form": form,
        "able": may(request.user, "settings.change"),
    }
    return render(request, "settings/shop.html", context, status=status)


def tell_changed(request: HttpRequest, changed: list[str]) -> None:
    """Say what was saved, and start bringing the figures up to date."""
    if not changed:
        messages.info(request, _("Nothing was different."))
        return
    write(jobs.ask_for, act_of(request), jobs.SYNC)
    messages.success(request, _("Saved. The figures follow within a minute."))


def not_set_up(request: HttpRequest, heading: str) -> HttpResponse:
    """Say that there is nothing to set before the first import."""
    able = may(request.user, "imports.run")
    empty = Empty(
        _("The shop is not set up yet"),
        _("The first import asks for time zone, currency and prices, and proposes them from your file."),
        icon="settings",
        action=Action(_("Import orders"), "/desk/imports", icon="upload", primary=True) if able else None,
    )
    return render(request, "web/empty.html", {"heading": heading, "empty": empty})
