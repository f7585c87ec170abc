"""Acts on one person: each on a page of its own that names what will happen before it does."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from lms.accounts import services as accounts
from lms.accounts.http import AuthenticatedRequest
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import approvals
from network import acts, directory, permissions, services
from network import people_forms as forms
from network.enums import Role
from network.models import Appointment, Membership, Person
from network.selectors import get_person_office_id
from network.views.entering import get_schools
from network.views.people import find_person

Text = str | Promise


class PersonActView(View):
    """The question with its consequences by GET, the act by POST; a refusal comes back above the form."""

    heading: ClassVar[Text]
    label: ClassVar[Text]
    tone: ClassVar[str] = ""
    done: ClassVar[Text] = gettext_lazy("Done.")

    def get(self, request: AuthenticatedRequest, **address: str) -> HttpResponse:
        person = self.find(request, **address)
        return self.page(request, person, self.form(request, person, None))

    def post(self, request: AuthenticatedRequest, **address: str) -> HttpResponse:
        person, at = self.find(request, **address), timezone.now()
        form = self.form(request, person, request.POST)
        if not form.is_valid():
            return self.page(request, person, form)
        try:
            there = self.perform(request.user, person, form, at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, person, form)
        messages.success(request, str(self.done) % {"name": person.full_name})
        return redirect(there or reverse("network:person", args=[person.public_id]))

    def find(self, request: AuthenticatedRequest, person_id: str) -> Person:
        """Who is not the reader's to look after does not exist; for a visible person the reader is told no."""
        person = find_person(request, person_id)
        if not self.may(request.user, person):
            raise PermissionDenied(_("Only the Secretariat does this."))
        return person

    def may(self, user: User, person: Person) -> bool:
        return permissions.can_appoint(user)

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        return forms.ReasonForm(data)

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        raise NotImplementedError

    def consequences(self, person: Person) -> list[str]:
        return []

    def page(self, request: AuthenticatedRequest, person: Person, form: django_forms.Form) -> HttpResponse:
        context = {
            "person": person,
            "heading": self.heading,
            "label": self.label,
            "tone": self.tone,
            "form": form,
            "consequences": self.consequences(person),
        }
        return render(request, "network/person_act.html", context)


# --- the account


class AccountActView(PersonActView):
    """On an account of somebody else; somebody without an account has none to act on."""

    def find(self, request: AuthenticatedRequest, person_id: str) -> Person:
        person = find_person(request, person_id)
        if not permissions.can_appoint(request.user):
            raise PermissionDenied(_("Only the Secretariat does this."))
        if person.user is None:
            raise Http404
        if not permissions.can_suspend(request.user, person.user):
            raise PermissionDenied(str(accounts.NotOneself()))
        return person

    def account(self, person: Person) -> User:
        assert person.user is not None
        return person.user


class SuspendView(AccountActView):
    heading = gettext_lazy("Suspend the account")
    label = gettext_lazy("Suspend the account")
    tone = "danger"
    done = gettext_lazy("The account of %(name)s is suspended.")

    def consequences(self, person: Person) -> list[str]:
        return [
            _("From the next request on the account opens nothing, on any device."),
            _("Roles, enrolments and documents stay as they are; the account can be reinstated."),
        ]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        accounts.suspend_user(user=self.account(person), actor=user, at=at, reason=form.cleaned_data["reason"])
        return None


class ReinstateView(AccountActView):
    heading = gettext_lazy("Reinstate the account")
    label = gettext_lazy("Reinstate the account")
    done = gettext_lazy("%(name)s can sign in again.")

    def consequences(self, person: Person) -> list[str]:
        return [_("The person can sign in again with the same password and second factor.")]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        accounts.reinstate_user(user=self.account(person), actor=user, at=at, reason=form.cleaned_data["reason"])
        return None


