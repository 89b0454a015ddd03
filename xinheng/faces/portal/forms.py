"""What readers may ask of the rules, and of what is public."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.faces.design.forms import DateInput
from xinheng.faces.design.templatetags.faces import words

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


ADMINISTRATIVE = "administrative"  # of the categories of the catalogue
DOUBLE, ACTS = "double", "acts"


class PublicityForm(forms.Form):
    """公示筛选: what of the public records to show; everything stands in the address."""

    type = forms.ChoiceField(label=_("类别"), required=False)
    authority = forms.ChoiceField(label=_("决定机关"), required=False)
    since = forms.DateField(widget=DateInput({"min": EARLIEST, "max": LATEST}), label=_("决定日期自"), required=False)
    until = forms.DateField(widget=DateInput({"min": EARLIEST, "max": LATEST}), label=_("决定日期至"), required=False)
    q = forms.CharField(label=_("主体名称、代码或者文书号"), required=False, max_length=100, strip=True)

    def __init__(self, asked: Mapping[str, str], *, types: Mapping[str, RecordType], names: Mapping[str, str]):
        super().__init__(asked)
        self.types = types
        groups = [("", _("全部")), (DOUBLE, _("双公示：许可和处罚")), (ACTS, _("其他行政行为"))]
        self.fields["type"].choices = groups + [(code, words(each.entry.title)) for code, each in types.items()]
        self.fields["authority"].choices = [("", _("全部")), *names.items()]
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = _("请写成 2026-11-21 这样的日期。")

    @property
    def chosen(self) -> dict:
        """What `public_records` is asked for."""
        sent = self.cleaned_data
        return {
            "types": self.types_of(sent["type"]),
            "authority": sent["authority"],
            "since": sent["since"],
            "until": sent["until"],
            "text": sent["q"],
        }

    def types_of(self, asked: str) -> tuple[str, ...]:
        double = ("permit", "penalty")
        acts = [code for code, each in self.types.items() if each.entry.category == ADMINISTRATIVE]
        groups = {"": (), DOUBLE: double, ACTS: tuple(code for code in acts if code not in double)}
        return groups.get(asked, (asked,))

    @property
    def query(self) -> dict[str, str]:
        """The same as it stands in the address, without what was left empty."""
        return {name: self[name].value() for name in self.fields if self[name].value()}
