"""The privacy registry: what every column of ours is to a person. An untagged column fails the build.

register("customers.Customer", {"id": PSEUDONYMOUS, "email": PERSONAL, "country": PSEUDONYMOUS})
"""

from regulars.base.privacy.registry import (
    NONE,
    PERSONAL,
    PSEUDONYMOUS,
    PrivacyClass,
    privacy_of,
    register,
    registered,
)

__all__ = ["NONE", "PERSONAL", "PSEUDONYMOUS", "PrivacyClass", "privacy_of", "register", "registered"]
