"""检索答复: what a search answers with, and what a list shows of an organisation."""

from dataclasses import dataclass

from django.db import connection

from xinheng.credit.organisations.personal import masked
from xinheng.credit.organisations.search.understanding import By
from xinheng.ground.disclosure import Field, Level, Viewer, project
from xinheng.ground.text import Text


@dataclass(frozen=True)
class Matched:
    """匹配说明: how a hit came up. `spans` are the places in `text` that were looked for, to be shown in bold."""

    how: str  # code · former_code · part_of_code · name · former_name · prefix · part · initials
    text: str  # the name or code that matched, as it is written
    spans: tuple[tuple[int, int], ...]
    is_former: bool = False  # by a name that the organisation no longer bears, or a code before the present one


@dataclass(frozen=True)
class Hit:
    """检索结果: one organisation, with what a list shows of it."""

    uscc: str | None
    name: str
    state: str
    region: str
    matched: Matched


@dataclass(frozen=True)
class Suggestion:
    """检索建议: what was perhaps meant. `text` is to be searched for; `uscc` is None where nobody here has it."""

    text: str
    uscc: str | None
    name: str | None
    why: Text


@dataclass(frozen=True)
class Found:
    """检索答复: a page of hits, the cursor of the next one, and, where there are none, suggestions and what to do."""

    by: By
    hits: tuple[Hit, ...] = ()
    next: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    advice: Text | None = None


@dataclass(frozen=True)
class Candidate:
    """候选主体: an organisation that a printed name may mean, how alike the names are (of 100), and in what."""

    organisation: int
    name: str
    score: int
    reasons: tuple[Text, ...]


# ---- what a list shows of an organisation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """主体摘要: what a list shows of an organisation."""

    uscc: str | None
    name: str
    state: str
    region: str
    may_be_personal: bool

    @property
    def shown(self) -> str:
        """The name where only the full code could lead here."""
        return masked(self.name) if self.may_be_personal else self.name


PRESENT = """
    SELECT asked.id, code.value, present.name, present.state, present.region, present.may_be_personal
    FROM unnest(%s::bigint[]) asked (id)
    JOIN LATERAL (
        SELECT name, state, region, may_be_personal FROM organisations_registration registration
        JOIN ledger_batch batch ON batch.id = registration.batch_id AND batch.knowledge_no IS NOT NULL
        WHERE registration.organisation_id = asked.id AND NOT is_history ORDER BY version DESC LIMIT 1
    ) present ON true
    LEFT JOIN LATERAL (
        SELECT value FROM organisations_identifier identifier
        JOIN ledger_batch batch ON batch.id = identifier.batch_id AND batch.knowledge_no IS NOT NULL
        WHERE identifier.organisation_id = asked.id AND kind = 'uscc' ORDER BY identifier.id DESC LIMIT 1
    ) code ON true
"""


def cards(organisations: list[int], viewer: Viewer) -> dict[int, Card]:
    """主体摘要 of those organisations that the viewer may see; one without a 统一社会信用代码 is government-only."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, [organisations])
        rows = cursor.fetchall()
    found = {}
    for organisation, code, *particulars in rows:
        level = Level.PUBLIC if code else Level.GOVERNMENT
        found |= project([Field(organisation, level, Card(code, *particulars), subject=code)], viewer)
    return found
