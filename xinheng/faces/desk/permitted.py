"""许可: pages of the desk open only to those who hold a permission; everybody else is refused."""

import functools
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.access.queries import actor_of
from xinheng.ground.access.roles import Permission


def permitted(*permissions: Permission) -> Callable:
    """许可: gives the view the actor who asks, as its second argument, or refuses with the rule's own sentence; one of
    several permissions is enough.

    Opening a page takes the permission for any authority; what is done there asks for the one it is done for.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            actor = request.actor = actor_of(request.user)
            refusals = [actor.why_not_anywhere(permission) for permission in permissions]
            if all(refusals):
                raise PermissionDenied(words(refusals[0].sentence))
            return view(request, actor, *args, **kwargs)

        return guarded

    return decorate
