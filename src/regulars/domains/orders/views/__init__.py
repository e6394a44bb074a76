"""Pages about orders: the list, and one order."""

from regulars.domains.orders.views.listing import order_list, order_list_csv
from regulars.domains.orders.views.one import order_page

__all__ = ["order_list", "order_list_csv", "order_page"]
