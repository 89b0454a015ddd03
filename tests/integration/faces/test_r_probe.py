import pytest
from tests.integration.faces.test_publicity import *
from tests.factories.publicity import agent, AGENT, AGENT_PASSWORD
@pytest.mark.parametrize("address", ["/publicity/?text=%00", "/publicity/?q=%00","/publicity/?authority=%00","/publicity/?type=%00","/publicity/?organisation=%00", "/api/v1/records?q=%00", "/api/v1/records?authority=%00","/api/v1/records?type=%00","/api/v1/records?after=2026-11-20.%00","/api/v1/records?after=x", "/api/v1/records/%00","/publicity/%00/", "/publicity/?after=%00", "/publicity/?since=0001-01-01&until=9999-12-31","/api/v1/organisations?q=%00","/organisations/%00/", "/search/?q=%00","/?q=%00", "/publicity.csv?text=%00","/publicity/table.csv?text=%00"])
def test_nul(visitor, place, address):
    r = visitor.get(address)
    print(address, r.status_code)
    assert r.status_code < 500
def test_etag(visitor, place, monkeypatch):
    release(place, fine())
    for a in (f"/publicity/{REF}/", "/publicity/", MINE, f"/api/v1/records/{REF}", "/api/v1/records", f"/api/v1/organisations/{BREWERY}", f"/api/v1/organisations/{BREWERY}/records"):
        r = visitor.get(a); 
        print(a, r.status_code, {k: v for k, v in r.headers.items() if k in ("ETag","Cache-Control","Vary","Last-Modified")})
def test_agent(client, place, plain_settings):
    release(place, fine()); release(place, fine("苏应急罚〔2026〕2号", HOTEL))
    agent()
    client.post("/accounts/login/", {"login": AGENT, "password": AGENT_PASSWORD})
    for a in (f"/counter/{BREWERY}/", f"/counter/{HOTEL}/", f"/counter/{HOTEL}/records/", f"/counter/{BREWERY}/records/{ref_of('penalty','苏应急罚〔2026〕2号')}/", "/desk/", "/desk/records/", f"/desk/records/{REF}/", "/desk/release/", "/desk/submissions/"):
        print(a, client.get(a).status_code)
