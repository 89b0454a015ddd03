"""本部门记录: what a department has reported, what the public sees of it, and everything it may do with a record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.publicity import actions
from xinheng.credit.publicity.queries import BLOCK
from xinheng.credit.publicity.views import RecordView
from xinheng.credit.publicity.windows import WITHDRAWAL_TERM
from xinheng.credit.publicity.worklists.queries import STATES, OwnPage, OwnRecord, mine, own_count, own_record
from xinheng.faces.clock import now, today
from xinheng.faces.design.sheets import MOST_ROWS, Row, long_download
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import class_name
from xinheng.faces.desk.forms import MarkForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import covered, looking, scope_of
from xinheng.faces.desk.submissions import DEPARTMENT
from xinheng.faces.desk.wording import changed, said
from xinheng.ground.access.roles import Permission
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.queries import answer_to
from xinheng.ground.refusal import Refusal, Refused

PURPOSE = "办理本部门记录"
READERS = (*DEPARTMENT, Permission.TAKE_DOWN_RECORDS)
PAGE = 50
STATE_NAMES = {
    "waiting": gettext_lazy("待审核发布"),
    "returned": gettext_lazy("已退回"),
    "public": gettext_lazy("公示中"),
    "closed": gettext_lazy("已发布，不在公示"),
    "withdrawn": gettext_lazy("已撤回"),
    "under_review": gettext_lazy("复议或诉讼中"),
}


@dataclass(frozen=True)
class Doing:
    """办理事项: its name, who may do it, what it asks for, and the action."""

    name: str
    title: Promise
    hint: Promise
    permission: Permission
    asks: tuple[str, ...]
    do: Callable
    is_grave: bool = False


OWN, OFFICE = Permission.RELEASE_RECORDS, Permission.TAKE_DOWN_RECORDS
DOINGS = {
    doing.name: doing
    for doing in (
        Doing("confirm_subject", gettext_lazy("确认主体"), gettext_lazy("不是由名称相符的有效代码认定的主体，核对证照后确认，不利信息才公示。"), OWN, ("reason",), actions.confirm_subject),
        Doing("confirm_text", gettext_lazy("确认文本"), gettext_lazy("读一遍遮盖后的文字，其中没有个人信息和商业秘密的，确认后公众可以看到。"), OWN, (), actions.confirm_text),
        Doing("register_review", gettext_lazy("登记复议或诉讼"), gettext_lazy("记录旁会注明；只是登记，不停止公示。"), OWN, ("document", "on"), actions.register_review),
        Doing("end_review", gettext_lazy("登记复议或诉讼终结"), gettext_lazy("注明随之去掉；决定被变更或撤销的，请办“撤回被撤销的决定”。"), OWN, ("document", "on"), actions.end_review),
        Doing("register_performance", gettext_lazy("登记履行"), gettext_lazy("处罚履行完毕的，凭缴款凭证、验收文书等登记；记录旁会注明，公示截止日不变。"), OWN, ("document", "on"), actions.register_performance),
        Doing("end_performance", gettext_lazy("撤销履行登记"), gettext_lazy("登记有误、实际没有履行的，写明理由，注明随之去掉。"), OWN, ("reason", "on"), actions.end_performance),
        Doing("register_stay", gettext_lazy("登记停止执行"), gettext_lazy("停止执行期间不公示，公示截止日不变。"), OWN, ("document", "on", "until"), actions.register_stay),
        Doing("end_stay", gettext_lazy("登记恢复执行"), gettext_lazy("自这一日起继续公示。"), OWN, ("document", "on"), actions.end_stay),
        Doing("return_records", gettext_lazy("退回报送人"), gettext_lazy("发布以前退给报送人改正。"), OWN, ("reason",), actions.return_records),
        Doing("withdraw", gettext_lazy("撤回"), gettext_lazy("错报的记录立即不再公示，不能恢复；改正后可以重新报送。"), OWN, ("reason",), actions.withdraw, is_grave=True),
        Doing("withdraw_undone", gettext_lazy("撤回被撤销的决定"), gettext_lazy("处罚决定被变更、撤销、确认违法或者无效的，按文书撤回，并公开说明理由。"), OWN, ("document", "on", "reason"), actions.withdraw_undone, is_grave=True),
        Doing("take_down", gettext_lazy("紧急下架"), gettext_lazy("信用办先停止公示，查清后再恢复。"), OFFICE, ("reason",), actions.take_down, is_grave=True),
        Doing("lift_take_down", gettext_lazy("恢复公示"), gettext_lazy("结束紧急下架；公示截止日不变。"), OFFICE, ("reason",), actions.lift_take_down),
    )
}  # fmt: skip
UNDONE = "withdraw_undone"
ONE_RECORD = {
    "register_review",
    "end_review",
    "register_performance",
    "end_performance",
    "register_stay",
    "end_stay",
}  # named by `record`, the others by `records`


# ---- the list -------------------------------------------------------------------------------------------------------


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the address filters by; what is no state is none."""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("type", "state", "text")}
    return asked | ({} if asked["state"] in STATES else {"state": ""})


