"""登记信息的载入: sending a register, seeing it worked off, and its receipt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.faces.desk import intake, spool
from xinheng.faces.desk.forms import UploadForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.workbook import rows_of, workbook_of
from xinheng.ground.access.queries import viewer_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.queries import answer_to, newest_answers

LOAD = "organisations.load"
LISTED = 20  # earlier loads on the page
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.LOAD_ORGANISATIONS)
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """载入登记信息: the form, and what was loaded before. Sending it twice starts one load."""
    known = authorities(viewer=viewer_of(actor, purpose="载入登记信息")).values()
    form = UploadForm(request.POST or None, request.FILES or None, authorities=known)
    if form.is_valid():
        operation = form.cleaned_data["operation"]
        if answer_to(operation, LOAD) is None:
            intake.accept(form.cleaned_data, request.user.get_username(), spool.ORGANISATIONS)
        return redirect("desk:load", operation)
    page = {"section": "organisations", "form": form, "loads": newest_answers(LOAD, LISTED)}
    return render(request, "desk/organisations/import.html", page, status=422 if form.errors else 200)


@require_safe
@permitted(Permission.LOAD_ORGANISATIONS)
def load(request: HttpRequest, actor: Actor, operation: str) -> HttpResponse:  # noqa: ARG001
    """一次载入: on its way, ended without a load, or its receipt. The page asks again by itself until it is done."""
    done = answer_to(operation, LOAD)
    if done and request.htmx:
        return intake.come_again()
    if done:
        return render(request, "desk/organisations/receipt.html", {"section": "organisations", "load": done})
    return intake.waiting_page(request, operation, section="organisations", retry=reverse("desk:import"))


@require_safe
@permitted(Permission.LOAD_ORGANISATIONS)
def rejects(request: HttpRequest, actor: Actor, operation: str) -> HttpResponse:  # noqa: ARG001
    """退回工作簿: the rows that were not taken, without anything personal, to be mended and sent again."""
    done = answer_to(operation, LOAD)
    if done is None or not done.answer["rejected_file"]:
        raise Http404
    other_language = "message" if get_language() == "en" else "message_en"
    rows = rows_of(settings.VAR / done.answer["rejected_file"], without=other_language)
    content = workbook_of("退回", rows)
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="rejected-{done.answer["submission"]}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
