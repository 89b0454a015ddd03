"""公示期: from which day until which day the public sees a record, and why. Pure: facts and law in, a `Window` out.

A window is derived whenever it is asked for; nothing is stored that could fall behind. It never outlasts the longest term
that the law of its day gives: a later day of publication, a correction, or an authority's own 公示截止期 cannot lengthen it.
Terms of publication burden, so they end at 24:00 of their last calendar day, whatever day that is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Bearing, Envelope, TypeEntry, WindowKind
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import MINOR, NO_PENALTY, SIMPLE, Proposal, propose
from xinheng.credit.publicity.law import Law
from xinheng.credit.records.history import (
    CONFIRMED,
    MASKED,
    ONE_DAY,
    RELEASED,
    REPAIRED,
    STAYED,
    MarkFact,
    RecordHistory,
    Version,
)
from xinheng.ground.calendars import BeyondCalendar, due
from xinheng.ground.policies.pack import ParameterInForce, RuleInForce
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

SIMPLE_PROCEDURE = "simple_procedure"  # a word of the pack
WITHDRAWAL_TERM = "publicity.penalty.withdrawal"
BY_CODE = "code"  # the subject was found by a valid code that agrees with its name

MARKET_REGULATION = ("市场监督管理", "市场监管")  # the bodies that SAMR Orders 45 and 107 bind, by name


@dataclass(frozen=True)
class Span:
    """公示时段: days in a row on which the public sees the record, both included; without an end if `last` is empty."""

    first: date
    last: date | None

    def __contains__(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class Why:
    """理由: what made the window as it is: the rule of the pack, if it was one, its article, and a sentence."""

    sentence: Text
    rule: str | None = None
    article: str | None = None


@dataclass(frozen=True)
class Window:
    """公示期: when the public sees which version of a record. `refusal` says why it sees none.

    `minimum_until` is the last day of the shortest term, after which repair may be applied for; `until` that of its own
    term, whether the public sees anything of it or not.
    """

    version: int | None = None
    spans: tuple[Span, ...] = ()
    minimum_until: date | None = None
    why: tuple[Why, ...] = ()
    refusal: Refusal | None = None
    until: date | None = None

    @property
    def public_from(self) -> date | None:
        return self.spans[0].first if self.spans else None

    @property
    def public_until(self) -> date | None:
        return self.spans[-1].last if self.spans else None

    def is_public(self, on: date) -> bool:
        return any(on in span for span in self.spans)

    def why_not(self, on: date) -> Refusal | None:
        """Why the public does not see it on a day, or nothing."""
        if self.is_public(on):
            return None
        if self.refusal:
            return self.refusal
        if on < self.spans[0].first:
            return rules.NOT_YET
        return rules.ENDED if self.public_until and on > self.public_until else rules.INTERRUPTED


def window(history: RecordHistory, entry: TypeEntry | None, law: Law) -> Window:
    """公示期 of a record. `entry` is its type as it may be collected today, or nothing where it may not."""
    shown = history.released
    if refusal := why_not_public(history, entry, shown):
        return Window(refusal=refusal)
    first = min(mark.on for mark in history.of_kind(RELEASED) if mark.version > history.withdrawn_up_to)
    term = term_of(history, entry, shown, first, law)
    if isinstance(term, Refusal):
        return Window(refusal=term)
    until, why = shortened(term, entry, shown, law)
    spans = tuple(without(Span(first, until), hidden(history)))
    if not spans or (until and until < first):
        return Window(minimum_until=term.minimum_until, why=why, refusal=why_hidden(history, until, first), until=until)
    return Window(shown.version, spans, term.minimum_until, why, until=until)


def preview(version: Version, entry: TypeEntry, law: Law, *, on: date, repair_class: str, reason: str) -> Window:
    """公示预览: the window that a version would have if it were released on a day with that class and reason."""
    release = MarkFact(0, RELEASED, on, version.version, repair_class=repair_class, reason=reason)
    return window(RecordHistory((version,), (release,)), entry, law)


def shape(history: RecordHistory) -> tuple:
    """Everything of a history that its window follows from: two records of one shape, type and law have one window.

    Among the thousands of a submission few shapes are different.
    """
    places = {mark.id: place for place, mark in enumerate(history.marks)}
    return (
        history.is_erased,
        tuple(
            (each.version, each.organisation == history.current.organisation, each.resolved, each.decided_on,
             each.valid_until, each.publish_until, each.procedure, each.act_kinds, tuple(each.stated.items()))
            for each in history.versions
        ),
        tuple(
            (mark.kind, mark.on, mark.version, mark.until, mark.ends and places.get(mark.ends), mark.repair_class,
             bool(mark.reason.strip()))
            for mark in history.marks
        ),
    )  # fmt: skip


# ---- whether ---------------------------------------------------------------------------------------------------------


def why_not_public(history: RecordHistory, entry: TypeEntry | None, shown: Version | None) -> Refusal | None:
    """不予公示的理由, before any term is asked for; nothing if it may be public."""
    if history.is_erased:
        return rules.ERASED
    if entry is None or entry.publicity.window is WindowKind.NOT_PUBLIC:
        return rules.TYPE_NOT_PUBLIC
    if shown is None:
        return rules.NOT_RELEASED
    if shown.version <= history.withdrawn_up_to:
        return rules.WITHDRAWN
    if shown.organisation != history.current.organisation:
        return rules.SUBJECT_CORRECTED
    if is_adverse(entry) and shown.resolved != BY_CODE and not any(history.of_kind(CONFIRMED, shown.version)):
        return rules.SUBJECT_UNCONFIRMED
    return why_not_stated(shown)


def why_not_stated(shown: Version) -> Refusal | None:
    """What the authority itself says in the record that forbids to show it."""
    stated = shown.stated
    if stated.get("is_public") == "false":
        return rules.STATED_NOT_PUBLIC
    if stated.get("review_state") == "stayed":
        return rules.STAYED
    if "revoked" in (stated.get("review_state"), stated.get("state_2015")):
        return rules.UNDONE
    return rules.PERMIT_INVALID if stated.get("current_state") == "invalid" else None


def why_hidden(history: RecordHistory, until: date | None, first: date) -> Refusal:
    if until and until < first:
        return rules.ENDED
    return rules.REPAIRED if any(history.of_kind(REPAIRED)) else rules.INTERRUPTED


def is_adverse(entry: TypeEntry) -> bool:
    return entry.bearing is Bearing.ADVERSE


# ---- how long --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LongestTerm:
    """最长公示期: the last day, if there is one, the last day of the shortest term, and why."""

    until: date | None
    minimum_until: date | None = None
    why: tuple[Why, ...] = ()


def term_of(history: RecordHistory, entry: TypeEntry, shown: Version, first: date, law: Law) -> LongestTerm | Refusal:
    """最长公示期 of a record that may be public, or why its class or kind keeps it from the public."""
    match entry.publicity.window:
        case WindowKind.BY_CLASS:
            return term_by_class(history, entry, shown, first, law)
        case WindowKind.WHILE_VALID:
            sentence = Text(zh="有效期内公示", en="public while it is valid")
            return LongestTerm(shown.valid_until, why=(Why(sentence),))
        case _:
            return LongestTerm(None, why=(Why(Text(zh="长期公示", en="public without an end of its own")),))


def term_by_class(
    history: RecordHistory, entry: TypeEntry, shown: Version, first: date, law: Law
) -> LongestTerm | Refusal:
    """By 失信程度 (发展改革委令第36号), market regulation by its own orders; by the law of the day of the decision."""
    if shown.decided_on is None:
        return rules.UNDATED
    release = next(mark for mark in reversed(tuple(history.of_kind(RELEASED))) if mark.version == shown.version)
    kinds = kinds_of(entry, shown.act_kinds)
    if refusal := (
        why_not_class(release.repair_class, kinds) or why_unpublished(shown, kinds, law) or why_kept_out(shown, law)
    ):
        return refusal
    published = min(mark.on for mark in history.of_kind(RELEASED))
    for family, law_day in families(release.repair_class, shown, first):
        if maximum := law.rule(f"{family}.maximum", law_day):
            minimum = law.rule(f"{family}.minimum", law_day)
            refusal = why_not_minor(release, shown, maximum)
            return refusal or counted(family, maximum, minimum, shown, published, entry, law)
    return rules.NO_TERM


def why_not_class(repair_class: str, kinds: frozenset[str]) -> Refusal | None:
    if kinds and kinds <= NO_PENALTY:
        return rules.NO_PENALTY_ALONE
    return None if repair_class else rules.UNCLASSED


def why_unpublished(shown: Version, kinds: frozenset[str], law: Law) -> Refusal | None:
    """市场监管不予公示的处罚: warnings alone and simple procedures (总局令第45号 第二条)."""
    if not is_market_regulation(shown):
        return None
    unpublished = law.parameter("publicity.market_regulation.unpublished", shown.decided_on)
    met = met_by(shown, kinds)
    return rules.unpublished(unpublished) if unpublished and met & set(unpublished.value) else None


def why_kept_out(shown: Version, law: Law) -> Refusal | None:
    """不纳入信用记录的处罚: one that came in before it was kept out, or by another way than a file, is not public."""
    return rules.kept_out(found) if (found := kept_out_by(shown.procedure, shown.decided_on, law)) else None


def kept_out_by(procedure: str, decided_on: date, law: Law) -> ParameterInForce | None:
    """不纳入信用记录的处罚, by what keeps it out (山东省社会信用条例 第十三条: those by simple procedure).

    The article also keeps out slight ones whose harm was undone; of that no layout tells.
    """
    found = law.parameter("collection.penalty.kept_out", decided_on)
    return found if found and procedure == SIMPLE and SIMPLE_PROCEDURE in found.value else None


def why_not_minor(release: MarkFact, shown: Version, longest: RuleInForce) -> Refusal | None:
    """轻微: public only where the authority records why it must be."""
    if release.repair_class != MINOR or release.reason.strip():
        return None
    reasoned = shown.stated.get("is_public") == "true" and (shown.stated.get("not_public_reason") or "").strip()
    return None if reasoned else rules.minor_without_reason(longest)


def met_by(shown: Version, kinds: frozenset[str]) -> frozenset[str]:
    """The words of the pack that a penalty answers to."""
    met = {SIMPLE_PROCEDURE} if shown.procedure == SIMPLE else set()
    if kinds and kinds - NO_PENALTY == {"warning"}:
        met.add("warning_only")
    return frozenset(met)


def families(repair_class: str, shown: Version, released: date) -> Iterator[tuple[str, date]]:
    """The terms that may apply, and the day whose law is asked: the first that the law of that day knows, applies.

    The day is that of the decision. A minor penalty knows no term from before there were classes but market
    regulation's; one of older days is judged by the law of its release, so that it is never public longer than any other.
    """
    decided, is_market = shown.decided_on, is_market_regulation(shown)
    if is_market:
        yield f"publicity.market_regulation_{repair_class}", decided
        slight = "slight" if repair_class == MINOR else "other"
        yield f"publicity.market_regulation_{slight}_2021", decided
    yield f"publicity.{repair_class}", decided
    if repair_class != MINOR:
        yield "publicity.penalty_2023", decided
    else:
        yield f"publicity.{repair_class}", released


def counted(
    family: str,
    maximum: RuleInForce,
    minimum: RuleInForce | None,
    shown: Version,
    published: date,
    entry: TypeEntry,
    law: Law,
) -> LongestTerm:
    """The term from its start: the date of the document, or that of publication where the rule says so."""
    start, begun = shown.decided_on, Text(zh="决定之日", en="the date of the decision")
    if maximum.start_event.code == "published":
        start, begun = start_of_publication(shown, published, entry, law)
    until = law.ends(maximum, start)
    number, unit = maximum.term.number, maximum.term.unit
    sentence = Text(
        zh=f"{maximum.title.zh}：{number}{rules.UNITS[unit].zh}，自{begun.zh}{start}起算，至{until}二十四时",
        en=f"{maximum.title.en}: {number} {rules.UNITS[unit].en} from {begun.en}, {start}, until 24:00 of {until}",
    )
    return LongestTerm(
        until,
        law.ends(minimum, start) if minimum else None,
        (Why(sentence, f"{family}.maximum", cited(maximum)),),
    )


def start_of_publication(shown: Version, published: date, entry: TypeEntry, law: Law) -> tuple[date, Text]:
    """公示之日, and if the authority published late, the last day on which it had to: its delay burdens nobody else."""
    keys = ["publicity.penalty.market_regulation"] if is_market_regulation(shown) else []
    for key in (*keys, entry.reporting.deadline):
        if key and (rule := law.rule(key, shown.decided_on)) and (latest := law.ends(rule, shown.decided_on)):
            if latest < published:
                return latest, Text(zh="应当公示的最后一日", en="the last day on which it had to be published")
            return published, Text(zh="公示之日", en="the date of publication")
    # No text says by when it had to be published: then it had to be at once.
    return shown.decided_on, Text(zh="决定之日", en="the date of the decision")


def shortened(term: LongestTerm, entry: TypeEntry, shown: Version, law: Law) -> tuple[date | None, tuple[Why, ...]]:
    """What may end it earlier: the authority's own 公示截止期, and the longest time that dishonesty may be disclosed."""
    until, why = term.until, list(term.why)
    if shown.publish_until and (until is None or shown.publish_until < until):
        until = shown.publish_until
        sentence = f"the authority's own end of publication, {until}"
        why.append(Why(Text(zh=f"认定部门所报公示截止期{until}", en=sentence)))
    retention = is_adverse(entry) and shown.decided_on and entry.retention
    if retention and (rule := law.rule(retention, shown.decided_on)):
        last = law.ends(rule, shown.decided_on)
        if last and (until is None or last < until):
            until = last
            sentence = Text(zh=f"{rule.title.zh}，至{last}", en=f"{rule.title.en}, until {last}")
            why.append(Why(sentence, retention, cited(rule)))
    return until, tuple(why)


