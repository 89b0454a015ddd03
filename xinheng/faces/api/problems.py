"""问题说明 (RFC 9457): every answer of the API that is not what was asked for, with the code of the `Refusal` behind it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_json

from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

MEDIA_TYPE = "application/problem+json"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")  # of an answer that becomes a problem


class Fault(BaseModel):
    """参数问题: one parameter and the rule that it does not keep. The value is left out: it may be a person's number."""

    parameter: str = Field(description=_("参数名"))
    rule: str = Field(description=_("未满足的规则"))
    bounds: dict[str, int | float | str] = Field(description=_("规则中的限值"))


class Problem(BaseModel):
    """问题说明: what is the matter, by a stable code for programs and a sentence for people."""

    type: str = Field(description=_("问题类型的 URN，同 code"))
    title: str = Field(description=_("HTTP 状态的说法"))
    status: int = Field(description=_("HTTP 状态码"))
    detail: str = Field(description=_("出了什么问题、该怎么办"))
    code: str = Field(description=_("稳定的代号；程序只应据此判断"))
    article: str | None = Field(description=_("所依据的条款"))
    errors: tuple[Fault, ...] = Field(default=(), description=_("不符合要求的参数"))


TITLES = {
    400: Text(zh="请求无法识别", en="The request is not understood"),
    401: Text(zh="需要身份凭据", en="Credentials are needed"),
    403: Text(zh="没有权限", en="Not permitted"),
    404: Text(zh="没有找到", en="Not found"),
    405: Text(zh="不支持这种方法", en="Method not supported"),
    422: Text(zh="请求不符合要求", en="The request does not keep the rules"),
    429: Text(zh="请求太频繁", en="Too many requests"),
    500: Text(zh="系统出错", en="Something went wrong here"),
}
# What is said where no rule has refused anything: Django or the router has answered by itself.
BY_STATUS = {
    400: Refusal(
        "api.bad_request",
        Text(
            zh="请求的格式有误。请核对地址、参数的编码和请求头。",
            en="The form of the request is wrong. Check the address, the encoding of parameters and the headers.",
        ),
    ),
    401: Refusal(
        "api.no_credentials",
        Text(
            zh="这里需要身份凭据。请随请求附上有效的凭据。",
            en="Credentials are needed here. Send valid ones with the request.",
        ),
    ),
    403: Refusal(
        "api.forbidden", Text(zh="这里不对您开放。请核对凭据。", en="This is not open to you. Check the credentials.")
    ),
    404: Refusal(
        "api.no_such_address",
        Text(
            zh="接口没有这个地址。可用的地址见 /api/v1/openapi.json。",
            en="The API has no such address. /api/v1/openapi.json lists those it has.",
        ),
    ),
    405: Refusal(
        "api.method_not_allowed",
        Text(
            zh="这个地址不支持这种方法。支持的方法见响应头 Allow。",
            en="This address does not support the method. The header Allow lists those it does.",
        ),
    ),
    500: Refusal(
        "api.failed",
        Text(
            zh="处理请求时发生错误，已经留下记录；没有办完的操作不会生效。请稍后再试。",
            en="The request failed and the failure was recorded; what was not finished has no effect. Try again later.",
        ),
    ),
}


def problem_of(refusal: Refusal, status: int, **more) -> Problem:
    """The problem that says a refusal; `more` are members beyond it."""
    return Problem(**members(refusal, status), **more)


def members(refusal: Refusal, status: int) -> dict:
    return {
        "type": f"urn:xinheng:refusal:{refusal.code}",
        "title": words(TITLES[status if status in TITLES else nearest(status)]),
        "status": status,
        "detail": words(refusal.sentence),
        "code": refusal.code,
        "article": refusal.article,
    }


def nearest(status: int) -> int:
    return 500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400


def response_of(problem: Problem) -> HttpResponse:
    return HttpResponse(to_json(problem), status=problem.status, content_type=MEDIA_TYPE)


def is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(MEDIA_TYPE)


def instead_of(response: HttpResponse) -> HttpResponse:
    """The problem in place of a page of errors, with the headers that belong to the status."""
    status = response.status_code
    refusal = BY_STATUS[status if status in BY_STATUS else nearest(status)]
    problem = response_of(problem_of(refusal, status))
    for name in KEPT:
        if name in response.headers:
            problem.headers[name] = response.headers[name]
    return problem


# ---- what the views raise -------------------------------------------------------------------------------------------


def refused(request: HttpRequest, error: Refused) -> HttpResponse:  # noqa: ARG001  (ninja passes it)
    """不予办理: 403 where the viewer may not, else 422."""
    may_not = error.refusal.code.endswith("not_permitted")
    return response_of(problem_of(error.refusal, HTTPStatus.FORBIDDEN if may_not else 422))


def parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001  (ninja passes it)
    """参数不符: which parameters do not keep which rule."""
    faults = tuple(fault_of(each) for each in error.errors)
    names = ", ".join(fault.parameter for fault in faults)
    sentence = Text(
        zh=f"参数不符合要求：{names}。要求见 /api/v1/openapi.json。",
        en=f"Parameters that do not keep the rules: {names}. /api/v1/openapi.json has the rules.",
    )
    return response_of(problem_of(Refusal("api.parameters", sentence), 422, errors=faults))


def fault_of(error: dict) -> Fault:
    return Fault(parameter=str(error["loc"][-1]), rule=error["type"], bounds=error.get("ctx", {}))
