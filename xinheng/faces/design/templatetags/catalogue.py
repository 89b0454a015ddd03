"""How every face says what a catalogue text means. `{% load catalogue %}`"""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Bearing, FieldEntry, FieldKind, Frequency, WindowKind
from xinheng.credit.catalogue.template import required_in_words
from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.disclosure import Level
from xinheng.ground.policies.schema import Verified
from xinheng.ground.text import Text

register = template.Library()

WINDOWS = {
    WindowKind.BY_CLASS: _("按失信程度公示，期满自动终止"),
    WindowKind.WHILE_VALID: _("有效期内公示"),
    WindowKind.OPEN: _("公示，不设截止日期"),
    WindowKind.NOT_PUBLIC: _("不向社会公示"),
}
FREQUENCIES = {
    Frequency.MONTHLY: _("每月"),
    Frequency.QUARTERLY: _("每季度"),
    Frequency.YEARLY: _("每年"),
    Frequency.AS_IT_HAPPENS: _("随时"),
}
BEARINGS = {
    Bearing.ADVERSE: _("对主体不利"),
    Bearing.NEUTRAL: _("中性"),
    Bearing.FAVOURABLE: _("对主体有利"),
}
KINDS = {
    FieldKind.TEXT: _("文字"),
    FieldKind.NAME: _("名称"),
    FieldKind.CODE: _("统一社会信用代码"),
    FieldKind.FORMER_CODE: _("旧证照号码"),
    FieldKind.DOCUMENT_NUMBER: _("文书号"),
    FieldKind.DATE: _("日期"),
    FieldKind.AMOUNT: _("金额"),
    FieldKind.NUMBER: _("整数"),
    FieldKind.CHOICE: _("选一项"),
    FieldKind.CHOICES: _("可选几项"),
    FieldKind.FLAG: _("是或否"),
    FieldKind.PERSONAL: _("个人信息"),
}
LEVELS = {
    Level.PUBLIC: _("社会公开"),
    Level.GOVERNMENT: _("政务共享"),
    Level.AUTHORISED: _("授权查询"),
}
# How far a column order or a number was checked, in words for everybody.
CHECKED = {
    Verified.V: _("已核对原文"),
    Verified.V_LAW: _("已核对法律原文"),
    Verified.V_IMPL: _("据实际运行的系统"),
    Verified.V_FRAG: _("据残缺文本"),
    Verified.VX: _("据转载"),
    Verified.U: _("尚未核实"),
    Verified.P: _("据通行做法"),
    Verified.CLAUSE: _("据本地文件"),
    Verified.CONFIGURED: _("平台配置"),
}


@register.filter
def window(kind: WindowKind) -> Promise:
    """公示方式."""
    return WINDOWS[kind]


@register.filter
def frequency(often: Frequency) -> Promise:
    """更新频率."""
    return FREQUENCIES[often]


@register.filter
def bearing(which: Bearing) -> Promise:
    """信息性质."""
    return BEARINGS[which]


@register.filter
def kind(of: FieldKind) -> Promise:
    """字段类型."""
    return KINDS[of]


@register.filter
def level(of: Level) -> Promise:
    """公开属性."""
    return LEVELS[of]


@register.filter
def checked(how: Verified) -> Promise:
    """核实程度."""
    return CHECKED[how]


@register.filter
def titles(fields: Iterable[FieldEntry]) -> str:
    """Several fields by name, as each language joins them."""
    titles = [field.title for field in fields]
    return words(Text(zh="、".join(title.zh for title in titles), en=", ".join(title.en for title in titles)))


@register.filter
def required_of(field: FieldEntry, record_type: RecordType) -> Text:
    """何时必填."""
    return required_in_words(field, record_type)
