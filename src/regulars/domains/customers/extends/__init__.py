"""What customers add to screens of others."""

from regulars.base.web import nav
from regulars.base.web.nav import NavItem
from regulars.domains.customers.extends import allowing, being, checking, fields, people, saying
from regulars.domains.customers.forms.words import SETTINGS, TITLE

__all__ = ["register"]


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    people.register()
    saying.register()
    allowing.register()
    being.register()
    checking.register()
    fields.register()
    nav.add(
        NavItem(
            "customers", TITLE, "customers:alike", "customers.contact", 40, "duplicates merge household same person"
        )
    )
    words = "opt-in double optin unsubscribe gdpr topics wording suppression list preferences"
    nav.add(NavItem("settings", SETTINGS, "customers:consent_settings", "settings.read", 45, words))
