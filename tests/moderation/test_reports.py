"""Reports of what should not be there: one tap, once; seen by who made them and by the Secretariat only."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from lms.mail.models import Mail
from lms.records.models import AuditEntry
from moderation import services
from moderation.enums import REPORT_MOVES, Outcome, ReportState
from moderation.models import LeakReport
from moderation.places import plain_place
from tests.factories.moderation import AT, leak_report, reader, secretary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spanish():
    with translation.override("es"):
        yield


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/es/ediciones/8ycpsp9xknhp3qem7f4p/lecciones/?x=1#y", "/es/ediciones/8ycpsp9xknhp3qem7f4p/lecciones/"),
        ("/en/invitacion/8ycpsp9xknhp3qem7f4p.abcdef/", "/en/invitacion/…/"),
        (f"/es/clave/{'d' * 39}/", "/es/clave/…/"),
        ("/v/WP5X-863Q-RNXE-3TDX", ""),
        ("https://otra-parte.example.org/es/", ""),
        ("//otra-parte.example.org/es/", ""),
        ("/es/a\nb/", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_place_keeps_no_secret(path, place):
    assert plain_place(path) == place


def test_one_tap_calls_the_whole_secretariat_once(client):
    secretaries, somebody = [secretary(), secretary()], reader()
    client.force_login(somebody)

    for _tap in range(2):
        answer = client.post(reverse("moderation:report"), {"place": "/es/ediciones/"})

    report = LeakReport.objects.get()
    assert answer.url == reverse("moderation:show", args=[report.public_id])
    assert (report.reporter, report.place, report.state) == (somebody, "/es/ediciones/", ReportState.NEW)
    mails = Mail.objects.filter(kind="moderation.reported")
    assert sorted(mails.values_list("user_id", flat=True)) == sorted(one.pk for one in secretaries)
    assert AuditEntry.objects.filter(action="moderation.report").count() == 1


def test_another_place_is_another_report_and_after_twenty_it_is_refused():
    somebody = reader()
    for number in range(services.MOST_A_DAY):
        leak_report(place=f"/es/lugar/{number}/", by=somebody)

    with pytest.raises(services.TooManyReports):
        leak_report(place="/es/otro/", by=somebody)
    assert LeakReport.objects.count() == services.MOST_A_DAY
    assert leak_report(place="/es/lugar/0/", by=somebody).place == "/es/lugar/0/"


def test_detail_is_sealed_and_only_the_reporters(client):
    somebody, other = reader(), reader()
    report = leak_report(by=somebody)
    client.force_login(somebody)
    url = reverse("moderation:show", args=[report.public_id])

    client.post(url, {"detail": "En el segundo párrafo"})

    report.refresh_from_db()
    assert report.detail == "En el segundo párrafo"
    stored = LeakReport.objects.filter(pk=report.pk).values_list("detail", flat=True).get()
    assert "segundo" not in str.__str__(stored)
    with pytest.raises(services.ReportNotYours):
        services.add_detail(report=report, detail="x", actor=other, at=AT)
    client.force_login(other)
    assert client.get(url).status_code == 404
    assert client.post(url, {"detail": "x"}).status_code == 404


def test_the_secretariat_reads_takes_up_and_closes(client):
    somebody, one, two = reader(), secretary(), secretary()
    report = leak_report(by=somebody)
    client.force_login(one)

    assert client.get(reverse("moderation:show", args=[report.public_id])).status_code == 200
    assert AuditEntry.objects.filter(action="moderation.read", actor_ref=one.public_id).count() == 1
    client.post(reverse("moderation:take_up", args=[report.public_id]))
    services.take_up_report(report=report, actor=two, at=AT)  # who came first stays the one
    refused = client.post(reverse("moderation:close", args=[report.public_id]), {"resolution": "sin resultado"})
    assert refused.status_code == 200
    for _twice in range(2):
        client.post(
            reverse("moderation:close", args=[report.public_id]),
            {"outcome": Outcome.REMOVED, "resolution": "Se retiró el párrafo."},
        )

    report.refresh_from_db()
    assert (report.state, report.outcome, report.handler) == (ReportState.CLOSED, Outcome.REMOVED, one)
    client.force_login(somebody)
    assert "Se retiró el párrafo." in client.get(reverse("moderation:show", args=[report.public_id])).content.decode()
    assert AuditEntry.objects.filter(action="moderation.close").count() == 1


@pytest.mark.parametrize("act", ["take_up", "close"])
def test_nobody_else_decides(client, act):
    somebody = reader()
    report = leak_report(by=somebody)
    client.force_login(somebody)

    assert client.post(reverse(f"moderation:{act}", args=[report.public_id])).status_code == 403
    with pytest.raises(services.ModerationRefused):
        services.close_report(report=report, outcome=Outcome.REMOVED, resolution="", actor=somebody, at=AT)
    report.refresh_from_db()
    assert report.state == ReportState.NEW


def test_a_closed_report_takes_no_more():
    somebody, one = reader(), secretary()
    report = leak_report(by=somebody)
    services.close_report(report=report, outcome=Outcome.NOTHING_FOUND, resolution="", actor=one, at=AT)

    with pytest.raises(services.ReportMoveNotAllowed):
        services.take_up_report(report=report, actor=one, at=AT)
    with pytest.raises(services.ReportNotYours):
        services.add_detail(report=report, detail="x", actor=somebody, at=AT)
    assert REPORT_MOVES[ReportState.CLOSED] == frozenset()
    assert leak_report(by=somebody).pk != report.pk


def test_the_database_holds_what_the_states_say():
    report = leak_report()
    for wrong in [{"state": ReportState.CLOSED}, {"state": ReportState.TAKEN_UP}, {"outcome": Outcome.REMOVED}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            LeakReport.objects.filter(pk=report.pk).update(**wrong)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_as_much_for_three_as_for_one(client, count, django_assert_num_queries):
    one = secretary()
    for number in range(count):
        leak_report(place=f"/es/lugar/{number}/")
    client.force_login(one)
    client.get(reverse("moderation:report_list"))

    with django_assert_num_queries(4):  # the reader, where they stand, the reports
        page = client.get(reverse("moderation:report_list")).content.decode()
    assert page.count("/es/lugar/") == count


def test_the_way_stands_on_every_page_behind_the_sign_in_and_on_no_other(client):
    url = reverse("moderation:report")
    assert url not in client.get("/es/verificar/").content.decode()
    client.force_login(reader())
    page = client.get(reverse("desk:desk")).content.decode()
    assert f'href="{url}"' in page
    assert "Avisar de algo que no debe estar aquí" in page


@pytest.mark.parametrize(
    ("referer", "place"),
    [
        ("http://testserver/es/ediciones/?x=1", "/es/ediciones/"),
        ("https://otra-parte.example.org/es/ediciones/", ""),
        ("", ""),
    ],
)
def test_the_page_is_the_one_the_reader_comes_from(client, referer, place):
    client.force_login(reader())
    page = client.get(reverse("moderation:report"), headers={"referer": referer}).content.decode()
    assert f'name="place" value="{place}"' in page
    assert not LeakReport.objects.exists()


def test_the_secretariats_desk_says_what_waits(client):
    client.force_login(secretary())
    leak_report()
    assert "1 aviso espera a la Secretaría." in client.get(reverse("desk:desk")).content.decode()
