"""A waiver names the member of staff by number; nothing here is about a customer."""

from regulars.base.privacy import NONE, PSEUDONYMOUS, register

register("golive.Answer", dict.fromkeys(("id", "key", "state", "found", "fix", "checked_at", "passed_at"), NONE))
register("golive.Waiver", {**dict.fromkeys(("id", "key", "reason", "waived_at"), NONE), "actor": PSEUDONYMOUS})
