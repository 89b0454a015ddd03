"""审核发布: the second person's queue: by its last day, with the proposed class, what a correction changes, and who reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.publicity.actions import release, return_records
from xinheng.credit.publicity.classes import CLASS_WORDS
from xinheng.credit.publicity.worklists.queries import (
    ReleaseItem,
    ReleaseQueue,
    WaitingSubmission,
    released_as,
    to_release,
    waiting_submissions,
)
from xinheng.faces.clock import now, today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.deadlines import Left, left
from xinheng.faces.desk.forms import ReleaseForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import Scope, looking, scope_of
from xinheng.faces.desk.wording import Said, changed, said
from xinheng.ground.access.roles import Permission
from xinheng.ground.disclosure import Viewer
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.queries import answer_to
from xinheng.ground.policies.queries import calendar_in_force
from xinheng.ground.refusal import Refused
from xinheng.ground.text import Text

PURPOSE = "审核发布"
PAGE = 150  # rows at once: each sends three fields, and a form may have a thousand
NAMES = {ReleaseForm.RELEASE: "publicity.release", ReleaseForm.RETURN: "publicity.return_records"}


@dataclass(frozen=True)
class Row:
    """待发布的一行 as the queue shows it: the item, how long there is, and its values in words."""

    item: ReleaseItem
    left: Left | None
    deadline: str | None  # the rule that the last day comes from
    proposed: str
    has_class: bool
    values: tuple[Said, ...]
    changes: tuple[tuple[str, str, str], ...]


def rows_of(queue: ReleaseQueue) -> list[Row]:
    types, calendar = catalogue_in_force(today()).types, calendar_in_force()
    return [
        Row(
            item,
            left(item.due_on, today(), calendar),
            own and own.entry.reporting.deadline,
            proposed_class(item),
            own is not None and own.entry.publicity.window == "by_class",
            said(own, item.record.fields) if own else (),
            changed(own, item.changes) if own else (),
        )
        for item in queue.items
        for own in (types.get(item.record.type),)
    ]


def proposed_class(item: ReleaseItem) -> str:
    """What is released unless the reviewer says otherwise: as reported, else as the tables propose."""
    return item.reported_class or (item.proposal and item.proposal.repair_class) or ""


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.RELEASE_RECORDS)
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """待发布清单, of one submission if the address names one; releasing or returning what is chosen."""
    scope = scope_of(request, actor, Permission.RELEASE_RECORDS)
    submission, after = request.GET.get("submission", ""), request.GET.get("after", "")
    query = urlencode({"authority": scope.ref} | ({"submission": submission} if submission else {}))
    viewer = looking(actor, PURPOSE, what="release_queue", subject=scope.ref)
    try:
        found = to_release(scope.ref, viewer=viewer, on=today(), submission=submission or None, after=after, limit=PAGE)
    except Refused:  # a place in the queue that was mangled on its way: the beginning is always right
        return redirect(f"{request.path}?{query}")
    form = ReleaseForm(request.POST or None)
    if form.is_valid() and settled(form, actor, scope, viewer):
        return redirect(f"{reverse('desk:released', args=[form.cleaned_data['operation']])}?authority={scope.ref}")
    waiting = waiting_submissions(scope.ref, viewer=viewer)
    page = {
        "section": "release",
        "scope": scope,
        "form": form,
        "whole": submission or (waiting[0].submission if len(waiting) == 1 else ""),
        "rows": rows_of(found),
        "chosen": form.chosen() if form.is_bound else (),
        "classes": {code: words(text) for code, text in CLASS_WORDS.items()},
        "waiting": titled(waiting),
        "all": sum(each.records for each in waiting if submission in ("", each.submission)),
        "submission": submission,
        "query": query,
        "is_first_page": not after,
        "next_page": found.next and urlencode({"after": found.next}),
    }
    return render(request, "desk/releasing/queue.html", page, status=422 if form.errors else 200)


def titled(waiting: tuple[WaitingSubmission, ...]) -> list[tuple[WaitingSubmission, Text]]:
    types = catalogue_in_force(today()).types
    return [(each, types[each.type].entry.title) for each in waiting if each.type in types]


def settled(form: ReleaseForm, actor: Actor, scope: Scope, viewer: Viewer) -> bool:
    """Releases or returns; a refusal goes back into the form."""
    sent, classes = form.cleaned_data, changed_classes(form, viewer)
    bases = {ref: given for ref, given in form.given("basis").items() if given}
    if sent["do"] == form.RELEASE:
        if not all(classes.values()):
            form.refuse_undetermined()
        elif classes.keys() - bases.keys():
            form.refuse_change()
        if form.errors:
            return False
    records = {"submission": sent["whole"]} if sent["whole"] else {"records": form.chosen()}
    frame = {"by": actor, "now": now(), "operation": sent["operation"], "authority": scope.ref, **records}
    try:
        if sent["do"] == form.RETURN:
            return_records(**frame, reason=sent["return_reason"])
        else:
            release(**frame, classes=classes, bases={ref: bases[ref] for ref in classes}, reason=sent["reason"])
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors


def changed_classes(form: ReleaseForm, viewer: Viewer) -> Mapping[str, str]:
    """The classes that are others than the proposed ones, whatever has left the queue since the form went out."""
    given = form.given("class")
    proposed = released_as(given, viewer=viewer, on=today())
    return {ref: code for ref, code in given.items() if code != proposed.get(ref, code)}


@require_safe
@permitted(Permission.RELEASE_RECORDS)
def released(request: HttpRequest, actor: Actor, operation: str) -> HttpResponse:
    """审核结果: how many were released or returned, and what was held back, with the reason."""
    answers = ((do, answer_to(operation, name)) for do, name in NAMES.items())
    do, done = next(((do, found) for do, found in answers if found and found.by == actor.ref), (None, None))
    if done is None:
        raise Http404(operation)
    scope = scope_of(request, actor, Permission.RELEASE_RECORDS)
    page = {"section": "release", "scope": scope, "answer": done.answer, "do": do}
    return render(request, "desk/releasing/released.html", page)
