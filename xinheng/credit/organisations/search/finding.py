"""检索: finds organisations by whatever somebody knows of them. `queries.search` is its door for the faces.

What was typed is understood first (`understanding`): a code, a part of one, or a name. Names come in tiers, each
heaviest first: the whole name, names that begin so, names that hold it, and the same two of the initials. A page takes
up where the key of the last hit says, so that it neither slows down nor shifts while others write.
"""

import base64
import binascii

from xinheng.credit.organisations.search.answers import Candidate, Card, Found, Hit, Matched, Suggestion, cards
from xinheng.credit.organisations.search.by_code import CodeKey, codes_holding, owners_of
from xinheng.credit.organisations.search.by_name import FIRST, NameKey, Row, Tiers, best_of_each, explained, key_of
from xinheng.credit.organisations.search.suggestions import candidates, suggestions
from xinheng.credit.organisations.search.understanding import FEWEST_OF_CODE, By, Query, understand
from xinheng.ground.disclosure import Viewer
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

__all__ = [
    "Candidate", "Card", "Found", "Hit", "Matched", "Suggestion", "candidates", "cards", "owners_of", "search",
]  # fmt: skip

LARGEST_PAGE = 100

ADVICE = {
    By.NOTHING: Text(
        zh="请输入统一社会信用代码，或名称中的至少两个字。",
        en="Type a unified social credit code, or at least two characters of a name.",
    ),
    By.TOO_SHORT: Text(
        zh="一个字太少，请至少输入名称中的两个字。", en="One character is too few: type at least two of the name."
    ),
    By.PERSON_NUMBER: Text(
        zh="这个号码形似居民身份证号。本系统只查组织，不查个人，该号码未被查询。请核对统一社会信用代码。",
        en="This looks like a resident ID number. Only organisations are searched here, never people; it was not looked "
        "up. Check the unified social credit code.",
    ),
    By.CODE: Text(
        zh="没有公开的主体使用这个代码。请核对代码，或按名称查询；仅有旧注册号、尚未换发统一社会信用代码的主体不公开。",
        en="No public organisation has this code. Check it, or search by name; organisations that only have a former "
        "number and no unified social credit code yet are not public.",
    ),
    By.PART_OF_CODE: Text(
        zh=f"没有代码含有这一段。请输入代码开头的至少 {FEWEST_OF_CODE} 位、其中的组织机构代码，或名称。",
        en=f"No code holds this. Type at least the first {FEWEST_OF_CODE} characters, the organisation code in it, or a "
        "name.",
    ),
    By.NAME: Text(
        zh="没有找到名称含有这些字的主体。可减少字数、换用曾用名，或输入统一社会信用代码；个体工商户名称可能是人名的，只能按代码查询。",
        en="No organisation's name holds this. Type less, try a former name or the unified social credit code; sole "
        "proprietors whose name may be a person's are found by code only.",
    ),
}


def search(text: str, *, viewer: Viewer, after: str | None = None, limit: int = 20) -> Found:
    """检索: the organisations that a text means, best first.

    Raises `Refused` `search.cursor` for a cursor that this search never gave.
    """
    query, limit = understand(text), min(max(limit, 1), LARGEST_PAGE)
    if query.by in (By.NOTHING, By.TOO_SHORT, By.PERSON_NUMBER):
        return Found(query.by, advice=ADVICE[query.by])
    key = read_cursor(after)
    if query.code and (after is None or isinstance(key, CodeKey)):
        found = by_code(query, viewer, key, limit)
        if found.hits or after:
            return found
    found = by_name(query, viewer, key if isinstance(key, NameKey) else None, limit)
    if found.hits or after:
        return found
    return Found(query.by, suggestions=suggestions(query, viewer), advice=ADVICE[query.by])


def by_code(query: Query, viewer: Viewer, after: CodeKey | None, limit: int) -> Found:
    """By a whole code, whichever sort it is of; else by the beginning of one, or of the organisation code in it."""
    if after is None and (owners := owners_of(query.code)):
        hits = [
            Hit(card.uscc, card.shown, card.state, card.region, matched)
            for organisation, matched in owners
            if (card := cards([organisation], viewer).get(organisation))
            and (matched.how == "code" or not card.may_be_personal)
        ]
        return Found(By.CODE, tuple(hits[:limit]))
    rows = list(codes_holding(query.code, after, limit + 1))
    shown = cards([row.organisation for row in rows], viewer)
    hits = tuple(
        Hit(card.uscc, card.name, card.state, card.region, row.matched(query.code))
        for row in rows[:limit]
        if (card := shown.get(row.organisation))
    )
    more = written_cursor(rows[limit - 1].key) if len(rows) > limit else None
    return Found(By.PART_OF_CODE, hits, more)


def by_name(query: Query, viewer: Viewer, after: NameKey | None, limit: int) -> Found:
    """By name or initials: each organisation once, where the best of its names stands."""
    rows: list[Row] = []
    for chunk in Tiers(query).after(after or FIRST, limit + 1):
        rows += best_of_each(chunk, query)
        if len(rows) > limit:
            break
    page = rows[:limit]
    shown = cards([row.organisation for row in page], viewer)
    hits = tuple(
        Hit(card.uscc, card.name, card.state, card.region, explained(row, query))
        for row in page
        if (card := shown.get(row.organisation))
    )
    return Found(By.NAME, hits, written_cursor(key_of(page[-1], query)) if len(rows) > limit else None)


# ---- cursors --------------------------------------------------------------------------------------------------------


def written_cursor(key: NameKey | CodeKey) -> str:
    kind = "n" if isinstance(key, NameKey) else "c"
    return base64.urlsafe_b64encode(".".join(map(str, (kind, *key))).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> NameKey | CodeKey | None:
    if cursor is None:
        return None
    try:
        kind, *parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        if kind == "n":
            return NameKey(*map(int, parts))
        tier, value = parts
        return CodeKey(int(tier), value)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Refused(
            Refusal(
                "search.cursor",
                Text(
                    zh="这个翻页位置无法识别。请从第一页重新检索。",
                    en="This place in the results is not one of ours. Search again from the first page.",
                ),
            )
        ) from error
