from django.apps import AppConfig


class TraitsConfig(AppConfig):
    name = "regulars.domains.traits"
    label = "traits"

    def ready(self) -> None:
        from regulars.base.lake import Derived, register
        from regulars.base.privacy import Unmoved, add_merger
        from regulars.domains.traits import extends, facts, queries

        for basis, name, own in (("sold", "buyers", "buyers_alone"), ("net", "buyers_net", "buyers_net_alone")):
            alone = queries.alone_to_date(basis)
            register(Derived(own, needs=("sales",), build=alone, config=queries.buyers_config, by_customer=True))
            register(
                Derived(name, needs=(own,), build=queries.buyers_to_date(basis, own), config=queries.buyers_config)
            )
        register(
            Derived("people", needs=facts.PEOPLE_NEEDS, build=queries.people_to_date, config=queries.people_config)
        )
        add_merger(Unmoved("traits", "Worked out anew from orders, which count for whoever lives on."))
        extends.register()
