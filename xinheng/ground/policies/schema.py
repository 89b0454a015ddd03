"""政策文件格式: the one schema that every YAML file of a law pack obeys.

A pack is the law of one place at one level (nation, province, city), spread over as many files as read well; each
begins with `pack: <id>`, and exactly one of them carries the head (level, name, parent, sources). Here stands only
what a single value must look like. What holds between values and files is judged in `checks`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from xinheng.ground.calendars import Nature, Unit
from xinheng.ground.text import Text

CONFIGURED = "configured"  # the source of a value that no text gives: ours, visible, and overridden by any text


class Level(StrEnum):
    """层级: from the highest to the lowest force."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"


class SourceKind(StrEnum):
    """依据种类: what a source is, and so whether it can found a list (国办发〔2020〕49号)."""

    STATUTE = "statute"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    PARTY_STATE_DOCUMENT = "party_state_document"
    DEPARTMENTAL_RULE = "departmental_rule"
    LOCAL_REGULATION = "local_regulation"
    NORMATIVE_DOCUMENT = "normative_document"
    STANDARD = "standard"
    PLAN = "plan"
    REPORT = "report"
    CONFIGURED = "configured"


# 国办发〔2020〕49号: a list that binds organisations needs one of these under it.
FOUNDING = (
    SourceKind.STATUTE,
    SourceKind.ADMINISTRATIVE_REGULATION,
    SourceKind.JUDICIAL_INTERPRETATION,
    SourceKind.PARTY_STATE_DOCUMENT,
    SourceKind.DEPARTMENTAL_RULE,
    SourceKind.LOCAL_REGULATION,
)


class SourceStatus(StrEnum):
    """效力状态: `unknown` means that nobody has confirmed whether the text is still in force."""

    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Binding(StrEnum):
    """约束力: an in-principle (原则上) term reminds and never escalates."""

    HARD = "hard"
    IN_PRINCIPLE = "in_principle"


class LowerMay(StrEnum):
    """下位可为: what the text of a lower level may do to the value of a higher one."""

    SHORTEN = "shorten"
    LENGTHEN = "lengthen"
    LOWER = "lower"
    RAISE = "raise"
    NARROW = "narrow"
    NOTHING = "nothing"
    ANYTHING = "anything"


class ParameterKind(StrEnum):
    """参数种类: what a parameter counts or says."""

    COUNT = "count"
    PERCENT = "percent"
    FEN = "fen"
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"
    TIMES = "times"
    HOURS = "hours"
    CODES = "codes"
    TEXT = "text"
    DATE = "date"


class Verified(StrEnum):
    """核实程度: how the number was seen.

    V read in a re-checked text · V-law read in the statute · V-impl read in a working system · V-frag read in a
    fragment · VX read in an excerpt of a re-posted copy · U unverified · P practice · clause from the city's own
    document · configured chosen by us.
    """

    V = "V"
    V_LAW = "V-law"
    V_IMPL = "V-impl"
    V_FRAG = "V-frag"
    VX = "VX"
    U = "U"
    P = "P"
    CLAUSE = "clause"
    CONFIGURED = "configured"


class ListSort(StrEnum):
    """名单、清单、内部清单: only a name list holds organisations that anybody outside may see."""

    NAME_LIST = "name_list"
    CATALOGUE_LIST = "catalogue_list"
    WORK_LIST = "work_list"


class ListStanding(StrEnum):
    """名单地位: received is decided elsewhere and only shown; historic has no lawful basis; internal is unpublished."""

    RECEIVED = "received"
    OWN = "own"
    HISTORIC = "historic"
    INTERNAL = "internal"


def _scalar(value: object) -> object:
    """A parameter's value as written, lists as tuples; that it suits the parameter's kind is judged in `checks`."""
    if isinstance(value, list) and all(isinstance(code, str) for code in value):
        return tuple(value)
    # bool is an int to Python; a parameter that says yes or no is written as a code.
    if value is None or type(value) in (int, str, date):
        return value
    raise PydanticCustomError("scalar", "a whole number, a quoted decimal, words, a date or a list of codes")


def _bilingual(text: Text) -> Text:
    if not (text.zh and text.en):
        raise PydanticCustomError("bilingual", "words in both languages")
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
Day = Annotated[date, Field(strict=True)]
Number = Annotated[StrictInt, Field(ge=0)]
Words = Annotated[Text, AfterValidator(_bilingual)]
Scalar = Annotated[int | str | date | tuple[str, ...] | None, PlainValidator(_scalar)]


class Entry(BaseModel):
    """A part of a policy file: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SourceEntry(Entry):
    """依据: one legal text that values cite."""

    title: Words
    kind: SourceKind
    status: SourceStatus
    number: str | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    note: Words | None = None


class StartEvent(Entry):
    """起算事由: what starts the clock; `stated: false` where the text does not say and we configured it."""

    code: Id
    zh: str
    en: str
    stated: StrictBool = True


class Value(Entry):
    """取值: what one text says from a day on. `value: null` repeals; `until` is the last day in force."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    source: Id
    verified: Verified
    article: str | None = None
    clauses: tuple[str, ...] = ()
    note: Words | None = None

    @property
    def is_configured(self) -> bool:
        return self.source == CONFIGURED


class RuleValue(Value):
    """期限取值: a number of units from the start event, and the bounds this level sets on lower ones."""

    value: Number | None
    unit: Unit | None = None
    day_of_month: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    binding: Binding = Binding.HARD
    at_most: Number | None = None
    at_least: Number | None = None


class ParameterValue(Value):
    """参数取值: a number, words, a date or codes, and the bounds this level sets on lower ones."""

    value: Scalar
    at_most: Scalar = None
    at_least: Scalar = None


class RuleEntry(Entry):
    """期限: a definition (title to lower_may, together, once in a chain of levels) and this level's values."""

    title: Words | None = None
    actor: Words | None = None
    start_event: StartEvent | None = None
    nature: Nature | None = None
    lower_may: LowerMay | None = None
    values: tuple[RuleValue, ...] = ()


class ParameterEntry(Entry):
    """参数: a definition (title, kind, lower_may, once in a chain of levels) and this level's values.

    Where the kind is codes, the definition says in `words` how each code reads.
    """

    title: Words | None = None
    kind: ParameterKind | None = None
    lower_may: LowerMay | None = None
    words: dict[str, Words] = {}
    values: tuple[ParameterValue, ...] = ()


class Basis(Entry):
    """依据条款: the source, and where in it."""

    source: Id
    article: str | None = None


class ListEntry(Entry):
    """名单种类: a kind of list, who decides it, on what basis, how one enters and leaves."""

    title: Words
    sort: ListSort
    determined_by: Words
    standing: ListStanding
    basis: Basis | None
    public: StrictBool
    entry: Words
    exit: Words
    verified: Verified
    term: Key | None = None
    early_exit: Key | None = None
    note: Words | None = None
    clauses: tuple[str, ...] = ()


class PackFile(Entry):
    """政策文件: one YAML file of a pack. Level, name, parent, region, chapters and sources are the head."""

    pack: Id
    level: Level | None = None
    name: Words | None = None
    parent: Id | None = None
    region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None
    chapters: dict[Id, Words] = {}
    sources: dict[Id, SourceEntry] = {}
    rules: dict[Key, RuleEntry] = {}
    parameters: dict[Key, ParameterEntry] = {}
    lists: dict[Key, ListEntry] = {}
