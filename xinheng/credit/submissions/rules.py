"""报送: why something may not be submitted or decided."""

from datetime import date

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.ground.authorities.queries import authority
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.identifiers.rules import why_not_kept
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

RECORD_KNOWN = Refusal(
    "submissions.record_known",
    Text(
        zh="这一内容已经在档，不必再采用。请决定不采用这一行。",
        en="A record with this content is in file already. Decide for none.",
    ),
)

FILE_COMING_IN = Refusal(
    "submissions.file_coming_in",
    Text(
        zh="同类信息的一个文件正在收件，这一行暂时不能核定，还没有写入任何内容。请过几分钟再提交。",
        en="A file of the same type is being taken in, so this row cannot be decided yet, and nothing was written. "
        "Submit again in a few minutes.",
    ),
)
OVERTAKEN = Refusal(
    "submissions.overtaken",
    Text(
        zh="收件期间主体名册一再更新，这个文件没有收下任何一行。请过几分钟再报送同一个文件。",
        en="The register of organisations kept changing while the file was taken in, and no row of it was taken. "
        "Send the same file again in a few minutes.",
    ),
)


def why_not_provide(record_type: RecordType, ref: str) -> Refusal | None:
    """信息提供单位: where the catalogue names the providers of a type, others do not report it."""
    named = record_type.entry.reporting.providers
    if named is None or authority(ref, viewer=PUBLIC).uscc in named:
        return None
    title = record_type.entry.title
    zh = f"归集目录没有把本部门列为“{title.zh}”的信息提供单位。请核对类型。"
    en = f"The catalogue does not name this authority as a provider of {title.en}. Check the type."
    return Refusal("submissions.not_a_provider", Text(zh=zh, en=en))


def why_no_row(ref: str) -> Refusal:
    """No row under review of that ref."""
    zh, en = f"没有待核行 {ref}。", f"No row {ref} is under review."
    return Refusal("submissions.row_unknown", Text(zh=zh, en=en))


def why_not_decide(is_decided: bool, organisation: str | None, chosen: int | None, reason: str) -> Refusal | None:
    """待核决定 is made once, names an organisation that exists, or nobody, and says why."""
    if is_decided:
        zh, en = "这一行已经有人决定过。请刷新页面查看。", "Somebody has decided on this row already. Reload the page."
        return Refusal("submissions.decided_already", Text(zh=zh, en=en))
    if organisation and chosen is None:
        zh = f"没有代码为 {organisation} 的主体。请从候选中选择，或决定不采用。"
        en = f"No organisation has the code {organisation}. Choose one of the candidates, or decide for none."
        return Refusal("organisations.unknown", Text(zh=zh, en=en))
    if not reason.strip():
        zh, en = "决定须写明理由。请填写后再提交。", "A decision needs its reason. Write it, then submit again."
        return Refusal("submissions.reason_missing", Text(zh=zh, en=en))
    return why_not_kept(reason)


def why_not_zero(record_type: RecordType, month: date, on: date, records: int, is_told: bool) -> Refusal | None:
    """零报送 is for a month that has begun, in which the authority reported nothing of the type."""
    title = record_type.entry.title
    if month > on:
        zh, en = (
            f"{month:%Y年%m月}尚未开始，不能零报送。",
            f"{month:%Y-%m} has not begun; there is nothing to say of it yet.",
        )
        return Refusal("submissions.month_to_come", Text(zh=zh, en=en))
    if records:
        zh = f"{month:%Y年%m月}已有“{title.zh}”记录 {records} 条，不能零报送。请核对类型和月份。"
        en = f"{records} records of {title.en} were decided in {month:%Y-%m}: not a month without any. Check type and month."
        return Refusal("submissions.month_has_records", Text(zh=zh, en=en))
    if is_told:
        zh, en = f"{month:%Y年%m月}的零报送已经收到。", f"The zero report of {month:%Y-%m} has been received already."
        return Refusal("submissions.zero_told_already", Text(zh=zh, en=en))
    return None
