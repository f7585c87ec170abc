"""Pages: the holder's own, and the public one that convinces a stranger and names nobody."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from certificates import codes, throttle
from certificates.document.wording import NBSP
from certificates.enums import AwardKind
from certificates.models import Award, NameComparison
from certificates.services.artifacts import render_award
from certificates.services.verification import TooManyComparisons, compare_name
from lms.records.models import AuditEntry
from network.models import Country
from tests.factories.certificates import ISSUED_AT, AwardFactory, code_of, make_statement, supersede
from tests.factories.network import OfficeFactory, PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NAME = "María Fernanda Ñáñez Güell"


@pytest.fixture(autouse=True)
def _a_fresh_start():
    """Nobody has missed a code yet, and addresses are Spanish whatever language an earlier test left behind."""
    cache.clear()
    with translation.override("es"):
        yield


@pytest.fixture
def office():
    country = Country.objects.create(
        iso="X9", name={"es": "Tierra Nueve", "en": "Land Nine"}, time_zone="America/Guatemala"
    )
    return OfficeFactory(country=country, code="FX-NUEVE")


@pytest.fixture
def award(office):
    """An award that prints its holder's country, so that the page has something to keep quiet."""
    holder = PersonFactory(prosecutor=True, office=office, given_names="María Fernanda", family_names="Ñáñez Güell")
    statement = make_statement(
        holder_name=NAME,
        holder_country={"es": "Tierra Nueve", "en": "Land Nine"},
        result={"es": "aprobado con 92 de 100", "en": "passed with 92 of 100"},
    )
    return AwardFactory(person=holder, statement=statement)


def verify(client, award, **query):
    return client.get(f"/v/{code_of(award)}", query)


def plain(response):
    return response.content.decode().replace(NBSP, " ").replace("&nbsp;", " ")


# --- the public page
def test_the_page_says_everything_printed_but_who_the_person_is(client, award):
    page = plain(verify(client, award))

    for fact in [
        "Certificado de aprobación",
        "Válido",
        "aprobó el curso Extorsión: investigación y litigación",
        "del 23 al 27 de noviembre de 2026",
        "15 horas",
        "14 horas y 15 minutos",
        "Taller virtual",
        "a distancia",
        "2026.1",
        "El fenómeno de la extorsión; Tipicidad y prueba",
        "aprobado con 92 de 100",
        "Escuela de Capacitación Fiscal",
        "28 de noviembre de 2026",
        "San Salvador",
        "Directora de la Escuela; Secretario de la Red",
        "Con el apoyo financiero de un donante",
        award.number,
    ]:
        assert fact in page
    for secret in [NAME, "Ñáñez", "María", "Tierra Nueve", "FX-NUEVE", "Fiscalía de FX-NUEVE", award.public_id]:
        assert secret not in page
    # A code or a number made by chance may have the two letters of the country in it.
    assert not re.search(r"(?<![A-Z0-9-])X9(?![A-Z0-9-])", page)


def test_the_fingerprint_of_the_signature_is_shown_once_it_is_signed(client, award, signer, store):
    from certificates.signature.authority import short

    assert short(signer.fingerprint) not in plain(verify(client, award))
    render_award(award_id=award.pk, at=ISSUED_AT)
    assert short(signer.fingerprint) in plain(verify(client, award))


@pytest.mark.parametrize(
    ("query", "header", "language", "word"),
    [
        ({}, "", "es", "Válido"),
        ({}, "en-US,en;q=0.9", "en", "Valid"),
        ({}, "pt-BR", "es", "Válido"),
        ({"lang": "en"}, "es", "en", "Valid"),
        ({"lang": "es"}, "en", "es", "Válido"),
        ({"lang": "xx"}, "en", "en", "Valid"),
    ],
)
def test_the_page_speaks_the_readers_language(client, award, query, header, language, word):
    response = client.get(f"/v/{code_of(award)}", query, headers={"accept-language": header} if header else {})

    page = plain(response)
    assert f'<html lang="{language}"' in page
    assert f"{word}</p>" in page
    assert response["Content-Language"] == language
    assert "?lang=en" in page or "?lang=es" in page


