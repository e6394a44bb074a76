"""How a customer stands, as a badge and in a sentence."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.components import Badge, Tone
from regulars.base.web.formats import COUNT, DAYS, day, show
from regulars.domains.traits.types import STATE_NAMES, PersonRow

DAY = timedelta(days=1)
STATE_LOOKS: dict[str, tuple[Tone, str]] = {
    "active": ("good", "circle-check"),
    "at_risk": ("warning", "triangle-alert"),
    "lapsed": ("", "clock"),
    "none": ("", "circle"),
    "shared": ("note", "users"),
    "returned": ("warning", "undo-2"),
}


def state_badge(state: str) -> Badge:
    """Return the state as a badge with a word and a sign."""
    tone, icon = STATE_LOOKS[state]
    return Badge(_(STATE_NAMES[state]), tone, icon)


def sentence_of(did: PersonRow, as_of: date, today: date) -> str:
    """Return what the state means for this person: their rhythm, and how long it has been. "" for no buyer."""
    if did.last_on is None or did.state not in {"active", "at_risk", "lapsed"}:
        return ""
    ago = _ago(did.last_on, as_of, today)
    rhythm = show(round(did.cadence_days or 0), DAYS)
    if (did.purchase_days or 0) < 2:
        once = {
            "active": _("Ordered on one day only so far; %(ago)s."),
            "at_risk": _("Ordered on one day only; %(ago)s, later than most who come back."),
            "lapsed": _("Ordered on one day only; %(ago)s, so a second order is not to be expected unasked."),
        }
        return once[did.state] % {"ago": ago}
    often = {
        "active": _("Buys about every %(rhythm)s; %(ago)s, as usual for this person."),
        "at_risk": _("Buys about every %(rhythm)s; %(ago)s, later than usual for this person."),
        "lapsed": _("Used to buy about every %(rhythm)s; %(ago)s, more than one and a half times that."),
    }
    return often[did.state] % {"rhythm": rhythm, "ago": ago}


def _ago(last_on: date, as_of: date, today: date) -> str:
    """Say when the last order was, seen from today, or from the end of data that ends earlier."""
    if today - as_of > DAY:
        days = (as_of - last_on).days
        words = ngettext(
            "the last order was on %(day)s, %(days)s day before the data ends",
            "the last order was on %(day)s, %(days)s days before the data ends",
            days,
        )
        return words % {"day": day(last_on), "days": show(days, COUNT)}
    days = (today - last_on).days
    words = ngettext("the last order was %(days)s day ago", "the last order was %(days)s days ago", days)
    return words % {"days": show(days, COUNT)}
