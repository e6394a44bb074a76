from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "regulars.domains.insights"
    label = "insights"

    def ready(self) -> None:
        from regulars.domains.insights import events, extends, privacy  # noqa: F401 - registers kinds and columns

        extends.register()
