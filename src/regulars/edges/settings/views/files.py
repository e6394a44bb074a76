"""Stored files, such as product pictures, by what is in them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from regulars.base.files.service import read_file
from regulars.base.web.access import access

YEAR_SECONDS = 365 * 86_400
# A picture may be an SVG: it is shown and never run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@access("account.own", privacy="none")
def stored_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Answer a stored file. Its address is its content's digest, so browsers keep it for ever."""
    content, media_type = read_file(sha256)
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
