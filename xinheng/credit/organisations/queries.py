"""主体: reading organisations. Everything that leaves here is a frozen value that the viewer may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count, Q
from django.db.models.functions import Substr

from xinheng.credit.organisations import classification, resolution
from xinheng.credit.organisations.facts import (
    end_of,
    known,
    organisation_by_code,
    present_names,
    undecided,
)
from xinheng.credit.organisations.models import Identifier, Lineage, Organisation
from xinheng.credit.organisations.particulars import (
    Code,
    ListedName,
    Version,
    bonds_of,
    codes_of,
    listed_names_of,
    versions_of,
)
from xinheng.credit.organisations.personal import masked
from xinheng.credit.organisations.resolution import How, Match
from xinheng.credit.organisations.rules import why_not_history, why_not_look_back
from xinheng.credit.organisations.search import finding
from xinheng.ground.disclosure import Field, Level, Viewer, project
from xinheng.ground.identifiers import regions
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.problems import Problem
from xinheng.ground.refusal import Refused
from xinheng.ground.text import Text

PAGE = 50


@dataclass(frozen=True)
class Source:
    """来源: the submission, sheet and row that something was read from."""

    submission: str
    sheet: str
    row: int


@dataclass(frozen=True)
class IdentifierView:
    """标识: a code that leads to the organisation, and what is wrong with it, if anything."""

    kind: str
    value: str
    warning: str


@dataclass(frozen=True)
class NameView:
    """曾用名: a name and when it was used, as far as the register says."""

    name: str
    used_from: date | None
    used_until: date | None


@dataclass(frozen=True)
class StateView:
    """登记状态 from a day on; without a day where the register does not say."""

    state: str
    since: date | None


@dataclass(frozen=True)
class LineageView:
    """沿革: how the organisation is bound to another. `of_this` tells the branch from its head, and so on."""

    kind: str
    uscc: str | None
    name: str
    on: date | None
    of_this: bool


@dataclass(frozen=True)
class OrganisationView:
    """主体: an organisation as the viewer may see it. `masked`: the name may be a person's and is shown as 王**."""

    uscc: str | None
    name: str
    masked: bool
    identifiers: tuple[IdentifierView, ...]
    former_names: tuple[NameView, ...]
    state: str
    states: tuple[StateView, ...]
    kind: str
    kind_name: str
    region: str
    region_name: str
    industry: str
    industry_name: str
    established_on: date | None
    capital_fen: int | None
    branches: tuple[LineageView, ...]
    lineage: tuple[LineageView, ...]
    warnings: tuple[str, ...]
    is_pending: bool
    version: int
    source: Source


# ---- one organisation -----------------------------------------------------------------------------------------------


def organisation(
    code: str, *, viewer: Viewer, as_of: date | None = None, known_on: date | None = None
) -> OrganisationView | None:
    """一个主体, by any of its codes, or nothing. One without a 统一社会信用代码 is for government only.

    `as_of` chooses what was so on that day, `known_on` what had become known before its end; both are refused to the
    public (`organisations.history_not_permitted`).
    """
    found = organisation_by_code(code)
    return None if found is None else organisation_asked_by(code, found, viewer=viewer, as_of=as_of, known_on=known_on)


def organisation_asked_by(
    code: str, found: int, *, viewer: Viewer, as_of: date | None = None, known_on: date | None = None
) -> OrganisationView | None:
    """The same, for whoever has looked up which organisation the code leads to."""
    codes = codes_of(found)
    if (as_of or known_on) and (refusal := why_not_look_back(viewer, uscc_of(codes))):
        raise Refused(refusal)
    codes = tuple(each for each in codes if not known_on or each.known_at < end_of(known_on))
    uscc = uscc_of(codes)
    if uscc is None and Level.GOVERNMENT not in viewer.levels:
        return None
    versions = versions_of(found, as_of, known_on)
    if is_hidden(versions, normalise(code) in {each.value for each in codes}, viewer):
        return None
    identifiers = tuple(IdentifierView(each.kind, each.value, each.warning) for each in codes)
    return view_of(found, versions, identifiers, uscc, viewer, known_on) if versions else None


def is_hidden(versions: list[Version], by_full_code: bool, viewer: Viewer) -> bool:
    """A business whose name may be a person's is found by its full code only, not by the organisation code inside."""
    is_personal = bool(versions) and versions[-1].may_be_personal
    return is_personal and not by_full_code and Level.GOVERNMENT not in viewer.levels


