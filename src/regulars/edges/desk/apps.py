from django.apps import AppConfig


def ask_brief() -> None:
    """The brief as the desk and the command show it, with its advice."""
    from regulars.domains.insights.types import Filters
    from regulars.edges.desk.brief.compose import compose

    compose(Filters())


class DeskConfig(AppConfig):
    name = "regulars.edges.desk"
    label = "desk"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from regulars.base.lake import register_question
        from regulars.base.web import nav
        from regulars.base.web.nav import NavItem

        register_question("brief", ask_brief)
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
