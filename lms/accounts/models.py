"""Credentials and preferences only. Who a person is in the network lives in ``network.Person``."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import InvitationState
from lms.common.fields import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Addresses are compared without case; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """An account for ``email``; without a password nobody can sign in with it."""
        user = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A break-glass account; nobody uses one for daily work."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an address, a password, a language and a clock."""

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail address"))
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=10, default="es", choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64, default=settings.NETWORK_TIME_ZONE)
    created_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end every session at once

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_email_unique"),
            models.CheckConstraint(
                name="accounts_suspended_is_not_active",
                condition=models.Q(suspended_at__isnull=True) | models.Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id  # an address is personal: it never reaches a log by accident

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions hang on the password, as Django's do, and on the epoch."""
        said = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.session", said, secret=secret, algorithm="sha256").hexdigest()


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: User) -> Self:
        """One's own, whoever one is."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Device(models.Model):
    """A browser in which somebody is signed in: what its holder needs to know it again, and no address or place."""

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60)
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects: ClassVar[DeviceQuerySet] = DeviceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accounts_seen_after_sign_in", condition=models.Q(seen_at__gte=models.F("signed_in_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Invitation(models.Model):
    """A personal invitation to open an account; its link is signed, never stored."""

    public_id = PublicIdField()
    email = models.EmailField()
    language = models.CharField(max_length=10, default="es", choices=settings.LANGUAGES)
    time_zone = models.CharField(max_length=64, default=settings.NETWORK_TIME_ZONE)
    state = models.CharField(max_length=12, choices=InvitationState, default=InvitationState.PENDING)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_one_pending_invitation",
                condition=models.Q(state=InvitationState.PENDING),
            ),
            models.CheckConstraint(
                name="accounts_user_iff_accepted",
                condition=models.Q(state=InvitationState.ACCEPTED, user__isnull=False)
                | (~models.Q(state=InvitationState.ACCEPTED) & models.Q(user__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_open(self, at: datetime) -> bool:
        """Can still be accepted at ``at``."""
        return self.state == InvitationState.PENDING and at < self.expires_at
