"""报送: sending files, the receipts, the rows that came back."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity.worklists.queries import waiting_submissions
from xinheng.credit.submissions import queries as submissions
from xinheng.credit.submissions.received import Received
from xinheng.credit.submissions.rejects import workbook
from xinheng.credit.submissions.supervision.quality import Share
from xinheng.faces.clock import today
from xinheng.faces.desk import intake
from xinheng.faces.desk.boards import PURPOSE as SUPERVISING
from xinheng.faces.desk.forms import SubmissionForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import Scope, covered, looking, may, scope_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.queries import answer_to

SUBMIT = "submissions.submit"
PURPOSE = "办理本部门报送"
DEPARTMENT = (Permission.SUBMIT_RECORDS, Permission.RELEASE_RECORDS)
READERS = (*DEPARTMENT, Permission.SUPERVISE_SUBMISSIONS)  # of a receipt
PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def types_of(scope: Scope) -> list[RecordType]:
    """What may be collected today, from this authority."""
    types = catalogue_in_force(today()).collectable().values()
    uscc = scope.authority.uscc
    return [each for each in types if each.entry.reporting.providers is None or uscc in each.entry.reporting.providers]


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(*DEPARTMENT)
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """报送: the form, and what was sent before. Sending it twice makes one submission."""
    scope = scope_of(request, actor, *DEPARTMENT)
    types, may_submit = types_of(scope), may(actor, scope.ref, Permission.SUBMIT_RECORDS)
    form = SubmissionForm(
        request.POST or None, request.FILES or None, types=types, initial={"type": request.GET.get("type")}
    )
    if form.is_valid() and may_submit:
        sent = form.cleaned_data | {"authority": scope.ref}
        if answer_to(sent["operation"], SUBMIT) is None:
            intake.accept(sent, request.user.get_username(), sent["type"])
        return redirect("desk:upload", sent["operation"])
    viewer, number = looking(actor, PURPOSE), page_number(request)
    sent = submissions.submissions([scope.ref], viewer=viewer, on=today(), after=(number - 1) * PAGE, limit=PAGE + 1)
    waiting = {each.submission: each.records for each in waiting_submissions(scope.ref, viewer=viewer)}
    page = {
        "section": "submissions",
        "scope": scope,
        "form": form,
        "types": types,
        "may_submit": may_submit,
        "sent": [(each, waiting.get(each.ref, 0)) for each in sent[:PAGE]],
        "is_first_page": number == 1,
        "next_page": f"page={number + 1}" if len(sent) > PAGE else None,
    }
    return render(request, "desk/submissions/start.html", page, status=422 if form.errors else 200)


@require_safe
@permitted(*DEPARTMENT)
def upload(request: HttpRequest, actor: Actor, operation: str) -> HttpResponse:
    """一次上传: on its way, or ended without a receipt; with one it leads there."""
    done = answer_to(operation, SUBMIT)
    if done and done.by == actor.ref:
        return intake.come_again() if request.htmx else redirect("desk:submission", done.answer["submission"])
    return intake.waiting_page(request, operation, section="submissions", retry=reverse("desk:submissions"))


@require_safe
@permitted(*READERS)
def submission(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """回执: what became of every row."""
    found = received_or_404(actor, ref)
    receipt = found.receipt
    kept = receipt["received"] - receipt["rejected"] - receipt["persons_refused"]
    page = {
        "section": "submissions",
        "sent": found,
        "receipt": receipt,
        "compliance": Share(kept, receipt["received"]),
        "timeliness": Share(receipt["timed"] - receipt["late"], receipt["timed"]),
        "is_own": may(actor, found.authority, *DEPARTMENT),
        "may_release": may(actor, found.authority, Permission.RELEASE_RECORDS),
        "may_decide": actor.why_not_anywhere(Permission.SUPERVISE_SUBMISSIONS) is None,
    }
    return render(request, "desk/submissions/receipt.html", page)


@require_safe
@permitted(*READERS)
def rejected(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:  # noqa: ARG001
    """退回工作簿: the rows that were not taken, without anything personal, to be mended and sent again."""
    received_or_404(actor, ref, what="rejected_rows")
    file = workbook(ref)
    if file is None:
        raise Http404(ref)
    response = FileResponse(file.open("rb"), as_attachment=True, filename=f"rejected-{ref}.xlsx", content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def received_or_404(actor: Actor, ref: str, what: str = "submission") -> Received:
    """A submission that the actor may read; of others nobody is told that they exist. That anybody but whoever sent it looks
    is noted."""
    found = submissions.submission(ref, viewer=looking(actor, PURPOSE), on=today())
    if found is None or found.authority not in {each.ref for each in covered(actor, *READERS)}:
        raise Http404(ref)
    if found.reported_by != actor.ref:
        purpose = PURPOSE if may(actor, found.authority, *DEPARTMENT) else SUPERVISING
        looking(actor, purpose, what=what, subject=ref)
    return found
