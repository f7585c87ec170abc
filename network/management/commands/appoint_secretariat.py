"""The first people of the Secretariat: where fewer than two can sign in, nobody could approve the next."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from network.enums import Role
from network.models import Person
from network.selectors import get_serving_users
from network.services import grant_secretariat, invite_person, register_person

ENOUGH = 2  # from two on, one asks and the other approves


class Command(BaseCommand):
    help = "Gives the Secretariat's role to a person, while fewer than two people of the Secretariat can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="address of the person, who is invited if without account")
        parser.add_argument("--given-names", default="", help="needed where the person is not registered yet")
        parser.add_argument("--family-names", default="", help="needed where the person is not registered yet")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if len(get_serving_users(Role.SECRETARIAT, on=at.date())) >= ENOUGH:
            raise CommandError(
                "Two people of the Secretariat can sign in: one asks for the role, the other approves it."
            )
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            if not options["given_names"] or not options["family_names"]:
                raise CommandError("Nobody is registered with this address: give --given-names and --family-names.")
            person = register_person(
                given_names=options["given_names"],
                family_names=options["family_names"],
                email=options["email"],
                actor=None,
                at=at,
            )
        grant_secretariat(person=person, started_on=at.date(), actor=None, at=at)
        if person.user_id is None:
            invite_person(person=person, actor=None, at=at)
            self.stdout.write("The role is given and the invitation is on its way.")
        else:
            self.stdout.write("The role is given.")
