from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regulars.edges.imports"
    label = "imports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from regulars.base.web import nav
        from regulars.base.web.nav import NavItem
        from regulars.edges.imports import events, extends, privacy  # noqa: F401 - registers kinds and columns
        from regulars.edges.imports.wizard import work

        work.register_jobs()
        extends.register()
        nav.add(
            NavItem(
                room="settings",
                label=_("Imports"),
                url_name="imports:imports",
                permission="imports.run",
                order=60,
                words="upload file csv excel export data migration orders undo",
            )
        )
