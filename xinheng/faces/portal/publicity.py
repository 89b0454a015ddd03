"""看公示: what is public today across the place, and each item with from, until and why. The public's view only."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.rules import CONFIGURED, source_of
from xinheng.credit.catalogue.schema import WindowKind
from xinheng.credit.publicity import queries as publicity
from xinheng.credit.publicity.queries import PublicCount
from xinheng.faces.clock import today
from xinheng.faces.design.freshness import asked_each_time
from xinheng.faces.design.sheets import MOST_ROWS, long_download
from xinheng.faces.law import pack_of, texts_of
from xinheng.faces.portal.forms import PublicityForm
from xinheng.faces.portal.public_table import table_of
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.policies.pack import Pack
from xinheng.ground.policies.queries import InForce
from xinheng.ground.refusal import Refused

MOST_AUTHORITIES = 12  # in the chart; the others stand together
LONGEST_CURSOR = 60
NOTICES = 10  # of withdrawal, the newest


@dataclass(frozen=True)
class OfAuthority:
    """某机关的公示条数: penalties, permits and everything else."""

    code: str
    name: str
    penalties: int
    permits: int
    others: int

    @property
    def total(self) -> int:
        return self.penalties + self.permits + self.others


def public_types(texts: InForce) -> dict[str, RecordType]:
    """The types that may be public, by code, in the order of the catalogue."""
    found = catalogue_in_force(today(), texts).collectable().values()
    public = [each for each in found if each.entry.publicity.window is not WindowKind.NOT_PUBLIC]
    return {each.type: each for each in sorted(public, key=lambda each: each.entry.order)}


def names_of_authorities() -> dict[str, str]:
    """What authorities are called, by their code."""
    return {each.uscc: each.name for each in authorities(viewer=PUBLIC).values()}


@login_not_required
@require_safe
@asked_each_time
def records(request: HttpRequest) -> HttpResponse:
    """公示目录: a page of what was chosen, newest decision first, and how many there are of each type and authority."""
    texts = texts_of(request)
    types, names = public_types(texts), names_of_authorities()
    form = PublicityForm(request.GET, types=types, names=names)
    page = {"section": "publicity", "form": form, "types": types, "names": names, "today": today()}
    if not form.is_valid():
        return render(request, "portal/publicity.html", page, status=422)
    asked, chosen, after = form.query, form.chosen, request.GET.get("after", "")[:LONGEST_CURSOR]
    try:
        found = publicity.public_records(viewer=PUBLIC, on=today(), after=after or None, texts=texts, **chosen)
    except Refused:  # a place in the list that was mangled on its way: the beginning is always right
        return redirect(f"{request.path}?{urlencode(asked)}")
    counts = publicity.public_counts(viewer=PUBLIC, on=today(), texts=texts, **chosen)
    by_type = counted_types(counts)
    notices = publicity.withdrawal_notices(viewer=PUBLIC, on=today(), limit=NOTICES) if not (asked or after) else ()
    page |= {
        "found": found,
        "notices": notices,
        "is_first_page": not after,
        "query": urlencode(asked),
        "next_query": urlencode(asked | {"after": found.next}) if found.next else "",
        "total": sum(by_type.values()),
        "by_type": [(types[code], number) for code, number in by_type.items() if code in types],
        "by_authority": of_authorities(counts, names),
        "most": MOST_ROWS,
    }
    return render(request, "portal/publicity.html", page)


def total_of(chosen: dict) -> int:
    return sum(each.records for each in publicity.public_counts(viewer=PUBLIC, on=today(), **chosen))


def counted_types(counts: tuple[PublicCount, ...]) -> Counter:
    by_type = Counter()
    for each in counts:
        by_type[each.type] += each.records
    return Counter(dict(by_type.most_common()))


def of_authorities(counts: tuple[PublicCount, ...], names: dict[str, str]) -> list[OfAuthority]:
    """公示条数 by deciding authority, the largest first, all beyond `MOST_AUTHORITIES` as one without a code."""
    by_code: dict[str, Counter] = {}
    for each in counts:
        by_code.setdefault(each.authority_code, Counter())[each.type] += each.records
    largest = sorted(by_code, key=lambda code: (-by_code[code].total(), code))
    rows = [of_authority(code, names.get(code, code), by_code[code]) for code in largest[:MOST_AUTHORITIES]]
    if rest := largest[MOST_AUTHORITIES:]:
        rows.append(of_authority("", str(len(rest)), sum((by_code[code] for code in rest), Counter())))
    return rows


def of_authority(code: str, name: str, count: Counter) -> OfAuthority:
    others = count.total() - count["penalty"] - count["permit"]
    return OfAuthority(code, name, count["penalty"], count["permit"], others)


@login_not_required
@require_safe
def table(request: HttpRequest, extension: str) -> HttpResponse:
    """公示表: what was chosen, as a file, all of it; as it is public today."""
    types, names = public_types(texts_of(request)), names_of_authorities()
    form = PublicityForm(request.GET, types=types, names=names)
    if not form.is_valid():
        return render(
            request, "portal/publicity.html", {"section": "publicity", "form": form, "today": today()}, status=422
        )
    rows = table_of(form.chosen, types, today())
    total = partial(total_of, form.chosen)
    response = long_download(request, f"publicity-{today()}", rows, extension, total=total)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
@asked_each_time
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """公示内容: one item: what was decided by whom, from when until when it is public, and why. Of one that was withdrawn since
    its decision was undone, that, and why."""
    texts = texts_of(request)
    shown = publicity.public_record(ref, viewer=PUBLIC, on=today(), texts=texts)
    if shown is None and (notice := publicity.withdrawal_notice(ref, viewer=PUBLIC, on=today())):
        page = {"section": "publicity", "notice": notice, "today": today()}
        return render(request, "portal/withdrawn.html", page, status=HTTPStatus.GONE)
    if shown is None:
        # 已终止的与从未有过的: nobody can tell by the answer whether there ever was anything.
        return render(request, "portal/publicity_missing.html", {"section": "publicity"}, status=404)
    if shown.ref != ref:
        return redirect("portal:record", shown.ref)
    own = catalogue_in_force(today(), texts).types[shown.type]
    page = {
        "section": "publicity",
        "record": shown,
        "own": own,
        "basis": basis_of(own, pack_of(request)),
        "today": today(),
    }
    return render(request, "portal/record.html", page)


def basis_of(own: RecordType, pack: Pack) -> dict:
    """公示依据 of a type: the document and article that make it public, else those that found it."""
    item = own.entry.publicity.basis or own.item
    if item is None or item.source == CONFIGURED:
        return {}
    return {"source": source_of(item, own.entry, pack), "article": item.article}
