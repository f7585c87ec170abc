"""A prepared query answers as the query set it is made of, with the numbers of each call."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.accounts.backends import AccountBackend
from lms.common.fields import Translated
from lms.common.prepared import PreparedQuery
from network.models import OfficeName
from tests.factories.accounts import UserFactory
from tests.factories.network import OfficeFactory

pytestmark = pytest.mark.django_db


def names(office_id: int, other_id: int):
    return OfficeName.objects.filter(office_id__in=[office_id, other_id]).order_by("pk").values_list("pk", "name")


@pytest.fixture
def offices():
    return [OfficeFactory().pk for _turn in range(3)]


def test_each_call_answers_its_own_numbers_converted_as_fields_are(offices):
    query = PreparedQuery(names)
    for first, second in [(0, 1), (1, 2), (0, 1)]:
        rows = query.rows(office_id=offices[first], other_id=offices[second])
        assert rows == list(names(offices[first], offices[second]))
        assert (len(rows), type(rows[0][1])) == (2, Translated)
    assert query.rows(office_id=-1, other_id=-2) == []


def test_it_reads_what_the_database_holds_now_in_one_query(offices):
    query = PreparedQuery(names)
    query.rows(office_id=offices[0], other_id=0)
    OfficeName.objects.filter(office_id=offices[0]).update(name={"es": "Otro nombre"})
    with CaptureQueriesContext(connection) as asked:
        ((_pk, name),) = query.rows(office_id=offices[0], other_id=0)
    assert (len(asked), str(name)) == (1, "Otro nombre")


def test_it_is_put_together_once_for_each_thread():
    made = []

    def build(office_id: int):
        made.append(threading.get_ident())
        return OfficeName.objects.filter(office_id=office_id).values_list("pk")

    query = PreparedQuery(build)
    for _turn in range(3):
        query.rows(office_id=1)
    assert len(made) == 1


def test_a_number_that_does_not_reach_the_statement_is_refused():
    query = PreparedQuery(lambda office_id, forgotten: OfficeName.objects.filter(office_id=office_id).values_list("pk"))
    with pytest.raises(ValueError, match="forgotten"):
        query.rows(office_id=1, forgotten=2)


def test_the_account_of_a_session_is_the_whole_account():
    user = UserFactory()
    found = AccountBackend().get_user(user.pk)
    assert found == user
    assert found.__dict__.keys() >= {"email", "password", "session_epoch"}
    assert not found.get_deferred_fields()
    assert not found._state.adding
    assert AccountBackend().get_user(user.pk + 1) is None
    user.is_active = False
    user.save()
    assert AccountBackend().get_user(user.pk) is None
