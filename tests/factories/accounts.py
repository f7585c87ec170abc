"""Accounts and invitations. Addresses end in ``example.org``; nobody here exists."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from lms.accounts.enums import InvitationState
from lms.accounts.models import Invitation, User

PASSWORD = "Jilguero-de-mayo-2031"  # every factory account's
INVITED_AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    """An active Spanish-reading account in El Salvador's zone, with ``PASSWORD``.

    Traits: ``suspended``, ``english``.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        suspended = factory.Trait(is_active=False)
        english = factory.Trait(language="en")

    email = factory.Sequence(lambda n: f"cuenta{n}@example.org")
    language = "es"
    time_zone = "America/El_Salvador"
    password = factory.django.Password(PASSWORD)


class InvitationFactory(DjangoModelFactory):
    """A pending invitation of ``INVITED_AT``, good for fourteen days. Traits: ``withdrawn``, ``accepted``."""

    class Meta:
        model = Invitation

    class Params:
        withdrawn = factory.Trait(state=InvitationState.WITHDRAWN)
        accepted = factory.Trait(
            state=InvitationState.ACCEPTED,
            user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")),
        )

    email = factory.Sequence(lambda n: f"invitada{n}@example.org")
    created_at = INVITED_AT
    expires_at = factory.LazyAttribute(lambda invitation: invitation.created_at + timedelta(days=14))
