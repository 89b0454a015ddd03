"""归集监督: the boards of the credit office: how well departments report, what is overdue, what ends, who decides."""

from collections.abc import Callable
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.publicity.worklists.queries import ending_soon
from xinheng.credit.submissions import queries as submissions
from xinheng.credit.submissions.supervision.actions import urge
from xinheng.credit.submissions.supervision.expectations import Expectation
from xinheng.faces.clock import now, today
from xinheng.faces.design.sheets import download
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk import board_tables
from xinheng.faces.desk.forms import OperationForm
from xinheng.faces.desk.letters import letter_of
from xinheng.faces.desk.months import Span, span_asked, usual_spans
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import looking
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.authorities.queries import authority as authority_of
from xinheng.ground.disclosure import Viewer
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies.queries import pack_in_force
from xinheng.ground.refusal import Refused

MOST_ENDING = 1_000  # on the page; the files hold all
PURPOSE = "监督信用信息归集"  # what the look is logged with

board: Callable = permitted(Permission.SUPERVISE_SUBMISSIONS)


def viewer(actor: Actor, *, what: str = "", subject: str = "") -> Viewer:
    """Boards show counts; where a page lists what is not public of somebody, it names the subject, and the look is logged."""
    return looking(actor, PURPOSE, what=what, subject=subject)


def page_of(tab: str, span: Span | None = None, **values) -> dict:
    """What every board's page knows; `spans` are the months that one click away."""
    spans = usual_spans(today()) if span else ()
    return {"section": "boards", "tab": tab, "span": span, "spans": spans, "today": today(), **values}


# ---- data quality ---------------------------------------------------------------------------------------------------


@require_safe
@board
def quality(request: HttpRequest, actor: Actor) -> HttpResponse:
    """数据质量: the league of departments, its chart, and the words for the circular."""
    span = span_asked(request.GET, today())
    league = submissions.quality_league(viewer=viewer(actor), first=span.first, last=span.last, on=today())
    return render(request, "desk/boards/quality.html", page_of("quality", span, league=league))


@require_safe
@board
def quality_table(request: HttpRequest, actor: Actor, extension: str) -> HttpResponse:
    span = span_asked(request.GET, today())
    league = submissions.quality_league(viewer=viewer(actor), first=span.first, last=span.last, on=today())
    return download(f"quality-{span.first:%Y%m}-{span.last:%Y%m}", board_tables.league_rows(league), extension)


@require_safe
@board
def department(request: HttpRequest, actor: Actor, authority: str) -> HttpResponse:
    """一个部门的数据质量: what stands behind each number of its row."""
    span = span_asked(request.GET, today())
    reader = viewer(actor, what="data_quality", subject=authority)
    report = submissions.department_report(authority, viewer=reader, first=span.first, last=span.last, on=today())
    if report is None:
        raise Http404(authority)
    return render(request, "desk/boards/department.html", page_of("quality", span, report=report))


@require_safe
@board
def late(request: HttpRequest, actor: Actor, submission: str) -> HttpResponse:
    """迟报的记录 of one submission, each with its last day and why it is that day."""
    asked = request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    found = submissions.late_records(
        submission, viewer=viewer(actor, what="late_records", subject=submission), on=today(), page=number
    )
    if found is None:
        raise Http404(submission)
    return render(request, "desk/boards/late.html", page_of("quality", late=found, number=number))


# ---- overdue --------------------------------------------------------------------------------------------------------


@require_safe
@board
def overdue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """逾期未报: departments with what they owe, the most first, and what falls due next."""
    expected = submissions.expected_lately(viewer=viewer(actor), on=today())
    missing = [each for each in expected if each.is_overdue]
    owing = [(name, list(found)) for name, found in groupby(sorted(missing, key=debtor), key=debtor)]
    owing.sort(key=lambda each: (-len(each[1]), each[0]))
    awaited = [each for each in expected if each.state == "awaited"]
    page = page_of("overdue", owing=[found for _name, found in owing], missing=missing, awaited=awaited, all=expected)
    page["silent"] = submissions.never_reported(viewer=viewer(actor))
    return render(request, "desk/boards/overdue.html", page)


