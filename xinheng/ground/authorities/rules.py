"""部门: why an authority may not be recorded like this."""

from collections.abc import Container, Mapping

from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text


def why_unknown(authority: str) -> Refusal:
    """No authority of that `ref`."""
    sentence = Text(
        zh=f"没有部门 {authority}。请先登记部门。", en=f"There is no authority {authority}. Record the authority first."
    )
    return Refusal("authorities.unknown", sentence)


def why_not_uscc(uscc: str) -> Refusal | None:
    """An authority is known by a valid 统一社会信用代码 (GB 32100-2015)."""
    judged = judge(uscc)
    if judged.valid and judged.normalised == uscc:
        return None
    meant = judged.suggestion
    hint = f"是否为 {meant}？" if meant else "请核对机关赋码证书。"
    hint_en = f"Is it {meant}?" if meant else "Check it against the authority's code certificate."
    sentence = Text(
        zh=f"部门代码 {uscc} 不是有效的统一社会信用代码。{hint}",
        en=f"The authority's code {uscc} is no valid unified social credit code. {hint_en}",
    )
    return Refusal("authorities.uscc_invalid", sentence, "GB 32100-2015")


def why_not_parent(ref: str, parent: str | None, parents: Mapping[str, str | None]) -> Refusal | None:
    """The tree has no circles and no missing branches. `parents` is the tree as it stands, parent by ref."""
    if parent is None:
        return None
    if parent not in parents:
        sentence = Text(
            zh=f"上级部门 {parent} 不存在。请先登记上级部门。",
            en=f"The higher authority {parent} does not exist. Record it first.",
        )
        return Refusal("authorities.parent_unknown", sentence)
    above: str | None = parent
    while above is not None:
        if above == ref:
            sentence = Text(
                zh="上级部门不能是本部门或其下级。请另选上级部门。",
                en="An authority is not above itself, nor is one below it. Choose another higher authority.",
            )
            return Refusal("authorities.parent_circular", sentence)
        above = parents[above]
    return None


def why_not_successor(ref: str, successor: str | None, known: Container[str]) -> Refusal | None:
    """Another authority that is known takes the work over."""
    if successor is None or (successor in known and successor != ref):
        return None
    sentence = Text(
        zh=f"承接部门 {successor} 不存在，或就是本部门。请先登记承接部门。",
        en=f"The succeeding authority {successor} does not exist, or is this one. Record the successor first.",
    )
    return Refusal("authorities.successor_unknown", sentence)
