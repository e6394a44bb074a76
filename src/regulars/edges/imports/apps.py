from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regulars.edges.imports"
    label = "imports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from regulars.base.web import nav
        from regulars.base.web.nav import NavItem
        from regulars.edges.imports import events, extends, privacy  # noqa: F401 - registers kinds and columns
        from regulars.edges.imports.moving import golive
        from regulars.edges.imports.moving import jobs as moving_jobs
        from regulars.edges.imports.wizard import work

        work.register_jobs()
        moving_jobs.register_jobs()
        golive.register()
        extends.register()
        nav.add(
            NavItem(
                room="settings",
                label=_("Moving in"),
                url_name="imports:moving",
                permission="imports.run",
                order=58,
                words="migrate klaviyo mailchimp contacts list subscribers suppressions unsubscribed profiles import",
            )
        )
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
