"""How every face writes what it knows of an organisation: names with the part that matched, codes of registers in words.
`{% load organisations %}`"""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from xinheng.credit.organisations.queries import LineageView
from xinheng.credit.organisations.search.finding import Matched
from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.regions import is_zone, name_of, prefecture, province
from xinheng.ground.text import Text

register = template.Library()

OF_CODES = ("code", "former_code", "part_of_code")
WARNINGS = {
    "uscc.check_character": _("校验位与国家标准不符，登记机关原样赋码。"),
    "organisations.kind_unknown": _("企业类型不在代码表中，未采用。"),
    "organisations.state_unknown": _("登记状态不在代码表中，按未载明处理。"),
    "organisations.region_unknown": _("行政区划认不出，按代码所在的地级市或省记；连省也认不出的未采用。"),
    "organisations.industry_unknown": _("行业不在 GB/T 4754 中，未采用。"),
    "organisations.lineage_unknown": _("沿革类型认不出，未采用。"),
    "organisations.established_on_unreadable": _("成立日期读不出，未采用。"),
    "organisations.former_until_unreadable": _("曾用名的停用日期读不出，未采用。"),
    "organisations.lineage_on_unreadable": _("沿革日期读不出，未采用。"),
    "organisations.valid_from_unreadable": _("变更日期读不出，未采用。"),
    "organisations.capital_unreadable": _("注册资本读不出，未采用。"),
    "organisations.capital_unit_missing": _("注册资本没有写单位，未采用。"),
    "organisations.capital_foreign_currency": _("注册资本是外币，未采用。"),
    "organisations.capital_implausible": _("注册资本大得不合理，未采用。"),
}
# What GB/T 2260 calls a level that has no name of its own; nobody says it as part of an address.
COLLECTIVE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
LINEAGE = {  # by kind, and whether this organisation is the one that was bound to the other
    ("branch_of", True): _("隶属于"),
    ("branch_of", False): _("分支机构"),
    ("merged_into", True): _("并入"),
    ("merged_into", False): _("合并了"),
    ("split_from", True): _("分立自"),
    ("split_from", False): _("分立出"),
    ("converted_from", True): _("由个体工商户转来"),
    ("converted_from", False): _("转为企业"),
}
REVIEW_REASONS = {
    "organisations.twice_in_file": _("同一代码在一份文件里出现两次，内容不同，又没有日期可分先后。"),
    "organisations.older_than_known": _("这一行的日期早于已知的登记，不能直接当作现在的情况。"),
    "organisations.cited_under_another_name": _(
        "这个旧号码在同一份文件里登记在另一个名称之下：是从前的名称，还是号码写错了？"
    ),
}
COLUMNS = {"code": _("代码"), "name": _("名称")}


@register.filter
def marked(name: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """A name with the parts that matched between <mark>; spans are from and up to, in order."""
    pieces, at = [], 0
    for first, beyond in spans:
        pieces += [("", name[at:first], ""), (SafeString("<mark>"), name[first:beyond], SafeString("</mark>"))]
        at = beyond
    return format_html_join("", "{}{}{}", [*pieces, ("", name[at:], "")])


@register.filter
def grouped(code: str) -> SafeString:
    """A code in groups of 2, 6, 9 and 1, as GB 32100 divides it: apart to the eye, whole when copied."""
    if len(code) != 18:
        return format_html_join("", "{}", [(code,)])
    parts = ((code[0:2],), (code[2:8],), (code[8:17],), (code[17:],))
    return format_html_join("", "<span>{}</span>", parts)


@register.filter
def region_name(code: str) -> str:
    """行政区划: 江苏省宿迁市泗阳县 for 321323, 江苏省苏州市功能区 for a zone; the digits alone where nobody had the code."""
    levels = dict.fromkeys((province(code), code) if is_zone(code) else (province(code), prefecture(code), code))
    return "".join(name for name in map(name_of, levels) if name not in COLLECTIVE) or code


@register.filter
def identifier_name(kind: str) -> Text:
    """代码类型."""
    return IdentifierKind(kind).label


@register.filter
def what_matched(matched: Matched) -> Promise:
    """What the reader's words were found in, where it is neither the name nor the code that is shown anyhow."""
    if matched.how in OF_CODES:
        return _("旧代码") if matched.is_former else _("代码")
    return _("曾用名") if matched.is_former else _("名称")


@register.filter
def warning_words(code: str) -> Promise | str:
    """提示: what is unusual about a code that was issued nevertheless."""
    return WARNINGS.get(code, code)


@register.filter
def organisation_kind(uscc: str) -> Text | str:
    """机构类别 by the first two characters of a code (GB 32100-2015)."""
    kind = KINDS.get(uscc[:2])
    return kind.name if kind else ""


@register.filter
def lineage_name(related: LineageView) -> Promise:
    """沿革: how one organisation is bound to another, seen from this one."""
    return LINEAGE[related.kind, related.of_this]


@register.filter
def review_reason(code: str) -> Promise | str:
    """待核缘由."""
    return REVIEW_REASONS.get(code, code)


@register.filter
def fault_words(fault: dict) -> str:
    """差错: what is the matter with a row, in the language of the page; earlier receipts speak Chinese only."""
    return words(Text(zh=fault["message"], en=fault.get("message_en") or fault["message"]))


@register.filter
def column_name(column: str) -> Promise | str:
    """What people call a column of a register."""
    return COLUMNS.get(column, column)


@register.filter
def share(part: int, whole: int) -> str:
    """比率 in percent, fine enough to show one in a hundred thousand."""
    return f"{Decimal(100 * part) / whole:.3f}%" if whole else "0%"
