"""企业: an organisation's own file. Views parse, call, render; every page is about one organisation, and looks are noted."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.organisations.queries import organisation
from xinheng.credit.publicity import queries as publicity
from xinheng.credit.records.actions import log_access
from xinheng.credit.records.queries import accesses as accesses_to
from xinheng.faces.clock import now, today
from xinheng.faces.counter.agents import for_agents, for_own
from xinheng.faces.portal.file import timeline
from xinheng.ground.disclosure import PUBLIC, Viewer
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies.queries import pack_in_force


@require_safe
@for_agents
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The file of the one organisation that most agents have; else the choice of one."""
    codes = sorted(actor.organisations)
    if len(codes) == 1:
        return redirect("counter:overview", codes[0])
    found = [(code, organisation(code, viewer=PUBLIC)) for code in codes]
    return render(request, "counter/home.html", {"organisations": found})


@require_safe
@for_own
def overview(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """本单位: what is about to be public, what is in force and until when, and what can be done now."""
    found = file_of(viewer, code)
    public = [record for record in found.records if record.public]
    page = page_of(found, "overview") | {
        "upcoming": publicity.upcoming(code, viewer=viewer, on=today()),
        "timeline": timeline(public, today()),
        "doable": [record for record in public if record.adverse],
        "total": len({record.ref for record in found.records}),
    }
    return render(request, "counter/overview.html", page)


@require_safe
@for_own
def records(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """全部记录: every record in the file, public or not, newest first; a record that has two versions in force, with both."""
    return render(request, "counter/records.html", page_of(file_of(viewer, code), "records"))


@require_safe
@for_own
def record(request: HttpRequest, viewer: Viewer, code: str, ref: str) -> HttpResponse:
    """一条记录: everything that is kept of it, where it came from, and how it changed."""
    found = file_of(viewer, code, what="record")
    versions = [each for each in found.records if each.ref == ref]
    if not versions:
        raise Http404
    newest = max(versions, key=lambda each: each.version)
    page = page_of(found, "records") | {
        "record": newest,
        "public_version": next((each for each in versions if each.public), None),
        "own": catalogue_in_force(today()).types[newest.type],
        "history": publicity.history(ref, viewer=viewer, on=today()),
    }
    return render(request, "counter/record.html", page)


@require_safe
@for_own
def accesses(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """谁看过: who looked at more of the file than the public sees."""
    page = page_of(file_of(viewer, code, what="accesses"), "accesses")
    page |= {"accesses": accesses_to(code, viewer=viewer), "place": pack_in_force(settings.PLACE).name}
    return render(request, "counter/accesses.html", page)


@require_safe
@for_own
def credit_code(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:  # noqa: ARG001
    """信用码: a code to show at a service hall or to hang up, which opens the public page. It is made of what the public
    sees and of nothing else, so that no look is noted."""
    shown = organisation(code, viewer=PUBLIC)
    if shown is None:
        raise Http404
    address = request.build_absolute_uri(reverse("portal:organisation", args=[shown.uscc]))
    page = {"section": "credit_code", "organisation": shown, "address": address, "today": today()}
    return render(request, "counter/credit_code.html", page)


def file_of(viewer: Viewer, code: str, what: str = "file") -> publicity.FileView:
    """The whole file, with the look at it noted; 404 where the register has no such organisation yet."""
    found = publicity.file(code, viewer=viewer, on=today())
    if found is None:
        raise Http404
    log_access(viewer, what=what, subject=code, at=now())
    return found


def page_of(found: publicity.FileView, section: str) -> dict:
    return {
        "section": section,
        "organisation": found.organisation,
        "records": found.records,
        "types": catalogue_in_force(today()).types,
        "today": today(),
    }
