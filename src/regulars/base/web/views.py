"""Pages of the shell itself: sign in and out, language, search, the style guide."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from regulars.base.staff import service as staff
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.desk import act_of, is_partial, viewer_of
from regulars.base.web.middleware import LANGUAGE_COOKIE
from regulars.base.web.searching import find

HOME = "/desk/"
YEAR_SECONDS = 365 * 86400


@access(public=True, privacy="none", rate="30/minute")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password, then go where the person wanted to go."""
    after = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    form = AuthenticationForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())
        return HttpResponseRedirect(after)
    return render(request, "web/login.html", {"form": form, "next": after}, status=422 if form.is_bound else 200)


@access("account.own", privacy="none")
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL or HOME)


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
    response.set_cookie(LANGUAGE_COOKIE, wish, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
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
