from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "regulars.edges.settings"
    label = "desk_settings"

    def ready(self) -> None:
        from regulars.edges.settings import banners, extends, jobs, tidying

        jobs.register()
        tidying.register()
        extends.register()
        banners.register()
