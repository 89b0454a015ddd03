"""逐条录入: one record by hand: the form, the preview of what the public will see of it, and the same door as any file."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.queries import organisation
from xinheng.credit.publicity.worklists.queries import OwnRecord, own_record, previewed
from xinheng.credit.submissions.actions import submit
from xinheng.credit.submissions.sentences import sentence_of
from xinheng.credit.submissions.validation import Validated
from xinheng.faces.clock import now, today
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.entry_form import NAME, EntryForm, initial_of
from xinheng.faces.desk.permitted import permitted
from xinheng.faces.desk.scopes import Scope, looking, scope_of
from xinheng.faces.desk.submissions import PURPOSE, types_of
from xinheng.faces.desk.wording import said
from xinheng.ground.access.roles import Permission
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.refusal import Refused

ENVELOPE = (
    "party_code", "authority_code", "document_number", "decided_on", "valid_from", "valid_until", "publish_until",
    "amount_fen",
)  # fmt: skip
PREVIEW, SEND, CHANGE = "preview", "send", "change"  # what the buttons ask for


@require_safe
@permitted(Permission.SUBMIT_RECORDS)
def types(request: HttpRequest, actor: Actor) -> HttpResponse:
    """逐条录入: which type of record."""
    scope = scope_of(request, actor, Permission.SUBMIT_RECORDS)
    page = {"section": "submissions", "scope": scope, "types": types_of(scope)}
    return render(request, "desk/submissions/types.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.SUBMIT_RECORDS)
def entry(request: HttpRequest, actor: Actor, type: str) -> HttpResponse:
    """录入一条: form, then preview, then sent. 更正 begins with what is in file (`?correct=`)."""
    scope = scope_of(request, actor, Permission.SUBMIT_RECORDS)
    record_type = next((each for each in types_of(scope) if each.type == type), None)
    if record_type is None:
        raise Http404(type)
    corrected = corrected_or_404(request, actor, scope, record_type)
    initial = initial_of(record_type, corrected.content) if corrected else of_authority(scope)
    form = EntryForm(request.POST or None, record_type=record_type, initial=initial)
    asked = request.POST.get("do", PREVIEW)
    if form.is_valid() and asked != CHANGE:
        outcome = form.judged(today())
        if not form.errors and asked == SEND and (receipt := sent(form, actor, scope)):
            return redirect("desk:submission", receipt["submission"])
        if not form.errors:
            return preview_page(request, scope, form, outcome)
    page = {
        "section": "submissions",
        "scope": scope,
        "type": record_type,
        "form": form,
        "corrected": corrected,
        "identity": [record_type.fields[code] for code in record_type.entry.identity],
    }
    return render(request, "desk/submissions/entry.html", page, status=422 if form.errors else 200)


def of_authority(scope: Scope) -> dict[str, str]:
    """What the form knows of the department beforehand; the deciding authority may be another, so it can be changed."""
    authority = scope.authority
    named = {"authority_name": authority.name, "authority_code": authority.uscc}
    return named | {"source_name": authority.name, "source_code": authority.uscc}


def corrected_or_404(request: HttpRequest, actor: Actor, scope: Scope, own: RecordType) -> OwnRecord | None:
    """更正: the department's own record that the form begins with."""
    ref = request.GET.get("correct")
    if not ref:
        return None
    found = own_record(ref, viewer=looking(actor, PURPOSE), on=today())
    if found is None or found.authority != scope.ref or found.current.type != own.type:
        raise Http404(ref)
    ref = found.current.ref
    looking(actor, PURPOSE, what="record", subject=found.current.party.uscc or ref, record=ref)
    return found


def sent(form: EntryForm, actor: Actor, scope: Scope) -> dict | None:
    """Sends the row through the door of every file; a refusal goes back into the form."""
    try:
        return submit(
            by=actor,
            now=now(),
            operation=form.cleaned_data["operation"],
            authority=scope.ref,
            type=form.record_type.type,
            source=form.content(),
            name=NAME,
        )
    except Refused as refused:
        form.add_error(None, words(refused.refusal.sentence))
        return None


def preview_page(request: HttpRequest, scope: Scope, form: EntryForm, outcome: Validated) -> HttpResponse:
    """公示预览: what the public will see, until when, and why."""
    own, row = form.record_type, outcome.rows.row(0, named=True)
    content = json.loads(row["content"])
    envelope = {name: row[name] for name in ENVELOPE} | {
        "party_code": row["party_code"] or "",
        "authority_code": row["authority_code"] or "",
        "document_number": row["document_number"] or "",
        "reported_class": row["repair_class"] or "",
        "procedure": row["procedure"] or "",
        "act_kinds": row["act_kinds"] or 0,
    }
    shown, proposal = previewed(own, content, envelope, viewer=PUBLIC, on=today())
    party = organisation(envelope["party_code"], viewer=PUBLIC) if envelope["party_code"] else None
    page = {
        "section": "submissions",
        "scope": scope,
        "type": own,
        "form": form,
        "hidden": [(name, each) for name in form.fields for each in request.POST.getlist(name)],
        "shown": shown,
        "proposal": proposal,
        "public_values": said(own, shown.fields),
        "kept_values": said(own, {code: value for code, value in content.items() if code not in shown.fields}),
        "party": party,
        "printed_name": row["party_name"],
        "doubt": sentence_of(row["doubt"]) if row["doubt"] else None,
        "warnings": outcome.warnings,
    }
    return render(request, "desk/submissions/preview.html", page)
