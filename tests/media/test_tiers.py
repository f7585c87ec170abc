"""Tiers, on the papers of pages: who reads what, by the address a reader asks."""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Collection

from media.models import NetworkDocument
from network.enums import Tier
from network.models import Appointment, Membership
from network.tiers import get_tiers
from tests.factories.accounts import UserFactory
from tests.factories.network import ENDED_ON, PersonFactory

pytestmark = pytest.mark.django_db
ORDER = [Tier.PUBLIC, Tier.NETWORK, Tier.CONTACT_POINTS, Tier.SECRETARIAT]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def paper(**more):
    document = NetworkDocument(title="Guía", collection=Collection.get_first_root_node(), **more)
    document.file.save("guia.txt", ContentFile(b"MARCA"))
    return document


@pytest.mark.parametrize(
    ("trait", "reads"),
    [
        ("prosecutor", 2),
        ("contact_point", 3),
        ("coordinator", 3),
        ("secretariat", 4),
        ("mentor", 2),
        ("school_editor", 2),
        ("auditor", 1),
        ("expert", 1),
        ("with_user", 1),
    ],
)
def test_each_reads_the_circles_they_belong_to_by_the_address(client, trait, reads):
    papers = [paper(tier=tier) for tier in ORDER]
    client.force_login(PersonFactory(**{trait: True}).user)

    for _ in range(2):
        answers = [client.get(document.url) for document in papers]
        assert [response.status_code for response in answers] == [200] * reads + [404] * (4 - reads)
    assert all(b"MARCA" in response.content for response in answers[:reads])


def test_a_guest_reads_what_is_public_and_is_asked_to_sign_in_for_the_rest_there_or_not(client):
    papers = [paper(tier=tier) for tier in ORDER]

    assert client.get(papers[0].url).content == b"MARCA"
    for address in [
        *(document.url for document in papers[1:]),
        "/documents/999999/nada.txt",
        "/documents/" + "9" * 40 + "/x",
    ]:
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, f"/es/entrar/?next={address}")
        assert client.post(address).status_code in {302, 403}


def test_where_nobody_has_said_only_the_secretariat_reads(client):
    document = paper()
    assert document.tier == Tier.SECRETARIAT

    client.force_login(PersonFactory(coordinator=True).user)
    assert client.get(document.url).status_code == 404
    client.force_login(PersonFactory(secretariat=True).user)
    assert client.get(document.url).status_code == 200


def test_what_ended_opens_nothing_and_a_suspended_account_reads_as_a_guest():
    person = PersonFactory(contact_point=True)
    assert get_tiers(person.user) == {Tier.PUBLIC, Tier.NETWORK, Tier.CONTACT_POINTS}
    Appointment.objects.update(ended_on=ENDED_ON)
    person = type(person).objects.get(pk=person.pk)
    assert get_tiers(person.user) == {Tier.PUBLIC, Tier.NETWORK}
    Membership.objects.update(ended_on=ENDED_ON)
    person = type(person).objects.get(pk=person.pk)
    assert get_tiers(person.user) == {Tier.PUBLIC}
    suspended = PersonFactory(secretariat=True)
    suspended.user.is_active = False
    assert get_tiers(suspended.user) == {Tier.PUBLIC}


def test_whoever_edits_papers_reads_them_and_chooses_the_tier(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    document = paper(tier=Tier.SECRETARIAT)

    form = client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()

    assert client.get(document.url).status_code == 200
    assert 'name="tier"' in form
    assert "Solo la Secretaría" in form


def test_no_other_word_is_a_tier():
    document = paper()

    with pytest.raises(IntegrityError, match=r"media_document_tier|CHECK"), transaction.atomic():
        NetworkDocument.objects.filter(pk=document.pk).update(tier="FRIENDS")
