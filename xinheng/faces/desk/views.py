"""工作台: what is to be done today, by due date."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinheng.faces.clock import today
from xinheng.ground.access.queries import actor_of
from xinheng.ground.access.roles import Permission


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """今日待办: empty until the processes that fill it exist."""
    refusal = actor_of(request.user).why_not_anywhere(Permission.OPEN_DESK)
    if refusal:
        raise PermissionDenied(refusal.sentence)
    return render(request, "desk/home.html", {"section": "worklist", "today": today()})
