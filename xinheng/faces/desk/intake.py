"""收件: one way in for every file that is uploaded at the desk: kept, read in the background, told about meanwhile."""

from pathlib import Path

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from xinheng.faces.clock import now
from xinheng.faces.desk import spool, tasks


def accept(sent: dict, username: str, type: str) -> None:
    """收件: keeps the file and asks for its load, both once."""
    file = sent["file"]
    upload = spool.Upload(
        operation=sent["operation"],
        name=file.name,
        size=file.size,
        username=username,
        authority=sent["authority"],
        at=now().isoformat(),
        type=type,
    )
    with transaction.atomic():
        if spool.keep(upload, Path(file.temporary_file_path())):
            tasks.load_upload.defer(operation=upload.operation)


def waiting_page(request: HttpRequest, operation: str, **page) -> HttpResponse:
    """载入进度: on its way, ended without a load, or unknown. `page` has the section, and where to begin anew (`retry`)."""
    upload = spool.uploaded(operation)
    page |= {"upload": upload, "is_under_way": upload and upload.outcome is None, "address": request.path}
    template = "desk/components/progress.html" if request.htmx else "desk/progress.html"
    return render(request, template, page, status=200 if upload else 404)


def come_again() -> HttpResponse:
    """The page that waits becomes what it waited for."""
    return HttpResponseClientRefresh()
