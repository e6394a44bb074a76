from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "regulars.base.shop"
    label = "shop"

    def ready(self) -> None:
        from regulars.base.shop import events, privacy  # noqa: F401 - registers kinds and columns
