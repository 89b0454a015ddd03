"""失信程度: which class a penalty probably belongs to. Proposed here, fixed by the authority's reviewer at release.

The kinds of act that make a class stand in the pack (发展改革委令第36号). How large a "larger" and a "huge" fine is, each
sector's body lays down: `repair.fine.larger.<code of the authority>` where the authority has a table of its own, else
`repair.fine.larger`, both with their source. A local grade (Siyang's 一般/较重/严重) is another thing and never asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xinheng.credit.publicity.law import Law
from xinheng.ground.policies.pack import ParameterInForce
from xinheng.ground.text import Text

MINOR, GENERAL, SERIOUS = CLASSES = ("minor", "general", "serious")  # light to heavy

CLASS_WORDS = {
    MINOR: Text(zh="轻微", en="minor"),
    GENERAL: Text(zh="一般", en="general"),
    SERIOUS: Text(zh="严重", en="serious"),
}

SIMPLE, FINE = "simple", "fine"  # a code of the field `procedure`, one of `penalty_kinds`
CONFISCATION = "confiscation"  # 没收, of which of the two the layout of 2015 does not say; both are of one class
NO_PENALTY = frozenset({"correction_ordered"})  # 责令改正 stands beside a penalty and adds nothing to its class


@dataclass(frozen=True)
class Proposal:
    """失信程度建议: the class, or none where the table does not settle it, and why."""

    repair_class: str | None
    reasons: tuple[Text, ...]


def propose(
    kinds: Iterable[str], *, procedure: str, fine_fen: int | None, authority_code: str, law: Law, on: date
) -> Proposal:
    """失信程度建议 by the law of the day on which it is asked. Of several kinds the heaviest decides (待核实).

    Nothing is public without a class, so a penalty that is older than the tables is judged by the first of them. A simple procedure makes the penalty minor whatever it is, unless the fine is above what that procedure allows
    (行政处罚法 第五十一条). No class is proposed where one of the kinds is in no table.
    """
    on = max(on, law.begins("repair.repair_class.minor_acts") or on)
    heavy = frozenset(kinds) - NO_PENALTY
    if procedure == SIMPLE:
        return by_simple_procedure(fine_fen, law, on)
    if not heavy:
        return Proposal(None, (Text(zh="未载明处罚种类", en="no kind of penalty is stated"),))
    judged = [judged_kind(kind, fine_fen, authority_code, law, on) for kind in sorted(heavy)]
    reasons = tuple(reason for _, reason in judged)
    if any(each is None for each, _ in judged):
        return Proposal(None, reasons)
    return Proposal(max((each for each, _ in judged), key=CLASSES.index), reasons)


def by_simple_procedure(fine_fen: int | None, law: Law, on: date) -> Proposal:
    ceiling = law.parameter("publicity.simple_procedure.fine_ceiling", on)
    if ceiling and fine_fen and fine_fen > ceiling.value:
        reason = Text(
            zh=f"罚款超过简易程序上限{yuan(ceiling.value)}元，请核对适用程序",
            en=f"the fine is above {yuan(ceiling.value)} yuan, the most by simple procedure: check the procedure",
        )
        return Proposal(None, (reason,))
    if "simple_procedure" not in law.codes("repair.repair_class.minor_acts", on):
        return Proposal(None, (NO_TABLE,))
    return Proposal(MINOR, (Text(zh="适用简易程序", en="simple procedure"),))


def judged_kind(kind: str, fine_fen: int | None, authority_code: str, law: Law, on: date) -> tuple[str | None, Text]:
    """The class of one kind of penalty, and why."""
    if kind == FINE:
        return judged_fine(fine_fen, authority_code, law, on)
    listed = {"confiscated_gains", "confiscated_goods"} if kind == CONFISCATION else {kind}
    for repair_class in reversed(CLASSES):
        table = law.parameter(f"repair.repair_class.{repair_class}_acts", on)
        if table and listed <= set(table.value):
            word = table.words[min(listed)]
            return repair_class, Text(zh=f"{word.zh}：{CLASS_WORDS[repair_class].zh}", en=f"{word.en}: {repair_class}")
    return None, Text(zh=f"分类表未列处罚种类“{kind}”", en=f'no table lists the kind "{kind}"')


def judged_fine(fine_fen: int | None, authority_code: str, law: Law, on: date) -> tuple[str | None, Text]:
    """A fine by the authority's own table, else the place's: huge, larger, or below that."""
    if fine_fen is None:
        return None, Text(zh="罚款金额未载明", en="the amount of the fine is not stated")
    tables = list(thresholds(authority_code, law, on))
    if not tables:
        return None, NO_TABLE
    for act, table in tables:
        if fine_fen >= table.value:
            return class_of_act(act, law, on), said(fine_fen, table, above=True)
    return class_of_act("smaller_fine", law, on), said(fine_fen, tables[-1][1], above=False)


def thresholds(authority_code: str, law: Law, on: date) -> Iterator[tuple[str, ParameterInForce]]:
    """罚款界限 from the highest down: 巨额, then 较大数额."""
    for act, key in (("huge_fine", "repair.fine.huge"), ("larger_fine", "repair.fine.larger")):
        own = f"{key}.{authority_code.lower()}" if authority_code else key
        if table := law.parameter(own, on) or law.parameter(key, on):
            yield act, table


def class_of_act(act: str, law: Law, on: date) -> str | None:
    return next((each for each in reversed(CLASSES) if act in law.codes(f"repair.repair_class.{each}_acts", on)), None)


def said(fine_fen: int, table: ParameterInForce, *, above: bool) -> Text:
    zh, en = ("达到", "reaches") if above else ("低于", "is below")
    return Text(
        zh=f"罚款{yuan(fine_fen)}元{zh}“{table.title.zh}”{yuan(table.value)}元（{table.source.title.zh}）",
        en=f"a fine of {yuan(fine_fen)} yuan {en} {table.title.en}, {yuan(table.value)} yuan ({table.source.title.en})",
    )


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}".removesuffix(".00")


NO_TABLE = Text(
    zh="没有适用的失信程度分类表或罚款界限，请按认定部门的规定填写",
    en="no table of classes or of fines applies: state the class by the determining body's own rules",
)
