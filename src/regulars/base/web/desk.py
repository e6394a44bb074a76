"""What views of the desk share: who acts, and who looks."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from regulars.base.extends import Text, Viewer
from regulars.base.shop import queries as shop
from regulars.base.shop.queries import ShopRow
from regulars.base.state import Act

CONFIRMED = "confirmed"


def act_of(request: HttpRequest) -> Act:
    """The act of the signed-in member of staff, now. First argument of every verb a view calls."""
    return Act.by(f"staff:{request.user.pk}", "desk")


def absolute(request: HttpRequest, path: str) -> str:
    """The whole address of a page of ours, for links that people carry elsewhere; by the settings where they say it."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks at this page."""
    return Viewer(int(request.user.pk or 0), str(getattr(request.user, "role", "")), get_language() or "en")


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (a boosted link asks for all of it)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def shop_of(request: HttpRequest) -> ShopRow | None:
    """The shop, read once per request; None before it was set up."""
    if not hasattr(request, "regulars_shop"):
        request.regulars_shop = shop.find_shop()  # type: ignore[attr-defined]
    found: ShopRow | None = request.regulars_shop  # type: ignore[attr-defined]
    return found


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has said yes: in the dialog, or on the page that `ask` shows without scripts."""
    return request.method == "POST" and request.POST.get(CONFIRMED) == "1"


def ask(
    request: HttpRequest, *, heading: Text, text: Text, label: Text, back: str, danger: bool = True
) -> HttpResponse:
    """A page that asks before something is done; its form repeats this request with the answer yes.

    if not is_confirmed(request):
        return ask(request, heading=_("Undo this import?"), text=_("This takes back ..."), label=_("Undo"), back=url)
    """
    fields = [(name, value) for name, values in _repeated(request).items() for value in values]
    context = {"heading": heading, "text": text, "label": label, "back": back, "danger": danger, "fields": fields}
    return render(request, "web/confirm.html", context)


def _repeated(request: HttpRequest) -> Mapping[str, list[str]]:
    own = {CONFIRMED, "csrfmiddlewaretoken"}
    return {name: request.POST.getlist(name) for name in request.POST if name not in own}
