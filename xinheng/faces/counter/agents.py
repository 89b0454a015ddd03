"""代理人: pages of the counter open to the agents of the organisation that they are about, and to nobody else."""

import functools
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.access.queries import actor_of, viewer_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.disclosure import Viewer
from xinheng.ground.ledger.actor import Actor

PURPOSE = "本主体查询"


def for_agents(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the actor, or refuses with the rule's own sentence."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        actor = actor_of(request.user)
        if refusal := actor.why_not_anywhere(Permission.OPEN_COUNTER):
            raise PermissionDenied(words(refusal.sentence))
        return view(request, actor, *args, **kwargs)

    return guarded


def for_own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the viewer of the organisation whose code stands in the address; of any other one there is no page."""

    @functools.wraps(view)
    @for_agents
    def guarded(request: HttpRequest, actor: Actor, code: str, *args, **kwargs) -> HttpResponse:
        if code not in actor.organisations:
            raise Http404
        return view(request, own_viewer(actor, code), code, *args, **kwargs)

    return guarded


def own_viewer(actor: Actor, code: str) -> Viewer:
    """查看者 for that organisation only, also where the agent has others."""
    seen = viewer_of(actor, purpose=PURPOSE)
    return Viewer(ref=seen.ref, purpose=seen.purpose, consented=frozenset({code}))
