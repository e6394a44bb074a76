from django.apps import AppConfig


class TraitsConfig(AppConfig):
    name = "regulars.domains.traits"
    label = "traits"

    def ready(self) -> None:
        from regulars.base.lake import Derived, register
        from regulars.base.privacy import Unmoved, add_merger
        from regulars.domains.traits import extends, facts, queries

        register(
            Derived("buyers", needs=facts.BUYERS_NEEDS, build=queries.buyers_to_date, config=queries.buyers_config)
        )
        register(Derived("gaps", needs=facts.GAPS_NEEDS, build=facts.gaps))
        register(
            Derived("people", needs=facts.PEOPLE_NEEDS, build=queries.people_to_date, config=queries.people_config)
        )
        add_merger(Unmoved("traits", "Worked out anew from orders, which count for whoever lives on."))
        extends.register()
