from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "regulars.domains.customers"
    label = "customers"

    def ready(self) -> None:
        from regulars.domains.customers import events, privacy  # noqa: F401 - registers kinds and columns