class ResetFactorView(AccountActView):
    heading = gettext_lazy("Remove the second factor")
    label = gettext_lazy("Remove the second factor")
    tone = "danger"
    done = gettext_lazy("%(name)s signs in with the password and sets up a new second factor.")

    def consequences(self, person: Person) -> list[str]:
        return [
            _("The app, the keys and the recovery codes stop working, and every device is signed out."),
            _("Do it only after you have spoken with the person and know that it is they who ask."),
        ]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        accounts.reset_second_factor(user=self.account(person), actor=user, at=at, reason=form.cleaned_data["reason"])
        return None


# --- roles


class AppointView(PersonActView):
    heading = gettext_lazy("Give a role")
    label = gettext_lazy("Give the role")
    done = gettext_lazy("%(name)s has the role.")

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        offices, own = directory.get_offices(request.user), get_person_office_id(person)
        office = next((one.code for one in offices if one.pk == own), "")
        return forms.AppointForm(
            data,
            offices=offices,
            schools=get_schools(),
            initial={"role": Role.CONTACT_POINT, "office": office, "started_on": timezone.now().date()},
        )

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        services.appoint(person=person, actor=user, at=at, **form.wanted())
        return None

    def page(self, request: AuthenticatedRequest, person: Person, form: django_forms.Form) -> HttpResponse:
        context = {
            "person": person,
            "heading": self.heading,
            "label": self.label,
            "form": form,
            "can_ask_secretariat": acts.may_grant(request.user, {"person_id": person.pk}),
        }
        return render(request, "network/person_act.html", context)


class AskSecretariatView(PersonActView):
    """The Secretariat's role is asked for here and given when somebody else of the Secretariat approves it."""

    heading = gettext_lazy("Ask for the Secretariat’s role")
    label = gettext_lazy("Ask for the role")
    done = gettext_lazy("Asked for. Somebody else of the Secretariat has to approve it.")

    def may(self, user: User, person: Person) -> bool:
        return acts.may_grant(user, {"person_id": person.pk})

    def consequences(self, person: Person) -> list[str]:
        return [
            _("Nothing changes until another person of the Secretariat approves it."),
            *(str(sentence) for sentence in acts.GRANT_SECRETARIAT.consequences),
        ]

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        return forms.GrantForm(data, initial={"started_on": timezone.now().date()})

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        ids = {"person_id": person.pk, "started_on": form.cleaned_data["started_on"].isoformat()}
        approval = approvals.request_act(
            kind=acts.GRANT, ids=ids, reason=form.cleaned_data["reason"], actor=user, at=at
        )
        return reverse("desk:approval", args=[approval.public_id])


class AppointmentActView(PersonActView):
    """On one appointment of the person; one of somebody else is none of theirs."""

    appointment: Appointment

    def find(self, request: AuthenticatedRequest, person_id: str, appointment_id: str = "") -> Person:
        person = find_person(request, person_id)
        held = person.appointments.select_related("office", "school")
        self.appointment = get_object_or_404(held, public_id=appointment_id)
        if not self.may(request.user, person):
            raise PermissionDenied(_("Only the Secretariat does this."))
        return person

    def words(self) -> str:
        place = self.appointment.office or self.appointment.school
        label = str(Role(self.appointment.role).label)
        return f"{label} · {place.code}" if place else label


class EndAppointmentView(AppointmentActView):
    heading = gettext_lazy("End the role")
    label = gettext_lazy("End the role")
    tone = "danger"
    done = gettext_lazy("The end of the role has been noted.")

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        return forms.EndForm(data, initial={"ended_on": timezone.now().date()})

    def consequences(self, person: Person) -> list[str]:
        sentences = [
            _("%(role)s: from that day on the person can no longer do what the role allows.") % {"role": self.words()}
        ]
        if self.appointment.role == Role.CONTACT_POINT:
            sentences.append(
                _("The office is left with a contact point less. To fill the place at once, choose a substitute.")
            )
        return sentences

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        ended_on = form.cleaned_data["ended_on"]
        services.end_appointment(appointment=self.appointment, ended_on=ended_on, actor=user, at=at)
        return None


