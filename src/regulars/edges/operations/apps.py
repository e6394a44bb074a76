from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "regulars.edges.operations"
    label = "operations"

    def ready(self) -> None:
        from regulars.edges import health
        from regulars.edges.operations import checks, events, extends, golive, jobs, privacy  # noqa: F401

        health.register()
        checks.register()
        golive.register()
        jobs.register()
        extends.register()
