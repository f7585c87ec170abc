"""A file of people: all of it or nothing, each error by row and column, the same file twice as one."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from lms.mail.models import Mail
from network import roster, services
from network.enums import Role
from network.models import Appointment, Membership, Office, Person
from network.services.rosters import KNOWN, NEW, UNCHANGED
from tests.factories.network import OfficeFactory, PersonFactory, SchoolFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
HEAD = "nombres,apellidos,correo,oficina,escuela,categoría,cargo,idioma,función"


@pytest.fixture(autouse=True)
def _in_spanish():
    with translation.override("es"):
        yield


def line(office="", *, given="Ixchel", family="Ceiba Montes", email="ixchel@example.org", **more):
    last = [more.get(key, "") for key in ("school", "category", "position", "language", "role")]
    return ",".join([given, family, email, office, *last])


def text(*lines, head=HEAD):
    return "\r\n".join([head, *lines]) + "\r\n"


def check(content, actor):
    rows = roster.read_roster(content.encode() if isinstance(content, str) else content)
    return services.check_roster(rows=rows, actor=actor, at=AT)


def told(checked):
    return [(problem.row, problem.heading, str(problem.sentence)) for problem in checked.problems]


def send(client, content, name="personas.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse("network:roster"), {"file": SimpleUploadedFile(name, content, "text/csv")})


@pytest.fixture
def secretariat():
    return PersonFactory(secretariat=True).user


@pytest.fixture
def office():
    return OfficeFactory(code="FX-99")


# --- the file as a whole


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_as_spreadsheets_write_it(delimiter, encoding):
    content = text(line(given="Tomás", family="Añil")).replace(",", delimiter).encode(encoding)

    (row,) = roster.read_roster(content)

    assert (row.number, row["given_names"], row["family_names"], row["email"]) == (
        2,
        "Tomás",
        "Añil",
        "ixchel@example.org",
    )


def test_headings_are_known_in_both_languages_and_empty_rows_are_counted():
    rows = roster.read_roster(
        b"Given names,FAMILY NAMES,E-mail\n\nIxchel,Ceiba,a@example.org\n,,\nZoila,Vela,b@example.org\n"
    )

    assert [(row.number, row["given_names"]) for row in rows] == [(3, "Ixchel"), (5, "Zoila")]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", roster.NotText),
        (b"PK\x03\x04\x00\x00", roster.NotText),
        (b"hola", roster.NotText),
        (b"una,dos\na,b\n", roster.ColumnMissing),
        (b"nombres,apellidos,oficina\na,b,c\n", roster.ColumnMissing),
        (b"nombres,apellidos,correo,clave\na,b,c,d\n", roster.ColumnUnknown),
        (b"nombres,apellidos,correo,e-mail\na,b,c,d\n", roster.ColumnTwice),
        (b"nombres,apellidos,correo\n", roster.NobodyInIt),
        (b"nombres,apellidos,correo\n,,\n", roster.NobodyInIt),
        (b'nombres,apellidos,correo\n"a,b,c\n', roster.NotText),
        (b"x" * (roster.MAX_BYTES + 1), roster.FileTooLarge),
        (b"nombres,apellidos,correo\n" + b"a,b,c\n" * (roster.MAX_ROWS + 1), roster.TooManyRows),
    ],
)  # fmt: skip
def test_what_is_no_file_of_people_is_refused_as_a_whole(content, refusal):
    with pytest.raises(refusal) as refused:
        roster.read_roster(content)
    assert str(refused.value)


def test_five_hundred_people_are_not_too_many():
    content = b"nombres,apellidos,correo\n" + b"".join(b"a,b,p%d@example.org\n" % number for number in range(500))

    assert len(roster.read_roster(content)) == 500


# --- row by row


def test_each_error_is_named_by_its_row_and_column(secretariat, office):
    checked = check(
        text(
            line("FX-99", given="=1+1"),
            line("FX-99", given="", email="b@example.org"),
            line("FX-99", family="x" * 101, email="c@example.org"),
            line("FX-99", email="nadie"),
            line("FX-98", email="d@example.org"),
            line("FX-99", email="e@example.org", category="Marinero"),
            line("FX-99", email="f@example.org", language="fr"),
            line("FX-99", email="g@example.org", role="Capitana"),
            line(email="h@example.org"),
            line("FX-99", email="E@example.org"),
            line("FX-99", email="i@example.org", role="Secretaría"),
            line(email="j@example.org", role="Responsable de escuela nacional"),
            line(email="k@example.org", role="Punto de contacto", school=""),
            line("FX-99", email="l@example.org") + ",más",
        ),
        secretariat,
    )

    assert checked.rows == []
    assert told(checked) == [
        (2, "nombres", "La celda comienza con un signo de fórmula (=, +, -, @). Escríbala sin él."),
        (3, "nombres", "La celda está vacía."),
        (4, "apellidos", "La celda pasa de 100 caracteres."),
        (5, "correo", "Esta no es una dirección de correo."),
        (6, "oficina", "Ninguna oficina de la red tiene este código."),
        (7, "categoría", "No se conoce esta categoría. Use las palabras de la lista."),
        (8, "idioma", "Escriba es o en."),
        (9, "función", "No se conoce esta función. Use las palabras de la lista."),
        (10, "oficina", "Indique a qué oficina pertenece la persona, o qué función ejerce en qué escuela."),
        (11, "correo", "La misma dirección está en la fila 7."),
        (12, "función", "La función de Secretaría no se asigna con un archivo: la deciden dos personas."),
        (13, "oficina", "Indique a qué oficina pertenece la persona, o qué función ejerce en qué escuela."),
        (14, "oficina", "Indique a qué oficina pertenece la persona, o qué función ejerce en qué escuela."),
        (15, "", "Esta fila tiene más celdas que encabezados."),
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_is_a_formula(secretariat, office, sign):
    checked = check(text(line("FX-99", position=f'"{sign}HYPERLINK(1)"')), secretariat)

    assert [(problem.row, problem.column) for problem in checked.problems] == [(2, "position")]


def test_what_the_database_knows_stands_against_a_row(secretariat, office):
    PersonFactory(email="otra@example.org", given_names="Zoila", family_names="Vela")
    PersonFactory(email="lejos@example.org", given_names="Ixchel", family_names="Ceiba Montes", office=OfficeFactory())
    for _ in range(2):
        PersonFactory(contact_point=True, office=office)

    checked = check(
        text(
            line("FX-99", email="otra@example.org"),
            line("FX-99", email="LEJOS@example.org"),
            line("FX-99", email="c@example.org", role="CONTACT_POINT"),
        ),
        secretariat,
    )

    assert [(problem.row, problem.column) for problem in checked.problems] == [(2, "email"), (3, "office"), (4, "role")]


def test_the_file_itself_can_have_a_contact_point_too_many(secretariat, office):
    lines = [line("FX-99", email=f"p{number}@example.org", role="Punto de contacto") for number in range(3)]

    checked = check(text(*lines), secretariat)

    assert [(problem.row, problem.column) for problem in checked.problems] == [(4, "role")]


def test_a_contact_point_registers_the_own_office_and_gives_no_role():
    contact = PersonFactory(contact_point=True)
    own, other = Office.objects.get(memberships__person=contact), OfficeFactory()
    PersonFactory(email="lejos@example.org", given_names="Ixchel", family_names="Ceiba Montes", office=other)

    checked = check(
        text(
            line(own.code, email="a@example.org"),
            line(other.code, email="b@example.org"),
            line(own.code, email="c@example.org", role="Mentor o mentora"),
            line(own.code, email="lejos@example.org"),
        ),
        contact.user,
    )

    assert [row.number for row in checked.rows] == [2]
    assert told(checked) == [
        (3, "oficina", "Usted registra solo a personas de su oficina: escriba el código de ella."),
        (4, "función", "Solo la Secretaría asigna funciones. Deje la celda vacía."),
        (5, "correo", "Su oficina no puede registrar esta dirección. Pida a la Secretaría que lo haga."),
    ]


def test_checking_writes_nothing_and_asks_as_much_for_fifty_as_for_one(secretariat, office, django_assert_num_queries):
    def rows(count):
        lines = [line("FX-99", email=f"p{number}@example.org") for number in range(count)]
        return roster.read_roster(text(*lines).encode())

    known = PersonFactory(email="p0@example.org", given_names="Ixchel", family_names="Ceiba Montes", office=office)
    check(text(line("FX-99")), secretariat)
    for count in (1, 50):
        with django_assert_num_queries(8):
            checked = services.check_roster(rows=rows(count), actor=secretariat, at=AT)
        assert len(checked.rows) == count
    assert set(Person.objects.all()) == {known, secretariat.person}


# --- doing it


def test_the_same_file_twice_doubles_nothing(secretariat, office):
    school = SchoolFactory(code="EX-9")
    content = text(
        line("FX-99", email="a@example.org", category="Analista", position="Analista", language="inglés"),
        line("FX-99", email="b@example.org", role="Punto de contacto"),
        line(email="c@example.org", school="EX-9", role="SCHOOL_EDITOR"),
    )

    outcomes = []
    for _turn in range(2):
        checked = check(content, secretariat)
        outcomes.append([row.outcome for row in checked.rows])
        services.import_roster(rows=checked.rows, actor=secretariat, at=AT)

    assert outcomes == [[NEW] * 3, [UNCHANGED] * 3]
    assert Person.objects.exclude(user=secretariat).count() == 3
    assert Mail.objects.filter(kind="accounts.invitation").count() == 3
    first, second, third = Person.objects.exclude(user=secretariat).order_by("email")
    assert first.memberships.get().category == "ANALYST"
    assert first.invitation.language == "en"
    assert (second.appointments.get().role, second.appointments.get().office) == (Role.CONTACT_POINT, office)
    assert (third.appointments.get().school, third.memberships.count()) == (school, 0)


def test_what_is_missing_is_added_to_who_is_known(secretariat, office):
    known = PersonFactory(with_user=True, email="a@example.org", given_names="Ixchel", family_names="Ceiba Montes")

    checked = check(text(line("FX-99", email="a@example.org")), secretariat)
    services.import_roster(rows=checked.rows, actor=secretariat, at=AT)

    assert [row.outcome for row in checked.rows] == [KNOWN]
    assert known.memberships.get().office == office
    assert not Mail.objects.exists()


def test_nothing_is_half_done_when_a_row_is_refused_at_the_last_moment(secretariat, office):
    lines = [line("FX-99", email=f"p{number}@example.org", role="Punto de contacto") for number in range(2)]
    checked = check(text(*lines), secretariat)
    Person.objects.create(email="p1@example.org", given_names="Otra", family_names="Persona")

    with pytest.raises(services.RowRefused) as refusal:
        services.import_roster(rows=checked.rows, actor=secretariat, at=AT)

    assert str(refusal.value).startswith("Fila 3: Otra persona está registrada")
    assert not Membership.objects.filter(office=office).exists()
    assert not Appointment.objects.filter(office=office).exists()
    assert not Mail.objects.exists()


# --- the pages


def test_a_file_is_shown_confirmed_and_done_once(client, secretariat, office):
    client.force_login(secretariat)
    content = text(line("FX-99", email="a@example.org"), "", line("FX-99", given="Zoila", email="b@example.org"))

    shown = send(client, content)
    assert shown.status_code == 200
    assert not Person.objects.filter(email="a@example.org").exists()
    kept = shown.context["kept"]
    for _tap in range(2):
        answer = client.post(reverse("network:confirm_roster"), {"rows": kept}, follow=True)

    assert answer.redirect_chain == [(reverse("network:people"), 302)]
    assert Person.objects.filter(memberships__office=office).count() == 2
    assert Mail.objects.count() == 2
    assert "Nada cambia" in send(client, content).content.decode()


def test_a_file_with_errors_cannot_be_confirmed(client, secretariat, office):
    client.force_login(secretariat)
    shown = send(client, text(line("FX-98"), "", line("FX-99", given="@Zoila", email="b@example.org")))

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Fila 2" in page
    assert "Fila 4" in page
    assert "2 puntos por corregir" in page
    forged = client.post(reverse("network:confirm_roster"), {"rows": shown.context["kept"]})
    assert forged.status_code == 422
    assert "Fila 4" in forged.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (roster.MAX_BYTES + 1), "El archivo pesa más de 256 KB."),
        (b"PK\x03\x04\x00\x00", "Este no es un archivo CSV."),
        (b"nombres,apellidos,correo\n", "No hay nadie en el archivo"),
    ],
)
def test_a_file_that_is_none_is_refused_on_its_page(client, secretariat, content, sentence):
    client.force_login(secretariat)

    assert sentence in send(client, content).content.decode()


def test_what_comes_back_to_be_confirmed_may_be_anything(client, secretariat):
    client.force_login(secretariat)

    for rows in ("", "basura", "x" * 600_000):
        assert client.post(reverse("network:confirm_roster"), {"rows": rows}).url == reverse("network:roster")


def test_the_template_is_a_file_that_we_read(client, secretariat):
    client.force_login(secretariat)

    answer = client.get(reverse("network:roster_template"))

    assert answer["Content-Disposition"] == 'attachment; filename="personas.csv"'
    with pytest.raises(roster.NobodyInIt):
        roster.read_roster(answer.content)
    (row,) = roster.read_roster(answer.content + b"Ixchel,Ceiba,a@example.org,,,,,,\r\n")
    assert row["email"] == "a@example.org"


def test_a_cell_with_markup_is_text(client, secretariat, office):
    client.force_login(secretariat)

    page = send(client, text(line("FX-99", given="<script>alert(1)</script>"))).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
