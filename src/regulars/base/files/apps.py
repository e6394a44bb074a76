from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "regulars.base.files"
    label = "files"

    def ready(self) -> None:
        from regulars.base.files import privacy  # noqa: F401 - registers the columns
