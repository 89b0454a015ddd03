"""The sentences, word for word: they are printed in documents, and people check them on a wall calendar."""

from datetime import date

import pytest

from xinheng.ground.calendars import Nature, Suspension, Term, Unit, due, shipped_calendar

WORKDAY, DAY, MONTH, YEAR = Unit


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "term", "circumstances", "sentence"),
    [
        (
            "2026-09-28",
            Term(6, WORKDAY),
            {},
            "自2026-09-28（周一）次日起算6个工作日，跳过国庆假期7天（10月1日至7日）、周末1天（10月11日），"
            "10月10日（周六）调休上班计入，至2026-10-12（周一）24时止。",
        ),
        (
            "2026-01-05",
            Term(20, WORKDAY),
            {},
            "自2026-01-05（周一）次日起算20个工作日，跳过周末8天，至2026-02-02（周一）24时止。",
        ),
        (
            "2025-12-29",
            Term(5, WORKDAY),
            {},
            "自2025-12-29（周一）次日起算5个工作日，跳过元旦假期3天（2026年1月1日至3日），"
            "2026年1月4日（周日）调休上班计入，至2026-01-06（周二）24时止。",
        ),
        (
            "2026-09-16",
            Term(15, DAY),
            {},
            "自2026-09-16（周三）次日起算15日，末日2026-10-01（周四）逢国庆假期，顺延至2026-10-08（周四）24时止。",
        ),
        ("2026-11-16", Term(10, DAY), {}, "自2026-11-16（周一）次日起算10日，至2026-11-26（周四）24时止。"),
        (
            "2026-09-30",
            Term(10, DAY),
            {},
            "自2026-09-30（周三）次日起算10日，至2026-10-10（周六）24时止，当日调休上班，不顺延。",
        ),
        (
            "2024-02-29",
            Term(1, YEAR),
            {},
            "自2024-02-29（周四）起1年，2025年2月没有29日，以月末为末日，至2025-02-28（周五）24时止。",
        ),
        (
            "2026-11-30",
            Term(3, YEAR, Nature.BURDEN),
            {},
            "自2026-11-30（周一）起3年，至2029-11-30（周五）24时届满，不因休息日顺延。",
        ),
        (
            "2026-08-20",
            Term(1, MONTH, day_of_month=10),
            {},
            "2026年8月的次月10日前，至2026-09-10（周四）24时止。",
        ),
        (
            "2026-10-03",
            Term(0, WORKDAY),
            {},
            "自2026-10-03（周六）当日办理，当日逢国庆假期，顺延至2026-10-08（周四）24时止。",
        ),
        (
            "2026-09-28",
            Term(5, WORKDAY),
            {"suspensions": [Suspension(on("2026-09-30"), on("2026-10-09"))], "extended_by": 3},
            "自2026-09-28（周一）次日起算8个工作日（原5个工作日，延长3个工作日），中止期间9月30日至10月9日共10日不计，"
            "跳过周末3天（10月11日、10月17日至18日），10月10日（周六）调休上班计入，至2026-10-19（周一）24时止。",
        ),
        (
            "2026-03-28",
            Term(3, MONTH),
            {"suspensions": [Suspension(on("2026-04-30"), on("2026-05-09"))]},
            "自2026-03-28（周六）起3个月，原末日为2026-06-28（周日），中止期间4月30日至5月9日共10日不计，"
            "至2026-07-08（周三）24时止。",
        ),
        (
            "2026-06-15",
            Term(3, WORKDAY),
            {"restarted_on": on("2026-06-22")},
            "原自2026-06-15（周一）起算，现自2026-06-22（周一）重新起算，自2026-06-22（周一）次日起算3个工作日，"
            "至2026-06-25（周四）24时止。",
        ),
        (
            "2026-12-30",
            Term(2, WORKDAY),
            {"provisional": True},
            "自2026-12-30（周三）次日起算2个工作日，跳过元旦假期1天（2027年1月1日）、周末2天（2027年1月2日至3日），"
            "至2027-01-04（周一）24时止。（暂定：2027年起的放假调休通知尚未导入，其后各日仅按周末和法定节日推算，"
            "导入通知后须重新计算。）",
        ),
    ],
)
def test_explanation_in_chinese(start, term, circumstances, sentence):
    assert due(on(start), term, shipped_calendar(), **circumstances).explanation.zh == sentence


@pytest.mark.parametrize(
    ("start", "term", "circumstances", "sentence"),
    [
        (
            "2026-09-28",
            Term(6, WORKDAY),
            {},
            "6 working days counted from the day after 2026-09-28 (Mon); skipping National Day holiday (7 days: 1–7 Oct), "
            "weekend (1 day: 11 Oct); Sat 10 Oct counted as a make-up working day; it ends at 24:00 on 2026-10-12 (Mon).",
        ),
        (
            "2026-07-03",
            Term(3, MONTH),
            {},
            "3 months from 2026-07-03 (Fri); the last day 2026-10-03 (Sat) is a rest day (National Day holiday), so it "
            "ends at 24:00 on 2026-10-08 (Thu).",
        ),
        (
            "2026-03-28",
            Term(3, MONTH, Nature.BURDEN),
            {"suspensions": [Suspension(on("2026-04-30"), on("2026-05-09"))], "restarted_on": on("2026-03-29")},
            "First counted from 2026-03-28 (Sat), started anew on 2026-03-29 (Sun); 3 months from 2026-03-29 (Sun), at "
            "first until 2026-06-29 (Mon); suspended and not counted: 30 Apr–9 May (10 days); it ends at 24:00 on "
            "2026-07-09 (Thu), be that a rest day or not.",
        ),
        (
            "2026-01-05",
            Term(1, MONTH, day_of_month=31),
            {},
            "By day 31 of the month after Jan 2026; Feb 2026 has no day 31, so the month's last day takes its place; it "
            "ends at 24:00 on 2026-02-28 (Sat), a make-up working day.",
        ),
    ],
)
def test_explanation_in_english(start, term, circumstances, sentence):
    assert due(on(start), term, shipped_calendar(), **circumstances).explanation.en == sentence
