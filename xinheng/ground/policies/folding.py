"""折叠: what the values of nation, province and city come to on one day, and what became of each.

A lower text may not go against a higher one (立法法 第九十九条、第一百条). From the nation down, the
value that a level has in force on the day is set against every text that already stands above it:

- a configured value stands only where no text speaks, and any text takes its place;
- a text may move the value only as the definition allows (`lower_may`), inside the bounds of higher texts, and may
  not turn a hard term into one in principle;
- a text whose force is lapsed or unknown may tighten but not replace: where `lower_may` is `anything` it yields;
- a text in force is not held by one that has lapsed.

What holds is applied, and the value above it is overridden. What does not hold stays readable, superseded by the
text that it went against. Example: nation 7 days `shorten`, province 5, city 6. The city's 6 is shorter than the
nation's 7 and still superseded, because the province's 5 stands above it.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from xinheng.ground.calendars import Unit
from xinheng.ground.policies.place import CONFIGURED_SOURCE, Place, Source
from xinheng.ground.policies.schema import (
    Binding,
    Level,
    LowerMay,
    ParameterEntry,
    ParameterKind,
    ParameterValue,
    RuleEntry,
    RuleValue,
    SourceStatus,
)
from xinheng.ground.text import Text

Value = RuleValue | ParameterValue


class Standing(StrEnum):
    """地位: what became of one value of the chain on one day."""

    APPLIED = "applied"
    OVERRIDDEN = "overridden"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True)
class Layer:
    """一层取值: one value of the chain, its source, and what became of it on the day, with the reason."""

    level: Level
    pack: str
    place: Text
    value: Value
    source: Source
    status: SourceStatus
    standing: Standing
    reason: Text
    superseded_by: str | None = None

    @property
    def is_configured(self) -> bool:
        return self.value.is_configured

    @property
    def cited(self) -> Text:
        """The text as a sentence names it: 江苏省《江苏省社会信用条例》第三十条."""
        article = f" {self.value.article}" if self.value.article else ""
        if self.is_configured:
            return Text(zh=f"{self.place.zh}配置值", en=f"the value configured for {self.place.en}")
        return Text(
            zh=f"{self.place.zh}《{self.source.title.zh}》{article.strip()}", en=f"{self.source.title.en}{article}"
        )


@dataclass(frozen=True)
class Resolution:
    """取值结果: every value of the chain from nation to city, and the one that is applied, if any."""

    key: str
    on: date
    layers: tuple[Layer, ...]

    @property
    def applied(self) -> Layer | None:
        return next((layer for layer in self.layers if layer.standing is Standing.APPLIED), None)


@dataclass(frozen=True)
class Item:
    """一项: a rule or parameter of a chain: its one definition, and the values of each level that gives any."""

    key: str
    definition: RuleEntry | ParameterEntry
    by_place: tuple[tuple[Place, tuple[Value, ...]], ...]

    def written(self, value: object) -> Text:
        """A value in words: 5个工作日."""
        if isinstance(self.definition, RuleEntry):
            return term_in_words(value) if isinstance(value, RuleValue) else Text(zh=str(value), en=str(value))
        scalar = value.value if isinstance(value, ParameterValue) else value
        return scalar_in_words(scalar, self.definition.kind, self.definition.words)

    def measure(self, value: object) -> object:
        """What is compared between levels; for codes the set, whose `<=` means narrower."""
        if isinstance(value, RuleValue):
            return (value.value, value.day_of_month or 0)
        scalar = value.value if isinstance(value, ParameterValue) else value
        if isinstance(scalar, tuple):
            return frozenset(scalar)
        is_percent = isinstance(self.definition, ParameterEntry) and self.definition.kind is ParameterKind.PERCENT
        return Decimal(scalar) if is_percent else scalar

    def outside(self, bounds: Value, value: Value) -> bool:
        """Whether a value lies outside the bounds that a higher one sets."""
        number = value.value if isinstance(value, RuleValue) else self.measure(value)
        over = bounds.at_most is not None and not number <= self.measure(bounds.at_most)
        under = bounds.at_least is not None and not number >= self.measure(bounds.at_least)
        return over or under


def periods(values: tuple[Value, ...]) -> list[tuple[Value, date | None]]:
    """Each value of one level, as written, with its last day: its `until`, else the day before the next one begins."""
    begins = sorted(value.from_ for value in values)
    followers = dict(itertools.pairwise(begins))
    lasts = ((value.until, value.from_ in followers and followers[value.from_] - timedelta(days=1)) for value in values)
    return [(value, min(filter(None, last), default=None)) for value, last in zip(values, lasts, strict=True)]


def fold(item: Item, on: date) -> tuple[Layer, ...]:
    """折叠: from the nation down, what became of each value on the day (the module says how)."""
    layers = [
        _layer_by_date(place, value, last, on) for place, values in item.by_place for value, last in periods(values)
    ]
    above: list[int] = []  # the texts that stand: overridden ones, and last the applied one
    for index, layer in enumerate(layers):
        if layer.standing is not Standing.APPLIED:
            continue
        against = ((layers[upper], why_yields(item, layers[upper], layer)) for upper in reversed(above))
        upper, reason = next(((upper, reason) for upper, reason in against if reason), (None, None))
        if upper:
            layers[index] = replace(layer, standing=Standing.SUPERSEDED, reason=reason, superseded_by=upper.pack)
            continue
        if above:
            layers[above[-1]] = replace(
                layers[above[-1]], standing=Standing.OVERRIDDEN, reason=_overridden_by(item, layer)
            )
        tightens = any(not layers[upper].is_configured for upper in above)
        layers[index] = replace(layer, reason=_applies(layer, tightens=tightens))
        above.append(index)
    return tuple(layers)


def why_yields(item: Item, upper: Layer, lower: Layer) -> Text | None:
    """为何不适用: why the lower value cannot stand against a higher one that stands, or nothing."""
    if upper.is_configured:
        return None
    if lower.is_configured:
        return Text(
            zh=f"配置值没有文件依据，让位于{upper.cited.zh}。", en=f"A configured value yields to {upper.cited.en}."
        )
    if upper.status is SourceStatus.LAPSED and lower.status is SourceStatus.IN_FORCE:
        return None
    if item.outside(upper.value, lower.value):
        return _outside_bounds(item, upper)
    may = item.definition.lower_may
    if may is LowerMay.ANYTHING:
        return _weak(upper, lower) if upper.status is not SourceStatus.LAPSED else None
    if not _moves_as_allowed(item, upper.value, lower.value):
        return _against(item, upper, lower)
    return _loosened(upper, lower)


def _moves_as_allowed(item: Item, upper: Value, lower: Value) -> bool:
    here, above = item.measure(lower), item.measure(upper)
    match item.definition.lower_may:
        case LowerMay.SHORTEN | LowerMay.LOWER | LowerMay.NARROW:
            return here <= above
        case LowerMay.LENGTHEN | LowerMay.RAISE:
            return here >= above
        case LowerMay.NOTHING:
            return here == above
        case LowerMay.ANYTHING:
            return True


_UNFOLDED = Text(zh="", en="")  # of a candidate, until folding gives it its reason


def _layer_by_date(place: Place, value: Value, last: date | None, on: date) -> Layer:
    """A value before folding: out of force by its dates, repealed, or a candidate to apply."""
    source = CONFIGURED_SOURCE if value.is_configured else place.sources[value.source]
    status = source.status_on(on)
    if on < value.from_:
        standing = Standing.NOT_YET
        reason = Text(zh=f"自{value.from_}起施行。", en=f"In force only from {value.from_}.")
    elif last and on > last:
        standing, reason = Standing.ENDED, Text(zh=f"适用至{last}。", en=f"In force only until {last}.")
    elif value.value is None:
        standing = Standing.REPEALED
        reason = Text(zh=f"自{value.from_}起废止。", en=f"Repealed from {value.from_}.")
    else:
        standing, reason = Standing.APPLIED, _UNFOLDED
    return Layer(place.level, place.id, place.name, value, source, status, standing, reason)


# ---- reasons, in words ----------------------------------------------------------------------------------------------

_MAY = {
    LowerMay.SHORTEN: Text(zh="只能缩短", en="may only shorten it"),
    LowerMay.LENGTHEN: Text(zh="只能延长", en="may only lengthen it"),
    LowerMay.LOWER: Text(zh="只能调低", en="may only lower it"),
    LowerMay.RAISE: Text(zh="只能调高", en="may only raise it"),
    LowerMay.NARROW: Text(zh="只能收窄", en="may only narrow it"),
    LowerMay.NOTHING: Text(zh="不得变动", en="may not change it"),
    LowerMay.ANYTHING: Text(zh="可另行规定", en="may lay down its own"),
}
LEVEL_WORDS = {
    Level.NATION: Text(zh="国家", en="nation"),
    Level.PROVINCE: Text(zh="省", en="province"),
    Level.CITY: Text(zh="市县", en="city"),
}
STATUS_WORDS = {
    SourceStatus.IN_FORCE: Text(zh="现行有效", en="in force"),
    SourceStatus.LAPSED: Text(zh="已失效", en="lapsed"),
    SourceStatus.UNKNOWN: Text(zh="效力未确认", en="not confirmed as in force"),
}
_UNIT_WORDS = {
    Unit.WORKDAY: Text(zh="个工作日", en="working day"),
    Unit.DAY: Text(zh="日", en="day"),
    Unit.MONTH: Text(zh="个月", en="month"),
    Unit.YEAR: Text(zh="年", en="year"),
}
_KIND_WORDS = {
    ParameterKind.PERCENT: Text(zh="%", en="%"),
    ParameterKind.FEN: Text(zh="分", en=" fen"),
    ParameterKind.YEARS: Text(zh="年", en=" years"),
    ParameterKind.MONTHS: Text(zh="个月", en=" months"),
    ParameterKind.DAYS: Text(zh="日", en=" days"),
    ParameterKind.TIMES: Text(zh="次", en=" times"),
    ParameterKind.HOURS: Text(zh="小时", en=" hours"),
}


def term_in_words(value: RuleValue) -> Text:
    """期限 in words: 5个工作日, 每月10日前, 废止."""
    if value.value is None:
        return Text(zh="废止", en="repealed")
    if value.day_of_month:
        after = Text(zh="次月", en="the next month")
        if value.value > 1:
            after = Text(zh=f"第{value.value}个月", en=f"the month {value.value} months on")
        return Text(zh=f"{after.zh}{value.day_of_month}日前", en=f"by day {value.day_of_month} of {after.en}")
    unit = _UNIT_WORDS[value.unit]
    if value.value == 0:
        return Text(zh="即时", en="at once")
    return Text(zh=f"{value.value}{unit.zh}", en=f"{value.value} {unit.en}{'' if value.value == 1 else 's'}")


def scalar_in_words(scalar: object, kind: ParameterKind, words: Mapping[str, Text]) -> Text:
    """参数 in words: 3年, 1.4%, 强制、确认、征收. `words` says how each code reads."""
    if scalar is None:
        return Text(zh="废止", en="repealed")
    if isinstance(scalar, tuple):
        read = [words[code] for code in scalar]
        return Text(zh="、".join(code.zh for code in read), en=", ".join(code.en for code in read))
    unit = _KIND_WORDS.get(kind, Text(zh="", en=""))
    blank = "" if kind is ParameterKind.PERCENT else " "
    return Text(zh=f"{scalar}{unit.zh}", en=f"{scalar}{blank}{unit.en}")


def _applies(layer: Layer, *, tightens: bool) -> Text:
    if layer.is_configured:
        return Text(zh="各级文件均未规定，按配置值适用。", en="No text says; the configured value applies.")
    if layer.status is SourceStatus.IN_FORCE:
        return Text(zh="现行有效，适用。", en="In force; applies.")
    words = STATUS_WORDS[layer.status]
    why = Text(zh="但没有放宽上位规定", en="it does not go beyond the higher text")
    if not tightens:
        why = Text(zh="但上位没有规定", en="no higher text says")
    return Text(
        zh=f"所依文件{words.zh}，{why.zh}，故标注后适用。",
        en=f"Its text is {words.en}; {why.en}, so it applies, labelled.",
    )


def _overridden_by(item: Item, lower: Layer) -> Text:
    words = item.written(lower.value)
    return Text(
        zh=f"{lower.cited.zh}定为{words.zh}，以其为准。", en=f"{lower.cited.en} sets {words.en}, which applies instead."
    )


def _outside_bounds(item: Item, upper: Layer) -> Text:
    bounds = bounds_in_words(item, upper.value)
    return Text(
        zh=f"{upper.cited.zh}要求下位{bounds.zh}，超出部分不予适用。",
        en=f"{upper.cited.en} holds lower texts to {bounds.en}; what goes beyond is not applied.",
    )


def bounds_in_words(item: Item, value: Value) -> Text:
    """上下限 in words: 不低于2且不高于5."""
    sides = (("不低于", "at least", value.at_least), ("不高于", "at most", value.at_most))
    given = [(zh, en, item.written(bound)) for zh, en, bound in sides if bound is not None]
    return Text(
        zh="且".join(f"{zh}{bound.zh}" for zh, _, bound in given),
        en=" and ".join(f"{en} {bound.en}" for _, en, bound in given),
    )


def _weak(upper: Layer, lower: Layer) -> Text | None:
    if lower.status is SourceStatus.IN_FORCE:
        return None
    words = STATUS_WORDS[lower.status]
    return Text(
        zh=f"所依文件{words.zh}，让位于{upper.cited.zh}。", en=f"Its text is {words.en}; it yields to {upper.cited.en}."
    )


def _against(item: Item, upper: Layer, lower: Layer) -> Text:
    may, high, low = _MAY[item.definition.lower_may], item.written(upper.value), item.written(lower.value)
    return Text(
        zh=f"{upper.cited.zh}定为{high.zh}，下位{may.zh}，{low.zh}不予适用。",
        en=f"{upper.cited.en} sets {high.en} and a lower text {may.en}; {low.en} is not applied.",
    )


def _loosened(upper: Layer, lower: Layer) -> Text | None:
    hard = getattr(upper.value, "binding", None) is Binding.HARD
    if not (hard and lower.value.binding is Binding.IN_PRINCIPLE):
        return None
    return Text(
        zh=f"{upper.cited.zh}的期限是硬性的，“原则上”的期限不能取代它。",
        en=f"The term of {upper.cited.en} is hard; one that holds in principle cannot take its place.",
    )
