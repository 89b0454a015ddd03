"""主体的错码与匹配: which codes are wrong, and what a printed code and name mean where a machine must not decide."""

import csv
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.organisations import queries as organisations
from xinheng.credit.organisations.actions import accept_as_history, decide_match
from xinheng.faces.clock import now, today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.forms import DecisionForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.tables import wrong_code_rows
from xinheng.ground.access.queries import viewer_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.columns.formulas import harmless
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.refusal import Refused

PURPOSE = "核对主体代码"  # what the look is logged with


@require_safe
@permitted(Permission.REVIEW_ORGANISATIONS)
def wrong_codes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """重错码: the rate, and the wrong codes page by page, each with what was probably meant."""
    viewer = viewer_of(actor, purpose=PURPOSE)
    page = {
        "section": "organisations",
        "rate": organisations.wrong_code_rate(viewer=viewer),
        "page": organisations.wrong_codes(viewer=viewer, after=request.GET.get("after")),
        "is_first_page": "after" not in request.GET,
    }
    return render(request, "desk/organisations/wrong_codes.html", page)


@require_safe
@permitted(Permission.REVIEW_ORGANISATIONS)
def wrong_codes_csv(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """重错码 whole, as CSV; the mark at the start is for spreadsheets that otherwise garble Chinese."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wrong-codes-{today()}.csv"'
    rows = wrong_code_rows(viewer_of(actor, purpose=PURPOSE))
    csv.writer(response).writerows(map(harmless, row) for row in rows)
    return response


@require_safe
@permitted(Permission.REVIEW_ORGANISATIONS)
def review(request: HttpRequest, actor: Actor) -> HttpResponse:
    """待核匹配: what waits for a person's decision, oldest first."""
    queue = organisations.review_queue(viewer=viewer_of(actor, purpose=PURPOSE))
    return render(request, "desk/organisations/review.html", {"section": "organisations", "queue": queue})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.REVIEW_ORGANISATIONS)
def decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """核定一项: the print and its candidates side by side; the decision is remembered and leads to the next."""
    code, name = request.GET.get("code", ""), request.GET.get("name", "")
    viewer = viewer_of(actor, purpose=PURPOSE)
    queue = organisations.review_queue(viewer=viewer)
    at = next((at for at, item in enumerate(queue) if (item.printed_code, item.printed_name) == (code, name)), None)
    if at is None:  # decided meanwhile, perhaps by somebody else
        return redirect("desk:review")
    form = DecisionForm(request.POST or None)
    if form.is_valid() and decided(form, actor, code, name):
        return redirect(address_of(queue[at + 1]) if at + 1 < len(queue) else reverse("desk:review"))
    page = {
        "section": "organisations",
        "item": queue[at],
        "form": form,
        "candidates": organisations.candidates(code, name, viewer=viewer),
        "history": organisations.history(code, name, viewer=viewer),
        "twins": [each for each in queue if each.printed_code == code and each.printed_name != name],
        "previous": address_of(queue[at - 1]) if at else None,
        "next": address_of(queue[at + 1]) if at + 1 < len(queue) else None,
        "left": len(queue),
    }
    return render(request, "desk/organisations/decide.html", page, status=422 if form.errors else 200)


def address_of(item: organisations.ReviewView) -> str:
    return f"{reverse('desk:decide')}?{urlencode({'code': item.printed_code, 'name': item.printed_name})}"


def decided(form: DecisionForm, actor: Actor, code: str, name: str) -> bool:
    """Takes the decision; a refusal goes back into the form."""
    sent = form.cleaned_data
    what = {"printed_code": code, "printed_name": name, "reason": sent["reason"]}
    try:
        if sent["organisation"] == form.HISTORY:
            accept_as_history(by=actor, now=now(), operation=sent["operation"], **what)
        else:
            meant = sent["organisation"] or None
            decide_match(by=actor, now=now(), operation=sent["operation"], organisation=meant, **what)
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors
