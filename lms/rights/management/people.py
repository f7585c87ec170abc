"""Naming a person at a terminal: by public id or by address."""

from django.core.management.base import CommandError

from network.models import Person


def find_person(name: str) -> Person:
    """The person with that public id or address."""
    person = Person.objects.filter(public_id=name).first() or Person.objects.filter(email__iexact=name).first()
    if person is None:
        raise CommandError("There is no person with that public id or address.")
    return person
