from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "regulars.edges.audit"
    label = "audit"

    def ready(self) -> None:
        from regulars.edges.audit import events, extends, ground, jobs, privacy  # noqa: F401 - registers kinds, columns

        ground.register()
        jobs.register()
        extends.register()