def test_the_page_leaves_no_traces(client, award):
    response = verify(client, award)

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in plain(response)


def test_a_code_is_read_however_it_is_typed(client, award):
    code = code_of(award)

    for typed in (code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "I")):
        assert client.get(f"/v/{typed}").status_code == 200


def test_unknown_and_malformed_codes_are_told_alike(client, award, django_assert_num_queries):
    unknown = codes.spaced(codes.new_code())
    malformed = [unknown[:-1], unknown[:-1] + "U", "x", "0" * 400, "%00", "ñandú", "..", unknown + "0"]

    with django_assert_num_queries(1):
        expected = client.get(f"/v/{unknown}")
    assert expected.status_code == 404

    for typed in malformed:
        with django_assert_num_queries(1):
            response = client.get(f"/v/{typed}")
        assert (response.status_code, response.content) == (404, expected.content)
        assert dict(response.items()) == dict(expected.items())


def test_a_revoked_document_says_since_when(client, award):
    Award.objects.filter(pk=award.pk).update(state="REVOKED", closed_at=ISSUED_AT + timedelta(days=10))

    page = plain(verify(client, award))

    assert "Revocado" in page
    assert "8 de diciembre de 2026" in page
    assert "Válido" not in page


def test_a_superseded_document_names_its_successor_but_not_its_code(client, award):
    old, new = supersede(award)

    page = plain(verify(client, old))

    assert "Sustituido" in page
    assert new.number in page
    assert code_of(new) not in page


@pytest.mark.parametrize("kind", [AwardKind.ATTENDANCE, AwardKind.TEACHING])
def test_the_page_of_a_note_calls_it_a_note(client, kind):
    page = plain(verify(client, AwardFactory(kind=kind)))

    assert "Constancia de" in page
    assert "aprobó" not in page


# --- comparing the name
@pytest.mark.parametrize("typed", [NAME, "maria fernanda nanez guell", "  MARÍA  FERNANDA ÑÁÑEZ   GÜELL "])
def test_the_printed_name_matches_however_it_is_typed(client, award, typed):
    page = plain(client.post(f"/v/{code_of(award)}", {"name": typed}))

    assert "El nombre coincide" in page


@pytest.mark.parametrize("typed", ["María Fernanda Ñáñez", "Otra Persona", "%", "María"])
def test_another_name_does_not_match_and_the_right_one_is_not_told(client, award, typed):
    page = plain(client.post(f"/v/{code_of(award)}", {"name": typed}))

    assert "El nombre no coincide" in page
    assert NAME not in page


def test_an_empty_name_is_no_try(client, award):
    response = client.post(f"/v/{code_of(award)}", {"name": "  "})

    assert response.status_code == 200
    assert NameComparison.objects.count() == 0


def test_five_tries_an_hour_for_each_code(client, award):
    other = AwardFactory()
    for _ in range(5):
        client.post(f"/v/{code_of(award)}", {"name": "Otra Persona"})

    refused = plain(client.post(f"/v/{code_of(award)}", {"name": NAME}))
    elsewhere = plain(client.post(f"/v/{code_of(other)}", {"name": NAME}))

    assert "El nombre coincide" not in refused
    assert "cinco veces" in refused
    assert "El nombre coincide" in elsewhere
    assert NameComparison.objects.filter(award=award).count() == 5


def test_after_an_hour_there_are_tries_again(award):
    for _ in range(5):
        compare_name(award=award, typed="x", at=ISSUED_AT)

    with pytest.raises(TooManyComparisons):
        compare_name(award=award, typed=NAME, at=ISSUED_AT + timedelta(minutes=59))
    assert compare_name(award=award, typed=NAME, at=ISSUED_AT + timedelta(minutes=60))


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_get_five_tries():
    award = AwardFactory()

    def attempt():
        try:
            return compare_name(award=award, typed="x", at=ISSUED_AT)
        except TooManyComparisons:
            return "refused"

    assert sorted(map(str, at_once(10, attempt))) == ["False"] * 5 + ["refused"] * 5


