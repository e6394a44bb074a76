"""Staff members: our user model from the first migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from regulars.base.staff.rules import OWNER, ROLES
from regulars.base.state import InstantField

if TYPE_CHECKING:
    _Manager = BaseUserManager["Staff"]
else:
    _Manager = BaseUserManager


class StaffManager(_Manager):
    """Looks people up by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(email=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """One person who may log in to the desk."""

    email = models.EmailField(_("E-mail"), unique=True, max_length=254)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    role = models.CharField(_("Role"), max_length=16)
    language = models.CharField(_("Language"), max_length=16, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = InstantField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        db_table = "staff_member"
        constraints = [models.CheckConstraint(condition=models.Q(role__in=ROLES), name="staff_role_known")]

    @property
    def is_owner(self) -> bool:
        """Owners may do everything, and one must always be left."""
        return self.role == OWNER

    def __str__(self) -> str:
        return self.name or self.email