def uscc_of(codes: tuple[Code, ...]) -> str | None:
    return next((each.value for each in codes if each.kind == Identifier.Kind.USCC), None)


def view_of(
    found: int,
    versions: list[Version],
    identifiers: tuple[IdentifierView, ...],
    uscc: str | None,
    viewer: Viewer,
    known_on: date | None,
) -> OrganisationView:
    current = versions[-1]
    is_masked = current.may_be_personal and Level.GOVERNMENT not in viewer.levels and uscc not in viewer.consented
    lineage = () if is_masked else tuple(lineage_of(found, known_on, viewer))
    values = {
        "uscc": uscc,
        "name": masked(current.name) if is_masked else current.name,
        "masked": is_masked,
        "identifiers": identifiers,
        "former_names": () if is_masked else tuple(former_names(versions, listed_names_of(found, known_on))),
        "state": current.state,
        "states": tuple(states(versions)),
        "kind": current.kind,
        "kind_name": classification.kind_name(current.kind),
        "region": current.region,
        "region_name": regions.name_of(current.region),
        "industry": current.industry,
        "industry_name": classification.industry_names().get(current.industry, ""),
        "established_on": current.established_on,
        "capital_fen": current.capital_fen,
        "branches": tuple(each for each in lineage if each.kind == Lineage.Kind.BRANCH_OF and not each.of_this),
        "lineage": tuple(each for each in lineage if each.kind != Lineage.Kind.BRANCH_OF or each.of_this),
        "warnings": tuple(each.warning for each in identifiers if each.warning),
        "is_pending": uscc is None,
        "version": current.version,
        "source": Source(current.submission, current.sheet, current.row),
    }
    fields = (Field(code, Level.PUBLIC, value, uscc) for code, value in values.items())
    return OrganisationView(**project(fields, viewer))


def former_names(versions: list[Version], listed: list[ListedName]) -> Iterator[NameView]:
    """曾用名: those of earlier versions, then those that the register lists without an earlier version."""
    current, seen = versions[-1].name, set()
    for earlier, later in pairwise(versions):
        if earlier.name != later.name and earlier.name != current and not earlier.may_be_personal:
            seen.add(earlier.name)
            yield NameView(earlier.name, earlier.valid_from, later.valid_from)
    yield from (NameView(each.name, None, each.used_until) for each in listed if each.name not in seen | {current})


def states(versions: list[Version]) -> Iterator[StateView]:
    """登记状态 over time: one entry for each change."""
    for earlier, later in pairwise([None, *versions]):
        if earlier is None or earlier.state != later.state:
            yield StateView(later.state, later.valid_from)


def lineage_of(found: int, known_on: date | None, viewer: Viewer) -> Iterator[LineageView]:
    """沿革 in both directions, with the present name and code of the other; one without a code is for government only."""
    bonds = bonds_of(found, known_on)
    others = [bond.other if bond.organisation == found else bond.organisation for bond in bonds]
    cards = finding.cards(others, viewer) if others else {}
    for bond, other in zip(bonds, others, strict=True):
        if card := cards.get(other):
            yield LineageView(bond.kind, card.uscc, card.shown, bond.on, bond.organisation == found)


# ---- many -----------------------------------------------------------------------------------------------------------


def search(text: str, *, viewer: Viewer, after: str | None = None, limit: int = 20) -> finding.Found:
    """检索: the organisations that a text means, best first."""
    return finding.search(text, viewer=viewer, after=after, limit=limit)


@dataclass(frozen=True)
class WrongCode:
    """错码: an organisation whose code fails, with what is wrong and what was probably meant."""

    uscc: str
    name: str
    problems: tuple[Problem, ...]
    suggestion: str | None


@dataclass(frozen=True)
class WrongCodes:
    """错码清单: one page, and the code after which the next one begins."""

    codes: tuple[WrongCode, ...]
    next: str | None


def wrong_codes(*, viewer: Viewer, after: str | None = None, limit: int = PAGE) -> WrongCodes:
    """错码清单 for government: codes that were issued or reported wrong, in the order of the codes."""
    if Level.GOVERNMENT not in viewer.levels:
        return WrongCodes((), None)
    failing = known(Identifier.objects.filter(~Q(warning=""), value__gt=after or ""), None)
    rows = list(failing.order_by("value").values_list("organisation_id", "value")[: limit + 1])
    names = present_names({organisation for organisation, _ in rows})
    page = []
    for organisation, value in rows[:limit]:
        judged = judge(value)
        page.append(WrongCode(value, names[organisation], judged.problems, judged.suggestion))
    return WrongCodes(tuple(page), rows[limit - 1][1] if len(rows) > limit else None)


