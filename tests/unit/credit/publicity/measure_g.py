import cProfile
import pstats
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.kernel import NOON, call
from tests.factories.records import REVIEWER, penalty, permit, report
from tests.factories.register import BREWERY, HOTEL
from tests.unit.credit.publicity.conftest import SAFETY
from xinheng.credit.publicity import actions
from xinheng.credit.publicity.queries import file
from xinheng.ground.disclosure import PUBLIC


def measure(code, n, calls):
    for _ in range(10):
        f = file(code, viewer=PUBLIC, on=NOON.date())
    assert len(f.records) == n, len(f.records)
    with CaptureQueriesContext(
        connection,
    ) as c:
        file(code, viewer=PUBLIC, on=NOON.date())
    a, w = time.process_time(), time.perf_counter()
    for _ in range(calls):
        file(code, viewer=PUBLIC, on=NOON.date())
    print(
        f"\n{n} records: {len(c)} queries, CPU {(time.process_time() - a) / calls * 1000:.2f} ms, wall {(time.perf_counter() - w) / calls * 1000:.2f}"
    )
    return c


def test_measure(place):
    rows = [penalty(f"甲{i}号", BREWERY, SAFETY, repair_class="general") for i in range(20)] + [
        permit(f"许{i}号", BREWERY, SAFETY) for i in range(10)
    ]
    rows += [penalty(f"乙{i}号", HOTEL, SAFETY, repair_class="general") for i in range(3)] + [
        permit(f"许乙{i}号", HOTEL, SAFETY) for i in range(2)
    ]
    s = report(*rows)
    call(actions.release, by=REVIEWER, authority=place[SAFETY], submission=s)
    measure(HOTEL, 5, 300)
    c = measure(BREWERY, 30, 300)
    p = cProfile.Profile()
    p.enable()
    for _ in range(100):
        file(HOTEL, viewer=PUBLIC, on=NOON.date())
    p.disable()
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
    for q in c.captured_queries:
        print(q["sql"][:300].replace("\n", " "))