def test_comparing_with_an_unknown_code_is_like_looking_it_up(client):
    unknown = codes.spaced(codes.new_code())

    assert client.post(f"/v/{unknown}", {"name": "x"}).content == client.get(f"/v/{unknown}").content


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"origin": "null"}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://elsewhere.example.org"}, 403),
    ],
)
def test_another_site_cannot_spend_the_tries(client, award, headers, status):
    response = client.post(f"/v/{code_of(award)}", {"name": "x"}, headers=headers)

    assert response.status_code == status
    assert NameComparison.objects.count() == (1 if status == 200 else 0)


# --- guessing
def test_an_address_that_guesses_has_to_wait(client, award):
    answers = [client.get(f"/v/{codes.spaced(codes.new_code())}").status_code for _ in range(throttle.ADDRESS_MISSES)]

    assert set(answers) == {404}
    refused = verify(client, award)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "600"
    assert verify_from(client, award, "192.0.2.7").status_code == 200


def verify_from(client, award, address):
    return client.get(f"/v/{code_of(award)}", REMOTE_ADDR=address)


def test_a_storm_from_everywhere_does_not_shut_out_the_honest(client, award, monkeypatch):
    monkeypatch.setattr(throttle, "ALL_MISSES", 20)
    for number in range(20):
        client.get("/v/guess", REMOTE_ADDR=f"198.51.100.{number % 4}")

    assert verify_from(client, award, "192.0.2.7").status_code == 200
    assert verify_from(client, award, "198.51.100.1").status_code == 429


def test_honest_visitors_never_wait(client, award):
    assert {verify(client, award).status_code for _ in range(40)} == {200}


