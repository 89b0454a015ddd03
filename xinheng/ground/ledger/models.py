"""存证: tables that are only ever added to. Entries and operations hold no foreign keys, so that they outlive their subjects."""

from django.db import models
from django.db.models import Q


class Batch(models.Model):
    """批次: the facts of one action. They count only once the batch is sealed, that is, has its `knowledge_no`."""

    ref = models.CharField("批次号", max_length=32, unique=True)
    action = models.CharField("动作", max_length=80)
    opened_by = models.CharField("操作人", max_length=80)
    opened_at = models.DateTimeField("开始时间")
    knowledge_no = models.BigIntegerField("知悉序号", unique=True, null=True)
    known_at = models.DateTimeField("知悉时间", null=True)

    class Meta:
        verbose_name = "批次"
        constraints = [
            models.CheckConstraint(
                name="batch_sealed_wholly",
                condition=Q(knowledge_no__isnull=True, known_at__isnull=True)
                | Q(knowledge_no__isnull=False, known_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Entry(models.Model):
    """存证记录: one link of the chain. `digest` is SHA-256 over the whole entry including the digest before it."""

    number = models.BigIntegerField("序号", primary_key=True)
    batch_ref = models.CharField("批次号", max_length=32, unique=True)
    action = models.CharField("动作", max_length=80)
    by = models.CharField("操作人", max_length=80)
    at = models.DateTimeField("时间")
    content = models.JSONField("内容")
    previous = models.CharField("前一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "存证记录"

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Operation(models.Model):
    """操作号: the answer that was given to an operation id, to be given again at the second click."""

    operation = models.CharField("操作号", max_length=80, primary_key=True)
    action = models.CharField("动作", max_length=80)
    by = models.CharField("操作人", max_length=80)
    at = models.DateTimeField("时间")
    inputs_digest = models.CharField("输入摘要", max_length=64)
    answer = models.JSONField("答复")

    class Meta:
        verbose_name = "操作号"

    def __str__(self) -> str:
        return self.operation


class Erasure(models.Model):
    """清除: a batch erased the content of what is named here: a record, a submission or the answer to an operation. Key,
    digest and dates of it remain. Whatever is blanked must be named so; the database sees to that (`immutability.Blank`)."""

    erased = models.CharField("所清除的", max_length=80)  # a record key, a submission's number, an operation id
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "清除"
        indexes = [models.Index(name="erasure_of", fields=["erased"])]

    def __str__(self) -> str:
        return self.erased
