"""What customers add to screens of others."""

from regulars.domains.customers.extends import people


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    people.register()
