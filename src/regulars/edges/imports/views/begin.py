"""The first step: a file comes."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from regulars.base.web.access import access
from regulars.base.web.desk import act_of
from regulars.edges.imports.views import frame
from regulars.edges.imports.wizard import drafts, judging
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.receiving import IntoHome, Received, limit_words, take_upload
from regulars.edges.imports.wizard.words import KINDS
from regulars.kit import clock


@csrf_exempt  # only so far that the upload's handler is in place before the form is read: `_receive` demands the token
@access("imports.run", privacy="none")
def start(request: HttpRequest) -> HttpResponse:
    """Show the drop zone, and take what is dropped."""
    if request.method != "POST":
        return page(request)
    return take_upload(request, _receive, page)


@csrf_protect
def _receive(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    handler = cast(IntoHome, request.upload_handlers[0])
    if handler.fault:
        handler.discard()
        return page(request, handler.fault, status=413)
    received = handler.files
    empty = [one for one in received if not one.size]
    for one in empty:
        drafts.drop(one.token)
    made = [_draft(request, one, kind) for one in received if one.size]
    if not made:
        words = _("%(file)s is empty. Export it again.") % {"file": empty[0].name} if empty else _("Choose a file.")
        return page(request, words, status=422)
    drafts.sweep()
    if len(made) > 1:
        messages.info(request, _("%(count)s files came. They go in one after the other.") % {"count": len(made)})
    return HttpResponseRedirect(reverse("imports:columns", args=[made[0].token]))


def page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    """The first step's page, with what was wrong about the last try."""
    context: dict[str, Any] = {
        "heading": _("Import a file"),
        "finding": _("Orders first: from them come buyers, products and every figure."),
        "stepper": frame.stepper(0, None),
        "fault": fault,
        "kinds": [(kind, KINDS[kind]) for kind in judging.kinds()],
        "limit": limit_words(),
        "waiting": drafts.waiting(),
    }
    return render(request, "imports/start.html", context, status=status)


def _draft(request: HttpRequest, one: Received, kind: str) -> Draft:
    made = Draft(
        token=one.token,
        file_name=one.name,
        size=one.size,
        created_at=clock.now().isoformat(),
        actor=act_of(request).actor,
        kind=kind if kind in judging.kinds() else "",
    )
    drafts.save(made)
    return made
