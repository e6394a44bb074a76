"""The address of a list of orders, and the words for how an order stands."""

from regulars.domains.orders.forms.asked import Asked, filter_bar, read, without_words
from regulars.domains.orders.forms.standing import KIND_NAMES, ROLE_NAMES, badges_of, standing_of

__all__ = ["KIND_NAMES", "ROLE_NAMES", "Asked", "badges_of", "filter_bar", "read", "standing_of", "without_words"]
