"""部门: an authority and the versions of what is known about it. Versions are facts: added, never changed."""

from django.db import models
from django.db.models import F, Q

from xinheng.ground.ledger.models import Batch


class Authority(models.Model):
    """部门: the lasting identity of an authority. What it is called and where it belongs stands in its versions."""

    ref = models.CharField("部门号", max_length=32, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "部门"
        verbose_name_plural = "部门"

    def __str__(self) -> str:
        return self.ref


class AuthorityVersion(models.Model):
    """部门版本: what an authority was from a date on. The current one is the highest version in a sealed batch."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("版本")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    uscc = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=200)
    region = models.CharField("行政区划代码", max_length=6)
    parent = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="上级")
    successor = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="承接部门"
    )
    valid_from = models.DateField("自")

    class Meta:
        verbose_name = "部门版本"
        constraints = [
            models.UniqueConstraint(name="authority_version_once", fields=["authority", "version"]),
            models.CheckConstraint(name="authority_not_its_own_parent", condition=~Q(authority=F("parent"))),
            models.CheckConstraint(name="authority_not_its_own_successor", condition=~Q(authority=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
