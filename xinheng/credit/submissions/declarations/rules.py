"""自愿申报: why a declaration is not taken, or not taken back."""

from collections.abc import Iterable

from xinheng.credit.publicity.rules import WITHDRAWN_ALREADY, unknown_record, why_not_reason
from xinheng.credit.records.history import RecordHistory
from xinheng.credit.submissions.sentences import sentence_of
from xinheng.credit.submissions.validation import Validated
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

DECLARATION = "declaration"

NOBODY_VERIFIES = Refusal(
    "submissions.nobody_verifies",
    Text(
        zh="这个单位不受理自愿申报。请在列出的受理单位中选择。",
        en="This body accepts no declarations. Choose one of those that are listed.",
    ),
)
NO_FILE = Refusal(
    "organisations.unknown",
    Text(
        zh="登记信息里还没有本单位，暂时不能申报。请联系信用办。",
        en="The register does not know this organisation yet, so it cannot declare anything. Ask the credit office.",
    ),
)


def why_not_take(blocks: Iterable[Validated]) -> Refusal | None:
    """What a file would send back is told at once: a declaration is taken whole or not at all."""
    rules = [rule for block in blocks for found in (block.persons, block.faults) for rule in found["rule"]]
    return Refusal(rules[0], sentence_of(rules[0])) if rules else None


def why_not_withdraw(history: RecordHistory | None, ref: str, organisation: int | None, reason: str) -> Refusal | None:
    """An organisation takes back what it declared itself, and nothing that others said of it."""
    if history is None or history.current.type != DECLARATION or history.current.organisation != organisation:
        return unknown_record(ref)
    if history.current.version <= history.withdrawn_up_to:
        return WITHDRAWN_ALREADY
    return why_not_reason(reason)
