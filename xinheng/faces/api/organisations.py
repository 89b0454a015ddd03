"""查主体: one organisation by any of its codes, and the search. The public's view only."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from xinheng.credit.organisations import queries as organisations
from xinheng.credit.organisations.search.finding import ADVICE, LARGEST_PAGE
from xinheng.credit.organisations.search.understanding import LONGEST, By
from xinheng.faces.api.answers import Found, Organisation, Unknown, checked, found_of, hint_of, organisation_of
from xinheng.faces.api.problems import Problem, members, response_of
from xinheng.faces.api.records import After, Limit, Records, answered
from xinheng.faces.clock import today
from xinheng.faces.portal.reading import looks_like_a_code
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.refusal import Refusal

router = Router(tags=["organisations"])
READ = ["GET", "HEAD"]


@router.api_operation(
    READ,
    "",
    operation_id="search_organisations",
    response={200: Found, 422: Problem, 429: Problem},
    summary=_("检索主体"),
    description=_("按名称、名称的一部分、首字母、代码或代码的一部分检索。名称可能是人名的主体只能按完整代码查到。"),
)
def search(
    request: HttpRequest,
    response: HttpResponse,
    q: Annotated[str, Query(max_length=LONGEST, description=_("要检索的文字"))],
    after: Annotated[str | None, Query(max_length=LONGEST, description=_("上一页答复中的 next"))] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description=_("每页的条数"))] = 20,
):
    found = organisations.search(q, viewer=PUBLIC, after=after, limit=limit)
    if found.next:
        query = urlencode({"q": q, "limit": limit, "after": found.next})
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return found_of(found)


@router.api_operation(
    READ,
    "/{code}",
    operation_id="organisation",
    response={200: Organisation, 404: Unknown, 429: Problem},
    summary=_("查一个主体"),
    description=_("按任何一种代码：统一社会信用代码、组织机构代码、旧注册号。现在的地址在响应头 Content-Location 中。"),
)
def organisation(
    request: HttpRequest,  # noqa: ARG001
    response: HttpResponse,
    code: Annotated[str, Path(description=_("主体的任何一种代码"))],
):
    found = organisations.organisation(code, viewer=PUBLIC)
    if found is None:
        return unknown(code)
    response.headers["Content-Location"] = reverse("api:v1:organisation", args=[found.uscc])
    return organisation_of(found, today())


@router.api_operation(
    READ,
    "/{code}/records",
    operation_id="records_of_organisation",
    response={200: Records, 404: Unknown, 422: Problem, 429: Problem},
    summary=_("查一个主体的公示信息"),
    description=_("今日公示的关于该主体的信息，决定日期最近的在前。"),
)
def records(
    request: HttpRequest,
    response: HttpResponse,
    code: Annotated[str, Path(description=_("主体的任何一种代码"))],
    after: After = None,
    limit: Limit = 20,
):
    found = organisations.organisation(code, viewer=PUBLIC)
    if found is None:
        return unknown(code)
    return answered(request, response, {"organisation": found.uscc}, after, limit)


def unknown(code: str) -> HttpResponse:
    """没有这个主体: as the portal's page says it, what is the matter with the code and what was probably meant."""
    judged = judge(code) if looks_like_a_code(code) else None
    if judged and judged.identifier_kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        refusal, suggestions = Refusal("organisations.person_number", ADVICE[By.PERSON_NUMBER]), ()
    else:
        refusal = Refusal("organisations.unknown_code", ADVICE[By.CODE])
        suggestions = organisations.search(code, viewer=PUBLIC).suggestions
    return response_of(
        Unknown(
            **members(refusal, HTTPStatus.NOT_FOUND),
            checked=checked(judged) if judged else None,
            suggestions=tuple(map(hint_of, suggestions)),
        )
    )
