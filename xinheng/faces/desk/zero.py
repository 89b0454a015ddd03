"""零报送: months in which a department had nothing of a type, said with one click each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xinheng.credit.submissions.actions import report_zero
from xinheng.credit.submissions.queries import expected_lately
from xinheng.faces.clock import now, today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.deadlines import left
from xinheng.faces.desk.forms import ZeroForm
from xinheng.faces.desk.letters import letters_to
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import Scope, looking, scope_of
from xinheng.faces.desk.submissions import PURPOSE
from xinheng.ground.access.roles import Permission
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies.queries import calendar_in_force, pack_in_force
from xinheng.ground.refusal import Refused

MISSING = ("awaited", "overdue")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.SUBMIT_RECORDS)
def zero(request: HttpRequest, actor: Actor) -> HttpResponse:
    """零报送: what is expected of the department and has not come, and what it said of the months before."""
    scope = scope_of(request, actor, Permission.SUBMIT_RECORDS)
    form = ZeroForm(request.POST or None)
    if form.is_valid() and told(form, actor, scope):
        return redirect(f"{reverse('desk:zero')}?authority={scope.ref}")
    expected = expected_lately(viewer=looking(actor, PURPOSE), on=today(), authority=scope.ref)
    calendar = calendar_in_force()
    page = {
        "section": "submissions",
        "scope": scope,
        "form": form,
        "missing": [(each, left(each.due.due_on, today(), calendar)) for each in expected if each.state in MISSING],
        "letters": letters_to(expected),
        "place": pack_in_force(settings.PLACE).name,
        "told": [each for each in reversed(expected) if each.state not in MISSING],
    }
    return render(request, "desk/submissions/zero.html", page, status=422 if form.errors else 200)


def told(form: ZeroForm, actor: Actor, scope: Scope) -> bool:
    """Says so; a refusal goes back into the form."""
    sent = form.cleaned_data
    try:
        report_zero(
            by=actor,
            now=now(),
            operation=sent["operation"],
            authority=scope.ref,
            type=sent["type"],
            month=sent["month"],
        )
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors
