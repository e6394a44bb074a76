"""The bench's addresses: through every middleware, with an API key, a permission, a key and a stored answer."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.programs import act_of
from served.verbs import take_by_orm, take_by_sql

VERBS = {"orm": take_by_orm, "sql": take_by_sql}


class Body(msgspec.Struct):
    """What is asked for."""

    account: int
    amount: int


@access("imports.run", privacy="none")
def take(request: HttpRequest, how: str) -> HttpResponse:
    """Run the verb under the caller's key."""
    body = msgspec.json.decode(request.body, type=Body)
    entry = write(VERBS[how], act_of(request), body.account, body.amount, key=request.META["HTTP_IDEMPOTENCY_KEY"])
    return HttpResponse(b'{"entry":%d}' % entry, "application/json")


urlpatterns = [path("api/v1/bench/<str:how>", take), path("", include("regulars.config.urls"))]
handler500 = "regulars.base.web.errors.broken"
