from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "regulars.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from regulars.base.jobs import privacy  # noqa: F401 - registers the columns
