from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "regulars.domains.insights"
    label = "insights"

    def ready(self) -> None:
        from regulars.base.lake import register, register_question
        from regulars.domains.insights import events, extends, privacy  # noqa: F401 - registers kinds and columns
        from regulars.domains.insights.queries.exports import SPEND
        from regulars.domains.insights.queries.standing import ask_metrics, ask_reports

        register(SPEND)
        register_question("metrics", ask_metrics)
        register_question("reports", ask_reports)
        extends.register()
