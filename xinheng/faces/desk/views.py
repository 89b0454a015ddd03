"""工作台: what is to be done today, by due date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinheng.faces.clock import today
from xinheng.faces.desk.permitted import permitted
from xinheng.ground.access.roles import Permission
from xinheng.ground.ledger.actor import Actor


@require_safe
@permitted(Permission.OPEN_DESK)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """今日待办: empty until the processes that fill it exist."""
    return render(request, "desk/home.html", {"section": "worklist", "today": today()})
