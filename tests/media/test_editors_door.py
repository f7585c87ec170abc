"""Pictures and papers of pages, through Wagtail's own screens."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from media.models import NetworkDocument, NetworkImage
from tests.factories.accounts import UserFactory
from tests.media import hostile

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def send(editor, address, raw, name, title="Prueba"):
    data = {"title": title, "file": SimpleUploadedFile(name, raw), "collection": Collection.get_first_root_node().pk}
    return editor.post(reverse(address), data)


def refused(response) -> bool:
    return response.status_code == 200 and bool(response.context["form"].errors["file"])


def test_picture_is_drawn_anew(editor):
    response = send(editor, "wagtailimages:add", hostile.picture_with_place() + hostile.SCRIPT, "foto.jpg")

    assert response.status_code == 302
    image = NetworkImage.objects.get()
    with image.file.open() as stored:
        raw = stored.read()
    assert b"Solana" not in raw
    assert b"script" not in raw
    with Image.open(io.BytesIO(raw)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (image.width, image.height) == (40, 60)
    assert image.file.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.svg"),
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.png"),
        (lambda: b"GIF89a" + b"\0" * 60, "a.gif"),
        (hostile.pixel_flood, "a.png"),
        (lambda: b"\x89PNG\r\n\x1a\n<html>" + hostile.SCRIPT, "a.png"),
        (hostile.paper, "a.jpg"),
    ],
    ids=["svg", "svg named png", "gif", "flood", "html", "pdf"],
)
def test_hostile_picture_is_refused(editor, build, name):
    assert refused(send(editor, "wagtailimages:add", build(), name))
    assert NetworkImage.objects.count() == 0


def test_paper_is_rebuilt_and_always_downloaded(editor):
    assert send(editor, "wagtaildocs:add", hostile.busy_paper(), "guía.html.pdf").status_code == 302
    document = NetworkDocument.objects.get()

    response = editor.get(document.url, headers={"if-none-match": f'"{document.file_hash}"'})

    raw = response.content
    with pikepdf.open(io.BytesIO(raw)) as paper:
        assert "/OpenAction" not in paper.Root
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"<html>" + hostile.SCRIPT, "a.txt"),
        (b"<html>" + hostile.SCRIPT, "a.html"),
        (hostile.office({"word/vbaProject.bin": b"x"}), "a.docx"),
        (b"MZ\0\0", "a.pdf"),
    ],
    ids=["html named txt", "html", "macros", "program"],
)
def test_hostile_paper_is_refused(editor, raw, name):
    assert refused(send(editor, "wagtaildocs:add", raw, name))
    assert NetworkDocument.objects.count() == 0


def test_paper_with_another_ending_takes_that_of_its_content(editor):
    send(editor, "wagtaildocs:add", hostile.paper(), "acta.txt")

    assert NetworkDocument.objects.get().file.name.endswith(".pdf")


def test_private_collection_stays_private(editor, client):
    from wagtail.models import CollectionViewRestriction

    send(editor, "wagtaildocs:add", hostile.paper(), "acta.pdf")
    document = NetworkDocument.objects.get()
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    client.force_login(UserFactory())

    response = client.get(document.url)

    assert response.status_code in {302, 403}
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize(
    ("spec", "status"), [("width-999999", 200), ("fill-9999x9999", 200), ("scale-5000", 400), ("format-avif", 400)]
)
def test_preview_never_draws_more_than_there_is(editor, spec, status):
    send(editor, "wagtailimages:add", hostile.picture(), "a.jpg")
    image = NetworkImage.objects.get()

    response = editor.get(reverse("wagtailimages:preview", args=[image.pk, spec]))

    assert response.status_code == status
    if status == 200:
        with Image.open(io.BytesIO(b"".join(response))) as drawn:
            assert drawn.width <= 60
            assert drawn.height <= 60


def test_no_address_draws_pictures_for_strangers():
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["x", 1, "width-1"])
