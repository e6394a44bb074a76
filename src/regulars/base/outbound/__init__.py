"""Every call to somebody else's server goes through here (DECISIONS 8).

answer = fetch("GET", "https://shop.example.com/wp-json/wc/v3/orders", headers={...})
answer.status, answer.json()

The name is resolved once, every address it leads to must be public, and the connection goes to the address that was
checked: no name can lead into our own network between the look and the call. No redirect is followed, no proxy of the
environment is used, and size and time are limited.
"""

from regulars.base.outbound.addresses import checked_address
from regulars.base.outbound.calling import Caller
from regulars.base.outbound.client import Answer, fetch, retry_after

__all__ = ["Answer", "Caller", "checked_address", "fetch", "retry_after"]
