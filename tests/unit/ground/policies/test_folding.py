"""How values of three levels come to one, told by examples and checked against a second, naive resolver."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.ground.calendars import Nature, Unit
from xinheng.ground.policies.folding import Item, Layer, Standing, fold, scalar_in_words, term_in_words
from xinheng.ground.policies.place import Place, Source
from xinheng.ground.policies.schema import (
    Level,
    LowerMay,
    ParameterEntry,
    ParameterKind,
    ParameterValue,
    RuleEntry,
    RuleValue,
    SourceKind,
    SourceStatus,
)
from xinheng.ground.text import Text

ON = date(2026, 11, 20)
FIRST = date(2016, 1, 1)
LEVELS = (Level.NATION, Level.PROVINCE, Level.CITY)
NAMED = Text(zh="名", en="name")
SOURCES = {
    status: Source(
        id=status,
        title=NAMED,
        kind=SourceKind.LOCAL_REGULATION,
        status=status,
        valid_until=FIRST if status == "lapsed" else None,
    )
    for status in SourceStatus
}


def place(level: Level) -> Place:
    return Place(level, level, NAMED, None, None, {}, SOURCES, {}, {}, {}, ())


def rule(number: int | None, source: str = "in_force", **fields) -> RuleValue:
    verified = "configured" if source == "configured" else "V"
    return RuleValue(
        **{"from": FIRST, "value": number, "unit": Unit.WORKDAY, "source": source, "verified": verified} | fields
    )


def item(may: LowerMay, *by_level: RuleValue | tuple[RuleValue, ...] | None) -> Item:
    """A rule with the values of nation, province and city, in that order."""
    event = {"code": "decided", "zh": "决定", "en": "decided"}
    definition = RuleEntry(title=NAMED, actor=NAMED, start_event=event, nature=Nature.ACT, lower_may=may)
    values = ((v if isinstance(v, tuple) else (v,)) if v else () for v in by_level)
    return Item("x.y", definition, tuple((place(level), v) for level, v in zip(LEVELS, values, strict=False)))


def standings(folded: Item, on: date = ON) -> list[str]:
    return [str(layer.standing) for layer in fold(folded, on)]


def applied(layers: tuple[Layer, ...]) -> Layer | None:
    return next((layer for layer in layers if layer.standing is Standing.APPLIED), None)


EXAMPLES = [
    ("shorter applies", LowerMay.SHORTEN, (rule(7), rule(5), rule(3)), ["overridden", "overridden", "applied"]),
    ("equal applies", LowerMay.SHORTEN, (rule(7), rule(7)), ["overridden", "applied"]),
    ("longer yields", LowerMay.SHORTEN, (rule(7), rule(9)), ["applied", "superseded"]),
    ("city yields to province", LowerMay.SHORTEN, (rule(7), rule(5), rule(6)), ["overridden", "applied", "superseded"]),
    ("reply may be lengthened", LowerMay.LENGTHEN, (rule(5), rule(3), rule(7)), ["overridden", "superseded", "applied"]),
    ("locked", LowerMay.NOTHING, (rule(7), rule(5), rule(7)), ["overridden", "superseded", "applied"]),
    ("free", LowerMay.ANYTHING, (rule(7), rule(9)), ["overridden", "applied"]),
    ("free, text not confirmed", LowerMay.ANYTHING, (rule(7), rule(5, "unknown")), ["applied", "superseded"]),
    ("free, upper lapsed", LowerMay.ANYTHING, (rule(7, "lapsed"), rule(9, "unknown")), ["overridden", "applied"]),
    ("unconfirmed but tighter", LowerMay.SHORTEN, (rule(7), rule(5, "unknown")), ["overridden", "applied"]),
    ("unconfirmed and looser", LowerMay.SHORTEN, (rule(7), rule(9, "unknown")), ["applied", "superseded"]),
    ("lapsed, nothing above", LowerMay.SHORTEN, (None, None, rule(9, "lapsed")), ["applied"]),
    ("text over configured", LowerMay.SHORTEN, (rule(7, "configured"), rule(9)), ["overridden", "applied"]),
    ("configured yields", LowerMay.SHORTEN, (rule(7), rule(5, "configured")), ["applied", "superseded"]),
    ("configured over configured", LowerMay.SHORTEN, (rule(7, "configured"), rule(9, "configured")), ["overridden", "applied"]),
    ("repealed above", LowerMay.SHORTEN, (rule(None), rule(9)), ["repealed", "applied"]),
    ("repealed below", LowerMay.SHORTEN, (rule(7), rule(None)), ["applied", "repealed"]),
    ("over the bound", LowerMay.ANYTHING, (rule(7, at_most=8), rule(9)), ["applied", "superseded"]),
    ("under the bound", LowerMay.SHORTEN, (rule(7, at_least=3), rule(2)), ["applied", "superseded"]),
    ("bound of an overridden text", LowerMay.SHORTEN, (rule(7, at_least=3), rule(5), rule(2)), ["overridden", "applied", "superseded"]),
    ("lapsed text holds nobody in force", LowerMay.SHORTEN, (rule(3, "lapsed"), rule(9)), ["overridden", "applied"]),
    ("but the one above it does", LowerMay.SHORTEN, (rule(5), rule(3, "lapsed"), rule(9)), ["overridden", "applied", "superseded"]),
    ("and lets pass what it allows", LowerMay.SHORTEN, (rule(5), rule(3, "lapsed"), rule(4)), ["overridden", "overridden", "applied"]),
    ("hard term is not loosened", LowerMay.SHORTEN, (rule(7), rule(5, binding="in_principle")), ["applied", "superseded"]),
]  # fmt: skip


@pytest.mark.parametrize(("may", "values", "expected"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_levels_fold(may, values, expected):
    assert standings(item(may, *values)) == expected


def test_value_ends_when_the_next_of_its_level_begins():
    folded = item(LowerMay.SHORTEN, (rule(7), rule(5, **{"from": date(2020, 1, 1)})))
    assert standings(folded, date(2015, 12, 31)) == ["not_yet", "not_yet"]
    assert standings(folded, date(2019, 12, 31)) == ["applied", "not_yet"]
    assert standings(folded, date(2020, 1, 1)) == ["ended", "applied"]


def test_value_is_in_force_on_its_last_day_and_not_after():
    folded = item(LowerMay.SHORTEN, rule(7, until=ON))
    assert (standings(folded, ON), standings(folded, ON + timedelta(1))) == (["applied"], ["ended"])


def test_source_has_lapsed_only_after_its_last_day():
    lapsed = SOURCES[SourceStatus.LAPSED]
    assert lapsed.status_on(FIRST) is SourceStatus.IN_FORCE
    assert lapsed.status_on(FIRST + timedelta(1)) is SourceStatus.LAPSED
    expiring = replace(SOURCES[SourceStatus.IN_FORCE], valid_until=FIRST)
    assert expiring.status_on(FIRST + timedelta(1)) is SourceStatus.LAPSED


def test_superseded_value_names_the_text_that_it_went_against():
    layers = fold(item(LowerMay.SHORTEN, rule(7), rule(5), rule(6)), ON)
    assert layers[2].superseded_by == "province"
    assert layers[2].reason.zh == "名《名》定为5个工作日，下位只能缩短，6个工作日不予适用。"
    assert (
        layers[2].reason.en
        == "name sets 5 working days and a lower text may only shorten it; 6 working days is not applied."
    )


def test_codes_narrow_as_sets():
    def codes(*words: str) -> ParameterValue:
        return ParameterValue(**{"from": FIRST, "value": list(words), "source": "in_force", "verified": "V"})

    words = {code: Text(zh=code, en=code) for code in "abc"}
    definition = ParameterEntry(title=NAMED, kind=ParameterKind.CODES, lower_may=LowerMay.NARROW, words=words)
    values = (codes("a", "b"), codes("b"), codes("b", "c"))
    folded = Item("x.y", definition, tuple((place(level), (v,)) for level, v in zip(LEVELS, values, strict=True)))
    assert standings(folded) == ["overridden", "applied", "superseded"]


def test_decimals_of_a_percentage_are_compared_as_numbers():
    def percent(value: int | str) -> ParameterValue:
        return ParameterValue(**{"from": FIRST, "value": value, "source": "in_force", "verified": "V"})

    definition = ParameterEntry(title=NAMED, kind=ParameterKind.PERCENT, lower_may=LowerMay.LOWER)
    values = (percent("10.5"), percent(9))
    folded = Item("x.y", definition, tuple((place(level), (v,)) for level, v in zip(LEVELS, values, strict=False)))
    assert standings(folded) == ["overridden", "applied"]


def test_values_read_as_words():
    assert term_in_words(rule(1)).en == "1 working day"
    assert term_in_words(rule(0)).zh == "即时"
    assert term_in_words(rule(None)).zh == "废止"
    assert term_in_words(rule(1, unit=Unit.MONTH, day_of_month=10)).zh == "次月10日前"
    assert scalar_in_words("1.4", ParameterKind.PERCENT, {}).zh == "1.4%"
    words = {"a": Text(zh="甲", en="first"), "b": Text(zh="乙", en="second")}
    assert scalar_in_words(("a", "b"), ParameterKind.CODES, words) == Text(zh="甲、乙", en="first, second")


# ---- a second resolver, written otherwise: it asks of each value alone whether anything above forbids it ---------------


def naive(may: LowerMay, values: list[RuleValue | None]) -> list[str]:
    """The standing of each level's value on `ON` (one value a level), top down, by brute comparison."""
    alive: list[int] = []
    result: list[str | None] = [None] * len(values)
    for level, value in enumerate(values):
        if value is None:
            continue
        if value.value is None:
            result[level] = "repealed"
        elif any(forbids(may, values[above], value) for above in alive):
            result[level] = "superseded"
        else:
            alive.append(level)
    for level in alive:
        result[level] = "applied" if level == alive[-1] else "overridden"
    return [standing for standing in result if standing]


