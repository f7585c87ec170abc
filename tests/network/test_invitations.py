import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from lms.accounts import services as accounts
from lms.accounts.enums import InvitationState
from lms.accounts.links import invitation_path, invitation_token, read_invitation_token
from lms.accounts.models import Invitation, User
from lms.mail.kinds import get_kind
from lms.mail.models import Mail
from lms.records.models import AuditEntry
from network import services
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.network import CountryFactory, OfficeFactory, PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "Guayacan-en-flor-2031"


def invite(person, at=AT, actor=None):
    return services.invite_person(person=person, actor=actor, at=at)


def join(invitation, **changes):
    values = {"password": PASSWORD, "language": "en", "time_zone": "America/Panama", "at": AT}
    return services.join_by_invitation(invitation=invitation, **{**values, **changes})


def test_invite_person_speaks_the_language_of_the_country():
    belize = CountryFactory(language="en", time_zone="America/Belize")
    person = PersonFactory(office=OfficeFactory(country=belize))

    invitation = invite(person)

    mail = Mail.objects.get()
    assert (invitation.email, invitation.language, invitation.time_zone) == (person.email, "en", "America/Belize")
    assert (mail.kind, mail.to_address, mail.language, mail.time_zone, mail.ids) == (
        "accounts.invitation",
        person.email,
        "en",
        "America/Belize",
        {"invitation_id": invitation.pk},
    )


def test_invite_person_of_a_country_whose_language_is_no_screen_language_speaks_spanish():
    person = PersonFactory(office=OfficeFactory(country=CountryFactory(language="pt-br")))

    assert invite(person).language == "es"


def test_invite_person_who_belongs_nowhere_uses_the_network_s_clock():
    assert invite(PersonFactory()).time_zone == "America/El_Salvador"


def test_invite_person_twice_is_one_invitation_and_one_mail():
    actor, person = UserFactory(), PersonFactory()

    first, second = invite(person, actor=actor), invite(person, actor=actor, at=AT + timedelta(days=13))

    assert first == second
    assert Mail.objects.count() == 1
    assert AuditEntry.objects.filter(action="network.invite_person", actor_ref=actor.public_id).count() == 1


def test_invite_person_again_after_expiry_replaces_the_invitation():
    person = PersonFactory()
    first = invite(person)

    second = invite(person, at=AT + timedelta(days=14))

    first.refresh_from_db()
    person.refresh_from_db()
    assert first.state == InvitationState.WITHDRAWN
    assert (second.state, person.invitation) == (InvitationState.PENDING, second)
    assert Mail.objects.count() == 2


def test_invite_person_refuses_somebody_with_an_account():
    with pytest.raises(services.AlreadyHasAccount):
        invite(PersonFactory(with_user=True))
    assert not Invitation.objects.exists()


def test_invite_person_refuses_an_address_that_already_signs_in():
    UserFactory(email="una@example.org")

    with pytest.raises(accounts.AddressTaken):
        invite(PersonFactory(email="UNA@example.org"))


def test_join_by_invitation_opens_the_account_and_ties_it_to_the_person():
    person = PersonFactory()

    user = join(invite(person))

    person.refresh_from_db()
    assert person.user == user
    assert (user.email, user.language, user.time_zone) == (person.email, "en", "America/Panama")
    assert user.check_password(PASSWORD)
    assert Invitation.objects.get().state == InvitationState.ACCEPTED
    assert AuditEntry.objects.filter(action="network.join", target_ref=person.public_id).count() == 1


def test_join_by_invitation_twice_is_one_account_and_keeps_the_password():
    invitation = invite(PersonFactory())

    first = join(invitation)
    second = join(invitation, password="Otra-frase-muy-distinta", language="es")

    assert first == second
    assert User.objects.get().check_password(PASSWORD)
    assert User.objects.get().language == "en"


@pytest.mark.parametrize(
    ("after", "is_open"),
    [(timedelta(days=14) - timedelta(seconds=1), True), (timedelta(days=14), False)],
    ids=["last-second", "expiry-instant"],
)
def test_join_by_invitation_respects_the_expiry(after, is_open):
    person = PersonFactory()
    invitation = invite(person)

    if is_open:
        assert join(invitation, at=AT + after).email == person.email
    else:
        with pytest.raises(accounts.InvitationExpired):
            join(invitation, at=AT + after)
        assert not User.objects.exists()


