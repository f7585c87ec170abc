"""Lists as files: asked for, made once, fetched by who asked, gone in seven days; the directory takes two."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lms.exports import services, tasks
from lms.exports.enums import ExportFormat, ExportState
from lms.exports.models import Export
from lms.mail.models import Mail
from lms.records.models import Approval, AuditEntry
from media.models import PrivateFile
from network.models import Appointment
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.certificates import AwardFactory, make_statement
from tests.factories.network import ENDED_ON, OfficeFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]
REGISTER = "certificates.register"


def ask(actor, *, kind=REGISTER, file_format="CSV", at=None, **params) -> Export:
    return services.ask_export(
        kind=kind, params=params, file_format=file_format, actor=actor, at=at or timezone.now(), role="SECRETARIAT"
    )


def lines_of(export: Export) -> list[list[str]]:
    with export.file.open() as stored:
        return list(csv.reader(io.StringIO(stored.read().decode("utf-8-sig"), newline="")))


def acts(prefix="exports.") -> list[str]:
    return list(AuditEntry.objects.filter(action__startswith=prefix).order_by("pk").values_list("action", flat=True))


def test_a_short_list_is_made_at_once_and_written_down_with_count_and_filter(secretariat):
    AwardFactory(statement=make_statement(holder_name="=María Ñáñez"))
    AwardFactory(revoked=True)

    export = ask(secretariat, estado="ACTIVE")

    assert (export.state, export.rows_total, export.file.keeping) == (ExportState.READY, 1, "vault")
    lines = lines_of(export)
    assert lines[0] == ["Registro de documentos"]
    assert [line[0] for line in lines[1:6]] == ["Preparado el", "Puede leerlo", "Selección", "Filas", "Horas"]
    assert lines[2][1] == "La Secretaría. No lo comparta."
    assert lines[3][1].startswith("Estado: ")
    assert lines[4][1] == "1 fila"
    assert lines[-1][1] == "'=María Ñáñez"
    assert lines[-1][6] == "855"
    assert acts() == ["exports.ask", "exports.make"]
    made = AuditEntry.objects.get(action="exports.make")
    assert (made.to_state, made.acting_role, made.actor_ref) == ("1", "SECRETARIAT", secretariat.public_id)
    assert json.loads(made.detail) == [REGISTER, "CSV", {"estado": "ACTIVE"}]
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "coordinator", "auditor", "mentor", "school_editor"])
def test_others_are_refused(trait):
    with pytest.raises(services.ExportRefused):
        ask(PersonFactory(**{trait: True}).user)

    assert Export.objects.count() == 0


def test_unknown_lists_and_long_papers_are_refused(secretariat, settings):
    settings.EXPORTS_MOST_ROWS_ON_PAPER = 0
    AwardFactory()

    with pytest.raises(services.UnknownList):
        ask(secretariat, kind="nothing.known")
    with pytest.raises(services.TooLongForPaper):
        ask(secretariat, file_format="PDF")
    assert acts() == []


def test_a_long_list_is_made_by_the_queue_and_a_mail_tells(
    secretariat, settings, django_capture_on_commit_callbacks, mailoutbox
):
    settings.EXPORTS_ROWS_AT_ONCE = 0
    award = AwardFactory()

    with django_capture_on_commit_callbacks(execute=True):
        export = ask(secretariat)
        assert (export.state, export.rows_total) == (ExportState.REQUESTED, 1)
    for _ in range(2):
        tasks.sweep_exports_task()

    export.refresh_from_db()
    assert (export.state, export.rows_done) == (ExportState.READY, 1)
    mail = Mail.objects.get(kind="exports.ready")
    assert mail.user == secretariat
    assert acts() == ["exports.ask", "exports.make"]
    assert not [sent for sent in mailoutbox if award.holder_name in sent.body or award.number in sent.body]


def test_building_twice_makes_one_file(secretariat, settings):
    settings.EXPORTS_ROWS_AT_ONCE = -1
    export = ask(secretariat)

    for _ in range(2):
        services.build_export(export_id=export.pk, at=timezone.now())

    assert PrivateFile.objects.count() == 1
    assert acts() == ["exports.ask", "exports.make"]


def test_what_somebody_is_making_is_left_alone_until_the_lease_is_over(secretariat, settings):
    settings.EXPORTS_ROWS_AT_ONCE = -1
    export, now = ask(secretariat), timezone.now()
    Export.objects.filter(pk=export.pk).update(leased_until=now + timedelta(minutes=10))

    assert services.build_export(export_id=export.pk, at=now).state == ExportState.REQUESTED
    later = now + timedelta(minutes=11)
    assert services.build_export(export_id=export.pk, at=later).state == ExportState.READY


def test_who_lost_the_role_meanwhile_gets_nothing(client, secretariat, settings):
    ready = ask(secretariat)
    settings.EXPORTS_ROWS_AT_ONCE = -1
    waiting = ask(secretariat)
    sign_in_fresh(client, secretariat)
    Appointment.objects.update(ended_on=ENDED_ON)

    made = services.build_export(export_id=waiting.pk, at=timezone.now())

    assert (made.state, made.file) == (ExportState.FAILED, None)
    assert client.get(reverse("exports:fetch", args=[ready.public_id])).status_code == 404
    assert client.get(reverse("exports:show", args=[ready.public_id])).status_code == 404


def test_after_seven_days_the_file_is_gone(secretariat, browser, django_capture_on_commit_callbacks):
    export = ask(secretariat, at=timezone.now() - timedelta(days=7, minutes=1))
    path = export.file.path
    refused = browser.get(reverse("exports:fetch", args=[export.public_id]))

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            tasks.sweep_exports_task()

    export.refresh_from_db()
    assert not storages["vault"].exists(path)
    assert refused.status_code == 302
    assert (export.state, export.file, PrivateFile.objects.count()) == (ExportState.EXPIRED, None, 0)
    assert acts() == ["exports.ask", "exports.make", "exports.expire"]


def test_a_file_exists_exactly_while_it_is_ready(secretariat):
    export = ask(secretariat)

    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED)


# --- the pages


@pytest.mark.parametrize(
    ("file_format", "kind"),
    [("CSV", "text/csv"), ("XLSX", "application/vnd.openxmlformats"), ("PDF", "application/pdf")],
)
def test_from_the_register_to_the_file(browser, file_format, kind):
    award = AwardFactory()
    sent = browser.post(reverse("certificates:export_register"), {"file_format": file_format})
    export = Export.objects.get()
    assert sent["Location"] == reverse("exports:show", args=[export.public_id])
    page = browser.get(sent["Location"]).content.decode()
    assert "Descargar el archivo" in page
    assert "Registro de documentos" in browser.get(reverse("exports:export_list")).content.decode()

    for _ in range(2):
        fetched = browser.get(reverse("exports:fetch", args=[export.public_id]))

    content = b"".join(fetched.streaming_content) if fetched.streaming else fetched.content
    assert fetched["Content-Type"].startswith(kind)
    assert fetched["Content-Disposition"].startswith('attachment; filename="certificates-register-')
    assert (fetched["X-Content-Type-Options"], fetched["Cache-Control"]) == ("nosniff", "no-store, private")
    assert acts() == ["exports.ask", "exports.make", "exports.fetch", "exports.fetch"]
    reads = AuditEntry.objects.filter(action="media.read")
    assert list(reads.values_list("acting_role", flat=True)) == ["SECRETARIAT", "SECRETARIAT"]
    if file_format == "XLSX":
        assert award.number in {cell.value for row in load_workbook(io.BytesIO(content)).active for cell in row}


def test_fetching_asks_for_a_fresh_confirmation(client, secretariat):
    export = ask(secretariat)
    sign_in_stale(client, secretariat)

    answer = client.get(reverse("exports:fetch", args=[export.public_id]))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert "exports.fetch" not in acts()


def test_nobody_fetches_the_file_of_another(client, secretariat):
    export = ask(secretariat)
    sign_in_fresh(client, PersonFactory(secretariat=True).user)

    assert client.get(reverse("exports:fetch", args=[export.public_id])).status_code == 404
    assert client.get(reverse("exports:show", args=[export.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("certificates:export_register", {"oficina": "0" * 20}), ("desk:export_trail", {"acto": "nada.conocido"})],
)
def test_a_choice_that_is_none_takes_nothing_out(browser, address, chosen):
    AwardFactory()

    assert browser.post(reverse(address), {"file_format": "CSV", **chosen}).status_code == 302
    assert Export.objects.count() == 0


def test_a_format_that_is_none_is_refused(browser):
    answer = browser.post(reverse("certificates:export_register"), {"file_format": "EXE"})

    assert answer["Location"] == reverse("certificates:register")
    assert Export.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_is_on_it(browser, secretariat, count, django_assert_num_queries):
    for _ in range(count):
        ask(secretariat)
    browser.get(reverse("exports:export_list"))

    with django_assert_num_queries(5):
        browser.get(reverse("exports:export_list"))


# --- the directory


def test_the_directory_takes_two_and_is_for_who_asked(
    client, browser, secretariat, django_capture_on_commit_callbacks, mailoutbox
):
    contact = PersonFactory(contact_point=True, office=OfficeFactory(code="FX-UNO"))
    PersonFactory(prosecutor=True)
    AppointmentEnded = PersonFactory(contact_point=True)
    Appointment.objects.filter(person=AppointmentEnded).update(ended_on=ENDED_ON)
    other = PersonFactory(secretariat=True).user
    address = reverse("exports:ask_directory")
    assert browser.post(address, {"file_format": "CSV"}).status_code == 200  # no reason
    assert Approval.objects.count() == 0

    with django_capture_on_commit_callbacks(execute=True):
        sent = browser.post(address, {"file_format": "CSV", "reason": "Reunión anual."})
    approval = Approval.objects.get()
    assert sent["Location"] == reverse("desk:approval", args=[approval.public_id])
    assert browser.post(reverse("desk:approve_act", args=[approval.public_id])).status_code == 403
    assert Export.objects.count() == 0
    sign_in_fresh(client, other)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            client.post(reverse("desk:approve_act", args=[approval.public_id]))

    export = Export.objects.get()
    assert (export.requested_by, export.approval, export.state) == (secretariat, approval, ExportState.READY)
    assert export.expires_at - export.made_at == timedelta(days=7)
    assert client.get(reverse("exports:fetch", args=[export.public_id])).status_code == 404
    rows = lines_of(export)[7:]
    assert [row[2:4] + row[5:6] for row in rows[1:]] == [[contact.family_names, contact.given_names, contact.email]]
    assert Mail.objects.filter(kind="exports.ready", user=secretariat).count() == 1
    assert not [mail for mail in mailoutbox if contact.email in mail.body or contact.full_name in mail.body]


def test_the_directory_without_approval_does_not_leave_by_the_door_of_other_lists(browser):
    """No address takes the name of a list: the only way to the directory is the act."""
    browser.post(reverse("certificates:export_register"), {"kind": "network.directory"})

    assert Export.objects.get().kind == REGISTER


@pytest.mark.parametrize("trait", ["coordinator", "contact_point", "prosecutor", "auditor"])
def test_others_cannot_ask_for_the_directory(client, trait):
    sign_in_fresh(client, PersonFactory(**{trait: True}).user)

    assert client.get(reverse("exports:ask_directory")).status_code == 404
    assert client.post(reverse("exports:ask_directory"), {"reason": "Sí."}).status_code == 404
    assert Approval.objects.count() == 0


def test_formats_of_the_form_are_those_there_are():
    assert set(ExportFormat.values) == {"XLSX", "CSV", "PDF"}
