"""接收上传: where the bytes of a form rest while they come in, how many there may be, and what is answered before any of them."""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinheng.faces.desk import spool

LARGEST = 2 * 1024**3  # bytes: two million records in CSV are 1.4 GB
LARGEST_REGISTER = 200 * 1024**2  # bytes: a register is read whole; that of a whole city in CSV is a third of it
AROUND_IT = 1024**2  # bytes that the other fields of a form and the frame of the file may take
LEFT_FREE = 2 * 1024**3  # bytes of the disk, for what is made of the file


class IntoSpool(TemporaryFileUploadHandler):
    """暂存接收: files of any size go into the private spool at once, never into memory or a shared temporary folder."""

    def new_file(self, *args, **kwargs):
        spool.root()
        super().new_file(*args, **kwargs)


def answered_early(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """收件之前: what is too large, finds no room on the disk, or comes from nobody who is signed in, is answered before its
    body is read. Stands behind the middleware that knows the account, and so before anything asks for the form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH", "")
        size = int(length) if length.isascii() and length.isdigit() else 0
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return get_response(request)
        if not request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        if size > LARGEST + AROUND_IT:
            return render(request, "desk/uploads/too_large.html", {"size": size, "most": LARGEST}, status=413)
        if shutil.disk_usage(spool.root()).free < size + LEFT_FREE:
            return render(request, "desk/uploads/no_room.html", {"size": size}, status=507)
        return get_response(request)

    return middleware
