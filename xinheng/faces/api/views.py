"""接口说明: the OpenAPI document, for programs and as a page for people. Nothing is fetched from elsewhere."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from xinheng.faces.api.problems import BY_STATUS, problem_of, response_of
from xinheng.faces.api.v1 import document


@login_not_required
@require_safe
def beginning(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return redirect("api:guide")


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """OpenAPI 文档 in the language asked for."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """接口说明页: the same document as a page."""
    return render(request, "api/guide.html", {"document": document(), "problems": BY_STATUS.values()})


@csrf_exempt
@login_not_required
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """没有这个地址: said here, so that no page of errors is made only to be thrown away."""
    return response_of(problem_of(BY_STATUS[404], 404))
