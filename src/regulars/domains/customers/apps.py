from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "regulars.domains.customers"
    label = "customers"

    def ready(self) -> None:
        from regulars.base.lake import register
        from regulars.domains.customers import events, extends, jobs, privacy  # noqa: F401 - registers kinds and columns
        from regulars.domains.customers.queries import CUSTOMERS, RESOLUTIONS

        register(CUSTOMERS)
        register(RESOLUTIONS)
        extends.register()
        jobs.register()
