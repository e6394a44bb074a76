"""Words for what people said, what was stopped, and who was found to be whom."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import from_source, plain
from regulars.domains.customers.forms.words import CHANNELS, DECISIONS, METHODS, REASONS, topic_name


def _granted(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("Said yes to “%(topic)s” by %(channel)s") % _about(fact)
    return Said(words, _how(fact), "mail", tone="good")


def _requested(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("Asked for “%(topic)s” by %(channel)s, to be confirmed") % _about(fact)
    return Said(words, _how(fact), "mail")


def _withdrawn(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("Said no to “%(topic)s” by %(channel)s") % _about(fact)
    return Said(words, _how(fact), "mail", tone="warning")


def _suppressed(fact: ActivityRow, viewer: Viewer) -> Said:
    reason = str(REASONS.get(str(fact.data.get("reason")), fact.data.get("reason")))
    channel = str(CHANNELS.get(str(fact.data.get("channel")), ""))
    words = _("An address gets no marketing by %(channel)s any more: %(reason)s")
    return Said(words % {"channel": channel, "reason": reason}, from_source(fact.source), "circle-x", tone="warning")


def _lifted(fact: ActivityRow, viewer: Viewer) -> Said:
    reason = str(REASONS.get(str(fact.data.get("reason")), fact.data.get("reason")))
    words = _("An address may get mail again; it was stopped because: %(reason)s") % {"reason": reason}
    return Said(words, from_source(fact.source), "circle-check")


def _merged(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("Found to be one person with another customer"), _merge_detail(fact), "users", tone="accent")


def _unmerged(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("Parted again from another customer"), _merge_detail(fact), "undo-2", tone="accent")


def _decided(fact: ActivityRow, viewer: Viewer) -> str:
    decision = str(DECISIONS.get(str(fact.data.get("decision")), ""))
    return _("Staff said of two customers who looked alike: %(decision)s") % {"decision": decision}


def _chose(fact: ActivityRow, viewer: Viewer) -> str:
    return _("Changed their choices")


def _signal(fact: ActivityRow, viewer: Viewer) -> str:
    return _("Their browser asked that nothing is shared (Global Privacy Control)")


def _topic(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("The topic “%(topic)s” was changed") % {"topic": topic_name(str(fact.data.get("topic", "")))}
    return Said(words, "", "settings", reverse("customers:consent_settings"))


def _wording(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("New words beside a box to tick"), "", "settings", reverse("customers:consent_settings"))


def _linked(fact: ActivityRow, viewer: Viewer) -> str:
    return _("Known by one more id")


def _proven(fact: ActivityRow, viewer: Viewer) -> str:
    return _("Proved that an address is theirs")


def _about(fact: ActivityRow) -> dict[str, str]:
    channel = str(fact.data.get("channel", ""))
    return {"topic": topic_name(str(fact.data.get("topic", ""))), "channel": str(CHANNELS.get(channel, channel))}


def _how(fact: ActivityRow) -> str:
    return str(METHODS.get(str(fact.data.get("method")), ""))


def _merge_detail(fact: ActivityRow) -> str:
    return _("merge %(number)s") % {"number": fact.data.get("merge", "")}


def register() -> None:
    """Register the words; called once, from the app's ready()."""
    for kind, icon, say in (
        ("consent.granted", "mail", _granted),
        ("consent.requested", "mail", _requested),
        ("consent.withdrawn", "mail", _withdrawn),
        ("suppression.added", "circle-x", _suppressed),
        ("suppression.lifted", "circle-check", _lifted),
        ("customer.merged", "users", _merged),
        ("customer.unmerged", "undo-2", _unmerged),
        ("suspicion.decided", "users", _decided),
        ("preference.changed", "settings", _chose),
        ("privacy_signal.received", "lock", _signal),
        ("topic.changed", "settings", _topic),
        ("wording.added", "settings", _wording),
        ("identity.linked", "link", _linked),
        ("identity.proven", "circle-check", _proven),
    ):
        extends.sentences.register(plain(kind, icon, say))
