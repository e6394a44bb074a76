"""What people allow, as data about them: the proof stays without an address, everything else goes."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import CONTACT, NONE, PERSONAL, PROOF, PSEUDONYMOUS, Retention, holds, register
from regulars.domains.customers import service
from regulars.domains.customers.rules.consent import UNCONFIRMED_KEPT

register(
    "customers.Consent",
    dict.fromkeys(("id", "method", "trust", "source", "wording", "import_id"), NONE)
    | dict.fromkeys(
        (
            "customer", "origin", "channel", "topic", "state", "address_print", "network_print", "actor",
            "occurred_at", "recorded_at",
        ),
        PSEUDONYMOUS,
    )
    | {"address": PERSONAL, "evidence": PERSONAL},
)  # fmt: skip
register(
    "customers.Suppression",
    dict.fromkeys(("id", "channel", "reason", "source", "occurred_at", "recorded_at", "lifted_at"), NONE)
    | dict.fromkeys(("address_print", "actor", "lifted_by"), PSEUDONYMOUS)
    | dict.fromkeys(("address", "note", "lifted_because"), PERSONAL),
)
register(
    "customers.Reachable",
    {"id": NONE}
    | dict.fromkeys(
        (
            "customer", "channel", "topic", "is_allowed", "reason", "state", "target", "address_print",
            "paused_until", "changed_at",
        ),
        PSEUDONYMOUS,
    ),
)  # fmt: skip
register(
    "customers.OptIn",
    dict.fromkeys(("id", "token_hash", "channel", "language", "wordings", "source"), NONE)
    | dict.fromkeys(("customer", "topics", "address_print", "requested_at", "expires_at", "confirmed_at"), PSEUDONYMOUS)
    | {"address": PERSONAL},
)
register(
    "customers.Preference",
    {"id": NONE}
    | dict.fromkeys(("customer", "language", "frequency", "paused_until", "gpc_at", "changed_at"), PSEUDONYMOUS)
    | dict.fromkeys(("birthday_month", "birthday_day", "interests"), PERSONAL),
)
register(
    "customers.Topic",
    dict.fromkeys(("id", "key", "names", "descriptions", "channels", "position", "created_at", "archived_at"), NONE),
)
register(
    "customers.Wording",
    dict.fromkeys(("id", "topic", "channel", "language", "version", "text", "created_at"), NONE)
    | {"created_by": PSEUDONYMOUS},
)
register("customers.Interest", dict.fromkeys(("id", "key", "names", "position", "archived_at"), NONE))
register("customers.Channel", dict.fromkeys(("id", "key", "is_on"), NONE))

PROVEN = _("Proof that a yes was given or a no obeyed; the address is a keyed fingerprint, and the number is nobody's.")
KEPT = Retention(None, _("As long as somebody can ask for proof of a yes, or a no has to be obeyed."))
UNTIL_ERASED = Retention(None, _("As long as the shop keeps the customer, or until they ask to be erased."))
THEIR_ADDRESSES = (
    "address <> '' AND address IN (SELECT value FROM customers_identity WHERE customer_id IN ({in}) "
    "UNION SELECT email FROM customers_customer WHERE id IN ({in}) "
    "UNION SELECT phone FROM customers_customer WHERE id IN ({in}))"
)

holds(
    "customers.Consent",
    title=_("What the person said yes and no to"),
    purpose=PROOF,
    find="customer IN ({in}) OR origin IN ({in})",
    empty={"address": "", "evidence": "", "network_print": None},
    keeps=dict.fromkeys(
        (
            "customer", "origin", "channel", "topic", "state", "address_print", "actor", "occurred_at", "recorded_at",
        ),
        PROVEN,
    ),
    retention=(KEPT,),
)  # fmt: skip
holds(
    "customers.Suppression",
    title=_("Addresses that get no marketing"),
    purpose=PROOF,
    find=THEIR_ADDRESSES,
    empty={"address": "", "note": "", "lifted_because": ""},
    keeps=dict.fromkeys(("address_print", "actor", "lifted_by"), PROVEN),
    retention=(KEPT,),
)
holds(
    "customers.Reachable",
    title=_("Whether one may write to the person"),
    purpose=CONTACT,
    find="customer IN ({in}) OR target IN ({in})",
    delete=True,
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.OptIn",
    title=_("Requests to confirm an address"),
    purpose=PROOF,
    find="customer IN ({in})",
    delete=True,
    retention=(
        UNTIL_ERASED,
        Retention(UNCONFIRMED_KEPT.days, _("Dropped when nobody confirmed."), service.forget_unconfirmed),
    ),
)
holds(
    "customers.Preference",
    title=_("What the person chose on their page"),
    purpose=CONTACT,
    find="customer IN ({in})",
    delete=True,
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.Wording",
    title=_("Words beside boxes, by version"),
    purpose=PROOF,
    reason=_("Written by staff, about no customer."),
    not_exported=_("Written by staff, about no customer."),
    retention=(KEPT,),
)
