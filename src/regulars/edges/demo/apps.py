from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "regulars.edges.demo"
    label = "demo"

    def ready(self) -> None:
        from regulars.base.jobs import register
        from regulars.edges.demo import extends, removing

        register(removing.JOB, removing.run_removal)
        extends.register()