@dataclass(frozen=True)
class WrongCodeRate:
    """重错码率: of the organisations in file, how many have a failing code, and how many a code that collides.

    `repeated` are codes whose organisation code stands in another one too: an organisation has only one. `pending` have
    no 统一社会信用代码 at all; only government is told how many.
    """

    organisations: int
    wrong: int
    repeated: int
    pending: int | None = None

    @property
    def per_100_000(self) -> int:
        return (self.wrong + self.repeated) * 100_000 // self.organisations if self.organisations else 0


def wrong_code_rate(*, viewer: Viewer) -> WrongCodeRate:
    """重错码率 of the place."""
    usccs = known(Identifier.objects.filter(kind=Identifier.Kind.USCC), None)
    inner = usccs.annotate(inner=Substr("value", 9, 9)).values("inner").annotate(times=Count("pk")).filter(times__gt=1)
    organisations = known(Organisation.objects.all(), None).count()
    counts = {
        "organisations": (Level.PUBLIC, organisations),
        "wrong": (Level.PUBLIC, usccs.exclude(warning="").count()),
        "repeated": (Level.PUBLIC, sum(each["times"] for each in inner)),
        "pending": (Level.GOVERNMENT, organisations - usccs.values("organisation").distinct().count()),
    }
    return WrongCodeRate(**project((Field(code, *counted) for code, counted in counts.items()), viewer))


@dataclass(frozen=True)
class ReviewView:
    """待核: a printed code and name that a person must decide on, and where it came from."""

    printed_code: str
    printed_name: str
    reason: str
    source: Source


def review_queue(*, viewer: Viewer, limit: int = PAGE) -> tuple[ReviewView, ...]:
    """待核队列 for government, oldest first; what has been decided is no longer in it."""
    if Level.GOVERNMENT not in viewer.levels:
        return ()
    return tuple(
        ReviewView(item.printed_code, item.printed_name, item.reason, Source(item.batch.ref, item.sheet, item.row))
        for item in undecided()[:limit]
    )


@dataclass(frozen=True)
class HistoryView:
    """历史登记: whose history a print that waits would become part of, and what it says was so from which days on."""

    code: str
    name: str
    states: tuple[StateView, ...]


def history(printed_code: str, printed_name: str, *, viewer: Viewer) -> HistoryView | None:
    """历史登记 for a reviewer: what accepting a print as history would say; nothing where it cannot be accepted."""
    if Level.GOVERNMENT not in viewer.levels:
        return None
    items = list(undecided().filter(printed_code=printed_code, printed_name=printed_name))
    if why_not_history(items):
        return None
    organisation = items[0].organisation_id
    codes = codes_of(organisation)
    days = (item.content["valid_from"] for item in items)
    states = tuple(
        StateView(item.content["state"], day and date.fromisoformat(day)) for item, day in zip(items, days, strict=True)
    )
    return HistoryView(uscc_of(codes) or codes[0].value, present_names({organisation})[organisation], states)


def resolve(printed_code: str | None, printed_name: str, *, viewer: Viewer) -> Match:
    """匹配 for government: the organisation that a print means, or the candidates for a person to choose from."""
    if Level.GOVERNMENT not in viewer.levels:
        return Match(None, How.NOTHING)
    return resolution.resolve(printed_code, printed_name)


@dataclass(frozen=True)
class CandidateView:
    """候选主体 for a reviewer: who it is, how alike the names are (of 100), and in what."""

    code: str
    name: str
    state: str
    region: str
    score: int
    reasons: tuple[Text, ...]


def candidates(printed_code: str, printed_name: str, *, viewer: Viewer) -> tuple[CandidateView, ...]:
    """候选主体 for government: whom a print may mean, the likest first; the one alone where there is no doubt."""
    match = resolve(printed_code, printed_name, viewer=viewer)
    reason = resolution.SAME_NAME if match.agrees else resolution.SAME_CODE
    alone = finding.Candidate(match.organisation, printed_name, resolution.CERTAIN, (reason,))
    found = match.candidates or ((alone,) if match.organisation else ())
    cards = finding.cards([each.organisation for each in found], viewer)
    return tuple(
        CandidateView(card.uscc or printed_code, card.name, card.state, card.region, each.score, each.reasons)
        for each in found
        if (card := cards.get(each.organisation))
    )
