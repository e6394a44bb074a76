"""What `customers` holds about a person, and what becomes of it when they ask."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import CONTACT, FIGURES, NONE, PERSONAL, PROOF, PSEUDONYMOUS, Retention, holds, register
from regulars.domains.customers import service

register(
    "customers.Customer",
    {
        "id": PSEUDONYMOUS,
        "name": PERSONAL,
        "email": PERSONAL,
        "phone": PERSONAL,
        "country": PSEUDONYMOUS,
        "city": PERSONAL,
        "language": PSEUDONYMOUS,
        "tags": PERSONAL,
        "is_shared": PSEUDONYMOUS,
        "is_relay": PSEUDONYMOUS,
        "created_at": PSEUDONYMOUS,
        "recorded_at": NONE,
        "import_id": NONE,
        "voided_at": NONE,
        "changed_seq": NONE,
    },
)
register(
    "customers.Identity",
    {
        "id": NONE,
        "customer": PSEUDONYMOUS,
        "kind": NONE,
        "source": NONE,
        "value": PERSONAL,
        "proven_at": PSEUDONYMOUS,
        "trust": NONE,
        "linked_at": PSEUDONYMOUS,
    },
)
register("customers.NameSeen", {"id": NONE, "customer": PSEUDONYMOUS, "name": PERSONAL})
register("customers.Resolution", {"id": NONE, "merged": PSEUDONYMOUS, "survivor": PSEUDONYMOUS, "merged_at": NONE})
register("customers.Erased", {"id": NONE, "customer": PSEUDONYMOUS, "erased_at": NONE})
register("customers.Suppressed", {"id": NONE, "fingerprint": PSEUDONYMOUS, "erased_at": NONE})

UNTIL_ERASED = Retention(None, _("As long as the shop keeps the customer, or until they ask to be erased."))

holds(
    "customers.Customer",
    title=_("Customer"),
    purpose=CONTACT,
    find="id IN ({in})",
    eraser=service.erase_people,
    keeps={"id": _("A number without a person, so that orders stay one buyer's and no figure changes.")},
    retention=(
        UNTIL_ERASED,
        Retention(30, _("Customers of an import that was undone are emptied."), service.empty_voided),
    ),
    in_lake=True,
)
holds(
    "customers.Identity",
    title=_("Ids a person is known by"),
    purpose=CONTACT,
    find="customer_id IN ({in})",
    erased_with="customers.Customer",
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.NameSeen",
    title=_("Names on orders"),
    purpose=CONTACT,
    find="customer_id IN ({in})",
    erased_with="customers.Customer",
    retention=(UNTIL_ERASED,),
)
KEPT_NUMBER = _("A number that stands for nobody once the customer is erased.")
holds(
    "customers.Resolution",
    title=_("Merged customers"),
    purpose=FIGURES,
    find="survivor IN ({in})",
    keeps={"merged": KEPT_NUMBER, "survivor": KEPT_NUMBER},
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.Erased",
    title=_("Erased customers"),
    purpose=PROOF,
    find="customer IN ({in})",
    keeps={"customer": KEPT_NUMBER},
    retention=(Retention(None, _("For good: the number must not be filled again.")),),
)
holds(
    "customers.Suppressed",
    title=_("Fingerprints of erased ids"),
    purpose=PROOF,
    reason=_("Keyed fingerprints; nothing leads from one to a customer, so nobody's can be found or handed out."),
    retention=(
        Retention(None, _("Until the person comes back on their own: so that no file brings them back unasked.")),
    ),
)