def forbids(may: LowerMay, above: RuleValue, value: RuleValue) -> bool:
    if above.source == "configured":
        return False
    if value.source == "configured":
        return True
    if (above.source, value.source) == ("lapsed", "in_force"):
        return False
    beyond = (above.at_most is not None and value.value > above.at_most) or (
        above.at_least is not None and value.value < above.at_least
    )
    if beyond:
        return True
    if may == "anything":
        return value.source != "in_force" and above.source != "lapsed"
    wrong = {
        "shorten": value.value > above.value,
        "lengthen": value.value < above.value,
        "nothing": value.value != above.value,
    }
    return wrong[may] or (above.binding == "hard" and value.binding == "in_principle")


DIRECTIONS = st.sampled_from([LowerMay.SHORTEN, LowerMay.LENGTHEN, LowerMay.NOTHING, LowerMay.ANYTHING])
BOUND = st.none() | st.integers(0, 9)
VALUES = st.none() | st.builds(
    rule,
    st.none() | st.integers(0, 9),
    st.sampled_from(["in_force", "lapsed", "unknown", "configured"]),
    at_most=BOUND,
    at_least=BOUND,
    binding=st.sampled_from(["hard", "in_principle"]),
)
CHAINS = st.lists(VALUES, min_size=3, max_size=3)


