"""匹配: which organisation a printed code and name mean. One service for everything that names an organisation.

In this order: what a reviewer decided · the code itself · a former number · the organisation code inside · the whole
folded name, present before former · and else candidates for a person to choose from. A name is taken only where it
belongs to one organisation alone; a likeness is never a match.
"""

from dataclasses import dataclass
from enum import StrEnum

from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.models import Decision, SearchName
from xinheng.credit.organisations.search import finding
from xinheng.credit.organisations.search.finding import Candidate
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.text import Text


class How(StrEnum):
    """匹配方式: by what an organisation was found."""

    DECISION = "decision"
    CODE = "code"
    FORMER_CODE = "former_code"
    INNER_CODE = "inner_code"
    NAME = "name"
    FORMER_NAME = "former_name"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Match:
    """匹配结果: the organisation's id, or none; with `needs_review` a person must choose among the candidates.

    `agrees` says whether the printed name is one that the organisation bears or bore: only a valid code that agrees
    with the name may make an adverse record public. A decision that the print means nobody has no organisation and
    needs no review.
    """

    organisation: int | None
    how: How
    agrees: bool = False
    candidates: tuple[Candidate, ...] = ()
    needs_review: bool = False


SAME_NAME = Text(zh="名称完全相同", en="the name is the same")
SAME_CODE = Text(zh="代码相同，名称不同", en="the code is the same, the name is not")
HOW_BY_CODE = {"code": How.CODE, "former_code": How.FORMER_CODE, "part_of_code": How.INNER_CODE}
CERTAIN = 100


def resolve(printed_code: str | None, printed_name: str) -> Match:
    """匹配 of one print."""
    code, name = normalise(printed_code or ""), folded(printed_name)
    if decision := decided(code, name):
        return Match(decision.organisation_id, How.DECISION, agrees=decision.organisation_id is not None)
    bearers = bearers_of(name) if name else []
    owners = finding.owners_of(code) if code else []
    if not owners:
        return by_name(bearers, printed_name)
    return by_code(owners, bearers)


def decided(code: str, name: str) -> Decision | None:
    """匹配决定: the newest one on this print."""
    decisions = Decision.objects.filter(printed_code=code, printed_name_folded=name, batch__knowledge_no__isnull=False)
    return decisions.order_by("-batch__knowledge_no").first()


def bearers_of(name: str) -> list[SearchName]:
    """Who bears a folded name or bore it, present bearers first. A name that may be a person's leads to nobody."""
    return list(SearchName.objects.filter(folded=name, is_public=True).order_by("-is_current", "organisation_id"))


def by_code(owners: list[tuple[int, finding.Matched]], bearers: list[SearchName]) -> Match:
    """By code, if it leads to one organisation and the name does not belong to another."""
    owning, bearing = {owner for owner, _ in owners}, {each.organisation_id for each in bearers}
    both = owning & bearing
    if len(both) == 1:  # the name tells which of two, where an organisation code leads to two
        organisation = both.pop()
        return Match(organisation, HOW_BY_CODE[dict(owners)[organisation].how], agrees=True)
    if len(owning) == 1 and not bearing:
        organisation, matched = owners[0]
        return Match(organisation, HOW_BY_CODE[matched.how])
    by_code = tuple(Candidate(owner, matched.text, CERTAIN, (SAME_CODE,)) for owner, matched in owners)
    return Match(None, How.NOTHING, candidates=by_code + bearing_candidates(bearers), needs_review=True)


def by_name(bearers: list[SearchName], printed_name: str) -> Match:
    """By the whole name: the one present bearer, else the one former bearer; of two, or none, candidates."""
    for how, is_current in ((How.NAME, True), (How.FORMER_NAME, False)):
        organisations = {each.organisation_id for each in bearers if each.is_current is is_current}
        if len(organisations) == 1:
            return Match(organisations.pop(), how, agrees=True)
        if organisations:
            return Match(None, How.NOTHING, candidates=bearing_candidates(bearers), needs_review=True)
    alike = tuple(finding.candidates(printed_name)) if printed_name else ()
    return Match(None, How.NOTHING, candidates=alike, needs_review=bool(alike))


def bearing_candidates(bearers: list[SearchName]) -> tuple[Candidate, ...]:
    found = {
        each.organisation_id: Candidate(each.organisation_id, each.name, CERTAIN, (SAME_NAME,)) for each in bearers
    }
    return tuple(found.values())
