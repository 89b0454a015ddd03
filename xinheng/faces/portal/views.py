"""公众门户: home and the rules section. Views parse, call, render."""

import csv

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinheng.credit.publicity.queries import public_counts, public_records
from xinheng.faces.clock import today
from xinheng.faces.design.freshness import asked_each_time
from xinheng.faces.law import pack_of, texts_of
from xinheng.faces.portal import reading
from xinheng.faces.portal.forms import StartForm
from xinheng.faces.portal.months import counted_months, year_of
from xinheng.faces.portal.publicity import counted_types, public_types
from xinheng.faces.portal.table import table_of
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.policies.pack import why_not_open
from xinheng.ground.policies.queries import calendar_in_force

NEWEST = 6


def or_404(items, key: str):
    """The item of that key among those in force, or 404."""
    found = next((item for item in items if item.key == key), None)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
@asked_each_time
def home(request: HttpRequest) -> HttpResponse:
    """首页: the search, four doors, what was published last, and how much is public today."""
    texts = texts_of(request)
    rules, types = pack_of(request).rules(today()), public_types(texts)
    by_type = counted_types(public_counts(viewer=PUBLIC, on=today(), texts=texts))
    page = {
        "most_asked": reading.most_asked(rules),
        "rule_count": len(rules),
        "newest": public_records(viewer=PUBLIC, on=today(), limit=NEWEST, texts=texts).records,
        "types": types,
        "by_type": [(types[code], number) for code, number in by_type.items() if code in types],
        "total": sum(by_type.values()),
        "today": today(),
    }
    return render(request, "portal/home.html", page)


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """办事规则: every chapter, and on request only the rules that the words fit."""
    pack, asked = pack_of(request), request.GET.get("q", "").strip()[:100]
    page = {"section": "rules", "pack": pack, "chapters": reading.chapters(pack, today()), "asked": asked}
    page["found"] = reading.matching(pack.rules(today()), asked)
    return render(request, "portal/rules.html", page)


@login_not_required
@require_safe
def chapter(request: HttpRequest, code: str) -> HttpResponse:
    pack = pack_of(request)
    all_chapters = reading.chapters(pack, today())
    here = next((chapter for chapter in all_chapters if chapter.code == code), None)
    if here is None:
        raise Http404
    page = {
        "section": "rules",
        "chapter": here,
        "chapters": all_chapters,
        "windows": reading.windows(code, pack.rules(today())),
    }
    return render(request, "portal/chapter.html", page)


@login_not_required
@require_safe
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """期限: one rule with its article, what other levels say, and the due date of a start date."""
    pack, calendar = pack_of(request), calendar_in_force()
    shown = or_404(pack.rules(today()), key)
    form = StartForm(request.GET if "start" in request.GET else None, initial={"start": today()})
    page = {"section": "rules", "rule": shown, "chapter": reading.chapter_titled(pack, key), "form": form}
    if form.is_valid():
        computed = reading.compute(pack, key, form.cleaned_data["start"], calendar)
        page["computed"] = computed
        page["months"] = counted_months(computed, calendar)
    return render(request, "portal/rule.html", page)


@login_not_required
@require_safe
def rules_csv(request: HttpRequest) -> HttpResponse:
    """期限总表: the rules in force as CSV; the mark at the start is for spreadsheets that otherwise garble Chinese."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rules-{settings.PLACE}-{today()}.csv"'
    csv.writer(response).writerows(table_of(pack_of(request).rules(today())))
    return response


@login_not_required
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """名单与清单: every kind of list, by who may decide it."""
    page = {"section": "lists", "groups": reading.by_standing(pack_of(request).lists(today()))}
    return render(request, "portal/lists.html", page)


@login_not_required
@require_safe
def list_kind(request: HttpRequest, key: str) -> HttpResponse:
    pack = pack_of(request)
    shown = or_404(pack.lists(today()), key)
    page = {"section": "lists", "list": shown, "refusal": why_not_open(shown)}
    return render(request, "portal/list.html", page | reading.terms_of(shown, pack.rules(today())))


@login_not_required
@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    page = {
        "section": "rules",
        "chapters": [each for each in reading.chapters(pack_of(request), today()) if each.parameters],
    }
    return render(request, "portal/parameters.html", page)


@login_not_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """依据文件: every document the pack cites, from the nation down, with its force."""
    page = {"section": "rules", "documents": reading.documents(pack_of(request), today())}
    return render(request, "portal/sources.html", page)


@login_not_required
@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    document = next((each for each in reading.documents(pack_of(request), today()) if each.source.id == code), None)
    if document is None:
        raise Http404
    return render(request, "portal/source.html", {"section": "rules", "document": document})


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """工作日历: a year's holidays and make-up working days, with the notice that arranged them."""
    published = calendar_in_force()
    year = reading.year_asked(request.GET.get("year", ""), published, today())
    if year is None:
        covered = {"first": published.first.year, "last": published.last_provisional.year}
        return render(request, "portal/no_calendar.html", {"section": "calendar"} | covered, status=404)
    page = {
        "section": "calendar",
        "today": today(),
        "year": reading.year_in(published, year),
        "months": year_of(year, published),
        "years": reading.years_around(published, year),
    }
    return render(request, "portal/calendar.html", page)
