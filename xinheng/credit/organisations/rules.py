"""主体: why something may not be done with organisations."""

from django.utils.translation import gettext as _

from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.refusal import Refusal, Refused


def authority_ref(authority: str) -> str:
    """The `ref` of an authority given by its ref or its 统一社会信用代码. Raises `Refused` `authorities.unknown`."""
    known = authorities(viewer=PUBLIC)
    if authority in known:
        return authority
    by_code = {each.uscc: ref for ref, each in known.items()}
    if authority not in by_code:
        sentence = _("没有登记代码为 %(code)s 的部门。请先登记部门，再以其名义报送。")
        raise Refused(Refusal("authorities.unknown", sentence % {"code": authority}))
    return by_code[authority]


def why_not_decide(organisation: str | None, chosen: int | None, reason: str) -> Refusal | None:
    """匹配决定 names an organisation that exists, or nobody, and says why."""
    if organisation and chosen is None:
        sentence = _("没有代码为 %(code)s 的主体。请从候选中选择，或决定不采用。")
        return Refusal("organisations.unknown", sentence % {"code": organisation})
    if not reason.strip():
        return Refusal("organisations.reason_missing", _("匹配决定须写明理由。请填写后再提交。"))
    return None


def why_not_look_back(viewer: Viewer, uscc: str | None) -> Refusal | None:
    """历史查询: how things stood or were known on another day is for government and for the organisation itself.

    What has ended, been repaired or corrected must not stay readable to the public by asking for an earlier day.
    """
    if Level.GOVERNMENT in viewer.levels or (uscc and uscc in viewer.consented):
        return None
    return Refusal("organisations.history_not_permitted", _("公众只能查询当前信息。查询历史信息请登录并说明用途。"))
