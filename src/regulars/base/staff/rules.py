"""What each role may do. A permission that is not listed for a role is denied."""

from __future__ import annotations

OWNER, MARKETER, SUPPORT, ANALYST, DEVELOPER = "owner", "marketer", "support", "analyst", "developer"
ROLES = (OWNER, MARKETER, SUPPORT, ANALYST, DEVELOPER)

PERMISSIONS = {
    "home.read": {MARKETER, ANALYST, SUPPORT, DEVELOPER},
    "reports.read": {MARKETER, ANALYST},
    "reports.share": {MARKETER},
    "customers.read": {MARKETER, SUPPORT, ANALYST},
    "customers.contact": {MARKETER, SUPPORT},
    "customers.export": {MARKETER},
    "orders.read": {MARKETER, SUPPORT, ANALYST},
    "privacy.read": {MARKETER, SUPPORT, DEVELOPER},
    "privacy.export": {SUPPORT},
    "privacy.erase": {SUPPORT},
    "products.read": {MARKETER, SUPPORT, ANALYST},
    "imports.run": {MARKETER, DEVELOPER},
    "settings.read": {MARKETER, DEVELOPER},
    "settings.change": set(),
    "staff.manage": set(),
    "keys.manage": {DEVELOPER},
    "audit.read": {DEVELOPER},
    "audit.run": {DEVELOPER},
    "jobs.read": {DEVELOPER, MARKETER},
    "goals.change": {MARKETER},
    "advice.act": {MARKETER},
    "account.own": {MARKETER, SUPPORT, ANALYST, DEVELOPER},
    "demo.remove": set(),
}

FOR_PEOPLE_ONLY = {"account.own", "demo.remove", "home.read", "keys.manage", "settings.change", "staff.manage"}
KEY_PERMISSIONS = tuple(sorted(set(PERMISSIONS) - FOR_PEOPLE_ONLY))
"""What an API key may hold; nobody gives a key more than their own role has."""


def allows(role: str, permission: str) -> bool:
    """Say whether `role` has `permission`. The owner has every declared one; an undeclared one is nobody's."""
    holders = PERMISSIONS.get(permission)
    return holders is not None and (role == OWNER or role in holders)
