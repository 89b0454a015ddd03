"""scratch"""

import csv, io, re, unicodedata, json
from pathlib import Path
import pytest, xlsxwriter
from django.conf import settings
from django.db import connection
from tests.faces import publish_law
from tests.factories.kernel import NOON, SYSTEM, operations
from tests.factories.submissions import department
from tests.unit.credit.catalogue.texts import shipped
from xinheng.credit.catalogue.template import columns_of
from xinheng.credit.submissions.actions import submit
from xinheng.credit.submissions.rejects import workbook

ID18, ID15, PHONE, NAME = "320324197001011234", "320324700101124", "13800138000", "欧阳铁柱"
PLANTS = {
    "id": ID18,
    "idwide": "３２０３２４１９７００１０１１２３４",
    "idspace": "320324 19700101 1234",
    "id15": ID15,
    "phone": PHONE,
    "phonesp": "138 0013 8000",
    "idlow": "32032419700101123x",
    "name": NAME,
    "other": f"其他-{NAME}{ID18}",
    "otherphone": f"其他（{PHONE}）",
    "iddot": "320324.19700101.1234",
    "idzero": "3203​24197001011234",
    "idslash": "320324/19700101/1234",
    "phonewide": "１３８００１３８０００",
    "phonedot": "138.0013.8000",
    "phonecircle": "手机：138—0013—8000",
    "idhan": "三二〇三二四一九七〇〇一〇一一二三四",
}
SECRETS = ("32032419700101123", ID15, PHONE, NAME)


def plain(t):
    return re.sub(r"[\s\-—–−.·/​]", "", unicodedata.normalize("NFKC", t))


def leaks(t):
    p = plain(t)
    return [s for s in SECRETS if s in p]


def around(v, s):
    v = plain(v); i = v.find(s); return v[max(0,i-70):i+50]
def tables():
    with connection.cursor() as c:
        c.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema='public' and data_type in ('text','character varying','jsonb','json','ARRAY','character','bytea')"
        )
        cols = c.fetchall()
        for t, col, dt in cols:
            if t.startswith("django_"):
                continue
            c.execute(f'select distinct "{col}"::text from "{t}" where "{col}" is not null')
            for (v,) in c.fetchall():
                if dt == "bytea":
                    try:
                        v = bytes.fromhex(v[2:]).decode("utf8", "ignore")
                    except Exception:
                        pass
                for s in leaks(v):
                    yield f"{t}.{col}", s, around(v, s)


def files(root):
    import polars as pl

    for f in Path(root).rglob("*"):
        for s in leaks(str(f)):
            yield "path", s, str(f)
        if f.is_dir():
            continue
        if f.suffix == ".parquet":
            fr = pl.read_parquet(f)
            for col in fr.columns:
                for s in leaks(col):
                    yield "parquet header", s, col
                for v in fr[col].cast(pl.String).drop_nulls():
                    for s in leaks(v):
                        yield f"{f.name}:{col}", s, around(v, s)
        else:
            b = f.read_bytes()
            if f.suffix == ".xlsx":
                import zipfile

                b = b"".join(zipfile.ZipFile(f).read(n) for n in zipfile.ZipFile(f).namelist())
            for s in leaks(b.decode("utf8", "ignore")):
                yield f.name, s, ""


@pytest.fixture(autouse=True)
def law_(db):
    publish_law()


def send(content, type, name="a.csv"):
    return submit(
        by=SYSTEM,
        now=NOON,
        operation=f"o{next(operations)}",
        authority=department(),
        type=type,
        source=content,
        name=name,
    )


EVERY = [(c, l) for c, e in shipped().collectable().items() for l in e.layouts]


@pytest.mark.parametrize(("type", "layout"), EVERY)
def test_cells(type, layout, tmp_path):
    rt = shipped().types[type]
    cols = columns_of(rt, layout)
    base = {h: rt.fields[c].example or "" for c, h in cols.items()}
    base["法定代表人姓名"] = NAME
    heads = [*base, "操作", "操作原因", "自定义列", f"备注{ID18}", f"电话{PHONE}"]
    rows = []
    for h in heads:
        for p in PLANTS.values():
            r = dict.fromkeys(heads, "") | base
            keep = r.get(h, "")
            r[h] = p
            rows.append(r)
            r = dict(r)
            r[h] = f"{keep}附{p}号"
            rows.append(r)
    rows.append(base | {"操作": "撤销", "操作原因": f"{NAME}错了{ID18}"})
    f = io.StringIO()
    w = csv.DictWriter(f, heads, restval="")
    w.writeheader()
    w.writerows(rows)
    receipt = send(f.getvalue().encode(), type)
    print(
        type,
        layout,
        {
            k: receipt[k]
            for k in ("received", "admitted", "superseding", "duplicate", "rejected", "review", "persons_refused")
        },
    )
    workbook(receipt["submission"])
    found = {}
    for where, s, v in [
        *tables(),
        *files(settings.VAR),
        *(
            ("receipt", s, json.dumps(receipt, ensure_ascii=False)[:100])
            for s in leaks(json.dumps(receipt, ensure_ascii=False))
        ),
    ]:
        found.setdefault((where, s), v)
    for k, v in sorted(found.items()):
        print("LEAK", k, v)
    assert not found
