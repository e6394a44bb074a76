from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "regulars.domains.insights"
    label = "insights"
