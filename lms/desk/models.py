"""The front page: text and structure only; what is live on it comes from selectors."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.models import Area, CoursePage, ProgrammePage
from courses.models.pages import PublicPage
from network.models import Country


class HomePage(PublicPage):
    """The network's public front door in one language."""

    introduction = RichTextField(blank=True, features=["bold", "italic", "link"])

    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = ["courses.ProgrammePage"]
    content_panels = [*Page.content_panels, "introduction"]
    template = "desk/home_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = CoursePage.objects.descendant_of(self).live().select_related("area").order_by("path")
        return {
            **super().get_context(request, *args, **kwargs),
            "courses": courses,
            "programme": ProgrammePage.objects.child_of(self).live().first(),
            "empty_areas": Area.objects.filter(courses__isnull=True),
            "countries": sorted(str(country) for country in Country.objects.filter(offices__left_on__isnull=True)),
        }
