"""A small catalogue text under the law of the seed, and ways to change it."""

import copy
from datetime import date
from functools import cache

import yaml

from xinheng.credit.catalogue import reading
from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.catalogue.seeded import seeded
from xinheng.ground.policies import seed
from xinheng.ground.policies.faults import PolicyFault

TODAY = date(2026, 11, 20)
KEY = "catalogue/nation/visit"

VISIT = {
    "type": "visit",
    "title": {"zh": "走访", "en": "Visits"},
    "category": "administrative",
    "items": [{"source": "credit-catalogue-2024", "from": date(2024, 3, 4), "verified": "V"}],
    "bearing": "neutral",
    "reporting": {"frequency": "monthly"},
    "publicity": {"window": "open"},
    "identity": ["number", "party"],
    "layouts": {
        "new": {
            "title": {"zh": "新版", "en": "New"},
            "columns": ["party", "number", "kind", "fee", "on", "old", "note"],
        },
        "former": {
            "title": {"zh": "旧版", "en": "Former"},
            "columns": ["number", "on", "note", "old"],
            "headers": {"代码": "old", "时间": "on"},
        },
    },
    "fields": {
        "party": {"title": {"zh": "名称", "en": "Name"}, "kind": "name", "envelope": "party_name", "required": True},
        "number": {"title": {"zh": "编号", "en": "Number"}, "kind": "document_number", "envelope": "document_number"},
        "kind": {
            "title": {"zh": "类别", "en": "Kinds"},
            "kind": "choices",
            "envelope": "act_kinds",
            "headers": ["类别1", "类别2"],
            "open_choices": True,
            "choices": {
                "first": {"zh": "首访", "en": "first", "also": ["初访"], "bit": 0},
                "other": {"zh": "其他", "en": "other", "bit": 1},
            },
        },
        "fee": {
            "title": {"zh": "费用", "en": "Fee"},
            "kind": "amount",
            "unit": "万元",
            "required": {"field": "kind", "has": ["first"]},
        },
        "on": {"title": {"zh": "日期", "en": "Date"}, "kind": "date", "envelope": "decided_on", "required": True},
        "old": {"title": {"zh": "旧号", "en": "Old number"}, "kind": "former_code"},
        "note": {"title": {"zh": "备注", "en": "Note"}, "kind": "text", "free_text": True},
        "boss": {"title": {"zh": "负责人", "en": "Head"}, "kind": "personal", "headers": ["法人"]},
    },
}


@cache
def library():
    return seed.load()


def changed(**parts) -> dict:
    """The small text with parts changed by path, `fields__fee__unit="元"`; a value of None takes the key away."""
    entry = copy.deepcopy(VISIT)
    for path, value in parts.items():
        *above, last = path.split("__")
        at = entry
        for key in above:
            at = at[key]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return entry


def text_of(entry: dict) -> str:
    return yaml.safe_dump(entry, allow_unicode=True, sort_keys=False)


def visit(place: str = "siyang", on: date = TODAY, **parts) -> RecordType:
    """目录条目 of the small text, as the place has it on a day."""
    return catalogue({KEY: text_of(changed(**parts))}, place, on).types["visit"]


def catalogue(texts: dict[str, str], place: str = "siyang", on: date = TODAY) -> Catalogue:
    return reading.catalogue_of(reading.read(texts, library()), library().pack(place), on, {})


def faults(texts: dict[str, str] | None = None, **parts) -> list[tuple[str, str]]:
    """Every fault of some texts, else of the small text with parts changed: its code, and where it is."""
    try:
        reading.read(texts or {KEY: text_of(changed(**parts))}, library())
    except PolicyFault as fault:
        return [(each.code, each.key) for each in fault.faults]
    return []


@cache
def shipped(place: str = "siyang", on: date = TODAY) -> Catalogue:
    return seeded(place, on)