# ---- interruptions ---------------------------------------------------------------------------------------------------


def hidden(history: RecordHistory) -> Iterator[Span]:
    """Days on which the public does not see it: stayed (停止执行), masked, or repaired. None of them moves the end."""
    for kind in (STAYED, MASKED, REPAIRED):
        for mark in history.of_kind(kind):
            yield Span(mark.on, history.last_day(mark))


def without(whole: Span, gaps: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span when the gaps are taken out of it, in order."""
    first = whole.first
    for gap in sorted(gaps, key=lambda gap: gap.first):
        if whole.last and gap.first > whole.last:
            break
        if gap.first > first:
            yield Span(first, gap.first - ONE_DAY)
        if gap.last is None:
            return
        first = max(first, gap.last + ONE_DAY)
    if whole.last is None or first <= whole.last:
        yield Span(first, whole.last)


# ---- reading ---------------------------------------------------------------------------------------------------------


def kinds_of(entry: TypeEntry, act_kinds: int) -> frozenset[str]:
    """The codes whose bits are set in `act_kinds`."""
    choices = next((field.choices for field in entry.fields.values() if field.envelope is Envelope.ACT_KINDS), {})
    return frozenset(
        code for code, choice in choices.items() if choice.bit is not None and act_kinds & (1 << choice.bit)
    )


def is_market_regulation(version: Version) -> bool:
    """市场监管部门: whose penalties SAMR Orders 45 and 107 govern."""
    return any(name in (version.stated.get("authority_name") or "") for name in MARKET_REGULATION)


def cited(found: RuleInForce | ParameterInForce) -> str:
    """信用修复管理办法（…令第36号）第几条: how a value is cited."""
    number = f"（{found.source.number}）" if found.source.number else ""
    return " ".join(filter(None, (f"{found.source.title.zh}{number}", found.article)))


def publication_due(version: Version, own: RecordType, law: Law) -> date | None:
    """公示期限: by when the authority has to publish a decision of that day."""
    deadline = own.entry.reporting.deadline
    rule = law.rule(deadline, version.decided_on) if deadline and version.decided_on else None
    return law.ends(rule, version.decided_on) if rule else None


def last_day_to_withdraw(undone: date, law: Law) -> date | None:
    """撤回期限 of a decision that was undone on a day; nothing where no rule or no calendar says."""
    rule = law.rule(WITHDRAWAL_TERM, undone)
    try:
        return due(undone, rule.term, law.calendar).due_on if rule else None
    except BeyondCalendar:
        return None


def proposal_for(version: Version, own: RecordType, law: Law, on: date) -> Proposal | None:
    """失信程度建议 for a version, where its type goes by class."""
    if own.entry.publicity.window is not WindowKind.BY_CLASS:
        return None
    return propose(
        kinds_of(own.entry, version.act_kinds),
        procedure=version.procedure,
        fine_fen=version.amount_fen,
        authority_code=version.authority_code,
        law=law,
        on=on,
    )
