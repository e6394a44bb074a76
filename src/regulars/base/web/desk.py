"""What views of the desk share: who acts, and who looks."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from regulars.base.extends import Viewer
from regulars.base.state import Act


def act_of(request: HttpRequest) -> Act:
    """The act of the signed-in member of staff, now. First argument of every verb a view calls."""
    return Act.by(f"staff:{request.user.pk}", "desk")


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks at this page."""
    return Viewer(int(request.user.pk or 0), str(getattr(request.user, "role", "")), get_language() or "en")


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (a boosted link asks for all of it)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
