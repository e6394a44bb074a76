from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "regulars.base.staff"
    label = "staff"

    def ready(self) -> None:
        from regulars.base.staff import events, privacy  # noqa: F401 - registers kinds and columns
