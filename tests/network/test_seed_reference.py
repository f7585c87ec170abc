from datetime import UTC, date, datetime
from io import StringIO

import pytest
import yaml
from django.core.management import call_command

from lms.common.times import ZONE_CITIES
from lms.records.models import AuditEntry
from network.management.commands.seed_reference import DATA, read_listings
from network.models import Country, InstitutionType, Office, OfficeName, School, SchoolName, Unit
from network.services.reference import seed_reference
from tests.factories.network import InstitutionFactory, texts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def seed():
    return seed_reference(listings=read_listings(), at=AT)


def snapshot():
    models = [Country, InstitutionType, Office, OfficeName, School, SchoolName, Unit]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_seed_reference_brings_the_ten_members():
    seed()

    assert dict(Country.objects.values_list("iso", "time_zone")) == {
        "BZ": "America/Belize",
        "CO": "America/Bogota",
        "CR": "America/Costa_Rica",
        "DO": "America/Santo_Domingo",
        "SV": "America/El_Salvador",
        "GT": "America/Guatemala",
        "HN": "America/Tegucigalpa",
        "MX": "America/Mexico_City",
        "NI": "America/Managua",
        "PA": "America/Panama",
    }
    assert set(Office.objects.members().values_list("code", flat=True)) == {
        "DPP-BZ",
        "FGN-CO",
        "MP-CR",
        "PGR-DO",
        "FGR-SV",
        "MP-GT",
        "MP-HN",
        "FGR-MX",
        "MP-NI",
        "PGN-PA",
    }
    assert Country.objects.get(language="en").iso == "BZ"


def test_seed_reference_twice_changes_nothing():
    first = seed()
    before, logged = snapshot(), AuditEntry.objects.count()

    second = seed()

    assert not first.is_empty
    assert second.is_empty
    assert snapshot() == before
    assert AuditEntry.objects.count() == logged


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 3, 5), "Procuraduría General de la República"),
        (date(2018, 12, 31), "Procuraduría General de la República"),
        (date(2019, 1, 1), "Fiscalía General de la República"),
        (date(2026, 11, 21), "Fiscalía General de la República"),
        (date(2008, 12, 31), ""),
    ],
)
def test_office_bears_the_name_of_its_day(day, name):
    seed()

    assert Office.objects.get(code="FGR-MX").name_on(day) == name


def test_seed_reference_marks_what_is_unconfirmed():
    seed()

    assert set(Unit.objects.filter(is_confirmed=False).values_list("office__code", "code")) == {
        ("MP-CR", "delincuencia-organizada"),
        ("FGR-SV", "crimen-organizado"),
        ("FGR-SV", "antiextorsion"),
        ("FGR-MX", "femdo"),
    }
    assert list(OfficeName.objects.filter(is_confirmed=False).values_list("office__code", "started_on")) == [
        ("FGR-MX", date(2019, 1, 1))
    ]


def test_the_lead_school_is_el_salvadors():
    seed()

    lead = School.objects.get(is_lead=True)

    assert (lead.country.iso, lead.name_on(date(2026, 11, 21))) == ("SV", "Escuela de Capacitación Fiscal")


def test_every_capital_zone_has_a_city_and_every_text_both_languages():
    seed()

    assert set(Country.objects.values_list("time_zone", flat=True)) <= set(ZONE_CITIES)
    for model in [Country, InstitutionType, OfficeName, SchoolName, Unit]:
        assert [row for row in model.objects.all() if set(row.name) != {"es", "en"}] == []


def test_seed_reference_mends_what_differs_and_says_so():
    seed()
    Country.objects.filter(iso="PA").update(time_zone="America/Bogota")
    Unit.objects.filter(code="fescco").delete()

    report = seed()

    assert report.changed == ["country PA"]
    assert report.created == ["unit MP-HN fescco"]
    assert Country.objects.get(iso="PA").time_zone == "America/Panama"


def test_seed_reference_leaves_what_people_have_recorded():
    seed()
    unicap = SchoolName.objects.get(school__code="UNICAP-GT")
    unicap.ended_on, unicap.is_confirmed = date(2021, 1, 1), True
    unicap.save()
    SchoolName.objects.create(school=unicap.school, name=texts("Escuela nueva"), started_on=date(2021, 1, 1))

    report = seed()

    assert report.is_empty
    assert unicap.school.name_on(date(2026, 11, 21)) == "Escuela nueva"


def test_seed_reference_retires_what_nothing_points_at():
    seed()
    InstitutionFactory(kind=InstitutionType.objects.get(code="police"))
    listings = read_listings()
    kinds = listings["institution_types"]
    kinds.items[:] = [row for row in kinds.items if row["code"] not in {"police", "university"}]
    kinds.retired.extend(["police", "university"])

    report = seed_reference(listings=listings, at=AT)

    assert (report.removed, report.kept) == (["institutiontype university"], ["institutiontype police"])
    assert seed_reference(listings=listings, at=AT).is_empty


def test_command_reports_each_row_and_then_that_nothing_is_left_to_do():
    first, second = StringIO(), StringIO()

    call_command("seed_reference", stdout=first)
    call_command("seed_reference", stdout=second)

    assert "created: office FGR-SV\n" in first.getvalue()
    assert "created: officename FGR-MX 2019-01-01\n" in first.getvalue()
    assert second.getvalue() == "Reference data is up to date.\n"


def test_data_files_hold_no_row_twice():
    for path in DATA.glob("*.yaml"):
        items = yaml.safe_load(path.read_text(encoding="utf-8"))["items"]
        keys = [(row.get("office") if "units" in path.name else "", row.get("iso") or row["code"]) for row in items]
        assert len(keys) == len(set(keys))
