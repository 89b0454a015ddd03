"""已公布版本: what is in force is kept as published texts, each immutable, with who wrote and who published it."""

from django.db import models
from django.db.models import F, Q

from xinheng.ground.ledger.models import Batch


class Kind(models.TextChoices):
    """文本种类: what a published text is."""

    PACK = "pack", "政策包"
    CALENDAR = "calendar", "工作日历"
    CATALOGUE = "catalogue", "归集目录"
    MODEL = "model", "评价模型"


class Origin(models.TextChoices):
    """来源: from the seed in the repository, or drafted and published at the desk by two persons."""

    SEED = "seed", "随附"
    DESK = "desk", "起草"


class PublishedVersion(models.Model):
    """已公布版本: one text under its key. In force is the highest sequence in a sealed batch; earlier ones stay."""

    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    key = models.CharField("键", max_length=120)
    sequence = models.PositiveIntegerField("序次")
    text = models.TextField("文本")
    sha256 = models.CharField("摘要", max_length=64)
    valid_from = models.DateField("自")
    published_at = models.DateTimeField("公布时间")
    author = models.CharField("起草人", max_length=80)
    second_person = models.CharField("公布人", max_length=80, blank=True)
    origin = models.CharField("来源", max_length=4, choices=Origin.choices)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "已公布版本"
        constraints = [
            models.UniqueConstraint(name="published_version_once", fields=["kind", "key", "sequence"]),
            models.CheckConstraint(
                name="published_by_two_persons",
                condition=Q(origin=Origin.SEED) | (~Q(second_person="") & ~Q(second_person=F("author"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} v{self.sequence}"

    def save(self, *arguments, **options):
        if not self._state.adding:
            raise TypeError("a published version never changes; publish a new one")
        super().save(*arguments, **options)

    def delete(self, *_arguments, **_options):
        raise TypeError("a published version is never deleted; publish a new one")
