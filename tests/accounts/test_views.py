import pytest
from django.contrib.messages import get_messages

from lms.accounts.models import User
from lms.accounts.zones import zone_choices
from lms.common.times import ZONE_CITIES
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepts", "path"),
    [
        ("en-GB,en;q=0.9", "/en/"),
        ("es-SV", "/es/"),
        ("pt-BR,pt;q=0.9", "/es/"),
        ("pt-BR,en;q=0.5", "/es/"),
        ("fr", "/es/"),
        ("", "/es/"),
    ],
)
def test_root_leads_a_guest_where_the_browser_prefers(client, accepts, path):
    response = client.get("/", headers={"accept-language": accepts})

    assert response["Location"] == path
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


@pytest.mark.parametrize(("language", "path"), [("en", "/en/"), ("es", "/es/"), ("pt-br", "/es/")])
def test_root_leads_a_reader_to_the_own_language(client, language, path):
    client.force_login(UserFactory(language=language))

    assert client.get("/", headers={"accept-language": "es"})["Location"] == path


@pytest.mark.parametrize("path", ["/pt-br/", "/pt-br/entrar/", "/pt-br/preferencias/", "/fr/entrar/"])
def test_a_language_of_course_matter_alone_is_no_prefix(client, path):
    assert client.get(path).status_code == 404


def test_unprefixed_pages_speak_a_screen_language(client):
    response = client.get("/nada-aqui", headers={"accept-language": "pt-BR"})

    assert response.headers["Content-Language"] == "es"


def test_preferences_show_what_holds(client):
    client.force_login(UserFactory(time_zone="America/Hermosillo"))

    page = client.get("/es/preferencias/").content.decode()

    assert '<option value="es" selected>' in page
    assert '<option value="America/Hermosillo" selected>Hermosillo</option>' in page
    assert '<optgroup label="Ciudades de la red">' in page
    assert "pt-br" not in page


def test_preferences_are_saved_and_answered_in_the_new_language(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/es/preferencias/", {"language": "en", "time_zone": "America/Bogota"})
    followed = client.get(response["Location"])

    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("en", "America/Bogota")
    assert response["Location"] == "/en/preferencias/"
    assert [str(message) for message in get_messages(followed.wsgi_request)] == ["Your preferences are saved."]
    assert 'lang="en"' in followed.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"language": "pt-br"}, {"language": "fr"}, {"time_zone": "Mars/Olympus"}, {"time_zone": ""}],
)
def test_preferences_refuse_what_is_no_choice(client, changes):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/es/preferencias/", {"language": "en", "time_zone": "America/Bogota", **changes})

    user.refresh_from_db()
    assert response.status_code == 200
    assert (user.language, user.time_zone) == ("es", "America/El_Salvador")


def test_preferences_change_nothing_but_language_and_zone(client):
    user = UserFactory()
    client.force_login(user)
    before = User.objects.filter(pk=user.pk).values().get()

    everything = {field.name: "1" for field in User._meta.get_fields()}
    client.post("/es/preferencias/", {**everything, "language": "en", "time_zone": "America/Bogota"})

    after = User.objects.filter(pk=user.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"language", "time_zone"}


def test_zone_choices_begin_with_the_network_and_hold_the_world_once():
    groups = zone_choices()

    zones = [zone for _, choices in groups for zone, _ in choices]
    assert groups[0][0] == "Ciudades de la red"
    assert {zone for zone, _ in groups[0][1]} == set(ZONE_CITIES)
    assert len(zones) == len(set(zones))
    assert {"America/Ciudad_Juarez", "Europe/Paris", "America/Argentina/Buenos_Aires"} <= set(zones)
