"""The address of a list of customers, and the words for how a customer stands."""

from regulars.domains.traits.forms.asked import Asked, filter_bar, read, without_words
from regulars.domains.traits.forms.standing import sentence_of, state_badge

__all__ = ["Asked", "filter_bar", "read", "sentence_of", "state_badge", "without_words"]
