"""What staff send from the desk."""

import secrets

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from xinheng.faces.desk.spool import OPERATION
from xinheng.faces.desk.uploads import LARGEST

READABLE = (".csv", ".xlsx", ".parquet", ".json", ".jsonl", ".ndjson", ".txt")


def new_operation() -> str:
    """操作号: goes out with the form and comes back with it, so that its second click is known as such."""
    return secrets.token_hex(16)


class OperationForm(forms.Form):
    """操作表单: every form that changes something carries an operation id."""

    operation = forms.RegexField(OPERATION, widget=forms.HiddenInput, initial=new_operation)


class UploadForm(OperationForm):
    """上传登记信息: a register, and the authority that keeps it."""

    authority = forms.ChoiceField(label=_("提供单位"), help_text=_("登记信息由哪个机关提供。"))
    file = forms.FileField(
        label=_("登记信息文件"),
        help_text=_("CSV、XLSX、Parquet 或 JSON 行。第一行写列名，至少有“统一社会信用代码”和“名称”。"),
        widget=forms.FileInput({"accept": ",".join(READABLE)}),
        error_messages={"empty": _("文件是空的。请检查后重新选择。"), "required": _("请选择文件。")},
    )

    def __init__(self, *args, authorities=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(each.ref, each.name) for each in authorities]
        # Of several none is chosen beforehand: a register under the wrong authority is not easily taken back.
        self.fields["authority"].choices = [("", _("请选择提供单位")), *choices] if len(choices) > 1 else choices

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(READABLE):
            raise forms.ValidationError(_("这种文件读不了。请另存为 CSV 或 XLSX 后再选。"))
        if file.size > LARGEST:
            sentence = _("文件太大，最多 %(most)s。请按地区或日期拆成几份，分次上传。")
            raise forms.ValidationError(sentence % {"most": filesizeformat(LARGEST)})
        return file


class DecisionForm(OperationForm):
    """核定匹配: what a printed code and name mean, and why.

    An empty organisation means that they mean nobody, `HISTORY` that they are earlier registrations of whose they are.
    """

    HISTORY = "history"  # no code of anybody

    organisation = forms.CharField(label=_("指的是哪个主体"), required=False, max_length=30)
    reason = forms.CharField(
        label=_("理由"), max_length=200, error_messages={"required": _("请写明理由，以后的人要看。")}
    )

    def clean_organisation(self):
        if "organisation" not in self.data:  # nothing was chosen, which is not the same as nobody
            raise forms.ValidationError(_("请先选定主体，或者弃用这一条。"))
        return self.cleaned_data["organisation"]
