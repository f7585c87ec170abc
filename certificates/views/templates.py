"""Where the Secretariat designs documents: templates, a draft with its preview, pictures, and their use."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

from certificates import samples
from certificates.design import ELEMENTS, PLACEHOLDERS, Design, find_cautions, find_faults
from certificates.design_form import DesignForm, PictureForm, PreviewForm, TemplateNameForm, TemplateUseForm
from certificates.enums import AwardKind, VersionState
from certificates.models import DocumentTemplate, TemplateVersion
from certificates.permissions import can_design
from certificates.services import check_holder_name, templates
from certificates.services.artifacts import draw_sample
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError


def find_template(request: AuthenticatedRequest, template_id: str) -> DocumentTemplate:
    return get_object_or_404(DocumentTemplate.objects.visible_to(request.user), public_id=template_id)


class DesignerView(View):
    """What these pages share: they are the Secretariat's."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if hasattr(self, str(request.method).lower()) and not can_design(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ListTemplatesView(DesignerView):
    """The templates, and a new one."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        return self.draw(request, TemplateNameForm())

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        form = TemplateNameForm(request.POST)
        if form.is_valid():
            try:
                made = templates.create_template(name=form.cleaned_data["name"], actor=request.user, at=timezone.now())
            except DomainError as refusal:
                form.add_error("name", str(refusal))
            else:
                return redirect("certificates:template", made.public_id)
        return self.draw(request, form)

    @staticmethod
    def draw(request: AuthenticatedRequest, form: TemplateNameForm) -> HttpResponse:
        found = DocumentTemplate.objects.visible_to(request.user).prefetch_related("versions", "uses").order_by("name")
        rows = [
            {
                "template": one,
                "kinds": [str(AwardKind(use.kind).label) for use in one.uses.all()],
                "published": max(
                    (row.number for row in one.versions.all() if row.state == VersionState.PUBLISHED), default=0
                ),
                "has_draft": any(row.state == VersionState.DRAFT for row in one.versions.all()),
            }
            for one in found
        ]
        return render(request, "certificates/template_list.html", {"rows": rows, "form": form})


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class EditTemplateView(DesignerView):
    """The draft of a template. By POST it is saved; a script saves it the same way, and asks for JSON."""

    def get(self, request: AuthenticatedRequest, template_id: str) -> HttpResponse:
        template = find_template(request, template_id)
        version = newest(template)
        return self.draw(request, version, design_form(version))

    def post(self, request: AuthenticatedRequest, template_id: str) -> HttpResponse:
        version = newest(find_template(request, template_id))
        form = design_form(version, request.POST)
        if not form.is_valid():
            errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
            return (
                JsonResponse({"errors": errors}, status=422)
                if self.is_asked_by_script()
                else self.draw(request, version, form)
            )
        try:
            saved = templates.save_draft(version=version, design=form.chosen(), revision=form.cleaned_data["revision"])
        except DomainError as refusal:
            if self.is_asked_by_script():
                return JsonResponse({"refusal": str(refusal)}, status=409)
            form.add_error(None, str(refusal))
            return self.draw(request, version, form)
        if self.is_asked_by_script():
            return JsonResponse({"revision": saved.revision, "faults": remarks(saved.design)})
        messages.success(request, _("The draft is saved."))
        return redirect("certificates:template", template_id)

    def is_asked_by_script(self) -> bool:
        return self.request.headers.get("Accept", "") == "application/json"

    @staticmethod
    def draw(request: AuthenticatedRequest, version: TemplateVersion, form: DesignForm) -> HttpResponse:
        template, design = version.template, version.design
        context = {
            "template": template,
            "version": version,
            "is_draft": version.state == VersionState.DRAFT,
            "form": form,
            "sheet": [(name, label, design.boxes[name]) for name, label, _rows in form.boxes()],
            "emblems": list(enumerate(design.emblems, start=1)),
            "size": design.size,
            "faults": remarks(design),
            "placeholders": PLACEHOLDERS.items(),
            "preview_form": PreviewForm(),
            "picture_form": PictureForm(),
            "use_form": TemplateUseForm(initial={"kinds": [use.kind for use in template.uses.all()]}),
            "images": template.images.defer("content").order_by("pk"),
            "versions": template.versions.order_by("-number"),
        }
        return render(request, "certificates/template_edit.html", context)


def remarks(design: Design) -> list[str]:
    """What keeps the draft from being published, and what only looks like a slip."""
    return [*find_faults(design), *find_cautions(design)]


def newest(template: DocumentTemplate) -> TemplateVersion:
    """The draft, or where there is none the last published version, to look at."""
    return template.versions.select_related("template").order_by("-number")[0]


def design_form(version: TemplateVersion, data: Any = None) -> DesignForm:
    images = [(image.public_id, image.name) for image in version.template.images.defer("content").order_by("pk")]
    return DesignForm(data, design=version.design, revision=version.revision, images=images)


class ActOnTemplateView(DesignerView):
    """Acts on a whole template: publish, begin the next version, choose its documents, take in a picture."""

    def post(self, request: AuthenticatedRequest, template_id: str, act: str) -> HttpResponse:
        template = find_template(request, template_id)
        acts = {"publicar": self.publish, "borrador": self.begin, "usos": self.use, "imagen": self.add_picture}
        if act not in acts:
            raise PermissionDenied
        try:
            acts[act](request, template)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("certificates:template", template_id)

    @staticmethod
    def publish(request: AuthenticatedRequest, template: DocumentTemplate) -> None:
        published = templates.publish_version(version=newest(template), actor=request.user, at=timezone.now())
        messages.success(
            request,
            _("Version %(number)s is published and frozen. New documents are drawn with it.")
            % {"number": published.number},
        )

    @staticmethod
    def begin(_request: AuthenticatedRequest, template: DocumentTemplate) -> None:
        templates.start_draft(template=template, at=timezone.now())

    @staticmethod
    def use(request: AuthenticatedRequest, template: DocumentTemplate) -> None:
        form = TemplateUseForm(request.POST)
        if form.is_valid():
            kinds = form.cleaned_data["kinds"]
            templates.use_template(template=template, kinds=kinds, actor=request.user, at=timezone.now())
            messages.success(request, _("From now on these documents are drawn with it."))

    @staticmethod
    def add_picture(request: AuthenticatedRequest, template: DocumentTemplate) -> None:
        form = PictureForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, _("Choose a picture and say what it shows."))
            return
        templates.add_picture(
            template=template,
            upload=form.cleaned_data["picture"],
            name=form.cleaned_data["name"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The picture can be chosen now."))


@method_decorator([xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})], name="dispatch")
class PreviewTemplateView(DesignerView):
    """The document as it would be, unsigned, with the longest name of the region unless another is asked for."""

    def get(self, request: AuthenticatedRequest, template_id: str) -> HttpResponse:
        from certificates.document.designed import Overfull  # reportlab: only where a document is drawn

        version = newest(find_template(request, template_id))
        form = PreviewForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        kind = asked.get("tipo") or AwardKind.APPROVAL
        languages = tuple((asked.get("idiomas") or "es").split("-"))
        refusal = next(find_faults(version.design), "")
        if not refusal:
            try:
                name = check_holder_name(asked.get("nombre") or samples.LONGEST_NAME)
                statement = samples.make_sample(kind, name=name, languages=languages)
                return pdf(draw_sample(kind, statement, version=version, at=timezone.now()))
            except DomainError as refused:
                refusal = str(refused)
            except Overfull as full:
                refusal = _("“%(element)s” does not fit its box.") % {"element": ELEMENTS[full.element]}
        return render(request, "certificates/template_preview_refused.html", {"refusal": refusal})


def pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="muestra.pdf"'
    response["Content-Security-Policy"] = f"default-src {NONE}; frame-ancestors {SELF}"
    return response
