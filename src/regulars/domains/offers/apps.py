from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "regulars.domains.offers"
    label = "offers"

    def ready(self) -> None:
        from regulars.domains.offers import events, extends, handlers, jobs, privacy  # noqa: F401 - registers

        extends.register()
        handlers.register()
        jobs.register()
