"""Verification for anybody: no sign-in, no session, no cookie.

These pages carry no CSRF token, which would need a cookie and make every page differ: nobody is signed in here, so
there is no authority that another site could borrow. What another site could do is spend a document's tries or an
address's misses; requests that a browser says come from elsewhere are therefore refused.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from certificates import codes, throttle
from certificates.forms import CodeForm, CompareForm
from certificates.models import Award
from certificates.selectors import find_artifact, find_award, get_document_name, get_public_facts, get_verdict
from certificates.services.sharing import open_link
from certificates.services.verification import TooManyComparisons, compare_name
from certificates.statement import said


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this.

    ``Sec-Fetch-Site`` decides where it is sent. Older browsers send ``Origin``, which our own referrer policy turns
    to "null" on our own pages: so "null" and none at all prove nothing and pass.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin not in {None, "null", settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}


def visitor_address(request: HttpRequest) -> str:
    """The address that connected. Headers that any client can write are not believed; the proxy must set this one."""
    return str(request.META.get("REMOTE_ADDR", ""))


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class PublicView(View):
    """What every verification page shares: two languages, no traces, no foreign senders, no endless guessing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in settings.SCREEN_LANGUAGES else get_language() or "es"
        language = language if language in settings.SCREEN_LANGUAGES else "es"
        with translation.override(language):
            response = self.answer(request, *args, **kwargs)
        response["Content-Language"] = language
        response["Vary"] = "Accept-Language"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_from_elsewhere(request):
            return render(request, "certificates/verify_elsewhere.html", status=403)
        if throttle.is_refused(visitor_address(request), at=timezone.now()):
            response = render(request, "certificates/verify_throttled.html", status=429)
            response["Retry-After"] = str(throttle.WINDOW)
            return response
        handled = super().dispatch(request, *args, **kwargs)
        assert isinstance(handled, HttpResponse)
        return handled


class VerifyAwardView(PublicView):
    """What a document says, and whether it holds; POST compares a name with the printed one."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        award = find_award(code)
        if award is None:
            return self.unknown(request)
        return self.page(request, award, form=CompareForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        award = find_award(code)
        if award is None:
            return self.unknown(request)
        form, compared, refusal = CompareForm(request.POST), None, ""
        if form.is_valid():
            try:
                compared = compare_name(award=award, typed=form.cleaned_data["name"], at=timezone.now())
            except TooManyComparisons as refused:
                refusal = str(refused)
        return self.page(request, award, form=form, compared=compared, refusal=refusal)

    @staticmethod
    def unknown(request: HttpRequest) -> HttpResponse:
        """Nothing of what was asked is in the answer: unknown and malformed codes cannot be told apart."""
        throttle.count_miss(visitor_address(request), at=timezone.now())
        here = {code: f"?lang={code}" for code in settings.SCREEN_LANGUAGES}
        return render(request, "certificates/verify_unknown.html", {"translations": here}, status=404)

    @staticmethod
    def page(
        request: HttpRequest,
        award: Award,
        *,
        form: CompareForm | None,
        compared: bool | None = None,
        refusal: str = "",
        holder: str = "",
    ) -> HttpResponse:
        language = get_language() or "es"
        context = {
            "kind": get_document_name(award, language),
            "title": said(award.statement.title, language),
            "verdict": get_verdict(award, language),
            "facts": get_public_facts(award, language),
            "code": codes.spaced(codes.unseal_code(award.code_sealed, award_ref=award.public_id)),
            "form": form,
            "compared": compared,
            "refusal": refusal,
            "holder": holder,
            "translations": {code: f"?lang={code}" for code in settings.SCREEN_LANGUAGES},
        }
        return render(request, "certificates/verify_award.html", context)


class SharedAwardView(PublicView):
    """What a holder's own link opens: the same page with the name on it. Ended, withdrawn or unknown: all alike."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        award = open_link(key=key, at=timezone.now())
        if award is None:
            return VerifyAwardView.unknown(request)
        return VerifyAwardView.page(request, award, form=None, holder=award.holder_name)


class CheckFileView(PublicView):
    """Whether a file is one that was issued, asked by its hash only: the file itself never leaves the reader."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        artifact = find_artifact(request.POST.get("sha256", "")[:64].lower())
        code = request.POST.get("code", "")
        context: dict[str, object] = {"found": artifact is not None}
        if artifact is None:
            throttle.count_miss(visitor_address(request), at=timezone.now())
        else:
            asked_for = find_award(code) if code else None
            language = get_language() or "es"
            context |= {
                "is_other": bool(code) and asked_for != artifact.award,
                "kind": get_document_name(artifact.award, language),
                "verdict": get_verdict(artifact.award, language),
            }
        return render(request, "certificates/_file_verdict.html", context)


class VerifyLandingView(PublicView):
    """Where somebody with paper in hand begins: type the code, or check the file."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        response = render(request, "certificates/verify_landing.html", {"form": CodeForm()})
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return render(request, "certificates/verify_landing.html", {"form": form})
        target = reverse("certificates_machine:verify", args=[form.cleaned_data["code"]])
        # By POST, so that no access log and no history keeps a typed code in a query.
        return HttpResponseRedirect(f"{target}?lang={get_language()}")
