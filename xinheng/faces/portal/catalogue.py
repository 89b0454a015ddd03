"""公众门户, 归集目录: what may be collected, from whom, on what basis, and what of it the public sees."""

import csv

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force, type_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.template import layout_of, template
from xinheng.faces.clock import today
from xinheng.faces.portal import catalogue_reading as reading
from xinheng.faces.portal.catalogue_table import table_of
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.policies.queries import pack_in_force
from xinheng.ground.refusal import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def type_or_404(code: str) -> RecordType:
    try:
        return type_in_force(code, today())
    except Refused as unknown:
        raise Http404 from unknown


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """归集目录: every type by category, then those that are not collected and why."""
    published, pack = catalogue_in_force(today()), pack_in_force(settings.PLACE)
    page = {
        "section": "rules",
        "groups": reading.by_category(published, pack),
        "disabled": [each for each in published.types.values() if each.why_not_collect],
        "collectable": len(published.collectable()),
    }
    return render(request, "portal/catalogue.html", page)


@login_not_required
@require_safe
def record_type(request: HttpRequest, code: str) -> HttpResponse:
    """目录条目: one type with its fields, its layouts and what of it is public."""
    shown = type_or_404(code)
    names = (
        {each.uscc: each.name for each in authorities(viewer=PUBLIC).values()} if shown.entry.reporting.duties else {}
    )
    page = reading.page_of(shown, pack_in_force(settings.PLACE), today(), names)
    return render(request, "portal/record_type.html", {"section": "rules", "type": shown, "page": page})


@login_not_required
@require_safe
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """填报模板 of a type that may be collected."""
    shown = type_or_404(code)
    if shown.why_not_collect:
        raise Http404
    try:
        layout = layout_of(shown, request.GET.get("layout"))
    except Refused as unknown:
        raise Http404 from unknown
    response = HttpResponse(template(shown, layout), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{code}-{layout}.xlsx"'
    return response


@login_not_required
@require_safe
def fields_csv(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """字段表 as CSV; the mark at the start is for spreadsheets that otherwise garble Chinese."""
    shown = type_or_404(code)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-fields.csv"'
    csv.writer(response).writerows(table_of(shown))
    return response
