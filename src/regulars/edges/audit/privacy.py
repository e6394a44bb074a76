"""Breaches name rows by number."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, PROOF, PSEUDONYMOUS, Retention, holds, register

register(
    "audit.Verification",
    {
        "id": NONE,
        "verified_at": NONE,
        "elapsed_ms": NONE,
        "checked": NONE,
        "broken": NONE,
        "findings": PSEUDONYMOUS,
        "head_seq": NONE,
        "head_hash": NONE,
    },
)

holds(
    "audit.Verification",
    title=_("Checks of everything stored"),
    purpose=PROOF,
    reason=_("Findings name rows by number."),
    mentions=("findings",),
    not_exported=_("About rows, not about people."),
    retention=(Retention(None, _("The last four hundred runs.")),),
)
