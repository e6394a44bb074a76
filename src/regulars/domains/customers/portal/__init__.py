"""Pages of customers themselves, by signed link and without a login: choices, the way out, confirming an address.

A GET never changes anything: scanners follow links. No cookie is needed or set: whoever has the link may press.
"""

from regulars.domains.customers.portal.choosing import new_link, preferences
from regulars.domains.customers.portal.confirming import confirm
from regulars.domains.customers.portal.frame import gpc
from regulars.domains.customers.portal.leaving import unsubscribe

__all__ = ["confirm", "gpc", "new_link", "preferences", "unsubscribe"]
