"""报送: files and forms as they came in, what a person must look at, and months in which there was nothing."""

from django.db import models

from xinheng.credit.organisations.models import Organisation
from xinheng.ground.authorities.models import Authority
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.models import PublishedVersion


class Submission(models.Model):
    """报送: one file or form of an authority, with its receipt. Its ref is that of its batch.

    `late` counts the rows that came after their term, `undated` those for which no term could be computed; 合规率 is
    (received − rejected − persons) ÷ received, 及时率 is (timed − late) ÷ timed.
    """

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="submission")
    type = models.CharField("目录条目", max_length=20)
    catalogue = models.ForeignKey(PublishedVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    on = models.DateField("报送日期")
    received = models.PositiveIntegerField("收到")
    admitted = models.PositiveIntegerField("新增")
    superseding = models.PositiveIntegerField("更正")
    withdrawn = models.PositiveIntegerField("撤回")
    duplicate = models.PositiveIntegerField("重复")
    rejected = models.PositiveIntegerField("退回")
    review = models.PositiveIntegerField("待核")
    persons_refused = models.PositiveIntegerField("自然人拒收")
    late = models.PositiveIntegerField("迟报")
    timed = models.PositiveIntegerField("可计时")
    receipt = models.JSONField("回执")

    class Meta:
        verbose_name = "报送"
        indexes = [models.Index(name="submission_newest", fields=["authority", "-on"])]

    def __str__(self) -> str:
        return f"{self.type} {self.file_name}"


class ReviewRow(models.Model):
    """待核行: a row that a person must look at before it becomes a record; cleaned and typed. Decided by a `RowDecision`.

    `envelope` holds the envelope columns of the record to be, the name as printed, and the organisation that was found.
    """

    ref = models.CharField("待核号", max_length=32, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    type = models.CharField("目录条目", max_length=20)
    record_key = models.UUIDField("记录键")
    envelope = models.JSONField("封套")
    content = models.JSONField("内容")
    content_digest = models.BinaryField("内容摘要", max_length=32)
    reason = models.CharField("缘由", max_length=60)
    sheet = models.CharField("来源工作表", max_length=100)
    row = models.PositiveIntegerField("来源行")

    class Meta:
        verbose_name = "待核行"
        indexes = [models.Index(name="review_row_of_record", fields=["record_key"])]

    def __str__(self) -> str:
        return self.ref


class RowDecision(models.Model):
    """待核决定: what became of a row under review: a record of this organisation, or nothing (`organisation` empty)."""

    row = models.OneToOneField(ReviewRow, on_delete=models.PROTECT, related_name="decision")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField("理由")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "待核决定"

    def __str__(self) -> str:
        return str(self.row_id)


class ZeroReport(models.Model):
    """零报送: an authority says that in a month there was nothing of a type to report."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    type = models.CharField("目录条目", max_length=20)
    month = models.DateField("月份")  # its first day
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "零报送"
        constraints = [models.UniqueConstraint(name="zero_report_once", fields=["authority", "type", "month"])]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.type} {self.month}"


class Urging(models.Model):
    """催报: the credit office urged an authority to report a type for a period; by whom and when says its batch."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    type = models.CharField("目录条目", max_length=20)
    first = models.DateField("所属期首日")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "催报"
        constraints = [
            models.UniqueConstraint(name="urged_once_at_a_time", fields=["authority", "type", "first", "batch"])
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.type} {self.first}"
