"""回执: what a submission is told: what became of every row, what is wrong, and how timely the records are."""

from datetime import date

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity.law import Law
from xinheng.credit.submissions.receiving import Receiving

# What becomes of rows: these add up to what was received.
OUTCOMES = ("admitted", "superseding", "withdrawn", "duplicate", "rejected", "review", "persons_refused")


def receipt_of(receiving: Receiving, *, name: str, sha256: str, on: date) -> dict:
    """回执: the counts add up to what was received; `late` of `timed` new records came after their term (及时率)."""
    counts, rejects = receiving.counts, receiving.rejects
    counts["rejected"] = rejects.count
    late, timed = timeliness(receiving.record_type, receiving.days_of_decisions(), on, receiving.law)
    return {
        "submission": receiving.batch.ref,
        "type": receiving.record_type.type,
        "file": name,
        "sha256": sha256,
        "received": counts["received"],
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "personal_dropped": counts["personal_dropped"],
        "code_pending": counts["code_pending"],
        "late": late,
        "timed": timed,
        "warnings": dict(receiving.warnings),
        "dropped_columns": list(receiving.dropped_columns),
        "rejected_file": f"rejected/{receiving.batch.ref}" if rejects.count else None,
        "faults": sorted(rejects.shown, key=lambda fault: (fault["sheet"], fault["row"])),
    }


def timeliness(record_type: RecordType, days: dict[date, int], on: date, law: Law) -> tuple[int, int]:
    """及时率 as its two numbers: of records decided on these days, how many came late on the day, and of how many the term
    can be told. The term is that of the day of the decision, by the rule that the catalogue names."""
    late = timed = 0
    for day, number in days.items():
        rule = law.rule(record_type.entry.reporting.deadline, day) if record_type.entry.reporting.deadline else None
        last = rule and law.ends(rule, day)
        if last:
            timed += number
            late += number if on > last else 0
    return late, timed
