"""看公示: the records that are public today, across the place or about one organisation. The public's view only."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity import queries as publicity
from xinheng.credit.publicity.views import RecordView
from xinheng.credit.publicity.windows import Why
from xinheng.faces.api.answers import Named
from xinheng.faces.api.problems import Problem, problem_of, response_of
from xinheng.faces.clock import today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import CLASSES, MARKS
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

router = Router(tags=["records"])
READ = ["GET", "HEAD"]
LONGEST = 100  # characters of what is looked for

# One sentence for what never was and for what is public no longer: the answer tells nobody which of the two it is.
NOT_PUBLIC = Refusal(
    "records.not_public",
    Text(
        zh="今日没有这条公示信息。请核对记录号；不再公示的信息，接口不说明曾经有过。",
        en="No such record is public today. Check its number; of what is public no longer the API does not say that it was.",
    ),
)


class Party(BaseModel):
    """相对人: whom a record is about."""

    uscc: str = Field(description=_("统一社会信用代码"))
    name: str = Field(description=_("名称；可能是人名的不完整显示"))
    masked: bool = Field(description=_("名称是不是没有完整显示"))


class Reason(BaseModel):
    """公示理由: what made the term of publication as it is."""

    message: str = Field(description=_("说明"))
    rule: str | None = Field(description=_("规则代号，见 /rules/terms/"))
    article: str | None = Field(description=_("所依据的条款"))


class Marked(BaseModel):
    """标注 that the public is told of."""

    mark: Named = Field(description=_("标注"))
    on: date = Field(description=_("自何日起"))


class Record(BaseModel):
    """公示信息: a record as the public may see it today."""

    ref: str = Field(description=_("记录号"))
    type: Named = Field(description=_("类别"))
    adverse: bool = Field(description=_("是不是不利信息"))
    voluntary: bool = Field(description=_("是不是主体自行申报"))
    party: Party = Field(description=_("相对人"))
    document_number: str = Field(description=_("文书号"))
    authority: Named = Field(description=_("决定机关"))
    decided_on: date | None = Field(description=_("决定日期"))
    valid_from: date | None = Field(description=_("有效期自"))
    valid_until: date | None = Field(description=_("有效期至"))
    repair_class: Named | None = Field(description=_("失信程度"))
    amount_fen: int | None = Field(description=_("金额，以分为单位的整数"))
    fields: dict[str, Any] = Field(description=_("可以公示的字段，含义见归集目录 /catalogue/"))
    public_from: date = Field(description=_("公示自"))
    public_until: date | None = Field(description=_("公示至，当日二十四时终止；长期的为空"))
    why: tuple[Reason, ...] = Field(description=_("为什么公示到这一天"))
    marks: tuple[Marked, ...] = Field(description=_("标注"))
    version: int = Field(description=_("公示版次"))
    submission: str = Field(description=_("报送号"))


class Records(BaseModel):
    """公示目录: a page of public records, newest decision first."""

    records: tuple[Record, ...] = Field(description=_("公示信息"))
    next: str | None = Field(description=_("下一页的位置，作为参数 after；没有下一页的为空"))
    as_of: date = Field(description=_("查询日期（北京时间）；公开的内容随日期变化"))


def record_of(view: RecordView, own: RecordType) -> Record:
    return Record(
        ref=view.ref,
        type=Named(code=view.type, name=words(own.entry.title)),
        adverse=view.adverse,
        voluntary=view.voluntary,
        party=Party(uscc=view.party.uscc, name=view.party.name, masked=view.party.masked),
        document_number=view.document_no,
        authority=Named(code=view.authority_code, name=view.authority),
        decided_on=view.decided_on,
        valid_from=view.valid_from,
        valid_until=view.valid_until,
        repair_class=named(view.repair_class, CLASSES[view.repair_class]) if view.repair_class else None,
        amount_fen=view.amount_fen,
        fields=dict(view.fields),
        public_from=view.public_from,
        public_until=view.public_until,
        why=tuple(map(reason_of, view.why)),
        marks=tuple(Marked(mark=named(each.kind, MARKS[each.kind].word), on=each.on) for each in view.marks),
        version=view.version,
        submission=view.source.submission,
    )


def named(code: str, name: object) -> Named:
    return Named(code=code, name=str(name))


def reason_of(why: Why) -> Reason:
    return Reason(message=words(why.sentence), rule=why.rule, article=why.article)


def records_of(page: publicity.PublicPage) -> Records:
    types = catalogue_in_force(today()).types
    shown = tuple(record_of(each, types[each.type]) for each in page.records)
    return Records(records=shown, next=page.next, as_of=today())


After = Annotated[str | None, Query(max_length=LONGEST, description=_("上一页答复中的 next"))]
Limit = Annotated[int, Query(ge=1, le=publicity.LARGEST_PAGE, description=_("每页的条数"))]


@router.api_operation(
    READ,
    "",
    operation_id="public_records",
    response={200: Records, 422: Problem, 429: Problem},
    summary=_("查公示信息"),
    description=_("今日公示的信息，决定日期最近的在前。期满、撤回、修复的，当日起不再返回。"),
)
def records(
    request: HttpRequest,
    response: HttpResponse,
    type: Annotated[list[str], Query(description=_("类别的代号，可以写几个"))] = [],  # noqa: B006 (ninja copies it)
    authority: Annotated[str, Query(max_length=18, description=_("决定机关的统一社会信用代码"))] = "",
    since: Annotated[date | None, Query(description=_("决定日期自"))] = None,
    until: Annotated[date | None, Query(description=_("决定日期至"))] = None,
    q: Annotated[str, Query(max_length=LONGEST, description=_("主体名称、代码或者文书号"))] = "",
    after: After = None,
    limit: Limit = 20,
):
    chosen = {"types": type, "authority": authority, "since": since, "until": until, "text": q}
    return answered(request, response, chosen, after, limit)


@router.api_operation(
    READ,
    "/{ref}",
    operation_id="public_record",
    response={200: Record, 404: Problem, 429: Problem},
    summary=_("查一条公示信息"),
    description=_("按记录号。今日不公示的，不论从前有没有过，答复相同。"),
)
def record(request: HttpRequest, response: HttpResponse, ref: Annotated[str, Path(description=_("记录号"))]):  # noqa: ARG001
    found = publicity.public_record(ref, viewer=PUBLIC, on=today())
    if found is None:
        return response_of(problem_of(NOT_PUBLIC, HTTPStatus.NOT_FOUND))
    response.headers["Content-Location"] = reverse("api:v1:record", args=[found.ref])
    return record_of(found, catalogue_in_force(today()).types[found.type])


def answered(
    request: HttpRequest, response: HttpResponse, chosen: dict[str, Any], after: str | None, limit: int
) -> Records:
    """A page, with the address of the next one in the header `Link`."""
    found = publicity.public_records(viewer=PUBLIC, on=today(), after=after, limit=limit, **chosen)
    if found.next:
        response.headers["Link"] = f'<{request.path}?{next_query(request, found.next)}>; rel="next"'
    return records_of(found)


def next_query(request: HttpRequest, after: str) -> str:
    kept: Iterable[tuple[str, str]] = (
        (name, value) for name, values in request.GET.lists() for value in values if name != "after"
    )
    return urlencode([*kept, ("after", after)])
