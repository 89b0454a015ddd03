"""文本种类: how texts of each kind are found in the seed, judged, and written to files.

Packs and calendars are the ground's own. A package above brings its kind by `register`, in the `ready` of its app, so that
publishing knows one way for all of them and the ground knows nothing of what they say.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from xinheng.ground.calendars import Calendar, CalendarFault, read_notice
from xinheng.ground.calendars.shipped import FILES, FOLDER, joined
from xinheng.ground.policies import seed
from xinheng.ground.policies.models import Kind
from xinheng.ground.policies.pack import Library
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

SEEDED_CALENDARS = tuple(f"calendars/{Path(file).stem}" for file in FILES)


@dataclass(frozen=True, eq=False)
class Together:
    """全部文本: every text by kind and key as it would be in force, and the library that its packs make."""

    texts: Mapping[str, Mapping[str, str]]

    @cached_property
    def library(self) -> Library:
        """Raises `PolicyFault`."""
        return library_of(self.texts[Kind.PACK], clauses=seed.known_clauses())


@dataclass(frozen=True)
class Handling:
    """一种文本: `seeded` its texts in the folder of the seed by key, `judge` raises `Refused` with every fault of the kind's
    texts, of which those of some keys are new; it runs too when a kind changes that these rest on. `emptied` takes the place
    of a text that has left the seed, `path` is its file below the folder, `prefix` what its keys begin with, if with one word.
    """

    kind: Kind
    seeded: Callable[[Path], Mapping[str, str]]
    judge: Callable[[Together, Collection[str]], None]
    emptied: Callable[[str], str]
    path: Callable[[str], str]
    prefix: str = ""
    rests_on: tuple[Kind, ...] = ()


_handlings: dict[str, Handling] = {}


def register(handling: Handling) -> None:
    _handlings[handling.kind] = handling


def handlings() -> tuple[Handling, ...]:
    """Every kind that can be published, those that others rest on first."""
    return tuple(_handlings.values())


def handling_of(kind: str) -> Handling | None:
    return _handlings.get(kind)


def kind_of_key(key: str) -> Kind:
    """The kind of text that stands under a key: calendars/2027, catalogue/nation/penalty, cities/siyang/rules."""
    first = key.partition("/")[0]
    return next((each.kind for each in handlings() if each.prefix == first), Kind.PACK)


# ---- packs ----------------------------------------------------------------------------------------------------------


def library_of(texts: Mapping[str, str], clauses: Mapping[str, str] | None = None) -> Library:
    """The library of published texts by key, made once for the same texts; raises `PolicyFault`."""
    return _library_of(tuple(texts.items()), tuple(clauses.items()) if clauses is not None else None)


@lru_cache(maxsize=4)
def _library_of(texts: tuple[tuple[str, str], ...], clauses: tuple[tuple[str, str], ...] | None) -> Library:
    known = dict(clauses) if clauses is not None else None
    return seed.read({f"{key}.yaml": text.encode() for key, text in texts}, clauses=known)


def _seeded_packs(folder: Path) -> Mapping[str, str]:
    return {path.removesuffix(".yaml"): content.decode() for path, content in seed.texts_of(folder).items()}


def _judge_packs(together: Together, new: Collection[str]) -> None:  # noqa: ARG001
    together.library  # noqa: B018


def _emptied_pack(key: str) -> str:
    """A file of its pack that says nothing."""
    _, pack = seed.folder_of(f"{key}.yaml") or (None, "")
    return f"pack: {pack}\n"


# ---- calendars ------------------------------------------------------------------------------------------------------


def calendar_of(texts: Mapping[str, str]) -> Calendar:
    """The calendar of published texts by key; raises `CalendarFault`."""
    calendar = joined(*(texts[key] for key in SEEDED_CALENDARS))
    for key in sorted(texts.keys() - set(SEEDED_CALENDARS)):
        calendar = read_notice(texts[key], key).added_to(calendar, key)
    return calendar


def _seeded_calendars(folder: Path) -> Mapping[str, str]:  # noqa: ARG001
    files = zip(SEEDED_CALENDARS, FILES, strict=True)
    return {key: (FOLDER / file).read_bytes().decode() for key, file in files}


def _judge_calendars(together: Together, new: Collection[str]) -> None:
    texts = together.texts[Kind.CALENDAR]
    try:
        calendar_of(texts)
        for key in set(new) - set(SEEDED_CALENDARS):
            _refuse_other_year(key, texts[key])
    except CalendarFault as fault:
        zh = "\n".join(
            f"{each.file} {each.entry}：{each.what.zh}{each.remedy.zh} [{each.code}]" for each in fault.faults
        )
        en = "\n".join(
            f"{each.file} {each.entry}: {each.what.en} {each.remedy.en} [{each.code}]" for each in fault.faults
        )
        raise Refused(Refusal("calendars.faulty", Text(zh=zh, en=en))) from fault


def _refuse_other_year(key: str, text: str) -> None:
    """A notice stands under its own year, so that a later text for the year takes its place."""
    year = read_notice(text, key).year
    if key != f"calendars/{year}":
        sentence = Text(
            zh=f"这是 {year} 年的放假通知，应公布在 calendars/{year} 之下。",
            en=f"This is the holiday notice of {year}; publish it under calendars/{year}.",
        )
        raise Refused(Refusal("policies.other_year", sentence))


def _path_of_calendar(key: str) -> str:
    return f"{key}.csv" if key in SEEDED_CALENDARS else f"{key}.json"


register(Handling(Kind.PACK, _seeded_packs, _judge_packs, _emptied_pack, lambda key: f"{key}.yaml"))
register(
    Handling(Kind.CALENDAR, _seeded_calendars, _judge_calendars, lambda _: "", _path_of_calendar, prefix="calendars")
)
