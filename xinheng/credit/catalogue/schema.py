"""目录文件格式: the one schema that every catalogue text obeys. What holds between its parts is judged in `checks`."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from xinheng.ground.disclosure import Level
from xinheng.ground.policies.schema import Day, Id, Key, Verified, Words

FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Provider = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
Header = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class FieldKind(StrEnum):
    """字段类型: what a value is, and so how it is read, typed and compared.

    Typed values in `content`: text, name, code, former_code and document_number as folded text; date as ISO text; amount as
    integer 分; number as integer; choice as its code; choices as a sorted list of codes; flag as true or false.
    """

    TEXT = "text"
    NAME = "name"  # of an organisation
    CODE = "code"  # 统一社会信用代码
    FORMER_CODE = "former_code"  # 工商注册号, 组织机构代码, 旧税号
    DOCUMENT_NUMBER = "document_number"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    PERSONAL = "personal"  # about a person: dropped unread, counted on the receipt


class Envelope(StrEnum):
    """封套: the columns common to all record types that a field may be mapped to; only these can be filtered or counted."""

    PARTY_CODE = "party_code"
    PARTY_NAME = "party_name"
    PARTY_CATEGORY = "party_category"
    DOCUMENT_NUMBER = "document_number"
    DECIDED_ON = "decided_on"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    AUTHORITY_CODE = "authority_code"
    AUTHORITY_NAME = "authority_name"
    REPAIR_CLASS = "repair_class"
    PROCEDURE = "procedure"
    ACT_KINDS = "act_kinds"
    AMOUNT = "amount_fen"
    PUBLISH_UNTIL = "publish_until"  # 公示截止期: may shorten a window, never lengthen it


class Bearing(StrEnum):
    """信息性质: whether a record weighs against its subject, for it, or neither."""

    ADVERSE = "adverse"
    NEUTRAL = "neutral"
    FAVOURABLE = "favourable"


class WindowKind(StrEnum):
    """公示方式: how the window of a type is computed (`publicity.windows`)."""

    BY_CLASS = "by_class"  # 失信程度: the terms of the repair rules
    WHILE_VALID = "while_valid"  # from release to the end of its own validity
    OPEN = "open"  # from release, without an end of its own
    NOT_PUBLIC = "not_public"


class Frequency(StrEnum):
    """更新频率: how often a provider must report, and else say that there was nothing (零报送)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    AS_IT_HAPPENS = "as_it_happens"


class Entry(BaseModel):
    """A part of a catalogue text: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Item(Entry):
    """目录依据: the dated catalogue item that founds a type (国办发〔2020〕49号). `source` is an id of the pack's sources."""

    source: Id
    article: str | None = None
    from_: Day = Field(alias="from")
    until: Day | None = None
    verified: Verified
    note: Words | None = None


class When(Entry):
    """何时必填: another field holds one of these codes and none of those it `lacks`, or holds anything at all (both empty)."""

    field: FieldCode
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


OTHER = "other"  # the code beside which words outside an open code table are kept


def words_of(field: str) -> str:
    """Where a content keeps the words beside 其他 of a field. They belong to the field: its level, its mask."""
    return f"{field}_other"


class Choice(Entry):
    """代码项: a value of a code set, the other ways in which people write it, and its bit in `act_kinds`, if it has one."""

    zh: str
    en: str
    also: tuple[str, ...] = ()
    bit: Annotated[StrictInt, Field(ge=0, le=30)] | None = None


class FieldEntry(Entry):
    """字段: one datum of a record type.

    `headers` are the column names besides the Chinese title under which it arrives in any layout, the first of them the one
    that templates print; `longest` is in characters, `unit` is that of an amount where neither header nor cell says one.
    `required` holds in the layouts that have the column. `summary` fields stand in lists and, of a penalty, are all that the
    public sees. `free_text` is government-level until masked and confirmed.
    """

    title: Words
    kind: FieldKind
    headers: tuple[Header, ...] = ()
    level: Level = Level.PUBLIC
    longest: Annotated[StrictInt, Field(ge=1)] = 200
    required: StrictBool | When = False
    unit: str | None = None
    choices: dict[FieldCode, Choice] = {}
    choices_of: Key | None = None  # a parameter of the pack whose codes, as of the day, are the choices
    open_choices: StrictBool = False  # 其他-…: words outside the code set are kept beside the code `other`
    envelope: Envelope | None = None
    summary: StrictBool = False
    free_text: StrictBool = False
    long_term: StrictBool = False  # 2099-12-31 and the like mean: without an end
    example: str | None = None
    help: Words | None = None
    verified: Verified = Verified.CONFIGURED


class Layout(Entry):
    """版式: a national or local column order. `columns` in order; `headers` says what a header means in this layout only,
    as `代码_2` does, which two layouts understand differently.

    A file is read in the layout that has the most of its columns; the first layout is the default and gives the template.
    """

    title: Words
    columns: tuple[FieldCode, ...]
    headers: dict[Header, FieldCode] = {}
    verified: Verified = Verified.CONFIGURED


class Reporting(Entry):
    """报送要求: who must report, by which rule of the pack each record is timely, and how often.

    `duties` names, for each provider, the items of its list of powers and duties (权责清单) in which such records arise;
    where there are any, these are the providers.
    """

    providers: tuple[Provider, ...] | None = None  # 统一社会信用代码; None: every authority that has such acts
    duties: dict[Provider, tuple[Words, ...]] = {}
    deadline: Key | None = None
    frequency: Frequency


class Publicity(Entry):
    """公示要求: how the window is computed, and the article that makes the type public at all."""

    window: WindowKind
    basis: Item | None = None


class TypeEntry(Entry):
    """目录条目: a record type. `items` found it, the newest that has begun on a day; without any it ships disabled, and
    `disabled` says why."""

    type: FieldCode
    title: Words
    order: Annotated[StrictInt, Field(ge=0)] = 500  # its place in lists
    category: Id  # of collection.catalogue.categories
    place: Id = "nation"
    items: tuple[Item, ...] = ()
    disabled: Words | None = None
    bearing: Bearing
    voluntary: StrictBool = False  # declared by the organisation itself: kept apart and labelled
    reporting: Reporting
    publicity: Publicity
    retention: Key | None = None  # rule of the pack: however long the window, not shown beyond it
    use: Key | None = None  # rule of the pack: how long a record that is not public and states no validity is used
    erasure: Key | None = None  # rule of the pack: how long content is kept once publicity and use have ended
    identity: tuple[FieldCode, ...]
    layouts: dict[str, Layout]
    fields: dict[FieldCode, FieldEntry]


class SupplementEntry(Entry):
    """补充: what a place adds to a type of a level above it: fields, layouts that have them, and who reports it by which of
    its powers. It changes nothing that the level above says, and holds while its own item does."""

    supplements: FieldCode
    place: Id
    items: tuple[Item, ...]
    duties: dict[Provider, tuple[Words, ...]] = {}
    layouts: dict[str, Layout] = {}
    fields: dict[FieldCode, FieldEntry] = {}

    @property
    def type(self) -> str:
        return self.supplements

    def added_to(self, entry: TypeEntry) -> TypeEntry:
        """The type with what the place adds."""
        duties = entry.reporting.duties | self.duties
        providers = tuple(sorted(duties)) if duties else entry.reporting.providers
        return entry.model_copy(
            update={
                "fields": entry.fields | self.fields,
                "layouts": entry.layouts | self.layouts,
                "reporting": entry.reporting.model_copy(update={"duties": duties, "providers": providers}),
            }
        )
