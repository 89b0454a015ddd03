"""What every page knows: which place it speaks for, how large its type is, and where the reader stands."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xinheng.city import NOTICE
from xinheng.faces.law import pack_of

TYPE_COOKIE = "type_size"
LARGE = "large"


def page(request: HttpRequest) -> dict:
    """`place` is read only by pages that print it, so that an error page never needs the database."""
    return {
        "demo": NOTICE if settings.DEMO else None,
        "place": SimpleLazyObject(lambda: pack_of(request).name),
        "large_type": request.COOKIES.get(TYPE_COOKIE) == LARGE,
        "here": request.get_full_path(),
    }
