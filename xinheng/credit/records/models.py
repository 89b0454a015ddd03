"""信用记录: acts in versions, and marks on them. Facts are added, never changed, and count once their batch is sealed."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from xinheng.credit.organisations.models import Organisation
from xinheng.ground.authorities.models import Authority
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.models import PublishedVersion


def without_constraint(to: type[models.Model]) -> models.ForeignKey:
    """A reference of a table that takes millions of rows at once. The ids come from rows read in the same action, and none of
    the tables referred to ever loses a row, so the check of each would only cost time."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)


class RepairClass(models.TextChoices):
    """失信程度 (发展改革委令第36号). Publicity follows it; it is fixed when a record is released."""

    MINOR = "minor", "轻微"
    GENERAL = "general", "一般"
    SERIOUS = "serious", "严重"


class Resolved(models.TextChoices):
    """主体认定方式: by what the subject of a record was found."""

    CODE = "code", "代码与名称一致"
    CODE_ONLY = "code_only", "代码一致，名称不同"
    FAILING_CODE = "failing_code", "代码校验位不符，登记在册"
    FORMER_CODE = "former_code", "旧证照号码"
    NAME = "name", "名称"
    DECISION = "decision", "匹配决定"


class CreditRecord(models.Model):
    """信用记录: one version of one reported act. The current one is the highest version in a sealed batch.

    `record_key` is made of the type and its identity fields, never of the organisation, so that a corrected code
    supersedes; it is also what addresses name the record by. The envelope columns are common to all types; `content` holds
    every kept value by field code, typed as `catalogue.schema.FieldKind` says. `content_digest` is the SHA-256 of the content.
    """

    record_key = models.UUIDField("记录键")
    version = models.PositiveSmallIntegerField("版本")
    type = models.CharField("目录条目", max_length=20)
    catalogue = without_constraint(PublishedVersion)
    batch = without_constraint(Batch)
    organisation = without_constraint(Organisation)
    provider = without_constraint(Authority)  # 信息提供单位
    resolved = models.CharField("主体认定方式", max_length=12, choices=Resolved)
    party_code = models.CharField("相对人代码", max_length=30)
    authority_code = models.CharField("决定机关代码", max_length=18)
    document_number = models.CharField("文书号", max_length=200)
    decided_on = models.DateField("决定日期", null=True)
    valid_from = models.DateField("有效期自", null=True)
    valid_until = models.DateField("有效期至", null=True)
    publish_until = models.DateField("公示截止期", null=True)
    repair_class = models.CharField("所报失信程度", max_length=8, blank=True, choices=RepairClass)
    procedure = models.CharField("适用程序", max_length=10, blank=True)
    act_kinds = models.IntegerField("行为种类")
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    content = models.JSONField("内容")
    content_digest = models.BinaryField("内容摘要", max_length=32)
    sheet = models.CharField("来源工作表", max_length=100)
    row = models.PositiveIntegerField("来源行")

    class Meta:
        verbose_name = "信用记录"
        constraints = [models.UniqueConstraint(name="record_version_once", fields=["record_key", "version"])]
        indexes = [
            models.Index(name="record_of_organisation", fields=["organisation"]),
            # What a department has reported, newest first: its queue of releases and its own records.
            models.Index(name="record_of_provider", fields=["provider", "id"]),
            # Rows of a batch lie together, so that a summary of blocks is index enough.
            BrinIndex(name="record_of_batch", fields=["batch"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.document_number} v{self.version}"


class Mark(models.Model):
    """标注: a dated statement on a record, or on an organisation, with its cause. It holds from `on` to `until` (inclusive),
    or until another mark ends it (`ends`).

    `released` opens a version to the public and fixes the class; `returned` sends it back; `withdrawn` ends it for good;
    `confirmed` says that the provider stands by a subject found otherwise than by its code; `text_confirmed` that the
    masked free text may be shown.
    """

    class Kind(models.TextChoices):
        """标注种类."""

        RELEASED = "released", "已审核发布"
        RETURNED = "returned", "已退回"
        CONFIRMED = "confirmed", "主体已确认"
        TEXT_CONFIRMED = "text_confirmed", "文本已确认"
        WITHDRAWN = "withdrawn", "已撤回"
        DISPUTED = "disputed", "异议处理中"
        UNDER_REVIEW = "under_review", "复议或诉讼中"
        STAYED = "stayed", "停止执行"
        PERFORMED = "performed", "已履行"
        REPAIRED = "repaired", "已修复"
        MASKED = "masked", "暂停公示"
        LIFTED = "lifted", "标注解除"

    kind = models.CharField("标注种类", max_length=16, choices=Kind)
    record_key = models.UUIDField("记录键", null=True)
    version = models.PositiveSmallIntegerField("版本", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="marks", null=True)
    on = models.DateField("自")
    until = models.DateField("至", null=True)
    ends = models.ForeignKey("self", on_delete=models.PROTECT, related_name="ended_by", null=True)
    repair_class = models.CharField("失信程度", max_length=8, blank=True, choices=RepairClass)
    basis = models.CharField("依据", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    cause = models.CharField("缘由", max_length=80)  # the submission, case or action that it rests on
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "标注"
        constraints = [
            models.CheckConstraint(
                name="mark_on_one_thing",
                condition=Q(record_key__isnull=False, organisation__isnull=True)
                | Q(record_key__isnull=True, organisation__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="mark_of_record", fields=["record_key"]),
            # What was returned, withdrawn, performed … by day. Of releases there is one for each record, and nobody asks.
            models.Index(name="mark_of_kind", fields=["kind", "on"], condition=~Q(kind="released")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_key or self.organisation_id}"


class FileAccess(models.Model):
    """查询留痕: somebody looked at more of a file than the public sees: who, when, what for. Kept `retention.query_log.years`.

    No fact about an organisation, so it stands under no batch and does not lengthen the ledger; but nobody can change it.
    """

    at = models.DateTimeField("时间")
    by = models.CharField("查询人", max_length=80)
    purpose = models.CharField("用途", max_length=200)
    what = models.CharField("查询内容", max_length=20)
    subject = models.CharField("查询对象", max_length=40)  # the code that was asked for, or whose record it was
    record = models.CharField("所查记录", max_length=40, blank=True)
    as_of = models.DateField("所查时点", null=True)
    known_on = models.DateField("所知时点", null=True)

    class Meta:
        verbose_name = "查询留痕"
        indexes = [models.Index(name="access_of_subject", fields=["subject", "-at"])]

    def __str__(self) -> str:
        return f"{self.by} {self.subject}"
