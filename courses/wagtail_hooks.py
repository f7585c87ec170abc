"""Publishing a course in the admin freezes a version of it; public pages are drawn anew."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from courses.models import CoursePage, ProgrammePage
from courses.services import CourseNotComplete, freeze_course
from lms.common.public_pages import forget_public_pages


@hooks.register("after_publish_page")
def freeze_after_publishing(request: HttpRequest, page: Page) -> None:
    """A published course becomes a version; editions that began with an older one keep it."""
    course = page.specific
    if isinstance(course, CoursePage | ProgrammePage):
        forget_public_pages()
    if not isinstance(course, CoursePage):
        return
    try:
        version = freeze_course(course=course, actor=request.user, at=timezone.now())  # type: ignore[arg-type]
    except CourseNotComplete as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Version %(version)s is frozen.") % {"version": version})
