"""查主体: the search of organisations and the page of each. Views parse, call, render; the public's view only."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.organisations import queries as organisations
from xinheng.credit.publicity.queries import file
from xinheng.faces.clock import today
from xinheng.faces.design.freshness import asked_each_time
from xinheng.faces.law import texts_of
from xinheng.faces.portal import reading
from xinheng.faces.portal.file import chapters, timeline
from xinheng.faces.portal.profile import history, qr
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.uscc import LENGTH
from xinheng.ground.policies.queries import pack_in_force
from xinheng.ground.refusal import Refused

LONGEST_QUESTION = 100  # characters; no name or code is longer
A_WEEK = 7 * 24 * 3600


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    """查主体: whom the words or the code lead to, what the code says by itself, and which rules the words fit."""
    try:
        page = answer(request.GET.get("q", ""), request.GET.get("after"))
    except Refused:  # a place in the results that was mangled on its way: the beginning is always right
        return redirect(f"{request.path}?{urlencode({'q': request.GET.get('q', '')})}")
    return render(request, "portal/search.html", {"section": "search"} | page)


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def instant(request: HttpRequest) -> HttpResponse:
    """即查: the answer alone, while somebody types; the same template that the whole page is made of."""
    return render(request, "portal/components/answer.html", answer(request.GET.get("q", "")))


def answer(question: str, after: str | None = None) -> dict:
    """What a page shows for a question: organisations, what a code says by itself, and rules."""
    asked = question.strip()[:LONGEST_QUESTION]
    judged = judge(asked) if reading.looks_like_a_code(asked) else None
    if judged and judged.identifier_kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        # 不显示个人号码: nothing of it goes back into the page, not even into the links that return here.
        return {"judged": judged, "here": reverse("portal:search")}
    pack = pack_in_force(settings.PLACE)
    return {
        "asked": asked,
        "judged": judged,
        "found": organisations.search(asked, viewer=PUBLIC, after=after),
        "is_first_page": after is None,
        "rules": reading.matching(pack.rules(today()), asked),
        "lists": reading.matching(pack.lists(today()), asked),
    }


@login_not_required
@require_safe
@asked_each_time
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """主体: who it is, what is in force about it and until when, what it was and belongs to. Any of its codes opens it; its
    address is the present one. Only today's public view exists: no parameter leads to another."""
    texts = texts_of(request)
    found = file(code, viewer=PUBLIC, on=today(), texts=texts)
    if found is None:
        return not_found(request, code)
    shown = found.organisation
    if shown.uscc != code:
        return redirect("portal:organisation", shown.uscc)
    page = {"section": "search", "organisation": shown, "history": history(shown), "today": today()}
    page |= {
        "timeline": timeline(found.records, today()),
        "chapters": chapters(found.records, catalogue_in_force(today(), texts)),
    }
    return render(request, "portal/organisation.html", page)


@login_not_required
@require_safe
@cache_control(private=True, max_age=A_WEEK)
def qr_code(request: HttpRequest, code: str) -> HttpResponse:
    """二维码 that opens the page of an organisation. It holds the address and nothing about anybody, so that browsers may
    keep it; whether there is such an organisation, the page says."""
    if len(code) != LENGTH:
        raise Http404
    address = request.build_absolute_uri(reverse("portal:organisation", args=[code]))
    return HttpResponse(qr(address), content_type="image/svg+xml")


def not_found(request: HttpRequest, code: str) -> HttpResponse:
    """没有这个主体: what is the matter with the code, what was probably meant, and where to look further."""
    return render(request, "portal/organisation_missing.html", {"section": "search"} | answer(code), status=404)
