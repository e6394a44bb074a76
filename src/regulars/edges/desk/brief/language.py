"""In which language the brief speaks where nobody is signed in."""

from __future__ import annotations

from django.conf import settings

from regulars.base.shop.queries import find_shop
from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _


def language_of(asked: str | None) -> str:
    """The language asked for, else the shop's, else the installation's. Refuses one we do not speak."""
    known = [code for code, _name in settings.LANGUAGES]
    if asked:
        if asked not in known:
            raise Refused(
                "brief.unknown_language",
                _("“%(value)s” is not a language of Regulars."),
                field="language",
                value=asked,
                fix=_("Use one of: %(allowed)s."),
                params={"value": asked, "allowed": ", ".join(known)},
            )
        return asked
    shop = find_shop()
    return shop.language if shop and shop.language in known else str(settings.LANGUAGE_CODE)
