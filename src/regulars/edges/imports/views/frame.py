"""What the wizard's pages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.web import errors
from regulars.base.web.components import Step, Stepper
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft
from regulars.kit.errors import Problem

View = Callable[..., HttpResponse]


def stepper(current: int, draft: Draft | None) -> Stepper:
    """The wizard's way, with the steps behind as links."""
    names = (_("File"), _("Columns"), _("Your shop"), _("Check"), _("Import"))
    pages = ("", "columns", "answers", "check", "")
    urls = [reverse(f"imports:{page}", args=[draft.token]) if draft and page else "" for page in pages]
    return Stepper([Step(name, url) for name, url in zip(names, urls, strict=True)], current)


def language() -> str:
    """The language of this page, for the job that goes on in it."""
    return get_language() or "en"


def on_draft(view: Callable[[HttpRequest, Draft], HttpResponse]) -> View:
    """Hand a view its draft by the token of the address; refusals become a page with the way out."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, drafts.load(token))
        except Problem as problem:
            return errors.problem(request, problem)

    return guarded


def problem_words(problem: Problem) -> str:
    """A refusal in one paragraph."""
    parts = (problem.message_in(_).rstrip("."), problem.fix_in(_).rstrip("."))
    return " ".join(f"{part}." for part in parts if part)