def test_without_a_cache_verification_stays_open(client, award, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    assert verify(client, award).status_code == 200
    assert client.get("/v/guess").status_code == 404


# --- the file
def ask_file(client, sha256, **fields):
    return plain(client.post(reverse("certificates_machine:check_file"), {"sha256": sha256, **fields}))


def test_an_issued_file_is_recognised_by_its_hash_alone(client, award, signer, store):
    artifact = render_award(award_id=award.pk, at=ISSUED_AT)
    other = AwardFactory()
    altered = hashlib.sha256(artifact.file.read() + b"x").hexdigest()

    assert "exactamente como se emitió" in ask_file(client, artifact.sha256)
    assert "exactamente como se emitió" in ask_file(client, artifact.sha256.upper(), code=code_of(award))
    assert "otro código" in ask_file(client, artifact.sha256, code=code_of(other))
    assert "no es un archivo emitido" in ask_file(client, altered)
    assert "no es un archivo emitido" in ask_file(client, "' OR 1=1")
    assert NAME not in ask_file(client, artifact.sha256)
    Award.objects.filter(pk=award.pk).update(state="REVOKED", closed_at=ISSUED_AT)
    assert "ya no tiene validez" in ask_file(client, artifact.sha256)


def test_the_file_itself_is_never_asked_for(client):
    assert client.get(reverse("certificates_machine:check_file")).status_code == 405


# --- the landing page
def test_the_landing_page_sends_a_whole_code_on_its_way(client, award):
    page = client.get("/es/verificar/")
    response = client.post("/es/verificar/", {"code": code_of(award).lower().replace("-", " ")})

    assert page.status_code == 200
    assert not page.cookies
    assert page.is_public_page
    assert response.status_code == 302
    assert response["Location"] == f"/v/{code_of(award)}?lang=es"


def test_the_landing_page_says_that_a_code_is_mistyped(client):
    code = codes.spaced(codes.new_code())
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")

    page = plain(client.post("/en/verificar/", {"code": mistyped}))

    assert "not a whole code" in page


# --- behind the sign-in
def test_my_documents_are_mine(client, award, django_assert_num_queries):
    AwardFactory()
    client.force_login(award.person.user)

    page = plain(client.get(reverse("certificates:award_list")))

    assert page.count('class="sealed') - page.count('class="sealed__') == 1
    assert NAME in page
    assert code_of(award) in page


def test_a_secretariats_own_list_shows_only_what_it_holds(client, award):
    secretariat = PersonFactory(secretariat=True)
    client.force_login(secretariat.user)

    page = plain(client.get(reverse("certificates:award_list")))

    assert "Todavía no tiene documentos" in page
    assert NAME not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(client, count, django_assert_num_queries):
    person = PersonFactory(prosecutor=True)
    for _ in range(count):
        AwardFactory(person=person)
    client.force_login(person.user)
    client.get(reverse("certificates:award_list"))

    with django_assert_num_queries(4):
        client.get(reverse("certificates:award_list"))


def test_the_holder_gets_the_stored_bytes(client, award, signer, store):
    artifact = render_award(award_id=award.pk, at=ISSUED_AT)
    client.force_login(award.person.user)

    response = client.get(reverse("certificates:download", args=[award.public_id]), headers={"accept-encoding": "gzip"})

    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == artifact.sha256
    assert response["Content-Disposition"] == f'attachment; filename="{award.number}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(artifact.size)
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert AuditEntry.objects.filter(action="certificates.download").count() == 0


def test_until_it_is_signed_a_page_says_so(client, award):
    client.force_login(award.person.user)

    response = client.get(reverse("certificates:download", args=[award.public_id]))

    assert response.status_code == 200
    assert "se está firmando" in plain(response)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("secretariat", 200),
        ("coordinator", 200),
        ("mentor", 404),
        ("auditor", 404),
        ("expert", 404),
        ("prosecutor", 404),
    ],
)
def test_who_else_may_fetch_a_document(client, award, signer, store, role, status):
    render_award(award_id=award.pk, at=ISSUED_AT)
    client.force_login(PersonFactory(**{role: True}).user)

    response = client.get(reverse("certificates:download", args=[award.public_id]))

    assert response.status_code == status
    if status == 200:
        b"".join(response.streaming_content)
    assert AuditEntry.objects.filter(action="certificates.download").count() == (1 if status == 200 else 0)


def test_the_contact_point_of_the_own_office_may_and_another_may_not(client, award, office, signer, store):
    render_award(award_id=award.pk, at=ISSUED_AT)
    own, other = PersonFactory(contact_point=True, office=office), PersonFactory(contact_point=True)
    url = reverse("certificates:download", args=[award.public_id])

    client.force_login(own.user)
    response = client.get(url)
    assert response.status_code == 200
    b"".join(response.streaming_content)
    client.force_login(other.user)
    assert client.get(url).status_code == 404


def test_guests_are_sent_to_sign_in(client, award):
    for url in (reverse("certificates:award_list"), reverse("certificates:download", args=[award.public_id])):
        response = client.get(url)
        assert response.status_code == 302
        assert "/entrar/" in response["Location"]


# --- logs
def test_codes_reach_no_log(client, award, settings, caplog, monkeypatch):
    """Neither the line of the request nor the framework's own line about a failure holds a code."""
    import io
    import logging

    from certificates.views import public
    from lms.common.logs import JsonFormatter

    settings.LOG_REQUESTS = True
    client.raise_request_exception = False
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        verify(client, award)
        client.get(f"/v/{codes.spaced(codes.new_code())}")
        monkeypatch.setattr(public, "get_public_facts", None)  # something breaks while the page is drawn
        assert verify(client, award).status_code == 500
    finally:
        root.removeHandler(handler)

    lines = stream.getvalue()
    assert "Internal Server Error: /v/" in lines
    assert '"path": "/v/' in lines
    assert code_of(award) not in lines
    assert NAME not in lines
