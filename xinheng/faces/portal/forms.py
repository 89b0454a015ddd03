"""What readers may ask of the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xinheng.faces.design.forms import DateInput


class StartForm(forms.Form):
    """起算日: the day of the event that starts the clock."""

    start = forms.DateField(
        widget=DateInput,
        label=_("起算日期"),
        error_messages={"invalid": _("请写成 2026-11-21 这样的日期。"), "required": _("请填写起算日期。")},
    )
