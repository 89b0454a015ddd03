"""核验代码: what a code is and what is wrong with it, without asking whether anybody has it."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router

from xinheng.faces.api.answers import CheckedCode, checked
from xinheng.faces.api.problems import Problem
from xinheng.ground.identifiers.judgement import judge

router = Router(tags=["codes"])


@router.api_operation(
    ["GET", "HEAD"],
    "/{code}",
    operation_id="check_code",
    response={200: CheckedCode, 429: Problem},
    summary=_("核验代码"),
    description=_("按国家标准核验一个代码的写法，给出问题和更正建议；不查是否有主体使用它，也不保存。"),
)
def code(request: HttpRequest, code: Annotated[str, Path(description=_("要核验的代码"))]):  # noqa: ARG001
    return checked(judge(code))
