from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "regulars.domains.catalog"
    label = "catalog"

    def ready(self) -> None:
        from regulars.base.lake import register
        from regulars.domains.catalog import events, extends, privacy  # noqa: F401 - registers kinds and columns
        from regulars.domains.catalog.queries import PRODUCTS

        register(PRODUCTS)
        extends.register()
