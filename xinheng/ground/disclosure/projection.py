"""分级公开: levels, viewers and the one projection."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

PURPOSE_MISSING = Refusal(
    "disclosure.purpose_missing",
    Text(
        zh="查看非公开信息须说明用途。请填写查询事由后再试。",
        en="Whoever looks at what is not public says what for. State the purpose and try again.",
    ),
)


class Level(StrEnum):
    """公开属性: to whom a field may be shown."""

    PUBLIC = "public"  # 社会公开
    GOVERNMENT = "government"  # 政务共享
    AUTHORISED = "authorised"  # 授权查询


@dataclass(frozen=True)
class Field:
    """字段: one value of a subject with its level. `subject` is the 统一社会信用代码 it is about, if it is about one."""

    code: str
    level: Level
    value: Any
    subject: str | None = None


@dataclass(frozen=True)
class Viewer:
    """查看者: on whose behalf something is read, why, and up to which levels.

    `ref` names the user, receiver or organisation; `purpose` is what the look is logged with, and nobody sees more than
    the public without one. `consented` holds the codes of organisations that let this viewer see their 授权查询 fields;
    an organisation is always in the `consented` set of its own viewer. `provides` are the authorities (refs) whose own
    records it works on; `matter` is the number of the audit or court matter that a look back is for.
    """

    ref: str
    levels: frozenset[Level] = frozenset({Level.PUBLIC})
    purpose: str = ""
    consented: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    matter: str = ""

    def __post_init__(self):
        if self.sees_more_than_public and not self.purpose.strip():
            raise Refused(PURPOSE_MISSING)

    @property
    def sees_more_than_public(self) -> bool:
        return self.levels != frozenset({Level.PUBLIC}) or bool(self.consented)

    def sees(self, field: Field) -> bool:
        """Whether this viewer may see that field. An unknown level is seen by nobody."""
        if field.level == Level.AUTHORISED:
            return field.subject is not None and field.subject in self.consented
        return field.level in self.levels or (field.level == Level.GOVERNMENT and field.subject in self.consented)

    def sees_sealed(self, subject: str | None, provider: str) -> bool:
        """封存内容: what is neither public nor used any more is for the organisation itself, for the authority that
        provided it, and for an audit or a court under the number of its matter; for nobody else, government included."""
        return bool(self.matter) or subject in self.consented or provider in self.provides


PUBLIC = Viewer(ref="public")


def project(fields: Iterable[Field], viewer: Viewer) -> dict[str, Any]:
    """What of these fields the viewer may see, by field code. Everything that leaves a query has passed here."""
    return {field.code: field.value for field in fields if viewer.sees(field)}