def without_place(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()


@require_safe
@permitted(*DEPARTMENT)
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """本部门记录, filtered by what the address says."""
    scope, asked, after = scope_of(request, actor, *DEPARTMENT), asked_of(request), request.GET.get("after", "")
    viewer = looking(actor, PURPOSE, what="own_records", subject=scope.ref)
    try:
        found = mine(scope.ref, viewer=viewer, on=today(), after=after, limit=PAGE, **asked)
    except Refused:  # a place in the list that was mangled on its way: the beginning is always right
        return redirect(f"{request.path}?{without_place(request)}")
    page = {
        "section": "records",
        "scope": scope,
        "asked": asked,
        "query": request.GET,
        "query_without_place": without_place(request),
        "most": MOST_ROWS,
        "states": STATE_NAMES,
        "types": catalogue_in_force(today()).types.values(),
        "records": found.records,
        "is_first_page": not after,
        "next_page": found.next and urlencode({"after": found.next}),
    }
    return render(request, "desk/records/list.html", page)


@require_safe
@permitted(*DEPARTMENT)
def own_table(request: HttpRequest, actor: Actor, extension: str) -> HttpResponse:
    """本部门记录 as a file: exactly what the filters show, all pages of it."""
    scope, asked = scope_of(request, actor, *DEPARTMENT), asked_of(request)
    viewer = looking(actor, PURPOSE, what="own_records", subject=scope.ref)
    total = partial(own_count, scope.ref, viewer=viewer, on=today(), **asked)
    rows = table_rows(partial(mine, scope.ref, viewer=viewer, on=today(), limit=BLOCK, **asked))
    return long_download(request, f"records-{today()}", rows, extension, total=total)


def table_rows(pages: Callable[..., OwnPage]) -> Iterator[Row]:
    """The head, then every record, read a block at a time while the file is written."""
    yield (
        _("文书号"),
        _("信息类型"),
        _("主体"),
        _("统一社会信用代码"),
        _("决定日期"),
        _("失信程度"),
        _("公示自"),
        _("公示至"),
        _("情况"),
    )
    found = pages()
    yield from map(row_of, found.records)
    while found.next:
        found = pages(after=found.next)
        yield from map(row_of, found.records)


def row_of(record: RecordView) -> Row:
    return (
        record.document_no,
        words(record.title),
        record.party.name,
        record.party.uscc or "",
        record.decided_on,
        str(class_name(record.repair_class)),
        record.public_from,
        record.public_until,
        words(record.not_public.sentence) if record.not_public else _("公示中"),
    )


# ---- one record -----------------------------------------------------------------------------------------------------


@require_safe
@permitted(*READERS)
def record(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """一条记录: what the public sees, every version, its marks and origin, and what may be done."""
    return record_page(request, actor, record_or_404(actor, ref))


@require_POST
@permitted(*READERS)
def do(request: HttpRequest, actor: Actor, ref: str, name: str) -> HttpResponse:
    """办理: does one thing with the record; a refusal stands beside its button."""
    doing, found = DOINGS.get(name), record_or_404(actor, ref)
    if doing is None:
        raise Http404(name)
    form = MarkForm(request.POST, asks=doing.asks, auto_id=f"{name}_%s")
    if form.is_valid() and done(form, doing, actor, found):
        address = reverse("desk:record", args=[ref])
        withdrawn = {"withdrawn": form.cleaned_data["operation"]} if doing.name == UNDONE else {}
        return redirect(f"{address}?{urlencode(withdrawn)}" if withdrawn else address)
    return record_page(request, actor, found, {name: form})


def record_or_404(actor: Actor, ref: str) -> OwnRecord:
    """A record of an authority that the actor works for, or any for the credit office; others are not there."""
    found = own_record(ref, viewer=looking(actor, PURPOSE), on=today())
    if found is None or found.authority not in {each.ref for each in covered(actor, *READERS)}:
        raise Http404(ref)
    looking(actor, PURPOSE, what="record", subject=found.current.party.uscc or ref, record=ref)
    return found


def done(form: MarkForm, doing: Doing, actor: Actor, found: OwnRecord) -> bool:
    sent = {name: value for name, value in form.cleaned_data.items() if name != "operation"}
    if "on" in sent:
        sent["undone_on" if doing.name == UNDONE else "on"] = sent.pop("on").isoformat()
    if "until" in sent:
        sent["until"] = sent["until"].isoformat() if sent["until"] else ""
    if doing.permission is OWN:
        sent["authority"] = found.authority
    ref = found.current.ref
    named = {"record": ref} if doing.name in ONE_RECORD else {"records": [ref]}
    try:
        doing.do(by=actor, now=now(), operation=form.cleaned_data["operation"], **named, **sent)
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors


def record_page(
    request: HttpRequest, actor: Actor, found: OwnRecord, sent: dict[str, MarkForm] | None = None
) -> HttpResponse:
    own_type, sent = catalogue_in_force(today()).types[found.current.type], sent or {}
    doings = [
        (doing, why_not(doing, actor, found), sent.get(name) or MarkForm(asks=doing.asks, initial={"on": today()}, auto_id=f"{name}_%s"))
        for name, doing in DOINGS.items()
    ]  # fmt: skip
    page = {
        "section": "records",
        "found": found,
        "record": found.current,
        "shown": next((each for each in found.views if each.public), None),
        "values": said(own_type, found.content),
        "versions": [(each, changed(own_type, each.changes)) for each in reversed(found.versions)],
        "marks": [(each.kind, each) for each in found.current.marks],
        "doings": sorted(doings, key=lambda each: each[1] is not None),  # what can be done comes first
        "may_correct": actor.why_not(Permission.SUBMIT_RECORDS, found.authority) is None,
        "withdrawal_rule": WITHDRAWAL_TERM,
        "withdrawn": withdrawal_told(request, actor),
        "open": set(sent),
        "errors": next(iter(sent.values()), None),
    }
    return render(request, "desk/records/record.html", page, status=422 if sent else 200)


def withdrawal_told(request: HttpRequest, actor: Actor) -> dict | None:
    """撤回期限: what the withdrawal of an undone decision that the address names answered: its last day, and whether it was late."""
    answered = answer_to(request.GET.get("withdrawn", "")[:32], f"publicity.{UNDONE}")
    if answered is None or answered.by != actor.ref or not answered.answer["due_on"]:
        return None
    return answered.answer | {"due_on": date.fromisoformat(answered.answer["due_on"])}


def why_not(doing: Doing, actor: Actor, found: OwnRecord) -> Refusal | None:
    """The account first, then the record."""
    authority = found.authority if doing.permission is OWN else None
    return actor.why_not(doing.permission, authority) or found.why_nots[doing.name]
