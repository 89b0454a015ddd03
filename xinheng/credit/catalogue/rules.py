"""归集为何不可: the legality gate of the catalogue (国办发〔2020〕49号: nothing is collected outside the catalogue)."""

from datetime import date

from xinheng.credit.catalogue.schema import Item, SupplementEntry, TypeEntry
from xinheng.ground.policies.pack import Pack, Silent
from xinheng.ground.policies.place import CONFIGURED_SOURCE, Source
from xinheng.ground.policies.schema import CONFIGURED, SourceStatus
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

GATE = "国办发〔2020〕49号"
CATEGORIES = "collection.catalogue.categories"


def why_not_collect(entry: TypeEntry, pack: Pack, on: date) -> Refusal | None:
    """为何不得归集: why a type may not be collected on a day, or nothing.

    It needs an item whose source is in force on the day, or configured and labelled so, and a category that the base
    catalogue or a lawful supplement has in force.
    """
    if entry.disabled or not entry.items:
        return _unfounded(entry)
    item = item_on(entry, on)
    if item is None:
        return _outside(entry)
    return _weak_basis(entry, source_of(item, entry, pack), on) or _outside_categories(entry, pack, on)


def item_on(entry: TypeEntry | SupplementEntry, on: date) -> Item | None:
    """The item that founds a type on a day: the newest that has begun and not ended."""
    begun = [item for item in entry.items if item.from_ <= on and (item.until is None or on <= item.until)]
    return max(begun, key=lambda item: item.from_, default=None)


def source_of(item: Item, entry: TypeEntry | SupplementEntry, pack: Pack) -> Source | None:
    """The text that an item cites: of its place, else of the nearest level above; nothing where the pack knows none."""
    if item.source == CONFIGURED:
        return CONFIGURED_SOURCE
    ids = [place.id for place in pack.chain]
    levels = pack.chain[: ids.index(entry.place) + 1] if entry.place in ids else ()
    return next((place.sources[item.source] for place in levels[::-1] if item.source in place.sources), None)


def holds(supplement: SupplementEntry, pack: Pack, on: date) -> bool:
    """Whether what a place adds holds on a day. A city's own text whose force nobody confirmed still runs, labelled; one that
    has lapsed does not."""
    item = item_on(supplement, on)
    source = source_of(item, supplement, pack) if item else None
    return source is not None and source.status_on(on) is not SourceStatus.LAPSED


def _unfounded(entry: TypeEntry) -> Refusal:
    why = entry.disabled or Text(zh="没有目录依据。", en="No item of the catalogue founds it.")
    sentence = Text(
        zh=f"“{entry.title.zh}”已停用，不得归集：{why.zh}", en=f"{entry.title.en} may not be collected: {why.en}"
    )
    return Refusal("catalogue.unfounded", sentence, GATE)


def _outside(entry: TypeEntry) -> Refusal:
    first = min(item.from_ for item in entry.items)
    sentence = Text(
        zh=f"“{entry.title.zh}”在这一天没有目录依据（最早自 {first} 起），不得归集。请核对日期。",
        en=f"On that day no item founded {entry.title.en} (the first began on {first}): not to be collected. Check the day.",
    )
    return Refusal("catalogue.not_in_force", sentence, GATE)


def _weak_basis(entry: TypeEntry, source: Source | None, on: date) -> Refusal | None:
    if source and source.status_on(on) is SourceStatus.IN_FORCE:
        return None
    cited = source.title if source else Text(zh="所引文件", en="the text cited")
    sentence = Text(
        zh=f"“{entry.title.zh}”所依据的《{cited.zh}》已失效或者效力未经确认，不得归集。请先核实依据，发布新版目录。",
        en=f"{entry.title.en} rests on {cited.en}, which has lapsed or is not confirmed as in force: not to be collected. "
        "Confirm the basis and publish a new text of the catalogue.",
    )
    return Refusal("catalogue.basis_not_in_force", sentence, GATE)


def _outside_categories(entry: TypeEntry, pack: Pack, on: date) -> Refusal | None:
    try:
        categories = pack.parameter(CATEGORIES, on).value
    except Silent:
        categories = ()
    if entry.category in categories:
        return None
    sentence = Text(
        zh=f"“{entry.title.zh}”所属的信息类别不在 {on} 可以归集的类别之中，不得归集。",
        en=f"The category of {entry.title.en} is none of those that could be collected on {on}.",
    )
    return Refusal("catalogue.category_not_in_force", sentence, GATE)
