"""A call that closes soon, in which some offices have proposed, and an edition that waits for its second key."""

from datetime import date, timedelta

from courses.models import Area
from lms.common.errors import DomainError
from lms.desk.demo.editions import Stage, local, next_monday, version_of
from network.models import Office
from workshops.enums import KeyHolder
from workshops.models import Call, Edition
from workshops.services.editions import create_edition
from workshops.services.proposals import ProposalText, open_call, rank_proposal, remind_offices, submit_proposal
from workshops.services.settings import turn_key

# Office, topic, area, whether it offers to host. Invented, as the people who send them.
PROPOSALS = (
    ("FGN-CO", "Extorsión dirigida desde centros penales", 0, True),
    ("MP-CR", "Evidencia digital en proveedores extranjeros", 1, True),
    ("MP-HN", "Interrogatorio a peritos en juicio oral", 2, False),
)


def call_for_proposals(stage: Stage) -> Call:
    """Open for eleven days, four to go: three offices have proposed, the others were reminded."""
    opened_at = stage.at - timedelta(days=11)
    call = open_call(
        title={"es": "Actividades del próximo año", "en": "Activities of the coming year"},
        lead_school=stage.school,
        opens_at=opened_at,
        actor=None,
        at=opened_at,
    )
    areas = list(Area.objects.all())
    monday = next_monday(stage.today + timedelta(days=150))
    for number, (code, topic, area, hosts) in enumerate(PROPOSALS, start=1):
        sender = stage.cast.offices[code][0].user
        if sender is None:
            raise DomainError
        text = ProposalText(
            title=topic,
            area=areas[area],
            justification="Nuestra oficina encuentra esta dificultad en causas de varios países. Texto inventado.",
            objectives="Planificar la investigación desde el primer día.\nSostener la prueba en juicio.",
            offers_to_host=hosts,
            starts_on=monday + timedelta(days=28 * number),
            ends_on=monday + timedelta(days=28 * number + 4),
            experts="",
        )
        at = opened_at + timedelta(days=number)
        office = Office.objects.get(code=code)
        proposal = submit_proposal(call=call, office=office, text=text, actor=sender, at=at)
        if number == 1:
            secretariat = stage.cast.accounts["Secretariat"]
            rank_proposal(proposal=proposal, holder=KeyHolder.SECRETARIAT, rank=1, actor=secretariat, at=at)
    remind_offices(at=call.closes_at - timedelta(days=5))
    return call


def edition_in_preparation(stage: Stage) -> Edition:
    """Oral litigation, three months ahead: the lead school's coordination has agreed, the Secretariat not yet."""
    monday: date = next_monday(stage.today + timedelta(days=90))
    plan = stage.plan(
        f"Litigación oral: taller regional {monday.year}",
        f"Oral litigation: regional workshop {monday.year}",
        monday,
        monday + timedelta(days=4),
        nomination_opens_at=local(stage.today + timedelta(days=7)),
        nomination_closes_at=local(stage.today + timedelta(days=40)),
    )
    edition = create_edition(course_version=version_of("litigacion-oral"), plan=plan, actor=None, at=stage.at)
    return turn_key(edition=edition, holder=KeyHolder.SCHOOL, actor=stage.cast.accounts["coordinator"], at=stage.at)
