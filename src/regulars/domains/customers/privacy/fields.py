"""Fields of the shop's own: whatever they hold is about a person, and goes with them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import CONTACT, NONE, PERSONAL, PSEUDONYMOUS, Person, Retention, holds, register
from regulars.domains.customers import queries

register("customers.Field", dict.fromkeys(("id", "key", "label", "kind", "source", "created_at"), NONE))
register(
    "customers.FieldValue",
    {
        "id": NONE,
        "customer": PSEUDONYMOUS,
        "field": PSEUDONYMOUS,
        "value": PERSONAL,
        "import_id": NONE,
        "changed_at": PSEUDONYMOUS,
    },
)


def exported(person: Person) -> Iterable[Mapping[str, Any]]:
    """Each field with its name."""
    for field, value in queries.field_values_of(person.customers[0]):
        yield {"field": field.label, "value": value}


holds(
    "customers.FieldValue",
    title=_("The shop's own fields"),
    purpose=CONTACT,
    find="customer IN ({in})",
    delete=True,
    export=exported,
    retention=(Retention(None, _("As long as the shop keeps the customer, or until they ask to be erased.")),),
)
