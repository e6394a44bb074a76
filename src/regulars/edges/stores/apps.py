from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "regulars.edges.stores"
    label = "stores"

    def ready(self) -> None:
        from regulars.edges.stores import connectors, events, extends, jobs, privacy, selling, watching  # noqa: F401

        connectors.register()
        jobs.register()
        extends.register()
        watching.register()
        selling.register()
