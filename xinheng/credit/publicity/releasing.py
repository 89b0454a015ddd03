"""审核: which of the records that wait a second person may release, and in which class each becomes public."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import Proposal
from xinheng.credit.publicity.refreshing import day_of, law_in_force
from xinheng.credit.publicity.settling import Decide, own_only
from xinheng.credit.publicity.windows import proposal_for
from xinheng.credit.records.facts import reporters
from xinheng.credit.records.history import RELEASED, RETURNED, MarkFact, RecordHistory, Version
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.queries import texts_in_force
from xinheng.ground.refusal import Refusal


@dataclass(frozen=True)
class Choice:
    """审核选择: the class for each record or for all of them, the reviewer's reason where it is another than proposed, and
    why a minor one must be public."""

    classes: Mapping[str, str]
    bases: Mapping[str, str]
    repair_class: str
    reason: str


def release_of(batch: Batch, authority: str, submission: str, choice: Choice, found: Iterable[RecordHistory]) -> Decide:
    """Decides for one record of those found whether it is released, and in which class."""
    reported_by = reporters(history.current for history in found)
    on, texts = day_of(batch.opened_at), texts_in_force()
    law, catalogue = law_in_force(texts), catalogue_in_force(on, texts)
    proposals: dict[tuple, Proposal | None] = {}

    def proposed(version: Version, own: RecordType) -> Proposal | None:
        asked = (version.type, version.act_kinds, version.procedure, version.amount_fen, version.authority_code)
        if asked not in proposals:
            proposals[asked] = proposal_for(version, own, law, on)
        return proposals[asked]

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        version = history.current
        if any(mark.version == version.version for mark in history.of_kind(RELEASED)):
            return None
        if refusal := why_not_release(history, reported_by[version.id], batch.opened_by, submission):
            return refusal
        own = catalogue.types.get(version.type)
        if own is None or own.why_not_collect:
            return rules.TYPE_NOT_PUBLIC
        given = choice.classes.get(history.ref) or choice.repair_class or version.reported_class
        proposal = None if given else proposed(version, own)
        if not given and proposal and not proposal.repair_class:
            return rules.UNCLASSED
        fixed = given or (proposal.repair_class if proposal else "")
        reasons = "；".join(reason.zh for reason in proposal.reasons) if proposal else ""
        basis = choice.bases.get(history.ref) or reasons
        return MarkFact(
            0,
            RELEASED,
            on,
            version.version,
            repair_class=fixed,
            basis=basis[:300],
            reason=choice.reason,
            cause=batch.ref,
        )

    return own_only(authority, decide)


def why_not_release(history: RecordHistory, reported_by: Collection[str], by: str, submission: str) -> Refusal | None:
    """为何不得发布: by another person than reported it, the version neither returned nor withdrawn."""
    version = history.current
    if submission and version.batch != submission:
        return rules.NOT_CURRENT
    if any(mark.version == version.version for mark in history.of_kind(RETURNED)):
        return rules.RETURNED
    if version.version <= history.withdrawn_up_to:
        return rules.WITHDRAWN
    return rules.why_not_second(reported_by, by)
