"""读懂表头: national layouts of both years by name or code, in any order, and what is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.credit.catalogue.texts import shipped, visit
from xinheng.credit.catalogue.headers import understood

PENALTY_2018 = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_XDR_GSZC",
    "CF_XDR_ZZJG",
    "CF_XDR_SWDJ",
    "CF_XDR_SYDW",
    "CF_XDR_SHZZ",
    "CF_FRDB",
    "CF_FR_ZJLX",
    "CF_FR_ZJHM",
    "CF_XDR_ZJLX",
    "CF_XDR_ZJHM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_NR_ZKDX",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_GSJZQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
    "BZ",
]
PENALTY_2015 = [
    "CF_WSH",
    "CF_CFMC",
    "CF_CFLB1",
    "CF_CFLB2",
    "CF_SY",
    "CF_YJ",
    "CF_XDR_MC",
    "CF_XDR_SHXYM",
    "CF_XDR_ZDM",
    "CF_XDR_GSDJ",
    "CF_XDR_SWDJ",
    "CF_XDR_SFZ",
    "CF_FR",
    "CF_JG",
    "CF_JDRQ",
    "CF_XZJG",
    "CF_ZT",
    "DFBM",
    "SJC",
    "BZ",
]
PERMIT_2018 = [
    "XK_XDR_MC",
    "XK_XDR_LB",
    "XK_XDR_SHXYM",
    "XK_XDR_GSZC",
    "XK_XDR_ZZJG",
    "XK_XDR_SWDJ",
    "XK_XDR_SYDW",
    "XK_XDR_SHZZ",
    "XK_FRDB",
    "XK_FR_ZJLX",
    "XK_FR_ZJHM",
    "XK_XDR_ZJLX",
    "XK_XDR_ZJHM",
    "XK_XKWS",
    "XK_WSH",
    "XK_XKLB",
    "XK_XKZS",
    "XK_XKBH",
    "XK_NR",
    "XK_JDRQ",
    "XK_YXQZ",
    "XK_YXQZI",
    "XK_XKJG",
    "XK_XKJGDM",
    "XK_ZT",
    "XK_LYDW",
    "XK_LYDWDM",
    "BZ",
]
PERMIT_2015 = [
    "XK_WSH",
    "XK_XMMC",
    "XK_SPLB",
    "XK_NR",
    "XK_XDR",
    "XK_XDR_SHXYM",
    "XK_XDR_ZDM",
    "XK_XDR_GSDJ",
    "XK_XDR_SWDJ",
    "XK_XDR_SFZ",
    "XK_FR",
    "XK_JDRQ",
    "XK_JZQ",
    "XK_XZJG",
    "XK_ZT",
    "DFBM",
    "SJC",
    "BZ",
]


def of(type: str):
    return shipped().types[type]


@pytest.mark.parametrize(
    ("type", "headers"), [("penalty", PENALTY_2018), ("permit", PERMIT_2018)], ids=["penalty", "permit"]
)
def test_national_columns_of_2018_by_code_in_their_order(type, headers):
    record_type = of(type)
    found = understood(headers, record_type)
    columns = record_type.layouts["2018"].columns
    assert found.layout == "2018"
    assert found.unknown == ()
    kept = [code for code in columns if code in record_type.kept_fields]
    assert [found.fields[code] for code in kept] == [
        header for header, code in zip(headers, columns, strict=True) if code in record_type.kept_fields
    ]
    assert len(found.personal) == 5


def test_columns_of_2015_by_code():
    found = understood(PENALTY_2015, of("penalty"))
    assert found.layout == "2015"
    assert (found.personal, found.unknown) == (("CF_XDR_SFZ", "CF_FR"), ("SJC",))
    assert found.fields["penalty_content"] == "CF_JG"
    assert (found.fields["penalty_kinds"], found.joined) == ("CF_CFLB1", {"penalty_kinds": ("CF_CFLB2",)})
    permit = understood(PERMIT_2015, of("permit"))
    assert (permit.layout, permit.personal, permit.unknown) == ("2015", ("XK_XDR_SFZ", "XK_FR"), ("SJC",))


def test_codes_two_and_three_change_places_between_the_layouts():
    numbered = ["行政相对人代码_2", "行政相对人代码_3"]
    later = understood(
        [*numbered, "行政相对人名称", "行政相对人类别", "数据来源单位", "处罚内容"], of("penalty")
    ).fields
    earlier = understood([*numbered, "行政相对人名称", "处罚名称", "处罚类别1", "处罚结果"], of("penalty")).fields
    swapped = ("party_registration_number", "party_organisation_code")
    assert tuple(later[code] for code in swapped) == tuple(numbered)
    assert tuple(earlier[code] for code in swapped) == tuple(numbered[::-1])


def test_what_stands_in_brackets_says_more_than_the_number_before_it():
    """A file of 2015 whose columns were renamed after those of 2018 is still read as its headers say."""
    headers = ["代码_2(工商注册号)", "代码_3（组织机构代码）", "处罚名称", "处罚类别1", "处罚结果", "地方编码"]
    found = understood(headers, of("penalty"))
    assert found.layout == "2015"
    assert found.fields["party_registration_number"] == "代码_2(工商注册号)"
    assert found.fields["party_organisation_code"] == "代码_3（组织机构代码）"


def test_state_of_a_permit_is_another_field_in_each_layout():
    assert understood(PERMIT_2018, of("permit")).fields["current_state"] == "XK_ZT"
    assert understood(PERMIT_2015, of("permit")).fields["state_2015"] == "XK_ZT"


@pytest.mark.parametrize(
    "alias", ["CF_FRDB", "CF_FDDB", "CF_FR", "法定代表人（负责人）", "经营者姓名", "负责人电话", "家庭住址", "mobile"]
)
def test_columns_about_people_are_personal_however_they_are_called(alias):
    assert understood(["行政相对人名称", alias], of("penalty")).personal == (alias,)


def test_unit_is_that_of_the_header_else_of_the_field():
    units = [
        understood([header], of("penalty")).units for header in ("CF_NR_FK", "罚款金额（元）", "罚款金额(单位：万元)")
    ]
    assert [each["fine_amount"] for each in units] == ["万元", "元", "万元"]


def test_operation_and_its_reason_are_no_fields():
    found = understood(["文书号", "操作类型", "撤销理由"], of("award"))
    assert (found.operation, found.operation_reason, found.unknown) == ("操作类型", "撤销理由", ())


def test_header_is_read_through_widths_blanks_case_and_signs():
    for header in ("＊编号", "编 号*", "编号：", "NUMBER", "number（必填）"):
        assert understood([header], visit()).fields == {"number": header}


def test_second_column_of_a_field_is_unknown_unless_its_values_can_be_joined():
    found = understood(["备注", "note", "类别1", "类别2"], visit())
    assert (found.fields, found.unknown) == ({"note": "备注", "kind": "类别1"}, ("note",))
    assert found.joined == {"kind": ("类别2",)}


@given(st.permutations(PENALTY_2018))
def test_order_of_columns_means_nothing(headers):
    found, ordered = understood(headers, of("penalty")), understood(PENALTY_2018, of("penalty"))
    assert (found.layout, found.fields, found.units) == (ordered.layout, ordered.fields, ordered.units)
    assert (set(found.personal), found.unknown) == (set(ordered.personal), ())


def test_every_printed_header_and_code_of_every_type_is_understood_as_its_field():
    for record_type in shipped().types.values():
        for code, field in record_type.kept_fields.items():
            for header in (*field.headers, field.title.zh, code):
                assert understood([header], record_type).fields == {code: header}, (record_type.type, header)
