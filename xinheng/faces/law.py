"""现行法: the law that a request is answered by, asked for once, so that a page is of one law from head to foot."""

from django.conf import settings
from django.http import HttpRequest

from xinheng.ground.policies.pack import Pack
from xinheng.ground.policies.queries import InForce, texts_in_force


def texts_of(request: HttpRequest) -> InForce:
    """现行文本 for this request."""
    if not hasattr(request, "texts_in_force"):
        request.texts_in_force = texts_in_force()
    return request.texts_in_force


def pack_of(request: HttpRequest) -> Pack:
    """政策包 of this place for this request."""
    return texts_of(request).library.pack(settings.PLACE)