def test_join_by_invitation_refuses_one_that_was_withdrawn():
    invitation = invite(PersonFactory())
    accounts.withdraw_invitation(invitation=invitation)

    with pytest.raises(accounts.InvitationWithdrawn):
        join(invitation)
    assert not User.objects.exists()


def test_join_by_invitation_refuses_an_address_taken_meanwhile():
    person = PersonFactory()
    invitation = invite(person)
    UserFactory(email=person.email.upper())

    with pytest.raises(accounts.AddressTaken):
        join(invitation)
    person.refresh_from_db()
    assert person.user is None


def test_withdrawing_an_accepted_invitation_changes_nothing():
    invitation = InvitationFactory(accepted=True)

    accounts.withdraw_invitation(invitation=invitation)

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ACCEPTED


def test_token_is_read_back_and_a_changed_one_is_not():
    invitation = InvitationFactory()
    token = invitation_token(invitation)

    assert read_invitation_token(token) == invitation.public_id
    for broken in [token[:-1], token + "a", token.swapcase(), invitation.public_id, "", "."]:
        assert read_invitation_token(broken) is None


def test_invitation_path_is_in_the_language_of_the_invitation():
    invitation = InvitationFactory(language="en")

    with translation.override("es"):
        path = invitation_path(invitation, next_path="/en/ediciones/?x=1&y=2")

    assert path == f"/en/invitacion/{invitation_token(invitation)}/?next=%2Fen%2Fediciones%2F%3Fx%3D1%26y%3D2"


def test_invitation_mail_names_nobody_and_holds_the_link():
    person = PersonFactory(given_names="Amaranta", family_names="Ceiba")
    invitation = invite(person)

    with translation.override("es"), timezone.override("America/El_Salvador"):
        text = get_kind("accounts.invitation").render({"invitation_id": invitation.pk})

    whole = " ".join([text.subject, *text.paragraphs])
    assert text.subject == "Abra su cuenta en Aula Fiscal"
    assert "Amaranta" not in whole
    assert "16 de noviembre de 2026, 09:00 (San Salvador)" in whole
    assert text.link_path == invitation_path(invitation)
    assert text.link_label == "Abrir mi cuenta"


@pytest.mark.parametrize(
    ("changes", "is_owed"),
    [
        ({"expires_at": datetime(2100, 1, 1, tzinfo=UTC)}, True),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, False),
        ({"expires_at": datetime(2100, 1, 1, tzinfo=UTC), "withdrawn": True}, False),
        ({"expires_at": datetime(2100, 1, 1, tzinfo=UTC), "accepted": True}, False),
    ],
    ids=["open", "expired", "withdrawn", "accepted"],
)
def test_invitation_mail_is_owed_while_the_invitation_is_open(changes, is_owed):
    invitation = InvitationFactory(**changes)

    assert get_kind("accounts.invitation").is_owed({"invitation_id": invitation.pk}) is is_owed


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_invitation_accepted_four_times_at_once_is_one_account():
    person = PersonFactory()
    invitation = invite(person)

    users = at_once(4, lambda: join(invitation))

    person.refresh_from_db()
    assert {user.pk for user in users} == {person.user_id}
    assert AuditEntry.objects.filter(action="network.join").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_one_of_two_is_thrown_out():
    invitation = invite(PersonFactory())
    looked = threading.Barrier(2)

    def accept_without_lock():
        is_taken = User.objects.filter(email__iexact=invitation.email).exists()
        looked.wait()  # both have looked before either writes: what the lock makes impossible
        try:
            with transaction.atomic():
                User.objects.create_user(invitation.email, PASSWORD)
        except IntegrityError:
            return "thrown out"
        return "taken" if is_taken else "opened"

    assert sorted(at_once(2, accept_without_lock)) == ["opened", "thrown out"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_inviting_the_same_person_four_times_at_once_is_one_invitation_and_one_mail():
    person = PersonFactory()

    invitations = at_once(4, lambda: invite(person))

    assert len({invitation.pk for invitation in invitations}) == 1
    assert Mail.objects.count() == 1
