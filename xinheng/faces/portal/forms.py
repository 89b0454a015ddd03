"""What readers may ask of the rules."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xinheng.faces.design.forms import DateInput

EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)  # outside these it is a slip of the keyboard
OUTSIDE = _("请填写 1949 年至 2199 年之间的日期。")


class StartForm(forms.Form):
    """起算日: the day of the event that starts the clock."""

    start = forms.DateField(
        widget=DateInput({"min": EARLIEST, "max": LATEST}),
        label=_("起算日期"),
        validators=[MinValueValidator(EARLIEST, OUTSIDE), MaxValueValidator(LATEST, OUTSIDE)],
        error_messages={"invalid": _("请写成 2026-11-21 这样的日期。"), "required": _("请填写起算日期。")},
    )
