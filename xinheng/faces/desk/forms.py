"""What staff send from the desk."""

import secrets

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from xinheng.faces.design.forms import DateInput
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.months import MONTH
from xinheng.faces.desk.spool import OPERATION
from xinheng.faces.desk.uploads import LARGEST, LARGEST_REGISTER

READABLE = (".csv", ".xlsx", ".parquet", ".json", ".jsonl", ".ndjson", ".txt")


def new_operation() -> str:
    """操作号: goes out with the form and comes back with it, so that its second click is known as such."""
    return secrets.token_hex(16)


class OperationForm(forms.Form):
    """操作表单: every form that changes something carries an operation id."""

    operation = forms.RegexField(OPERATION, widget=forms.HiddenInput, initial=new_operation)


class FileForm(OperationForm):
    """上传: a file that can be read, of a size that can be kept."""

    largest = LARGEST
    file = forms.FileField(
        widget=forms.FileInput({"accept": ",".join(READABLE)}),
        error_messages={"empty": _("文件是空的。请检查后重新选择。"), "required": _("请选择文件。")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(READABLE):
            raise forms.ValidationError(_("这种文件读不了。请另存为 CSV 或 XLSX 后再选。"))
        if file.size > self.largest:
            raise forms.ValidationError(self.too_large)
        return file

    @property
    def too_large(self) -> str:
        sentence = _(
            "文件太大，最多 %(most)s。请按地区或日期拆成几份，或另存为 Parquet 再上传；也可以请系统管理员用命令行载入。"
        )
        return sentence % {"most": filesizeformat(self.largest)}


class UploadForm(FileForm):
    """上传登记信息: a register, and the authority that keeps it."""

    largest = LARGEST_REGISTER
    field_order = ("operation", "authority", "file")
    authority = forms.ChoiceField(label=_("提供单位"), help_text=_("登记信息由哪个机关提供。"))

    def __init__(self, *args, authorities=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("登记信息文件")
        self.fields["file"].help_text = _(
            "CSV、XLSX、Parquet 或 JSON 行。第一行写列名，至少有“统一社会信用代码”和“名称”。"
        )
        choices = [(each.ref, each.name) for each in authorities]
        # Of several none is chosen beforehand: a register under the wrong authority is not easily taken back.
        self.fields["authority"].choices = [("", _("请选择提供单位")), *choices] if len(choices) > 1 else choices


class SubmissionForm(FileForm):
    """报送文件: records of one type of the catalogue. For whom is a matter of the page, never of the form."""

    field_order = ("operation", "type", "file")
    type = forms.ChoiceField(label=_("信息类型"), error_messages={"required": _("请选择信息类型。")})

    def __init__(self, *args, types=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("报送文件")
        self.fields["file"].help_text = _(
            "CSV（UTF-8 或 GBK）、XLSX、Parquet 或 JSON 行，可以拖到这里，最多 %(most)s。列名写中文或代码都行，次序不限。"
        ) % {"most": filesizeformat(self.largest)}
        choices = [(each.type, words(each.entry.title)) for each in types]
        self.fields["type"].choices = [("", _("请选择信息类型")), *choices]


class ReleaseForm(OperationForm):
    """审核: which records of the queue, or a whole submission, and what becomes of them.

    The class of a record stands in `class_<number>`, why it is another than proposed in `basis_<number>`.
    """

    RELEASE, RETURN = "release", "return"

    do = forms.ChoiceField(choices=[(RELEASE, RELEASE), (RETURN, RETURN)])
    whole = forms.CharField(required=False, max_length=32)
    reason = forms.CharField(
        label=_("轻微信息确有必要公示的理由"),
        help_text=_("轻微失信信息原则上不公示。不写理由的，发布后只供政务共享。"),
        required=False,
        max_length=200,
    )
    return_reason = forms.CharField(
        label=_("退回理由"), help_text=_("报送人会看到，按它改正后重新报送。"), required=False, max_length=200
    )

    def chosen(self) -> list[str]:
        return self.data.getlist("records")

    def given(self, what: str) -> dict[str, str]:
        """By record number what stands in fields of this name: of the records ticked, or of all with the whole submission."""
        prefix, chosen = f"{what}_", set(self.chosen())
        fields = {
            name.removeprefix(prefix): value.replace("\0", "").strip()
            for name, value in self.data.items()
            if name.startswith(prefix)
        }
        return {ref: value for ref, value in fields.items() if self.cleaned_data.get("whole") or ref in chosen}

    def refuse_change(self) -> None:
        self.add_error(None, _("改了失信程度的记录，要在旁边写明依据。"))

    def refuse_undetermined(self) -> None:
        self.add_error(None, _("选了“未核定”的记录不能发布。请核定失信程度，或者不要勾选。"))

    def clean(self):
        if not self.chosen() and not self.cleaned_data.get("whole"):
            raise forms.ValidationError(_("还没有选中记录。请先勾选，再发布或退回。"))
        is_return = self.cleaned_data.get("do") == self.RETURN
        if is_return and not self.cleaned_data.get("return_reason", "").strip():
            self.add_error("return_reason", _("退回须写明理由。"))


class MarkForm(OperationForm):
    """办理一条记录: what each kind of doing asks for; `asks` names the fields."""

    reason = forms.CharField(label=_("理由"), max_length=200)
    document = forms.CharField(label=_("文书名称和文号"), max_length=200)
    on = forms.DateField(label=_("自哪一日起"), widget=DateInput)
    until = forms.DateField(label=_("至哪一日（没有就不填）"), widget=DateInput, required=False)

    def __init__(self, *args, asks=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in [*self.fields]:
            if name not in (*asks, "operation"):
                del self.fields[name]

    def full_clean(self):
        """Both texts are asked for; that one is missing is for the rule of the action to say, in its own words."""
        texts = [field for name, field in self.fields.items() if name in ("reason", "document")]
        for field in texts:
            field.required = False
        super().full_clean()
        for field in texts:
            field.required = True


class ZeroForm(OperationForm):
    """零报送: of which type, and of which month."""

    type = forms.CharField(max_length=20)
    month = forms.RegexField(MONTH)


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