@given(DIRECTIONS, CHAINS)
def test_naive_resolver_agrees(may, values):
    assert standings(item(may, *values)) == naive(may, values)


@given(DIRECTIONS, CHAINS)
def test_every_value_has_one_layer_and_a_reason(may, values):
    layers = fold(item(may, *values), ON)
    assert [layer.value for layer in layers] == [value for value in values if value]
    assert sum(layer.standing is Standing.APPLIED for layer in layers) <= 1
    for layer in layers:
        assert layer.reason.zh
        assert layer.reason.en
        assert (layer.superseded_by is not None) == (layer.standing is Standing.SUPERSEDED)


@given(DIRECTIONS, CHAINS)
def test_applied_value_never_goes_against_a_higher_text_in_force(may, values):
    """What the organisation may rely on: no lower text, whatever its standing, takes away what a higher one in force gives."""
    layers = fold(item(may, *values), ON)
    holds = applied(layers)
    for above in layers[: layers.index(holds)] if holds else ():
        if above.standing is not Standing.OVERRIDDEN or above.value.source != "in_force":
            continue
        number, bound = holds.value.value, above.value
        assert (
            may is LowerMay.ANYTHING
            or {"shorten": number <= bound.value, "lengthen": number >= bound.value, "nothing": number == bound.value}[
                may
            ]
        )
        assert bound.at_most is None or number <= bound.at_most
        assert bound.at_least is None or number >= bound.at_least


@given(CHAINS)
def test_some_text_applies_wherever_one_speaks(values):
    spoken = [value for value in values if value and value.value is not None]
    holds = applied(fold(item(LowerMay.SHORTEN, *values), ON))
    assert bool(holds) == bool(spoken)
    if any(value.source != "configured" for value in spoken):
        assert not holds.is_configured
