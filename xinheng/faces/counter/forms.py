"""What agents send from the counter."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import OTHER
from xinheng.faces.design.forms import DateInput
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import choice
from xinheng.faces.desk.forms import OperationForm
from xinheng.ground.authorities.queries import AuthorityView

HINTS = {
    "matter": _("一句话，例如：质量管理体系认证。"),
    "content": _("不要写联系人、电话等个人信息，写了也会遮盖。这一段由受理单位确认后才公开。"),
    "evidence_number": _("证书、合同或者票据的编号，受理单位据此核对。"),
}
PROMISES = {
    "veracity": _("没有真实性承诺的申报不予受理。"),
    "authorised": _("没有使用授权，申报不能公示。"),
}


class DeclarationForm(OperationForm):
    """自愿申报: what the organisation says of itself and to whom, and what it promises; in the words of the catalogue."""

    field_order = ("operation", "act_kind", *HINTS, "valid_until", "authority", *PROMISES)
    act_kind = forms.ChoiceField()
    valid_until = forms.DateField(widget=DateInput, required=False, help_text=_("过了这一天不再公示；没有期限的不填。"))
    authority = forms.ChoiceField(label=_("受理单位"), help_text=_("由它核对并发布，本单位不能自行发布。"))

    def __init__(self, *args, record_type: RecordType, accepting: Iterable[AuthorityView], **kwargs):
        super().__init__(*args, **kwargs)
        self.record_type = record_type
        for code in HINTS:
            self.fields[code] = self.text_field(code)
        for code, missing in PROMISES.items():
            promise = choice(record_type.fields[code], self.promised(code))
            self.fields[code] = forms.BooleanField(label=promise, error_messages={"required": missing})
        kinds = record_type.fields["act_kind"]
        self.fields["act_kind"].label = words(kinds.title)
        self.fields["valid_until"].label = words(record_type.fields["valid_until"].title)
        # 其他 would only point at the matter, which is written out anyhow.
        named = [(code, choice(kinds, code)) for code in kinds.choices if code != OTHER]
        self.fields["act_kind"].choices = [("", _("请选择")), *named]
        bodies = [(each.ref, each.name) for each in accepting]
        self.fields["authority"].choices = [("", _("请选择受理单位")), *bodies] if len(bodies) > 1 else bodies
        for code in (*HINTS, "act_kind", "authority"):
            self.fields[code].error_messages["required"] = _("这一项必填。")
        self.order_fields(self.field_order)

    def text_field(self, code: str) -> forms.Field:
        entry = self.record_type.fields[code]
        widget = forms.Textarea({"rows": 4}) if entry.free_text else forms.TextInput
        required = entry.required is True
        return forms.CharField(
            label=words(entry.title),
            required=required,
            max_length=entry.longest,
            help_text=HINTS[code],
            widget=widget,
        )

    def promised(self, code: str) -> str:
        """The one thing that can be chosen of a promise."""
        return next(iter(self.record_type.fields[code].choices))

    def stated(self) -> dict[str, str]:
        """What is declared, by field code, as the cells of a file say it."""
        given, fields = self.cleaned_data, self.record_type.fields
        chosen = {"act_kind": given["act_kind"]} | {code: self.promised(code) for code in PROMISES}
        return {
            **{code: given[code] for code in HINTS},
            **{code: fields[code].choices[each].zh for code, each in chosen.items()},
            "valid_until": given["valid_until"].isoformat() if given["valid_until"] else "",
        }


class WithdrawalForm(OperationForm):
    """撤回申报: that it is taken back, and why."""

    reason = forms.CharField(
        label=_("撤回理由"),
        help_text=_("例如：证书已经到期。"),
        max_length=200,
        error_messages={"required": _("请写明理由。")},
    )
