"""Designing documents: a draft is edited and published, and what was issued before never changes."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from PIL import Image

from certificates import samples
from certificates.design import Box, Design, DrawnSignatory, Emblem, fill, find_cautions, find_faults, house_boxes
from certificates.enums import AwardKind, VersionState
from certificates.models import TemplateUse
from certificates.selectors import get_version_in_use
from certificates.services import templates
from certificates.services.artifacts import draw_award, draw_sample, render_award
from lms.common.errors import DomainError
from tests.accounts.signing_in import sign_in_fresh
from tests.certificates.test_document import needs_poppler, read
from tests.factories.accounts import UserFactory
from tests.factories.certificates import ISSUED_AT, AwardFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return PersonFactory(secretariat=True).user


@pytest.fixture
def template(secretary):
    return templates.create_template(name="Certificado de la Red", actor=secretary, at=ISSUED_AT)


def draft_of(template):
    return template.versions.get(state=VersionState.DRAFT)


def save(version, **changes):
    return templates.save_draft(version=version, design=replace(version.design, **changes), revision=version.revision)


def publish(template, secretary, *kinds):
    version = templates.publish_version(version=template.versions.latest("number"), actor=secretary, at=ISSUED_AT)
    templates.use_template(template=template, kinds=kinds or [AwardKind.APPROVAL], actor=secretary, at=ISSUED_AT)
    return version


def picture(colour=(200, 30, 30, 128), size=(300, 200)):
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, format="PNG")
    out.seek(0)
    return out


# --- a design is data
def test_a_design_is_the_same_after_being_kept():
    design = Design(
        page="LETTER",
        emblems=(Emblem("abc", 20, 20, 30, 30, {"es": "Emblema", "en": "Emblem"}),),
        texts={"closing": {"es": "De {horas}", "en": "Of {horas}"}},
        signatories=(DrawnSignatory("Ana Sol", {"es": "Jefa", "en": "Head"}, "", date(2026, 1, 1), None),),
    )

    assert Design.from_json(design.as_json()) == design


@pytest.mark.parametrize("is_upright", [False, True], ids=["lying", "upright"])
@pytest.mark.parametrize("page", ["A4", "LETTER"])
def test_the_houses_own_arrangement_has_no_fault(page, is_upright):
    design = Design(page=page, is_upright=is_upright, boxes=house_boxes(is_upright=is_upright))

    assert list(find_faults(design)) == []
    assert list(find_cautions(design)) == []


def test_elements_over_one_another_are_pointed_out_and_not_refused(template, secretary):
    boxes = house_boxes() | {"holder": replace(house_boxes()["holder"], y=70)}
    version = save(draft_of(template), boxes=boxes)

    assert list(find_cautions(version.design)) == ["«Nombre de la persona titular» y «Qué acredita» se traslapan."]
    assert publish(template, secretary).number == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"boxes": house_boxes() | {"holder": Box(200, 60, 150, 30)}}, "se sale del papel"),
        ({"boxes": house_boxes() | {"holder": Box(20, 60, 5, 30)}}, "demasiado pequeño"),
        (
            {"boxes": house_boxes() | {"proof": replace(house_boxes()["proof"], is_shown=False)}},
            "nadie puede verificar",
        ),
        ({"title_colour": "#ffee00"}, "demasiado pálido"),
        ({"title_colour": "red;"}, "no es un color"),
        ({"texts": {"deed": {"es": "{titulo.__class__}"}}}, "no es un marcador"),
        ({"texts": {"deed": {"es": "{titulo"}}}, "no es un marcador"),
        ({"emblems": (Emblem("a", 1, 1, 9, 9, {}),)}, "no puede verlo"),
        ({"emblems": (Emblem("a", 290, 1, 20, 9, {"es": "E", "en": "E"}),)}, "se sale del papel"),
    ],
    ids=["beyond", "small", "unverifiable", "pale", "no-colour", "attribute", "brace", "mute", "emblem-beyond"],
)
def test_what_cannot_be_used_is_said(changes, words):
    faults = list(find_faults(replace(Design(), **changes)))

    assert len(faults) == 1
    assert words in faults[0]


def test_a_placeholder_is_filled_in_and_never_run():
    assert fill("{titulo}: {horas}", {"titulo": "{horas}", "horas": "20 horas"}) == "{horas}: 20 horas"


# --- drafts and versions
def test_a_draft_is_saved_once_for_each_revision(template):
    version = draft_of(template)

    saved = save(version, frame="plain")
    again = save(version, frame="plain")

    assert (saved.revision, again.revision) == (2, 2)
    assert draft_of(template).design.frame == "plain"
    with pytest.raises(templates.DraftChanged):
        save(version, frame="none")


def test_a_published_version_is_frozen_and_the_next_begins_as_it_is(template, secretary):
    save(draft_of(template), frame="plain")
    published = publish(template, secretary)

    assert publish(template, secretary) == published
    with pytest.raises(templates.VersionFrozen):
        save(published, frame="none")
    following = templates.start_draft(template=template, at=ISSUED_AT)
    assert (following.number, following.design.frame) == (2, "plain")
    assert templates.start_draft(template=template, at=ISSUED_AT) == following


def test_documents_issued_before_stay_byte_for_byte(template, secretary):
    publish(template, secretary)
    old = AwardFactory()
    before = draw_award(old, signer_fingerprint="ab" * 32)
    templates.start_draft(template=template, at=ISSUED_AT)
    save(draft_of(template), frame="none", title_colour="#9b1c2e")
    publish(template, secretary)
    new = AwardFactory(activity_ref="edition:later")

    old.refresh_from_db()
    assert draw_award(old, signer_fingerprint="ab" * 32) == before
    assert (old.template_version.number, new.template_version.number) == (1, 2)
    assert draw_award(new, signer_fingerprint="ab" * 32) != before


def test_a_designed_document_is_signed_and_stored_like_any(template, secretary, signer, store):
    publish(template, secretary)

    artifact = render_award(award_id=AwardFactory().pk, at=ISSUED_AT)

    assert artifact.size < 81_920
    assert draw_award(artifact.award, signer_fingerprint=signer.fingerprint).startswith(b"%PDF-1.7")


def test_a_draft_draws_nothing_and_other_kinds_keep_the_houses_page(template, secretary):
    with pytest.raises(templates.NotPublished):
        templates.use_template(template=template, kinds=[AwardKind.APPROVAL], actor=secretary, at=ISSUED_AT)
    publish(template, secretary, AwardKind.APPROVAL)

    assert AwardFactory().template_version == template.versions.get()
    other = AwardFactory(kind=AwardKind.TEACHING)
    assert (other.template_version, other.template) == (None, "house-1")


def test_each_kind_is_drawn_with_one_template(template, secretary):
    publish(template, secretary, AwardKind.APPROVAL, AwardKind.TEACHING)
    other = templates.create_template(name="Otra", actor=secretary, at=ISSUED_AT)
    publish(other, secretary, AwardKind.TEACHING)

    assert dict(TemplateUse.objects.values_list("kind", "template__name")) == {
        "APPROVAL": "Certificado de la Red",
        "TEACHING": "Otra",
    }
    templates.use_template(template=template, kinds=[], actor=secretary, at=ISSUED_AT)
    assert get_version_in_use(AwardKind.APPROVAL) is None


def test_a_note_cannot_borrow_the_words_of_a_certificate(template, secretary):
    save(draft_of(template), texts={"deed": {"es": "completó {titulo}", "en": "took part in {titulo}"}})
    publish(template, secretary, AwardKind.APPROVAL)

    with pytest.raises(templates.DesignFaulty, match="palabras de un certificado"):
        templates.use_template(template=template, kinds=[AwardKind.ATTENDANCE], actor=secretary, at=ISSUED_AT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"boxes": house_boxes() | {"details": Box(38, 120, 20, 5)}}, "no cabe en su recuadro"),
        ({"texts": {"closing": {"es": "漢", "en": "x"}}}, "no puede imprimirse con"),
        ({"background": "0" * 20}, "falta una imagen"),
        ({"text_colour": "#dddddd"}, "demasiado pálido"),
    ],
    ids=["full", "letter", "picture", "pale"],
)
def test_a_faulty_draft_is_not_published(template, secretary, changes, words):
    save(draft_of(template), **changes)

    with pytest.raises(templates.DesignFaulty, match=words):
        publish(template, secretary)
    assert draft_of(template).number == 1


@needs_poppler
def test_own_words_signatories_and_donor_line_are_printed_and_frozen(template, secretary):
    today = ISSUED_AT.date()
    signing = (
        DrawnSignatory("Ana Sol Marín", {"es": "Directora", "en": "Director"}, "", today, None),
        DrawnSignatory("Ya Se Fue", {"es": "Exdirector", "en": "Former"}, "", None, today),
        DrawnSignatory("Aún No Llega", {"es": "Futura", "en": "Coming"}, "", today + timedelta(days=1), None),
    )
    own = {"closing": {"es": "Curso de {horas_programadas}.", "en": "A course of {horas_programadas}."}}
    save(draft_of(template), signatories=signing, texts=own, donor_line={"es": "Con fondos de prueba"})
    publish(template, secretary)
    award = AwardFactory()

    said = read(draw_award(award, signer_fingerprint="ab" * 32), "-layout")

    assert "Ana Sol Marín" in said
    assert "Curso de 15 horas." in said
    assert "Con fondos de prueba" in said
    assert "Ya Se Fue" not in said
    assert "Aún No Llega" not in said
    assert [row.name for row in award.statement.signatories] == ["Ana Sol Marín"]


@pytest.mark.parametrize("kind", AwardKind.values)
def test_every_kind_in_every_language_fits_with_the_longest_name(template, kind):
    for languages in samples.LANGUAGE_SETS:
        statement = samples.make_sample(kind, name=samples.LONGEST_NAME, languages=languages)
        assert draw_sample(kind, statement, version=draft_of(template), at=ISSUED_AT)


# --- pictures
def test_a_picture_is_kept_once_on_white_as_jpeg(template, secretary):
    kept = templates.add_picture(template=template, upload=picture(), name="Emblema", actor=secretary, at=ISSUED_AT)
    again = templates.add_picture(template=template, upload=picture(), name="Otro", actor=secretary, at=ISSUED_AT)

    assert again == kept
    drawn = Image.open(io.BytesIO(bytes(kept.content)))
    assert (drawn.format, drawn.mode, drawn.size) == ("JPEG", "RGB", (300, 200))
    assert min(drawn.getpixel((5, 5))) > 100  # half red on white, not on black


def test_an_emblem_a_background_and_a_drawn_signature_are_drawn(template, secretary):
    kept = templates.add_picture(template=template, upload=picture(), name="Emblema", actor=secretary, at=ISSUED_AT)
    plain = draw_sample(
        "APPROVAL", samples.make_sample("APPROVAL", name="Ana Sol"), version=draft_of(template), at=ISSUED_AT
    )
    version = save(
        draft_of(template),
        background=kept.public_id,
        emblems=(Emblem(kept.public_id, 20, 20, 30, 30, {"es": "Emblema", "en": "Emblem"}),),
        signatories=(DrawnSignatory("Ana Sol", {"es": "Jefa", "en": "Head"}, kept.public_id),),
    )

    drawn = draw_sample("APPROVAL", samples.make_sample("APPROVAL", name="Ana Sol"), version=version, at=ISSUED_AT)

    assert plain.count(b"/DCTDecode") == 0
    assert drawn.count(b"/DCTDecode") == 1  # three times on the page, once in the file


def test_a_text_in_place_of_a_picture_is_refused(template, secretary):
    upload = io.BytesIO(b"<svg onload=alert(1)>")
    upload.name = "emblema.png"

    with pytest.raises(DomainError):
        templates.add_picture(template=template, upload=upload, name="x", actor=secretary, at=ISSUED_AT)
    assert not template.images.exists()


# --- the screen
@pytest.fixture
def browser(client, secretary):
    sign_in_fresh(client, secretary)
    return client


def posted(browser, template, **changes):
    """What the form holds, as a browser would send it, with some of it changed."""
    form = browser.get(reverse("certificates:template", args=[template.public_id])).context["form"]
    values = {field.html_name: field.value() for field in form}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return {**values, **changes}


def test_the_draft_is_saved_by_the_form_alone(browser, template):
    url = reverse("certificates:template", args=[template.public_id])

    answer = browser.post(url, posted(browser, template, **{"holder-x": "33.5", "frame": "none"}))

    assert answer.status_code == 302
    design = draft_of(template).design
    assert (design.boxes["holder"].x, design.frame) == (33.5, "none")
    assert design.boxes["deed"] == Design().boxes["deed"]


def test_a_script_saves_the_same_way_and_hears_of_faults_and_of_others(browser, template):
    url, asked = reverse("certificates:template", args=[template.public_id]), {"accept": "application/json"}
    stale = posted(browser, template, **{"holder-x": "150"})

    answer = browser.post(url, stale, headers=asked)
    assert answer.json()["revision"] == 2
    assert "se sale del papel" in answer.json()["faults"][0]
    assert browser.post(url, {**stale, "holder-x": "20"}, headers=asked).status_code == 409
    assert browser.post(url, {**stale, "holder-x": "much"}, headers=asked).status_code == 422


def test_turning_the_paper_starts_from_the_houses_arrangement(browser, template):
    browser.post(
        reverse("certificates:template", args=[template.public_id]),
        posted(browser, template, is_upright="on", **{"holder-x": "33"}),
    )

    design = draft_of(template).design
    assert (design.is_upright, dict(design.boxes)) == (True, house_boxes(is_upright=True))


@needs_poppler
def test_the_preview_is_the_document_with_the_longest_name(browser, template):
    address = reverse("certificates:template_preview", args=[template.public_id])

    answer = browser.get(address, {"tipo": "TEACHING", "idiomas": "es-en"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    said = read(answer.content)
    assert "Constancia de docencia" in said
    assert "Teaching Note" in said
    assert "Velásquez-Ökeafor" in said
    assert "Ana Sol" in read(browser.get(address, {"nombre": "Ana Sol"}).content)


def test_a_preview_that_cannot_be_drawn_says_why(browser, template):
    save(draft_of(template), boxes=house_boxes() | {"details": Box(38, 120, 20, 5)})

    answer = browser.get(reverse("certificates:template_preview", args=[template.public_id]))

    assert "no cabe en su recuadro" in answer.content.decode()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]  # it stands in the page's frame


def test_publishing_and_choosing_on_the_screen(browser, template):
    act = partial_url(template)

    browser.post(act("publicar"))
    browser.post(act("usos"), {"kinds": ["APPROVAL"]})
    browser.post(act("borrador"))

    assert get_version_in_use("APPROVAL").number == 1
    assert draft_of(template).number == 2
    assert browser.post(act("borrar")).status_code == 403


def partial_url(template):
    return lambda act: reverse("certificates:template_act", args=[template.public_id, act])


def test_nobody_else_designs(client, template):
    for user in (PersonFactory(contact_point=True).user, PersonFactory(coordinator=True).user, UserFactory()):
        client.force_login(user)
        assert client.get(reverse("certificates:template_list")).status_code == 404
        assert client.get(reverse("certificates:template", args=[template.public_id])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(browser, secretary, count, django_assert_num_queries):
    for number in range(count):
        publish(templates.create_template(name=f"P{number}", actor=secretary, at=ISSUED_AT), secretary)
    browser.get(reverse("certificates:template_list"))

    with django_assert_num_queries(6):
        browser.get(reverse("certificates:template_list"))
