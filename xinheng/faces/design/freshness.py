"""不陈旧: pages whose content depends on the day. What ended at midnight is served by no cache after it."""

import functools
import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from xinheng.faces.clock import today

Viewing = Callable[..., HttpResponse]


def asked_each_time(view: Viewing) -> Viewing:
    """每次核对: whoever keeps the page asks each time whether it still holds, by a tag over its content and the day in
    Shanghai; 304 to who has today's. Shared caches keep nothing."""

    @functools.wraps(view)
    def fresh(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated:  # what somebody sees who is signed in stays in no cache at all
            return response
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Robots-Tag"] = "noarchive"  # nor do search engines show a copy of theirs
        if response.status_code != 200 or response.streaming:
            return response
        etag = quote_etag(hashlib.sha256(today().isoformat().encode() + response.content).hexdigest()[:32])
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response)

    return fresh
