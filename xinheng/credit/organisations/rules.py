"""主体: why something may not be done with organisations."""

from collections.abc import Sequence

from xinheng.credit.organisations.matching import CITED, OLDER
from xinheng.credit.organisations.models import ReviewItem
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.identifiers.rules import why_not_kept
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

EARLIER = (CITED, OLDER)  # the reasons why something waits that may be history

REASON_MISSING = Refusal(
    "organisations.reason_missing",
    Text(
        zh="匹配决定须写明理由。请填写后再提交。",
        en="A decision on a match needs its reason. Write it, then submit again.",
    ),
)
NOT_WAITING = Refusal(
    "organisations.not_waiting",
    Text(
        zh="没有这样一条待核内容，可能刚由他人核定。请回到待核清单再看。",
        en="Nothing like this waits for a decision; somebody may have taken it just now. Look at the list again.",
    ),
)
NO_HISTORY = Refusal(
    "organisations.no_history",
    Text(
        zh="这一条不能收作历史登记：它不比已知的登记旧，或者所指的主体还没有入册。请改选主体，或者弃用。",
        en="This cannot be accepted as history: it is no older than what is known, or whose it is has no file yet. Choose "
        "the organisation, or leave it out.",
    ),
)
IS_PRESENT = Refusal(
    "organisations.is_present",
    Text(
        zh="这正是该主体现在的代码和名称。弃用会使它以后的登记都被退回。请选这个主体，或者收作历史登记。",
        en="This is the present code and name of the organisation. To set it aside would turn away all its registrations "
        "to come. Choose the organisation, or accept the row as history.",
    ),
)
HISTORY_NOT_PERMITTED = Refusal(
    "organisations.history_not_permitted",
    Text(
        zh="公众只能查询当前信息。查询历史信息请登录并说明用途。",
        en="The public sees what is so today. To look back, sign in and state the purpose.",
    ),
)


def authority_ref(authority: str) -> str:
    """The `ref` of an authority given by its ref or its 统一社会信用代码. Raises `Refused` `authorities.unknown`."""
    known = authorities(viewer=PUBLIC)
    if authority in known:
        return authority
    by_code = {each.uscc: ref for ref, each in known.items()}
    if authority not in by_code:
        sentence = Text(
            zh=f"没有登记代码为 {authority} 的部门。请先登记部门，再以其名义报送。",
            en=f"No authority has the code {authority}. Record the authority first, then load in its name.",
        )
        raise Refused(Refusal("authorities.unknown", sentence))
    return by_code[authority]


def why_not_decide(organisation: str | None, chosen: int | None, reason: str, *, is_present: bool) -> Refusal | None:
    """匹配决定 names an organisation that exists, or nobody, and says why. `is_present`: the print is somebody's present one."""
    if organisation and chosen is None:
        sentence = Text(
            zh=f"没有代码为 {organisation} 的主体。请从候选中选择，或决定不采用。",
            en=f"No organisation has the code {organisation}. Choose one of the candidates, or decide for none.",
        )
        return Refusal("organisations.unknown", sentence)
    if not reason.strip():
        return REASON_MISSING
    if organisation is None and is_present:
        return IS_PRESENT
    return why_not_kept(reason)


def why_not_history(items: Sequence[ReviewItem]) -> Refusal | None:
    """历史登记: everything that waits under the print says how one organisation in file was before."""
    if not items:
        return NOT_WAITING
    organisations = {item.organisation_id for item in items}
    if None in organisations or len(organisations) > 1 or not all(item.reason in EARLIER for item in items):
        return NO_HISTORY
    return None


def why_not_accept(items: Sequence[ReviewItem], reason: str) -> Refusal | None:
    """收作历史登记 needs something that is history, and a reason."""
    return why_not_history(items) or (why_not_kept(reason) if reason.strip() else REASON_MISSING)


def why_not_look_back(viewer: Viewer, uscc: str | None) -> Refusal | None:
    """历史查询: how things stood or were known on another day is for government and for the organisation itself.

    What has ended, been repaired or corrected must not stay readable to the public by asking for an earlier day.
    """
    if Level.GOVERNMENT in viewer.levels or (uscc and uscc in viewer.consented):
        return None
    return HISTORY_NOT_PERMITTED
