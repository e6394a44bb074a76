"""Pages of the shell itself: sign in and out, language, search, the style guide."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from regulars.base.staff import factor, presence, throttle
from regulars.base.staff import service as staff
from regulars.base.staff.queries import staff_by_email
from regulars.base.state import Act, write
from regulars.base.web import entering
from regulars.base.web.access import access
from regulars.base.web.desk import act_of, is_partial, viewer_of
from regulars.base.web.forms import CodeForm, LoginForm
from regulars.base.web.middleware import LANGUAGE_COOKIE
from regulars.base.web.searching import find
from regulars.kit.errors import Refused

WRONG_LOGIN = gettext_lazy("E-mail and password do not fit together, or this login is closed.")
HOME = "/desk/"
YEAR_SECONDS = 365 * 86400


@access(public=True, privacy="none")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password, then for a code where there is a second factor, then go on to where they wanted."""
    after = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    form = LoginForm(request.POST if request.method == "POST" else None)
    answer: HttpResponse | int = 0
    if form.is_bound and form.is_valid():
        answer = _try_password(request, form, after)
    if isinstance(answer, HttpResponse):
        return answer
    return _asked(request, "web/login.html", {"form": form, "next": after}, answer)


def _asked(request: HttpRequest, template: str, context: dict[str, Any], wait: int) -> HttpResponse:
    """The form again, or for the first time; `wait` is the seconds until the next try is open."""
    status = 429 if wait else 422 if context["form"].is_bound else 200
    response = render(request, template, context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _try_password(request: HttpRequest, form: LoginForm, after: str) -> HttpResponse | int:
    """Let somebody in or on to the code; else say why in the form and return the seconds to wait."""
    email, password = form.cleaned_data["username"], form.cleaned_data["password"]
    one = staff_by_email(email)
    buckets, admission = entering.admit_login(request, email, one.id if one else None)
    user = None if admission.wait_seconds else auth.authenticate(request, username=email, password=password)
    if user is not None:
        if not cast(Any, user).has_second_factor:
            return entering.enter(request, user, after, buckets)
        write(throttle.forgive, Act.by("system", "desk"), buckets)
        entering.ask_for_code(request, user, after)
        return HttpResponseRedirect(reverse("web:login_code"))
    entering.refused(one.id if one else None, admission)
    form.add_error(None, _too_soon(admission.wait_seconds) if admission.wait_seconds else WRONG_LOGIN)
    return admission.wait_seconds


@access(public=True, privacy="none")
@never_cache
def login_code(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code of somebody whose password was right."""
    held = entering.pending(request)
    if held is None:
        return HttpResponseRedirect(reverse("web:login"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    answer: HttpResponse | int = 0
    if form.is_bound and form.is_valid():
        answer = _try_code(request, form, held)
    if isinstance(answer, HttpResponse):
        return answer
    return _asked(request, "web/login_code.html", {"form": form}, answer)


def _try_code(request: HttpRequest, form: CodeForm, held: dict[str, Any]) -> HttpResponse | int:
    number, code = int(held["staff"]), form.cleaned_data["code"]
    buckets, admission = entering.admit_code(request, number)
    if admission.wait_seconds:
        entering.refused(number, admission)
        form.add_error("code", _too_soon(admission.wait_seconds))
        return admission.wait_seconds
    act = Act.by(f"staff:{number}", "desk")
    used = "recovery" if factor.is_recovery_code(code) else "code"
    try:
        if used == "recovery":
            write(factor.use_recovery_code, act, number, factor.code_hashes(number, [code])[0])
        else:
            write(factor.use_code, act, number, code)
    except Refused as problem:
        entering.refused(number, admission)
        form.add_error("code", f"{problem.message_in(gettext)}. {problem.fix_in(gettext)}")
        return 0
    user = auth.get_user_model().objects.get(pk=number)
    if not entering.is_still(user, held):
        return HttpResponseRedirect(reverse("web:login"))
    return entering.enter(request, user, _safe(request, held["after"]), buckets, used)


def _too_soon(seconds: int) -> str:
    words = ngettext(
        "There were too many tries. The next one is open in %(count)s second.",
        "There were too many tries. The next one is open in %(count)s seconds.",
        seconds,
    )
    more = gettext("From a browser that you logged in with before, or by a link from the owner, you get in at once.")
    return f"{words % {'count': seconds}} {more}"


@access("account.own", privacy="none", before_factor=True)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session, and let the browser forget the pages it kept."""
    write(presence.note_logout, act_of(request), int(request.user.pk or 0))
    auth.logout(request)
    response = HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL or HOME)
    response["Clear-Site-Data"] = '"cache"'
    return response


@access(public=True, privacy="none", rate="60/minute")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language: for staff their own setting, before sign-in a cookie."""
    wish = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    if wish not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        write(staff.change_staff, act_of(request), int(request.user.pk), language=wish)
    response.set_cookie(
        LANGUAGE_COOKIE,
        wish,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


@access("account.own", privacy="personal")
def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box: a fragment for the palette, a page without JavaScript."""
    words = request.GET.get("q", "").strip()
    groups = find(words, viewer_of(request), request.user)
    template = "web/parts/hits.html" if is_partial(request) else "web/search.html"
    return render(request, template, {"words": words, "groups": groups})


@access("account.own", privacy="none")
def styles(request: HttpRequest) -> HttpResponse:
    """Show every component; a page for those who build pages."""
    if not settings.DEBUG:
        raise Http404
    from regulars.base.web.showcase import everything

    return render(request, "web/styles.html", everything())


def _safe(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else home: a sign-in link must not lead elsewhere."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and ours else HOME
