"""公示: what is or will be public, derived from the facts and disposable."""

from django.db import models
from django.db.models import Q

from xinheng.credit.organisations.models import Organisation
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.authorities.models import Authority


class PublicRecord(models.Model):
    """公示记录: days in a row on which the public sees a version of a record. Derived: it can be made anew at any time.

    A record whose publication is interrupted has a row for each stretch. Whoever reads it asks for the day: public are
    those with `public_from` ≤ day and no end, or `public_until` ≥ day. Columns are only what lists are filtered and sorted
    by; what is shown of it comes from the record, projected. `decided_on` is that of the publication where there is none.
    `may_be_personal` says that the party may bear the name of a person, printed or registered: it stands in no list.
    """

    record_key = models.UUIDField("记录键")
    record = models.ForeignKey(CreditRecord, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    provider = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    type = models.CharField("目录条目", max_length=20)
    authority_code = models.CharField("决定机关代码", max_length=18)
    document_number = models.CharField("文书号", max_length=200)
    decided_on = models.DateField("决定日期")
    act_kinds = models.IntegerField("行为种类")
    is_adverse = models.BooleanField("不利信息")
    may_be_personal = models.BooleanField("名称可能是人名")
    public_from = models.DateField("公示自")
    public_until = models.DateField("公示至", null=True)

    class Meta:
        verbose_name = "公示记录"
        constraints = [
            models.CheckConstraint(
                name="public_for_a_day_at_least",
                condition=Q(public_until__isnull=True) | Q(public_until__gte=models.F("public_from")),
            ),
            models.UniqueConstraint(name="public_stretch_once", fields=["record_key", "public_from"]),
        ]
        indexes = [
            models.Index(name="public_newest", fields=["-decided_on", "record_key"]),
            models.Index(name="public_newest_of_type", fields=["type", "-decided_on", "record_key"]),
            models.Index(name="public_of_authority", fields=["authority_code", "type", "-decided_on"]),
            models.Index(name="public_of_organisation", fields=["organisation"]),
            models.Index(name="public_number", fields=["document_number"]),
            models.Index(name="public_ends", fields=["public_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.document_number}"


class PublicChange(models.Model):
    """公示增减: by how many the listed records of a type and deciding authority grow or shrink from a day on. How many there
    are on a day is the sum of all changes up to it, so that the day itself asks for no work.

    Kept by the database (`counting.KEPT`): whatever changes the rows of `PublicRecord`, by whichever statement, adds what
    it changes in the same transaction. Only ever added to, so that nobody waits for another's counts; `counting.fold`
    adds up what is past.
    """

    type = models.CharField("目录条目", max_length=20)
    authority_code = models.CharField("决定机关代码", max_length=18)
    day = models.DateField("自")
    change = models.IntegerField("增减")

    class Meta:
        verbose_name = "公示增减"
        indexes = [models.Index(name="public_change_by_day", fields=["day"])]

    def __str__(self) -> str:
        return f"{self.type} {self.authority_code} {self.day} {self.change:+}"
