from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "regulars.edges.privacy"
    label = "privacy"

    def ready(self) -> None:
        from regulars.edges.privacy import (  # noqa: F401 - registers kinds, columns
            deadlines,
            events,
            extends,
            jobs,
            places,
            privacy,
        )

        jobs.register()
        extends.register()
        deadlines.register()
