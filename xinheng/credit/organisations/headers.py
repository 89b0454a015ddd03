"""表头: which field a column of a register is, whatever its header says, and which columns must not be kept."""

import re
from dataclasses import dataclass

from xinheng.ground.columns.personal_headers import is_about_people

# Field by header: Chinese names as registers print them, and the short codes of exchanged files.
FIELDS = {
    "code": "统一社会信用代码 社会信用代码 信用代码 统一代码 主体代码 机构代码 uscc code tyshxydm",
    "name": "名称 企业名称 主体名称 单位名称 机构名称 市场主体名称 字号名称 name entname qymc",
    "established_on": "成立日期 注册日期 设立日期 登记日期 reg_date estdate established_on",
    "kind": "企业类型 主体类型 市场主体类型 机构类型 类型 ent_type enttype kind",
    "capital": "注册资本 注册资金 出资额 成员出资总额 开办资金 reg_capital regcap capital",
    "state": "经营状态 登记状态 企业状态 状态 state opstate regstate",
    "province": "省 省份 所在省 province",
    "place": "市 城市 所在市 区县 行政区划 行政区划代码 登记机关行政区划 city region place",
    "industry": "行业 行业代码 行业门类 所属行业 国民经济行业 industry industryco",
    "former_names": "曾用名 曾用名称 former_name former_names",
    "valid_from": "变更日期 核准日期 核准变更日期 changed_on apprdate valid_from",
    "registration_number": "注册号 工商注册号 营业执照注册号 regno registration_number",
    "organisation_code": "组织机构代码 组织机构代码证号 orgcode organisation_code",
    "tax_number": "纳税人识别号 税号 taxno tax_number taxpayer_id",
    "former_until": "曾用名停用日期 曾用名用至 former_until",
    "lineage_kind": "沿革类型 lineage_kind",
    "lineage_code": "沿革主体代码 lineage_code",
    "lineage_on": "沿革日期 lineage_on",
    "parent": "隶属企业统一社会信用代码 隶属企业代码 总公司统一社会信用代码 上级单位统一社会信用代码 parent_uscc",
    "party": "行政相对人类别 相对人类别 主体性质类别 party_kind",
}
_FIELD_OF = {header: field for field, headers in FIELDS.items() for header in headers.split()}

_UNIT = re.compile(r"[（(].*?[)）]$")


@dataclass(frozen=True)
class Headers:
    """表头: header by field, and the headers that are dropped because they are about people, or unknown."""

    fields: dict[str, str]
    personal: tuple[str, ...]
    unknown: tuple[str, ...]


def understood(headers: list[str]) -> Headers:
    """Reads the headers in any order. Of two for one field the first counts; the other is unknown."""
    fields, personal, unknown = {}, [], []
    for header in headers:
        field = field_of(header)
        if field and field not in fields:
            fields[field] = header
        elif is_about_people(header):
            personal.append(header)
        else:
            unknown.append(header)
    return Headers(fields, tuple(personal), tuple(unknown))


def field_of(header: str) -> str | None:
    plain = header.replace(" ", "").replace("\u3000", "").strip("*＊:：")
    return _FIELD_OF.get(plain) or _FIELD_OF.get(_UNIT.sub("", plain)) or _FIELD_OF.get(plain.lower())
