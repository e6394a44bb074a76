"""Staff members: our user model from the first migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
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
    has_second_factor = models.BooleanField(default=False, db_default=False)
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

    def check_password(self, raw_password: str | None) -> bool:
        """Compare only: Django's own would save a renewed hash past the door."""
        return check_password(raw_password, self.password)

    def __str__(self) -> str:
        return self.name or self.email


class Session(models.Model):
    """One session of a browser. The key itself is known to the browser alone."""

    key_hash = models.BinaryField(unique=True)
    staff = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="+")
    data = models.TextField()
    device = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=64, blank=True)
    opened_at = InstantField()
    seen_at = InstantField()

    class Meta:
        db_table = "staff_session"


class SecondFactor(models.Model):
    """What one member's one-time codes are made from, and the last step that was used."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    salt = models.BinaryField()
    confirmed_at = InstantField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "staff_second_factor"


class RecoveryCode(models.Model):
    """One code for the day the device is lost; its hash alone is kept."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    code_hash = models.BinaryField()
    used_at = InstantField(null=True)

    class Meta:
        db_table = "staff_recovery_code"


class Attempt(models.Model):
    """How often somebody tried to log in; whom and where from stands in a keyed hash."""

    bucket = models.BinaryField(unique=True)
    tries = models.IntegerField(default=0)
    last_at = InstantField()

    class Meta:
        db_table = "staff_attempt"


class Policy(models.Model):
    """What the owner demands of everybody; one row at most."""

    second_factor_roles = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "staff_policy"


class ApiKey(models.Model):
    """One key by which a program asks the API. The key itself is known to the program alone."""

    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=8)
    token_hash = models.BinaryField(unique=True)
    permissions = models.CharField(max_length=1000)
    created_by = models.CharField(max_length=64)
    created_at = InstantField()
    expires_at = InstantField(null=True)
    revoked_at = InstantField(null=True)
    used_at = InstantField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "staff_api_key"
