"""How private files leave: headers, ranges, the reader's mark, and the trace."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.test import RequestFactory

from lms.records.models import AuditEntry
from media import services
from media.http import answer_private_file
from media.policies import DOSSIER, PAPER, RECORDING, RULING
from tests.factories.accounts import UserFactory
from tests.media import hostile
from tests.media.test_taking import MP4

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def reader(vault, db):
    return UserFactory()


def take(owner, raw, policy, name="dossier de señas.pdf"):
    return services.take_file(upload=io.BytesIO(raw), name=name, policy=policy, owner=owner, actor=owner, at=AT)


def answer(file, reader, *, headers=None, **options):
    request = RequestFactory().get("/", headers=headers or {})
    return answer_private_file(request, file=file, reader=reader, at=AT, **options)


def body(response):
    return b"".join(response) if response.streaming else response.content


def test_download_is_walled(reader):
    file = take(reader, hostile.paper(), PAPER)

    response = answer(file, reader)

    assert body(response) == file.open().read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''dossier%20de%20se%C3%B1as.pdf"
    assert response["Content-Length"] == str(file.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["Cache-Control"] == "no-store, private"
    assert {"ETag", "Last-Modified"} & set(response.headers) == set()


def test_what_is_shown_in_the_page_has_no_sandbox(reader):
    response = answer(take(reader, hostile.picture(), PAPER), reader, is_shown=True)

    assert "Content-Security-Policy" not in response.headers
    assert response["Content-Disposition"].startswith("inline; ")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("header", ["if-none-match", "if-match", "if-modified-since", "if-range"])
def test_conditions_are_not_answered(reader, header):
    file = take(reader, hostile.paper(), PAPER)

    response = answer(file, reader, headers={header: f'"{file.sha256}"'})

    assert (response.status_code, len(body(response))) == (200, file.size)


def test_only_reading_the_vault_leaves_a_trace(reader):
    private, sealed = take(reader, hostile.paper(), PAPER), take(reader, hostile.paper(), DOSSIER)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    for file in (private, sealed):
        body(answer(file, reader))

    assert [
        (entry.action, entry.target_ref, entry.actor_ref) for entry in AuditEntry.objects.exclude(pk__in=before)
    ] == [("media.read", sealed.public_id, reader.public_id)]


def test_nginx_hands_out_the_private_and_never_the_vault(reader, settings):
    settings.X_ACCEL_PREFIX = "/_private/"
    private, sealed = take(reader, hostile.paper(), PAPER), take(reader, hostile.paper(), DOSSIER)

    handed, streamed = answer(private, reader), answer(sealed, reader)

    assert handed["X-Accel-Redirect"] == f"/_private/{private.path}"
    assert (body(handed), handed["Content-Security-Policy"]) == (b"", "sandbox")
    assert "X-Accel-Redirect" not in streamed.headers
    assert body(streamed).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{size}"),
        ("bytes=500-", 206, slice(500, None), "bytes 500-{last}/{size}"),
        ("bytes=-4", 206, slice(-4, None), "bytes {minus4}-{last}/{size}"),
        ("bytes=500-99999999", 206, slice(500, None), "bytes 500-{last}/{size}"),
        ("bytes=99999-", 416, slice(0, 0), "bytes */{size}"),
        ("bytes=9-3", 416, slice(0, 0), "bytes */{size}"),
        ("bytes=-0", 416, slice(0, 0), "bytes */{size}"),
        ("bytes=0-1,3-4", 200, slice(None), None),
        ("bytes=-", 200, slice(None), None),
        ("lines=1-2", 200, slice(None), None),
    ],
)
def test_recordings_can_be_played_from_anywhere(reader, asked, status, part, told):
    file = take(reader, MP4, RECORDING)

    response = answer(file, reader, headers={"range": asked}, is_shown=True)

    assert (response.status_code, body(response)) == (status, MP4[part])
    size = len(MP4)
    wanted = told and told.format(size=size, last=size - 1, minus4=size - 4)
    assert response.headers.get("Content-Range") == wanted


def test_papers_know_no_ranges(reader):
    file = take(reader, hostile.paper(), PAPER)

    response = answer(file, reader, headers={"range": "bytes=0-3"})

    assert (response.status_code, len(body(response))) == (200, file.size)


def text_of(raw: bytes) -> bytes:
    flat = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as paper:
        paper.save(flat, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return flat.getvalue()


def test_restricted_paper_says_who_took_it_out_and_when(reader):
    file = take(reader, hostile.paper(lambda pdf: pdf.add_blank_page(page_size=(300, 500))), DOSSIER)

    marked = body(answer(file, reader))

    drawn = text_of(marked)
    assert reader.public_id.encode() in drawn
    assert b"2026-11-24 15:00 UTC" in drawn
    assert reader.email.encode() not in drawn
    with pikepdf.open(io.BytesIO(marked)) as paper:
        assert all("/XObject" in page.Resources for page in paper.pages)
        assert len(paper.pages) == 2
    again = text_of(body(answer(file, UserFactory())))
    assert reader.public_id.encode() not in again  # drawn for one answer, kept nowhere
    assert reader.public_id.encode() not in text_of(file.open().read())


def test_a_paper_that_is_not_restricted_is_marked_only_where_the_room_asks(reader):
    file = take(reader, hostile.paper(), PAPER)

    assert body(answer(file, reader)) == file.open().read()
    assert reader.public_id.encode() in text_of(body(answer(file, reader, marks_reader=True)))


def test_a_view_cannot_take_the_mark_away_and_a_policy_nobody_knows_marks(reader):
    file = take(reader, hostile.paper(), RULING)
    assert reader.public_id.encode() in text_of(body(answer(file, reader, marks_reader=False)))
    plain = take(reader, hostile.paper(), PAPER)
    plain.policy = "of a room that is gone"

    assert reader.public_id.encode() in text_of(body(answer(plain, reader)))


def test_a_flag_that_claims_a_signature_does_not_keep_the_mark_away(reader):
    def sign(pdf):
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], SigFlags=3)

    file = take(reader, hostile.paper(sign), DOSSIER)

    assert reader.public_id.encode() in text_of(body(answer(file, reader)))


def test_file_is_closed_when_the_reader_goes_away(reader):
    file = take(reader, MP4 * 1000, RECORDING)
    response = answer(file, reader)
    next(iter(response))
    opened = response._resource_closers[0].__self__.file

    response.close()

    assert opened.closed
