"""The page a member of the network lands on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from lms.accounts.http import AuthenticatedRequest
from lms.desk.lacks import get_lack
from lms.desk.nothing import get_nothing_words
from lms.desk.registers import get_registers
from lms.desk.selectors import get_desk


class ShowDeskView(View):
    """What is next for me; the reader's own things only."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        at = timezone.now()
        context = {
            "desk": get_desk(request.user, at),
            "lack": get_lack(request.user, at.date()),
            "nothing": get_nothing_words(request.user),
            "registers": get_registers(request.user),
        }
        return render(request, "desk/desk.html", context)
