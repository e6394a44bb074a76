from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "regulars.base.mail"
    label = "mail"

    def ready(self) -> None:
        from regulars.base.mail import privacy  # noqa: F401 - registers the outbox as a place where people are
