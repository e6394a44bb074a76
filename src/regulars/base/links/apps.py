from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "regulars.base.links"
    label = "links"

    def ready(self) -> None:
        from regulars.base.links import events, privacy  # noqa: F401 - registers kinds and columns
