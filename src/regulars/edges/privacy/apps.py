from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "regulars.edges.privacy"
    label = "privacy"

    def ready(self) -> None:
        from regulars.edges.privacy import events, extends, jobs, places, privacy  # noqa: F401 - registers kinds, columns

        jobs.register()
        extends.register()
