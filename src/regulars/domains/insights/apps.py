from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "regulars.domains.insights"
    label = "insights"

    def ready(self) -> None:
        from regulars.base.lake import register
        from regulars.domains.insights import events, extends, privacy  # noqa: F401 - registers kinds and columns
        from regulars.domains.insights.queries.exports import SPEND

        register(SPEND)
        extends.register()
