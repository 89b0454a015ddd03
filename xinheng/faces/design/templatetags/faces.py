"""Words, dates, amounts and status signs as every face writes them. `{% load faces %}`"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from xinheng.ground.calendars import Nature
from xinheng.ground.policies.folding import Layer, scalar_in_words, term_in_words
from xinheng.ground.policies.pack import ParameterInForce, RuleInForce
from xinheng.ground.policies.schema import ParameterKind, StartEvent
from xinheng.ground.text import Text

register = template.Library()

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(（周.）| \([A-Z][a-z]{2}\))?")
ARTICLE = re.compile("第([〇一二三四五六七八九十百]+)条")
DIGITS = "〇一二三四五六七八九"
TENS = {"十": 10, "百": 100}
UNITS = {
    "workday": ngettext_lazy("个工作日", "个工作日"),
    "day": ngettext_lazy("日", "日"),
    "month": ngettext_lazy("个月", "个月"),
    "year": ngettext_lazy("年", "年"),
}


@register.filter
def words(text: Text | StartEvent | Promise | str | None) -> str:
    """双语文本 in the language of the page; a sentence of the interface is in it already."""
    if isinstance(text, Text | StartEvent):
        return text.en if get_language() == "en" else text.zh
    return str(text or "")


@register.filter
def day(on: date | None) -> str:
    """2026-11-21 周六: a date whose weekday matters."""
    return f"{on.isoformat()} {WEEKDAYS[on.weekday()]}" if on else ""


@register.filter
def unbroken(text: str) -> SafeString:
    """Keeps each date of a sentence on one line: browsers break lines after the hyphens of 2026-11-21."""
    return mark_safe(ISO_DATE.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(text)))


@register.filter
def article(cited: str | None) -> SafeString | str:
    """条款: 第十六条, which breaks after 、 only; 第四十八条、第八十五条 reads arts. 48, 85 in English.

    What is no plain article (a chapter, a table, a paragraph without a number) stays as the document writes it.
    """
    if not cited:
        return ""
    numbers = [number_of(found[1]) for part in cited.split("、") if (found := ARTICLE.fullmatch(part))]
    if get_language() != "en" or None in numbers or len(numbers) != len(cited.split("、")):
        return format_html('<span class="article" lang="zh-Hans">{}</span>', cited)
    return f"{'art.' if len(numbers) == 1 else 'arts.'}\N{NO-BREAK SPACE}{', '.join(map(str, numbers))}"


def number_of(chinese: str) -> int | None:
    """一百三十五: 135. None for what is written otherwise."""
    total, digit = 0, 0
    for character in chinese:
        if character in DIGITS:
            digit = DIGITS.index(character)
        else:
            total, digit = total + (digit or 1) * TENS[character], 0
    return total + digit or None


@register.filter
def weekday(on: date) -> Promise:
    return WEEKDAYS[on.weekday()]


@register.filter
def unit_name(unit: str, number: int) -> Promise:
    """个工作日, 日, 个月, 年; one working day, two working days."""
    return UNITS[unit] % number


AT_LEAST = ("minimum", "early_exit")  # last words of the keys of terms that must have passed before something may be


@register.inclusion_tag("design/components/term.html")
def term(rule: RuleInForce, big: bool = False) -> dict:
    """期限 in words: `{% term rule %}`. What burdens an organisation reads 最长 or 至少: it is a limit, not a task."""
    return {"term": rule.term, "limit": limit(rule), "big": big}


@register.filter
def limit(rule: RuleInForce) -> str | None:
    """最长 or 至少: what kind of limit a term sets that burdens an organisation; none for a task."""
    if rule.term.nature is not Nature.BURDEN:
        return None
    return "at_least" if rule.key.rpartition(".")[2] in AT_LEAST else "at_most"


@register.inclusion_tag("design/components/value.html")
def value(parameter: ParameterInForce, layer: Layer | None = None) -> dict:
    """参数 in words: 3年, 1.4%, 3,000.00 元; of one level, if a layer is given."""
    shown = layer.value.value if layer else parameter.value
    said = scalar_in_words(shown, parameter.kind, parameter.words)
    return {"is_money": parameter.kind is ParameterKind.FEN and shown is not None, "value": shown, "words": said}


@register.filter
def written(layer: Layer) -> str:
    """期限 of one level, in words."""
    return words(term_in_words(layer.value))


@register.filter
def yuan(fen: int) -> str:
    """Amounts are kept in 分 and written in 元 with two decimals."""
    return f"{Decimal(fen) / 100:,.2f}"


@register.filter
def wan(fen: int) -> str:
    """万元, as the law speaks of large sums; digits that do not matter are not written."""
    return f"{(Decimal(fen) / 1_000_000).normalize():,f}"


@register.filter
def grouping(number: int) -> str:
    """498,910: counts in groups of three."""
    return f"{number:,}"


@dataclass(frozen=True)
class Sign:
    """状态标识: never colour alone, so each has a sign and a word; `look` is the class of the tag."""

    look: str
    sign: str
    word: Promise


SIGNS = {
    # 依据文件效力
    "in_force": Sign("", "●", _("现行有效")),
    "unknown": Sign("open", "？", _("依据文件效力待确认")),
    "lapsed": Sign("past", "✕", _("依据文件已失效")),
    # 各级规定的适用
    "applied": Sign("solid", "●", _("适用")),
    "overridden": Sign("past", "↓", _("由下级规定细化")),
    "superseded": Sign("past", "↑", _("与上级规定不符，不适用")),
    "repealed": Sign("past", "✕", _("已废止")),
    "not_yet": Sign("open", "…", _("尚未施行")),
    "ended": Sign("past", "✕", _("已到期")),
    # 约束力
    "hard": Sign("", "■", _("必须遵守")),
    "in_principle": Sign("open", "□", _("原则上")),
    # 名单地位
    "received": Sign("", "←", _("由主管机关认定，本地只展示")),
    "own": Sign("solid", "●", _("本地认定")),
    "historic": Sign("past", "✕", _("历史名单，不再新增")),
    "internal": Sign("open", "◇", _("内部工作清单，不公开")),
    # 登记状态
    "in_operation": Sign("", "●", _("存续")),
    "suspended": Sign("open", "‖", _("停业")),
    "moved_out": Sign("past", "→", _("迁出")),
    "revoked": Sign("seal", "✕", _("吊销")),
    "annulled": Sign("seal", "✕", _("撤销")),
    "deregistered": Sign("past", "✕", _("注销")),
    "unstated": Sign("open", "？", _("状态未载明")),
    # 日期与时限
    "provisional": Sign("open", "≈", _("暂定")),
    "configured": Sign("open", "◇", _("平台配置，法规未明确")),
    "stated": Sign("", "●", _("条文写明")),
    "not_stated": Sign("open", "◇", _("条文未写明，平台配置")),
    "overdue": Sign("seal", "！", _("已逾期")),
    "decided": Sign("seal", "印", _("已作出决定")),
    "done": Sign("solid", "✓", _("已办结")),
}


@register.inclusion_tag("design/components/sign.html")
def sign(code: str) -> dict:
    """状态标识: `{% sign "unknown" %}`."""
    return {"sign": SIGNS[code]}


SOURCE_KINDS = {
    "statute": _("法律"),
    "administrative_regulation": _("行政法规"),
    "judicial_interpretation": _("司法解释"),
    "party_state_document": _("党中央、国务院文件"),
    "departmental_rule": _("部门规章"),
    "local_regulation": _("地方性法规"),
    "normative_document": _("规范性文件"),
    "standard": _("标准"),
    "plan": _("规划、方案"),
    "report": _("新闻报道"),
    "configured": _("平台配置"),
}


@register.filter
def kind_name(kind: str) -> Promise:
    """依据种类."""
    return SOURCE_KINDS[kind]
