"""What channels, ways, reasons and ids are called, for every screen and the log."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regulars.base.saying import from_source
from regulars.base.web.formats import DATE, show
from regulars.domains.customers import queries
from regulars.domains.customers.rules import likeness
from regulars.domains.customers.types import IdentityRow

TITLE = gettext_lazy("Possible duplicates")
KINDS = {"store_id": gettext_lazy("Customer number"), "email": gettext_lazy("E-mail"), "phone": gettext_lazy("Phone")}
WHY = {
    likeness.SAME_EMAIL: gettext_lazy("the same e-mail"),
    likeness.SAME_PHONE: gettext_lazy("the same phone"),
    likeness.SAME_MAILBOX: gettext_lazy("addresses of one mailbox"),
    likeness.SAME_NAME_AND_CITY: gettext_lazy("the same name in the same city"),
    likeness.SAME_IDS: gettext_lazy("ids that came together"),
    likeness.TOO_MANY: gettext_lazy("merged too often today"),
}
CHANNELS = {
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("text message"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "push": gettext_lazy("push message"),
}
METHODS = {
    "form": gettext_lazy("in a form"),
    "checkout": gettext_lazy("at the checkout"),
    "double_opt_in": gettext_lazy("confirmed by mail"),
    "import": gettext_lazy("from an imported list"),
    "staff": gettext_lazy("recorded by staff"),
    "api": gettext_lazy("by a program"),
    "store": gettext_lazy("stated by the store"),
    "one_click": gettext_lazy("by the button of their mail program"),
    "preferences": gettext_lazy("on their page"),
    "reply_stop": gettext_lazy("by answering STOP"),
    "cli": gettext_lazy("from the command line"),
}
REASONS = {
    "erased": gettext_lazy("was erased and has not come back by themselves"),
    "complaint": gettext_lazy("called our mail spam"),
    "hard_bounce": gettext_lazy("mail to the address comes back for good"),
    "invalid": gettext_lazy("the address does not work"),
    "manual": gettext_lazy("stopped by staff"),
    "unsubscribed": gettext_lazy("has unsubscribed from everything"),
    "sunset": gettext_lazy("has not opened anything for very long"),
    "withdrawn": gettext_lazy("has said no"),
    "no_address": gettext_lazy("no address is known"),
    "pending": gettext_lazy("has not confirmed the address yet"),
    "unknown": gettext_lazy("has never said yes"),
    "paused": gettext_lazy("has paused mail"),
}
SETTINGS = gettext_lazy("Consent")
DECISIONS = {
    "one": gettext_lazy("one person"),
    "household": gettext_lazy("a household"),
    "two": gettext_lazy("two people"),
}


def topic_name(key: str) -> str:
    """Return what a topic is called in the reader's language."""
    if key == "*":
        return _("everything")
    if key == "receipts":
        return _("receipts and what they must get")
    found = next((one for one in queries.topics(archived=True) if one.key == key), None)
    return found.name_in(get_language() or "en") if found else key


def proof_of(one: IdentityRow) -> str:
    """Say who stated an id and whether the person proved it."""
    source = from_source(one.source) if one.source else _("as given in orders")
    if one.kind == "store_id":
        return source
    if one.proven_at is not None:
        return _("%(source)s, proven on %(day)s") % {"source": source, "day": show(one.proven_at, DATE)}
    return _("%(source)s, not proven") % {"source": source}


def because(reasons: tuple[str, ...]) -> str:
    """Say why two look alike."""
    return ", ".join(str(WHY.get(one, one)) for one in reasons)
