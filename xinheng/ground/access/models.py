"""权限: accounts of staff and agents, and the roles they hold. A grant is a fact, its revocation another."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from xinheng.ground.authorities.models import Authority
from xinheng.ground.ledger.models import Batch


class Users(BaseUserManager):
    """Accounts by user name. They are made by `actions.create_user` only."""

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """账号: somebody who works with the system. People appear here as users; they are protected and never rated."""

    username = models.CharField("账号", max_length=40, unique=True)
    display_name = models.CharField("姓名或岗位", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间")

    USERNAME_FIELD = "username"
    objects = Users()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name


class RoleGrant(models.Model):
    """授予角色: a user holds a role, for an authority and all below it, or for the whole place; or as the agent of the
    organisation with that 统一社会信用代码, and then for nothing else."""

    ref = models.CharField("授权号", max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=40)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.CharField("统一社会信用代码", max_length=18, blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "授予角色"

    def __str__(self) -> str:
        return self.ref


class RoleRevocation(models.Model):
    """收回角色: the end of a grant."""

    grant = models.OneToOneField(RoleGrant, on_delete=models.PROTECT, related_name="revocation")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "收回角色"

    def __str__(self) -> str:
        return str(self.grant_id)
