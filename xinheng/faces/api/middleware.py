"""What holds for every answer below /api/: it is counted, has a tag, and is a problem where it is not what was asked for."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from xinheng.faces.api import limits, problems
from xinheng.faces.clock import now, today

Answering = Callable[[HttpRequest], HttpResponse]


def machine_answers(get_response: Answering) -> Answering:
    """Stands behind the choice of language and before everything that could answer with a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return get_response(request)
        allowance = limits.allowance(request, now())
        response = limits.too_many(allowance) if allowance.is_exceeded else get_response(request)
        if response.status_code >= 400 and not problems.is_problem(response):
            response = problems.instead_of(response)
        if response.status_code == 200:
            response = tagged(request, response)
        response.headers.setdefault("Cache-Control", "no-store" if response.status_code >= 400 else "private, no-cache")
        for name, value in allowance.headers.items():
            response.headers[name] = value
        return response

    return middleware


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """条件请求: a strong tag over the content and the day in Shanghai, since what is public depends on today; 304 to who
    has it already."""
    digest = hashlib.sha256(today().isoformat().encode() + response.content).hexdigest()
    etag = quote_etag(digest[:32])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"  # to be kept, but asked about each time
    return get_conditional_response(request, etag=etag, response=response)
