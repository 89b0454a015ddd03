"""部门: why an authority may not be recorded like this."""

from collections.abc import Container, Mapping

from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.refusal import Refusal


def why_not_uscc(uscc: str) -> Refusal | None:
    """An authority is known by a valid 统一社会信用代码 (GB 32100-2015)."""
    judged = judge(uscc)
    if judged.valid and judged.normalised == uscc:
        return None
    hint = f"是否为 {judged.suggestion}？" if judged.suggestion else "请核对机关赋码证书。"
    return Refusal("authorities.uscc_invalid", f"部门代码 {uscc} 不是有效的统一社会信用代码。{hint}", "GB 32100-2015")


def why_not_parent(ref: str, parent: str | None, parents: Mapping[str, str | None]) -> Refusal | None:
    """The tree has no circles and no missing branches. `parents` is the tree as it stands, parent by ref."""
    if parent is None:
        return None
    if parent not in parents:
        return Refusal("authorities.parent_unknown", f"上级部门 {parent} 不存在。请先登记上级部门。")
    above: str | None = parent
    while above is not None:
        if above == ref:
            return Refusal("authorities.parent_circular", "上级部门不能是本部门或其下级。请另选上级部门。")
        above = parents[above]
    return None


def why_not_successor(ref: str, successor: str | None, known: Container[str]) -> Refusal | None:
    """Another authority that is known takes the work over."""
    if successor is None or (successor in known and successor != ref):
        return None
    return Refusal("authorities.successor_unknown", f"承接部门 {successor} 不存在，或就是本部门。请先登记承接部门。")
