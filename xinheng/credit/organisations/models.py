"""主体: identities and the facts about them. Facts are added, never changed, and count once their batch is sealed."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr

from xinheng.ground.ledger.models import Batch


def of_batch(**options) -> models.ForeignKey:
    """The batch that a fact belongs to. Nothing is looked up by it, so it has no index, which loading would pay for."""
    return models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Organisation(models.Model):
    """主体: the lasting identity of an organisation. Its codes, names and states stand in facts."""

    batch = of_batch()

    class Meta:
        verbose_name = "主体"

    def __str__(self) -> str:
        return str(self.pk)


class State(models.TextChoices):
    """登记状态: as the registry states it. What has ended no longer is in force, though its file stays."""

    UNSTATED = "unstated", "未载明"
    IN_OPERATION = "in_operation", "存续"
    SUSPENDED = "suspended", "停业"
    MOVED_OUT = "moved_out", "迁出"
    REVOKED = "revoked", "吊销"
    ANNULLED = "annulled", "撤销"
    DEREGISTERED = "deregistered", "注销"


ENDED = (State.MOVED_OUT, State.REVOKED, State.ANNULLED, State.DEREGISTERED)


class Registration(models.Model):
    """登记: what the registry says of an organisation, in versions; the current one is the highest in a sealed batch.

    `valid_from` is the day from which it was so, empty where the registry does not say. `digest` is the SHA-256 of the
    content: a row with the digest of the current version says nothing new. A version that `is_history` became known after
    later ones, and a reviewer accepted it: it is never the current one, and stands among the others by its day.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    version = models.PositiveIntegerField("版本")
    batch = of_batch()
    name = models.CharField("名称", max_length=200)
    may_be_personal = models.BooleanField("名称可能是人名")
    kind = models.CharField("类型代码", max_length=40)
    state = models.CharField("登记状态", max_length=12, choices=State)
    region = models.CharField("行政区划代码", max_length=6)
    industry = models.CharField("行业代码", max_length=4)
    established_on = models.DateField("成立日期", null=True)
    capital_fen = models.BigIntegerField("注册资本（分）", null=True)
    valid_from = models.DateField("自", null=True)
    is_history = models.BooleanField("历史登记")
    digest = models.CharField("内容摘要", max_length=64)
    sheet = models.CharField("来源工作表", max_length=100)
    row = models.PositiveIntegerField("来源行")

    class Meta:
        verbose_name = "登记"
        constraints = [
            models.UniqueConstraint(name="registration_version_once", fields=["organisation", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} v{self.version}"


class FormerName(models.Model):
    """曾用名: a name that the registry says an organisation had before, in addition to the names of earlier versions."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="former_names", db_index=False
    )
    batch = of_batch()
    name = models.CharField("名称", max_length=200)
    used_until = models.DateField("用至", null=True)

    class Meta:
        verbose_name = "曾用名"
        constraints = [models.UniqueConstraint(name="former_name_once", fields=["organisation", "name"])]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """标识: a code that leads to an organisation. `warning` says what is wrong with one that was issued nevertheless.

    The organisation code inside a 统一社会信用代码 leads to the file as well, without a row of its own.
    """

    class Kind(models.TextChoices):
        """标识类型: which sort of code; the values are those of `identification.IdentifierKind`."""

        USCC = "uscc", "统一社会信用代码"
        ORGANISATION_CODE = "organisation_code", "组织机构代码"
        REGISTRATION_NUMBER = "registration_number", "工商注册号"
        TAX_NUMBER = "tax_number", "纳税人识别号（旧）"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField("标识类型", max_length=20, choices=Kind)
    value = models.CharField("代码", max_length=30)
    warning = models.CharField("提示", max_length=60, blank=True)
    valid_from = models.DateField("自", null=True)
    batch = of_batch()

    class Meta:
        verbose_name = "标识"
        constraints = [models.UniqueConstraint(name="identifier_once", fields=["value", "kind"])]
        indexes = [
            models.Index(Substr("value", 9, 9), name="identifier_inner_code", condition=Q(kind="uscc")),
        ]

    def __str__(self) -> str:
        return self.value


class Lineage(models.Model):
    """沿革: how an organisation came from, or belongs to, another. It shows; nothing adverse is carried along it."""

    class Kind(models.TextChoices):
        """沿革类型."""

        BRANCH_OF = "branch_of", "分支机构"
        MERGED_INTO = "merged_into", "合并"
        SPLIT_FROM = "split_from", "分立"
        CONVERTED_FROM = "converted_from", "个转企"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lineage")
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lineage_of")
    kind = models.CharField("沿革类型", max_length=20, choices=Kind)
    on = models.DateField("日期", null=True)
    batch = of_batch()

    class Meta:
        verbose_name = "沿革"
        constraints = [
            models.UniqueConstraint(name="lineage_once", fields=["organisation", "other", "kind"]),
            models.CheckConstraint(name="lineage_leads_elsewhere", condition=~Q(organisation=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.other_id}"


class ReviewItem(models.Model):
    """待核: a row of a file that a person must look at, because it says two things at once. Decided by a `Decision`.

    `organisation` is whose the file makes the row, where it is known; `content` what the row says, so that it can still
    be accepted: the particulars of a `Registration`, and the kind of the code.
    """

    batch = of_batch()
    sheet = models.CharField("来源工作表", max_length=100)
    row = models.PositiveIntegerField("来源行")
    printed_code = models.CharField("所载代码", max_length=30)
    printed_name = models.CharField("所载名称", max_length=200)
    printed_name_folded = models.CharField("所载名称（归一）", max_length=200)
    reason = models.CharField("缘由", max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    content = models.JSONField("所载内容")

    class Meta:
        verbose_name = "待核"
        indexes = [models.Index(name="review_by_print", fields=["printed_code", "printed_name_folded"])]

    def __str__(self) -> str:
        return f"{self.printed_code} {self.printed_name}"


class Decision(models.Model):
    """匹配决定: what a reviewer decided a printed code and name to mean, or that it means nobody. The newest counts."""

    printed_code = models.CharField("所载代码", max_length=30)
    printed_name = models.CharField("所载名称", max_length=200)
    printed_name_folded = models.CharField("所载名称（归一）", max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField("理由")
    batch = of_batch()

    class Meta:
        verbose_name = "匹配决定"
        indexes = [models.Index(name="decision_by_print", fields=["printed_code", "printed_name_folded"])]

    def __str__(self) -> str:
        return f"{self.printed_code} {self.printed_name}"


class SearchName(models.Model):
    """检索名: a name as the search knows it. Derived from the facts and disposable: it can be made anew at any time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="search_names", db_constraint=False
    )
    batch = of_batch(db_constraint=False)
    name = models.CharField("名称", max_length=200)
    folded = models.CharField("归一名称", max_length=200)
    plain = models.CharField("归一名称（不含标点）", max_length=200)
    is_current = models.BooleanField("现用")
    in_force = models.BooleanField("存续")
    is_public = models.BooleanField("可公开检索")
    weight = models.IntegerField("权重")
    grams = ArrayField(models.TextField(), verbose_name="二字组")
    initials = models.TextField("拼音首字母")

    class Meta:
        verbose_name = "检索名"
        indexes = [
            GinIndex(name="searchname_grams", fields=["grams"], condition=Q(is_public=True)),
            models.Index(name="searchname_folded", fields=["folded"]),
            models.Index(name="searchname_heaviest", fields=["-weight", "organisation"], condition=Q(is_public=True)),
        ]

    def __str__(self) -> str:
        return self.name


class CommonGram(models.Model):
    """常用字组: a gram that very many search names have, under the mark that the heaviest of them hold besides.

    Their floor is the weight and organisation of the last that held the mark when the index was last rebuilt.
    """

    mark = models.TextField("记号", primary_key=True)
    documents = models.IntegerField("检索名数")
    weight = models.IntegerField("下限权重")
    organisation = models.BigIntegerField("下限主体")

    class Meta:
        verbose_name = "常用字组"

    def __str__(self) -> str:
        return self.mark
