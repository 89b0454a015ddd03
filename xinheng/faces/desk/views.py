"""工作台: what is to be done today, by due date."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinheng.faces.clock import today
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.worklist import tasks
from xinheng.ground.access.roles import Permission
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies.queries import pack_in_force


@require_safe
@permitted(Permission.OPEN_DESK)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """今日待办."""
    page = {
        "section": "worklist",
        "today": today(),
        "tasks": tasks(actor, today()),
        "place": pack_in_force(settings.PLACE).name,
    }
    return render(request, "desk/home.html", page)
