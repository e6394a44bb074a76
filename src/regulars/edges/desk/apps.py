from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "regulars.edges.desk"
    label = "desk"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from regulars.base.web import nav
        from regulars.base.web.nav import NavItem

        nav.add(
            NavItem(
                room="home",
                label=_("The brief"),
                url_name="desk:home",
                permission="home.read",
                order=10,
                words="dashboard overview summary insights",
            )
        )
