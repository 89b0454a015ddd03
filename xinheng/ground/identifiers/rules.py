"""个人号码: why a text that somebody wrote may not be kept."""

from xinheng.ground.identifiers.personal_numbers import masked
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

PERSONAL_NUMBER = Refusal(
    "identifiers.personal_number",
    Text(
        zh="所写文字中有身份证号、电话、银行卡号或者邮箱，不能保存。请去掉后再提交。",
        en="The text holds a resident ID, telephone or bank card number or a mail address, which is not kept. Take it out, "
        "then submit again.",
    ),
)


def why_not_kept(*texts: str) -> Refusal | None:
    """A reason, a basis or the name of a document is kept for good and may become public: without numbers of people."""
    return PERSONAL_NUMBER if any(masked(text) != text for text in texts) else None
