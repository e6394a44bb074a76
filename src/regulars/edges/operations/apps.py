from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "regulars.edges.operations"
    label = "operations"

    def ready(self) -> None:
        from regulars.edges.operations import events, extends, jobs, privacy  # noqa: F401 - registers kinds and columns

        jobs.register()
        extends.register()
