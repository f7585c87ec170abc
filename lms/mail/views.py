"""A reader's notices, and how the mails about them come."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView

from lms.accounts.http import AuthenticatedRequest
from lms.mail import inbox
from lms.mail.forms import ChoicesForm
from lms.mail.models import Mail

PAGE_SIZE = 25


class ListNoticesView(View):
    """Everything the platform had to tell this reader, the newest first; a post marks all of it as read."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        notices = Mail.objects.visible_to(request.user).order_by("-noticed_at", "-pk")
        page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
        has_unread = inbox.count_unread(request.user) > 0
        return render(request, "mail/notice_list.html", {"page": page, "has_unread": has_unread})

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        inbox.mark_read(user=request.user, at=timezone.now())
        messages.success(request, _("All notices are marked as read."))
        return redirect("mail:notices")


class OpenNoticeView(View):
    """To what a notice is about; it counts as read from then on."""

    def post(self, request: AuthenticatedRequest, notice_id: str) -> HttpResponse:
        notice = get_object_or_404(Mail.objects.visible_to(request.user), public_id=notice_id)
        inbox.mark_read(user=request.user, at=timezone.now(), public_id=notice.public_id)
        # The path was written by the kind of mail, never by anybody outside.
        return HttpResponseRedirect(notice.link_path or reverse("mail:notices"))


class EditChoicesView(FormView[ChoicesForm]):
    """A mail for each notice, one a day, or none: topic by topic."""

    template_name = "mail/choices_edit.html"
    form_class = ChoicesForm
    request: AuthenticatedRequest

    def get_initial(self) -> dict[str, str]:
        return inbox.get_choices(self.request.user)

    def form_valid(self, form: ChoicesForm) -> HttpResponse:
        inbox.set_choices(user=self.request.user, choices=form.cleaned_data)
        messages.success(self.request, _("Your choice is saved."))
        return redirect("mail:notices")
