"""The second factor: setting it up, its recovery codes, taking it away, and which roles must have one."""

from __future__ import annotations

import io
from typing import Any, cast

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from regulars.base.staff import factor
from regulars.base.staff.queries import list_staff, staff_by_id
from regulars.base.staff.rules import ROLES
from regulars.base.state import write
from regulars.base.web.access import access, lacks_factor
from regulars.base.web.components import Action
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.entering import own_session
from regulars.edges.settings.forms.factor import ConfirmForm, DemandForm, PresentForm
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.forms.staff import ROLE_NAMES


def factor_work(user: Any) -> dict[str, object]:
    """Return what stands about the second factor on one's account page."""
    url = reverse("desk_settings:second_factor")
    if not user.has_second_factor:
        text = _("A code from your phone beside the password: then a stolen password alone opens nothing.")
        return {"title": _("Second factor"), "text": text, "action": Action(_("Set it up"), url, icon="lock")}
    left = factor.state(user.pk).codes_left
    words = ngettext("It is on. %(count)s recovery code is left.", "It is on. %(count)s recovery codes are left.", left)
    return {
        "title": _("Second factor"),
        "text": words % {"count": left},
        "action": Action(_("Change it"), url, icon="lock"),
    }


@access("account.own", privacy="none", before_factor=True)
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up one's second factor, or renew its codes and take it away. Each needs the present password."""
    user = cast(Any, request.user)
    if user.has_second_factor:
        return _kept(request, user)
    told = factor.setup_of(user.pk, user.email, _shop_name(request))
    if told is None:
        return _ask_password(request, user)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes = factor.new_codes()
        if _confirmed(request, form, codes):
            return _codes(request, codes)
    context = {
        "heading": _("Set up the second factor"),
        "finding": _("Scan the picture with an authenticator app, then enter the code that it shows."),
        "form": form,
        "picture": _qr(told.address),
        "secret": " ".join(told.secret[place : place + 4] for place in range(0, len(told.secret), 4)),
        "demanded": lacks_factor(user),
    }
    return render(request, "settings/factor_setup.html", context, status=422 if form.errors else 200)


def _ask_password(request: HttpRequest, user: Any) -> HttpResponse:
    """Begin only for somebody who knows the password: an unlocked screen must not become a second factor."""
    form = PresentForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        write(factor.begin, act_of(request), user.pk)
        return HttpResponseRedirect(reverse("desk_settings:second_factor"))
    context = {
        "heading": _("Set up the second factor"),
        "finding": _("Your role works with a second factor only; set it up, and everything is open to you.")
        if lacks_factor(user)
        else _("You will need an authenticator app on your phone, such as Aegis, 2FAS or the one you have."),
        "form": form,
        "able": True,
        "label": _("Go on"),
        "crumb": _("My account"),
        "crumb_url": reverse("desk_settings:account"),
    }
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)


def _confirmed(request: HttpRequest, form: ConfirmForm, codes: list[str]) -> bool:
    user = cast(Any, request.user)
    hashes = factor.code_hashes(user.pk, codes)

    def confirm() -> bool:
        write(factor.confirm, act_of(request), user.pk, form.cleaned_data["code"], hashes, own_session(request))
        return True

    return bool(attempt(form, confirm, "code"))


def _kept(request: HttpRequest, user: Any) -> HttpResponse:
    """Renew the codes or take the factor away, with the present password."""
    what = request.POST.get("what", "")
    posted = request.POST if request.method == "POST" else None
    codes = PresentForm(user, posted if what == "codes" else None, prefix="codes")
    gone = PresentForm(user, posted if what == "drop" else None, prefix="drop")
    if what == "codes" and codes.is_valid():
        fresh = factor.new_codes()
        write(factor.renew_codes, act_of(request), user.pk, factor.code_hashes(user.pk, fresh))
        return _codes(request, fresh)
    if what == "drop" and gone.is_valid():
        write(factor.drop_factor, act_of(request), user.pk, own_session(request))
        messages.success(request, _("The second factor is off."))
        return HttpResponseRedirect(reverse("desk_settings:account"))
    context = {
        "heading": _("Second factor"),
        "finding": factor_work(user)["text"],
        "codes": codes,
        "drop": gone,
    }
    return render(request, "settings/factor.html", context, status=422 if codes.errors or gone.errors else 200)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show new codes, this once."""
    context = {
        "heading": _("Your recovery codes"),
        "finding": _("The second factor is on. Keep these codes where you find them without your phone."),
        "codes": codes,
        "together": "\n".join(codes),
    }
    return render(request, "settings/factor_codes.html", context)


@access("staff.manage", privacy="personal")
@require_POST
def staff_factor_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody's second factor away, for the day their phone is lost; they are logged out everywhere."""
    if staff_by_id(number) is None:
        raise Http404
    write(factor.drop_factor, act_of(request), number)
    messages.success(request, _("Their second factor is off. They log in with the password alone."))
    return HttpResponseRedirect(reverse("desk_settings:staff_member", args=[number]))


@access("staff.manage", privacy="none")
def login_rules(request: HttpRequest) -> HttpResponse:
    """Say which roles cannot work without a second factor."""
    now = sorted(factor.demanded_roles(), key=ROLES.index)
    form = DemandForm(request.POST if request.method == "POST" else None, initial={"roles": now})
    if request.method == "POST" and form.is_valid():
        write(factor.demand_factor, act_of(request), form.cleaned_data["roles"])
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("desk_settings:login_rules"))
    lacking = [one for one in list_staff() if one.is_active and one.role in now and not one.has_second_factor]
    context = {
        "heading": _("Logging in"),
        "finding": _lacking_words(len(lacking)) if now else _("Everybody may log in with a password alone."),
        "form": form,
        "able": True,
        "roles": ROLE_NAMES,
    }
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)


def _lacking_words(count: int) -> str:
    if not count:
        return _("Everybody who needs a second factor has one.")
    words = ngettext(
        "%(count)s person has yet to set up the second factor, and is asked to when they log in.",
        "%(count)s people have yet to set up the second factor, and are asked to when they log in.",
        count,
    )
    return words % {"count": count}


def _shop_name(request: HttpRequest) -> str:
    found = shop_of(request)
    return f"{found.name} (Regulars)" if found and found.name else "Regulars"


def _qr(address: str) -> SafeString:
    """Return the QR code as SVG without styles of its own; its content is digits and letters that segno drew."""
    drawn = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="qr", lineclass=None)
    return SafeString(drawn.getvalue().decode())
