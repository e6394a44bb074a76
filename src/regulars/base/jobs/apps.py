from importlib.util import find_spec

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "regulars.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from regulars.base.jobs import events, privacy  # noqa: F401 - registers kinds and columns

        if find_spec("django_tasks") is not None:
            from regulars.base.jobs import standard

            standard.begin()
