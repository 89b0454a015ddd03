"""表单: how a form is drawn, and the sample that the style page shows."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Draws every form of ours: label, hint, then the error, then the field."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"


class DateInput(forms.DateInput):
    """日期: the browser's own date field; always written 2026-11-21."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class SampleForm(forms.Form):
    """样例表单: one field of each kind, for the style page; it is never sent."""

    code = forms.RegexField(
        "^[0-9A-Z]{18}$",
        label=_("统一社会信用代码"),
        help_text=_("18 位数字和大写字母，见营业执照右上角。"),
        error_messages={"invalid": _("应为 18 位，现在不是。请对照营业执照补全。")},
    )
    decided_on = forms.DateField(
        label=_("决定日期"), widget=DateInput, error_messages={"invalid": _("请写成 2026-11-21 这样的日期。")}
    )
    reason = forms.CharField(label=_("事由"), widget=forms.Textarea({"rows": 4}), required=False)
    kind = forms.ChoiceField(label=_("种类"), choices=[("permit", _("行政许可")), ("penalty", _("行政处罚"))])
    truthful = forms.BooleanField(label=_("我确认所填内容属实"), required=False)
