from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "regulars.domains.orders"
    label = "orders"

    def ready(self) -> None:
        from regulars.domains.orders import events, privacy  # noqa: F401 - registers kinds and columns
