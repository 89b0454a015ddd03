"""问题: what can be the matter with a code, each with a stable code for machines and a sentence in both languages.

No sentence contains the code itself: sentences end up in logs, and what was typed may be a person's number.
"""

from dataclasses import dataclass
from enum import StrEnum

from xinheng.ground.text import Text


class Severity(StrEnum):
    """程度: an error makes the code unusable, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """问题: one thing that is the matter with a code."""

    code: str
    severity: Severity
    sentence: Text


def _error(code: str, zh: str, en: str) -> Problem:
    return Problem(code, Severity.ERROR, Text(zh=zh, en=en))


def _warning(code: str, zh: str, en: str) -> Problem:
    return Problem(code, Severity.WARNING, Text(zh=zh, en=en))


# How it was written: read all the same.

FULL_WIDTH = _warning(
    "code.full_width", "含有全角字符，已按半角读取。", "It has full-width characters; they were read as half-width."
)
LOWER_CASE = _warning(
    "code.lower_case", "含有小写字母，已按大写读取。", "It has small letters; they were read as capitals."
)
BLANKS = _warning(
    "code.blanks",
    "含有空格或看不见的字符，已略去。",
    "It has blanks or invisible characters; they were left out.",
)
HYPHENS = _warning("code.hyphens", "含有连字符，已略去。", "It has hyphens; they were left out.")

# What it is instead of a 统一社会信用代码.

EMPTY = _error(
    "code.empty",
    "没有填写代码。请填 18 位统一社会信用代码。",
    "There is no code. Give the unified social credit code of 18 characters.",
)
MASKED = _error(
    "code.masked",
    "代码中有“*”，是遮盖过的。请填完整的 18 位。",
    "The code is masked with “*”. Give all 18 characters.",
)
PLACEHOLDER = _error(
    "code.placeholder",
    "这是占位用的号码，不是任何组织的代码。请填真实的统一社会信用代码；确实没有的，请留空并说明。",
    "This is a placeholder, no organisation's code. Give the real one; where there is none, leave it empty and say so.",
)
LOOKS_LIKE_RESIDENT_ID = _error(
    "code.looks_like_resident_id",
    "形似居民身份证号，不是有效的统一社会信用代码。本系统只收组织，不收个人号码；如确为组织的代码，请核对是否录错。",
    "It looks like a resident ID number and is no valid unified social credit code. Only organisations are recorded "
    "here, never people; if it is an organisation's code, check it for a slip.",
)
ORGANISATION_CODE = _error(
    "uscc.is_organisation_code",
    "这是 9 位组织机构代码，通常就是统一社会信用代码的第 9 至 17 位。请填完整的 18 位。",
    "This is an organisation code of 9 characters, as a rule characters 9 to 17 of the unified social credit code. "
    "Give all 18.",
)
REGISTRATION_NUMBER = _error(
    "uscc.is_registration_number",
    "这是旧的工商注册号，不是统一社会信用代码。请填营业执照上的 18 位统一社会信用代码；尚未换发的，按待换码主体报送。",
    "This is a former business registration number. Give the code of 18 characters on the business licence; where "
    "none was issued yet, submit the organisation as awaiting its code.",
)
TAX_NUMBER = _error(
    "uscc.is_tax_number",
    "这是旧的 15 位纳税人识别号（6 位行政区划加组织机构代码），不是统一社会信用代码。请填完整的 18 位。",
    "This is a former taxpayer number (6 digits of the region and the organisation code). Give the unified social "
    "credit code of 18 characters.",
)


def length(found: int) -> Problem:
    return _error(
        "uscc.length",
        f"统一社会信用代码应为 18 位，这里是 {found} 位，也不像旧的注册号、组织机构代码。请核对是否漏字、多字。",
        f"A unified social credit code has 18 characters, this has {found}, and it is no former registration number "
        "or organisation code either. Check for missing or extra characters.",
    )


# What is wrong in a 统一社会信用代码. Positions are given from 0 and said from 1.


def character(text: str, positions: list[int]) -> Problem:
    """字符不符: characters that no code has, or that cannot stand where they are. Five are named, the rest counted."""
    named = [(position + 1, _printable(text[position])) for position in positions[:5]]
    more_zh = f"等 {len(positions)} 处" if len(positions) > 5 else ""
    more_en = f" and {len(positions) - 5} more" if len(positions) > 5 else ""
    return _error(
        "uscc.character",
        "、".join(f"第 {position} 位的“{shown}”" for position, shown in named)
        + f"{more_zh}不能出现在这里：代码不用 I、O、S、V、Z，第 3 至 8 位只用数字。",
        ", ".join(f"“{shown}” at position {position}" for position, shown in named)
        + f"{more_en} cannot stand there: codes do without I, O, S, V, Z, and positions 3 to 8 are digits.",
    )


def unknown_authority(found: str) -> Problem:
    return _error(
        "uscc.unknown_authority",
        f"第 1 位“{found}”不是任何登记管理部门的代号。请核对首位。",
        f"No registering authority has “{found}” as first character. Check the first character.",
    )


def unlisted_kind(prefix: str) -> Problem:
    return _warning(
        "uscc.unlisted_kind",
        f"前两位“{prefix}”对应的机构类别不在国家标准的表中。请核对；确已如此发码的，可以使用。",
        f"The kind of organisation “{prefix}” is not in the table of the standard. Check it; if it was issued so, "
        "it may be used.",
    )


def unknown_region(region: str) -> Problem:
    return _warning(
        "uscc.unknown_region",
        f"第 3 至 8 位“{region}”不在历年行政区划代码（GB/T 2260）之中。开发区等功能区常用自编代码；如不是，请核对。",
        f"“{region}” at positions 3 to 8 was never a region code of GB/T 2260. Development zones often have codes of "
        "their own; if it is none, check it.",
    )


def subject_check_digit(expected: str) -> Problem:
    return _warning(
        "uscc.organisation_code_check_digit",
        f"第 9 至 17 位（组织机构代码）自身的校验码不符，第 17 位应为“{expected}”。"
        "确有这样发出的代码；否则录入有误的很可能就在这 9 位之中。",
        f"The organisation code at positions 9 to 17 should end in “{expected}”. Some codes were issued so; otherwise "
        "the slip is probably among these nine characters.",
    )


def check_character(expected: str) -> Problem:
    return _error(
        "uscc.check_character",
        f"校验码不符：按前 17 位计算，末位应为“{expected}”。请逐位核对，很可能有一位录入有误。",
        f"The check character is wrong: by the first 17 characters it should be “{expected}”. Check every character; "
        "most likely one is mistyped.",
    )


def check_character_is_remainder(found: str, expected: str) -> Problem:
    return _error(
        "uscc.check_character_is_remainder",
        f"校验码不符：末位“{found}”是余数本身，按国家标准应取 31 减余数，即“{expected}”。早期确有登记机关这样错发；"
        "如证照上印的就是这个代码，请以登记机关的核实为准。",
        f"The check character is wrong: “{found}” is the remainder itself, where the standard takes 31 less the "
        f"remainder, “{expected}”. Some registries issued such codes; if the certificate shows this one, ask them.",
    )


def look_alike(text: str, code: str) -> Problem:
    """形近字: characters typed for others that look like them."""
    pairs = [
        (position + 1, typed, meant)
        for position, (typed, meant) in enumerate(zip(text, code, strict=True))
        if typed != meant
    ]
    return _error(
        "uscc.look_alike",
        "疑为形近字误写："
        + "、".join(f"第 {position} 位“{typed}”应为“{meant}”" for position, typed, meant in pairs)
        + "。",
        "Probably mistaken for a look-alike: "
        + ", ".join(f"“{typed}” at position {position} should be “{meant}”" for position, typed, meant in pairs)
        + ".",
    )


def transposed(first: int) -> Problem:
    return _error(
        "uscc.transposed",
        f"疑为第 {first + 1}、{first + 2} 位前后颠倒。",
        f"Positions {first + 1} and {first + 2} are probably swapped.",
    )


# What is wrong in the former identifiers: never more than a warning, since wrong ones were issued.

ORGANISATION_CODE_CHECK_DIGIT = _warning(
    "organisation_code.check_digit",
    "组织机构代码的末位校验码不符，请核对。",
    "The check digit of the organisation code is wrong; check it.",
)
REGISTRATION_NUMBER_CHECK_DIGIT = _warning(
    "registration_number.check_digit",
    "15 位注册号的末位校验码不符，请核对。",
    "The check digit of the registration number is wrong; check it.",
)


def _printable(found: str) -> str:
    return found if found.isprintable() else f"U+{ord(found):04X}"
