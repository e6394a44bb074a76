"""What other pages may put on themselves: the empty desk's way in."""

from __future__ import annotations

from typing import Any

from django import template

from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.receiving import limit_words

register = template.Library()


@register.inclusion_tag("imports/first_run.html", takes_context=True)
def first_run(context: template.Context) -> dict[str, Any]:
    """One drop zone, pictures of where exports are kept, what will happen, and files that wait already.

    {% load imports %}{% first_run %}, for people who may import; load `imports/imports.css` and `imports/upload.js`.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "limit": limit_words(),
        "waiting": drafts.waiting(),
    }
