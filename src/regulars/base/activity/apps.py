from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "regulars.base.activity"
    label = "activity"

    def ready(self) -> None:
        from regulars.base.activity import events, privacy  # noqa: F401 - registers kinds and columns
