from django.apps import AppConfig


class GoLiveConfig(AppConfig):
    name = "regulars.base.golive"
    label = "golive"

    def ready(self) -> None:
        from regulars.base.golive import events, privacy  # noqa: F401 - registers kinds and columns
