"""The four stories planted in the demo shop. `docs/reference/demo.md` tells them; a test holds both together.

Everything else in the shop is drawn so that nothing else deviates more than luck allows.
"""

from __future__ import annotations

from enum import Enum


class Story(Enum):
    """A planted story. A shop can be made without some of them: the difference is the story's true effect."""

    DISCOUNT_WEEK = "discount_week"
    STARTER_SET = "starter_set"
    STOCK_OUT = "stock_out"
    SLIPPING_COUNTRY = "slipping_country"


ALL_STORIES = frozenset(Story)

# 1. A discount week: the first Monday-to-Sunday week inside the 10th last full month.
DISCOUNT_WEEK_MONTHS_BACK = 10
DISCOUNT_CODE = "HARBOR30"
DISCOUNT_PERCENT = 30
DISCOUNT_WEEK_EXTRA_BUYERS = 350
DISCOUNT_RETURN_FACTOR = 0.5  # of the usual chance to come back a second time

# 2. A starter set: whoever begins with it comes back far more often.
STARTER_SET = "starter-set-pour-over"
STARTER_RETURN_FACTOR = 1.75

# 3. A stock-out: the best seller cannot be had during the whole 2nd last full month.
STOCK_OUT_MONTHS_BACK = 2
STOCK_OUT_PRODUCT = "harbor-blend"
STOCK_OUT_WAIT_DAYS = 40  # who came for it orders within so many days after it is back

# 4. One country slips: its regulars stay away, more so in the second of the last two full quarters (three months each).
SLIPPING_COUNTRY = "NL"
SLIP_FIRST_MONTHS_BACK = 6
SLIP_SECOND_MONTHS_BACK = 3
SLIP_FIRST_LOSS = 0.2
SLIP_SECOND_LOSS = 0.6
