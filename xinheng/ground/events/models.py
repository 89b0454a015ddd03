"""事件: what happened, and who has been told."""

from django.db import models

from xinheng.ground.ledger.models import Batch


class Event(models.Model):
    """事件: the name of a change and the ids it concerns; never its content, which is read where it is stored."""

    name = models.CharField("事件", max_length=80)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="events")
    ids = models.JSONField("编号")

    class Meta:
        verbose_name = "事件记录"

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """送达: a subscriber has done its work for an event. The row is written in the same transaction as that work."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField("订阅者", max_length=120)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "送达记录"
        constraints = [models.UniqueConstraint(name="delivered_once", fields=["event", "subscriber"])]

    def __str__(self) -> str:
        return self.subscriber
