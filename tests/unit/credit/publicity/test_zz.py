from tests.unit.credit.publicity.test_queries import *
import time, cProfile, pstats
from django.db import connection
def test_x(place):
    report(fine(number="base"))
    with connection.cursor() as c:
        c.execute("""CREATE TEMP TABLE t AS SELECT * FROM records_creditrecord LIMIT 1""")
        b = open_batch(action="submissions.submit", by=CLERK, now=NOON)
        c.execute("""INSERT INTO records_creditrecord (record_key,version,type,catalogue_id,batch_id,organisation_id,provider_id,resolved,party_code,authority_code,document_number,decided_on,valid_from,valid_until,publish_until,repair_class,procedure,act_kinds,amount_fen,content,content_digest,sheet,row)
        SELECT gen_random_uuid(),1,type,catalogue_id,%s,organisation_id,provider_id,resolved,party_code,authority_code,'N'||i,date '2026-04-02' + (i %% 200),valid_from,valid_until,publish_until,'',procedure,act_kinds,(i%%300)*100000,content,content_digest,sheet,i FROM t, generate_series(1,100000) i""",[b.pk])
        seal(b, content={}, now=NOON)
        c.execute("ANALYZE records_creditrecord")
    t=time.perf_counter(); pr=cProfile.Profile(); 0
    a=call(actions.release, by=REVIEWER, authority=place[SAFETY], submission=b.ref, reason="x")

    print("release 100k", time.perf_counter()-t, {k:v for k,v in a.items() if k!="faults"})

    t=time.perf_counter(); print(rebuild_(), time.perf_counter()-t)
    release(place, *(fine(f"乙{n}号", HOTEL) for n in range(30)))
    for viewer in (PUBLIC, OFFICE):
        file(viewer, HOTEL)
        t=time.perf_counter()
        for _ in range(50): file(viewer, HOTEL)
        print("file 30 records", (time.perf_counter()-t)/50*1000, "ms")
    pr=cProfile.Profile(); pr.enable()
    for _ in range(30): file(PUBLIC, HOTEL)
    pr.disable(); pstats.Stats(pr).sort_stats("cumtime").print_stats(45)
    t=time.perf_counter()
    for _ in range(20): queries.public_records(viewer=PUBLIC, on=TODAY)
    print("public_records", (time.perf_counter()-t)/20*1000, "ms")
    t=time.perf_counter(); queries.public_records(viewer=PUBLIC, on=TODAY, text="洋河酿酒"); print("text", time.perf_counter()-t)
    t=time.perf_counter(); queries.public_counts(viewer=PUBLIC, on=TODAY); print("counts", time.perf_counter()-t)
    t=time.perf_counter(); queries.to_release(place[SAFETY], viewer=OFFICE, on=TODAY); print("queue", time.perf_counter()-t)
    t=time.perf_counter(); queries.mine(place[SAFETY], viewer=OFFICE, on=TODAY); print("mine", time.perf_counter()-t)
    t=time.perf_counter(); print(len(queries.ending_soon(viewer=OFFICE, on=TODAY))); print("ending", time.perf_counter()-t)
    from xinheng.credit.catalogue.queries import catalogue_in_force
    t=time.perf_counter()
    for i in range(20): catalogue_in_force(date(2026,7,1)+timedelta(i))
    print("catalogue a day", (time.perf_counter()-t)/20*1000, "ms")
    assert 0
def rebuild_():
    from xinheng.credit.publicity.refreshing import rebuild
    return rebuild(on=TODAY)
