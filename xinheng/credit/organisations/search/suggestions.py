"""检索建议: what was perhaps meant, where nothing was found; and the candidates that a printed name may mean."""

from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from xinheng.credit.organisations.folding import folded, plain
from xinheng.credit.organisations.search.answers import Candidate, Card, Suggestion, cards
from xinheng.credit.organisations.search.by_code import codes_holding, owned, owners_of
from xinheng.credit.organisations.search.by_name import COLUMNS, PROBES, Row, answered, common_among
from xinheng.credit.organisations.search.grams import HEAVIEST, INITIALS, grams
from xinheng.credit.organisations.search.initials import initials
from xinheng.credit.organisations.search.understanding import By, Query, one_slip_away, without_look_alikes
from xinheng.ground.disclosure import Viewer
from xinheng.ground.identifiers import organisation_code, uscc
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.text import Text

SUGGESTIONS = 5
CANDIDATES = 10
COMPARED = 200  # names compared letter by letter, of those that share most grams
ALIKE = 60  # of a hundred; below, two names have no more in common than 有限公司


def suggestions(query: Query, viewer: Viewer) -> tuple[Suggestion, ...]:
    """检索建议: codes that a slip away belong to somebody, else names like the one that was typed."""
    suggested = [*other_codes(query.code, viewer)] if query.code else []
    if query.by is not By.CODE:
        suggested += [*other_names(query, viewer)]
    return tuple(suggested[:SUGGESTIONS])


def other_codes(code: str, viewer: Viewer) -> Iterator[Suggestion]:
    """The code that was probably meant, by its check characters; then codes of organisations that one slip leads to."""
    meant = judge(code).suggestion
    meant = None if meant == code else meant
    near = owned(one_slip_away(code) | ({meant} if meant else set()), viewer)
    if meant:
        yield suggested_code(meant, near.pop(meant, None))
    for value, card in sorted(near.items()):
        yield suggested_code(value, card)
    inner = code[uscc.ORGANISATION_CODE]
    if len(code) < uscc.LENGTH and (read := without_look_alikes(code)) != code:
        for row in codes_holding(read, None, SUGGESTIONS):
            yield from (suggested_code(row.value, card) for card in cards([row.organisation], viewer).values())
    elif organisation_code.has_shape(inner) and not near:
        for organisation, matched in owners_of(inner):
            for card in cards([organisation], viewer).values():
                if matched.text != meant and not card.may_be_personal:
                    yield suggested_code(matched.text, card)


def suggested_code(code: str, card: Card | None) -> Suggestion:
    if card:
        why = Text(zh=f"是否要查 {code}（{card.name}）？", en=f"Did you mean {code} ({card.name})?")
        return Suggestion(code, code, card.name, why)
    why = Text(
        zh=f"正确的代码可能是 {code}，但没有公开的主体使用它。",
        en=f"The right code may be {code}, but no public organisation has it.",
    )
    return Suggestion(code, None, None, why)


def other_names(query: Query, viewer: Viewer) -> Iterator[Suggestion]:
    found = candidates(" ".join(query.words))[:SUGGESTIONS]
    shown = cards([candidate.organisation for candidate in found], viewer)
    for candidate in found:
        if card := shown.get(candidate.organisation):
            why = Text(
                zh="；".join(reason.zh for reason in candidate.reasons),
                en="; ".join(reason.en for reason in candidate.reasons),
            )
            yield Suggestion(candidate.name, card.uscc, card.name, why)


# ---- candidates -----------------------------------------------------------------------------------------------------

SHARING = f"""
    SELECT {COLUMNS} FROM (
        SELECT name.id AS found, count(*) AS shared FROM unnest(%s::text[]) asked (gram)
        JOIN LATERAL (
            SELECT id FROM organisations_searchname WHERE is_public AND grams @> ARRAY[asked.gram]
        ) name ON true
        GROUP BY name.id ORDER BY shared DESC, name.id LIMIT {COMPARED}
    ) sharing JOIN organisations_searchname ON id = found
"""


def candidates(text: str) -> list[Candidate]:
    """候选主体: public organisations with a name like this one, the likest first, with reasons for a reviewer.

    Names that share uncommon grams are compared letter by letter. Initials count among the grams, so that a name typed
    with another character of the same sound is found as well.
    """
    name = folded(text)
    letters = initials(name)
    rows = answered(SHARING, [telling(grams(plain(name), letters))])
    best: dict[int, Candidate] = {}
    for row in rows:
        candidate = compared(row, plain(name), letters)
        if candidate.score >= max(ALIKE, best[row.organisation].score + 1 if row.organisation in best else 0):
            best[row.organisation] = candidate
    weights = {row.organisation: row.weight for row in rows}
    return sorted(best.values(), key=lambda found: (-found.score, -weights[found.organisation], found.organisation))[
        :CANDIDATES
    ]


def telling(asked: set[str]) -> list[str]:
    """The grams that tell names apart: the uncommon ones, or of common ones only, the heaviest names of the rarest."""
    common = common_among(asked)
    rare = sorted(asked - common.keys())
    return rare or [HEAVIEST + gram for gram in sorted(common, key=lambda gram: (common[gram], gram))[:PROBES]]


def compared(row: Row, name: str, letters: str) -> Candidate:
    """How alike a search name and a printed one are, and in what."""
    score = round(fuzz.WRatio(row.plain, name))  # of a text much shorter than the name, by the part it is like
    reasons = []
    if (different := Levenshtein.distance(row.plain, name)) <= 2:
        reasons.append(
            Text(zh=f"相差 {different} 个字", en=f"{different} characters differ")
            if different
            else Text(zh="除标点外相同", en="the same but for punctuation")
        )
    if shared := shared_parts(row.plain, name):
        reasons.append(Text(zh=f"同有“{'”“'.join(shared)}”", en=f"both have {', '.join(shared)}"))
    if row.initials == letters or (len(letters) >= INITIALS and row.initials.startswith(letters)):
        score = max(score, ALIKE)
        reasons.append(Text(zh="读音的首字母相同", en="the same initials"))
    if not row.is_current:
        reasons.append(Text(zh="是曾用名", en="a former name"))
    return Candidate(row.organisation, row.name, score, tuple(reasons))


def shared_parts(one: str, other: str) -> list[str]:
    """The longest parts that two names share, in the order of the first."""
    shared, start = [], 0
    while start < len(one) - 1:
        length = next((size for size in range(len(one) - start, 1, -1) if one[start : start + size] in other), 0)
        if length:
            shared.append(one[start : start + length])
        start += length or 1
    return shared
