"""The pages of an internship through HTTP: the whole way by five people, and what each of them must not see."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from internships.enums import CallState, LogisticsKind, PlacementState
from internships.models import Call, HostOffer, Placement
from internships.services import closing
from internships.undertaking import hash_text
from internships.views.acts import ACTS
from tests.accounts.signing_in import sign_in_fresh
from tests.factories.internships import (
    AT_CALL,
    AT_END,
    AT_PREPARATION,
    AT_REVIEW,
    AT_SELECTION,
    AT_START,
    ENDS_ON,
    GOOD_ANSWERS,
    GOOD_REPORT,
    STARTS_ON,
    Cast,
)
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
ROLES = ("intern", "sender", "host", "mentor", "secretariat")


@pytest.fixture
def clock(monkeypatch):
    """What time it is for the pages."""

    def turn(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    turn(AT_CALL)
    return turn


@pytest.fixture(autouse=True)
def _spanish():
    with translation.override("es"):
        yield


def browse(person):
    """Somebody who has just signed in with a password."""
    client = Client()
    sign_in_fresh(client, person.user)
    return client


def url(name, *args):
    return reverse(f"internships:{name}", args=args)


def show(person, placement):
    return browse(person).get(url("placement", placement.public_id))


def act(by, placement, name, **said):
    return browse(by).post(url("act", placement.public_id, name), said)


def state_of(placement):
    return Placement.objects.get(pk=placement.pk).state


def done(answer):
    assert answer.status_code == 302, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))[:1500]


def test_five_people_take_an_internship_from_the_application_to_the_certificate(clock):
    cast = Cast()
    started = browse(cast.intern).post(url("start_application", cast.call.public_id))
    placement = Placement.objects.get(person=cast.intern)
    assert started.url == url("application", placement.public_id)

    kept = browse(cast.intern).post(url("application", placement.public_id), {"motivation": "Todavía sin terminar"})
    done(kept)
    assert "Todavía sin terminar" in browse(cast.intern).get(url("application", placement.public_id)).text
    refused = browse(cast.intern).post(url("application", placement.public_id), {**GOOD_ANSWERS, "submit": "1"})
    assert refused.status_code == 200  # without consent
    assert state_of(placement) == PlacementState.DRAFT
    placement.refresh_from_db()
    assert show(cast.sender, placement).status_code == 404  # a draft is nobody's but its author's

    Placement.objects.filter(pk=placement.pk).update(profile_verified_at=AT_CALL)
    done(
        browse(cast.intern).post(
            url("application", placement.public_id), {**GOOD_ANSWERS, "consent": "1", "submit": "1"}
        )
    )
    assert state_of(placement) == PlacementState.SUBMITTED
    assert act(cast.intern, placement, "avalar").status_code == 404
    done(act(cast.sender, placement, "avalar", alternate=cast.alternate.public_id, is_authorised="on"))

    Call.objects.filter(pk=cast.call.pk).update(state=CallState.SELECTION)
    clock(AT_SELECTION)
    done(act(cast.secretariat, placement, "puntuar", merit=4, motivation=4, office_need=3, multiplication=5))
    done(act(cast.secretariat, placement, "seleccionar"))
    assert "Seleccionada" not in show(cast.intern, placement).text
    assert "En selección" not in show(cast.secretariat, placement).text
    done(
        browse(cast.secretariat).post(
            url("move_call", cast.call.public_id, "anunciar"), {"text": "Por mérito y equilibrio entre países."}
        )
    )

    clock(AT_PREPARATION)
    days = {"starts_on": STARTS_ON.isoformat(), "ends_on": ENDS_ON.isoformat()}
    done(act(cast.secretariat, placement, "proponer", offer=cast.offer.public_id, **days))
    done(act(cast.host, placement, "recibir"))
    done(act(cast.host, placement, "nombrar-mentor", person=cast.mentor.public_id))
    done(act(cast.mentor, placement, "aceptar-mentoria", has_no_conflict="on"))
    assert state_of(placement) == PlacementState.PREPARING
    assert HostOffer.objects.get(pk=cast.offer.pk).taken == 1
    done(act(cast.mentor, placement, "leer-guia"))
    done(act(cast.mentor, placement, "llenar-programa"))
    done(
        act(
            cast.host, placement, "agregar-actividad", held_on=STARTS_ON.isoformat(), starts="17:00", ends="18:00",
            title="Recorrido por el edificio", activity="VISIT", confidentiality="OPEN",
        )
    )  # fmt: skip
    version = Placement.objects.get(pk=placement.pk).preparation.programme_version
    for person in (cast.intern, cast.mentor, cast.secretariat):
        done(act(person, placement, "aprobar-programa", version=version))
    signed = {"language": "es", "text": hash_text("es")}
    done(browse(cast.intern).post(url("sign_undertaking", placement.public_id), signed))
    for kind in (LogisticsKind.COVER, LogisticsKind.TRAVEL):
        done(act(cast.intern, placement, "logistica", kind=kind, state="CONFIRMED"))
    done(act(cast.intern, placement, "contacto", contact="Zoila, 5555 0101"))
    assert state_of(placement) == PlacementState.READY

    clock(AT_START)
    done(act(cast.mentor, placement, "llegada"))
    clock(AT_END)
    for number in range(5):
        day = STARTS_ON.replace(day=STARTS_ON.day + number)
        done(act(cast.mentor, placement, "asistencia", held_on=day.isoformat(), hours="6.5"))
    done(act(cast.mentor, placement, "cerrar-asistencia"))
    assert state_of(placement) == PlacementState.REPORTING

    report = {
        "organisation": "La oficina reparte los asuntos por etapas.", "practice_0_title": "Mesa semanal",
        "cascade_0_commitment": "Una charla para la unidad", "declaration": "on", "publish": "NO",
    }  # fmt: skip
    marks = {f"mark_{code}": "4" for code in ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2", "D3")}
    done(browse(cast.intern).post(url("write_report", placement.public_id), {**report, "submit": "1"}))
    assert "La oficina reparte" not in show(cast.mentor, placement).text
    done(
        browse(cast.mentor).post(
            url("write_report", placement.public_id), {**marks, "overall": "SATISFACTORY", "submit": "1"}
        )
    )
    assert state_of(placement) == PlacementState.UNDER_REVIEW

    clock(AT_REVIEW)
    done(act(cast.secretariat, placement, "completar"))
    assert state_of(placement) == PlacementState.COMPLETED
    assert Placement.objects.get(pk=placement.pk).award is not None
    assert "Completada" in show(cast.intern, placement).text


STAGES = [
    "draft", "submitted", "endorsed", "selected", "proposed", "preparing", "ready", "in_progress", "reporting",
    "under_review", "completed",
]  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_each_role_reads_its_page_in_each_stage_and_a_stranger_finds_none(stage, clock):
    cast = Cast()
    getattr(cast, stage)()
    clock(AT_REVIEW)
    seen = {who: show(getattr(cast, who), cast.placement).status_code for who in ROLES}

    handed_in, hosted, mentored = stage != "draft", STAGES.index(stage) >= 4, STAGES.index(stage) >= 5
    assert seen == {
        "intern": 200,
        "sender": 200 if handed_in else 404,
        "host": 200 if hosted else 404,
        "mentor": 200 if mentored else 404,
        "secretariat": 200 if handed_in else 404,
    }
    for stranger in (PersonFactory(prosecutor=True), PersonFactory(contact_point=True)):
        assert show(stranger, cast.placement).status_code == 404


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_offered_opens_and_what_is_not_does_not_exist(stage, clock):
    cast = Cast()
    getattr(cast, stage)()
    clock(AT_REVIEW)
    for who in ROLES:
        page = show(getattr(cast, who), cast.placement)
        offered = set(re.findall(r"/hacer/([a-z-]+)/", page.text)) if page.status_code == 200 else set()
        client = browse(getattr(cast, who))
        answers = {name: client.get(url("act", cast.placement.public_id, name)).status_code for name in ACTS}
        assert {name for name, status in answers.items() if status == 200} == offered
        assert {status for name, status in answers.items() if name not in offered} <= {404}


def test_an_outcome_is_nobodys_but_the_secretariats_until_it_is_announced(clock):
    cast = Cast().selected()
    Call.objects.filter(pk=cast.call.pk).update(state=CallState.SELECTION)

    assert "Seleccionada" in show(cast.secretariat, cast.placement).text
    for who in ("intern", "sender"):
        page = show(getattr(cast, who), cast.placement).text
        assert "Avalada" in page
        assert "Seleccionada" not in page
        assert "Avalada" in browse(getattr(cast, who)).get(url("internship_list")).text
    Call.objects.filter(pk=cast.call.pk).update(state=CallState.ANNOUNCED)
    assert "Seleccionada" in show(cast.intern, cast.placement).text


def test_a_report_is_blind_until_both_are_in_and_released(clock):
    cast = Cast().reporting()
    answers = {**GOOD_REPORT, "organisation": "palabra-del-pasante"}
    mine = cast.report("intern", answers, note="nota-reservada")
    clock(AT_END)

    def read(who):
        return browse(getattr(cast, who)).get(url("read_report", cast.placement.public_id, mine.public_id))

    assert [read(who).status_code for who in ROLES] == [200, 404, 404, 404, 200]
    cast.report("mentor")
    assert [read(who).status_code for who in ROLES] == [200, 404, 404, 404, 200]
    clock(AT_REVIEW)
    done(act(cast.secretariat, cast.placement, "compartir-informes"))
    assert [read(who).status_code for who in ROLES] == [200, 200, 200, 200, 200]
    assert "palabra-del-pasante" in read("mentor").text
    assert "nota-reservada" in read("secretariat").text
    for who in ("sender", "host", "mentor"):
        assert "nota-reservada" not in read(who).text


def test_a_report_with_a_name_is_kept_and_says_what_it_found(clock):
    cast = Cast().reporting()
    clock(AT_END)
    said = {
        "organisation": "Acompañé al fiscal Eleuterio Torogoz Lara.", "practice_0_title": "Mesa",
        "cascade_0_commitment": "Charla", "declaration": "on", "submit": "1",
    }  # fmt: skip
    client = browse(cast.intern)

    refused = client.post(url("write_report", cast.placement.public_id), said)

    assert refused.status_code == 200
    assert "Eleuterio Torogoz Lara" in refused.text
    assert "Eleuterio" in client.get(url("write_report", cast.placement.public_id)).text  # kept
    done(client.post(url("write_report", cast.placement.public_id), {**said, "no_names": "1"}))


def test_the_secretariat_runs_a_call_from_draft_to_applications(clock):
    cast = Cast()
    said = {
        "title_es": "Pasantías 2025", "title_en": "Internships 2025", "introduction_es": "Una semana.",
        "introduction_en": "A week.", "lead_school": cast.call.lead_school_id, "opens_on": "2024-06-01",
        "closes_on": "2024-07-30", "earliest_start_on": "2024-09-01", "quota_per_office": "2",
    }  # fmt: skip
    client = browse(cast.secretariat)
    for _twice in range(2):
        made = client.post(url("new_call"), said)
        done(made)
    call = Call.objects.get(opens_on="2024-06-01", closes_on="2024-07-30")
    assert Client().get(url("call", call.public_id)).status_code == 404
    assert browse(cast.host).get(url("call", call.public_id)).status_code == 404
    late = client.post(url("new_call"), {**said, "closes_on": "2024-05-01"})
    assert "El último día es anterior al primero" in late.text

    done(client.post(url("move_call", call.public_id, "oficinas")))
    public = Client().get(url("call", call.public_id))
    assert "Pasantías 2025" in public.text
    early = client.post(url("move_call", call.public_id, "solicitudes"), follow=True)
    assert "Ninguna oficina ha confirmado" in early.text
    offer = {"office": cast.hosting.pk, "capacity": "2", "first_week": "2024-09-02"}
    done(browse(cast.host).post(url("offer_places", call.public_id), offer))
    made = HostOffer.objects.get(call=call)
    assert browse(cast.sender).post(url("confirm_offer", made.public_id)).status_code == 404
    done(browse(cast.host).post(url("confirm_offer", made.public_id)))
    done(client.post(url("move_call", call.public_id, "solicitudes")))
    assert Call.objects.get(pk=call.pk).state == CallState.INTERNS_CALL


@pytest.mark.parametrize("count", [1, 3])
def test_board_and_list_cost_the_same_whatever_is_on_them(count, clock, django_assert_num_queries):
    casts = [Cast().endorsed() for _ in range(count)]
    secretariat, sender = browse(casts[0].secretariat), browse(casts[0].sender)
    for cast in casts[1:]:
        Placement.objects.filter(pk=cast.placement.pk).update(office=casts[0].sending)
    for client, name, queries in [(secretariat, "board", 8), (sender, "internship_list", 8)]:
        client.get(url(name))
        with django_assert_num_queries(queries):
            page = client.get(url(name))
        assert page.text.count("Avalada") >= count


def test_the_board_counts_every_column_and_can_show_what_is_late(clock):
    late, ended = Cast().submitted(), Cast().endorsed()
    closing.withdraw_placement(placement=ended.now(), reason="Cambió de puesto", actor=ended.user("intern"), at=AT_CALL)
    clock(AT_REVIEW)
    client = browse(late.secretariat)

    page = client.get(url("board"))
    assert late.intern.full_name in page.text
    only = client.get(url("board") + "?vencidas=1")
    assert late.intern.full_name in only.text
    assert ended.intern.full_name not in only.text
    assert browse(late.sender).get(url("board")).status_code == 404
