from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "regulars.domains.orders"
    label = "orders"

    def ready(self) -> None:
        from regulars.base.lake import Derived, register
        from regulars.domains.orders import (
            events,  # noqa: F401 - registers kinds
            extends,
            facts,
            jobs,
            privacy,  # noqa: F401 - registers columns
        )
        from regulars.domains.orders.queries import ORDER_LINES, ORDERS, REFUNDS

        for dataset in (ORDERS, ORDER_LINES, REFUNDS):
            register(dataset)
        links = {"order_lines": "order_id"}
        register(Derived("sales", needs=facts.SALES_NEEDS, build=facts.sales, by_customer=True, links=links))
        extends.register()
        jobs.register()
