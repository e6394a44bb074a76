"""What can only be wired once every floor has declared itself."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "regulars.config"
    label = "wiring"

    def ready(self) -> None:
        from regulars.base.lake.kinds import register_kinds
        from regulars.base.settings import current, drive

        register_kinds()
        if current().test_mode:
            drive(current().home)
