"""样式页、语言、字号、健康检查: what all faces share."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from xinheng.faces.design.context import LARGE, TYPE_COOKIE
from xinheng.faces.design.forms import SampleForm
from xinheng.faces.design.templatetags.faces import SIGNS
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """样式页: every living component beside its markup."""
    sentence = Text(
        zh="最短公示期尚未届满。2027-02-21 起可以申请。",
        en="The minimum term of publication has not passed. You can apply from 2027-02-21.",
    )
    refusal = Refusal("repair.too_early", sentence, "信用修复管理办法")
    sample = {
        "form": SampleForm(),
        "bad_form": SampleForm({"code": "9132", "decided_on": "2026-13-01", "kind": "permit"}),
        "refusal": refusal,
        "a_day": date(2026, 11, 21),
        "fen": 1_234_500,
        "sign_codes": SIGNS,
    }
    return render(request, "design/style.html", sample)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "design/accessibility.html")


@login_not_required
@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """语言: a link, not a form, so that public pages need no CSRF cookie; it changes nothing but this browser's view."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return remember(request, settings.LANGUAGE_COOKIE_NAME, code)


@login_not_required
@require_safe
def type_size(request: HttpRequest, size: str) -> HttpResponse:
    """大字版 (适老): large type on every page, remembered in this browser."""
    if size not in (LARGE, "normal"):
        raise Http404
    return remember(request, TYPE_COOKIE, size)


def remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Sets a cookie of taste and goes back to where the reader came from, if that is a page of ours."""
    back = request.GET.get("next", "/")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, None)):
        back = "/"
    response = redirect(back)
    response.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.TLS)
    return response


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """健康检查: 200 when the database answers, else 503; for the supervisor and for load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return redirect(static("img/seal.svg"), permanent=True)


@login_not_required
@require_safe
def password_help(request: HttpRequest) -> HttpResponse:
    """重设密码: the security administrator does it in person; there is no reset by mail."""
    return render(request, "account/password_help.html")
