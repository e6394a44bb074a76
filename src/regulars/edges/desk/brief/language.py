"""In which language the brief speaks where nobody is signed in."""

from __future__ import annotations

from django.conf import settings

from regulars.base.shop.queries import find_shop


def language_of(asked: str | None) -> str:
    """The language asked for where we speak it, else the shop's, else the installation's."""
    known = [code for code, _name in settings.LANGUAGES]
    if asked in known:
        return str(asked)
    shop = find_shop()
    return shop.language if shop and shop.language in known else str(settings.LANGUAGE_CODE)
