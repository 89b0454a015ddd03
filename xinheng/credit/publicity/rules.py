"""公示: why the public does not see a record, and why something may not be done with its publication."""

from collections.abc import Collection
from datetime import date

from xinheng.ground.identifiers.rules import why_not_kept
from xinheng.ground.policies.pack import ParameterInForce, RuleInForce
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

ORDER_36 = "信用修复管理办法（国家发展改革委令第36号）"
PENALTY_LAW_48 = "行政处罚法 第四十八条"
PENALTY_LAW_73 = "行政处罚法 第七十三条"


UNITS = {
    "workday": Text(zh="个工作日", en="working days"),
    "day": Text(zh="日", en="days"),
    "month": Text(zh="个月", en="months"),
    "year": Text(zh="年", en="years"),
}


def refusal(code: str, zh: str, en: str, article: str | None = None) -> Refusal:
    return Refusal(f"publicity.{code}", Text(zh=zh, en=en), article)


# ---- 不予公示 · why the public does not see it -----------------------------------------------------------------------

TYPE_NOT_PUBLIC = refusal(
    "type_not_public",
    "此类信息没有可以公示的目录依据，只供政务共享。",
    "No catalogue item lets this kind of record be public; it is shared within government only.",
    "国办发〔2020〕49号",
)
NOT_RELEASED = refusal(
    "not_released",
    "部门尚未审核发布。请由报送人以外的审核员核定后发布。",
    "The authority has not released it. A reviewer other than whoever reported it decides and releases.",
)
WITHDRAWN = refusal("withdrawn", "已撤回，不再公示。", "It was withdrawn and is no longer public.")
SUBJECT_CORRECTED = refusal(
    "subject_corrected",
    "更正后的版本属于另一主体，原版本不再公示；更正版本待审核发布。",
    "The corrected version is about another organisation, so the old one is no longer public; the new one awaits release.",
)
SUBJECT_UNCONFIRMED = refusal(
    "subject_unconfirmed",
    "主体不是由名称相符的有效代码认定，不利信息须由报送部门确认主体后才公示。",
    "The subject was not found by a valid code that agrees with the name; an adverse record becomes public only once "
    "its provider confirms the subject.",
)
STATED_NOT_PUBLIC = refusal(
    "stated_not_public", "认定部门注明不予公开。", "The determining authority says that it is not to be public."
)
STAYED = refusal(
    "stayed",
    "处罚已停止执行，停止期间不公示。",
    "Execution of the penalty is stayed, and it is not public while that lasts.",
    PENALTY_LAW_73,
)
UNDONE = refusal(
    "undone",
    "处罚决定已被变更、撤销、确认违法或者确认无效，不再公示。",
    "The decision was changed, revoked or declared unlawful or void; it is no longer public.",
    PENALTY_LAW_48,
)
PERMIT_INVALID = refusal(
    "permit_invalid",
    "许可已失效或被撤销，不再公示。",
    "The permit is no longer valid or was revoked; it is no longer public.",
)
UNDATED = refusal(
    "undated",
    "没有决定日期，公示期无从起算。请补报决定日期。",
    "Without the date of the decision no term can start. Report it.",
)
UNCLASSED = refusal(
    "unclassed",
    "失信程度未核定，只供政务共享。请认定部门在审核发布时核定。",
    "Its class has not been determined, so it is shared within government only. The authority fixes it at release.",
    ORDER_36,
)
NO_PENALTY_ALONE = refusal(
    "no_penalty",
    "单独的责令改正不是行政处罚，不予公示。",
    "An order to correct alone is no penalty and is not published.",
)
NO_TERM = refusal(
    "no_term",
    "决定作出时没有规定公示期限，只供政务共享。",
    "On the day of the decision no rule gave a term of publication, so it is shared within government only.",
)
NOT_YET = refusal("not_yet", "尚未到公示之日。", "The day of its publication has not come.")
ENDED = refusal("ended", "公示期已满。", "Its term of publication has ended.")
ERASED = refusal(
    "erased",
    "保存期限已满，内容已经清除，只留记录号、摘要和日期。",
    "Its retention has ended and its content was erased; number, digest and dates remain.",
)
INTERRUPTED = refusal("interrupted", "公示已暂停。", "Its publication is suspended.")
REPAIRED = refusal("repaired", "已信用修复，终止公示。", "It was repaired, and its publication has ended.", ORDER_36)


def minor_without_reason(longest: RuleInForce) -> Refusal:
    """轻微: the longest term is that of the rule that would apply."""
    number, unit = longest.term.number, UNITS[longest.term.unit]
    return refusal(
        "minor_without_reason",
        f"轻微失信信息原则上不公示；认定部门写明确有必要公示的理由后，最长公示{number}{unit.zh}。",
        "A minor item is not published as a rule; with the authority's reason why it must be, for at most "
        f"{number} {unit.en}.",
        article_of(longest),
    )


def unpublished(parameter: ParameterInForce) -> Refusal:
    return refusal(
        "kind_unpublished",
        "仅受警告或者适用简易程序的市场监管处罚不公示。",
        "A market regulation penalty of a warning alone, or by simple procedure, is not published.",
        article_of(parameter),
    )


def kept_out(parameter: ParameterInForce) -> Refusal:
    return refusal(
        "kept_out",
        "按本省规定，此类处罚不纳入信用记录。",
        "By the province's regulation such a penalty is kept out of the file.",
        article_of(parameter),
    )


def article_of(found: ParameterInForce | RuleInForce) -> str:
    return " ".join(filter(None, (found.source.title.zh, found.article)))


# ---- 不予办理 · why something may not be done -------------------------------------------------------------------------

NOTHING_TO_DO = refusal(
    "nothing_named",
    "没有指明要办理的记录。请选择记录或者报送批次。",
    "No record was named. Choose records, or a submission.",
)
UNKNOWN_CLASS = refusal(
    "class_unknown",
    "没有这种失信程度。可选：轻微、一般、严重。",
    "There is no such class. Choose minor, general or serious.",
)
REASON_MISSING = refusal(
    "reason_missing", "此项办理须写明理由。请填写后再提交。", "This needs its reason. Write it, then submit again."
)
DOCUMENT_MISSING = refusal(
    "document_missing",
    "此项登记须有文书为据。请填写文书名称和文号。",
    "This rests on a document. Give its name and number.",
    PENALTY_LAW_73,
)
PROOF_MISSING = refusal(
    "proof_missing",
    "登记履行须写明凭证（缴款凭证、验收文书等）或者核实的经过。请填写后再提交。",
    "This rests on a proof (a receipt of payment, a record of acceptance) or on how it was established. Give one of them.",
    ORDER_36,
)
DAYS_WRONG = refusal(
    "days_wrong",
    "起始日不能晚于今天，截止日不能早于起始日。请核对日期。",
    "It cannot begin after today, nor end before it begins. Check the dates.",
)
ALREADY_MARKED = refusal("already_marked", "该记录已有同样的标注。", "The record already bears this mark.")
NO_FREE_TEXT = refusal("no_free_text", "该记录没有需要确认的文本。", "The record has no text to confirm.")
WITHDRAWN_ALREADY = refusal(
    "withdrawn_already", "该记录已撤回，不必再办。", "The record has been withdrawn already; nothing is left to do."
)
SUBJECT_BY_CODE = refusal(
    "subject_by_code",
    "主体由名称相符的有效代码认定，不必确认。",
    "The subject was found by a valid code that agrees with the name; it needs no confirmation.",
)
NO_SUCH_MARK = refusal(
    "mark_unknown",
    "该记录没有这项可以解除的标注，或者已解除。请刷新后再看。",
    "The record bears no such mark that could be lifted, or it was lifted. Reload and look again.",
)
NOT_CURRENT = refusal(
    "not_current",
    "记录已有更新的版本。请刷新后再办理。",
    "There is a newer version of the record. Reload and decide again.",
)
RELEASED_ALREADY = refusal(
    "released_already",
    "该版本已发布，不能退回；请改用撤回。",
    "This version is released and cannot be returned; withdraw it instead.",
)
RETURNED = refusal(
    "returned", "该版本已退回，待部门更正后重新报送。", "This version was returned; the corrected one is awaited."
)


def unknown_record(ref: str) -> Refusal:
    return refusal("record_unknown", f"没有记录 {ref}。请核对记录号。", f"There is no record {ref}. Check its number.")


def unknown_submission(ref: str) -> Refusal:
    return refusal(
        "submission_unknown",
        f"报送批次 {ref} 没有可以办理的记录。请核对批次号。",
        f"Submission {ref} holds no records. Check its number.",
    )


NOT_OWN = "publicity.not_own"


def why_not_own(ref: str, *, is_own: bool) -> Refusal | None:
    """谁产生、谁负责: an authority acts on what it provided itself."""
    if is_own:
        return None
    return refusal(
        NOT_OWN.removeprefix("publicity."),
        f"记录 {ref} 不是本部门报送的，请由报送部门办理。",
        f"Record {ref} was reported by another authority, which alone can do this.",
    )


def why_not_second(reporters: Collection[str], by: str) -> Refusal | None:
    """第二人审核: nobody releases what they reported themselves, or made a record of by a decision under review."""
    if by not in reporters:
        return None
    return refusal(
        "same_person",
        "报送人不能审核发布自己报送的记录。请由另一名审核员办理。",
        "Nobody releases what they reported themselves. Another reviewer does it.",
    )


def why_not_reason(reason: str) -> Refusal | None:
    return why_not_kept(reason) if reason.strip() else REASON_MISSING


def why_not_document(document: str) -> Refusal | None:
    return why_not_kept(document) if document.strip() else DOCUMENT_MISSING


def why_not_proof(document: str, reason: str) -> Refusal | None:
    return why_not_kept(document, reason) if document.strip() or reason.strip() else PROOF_MISSING


def why_not_days(on: date, until: date | None, today: date) -> Refusal | None:
    """A mark begins today or earlier, and does not end before it begins."""
    return DAYS_WRONG if on > today or (until and until < on) else None
