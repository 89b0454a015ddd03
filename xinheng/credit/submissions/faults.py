"""行错误: what can be wrong with a row, by a stable code, and what to do about it. Nothing of a person is quoted."""

from xinheng.ground.text import Text

_TABLE = {
    "person": (
        "这一行是自然人，不予归集，内容已丢弃。",
        "The row is about a natural person. It is not collected, and nothing of it was kept.",
    ),
    "ragged": (
        "这一行的单元格比表头多，无法对应。请检查分隔符与引号。",
        "The row has more cells than the header, so they cannot be matched. Check separators and quotes.",
    ),
    "required": ("这一项必填，却是空的。请补填。", "This value is required and is empty. Fill it in."),
    "required_here": (
        "按本行其他内容，这一项必填，却是空的。请补填，或改正与之有关的内容。",
        "What the row says elsewhere makes this value required, and it is empty. Fill it in, or correct the other value.",
    ),
    "too_long": (
        "内容超过规定的长度。请核对是否串列。",
        "The value is longer than allowed. Check whether columns slipped.",
    ),
    "date_unreadable": (
        "日期读不出来。请写成 2026-11-02 这样的形式。",
        "The date cannot be read. Write it as 2026-11-02.",
    ),
    "date_too_early": ("日期早于1949年10月1日。请核对。", "The date lies before 1 October 1949. Check it."),
    "date_in_future": ("日期在报送日之后。请核对。", "The date lies after the day of reporting. Check it."),
    "dates_reversed": (
        "截止日期早于起始日期。请核对两个日期。",
        "The end lies before the beginning. Check both dates.",
    ),
    "amount_unreadable": (
        "金额读不出来。请只写数字，单位按表头。",
        "The amount cannot be read. Write figures only, in the unit of the header.",
    ),
    "amount_unit_missing": (
        "金额没有单位。请在表头或单元格里写明元或万元。",
        "The amount has no unit. Say 元 or 万元 in the header or in the cell.",
    ),
    "amount_foreign_currency": (
        "金额是外币。请折合人民币填写。",
        "The amount is in a foreign currency. Give it in yuan.",
    ),
    "amount_implausible": ("金额大得不可能。请核对数字与单位。", "No amount is that large. Check figure and unit."),
    "number_unreadable": ("数字读不出来。请只写整数。", "The number cannot be read. Write a whole number."),
    "choice_unknown": (
        "不在代码表内。请从模板的下拉表中选填。",
        "The value is not in the code table. Choose one from the list of the template.",
    ),
    "flag_unknown": ("请填“是”或“否”。", "Write 是 (yes) or 否 (no)."),
    "code_invalid": (
        "代码不是统一社会信用代码，也不是旧证照号码。请核对证照。",
        "This is neither a unified social credit code nor a former number. Check the certificate.",
    ),
    "code_masked": ("代码已脱敏。请报送完整代码。", "The code is masked. Report it in full."),
    "code_placeholder": (
        "这是占位代码。请填真实代码；没有统一代码的，填原登记证照号码。",
        "This is a placeholder. Give the real code or, where there is none, the former registration number.",
    ),
    "name_masked": ("名称已脱敏。请报送完整名称。", "The name is masked. Report it in full."),
    "category_contradicts_code": (
        "相对人类别与代码不符：92开头是个体工商户，其他不是。请核对两者。",
        "Kind of party and code disagree: codes of 92 are sole proprietors', others are not. Check both.",
    ),
    "not_a_penalty": (
        "责令改正单独一项不是行政处罚，不予归集。",
        "An order to correct alone is no penalty and is not collected as one.",
    ),
    "operation_unknown": (
        "操作只能填“撤销”，或者留空。",
        "The operation can only be 撤销 (withdraw), or empty.",
    ),
    "withdrawal_reason_missing": (
        "撤销须写明原因。请在操作原因一列补填。",
        "A withdrawal needs its reason. Give it beside the operation.",
    ),
    "amount_doubtful": (
        "金额可能把元当成了万元，须人工核对。",
        "The amount may be in 元 where 万元 is meant; a person has to look at it.",
    ),
    "tax_number_taken": (
        "号码形似居民身份证号，但含正确的组织机构代码，名称又是单位，已按旧纳税人识别号采用。请尽快换用统一社会信用代码。",
        "The number looks like a resident ID number, but holds a right organisation code beside the name of a legal person: "
        "it was taken for a former tax number. Use the unified social credit code soon.",
    ),
    "former_code_dropped": (
        "旧证照号码一栏形似居民身份证号，已丢弃。",
        "A former number looked like a resident ID number and was dropped.",
    ),
    "masked": ("文字中的个人信息已遮盖。", "Personal information in a text was masked."),
    "code_failing": (
        "代码校验位不符；登记在册的仍予采用。",
        "The check character is wrong; the code is taken if the registry knows it.",
    ),
}

SENTENCES: dict[str, Text] = {f"submissions.{code}": Text(zh=zh, en=en) for code, (zh, en) in _TABLE.items()}


def rule(code: str) -> str:
    """The full code of a rule; a rule without a sentence is an error of the program."""
    full = f"submissions.{code}"
    if full not in SENTENCES:
        raise KeyError(full)
    return full


PERSON, RAGGED = rule("person"), rule("ragged")
