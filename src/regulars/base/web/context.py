"""What the frame around every page needs; computed only when a template asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from regulars.base import extends
from regulars.base.web import nav
from regulars.base.web.access import may
from regulars.base.web.desk import shop_of, viewer_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `desk`, the page frame. Error pages work without it, so nothing here is eager."""
    return {"desk": SimpleLazyObject(lambda: Desk(request))}


class Desk:
    """One request's frame; each part is read when drawn, so a page that fails early costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def viewer(self) -> extends.Viewer:
        return viewer_of(self._request)

    @property
    def rooms(self) -> tuple[nav.DrawnRoom, ...]:
        return nav.draw(self._request.path, lambda permission: may(self._request.user, permission))

    @property
    def banners(self) -> list[extends.Banner]:
        found = (provider.banner(self.viewer) for provider in extends.banners)
        return [banner for banner in found if banner is not None]

    @property
    def languages(self) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    @property
    def shop_name(self) -> str:
        found = shop_of(self._request)
        return found.name if found and found.name else "Regulars"
