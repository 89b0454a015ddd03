"""自愿申报: what an organisation declares of itself at the counter, where that stands, and taking it back."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.catalogue.queries import record_type
from xinheng.credit.records.history import WITHDRAWN
from xinheng.credit.submissions.declarations import actions
from xinheng.credit.submissions.declarations.queries import accepting
from xinheng.credit.submissions.declarations.rules import DECLARATION
from xinheng.faces.clock import now, today
from xinheng.faces.counter.agents import for_own
from xinheng.faces.counter.forms import DeclarationForm, WithdrawalForm
from xinheng.faces.counter.views import file_of, page_of
from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.access.queries import actor_of
from xinheng.ground.disclosure import PUBLIC, Viewer
from xinheng.ground.refusal import Refused


@require_safe
@for_own
def declarations(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """自愿申报: what this organisation has declared, and where each stands."""
    found = file_of(viewer, code)
    declared = [
        (record, any(mark.kind == WITHDRAWN for mark in record.marks)) for record in found.records if record.voluntary
    ]
    return render(request, "counter/declarations.html", page_of(found, "declarations") | {"declared": declared})


@require_http_methods(["GET", "HEAD", "POST"])
@for_own
def declare(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """申报一项."""
    kind, bodies = record_type(DECLARATION, today()), accepting(viewer=PUBLIC, on=today())
    form = DeclarationForm(request.POST or None, record_type=kind, accepting=bodies)
    if form.is_valid():
        sent = {"authority": form.cleaned_data["authority"], "stated": form.stated()}
        if done(actions.declare, request, form, organisation=code, **sent):
            return redirect("counter:declarations", code)
    page = page_of(file_of(viewer, code), "declarations") | {"form": form, "accepting": bodies}
    return render(request, "counter/declare.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_own
def withdraw(request: HttpRequest, viewer: Viewer, code: str, ref: str) -> HttpResponse:
    """撤回申报."""
    found = file_of(viewer, code, what="record")
    record = next((each for each in found.records if each.ref == ref and each.voluntary), None)
    if record is None:
        raise Http404
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        sent = {"record": ref, "reason": form.cleaned_data["reason"]}
        if done(actions.withdraw_declaration, request, form, organisation=code, **sent):
            return redirect("counter:declarations", code)
    page = page_of(found, "declarations") | {"form": form, "record": record}
    return render(request, "counter/withdraw.html", page, status=422 if form.errors else 200)


def done(action: Callable, request: HttpRequest, form: forms.Form, **sent) -> bool:
    """Acts as whoever is signed in; a refusal goes back into the form."""
    try:
        action(by=actor_of(request.user), now=now(), operation=form.cleaned_data["operation"], **sent)
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors
