from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "regulars.base.staff"
    label = "staff"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from regulars.base.staff import events, privacy  # noqa: F401 - registers kinds and columns

        # Django's own would write past the door; the verb that records a login does it.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
