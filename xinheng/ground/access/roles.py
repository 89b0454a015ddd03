"""角色: what people do here, and which permissions that takes.

Roles are stored by their code, which never changes; title and description may. The three administrators are kept apart
by 等保三级 (GB/T 22239-2019, 8.1.4.2): who runs the system does not grant rights, and neither reads the audit.
"""

from dataclasses import dataclass
from enum import StrEnum

from xinheng.ground.text import Text


class Permission(StrEnum):
    """权限: everything an action or a page may ask for."""

    MAINTAIN_AUTHORITIES = "authorities.maintain"
    PUBLISH_POLICIES = "policies.publish"
    GRANT_ACCESS = "access.grant"
    VERIFY_LEDGER = "ledger.verify"
    OPEN_DESK = "desk.open"
    LOAD_ORGANISATIONS = "organisations.load"
    REVIEW_ORGANISATIONS = "organisations.review"
    SUBMIT_RECORDS = "records.submit"
    RELEASE_RECORDS = "records.release"
    TAKE_DOWN_RECORDS = "records.take_down"
    SUPERVISE_SUBMISSIONS = "submissions.supervise"
    OPEN_COUNTER = "counter.open"
    DECLARE_RECORDS = "records.declare"


@dataclass(frozen=True)
class Role:
    """角色: a code for machines, a title and description for people, its permissions, and the roles it excludes.

    `for_organisation` roles are held for one organisation and nothing else; the others by staff, for authorities.
    """

    code: str
    title: Text
    description: Text
    permissions: frozenset[Permission]
    excludes: frozenset[str] = frozenset()
    for_organisation: bool = False


ADMINISTRATORS = frozenset({"system_administrator", "security_administrator", "auditor"})

ROLES = {
    role.code: role
    for role in (
        Role(
            "department_clerk",
            Text(zh="部门报送员", en="Department clerk"),
            Text(zh="为本部门报送信用信息的工作人员。", en="Submits credit information for the department."),
            frozenset({Permission.OPEN_DESK, Permission.SUBMIT_RECORDS}),
        ),
        Role(
            "department_reviewer",
            Text(zh="部门审核员", en="Department reviewer"),
            Text(
                zh="审核并发布本部门报送内容的另一名工作人员。",
                en="A second person, who reviews and releases what the department submits.",
            ),
            frozenset({Permission.OPEN_DESK, Permission.RELEASE_RECORDS}),
        ),
        Role(
            "credit_office_officer",
            Text(zh="信用办工作人员", en="Credit office officer"),
            Text(
                zh="信用办负责日常办理的工作人员：维护部门、起草与公布政策、载入登记信息、核定匹配。",
                en="Does the daily work of the credit office: keeps the authorities, drafts and publishes policies, loads registers, decides matches.",
            ),
            frozenset(
                {
                    Permission.OPEN_DESK,
                    Permission.MAINTAIN_AUTHORITIES,
                    Permission.PUBLISH_POLICIES,
                    Permission.LOAD_ORGANISATIONS,
                    Permission.REVIEW_ORGANISATIONS,
                    Permission.TAKE_DOWN_RECORDS,
                    Permission.SUPERVISE_SUBMISSIONS,
                }
            ),
        ),
        Role(
            "system_administrator",
            Text(zh="系统管理员", en="System administrator"),
            Text(
                zh="维护部门目录与运行环境；不授予权限，不查看审计。",
                en="Keeps the directory of authorities and the running system; grants no rights, reads no audit.",
            ),
            frozenset({Permission.OPEN_DESK, Permission.MAINTAIN_AUTHORITIES}),
            ADMINISTRATORS - {"system_administrator"},
        ),
        Role(
            "security_administrator",
            Text(zh="安全管理员", en="Security administrator"),
            Text(
                zh="建立账号、授予和收回角色；不维护数据，不查看审计。",
                en="Makes accounts, grants and revokes roles; keeps no data, reads no audit.",
            ),
            frozenset({Permission.OPEN_DESK, Permission.GRANT_ACCESS}),
            ADMINISTRATORS - {"security_administrator"},
        ),
        Role(
            "auditor",
            Text(zh="审计管理员", en="Audit administrator"),
            Text(
                zh="核验存证链、查看审计；不维护数据，不授予权限。",
                en="Verifies the ledger and reads the audit; keeps no data, grants no rights.",
            ),
            frozenset({Permission.OPEN_DESK, Permission.VERIFY_LEDGER}),
            ADMINISTRATORS - {"auditor"},
        ),
        Role(
            "organisation_agent",
            Text(zh="企业代理人", en="Agent of an organisation"),
            Text(
                zh="受一个组织委托，在企业页面查看本组织自己的信用档案、代它自愿申报；看不到其他组织的非公开内容。",
                en="Looks after the credit file of one organisation at the counter and declares for it; sees of others what the "
                "public sees.",
            ),
            frozenset({Permission.OPEN_COUNTER, Permission.DECLARE_RECORDS}),
            for_organisation=True,
        ),
    )
}
