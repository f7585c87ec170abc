"""Whom an edition is for: countries, kinds of people, and what they completed before (DOMAIN T-05)."""

from django.utils.translation import gettext_lazy as _

from courses.selectors import get_latest_version
from lms.common.errors import DomainError
from network.enums import Category
from network.models import Country, Membership
from workshops.enums import EnrolmentState
from workshops.models import Edition, Enrolment

OFFICES = "prosecution-office"  # the kind of institution that the network's own offices are


class CountryNotEligible(DomainError):
    message = _(
        "This edition is for people of %(countries)s. If your office should take part, write to the Secretariat."
    )


class CategoryNotEligible(DomainError):
    message = _("This edition is for: %(categories)s. Choose somebody who is, or write to the Secretariat.")


class InstitutionNotEligible(DomainError):
    message = _(
        "This edition is for people of other institutions. If your office should take part, write to the Secretariat."
    )


class CoursesMissing(DomainError):
    message = _("Whoever takes part here has completed before: %(courses)s. This person has not yet.")


def refuse_unless_eligible(*, edition: Edition, membership: Membership) -> None:
    """Nothing where the person of ``membership`` may take part; else the sentence that says for whom the edition is."""
    office = membership.office
    wanted = edition.eligible_countries
    if wanted and (office is None or office.country.iso not in wanted):
        countries = Country.objects.filter(iso__in=wanted).order_by("iso")
        raise CountryNotEligible(countries=", ".join(str(one) for one in countries))
    if edition.eligible_categories and membership.category not in edition.eligible_categories:
        words = [str(Category(one).label).lower() for one in edition.eligible_categories]
        raise CategoryNotEligible(categories=", ".join(words))
    kinds = edition.eligible_institution_types
    if kinds and OFFICES not in kinds and office is not None:
        raise InstitutionNotEligible
    done = _completed(membership.person_id, edition) if edition.prerequisites else set()
    missing = [key for key in edition.prerequisites if key not in done]
    if missing:
        raise CoursesMissing(courses=", ".join(_title(key) for key in missing))


def _completed(person_id: int, edition: Edition) -> set[str]:
    """The keys of the courses among the prerequisites that the person has completed, in whatever edition."""
    done = Enrolment.objects.filter(
        person_id=person_id,
        state=EnrolmentState.COMPLETED,
        edition__course_version__course_key__in=edition.prerequisites,
    )
    return set(done.values_list("edition__course_version__course_key", flat=True))


def _title(course_key: str) -> str:
    version = get_latest_version(course_key)
    return f"“{version.title}”" if version else course_key