class SubstituteView(AppointmentActView):
    heading = gettext_lazy("Substitute the contact point")
    label = gettext_lazy("Substitute")
    done = gettext_lazy("The place has passed on; the office is never without it.")

    def find(self, request: AuthenticatedRequest, person_id: str, appointment_id: str = "") -> Person:
        person = super().find(request, person_id, appointment_id)
        if self.appointment.role != Role.CONTACT_POINT:
            raise Http404
        return person

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        on = timezone.now().date()
        people = directory.get_successors(self.appointment, on)
        return forms.SubstituteForm(data, people=people, initial={"on": on})

    def page(self, request: AuthenticatedRequest, person: Person, form: django_forms.Form) -> HttpResponse:
        if isinstance(form, forms.SubstituteForm) and not form.people:
            return render(request, "network/substitute_nobody.html", {"person": person, "heading": self.heading})
        return super().page(request, person, form)

    def consequences(self, person: Person) -> list[str]:
        return [
            _("%(name)s stops being a contact point on that day, and the person you choose begins on the same day.")
            % {"name": person.full_name},
            _("Who takes the place belongs to the office already. Whoever is missing in the list is registered first."),
        ]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        services.substitute_contact_point(
            appointment=self.appointment, successor=form.chosen(), on=form.cleaned_data["on"], actor=user, at=at
        )
        return None


# --- the place


class TransferView(PersonActView):
    heading = gettext_lazy("Transfer to another office")
    label = gettext_lazy("Transfer")
    done = gettext_lazy("The transfer of %(name)s has been noted.")

    def may(self, user: User, person: Person) -> bool:
        return permissions.can_transfer(user)

    def form(self, request: AuthenticatedRequest, person: Person, data: Any) -> django_forms.Form:
        standing = open_membership(person)
        offices = [
            office
            for office in directory.get_offices(request.user)
            if standing is None or office.pk != standing.office_id
        ]
        initial = {"on": timezone.now().date(), "leaving": seen(standing)}
        if standing is not None:
            initial |= {"category": standing.category, "position": standing.position}
        return forms.TransferForm(data, offices=offices, initial=initial)

    def consequences(self, person: Person) -> list[str]:
        standing = open_membership(person)
        sentences = []
        if standing is not None and standing.office is not None:
            sentences.append(
                _("From that day on the person no longer belongs to %(office)s.") % {"office": standing.office.code}
            )
        held = person.appointments.filter(ended_on__isnull=True, office__isnull=False).select_related("office")
        sentences += [
            _("The role %(role)s of %(office)s ends on that day.")
            % {"role": Role(one.role).label, "office": one.office.code if one.office else ""}
            for one in held
        ]
        return [*sentences, _("Enrolments and documents stay with the person.")]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        standing, said = open_membership(person), form.cleaned_data
        if seen(standing) != said["leaving"] and (standing is None or standing.office_id != form.chosen().pk):
            raise services.MovedMeanwhile
        services.transfer_person(
            person=person,
            leaving=standing,
            office=form.chosen(),
            on=said["on"],
            category=said["category"],
            position=said["position"],
            actor=user,
            at=at,
        )
        return None


class LeaveView(PersonActView):
    heading = gettext_lazy("Leaves the network")
    label = gettext_lazy("End everything and close the account")
    tone = "danger"
    done = gettext_lazy("%(name)s has left the network.")

    def may(self, user: User, person: Person) -> bool:
        return permissions.can_see_off(user, person)

    def consequences(self, person: Person) -> list[str]:
        return [
            _("Every role and the place at the office end today, and the account is closed at once."),
            _("Documents that were issued stay valid, and what the person did stays in the records."),
        ]

    def perform(self, user: User, person: Person, form: Any, at: datetime) -> str | None:
        services.leave_network(person=person, reason=form.cleaned_data["reason"], actor=user, at=at)
        return reverse("network:people")


def open_membership(person: Person) -> Membership | None:
    return person.memberships.filter(ended_on__isnull=True).select_related("office").first()


def seen(membership: Membership | None) -> str:
    """What the form remembers of the membership it was drawn with: where, and since when."""
    if membership is None:
        return ""
    place = membership.office.code if membership.office else ""
    return f"{place} {membership.started_on.isoformat()}"
