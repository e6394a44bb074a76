"""Who may call a view, and what it shows about people. Every view says so, or it is not served.

    @access("customers.read", privacy="personal")
    def customer(request, customer_id): ...

    @access(public=True, privacy="none", rate="30/minute")
    def shared_brief(request, token): ...

`middleware.DefaultDenyMiddleware` refuses a resolved view that carries no mark, so a forgotten decorator is a closed
door, not an open one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from regulars.base.staff import rules as staff
from regulars.base.staff.factor import demanded_roles
from regulars.base.staff.origin import prefix_of
from regulars.base.web import errors

Privacy = Literal["none", "pseudonymous", "personal"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


SET_UP = "desk_settings:second_factor"
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` calls per `seconds` from one network. A brake per process, not a bill."""

    limit: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """`"30/minute"`; units second, minute, hour, day. Raises ValueError on anything else."""
        count, _, unit = text.partition("/")
        if not count.isdigit() or int(count) < 1 or unit not in _SECONDS:
            raise ValueError(f"rate {text!r}: write it like 30/minute")
        return cls(int(count), _SECONDS[unit])


@dataclass(frozen=True, slots=True)
class Mark:
    """What a view declared. House tests read it from `view.access_mark`.

    `before_factor` opens it to somebody who has yet to set up the second factor that their role demands.
    """

    permission: str
    privacy: Privacy
    public: bool
    rate: Rate | None
    before_factor: bool = False


def access(
    permission: str = "",
    *,
    privacy: Privacy,
    public: bool = False,
    rate: str | None = None,
    before_factor: bool = False,
) -> Callable[[View], View]:
    """Declare and enforce a view's access. Either a permission or `public=True`, never both."""
    if bool(permission) == public:
        raise ValueError("say either a permission or public=True")
    if permission and permission not in staff.PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}")
    mark = Mark(permission, privacy, public, Rate.parse(rate) if rate else None, before_factor)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, mark, f"{view.__module__}.{view.__qualname__}")
            return view(request, *args, **kwargs) if refusal is None else refusal

        guarded.access_mark = mark  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def mark_of(view: object) -> Mark | None:
    """The mark a view carries, or None."""
    mark = getattr(view, "access_mark", None)
    return mark if isinstance(mark, Mark) else None


def may(user: object, permission: str) -> bool:
    """Whether this user's role, or this program's key, has the permission; nobody signed in may do nothing."""
    if not getattr(user, "is_authenticated", False):
        return False
    held: frozenset[str] | None = getattr(user, "permissions", None)  # an API key holds its own
    if held is not None:
        return permission in held
    return staff.allows(str(getattr(user, "role", "")), permission)


def _refusal(request: HttpRequest, mark: Mark, name: str) -> HttpResponseBase | None:
    if mark.rate is not None and _too_fast(request, mark.rate, name):
        response = errors.too_fast(request)
        response["Retry-After"] = str(mark.rate.seconds)
        return response
    if mark.public:
        return None
    if not request.user.is_authenticated:
        return _to_login(request)
    if not may(request.user, mark.permission):
        raise PermissionDenied(mark.permission)
    if not mark.before_factor and lacks_factor(request.user):
        return _elsewhere(request, reverse(SET_UP))
    return None


def lacks_factor(user: object) -> bool:
    """Whether this user's role demands a second factor that they have not set up."""
    if getattr(user, "has_second_factor", True):
        return False
    return getattr(user, "role", "") in demanded_roles()


def _elsewhere(request: HttpRequest, target: str) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _to_login(request: HttpRequest) -> HttpResponseBase:
    """Back to this page after login; a partial asked for by htmx returns to the page around it."""
    if errors.is_for_programs(request):
        return errors.login_needed(request)
    partial = request.headers.get("HX-Request") == "true"
    back = request.get_full_path() if request.method == "GET" and not partial else ""
    target = reverse("web:login") + (f"?{urlencode({'next': back})}" if back else "")
    return _elsewhere(request, target)


def _too_fast(request: HttpRequest, rate: Rate, name: str) -> bool:
    key = f"rate:{name}:{prefix_of(request.META.get('REMOTE_ADDR', ''))}"
    if cache.add(key, 1, timeout=rate.seconds):
        return False
    try:
        return cache.incr(key) > rate.limit
    except ValueError:  # it ran out between the two calls
        return False
