"""角色: what people do here, and which permissions that takes.

Roles are stored by their code, which never changes; title and description may. The three administrators are kept apart
by 等保三级 (GB/T 22239-2019, 8.1.4.2): who runs the system does not grant rights, and neither reads the audit.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """权限: everything an action or a page may ask for."""

    MAINTAIN_AUTHORITIES = "authorities.maintain"
    PUBLISH_POLICIES = "policies.publish"
    GRANT_ACCESS = "access.grant"
    VERIFY_LEDGER = "ledger.verify"
    OPEN_DESK = "desk.open"
    LOAD_ORGANISATIONS = "organisations.load"
    REVIEW_ORGANISATIONS = "organisations.review"


@dataclass(frozen=True)
class Role:
    """角色: a code for machines, a title and description for people, its permissions, and the roles it excludes."""

    code: str
    title: str | Promise
    description: str | Promise
    permissions: frozenset[Permission]
    excludes: frozenset[str] = frozenset()


ADMINISTRATORS = frozenset({"system_administrator", "security_administrator", "auditor"})

ROLES = {
    role.code: role
    for role in (
        Role(
            "department_clerk",
            _("部门报送员"),
            _("为本部门报送信用信息的工作人员。"),
            frozenset({Permission.OPEN_DESK}),
        ),
        Role(
            "department_reviewer",
            _("部门审核员"),
            _("审核并发布本部门报送内容的另一名工作人员。"),
            frozenset({Permission.OPEN_DESK}),
        ),
        Role(
            "credit_office_officer",
            _("信用办工作人员"),
            _("信用办负责日常办理的工作人员：维护部门、起草与公布政策、载入登记信息、核定匹配。"),
            frozenset(
                {
                    Permission.OPEN_DESK,
                    Permission.MAINTAIN_AUTHORITIES,
                    Permission.PUBLISH_POLICIES,
                    Permission.LOAD_ORGANISATIONS,
                    Permission.REVIEW_ORGANISATIONS,
                }
            ),
        ),
        Role(
            "system_administrator",
            _("系统管理员"),
            _("维护部门目录与运行环境；不授予权限，不查看审计。"),
            frozenset({Permission.OPEN_DESK, Permission.MAINTAIN_AUTHORITIES}),
            ADMINISTRATORS - {"system_administrator"},
        ),
        Role(
            "security_administrator",
            _("安全管理员"),
            _("建立账号、授予和收回角色；不维护数据，不查看审计。"),
            frozenset({Permission.OPEN_DESK, Permission.GRANT_ACCESS}),
            ADMINISTRATORS - {"security_administrator"},
        ),
        Role(
            "auditor",
            _("审计管理员"),
            _("核验存证链、查看审计；不维护数据，不授予权限。"),
            frozenset({Permission.OPEN_DESK, Permission.VERIFY_LEDGER}),
            ADMINISTRATORS - {"auditor"},
        ),
    )
}
