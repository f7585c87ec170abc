"""Issuing: once per person, activity and kind; nonsense is refused with a sentence."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction

from certificates import codes, services
from certificates.enums import AwardKind, AwardState
from certificates.models import Award
from lms.records.models import AuditEntry
from tests.factories.certificates import ISSUED_AT, AwardFactory, code_of, make_statement, supersede
from tests.factories.network import PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def issue(person, **changes):
    asked = {"kind": AwardKind.APPROVAL, "activity_ref": "edition:one", "statement": make_statement(), "at": ISSUED_AT}
    return services.issue_award(person=person, **{**asked, **changes})


def test_issue_award_freezes_the_statement():
    award = issue(PersonFactory())

    assert award.state == AwardState.ACTIVE
    assert award.holder_name == "María Fernanda Ñáñez Güell"
    assert award.statement.as_json() == make_statement().as_json()
    assert str(award.issued_on) == "2026-11-28"
    assert award.issued_at == ISSUED_AT
    assert list(AuditEntry.objects.values_list("action", "target_ref")) == [("certificates.issue", award.public_id)]


def test_issue_award_twice_returns_the_first():
    person = PersonFactory()

    first = issue(person)
    second = issue(person, statement=make_statement(holder_name="Otra Persona"), at=ISSUED_AT + timedelta(days=1))

    assert second == first
    assert second.holder_name == "María Fernanda Ñáñez Güell"
    assert Award.objects.count() == 1


def test_issue_award_tells_kinds_activities_and_people_apart():
    person = PersonFactory()

    awards = [
        issue(person),
        issue(person, kind=AwardKind.ATTENDANCE),
        issue(person, activity_ref="edition:two"),
        issue(PersonFactory()),
    ]

    assert len({award.pk for award in awards}) == 4
    assert len({award.number for award in awards}) == 4
    assert len({award.code_hmac for award in awards}) == 4


def test_issue_award_again_after_revocation_is_a_new_award():
    revoked = AwardFactory(revoked=True)

    again = issue(revoked.person, kind=revoked.kind, activity_ref=revoked.activity_ref)

    assert again.pk != revoked.pk
    assert again.state == AwardState.ACTIVE


def test_a_second_active_award_is_refused_by_the_database():
    award = AwardFactory()
    award.pk, award.public_id, award.number, award.code_hmac = None, "x" * 20, "000-000-0000", "0" * 64

    with pytest.raises(IntegrityError), transaction.atomic():
        award.save(force_insert=True)


def test_a_closed_award_needs_its_date_and_a_superseded_one_its_successor():
    award = AwardFactory()

    for state in (AwardState.REVOKED, AwardState.SUPERSEDED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(state=state)


def test_supersede_keeps_the_chain():
    old, new = supersede(AwardFactory())

    assert old.superseded_by == new
    assert new.supersedes == old


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"holder_name": ""}, services.HolderNameMissing),
        ({"holder_name": " \u200b\t "}, services.HolderNameMissing),
        ({"holder_name": "Ana 漢字"}, services.LetterNotPrintable),
        ({"holder_name": "Ana \N{GRINNING FACE}"}, services.LetterNotPrintable),
        ({"holder_name": "X" * 201}, services.HolderNameTooLong),
        ({"holder_name": "W" * 80}, services.HolderNameTooLong),
        ({"minutes_scheduled": 0, "minutes_attended": 0}, services.MinutesMissing),
        ({"minutes_attended": 901}, services.MinutesOutOfRange),
        ({"minutes_attended": -1}, services.MinutesOutOfRange),
        ({"ends_on": make_statement().starts_on - timedelta(days=1)}, services.PeriodReversed),
        ({"languages": ()}, services.LanguageMissing),
        ({"languages": ("pt",)}, services.LanguageMissing),
        ({"issuers": ()}, services.TextMissing),
        ({"title": {"es": "Sólo en español"}, "languages": ("es", "en")}, services.TextMissing),
        ({"title": {"es": "Криминалистика"}}, services.LetterNotPrintable),
    ],
)
def test_issue_award_refuses_nonsense(changes, refusal):
    person = PersonFactory()

    with pytest.raises(refusal) as refused:
        issue(person, statement=make_statement(**changes))

    assert str(refused.value).endswith(".")
    assert Award.objects.count() == 0


@pytest.mark.parametrize("kind", [kind for kind in AwardKind if kind != AwardKind.APPROVAL])
def test_only_a_certificate_of_achievement_states_a_result(kind):
    statement = make_statement(result={"es": "aprobado", "en": "passed"})

    with pytest.raises(services.ResultNotStated):
        issue(PersonFactory(), kind=kind, statement=statement)
    assert issue(PersonFactory(), statement=statement).statement.result["es"] == "aprobado"


def test_issue_award_refuses_an_unknown_kind():
    with pytest.raises(services.UnknownKind):
        issue(PersonFactory(), kind="DIPLOMA")


def test_an_unprintable_letter_is_named():
    with pytest.raises(services.LetterNotPrintable) as refused:
        services.check_holder_name("Ana 漢")

    assert "“漢” (CJK UNIFIED IDEOGRAPH-6F22)" in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "Xuʼum Kʼicheʼ Tzʼunun",
        "Ixchel Kꞌojolib",
        "Garífuna Dügü Ñunguerü",
        "Âsla Yâmni Pîra Tûwi",
        "Ẍoʼ Mam",
        "Bribri Sé̠lua Alà̠klà",
        "Nguyễn Thị Ánh Đặng",
        "O’Higgins D'Artagnan-Peña",
    ],
)
def test_names_of_the_region_are_printable_in_nfc(name):
    import unicodedata

    assert services.check_holder_name(unicodedata.normalize("NFD", name)) == unicodedata.normalize("NFC", name)


def test_the_code_is_kept_only_hashed_and_sealed():
    award = AwardFactory()
    code = code_of(award)

    assert codes.lookup_key(codes.read_code(code)) == award.code_hmac
    assert code.replace("-", "") not in str(list(Award.objects.values()))
    with pytest.raises(InvalidTag):
        codes.unseal_code(award.code_sealed, award_ref="another row")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_issue_one_award():
    person = PersonFactory()

    outcomes = at_once(8, lambda: issue(person).pk)

    assert len(set(outcomes)) == 1
    assert Award.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_eight_at_once_collide():
    """The control: the same race, the row looked for before the lock is taken, ends in broken constraints."""
    person = PersonFactory()
    looked = threading.Barrier(8)

    def careless():
        exists = Award.objects.active().filter(person=person).exists()
        looked.wait()
        assert not exists
        award = Award(
            person=person, kind=AwardKind.APPROVAL, activity_ref="edition:one", holder_name="A", snapshot={},
            issued_at=ISSUED_AT, issued_on=ISSUED_AT.date(),
        )  # fmt: skip
        award.number = award.code_hmac = award.public_id
        try:
            award.save()
        except IntegrityError:
            return "collided"
        return "issued"

    assert Counter(at_once(8, careless)) == {"collided": 7, "issued": 1}
