from django.apps import AppConfig


class StateConfig(AppConfig):
    name = "regulars.base.state"
    label = "state"

    def ready(self) -> None:
        from regulars.base.state import privacy  # noqa: F401 - registers the columns
