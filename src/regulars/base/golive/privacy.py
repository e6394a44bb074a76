"""A waiver names the member of staff by number; nothing here is about a customer."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, PSEUDONYMOUS, STAFF, holds, register

register("golive.Answer", dict.fromkeys(("id", "key", "state", "found", "fix", "checked_at", "passed_at"), NONE))
register("golive.Waiver", {**dict.fromkeys(("id", "key", "reason", "waived_at"), NONE), "actor": PSEUDONYMOUS})

holds("golive.Waiver", title=_("Risks taken"), purpose=STAFF, reason=_("About the member of staff who took the risk."))
