"""Authoring. Programme and course pages are public; module and lesson pages are never served, versions are."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251 (Wagtail's pages answer requests)
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.announcements import get_announcements
from courses.blocks import LessonBody
from courses.models.areas import Area
from network.models import School

LINE = [("line", CharBlock(label=_("Line"), max_length=400))]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class PublicPage(Page):
    """A page that looks the same to every guest, and so may be kept for all of them."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response


class ProgrammePage(PublicPage):
    """The catalogue: the regional uniform programme and its courses."""

    key = models.SlugField(max_length=60)
    summary = models.TextField(_("summary"))

    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, "summary"]
    template = "courses/programme_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = CoursePage.objects.child_of(self).live().select_related("area").order_by("path")
        return {
            **super().get_context(request, *args, **kwargs),
            "courses": courses,
            "empty_areas": Area.objects.exclude(courses__isnull=False).order_by("position"),
        }


class CoursePage(PublicPage):
    """A course as the public may know it: title, objectives, hours, school. Its matter lies in the pages below."""

    key = models.SlugField(max_length=60, help_text=_("Never changes: versions and progress hang on it"))
    code = models.CharField(_("code"), max_length=8)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="courses")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField(_("summary"))
    audience = models.TextField(_("audience"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    version_label = models.CharField(_("version"), max_length=20)
    objectives = StreamField(LINE, verbose_name=_("objectives"))
    quiz_title = models.CharField(_("title of the assessment"), max_length=120)
    quiz_pass_mark = models.PositiveSmallIntegerField(_("pass mark"), default=70, validators=PERCENT)
    quiz_attempts = models.PositiveSmallIntegerField(_("attempts"), default=3)
    quiz_minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)

    parent_page_types: ClassVar[list[str]] = ["courses.ProgrammePage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("objectives"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("area"),
                FieldPanel("school"),
                FieldPanel("hours"),
                FieldPanel("version_label"),
            ],
            heading=_("Facts"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("quiz_title"),
                FieldPanel("quiz_pass_mark"),
                FieldPanel("quiz_attempts"),
                FieldPanel("quiz_minutes"),
            ],
            heading=_("Final assessment"),
        ),
    ]
    template = "courses/course_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        names = self.school.names.all()
        return {
            **super().get_context(request, *args, **kwargs),
            "modules": ModulePage.objects.child_of(self).live().order_by("path"),
            "school_name": next((str(row.name) for row in names if row.ended_on is None), self.school.code),
            "announcements": get_announcements(self.key),
        }


class HiddenPage(Page):
    """A page for authors only: no address, no search result, no sitemap entry."""

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        raise Http404

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return []

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class ModulePage(HiddenPage):
    """One module: what it is for and its lessons."""

    key = models.SlugField(max_length=60)
    summary = models.TextField(_("summary"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    objectives = StreamField(LINE, verbose_name=_("objectives"))

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    content_panels = [*Page.content_panels, "summary", "objectives", "hours"]


class LessonPage(HiddenPage):
    """One lesson as its authors write it."""

    key = models.SlugField(max_length=60)
    summary = models.TextField(_("summary"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    outcomes = StreamField(LINE, verbose_name=_("what the reader will be able to do"))
    body = StreamField(LessonBody(), verbose_name=_("lesson"))

    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [*Page.content_panels, "summary", "outcomes", "minutes", "body"]
