"""待核行: rows of submissions that a person must look at, beside what they contradict and whom they may mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations import queries as organisations
from xinheng.credit.submissions import queries as submissions
from xinheng.credit.submissions.actions import decide_row
from xinheng.credit.submissions.received import Value, WaitingRow
from xinheng.faces.clock import now, today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.forms import DecisionForm
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import looking
from xinheng.faces.desk.wording import value as in_words
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.refusal import Refused

PURPOSE = "核定待核行"


@require_safe
@permitted(Permission.SUPERVISE_SUBMISSIONS)
def rows(request: HttpRequest, actor: Actor) -> HttpResponse:
    """待核行, oldest first."""
    viewer = looking(actor, PURPOSE)
    found = submissions.rows_to_review(viewer=viewer, on=today())
    for authority in {each.authority for each in found}:
        looking(actor, PURPOSE, what="review_rows", subject=authority)
    names = {each.ref: each.name for each in authorities(viewer=PUBLIC).values()}
    page = {
        "section": "organisations",
        "rows": [(each, names[each.authority]) for each in found],
        "all": submissions.rows_waiting(viewer=viewer),
    }
    return render(request, "desk/rows/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.SUPERVISE_SUBMISSIONS)
def decide(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """核定一行: the row, what it contradicts, and the candidates; the decision leads to the next."""
    viewer = looking(actor, PURPOSE)
    queue = submissions.rows_to_review(viewer=viewer, on=today())
    found = submissions.row_to_review(ref, viewer=viewer, on=today())
    if found is None:  # decided meanwhile, perhaps by somebody else
        return redirect("desk:rows")
    at = next(
        (at for at, row in enumerate(queue) if row.ref == ref), -1
    )  # behind those that are shown: on to the first
    form = DecisionForm(request.POST or None)
    if form.is_valid() and decided(form, actor, ref):
        return redirect(address_of(queue[at + 1]) if at + 1 < len(queue) else reverse("desk:rows"))
    looking(actor, PURPOSE, what="review_row", subject=ref)
    row, own = found.row, catalogue_in_force(today()).types.get(found.row.type)
    candidates = organisations.candidates(row.code, row.name, viewer=viewer)
    page = {
        "section": "organisations",
        "row": row,
        "form": form,
        "values": told(own, row.values),
        "in_file": told(own, found.in_file),
        "others": [(other, told(own, other.values)) for other in found.others],
        "candidates": candidates,
        "new_code": row.has_new_code and row.code and row.code not in {each.code for each in candidates},
        "previous": address_of(queue[at - 1]) if at > 0 else None,
        "next": address_of(queue[at + 1]) if at + 1 < len(queue) else None,
        "left": submissions.rows_waiting(viewer=viewer),
    }
    return render(request, "desk/rows/decide.html", page, status=422 if form.errors else 200)


def told(own: RecordType | None, values: tuple[Value, ...]) -> list[tuple[str, str, bool]]:
    """Title, value and whether it differs, of each value; a type that left the catalogue has none to tell."""
    fields = ((own.fields[value.field], value) for value in values)
    return [(words(entry.title), in_words(entry, value.value), value.differs) for entry, value in fields]


def address_of(row: WaitingRow) -> str:
    return reverse("desk:row", args=[row.ref])


def decided(form: DecisionForm, actor: Actor, ref: str) -> bool:
    """Takes the decision; a refusal goes back into the form."""
    sent = form.cleaned_data
    try:
        decide_row(
            by=actor,
            now=now(),
            operation=sent["operation"],
            row=ref,
            organisation=sent["organisation"] or None,
            reason=sent["reason"],
        )
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
    return not form.errors