@require_safe
@board
def overdue_table(request: HttpRequest, actor: Actor, extension: str) -> HttpResponse:  # noqa: ARG001
    missing = [each for each in submissions.expected_lately(viewer=viewer(actor), on=today()) if each.is_overdue]
    return download(f"overdue-{today()}", board_tables.overdue_rows(missing), extension)


@require_http_methods(["GET", "HEAD", "POST"])
@board
def urging(request: HttpRequest, actor: Actor, authority: str) -> HttpResponse:
    """催报: the text to send to one department, and the record that it was urged."""
    known = authority_of(authority, viewer=viewer(actor))
    if known is None:
        raise Http404(authority)
    missing = [
        each
        for each in submissions.expected_lately(viewer=viewer(actor), on=today(), authority=authority)
        if each.is_overdue
    ]
    form = OperationForm(request.POST or None)
    if form.is_valid() and urged(form, actor, authority, missing):
        return redirect("desk:urging", authority)
    place = pack_in_force(settings.PLACE).name
    page = page_of(
        "overdue", authority=known, letter=letter_of(today(), missing), missing=missing, form=form, place=place
    )
    return render(request, "desk/boards/urging.html", page, status=422 if form.errors else 200)


def urged(form: OperationForm, actor: Actor, authority: str, missing: list[Expectation]) -> bool:
    """Records the urging of all that is shown; a refusal goes back into the form."""
    try:
        urge(
            by=actor,
            now=now(),
            operation=form.cleaned_data["operation"],
            authority=authority,
            reports=[each.key for each in missing],
        )
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors


def debtor(expectation: Expectation) -> tuple[str, str]:
    return expectation.authority_name, expectation.authority


# ---- what ends, and who decides -------------------------------------------------------------------------------------


@require_safe
@board
def ending(request: HttpRequest, actor: Actor) -> HttpResponse:
    """本周到期: what leaves the public view in the next seven days, and what nears its longest term without proof that the
    penalty was performed."""
    found = submissions.ending_publicity(viewer=viewer(actor), on=today(), limit=MOST_ENDING)
    names = {each.ref: each.name for each in authorities(viewer=viewer(actor)).values()}
    soon = [(names[each.authority], each) for each in ending_soon(viewer=viewer(actor), on=today())]
    return render(
        request,
        "desk/boards/ending.html",
        page_of("ending", ending=found, all=submissions.ending_count(viewer=viewer(actor), on=today()), soon=soon),
    )


@require_safe
@board
def ending_table(request: HttpRequest, actor: Actor, extension: str) -> HttpResponse:  # noqa: ARG001
    found = submissions.ending_publicity(viewer=viewer(actor), on=today())
    return download(f"ending-{today()}", board_tables.ending_rows(found), extension)


@require_safe
@board
def adverse(request: HttpRequest, actor: Actor) -> HttpResponse:
    """不利信息分布: how many adverse items each authority decided in each month, and where that is unusual."""
    span = span_asked(request.GET, today()) if request.GET else usual_spans(today())[-1][1]
    found = submissions.adverse_by_authority(viewer=viewer(actor), first=span.first, last=span.last, on=today())
    return render(request, "desk/boards/adverse.html", page_of("adverse", span, board=found))


@require_safe
@board
def adverse_table(request: HttpRequest, actor: Actor, extension: str) -> HttpResponse:
    span = span_asked(request.GET, today()) if request.GET else usual_spans(today())[-1][1]
    found = submissions.adverse_by_authority(viewer=viewer(actor), first=span.first, last=span.last, on=today())
    return download(f"adverse-{span.first:%Y%m}-{span.last:%Y%m}", board_tables.adverse_rows(found), extension)


@require_safe
@board
def adverse_of(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """一个决定机关的不利信息: the items behind a number of the board."""
    span = span_asked(request.GET, today())
    reader = viewer(actor, what="adverse_records", subject=code)
    found = submissions.adverse_records(code, viewer=reader, first=span.first, last=span.last, on=today())
    return render(request, "desk/boards/adverse_of.html", page_of("adverse", span, found=found, code=code))
